"""The crosswalk: which unit of one day is which of another."""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta, field

from sor.core.day import NotADay, parse_day, write_day
from sor.core.shapes import Fields
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.shapes import Day, Shape
from sor.reading.crosswalk import CrosswalkRow, crosswalk

TAGS = ["identifiers"]
DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class CrosswalkEntry(Shape, kw_only=True):
    """An old unit and a new one that continues it."""

    old: Annotated[str, Meta(description="SOR code on the first day.")]
    new: Annotated[str, Meta(description="SOR code on the second day; the same where the unit goes on.")]
    kind: Annotated[
        Literal["moved", "split", "merged", "replaced", "owner"],
        Meta(description="`moved`: another parent; `owner`: the same parent, below another owner."),
    ]
    from_: Annotated[Day, Meta(description="Since when.")] = field(name="from")
    old_owner: str | None
    new_owner: str | None


class Crosswalk(Shape, kw_only=True):
    """The map between two days; units that go on as they were are left out."""

    from_: Day = field(name="from")
    to: Day
    serial: int
    total: int
    limit: int
    offset: int
    more: bool
    rows: list[CrosswalkEntry]


@get(
    "/crosswalk", operation_id="get_crosswalk", tags=TAGS, sync_to_thread=True, responses=document_answers(Crosswalk)
)  # fmt: skip
def get_crosswalk(
    callers: NamedDependency[Callers],
    from_: Annotated[str, QueryParameter(name="from", description="The first of two days.", pattern=DATE)],
    to: Annotated[str, QueryParameter(description="The second one.", pattern=DATE)],
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response[Fields]:
    """Which unit of one day is which of another: moved, split, merged, replaced, or below another owner alone, each
    since its day, as known now. So figures of two years can be compared over a reorganisation.
    """
    first, last = read_days(from_, to)
    register = callers.register
    serial = register.serial()
    rows = crosswalk(register.database.reader(), first, last, serial)
    page = [show_row(row) for row in rows[offset : offset + limit]]
    more = offset + len(page) < len(rows)
    found: Fields = {
        "from": write_day(first), "to": write_day(last), "serial": serial, "total": len(rows), "limit": limit,
        "offset": offset, "more": more, "rows": page,
    }  # fmt: skip
    return Response(found, headers={"SOR-Serial": str(serial)})


def read_days(first: str, last: str) -> tuple[int, int]:
    """Two days, the first before the second. Raises Problem."""
    days = [_read_day(name, text) for name, text in (("from", first), ("to", last))]
    if days[0] >= days[1]:
        raise Problem("bad-parameter", Sentence(
            "to", f"to ({last}) skal være efter from ({first}).", f"to ({last}) must be after from ({first}).",
        ))  # fmt: skip
    return days[0], days[1]


def _read_day(name: str, text: str) -> int:
    try:
        return parse_day(text)
    except NotADay:
        raise Problem("bad-parameter", Sentence(
            name, f"{name} er '{text[:20]}'. Skriv en dato, fx 2027-01-01.",
            f"{name} is '{text[:20]}'. Write a date, for example 2027-01-01.",
        )) from None  # fmt: skip


def show_row(row: CrosswalkRow) -> Fields:
    """A row as answers show it."""
    return {
        "old": row.old, "new": row.new, "kind": row.kind, "from": write_day(row.from_day),
        "old_owner": row.old_owner, "new_owner": row.new_owner,
    }  # fmt: skip


HANDLERS = [get_crosswalk]
