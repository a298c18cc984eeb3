"""The category of a treatment site, worked out from what is told of it. Pure.

Source of the rules: BEK 1257 of 2023-10-25 as the authority's pages tell it; which type of unit is which sort of place
is this project's reading (``docs/decisions/treatment-sites.md``).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sor.core.entity_types import HOSPITAL

GROUPS = (
    "doctor", "dentist", "chiropractor", "nurse", "midwife", "physiotherapist", "occupational_therapist",
    "dental_hygienist", "dental_technician", "dietician", "chiropodist", "care_assistant", "other",
)  # fmt: skip
"""The groups of health staff that are counted."""

DOCTORS = ("doctor", "dentist")
"""Those of whom the category asks how many full-time posts they fill together."""

HOSPITALS, BY_STAFF = "hospital", "staff"
ALWAYS_THREE = {
    "550641000005106": "chiropractic",
    "554231000005106": "vaccination",
    "550661000005105": "duty",
    "554211000005102": "prehospital",
}
ALWAYS_FOUR = {
    "42665001": "nursing_home",
    "550621000005101": "home_nursing",
    "554821000005109": "home_nursing",
    "554221000005108": "social",
    "554861000005100": "social",
    "554881000005108": "social",
    "546811000005109": "rehabilitation",
    "702916001": "rehabilitation",
    "264361005": "health_centre",
    "56781000005109": "addiction",
    "20078004": "addiction",
}
OF_STAFF = frozenset({
    "394761003", "550671000005100", "550681000005102", "550691000005104", "550701000005104", "554031000005103",
    "546821000005103", "702871004", "554061000005105", "550861000005106", "547011000005103", "550631000005103",
    "557541000005106", "703069008", "554871000005105", "722173008", "557511000005107", "284546000",
})  # fmt: skip
"""Types of places where health staff treats patients and the staff decides: practices and clinics, psychiatry, prison
clinics, hospices.
"""

TREATING = frozenset({HOSPITAL, *ALWAYS_THREE, *ALWAYS_FOUR, *OF_STAFF})
"""The types that say that patients are treated."""

WHY = {
    "hospital": (
        "En sygehusenhed med egen klinisk ledelse er kategori 1; hver adresse er et sted for sig.",
        "A hospital unit with clinical leadership of its own is category 1; each address is a site of its own.",
    ),
    "doctors": (
        "{people} læger og tandlæger på tilsammen {posts} fuldtidsstillinger er flere end én stilling: kategori 2.",
        "{people} doctors and dentists who fill {posts} full-time posts together are more than one post: category 2.",
    ),
    "one_post": (
        "{people} læger og tandlæger, der tilsammen fylder {posts} fuldtidsstilling, er højst én stilling: kategori 3.",
        "{people} doctors and dentists who fill {posts} of a full-time post together are at most one post: category 3.",
    ),
    "one_doctor": ("Én læge eller tandlæge: kategori 3.", "One doctor or dentist: category 3."),
    "chiropractors": ("Kiropraktorer: kategori 3.", "Chiropractors: category 3."),
    "several": (
        "{people} andre sundhedspersoner og ingen læge, tandlæge eller kiropraktor: kategori 4.",
        "{people} other health persons and no doctor, dentist or chiropractor: category 4.",
    ),
    "one": (
        "Én sundhedsperson, som ikke er læge, tandlæge eller kiropraktor: kategori 5.",
        "One health person who is no doctor, dentist or chiropractor: category 5.",
    ),
    "chiropractic": (
        "En kiropraktorklinik er kategori 3, hvor mange der end er.",
        "A chiropractic clinic is category 3, however many they are.",
    ),
    "vaccination": ("En vaccinationsklinik er kategori 3.", "A vaccination clinic is category 3."),
    "duty": ("En lægevagt er kategori 3.", "A duty doctors' service is category 3."),
    "prehospital": ("En præhospital enhed er kategori 3.", "A pre-hospital unit is category 3."),
    "nursing_home": ("Et plejehjem er kategori 4.", "A nursing home is category 4."),
    "home_nursing": ("Hjemmesygepleje er kategori 4.", "Home nursing is category 4."),
    "social": ("Et socialt tilbud er kategori 4.", "A social offer is category 4."),
    "rehabilitation": ("En genoptræningsenhed er kategori 4.", "A rehabilitation unit is category 4."),
    "health_centre": ("Et sundhedscenter er kategori 4.", "A health centre is category 4."),
    "addiction": ("Et misbrugscenter er kategori 4.", "An addiction centre is category 4."),
}
"""Why a site is of its category, in Danish and English."""


class SiteCategory(NamedTuple):
    """The category, 1 to 5, why it is (a key of ``WHY``), and of what."""

    number: int
    why: str
    people: int = 0
    posts: Decimal = Decimal(0)

    def tell(self, language: str) -> str:
        """Why, in words."""
        posts = f"{self.posts.normalize():f}"
        if language == "da":
            posts = posts.replace(".", ",")
        return WHY[self.why][language != "da"].format(people=self.people, posts=posts)


def find_sort(type: str, *, in_hospital: bool) -> str:
    """The sort of place that a unit is by its type: hospital, one of those with a category of their own, or staff."""
    if type == HOSPITAL or in_hospital:
        return HOSPITALS
    return ALWAYS_THREE.get(type) or ALWAYS_FOUR.get(type) or BY_STAFF


def find_category(sort: str, staff: Mapping[str, int], posts: Decimal) -> SiteCategory | None:
    """The category of a site; None where nobody is told who treats patients. staff: people under the own CVR number by
    group; posts: full-time posts that its doctors and dentists fill together.
    """
    people = sum(staff.values())
    if not people:
        return None
    if sort == HOSPITALS:
        return SiteCategory(1, "hospital")
    if sort in ALWAYS_THREE.values():
        return SiteCategory(3, sort)
    if sort in ALWAYS_FOUR.values():
        return SiteCategory(4, sort)
    if doctors := sum(staff.get(one, 0) for one in DOCTORS):
        if doctors == 1:
            return SiteCategory(3, "one_doctor", 1, posts)
        return SiteCategory(2, "doctors", doctors, posts) if posts > 1 else SiteCategory(3, "one_post", doctors, posts)
    if staff.get("chiropractor"):
        return SiteCategory(3, "chiropractors")
    return SiteCategory(4, "several", people) if people > 1 else SiteCategory(5, "one", 1)
