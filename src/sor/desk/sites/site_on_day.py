"""A treatment site as it is on a day: what was told of it, and where its unit stands."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from sor.desk.sites.category import SiteCategory
from sor.desk.sites.stays import Stay, find_end, parse_stays, stay_on
from sor.store.treatment_sites import SiteRow

REGISTERED, COMING, EXEMPT, ENDED = "registered", "coming", "exempt", "deregistered"
STATES = (REGISTERED, COMING, EXEMPT, ENDED)


class TreatmentSite(NamedTuple):
    """A treatment site as it is on a day. stays: where its unit stands on which days; stay: on the day, or at the
    nearest end of them. ends: the first day on which patients are treated no more, OPEN for no end known.
    """

    row: SiteRow
    stays: Sequence[Stay]
    stay: Stay | None
    state: str
    ends: int

    @property
    def category(self) -> SiteCategory | None:
        """The category and why it is; None for an exempt site."""
        if self.row.exemption:
            return None
        people = read_staff(self.row)
        doctors = people.get("doctor", 0) + people.get("dentist", 0)
        posts = Decimal(self.row.posts or 0)
        count = doctors if self.row.why in ("doctors", "one_post") else sum(people.values())
        return SiteCategory(self.row.category, self.row.why, count, posts)

    @property
    def municipality(self) -> str:
        """Where patients come: a code of four digits, empty where none is known."""
        return self.stay.address.get("municipality", "") if self.stay else ""

    @property
    def coming(self) -> Stay | None:
        """Where the unit goes next, if the register knows."""
        if self.stay is None:
            return None
        following = (one for one in self.stays if one.from_day >= self.stay.to_day)
        return next((one for one in following if one.address != self.stay.address), None)


def read_staff(row: SiteRow) -> dict[str, int]:
    """The people of a site by group."""
    return msgspec.json.decode(row.staff, type=dict[str, int])


def site_on_day(row: SiteRow, today: int) -> TreatmentSite:
    """A site as it is on a day."""
    stays = parse_stays(row.stays)
    ends = find_end(stays, row.from_day, row.to_day)
    stay = stay_on(stays, today) or (stays[0] if stays and stays[0].from_day > today else stays[-1] if stays else None)
    if ends <= max(today, row.from_day):
        state = ENDED
    else:
        state = EXEMPT if row.exemption else COMING if row.from_day > today else REGISTERED
    return TreatmentSite(row, stays, stay, state, ends)
