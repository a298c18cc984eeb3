"""Small registers with a random past that hold what no format was made for: words where codes belong, texts too long or
too short, regions without a public code, unknown municipalities, half addresses, numbers that lack a supplier.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sor.core.entity_types import REGION
from sor.core.statement import Draft
from sor.core.subject import LOCAL_ATTRIBUTES, edi_key, succession_key
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.conftest import StandingClock
from tests.random_registers import CODES, NUMBERS, entries_of, go_on, says, unit_drafts

DAYS = (20261020, 20261101, 20261230, 20261231, 20270101, 20270102, 20270103)
SINCE = DAYS[0]
PLACE = "800538"

TEXTS = ("Anna", "Bodil & Søn <ApS>", "Æ\"; 'citat'", "å" * 70, "x", "=1+1", "a,b;c", "Ž€𝒳 ½", "12,5")
WORDS = ("ukendt", "oestdanmark", "12a", "1,5", "-1", "²", "1" * 19, "0810")
SPECIALITIES = ({"code": "408443003", "main": True}, {"code": "394594003", "main": False},
                {"code": "394582007", "main": False, "type": "99"}, {"code": "kardiologi", "main": False})  # fmt: skip
ADDRESS = {"street": "Nygade", "building": "7B", "postcode": "9700", "district": "Brønderslev", "municipality": "0810"}
EAST = {"street": "Blegdamsvej", "building": "9", "postcode": "2100", "district": "København Ø", "municipality": "0101"}


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


ADDRESSES = one_of(
    ADDRESS,
    EAST,
    EAST | {"east": 724000.5, "north": 6177000.0, "street_code": "2277", "floor": "st", "suite": "tv"},
    EAST | {"region": "oestdanmark", "east": "12,5 km", "street_code": "x"},
    ADDRESS | {"municipality": "9999", "region": "1081", "po_box": "17", "country": "SE"},
    ADDRESS | {"municipality": "ukendt", "building": "7 b", "floor": "stuen", "additional": "bag porten"},
    {"street": "Vej uden nummer", "postcode": "0999"},
    ADDRESS | {"street": "ø" * 50, "district": "by" * 20, "country": "SWE", "country_scheme": "iso3166-alpha3"},
    ADDRESS | {"po_box": "boks", "postcode": "SE-111", "country": "Sverige", "sublocation": "Skur"},
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": one_of(*TEXTS),
    "level": one_of("IO", "HI", "OU"),
    "type": one_of("550891000005100", "394761003", "22232009", "550811000005108", "en ny type", "ukendt"),
    "parent": one_of(*CODES),
    **dict.fromkeys(("postal_address", "visiting_address", "activity_address"), ADDRESSES),
    "virtual_address": one_of({"phone": "98765432"}, {"phone": "112"}, {"email": "a@b.example", "phone": "98765432"},
                              {"website": "b.example"}, {"phone": "98765432", "email": "ingen", "fax": "9"}),
    "cvr": one_of("13585628", "ukendt"),
    "production_unit": one_of("1000000001", "P-10"),
    "location": one_of({"state": "Inherited"}, {"state": "None"}, *({"state": "Own", "number": n} for n in NUMBERS)),
    "specialities": st.lists(one_of(*SPECIALITIES), min_size=1, max_size=4, unique_by=lambda one: one["code"]),
    "geographic_parent": one_of({"relation": "1"}, {"relation": "2"}, {"relation": "4"}, {"relation": "ukendt"},
                                *({"relation": "3", "parent": code} for code in CODES), {"relation": "3"}),
    "geographic_location": one_of(PLACE, "plads-1"),
    "shak": one_of("1301", "130101", "13011", "ukendt kode"),
    "provider_identifier": one_of("019062", "99019062", "0190629999"),
    "pharmacy_identifier": one_of("362,1", "362" * 9),
    "local_code": one_of("MED", "m" * 30),
    **dict.fromkeys(LOCAL_ATTRIBUTES[:2], one_of("en", "to" * 12)),
    "organisational_level": one_of("afsnit", "900000000000001"),
    **dict.fromkeys(("reporting_level", "patients_admitted", "ambulant_activity"), st.booleans()),
    "note": one_of("en note", "n" * 300),
    "open": st.booleans(),
}  # fmt: skip
FACTS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("system_supplier", "system_type", "network", "administrator"), one_of("162", *WORDS)),
    "region": one_of("1081", "1084", *WORDS),
    **dict.fromkeys(("internal", "active", "open"), st.booleans()),
    "note": one_of("en note", "n" * 300),
}
WHOLE = {"system_supplier": "162", "system_type": "225", "network": "41000035001", "region": "1081",
         "administrator": "639", "internal": False, "active": True}  # fmt: skip
BEGUN: dict[str, dict[str, Any]] = {
    CODES[0]: {"level": "IO", "name": "Region Midgård", "type": REGION, "cvr": "13585628",
               "postal_address": ADDRESS, "virtual_address": {"phone": "98765432"},
               "location": {"state": "Own", "number": NUMBERS[0]}},
    CODES[1]: {"level": "HI", "parent": CODES[0], "name": "Sygehuset", "type": "22232009", "shak": "1301",
               "postal_address": EAST, "geographic_location": PLACE},
    CODES[2]: {"level": "OU", "parent": CODES[1], "name": "Medicin", "type": "550811000005108",
               "specialities": list(SPECIALITIES[:2]), "location": {"state": "Own", "number": NUMBERS[1]}},
    CODES[3]: {"level": "OU", "parent": CODES[2], "name": "Afsnittet", "geographic_parent": {"relation": "2"}},
    CODES[4]: {"level": "HI", "parent": CODES[0], "name": "Lægehuset", "type": "394761003"},
    CODES[5]: {"level": "OU", "parent": CODES[4], "name": "Dr. Asta", "type": "255203001",
               "provider_identifier": "019062", "location": {"state": "Inherited"}},
}  # fmt: skip


@st.composite
def _others(draw: st.DrawFn) -> tuple[str, str, list[Draft]]:
    """What one entry says of something that is no unit."""
    kind = draw(st.sampled_from(["location_number", "succession", "place", "code", "shak", "edi"]))
    day = draw(st.sampled_from(DAYS))
    if kind == "location_number":
        fields = draw(st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=3, unique=True))
        return kind, draw(st.sampled_from(NUMBERS)), [says(field, day, draw(FACTS[field])) for field in fields]
    if kind == "succession":
        old, new = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
        return kind, succession_key(old, new), [says("open", day, True), says("replaces", day, True)]
    if kind == "place":
        region = draw(st.sampled_from(["1081", *WORDS]))
        facts = {"open": True, "name": draw(st.sampled_from(TEXTS)), "region": region, "municipality": "ukendt"}
        return kind, PLACE, [says(field, day, value) for field, value in facts.items()]
    if kind == "shak":
        return kind, "1301", [says("name", day, draw(st.sampled_from(TEXTS)))]
    if kind == "edi":
        key = edi_key(draw(st.sampled_from(NUMBERS)), "XDIS91", "XD9134", draw(st.sampled_from(["receive", "send"])))
        return kind, key, [says("open", day, draw(st.booleans()))]
    which = draw(st.sampled_from(["entity_type/394761003", "municipality/0810"]))
    column, value = ("name_da", "klinik") if which.startswith("entity_type") else ("region", "1082")
    return kind, which, [says("open", day, True), says(column, day, value)]


histories = entries_of(unit_drafts(VALUES, DAYS), unit_drafts(VALUES, DAYS), _others())


def live(register: Register, clock: StandingClock, history: Sequence[tuple[int, Any]]) -> None:
    """Let a register of two whole trees live through a history."""

    def born(kind: str, key: str, values: dict[str, Any]) -> LineDraft:
        said = {"open": True, **values}
        return LineDraft(kind, key, [says(field, SINCE, value) for field, value in said.items()], before={})

    lines = [born("unit", code, values) for code, values in BEGUN.items()]
    lines += [born("location_number", number, WHOLE) for number in NUMBERS]
    lines += [born("shak", "1301", {"record": "sgh", "name": "RH", "institution_kind": "101"})]
    lines += [born("place", PLACE, {"name": "Havnen", "municipality": "0810"})]
    register.submit(Submission(lines, "anna", "import"))
    go_on(register, clock, history, "import")


def drawn(number: int, check: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Check what is drawn with a seed: the same few cases each time, for long runs."""
    run = given(*strategies)(check)
    quick = (Phase.generate,)  # a case is told as it is drawn
    few = settings(max_examples=10, deadline=None, database=None, phases=quick, suppress_health_check=list(HealthCheck))
    seed(number)(few(run))()
