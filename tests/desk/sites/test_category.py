"""The category of a treatment site, worked out from who treats patients there."""

from decimal import Decimal

import pytest

from sor.desk.sites.category import GROUPS, WHY, find_category, find_sort

HOSPITAL, DENTISTS, CHIROPRACTORS, VACCINATION, NURSING_HOME = (
    "22232009", "550681000005102", "550641000005106", "554231000005106", "42665001",
)  # fmt: skip

CASES = [
    ("a ward with its own leadership", HOSPITAL, {"nurse": 1}, "0", 1),
    ("two dentists on one and a half posts", DENTISTS, {"dentist": 2}, "1.5", 2),
    ("a doctor and a dentist on more than one post", DENTISTS, {"doctor": 1, "dentist": 1}, "1.01", 2),
    ("two dentists who share one post", DENTISTS, {"dentist": 2, "nurse": 9}, "1", 3),
    ("one dentist with hygienists", DENTISTS, {"dentist": 1, "dental_hygienist": 4}, "0", 3),
    ("many chiropractors", CHIROPRACTORS, {"chiropractor": 7}, "0", 3),
    ("a chiropractor among physiotherapists", "547011000005103", {"chiropractor": 1, "physiotherapist": 5}, "0", 3),
    ("vaccination by three doctors", VACCINATION, {"doctor": 3}, "3", 3),
    ("a nursing home with a doctor", NURSING_HOME, {"nurse": 1, "doctor": 1}, "0", 4),
    ("two physiotherapists", "547011000005103", {"physiotherapist": 2}, "0", 4),
    ("a chiropodist and a nurse", "554061000005105", {"chiropodist": 1, "nurse": 1}, "0", 4),
    ("one chiropodist", "554061000005105", {"chiropodist": 1}, "0", 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("type", "staff", "posts", "category"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_the_category_follows_from_the_place_and_its_staff(
    type: str, staff: dict[str, int], posts: str, category: int
) -> None:
    found = find_category(find_sort(type, in_hospital=False), staff, Decimal(posts))
    assert found is not None
    assert found.number == category
    for language in ("da", "en"):
        assert (f"kategori {category}" if language == "da" else f"category {category}") in found.tell(language)


def test_nobody_who_treats_patients_is_no_site() -> None:
    assert find_category("staff", {}, Decimal(0)) is None
    assert find_category("hospital", {"nurse": 0}, Decimal(0)) is None


def test_what_stands_in_a_hospital_is_a_hospital_unit_whatever_its_type() -> None:
    assert find_sort("547011000005103", in_hospital=True) == "hospital"


def test_posts_are_told_as_people_write_them() -> None:
    found = find_category("staff", {"doctor": 3}, Decimal("2.50"))
    assert found is not None
    assert "2,5 fuldtidsstillinger" in found.tell("da")
    assert "2.5 full-time posts" in found.tell("en")
    assert len(GROUPS) == len(set(GROUPS))
    assert all(da != en for da, en in WHY.values())
