"""The series of location numbers that the authority and the regions issue from: entered beforehand, each number used
once (rule L9). An operational table: that a number was given is told by the log, which is written first; the series
goes on when that is done, at the latest when a program starts.
"""

from collections.abc import Mapping
from typing import NamedTuple

from stdnum import ean

from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.marks import by_key_or_value

WHAT = "series"
"""As the audit log calls them."""

AUTHORITY = "authority"
"""The owner of the authority's own series; a region's is its SOR code."""


class Series(NamedTuple):
    """Numbers first to last, without their check digits (12 digits). owner: ``authority`` or the region's SOR code.

    next: the first number that was not given yet.
    """

    owner: str
    first: int
    last: int
    next: int
    added_by: str
    added_at: str


class Overlapping(ValueError):
    """A series that holds numbers of another one; the message names it."""


def add(connection: Connection, owner: str, first: int, last: int, by: str, at: str, channel: str = "") -> None:
    """Enter a series, which stands in the audit log as well. Raises Overlapping."""
    for other in all_series(connection):
        if first <= other.last and other.first <= last:
            raise Overlapping(
                f"The series {first}-{last} overlaps {other.first}-{other.last} of {other.owner}. Enter only numbers"
                " that are in no series yet."
            )
    connection.run(
        "INSERT INTO number_series (owner, first, last, next, added_by, added_at)"
        " VALUES (:owner, :first, :last, :first, :by, :at)",
        owner=owner, first=first, last=last, by=by, at=at,
    )  # fmt: skip
    entered = {"owner": owner, "first": f"{first:012d}", "last": f"{last:012d}"}
    note(connection, Noted(at, by, "add", WHAT, f"{first:012d}-{last:012d}", None, entered, channel))


def all_series(connection: Connection) -> list[Series]:
    """Every series, by its first number."""
    rows = connection.run("SELECT owner, first, last, next, added_by, added_at FROM number_series ORDER BY first")
    return [Series(*row) for row in rows]


def holding(connection: Connection, number: str) -> str | None:
    """The owner of the series that holds a location number; None when none does."""
    body = number[:12]
    if len(number) != 13 or not (body.isascii() and body.isdigit()):
        return None
    row = connection.run(
        "SELECT owner FROM number_series WHERE first <= :body AND :body <= last", body=int(body)
    ).fetchone()
    return row[0] if row else None


def upcoming(connection: Connection, owner: str, count: int) -> list[str]:
    """The next numbers of an owner that no one has been given and no unit states, at most ``count``; none is used up by
    asking.
    """
    found: list[str] = []
    for one in (series for series in all_series(connection) if series.owner == owner):
        body = one.next
        while body <= one.last and len(found) < count:
            number = _with_check_digit(body)
            if not is_known(connection, number):
                found.append(number)
            body += 1
    return found


def gone_beyond(connection: Connection) -> dict[int, int]:
    """The series whose next number somebody has by now, each by its first number with the first one that nobody has;
    a number that was named out of turn is passed over when its turn comes, and takes none before it away.
    """
    found = {}
    for one in all_series(connection):
        body = one.next
        while body <= one.last and is_known(connection, _with_check_digit(body)):
            body += 1
        if body != one.next:
            found[one.first] = body
    return found


def go_on(connection: Connection, nexts: Mapping[int, int]) -> None:
    """Let series, by their first numbers, go on with the numbers told. The same again changes nothing."""
    for first, following in nexts.items():
        connection.run(
            "UPDATE number_series SET next = :following WHERE first = :first AND next < :following",
            first=first, following=following,
        )  # fmt: skip


def _with_check_digit(body: int) -> str:
    number = f"{body:012d}"
    return number + str(ean.calc_check_digit(number))


def is_known(connection: Connection, number: str) -> bool:
    """Whether a location number was ever given, or stated by a unit."""
    row = connection.run(
        by_key_or_value(
            "SELECT 1 FROM line WHERE kind = 'location_number' AND key = :key"
            " UNION ALL SELECT 1 FROM identifier WHERE system = 'location_number' AND kind = 'unit' AND value = :key"
            " LIMIT 1"
        ),
        key=number,
    ).fetchone()
    return row is not None
