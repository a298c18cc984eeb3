"""Campaigns as rows: which message type is to give way to which version, at which location numbers. Nothing here judges
or knows the time; each row's story stands in the audit log as well.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sor.core.shapes import Value
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.schema import campaign_number as numbers_table
from sor.store.standing import holds_text

WHAT = "campaign"
"""As the audit log calls them."""


class CampaignRow(NamedTuple):
    """A campaign; see ``schema.campaign``."""

    number: int
    title: str
    standard: str
    old: str
    new: str
    direction: str
    starts: int
    ends: int
    state: str
    made_by: str
    made_at: str


COLUMNS = ", ".join(CampaignRow._fields)


def add(connection: Connection, row: CampaignRow, numbers: Sequence[str], door: str) -> CampaignRow:
    """Write a campaign under the next number, with its location numbers."""
    (last,) = connection.run("SELECT coalesce(max(number), 0) FROM campaign").fetchone()
    made = row._replace(number=last + 1)
    marks = ", ".join(f":{name}" for name in CampaignRow._fields)
    connection.run(f"INSERT INTO campaign ({COLUMNS}) VALUES ({marks})", **made._asdict())
    connection.insert(numbers_table, [(made.number, number) for number in sorted(set(numbers))])
    after: Value = {"type": f"{made.standard}/{made.old}", "new": made.new, "numbers": len(set(numbers))}
    note(connection, Noted(made.made_at, made.made_by, "announce", WHAT, str(made.number), None, after, door))
    return made


def put_state(connection: Connection, row: CampaignRow, state: str, by: str, at: str, door: str) -> None:
    """A campaign is shut, or goes on."""
    connection.run("UPDATE campaign SET state = :state WHERE number = :number", state=state, number=row.number)
    before: Value = {"state": row.state}
    note(connection, Noted(at, by, state, WHAT, str(row.number), before, {"state": state}, door))


def find(connection: Connection, number: int) -> CampaignRow | None:
    """A campaign by its number."""
    row = connection.run(f"SELECT {COLUMNS} FROM campaign WHERE number = :number", number=number).fetchone()
    return CampaignRow(*row) if row else None


def all_campaigns(connection: Connection) -> list[CampaignRow]:
    """Every campaign, the newest first."""
    return [CampaignRow(*row) for row in connection.run(f"SELECT {COLUMNS} FROM campaign ORDER BY number DESC")]


def numbers_of(connection: Connection, number: int) -> list[str]:
    """The location numbers of a campaign, in order."""
    rows = connection.run(
        "SELECT location_number FROM campaign_number WHERE campaign = :number ORDER BY location_number", number=number
    )
    return [one for (one,) in rows]


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no campaign hold one of some texts in what somebody wrote about it."""
    for row in all_campaigns(connection):
        if holds_text(row.title, texts):
            connection.run("UPDATE campaign SET title = '' WHERE number = :number", number=row.number)
