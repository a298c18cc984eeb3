"""A treatment site as it is on a day: its state by the days of what was told and of its unit."""

import pytest

from sor.core.day import OPEN
from sor.desk.sites.site_on_day import COMING, ENDED, EXEMPT, REGISTERED, read_staff, site_on_day
from sor.desk.sites.stays import Stay, write_stays
from sor.store.treatment_sites import SiteRow

BAKKEN, HAVNEN = {"street": "Bakken", "municipality": "0751"}, {"street": "Havnen", "municipality": "0265"}
STAYS = [
    Stay(20260101, 20260601, "Klinik", "", "1", BAKKEN),
    Stay(20260601, 20270101, "Klinikken", "", "1", HAVNEN),
]
ROW = SiteRow(
    1001, "12", 2, "doctors", '{"doctor": 2, "nurse": 3}', "1.5", "", "", 20260201, OPEN, write_stays(STAYS),
    "Bo", "", "", "klinik", "2026", "2026",
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "day", "state", "ends"),
    [
        (ROW, 20260131, COMING, 20270101),
        (ROW, 20260201, REGISTERED, 20270101),
        (ROW, 20261231, REGISTERED, 20270101),
        (ROW, 20270101, ENDED, 20270101),
        (ROW._replace(to_day=20260301), 20260301, ENDED, 20260301),
        (ROW._replace(to_day=20260201), 20260131, ENDED, 20260201),
        (ROW._replace(exemption="temporary"), 20260201, EXEMPT, 20270101),
        (ROW._replace(stays="[]"), 20260131, ENDED, 20260201),
    ],
)
def test_its_state(row: SiteRow, day: int, state: str, ends: int) -> None:
    site = site_on_day(row, day)
    assert (site.state, site.ends) == (state, ends)


def test_it_stands_where_its_unit_does_and_before_and_after_at_the_nearest_end() -> None:
    found = [site_on_day(ROW, day) for day in (20250101, 20260531, 20260601, 20280101)]
    assert [one.municipality for one in found] == ["0751", "0751", "0265", "0265"]
    assert [one.coming.name if one.coming else "" for one in found] == ["Klinikken", "Klinikken", "", ""]
    assert site_on_day(ROW._replace(stays="[]"), 20260201).municipality == ""


def test_its_category_counts_those_by_whom_it_was_found() -> None:
    site = site_on_day(ROW, 20260201)
    assert read_staff(site.row) == {"doctor": 2, "nurse": 3}
    assert site.category is not None
    assert (site.category.number, site.category.people) == (2, 2)
    every = site_on_day(ROW._replace(why="staff"), 20260201).category
    assert every is not None
    assert every.people == 5
    assert site_on_day(ROW._replace(exemption="temporary"), 20260201).category is None
