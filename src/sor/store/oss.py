"""The municipal synchronisation as rows. Nothing here judges or knows the time; what was done stands in its own log."""

import base64
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from sor.store.database import Connection, Row
from sor.store.standing import holds_text

OPEN, ACCEPTED, REJECTED, APPLIED = "open", "accepted", "rejected", "applied"
STATES = (OPEN, ACCEPTED, REJECTED, APPLIED)
LARGEST = 2**63 - 1
"""The largest number that a database holds."""


class MunicipalityRow(NamedTuple):
    """How a municipality's synchronisation stands; see ``schema.oss_municipality``."""

    municipality: str
    settings: str = "{}"
    source: str = ""
    tried_at: str = ""
    fault: str = ""
    good_at: str = ""
    progress: str = ""


class SnapshotRow(NamedTuple):
    """What was fetched last; see ``schema.oss_snapshot``."""

    municipality: str
    source: str
    fetched_at: str
    digest: str
    size: int
    faults: str
    units: str


class DecisionRow(NamedTuple):
    """What was decided and lasts; see ``schema.oss_decision``."""

    municipality: str
    org: str
    unit: str
    kind: str
    reason: str
    facts: str
    decided_by: str
    decided_at: str


class ProposalRow(NamedTuple):
    """A proposal; see ``schema.oss_proposal``."""

    id: int
    municipality: str
    kind: str
    state: str
    unit: str
    org: str
    before: str
    after: str
    reason: str
    findings: str
    facts: str
    score: int
    made_at: str
    decided_by: str = ""
    decided_at: str = ""
    second: str = ""
    document: str = ""
    serial: int = 0
    applied_at: str = ""


class ActionRow(NamedTuple):
    """Something that was done; see ``schema.oss_action``."""

    n: int
    municipality: str
    at: str
    who: str
    what: str
    kind: str
    unit: str
    org: str
    proposal: int
    serial: int
    told: str


def _columns(row: type[tuple[object, ...]]) -> str:
    return ", ".join(getattr(row, "_fields", ()))


def _marks(row: type[tuple[object, ...]]) -> str:
    return ", ".join(f":{name}" for name in getattr(row, "_fields", ()))


MUNICIPALITY, SNAPSHOT, DECISION, PROPOSAL, ACTION = map(
    _columns, (MunicipalityRow, SnapshotRow, DecisionRow, ProposalRow, ActionRow)
)


def municipality(connection: Connection, code: str) -> MunicipalityRow:
    """How a municipality stands; one that was never touched stands as it begins."""
    row = connection.run(
        f"SELECT {MUNICIPALITY} FROM oss_municipality WHERE municipality = :code", code=code
    ).fetchone()
    return MunicipalityRow(*row) if row else MunicipalityRow(code)


def municipalities(connection: Connection) -> list[MunicipalityRow]:
    """Every municipality that was ever touched, by code."""
    rows = connection.run(f"SELECT {MUNICIPALITY} FROM oss_municipality ORDER BY municipality")
    return [MunicipalityRow(*row) for row in rows]


def put_municipality(connection: Connection, row: MunicipalityRow) -> None:
    """Write how a municipality stands."""
    connection.run("DELETE FROM oss_municipality WHERE municipality = :code", code=row.municipality)
    connection.run(f"INSERT INTO oss_municipality ({MUNICIPALITY}) VALUES ({_marks(MunicipalityRow)})", **row._asdict())


def snapshot(connection: Connection, code: str) -> SnapshotRow | None:
    """What was fetched of a municipality last."""
    row = connection.run(f"SELECT {SNAPSHOT} FROM oss_snapshot WHERE municipality = :code", code=code).fetchone()
    return SnapshotRow(*row) if row else None


def put_snapshot(connection: Connection, row: SnapshotRow) -> None:
    """Keep what was fetched, in place of what was fetched before."""
    connection.run("DELETE FROM oss_snapshot WHERE municipality = :code", code=row.municipality)
    connection.run(f"INSERT INTO oss_snapshot ({SNAPSHOT}) VALUES ({_marks(SnapshotRow)})", **row._asdict())


def decisions(connection: Connection, code: str) -> list[DecisionRow]:
    """What was decided in a municipality."""
    rows = connection.run(
        f"SELECT {DECISION} FROM oss_decision WHERE municipality = :code ORDER BY org, unit", code=code
    )
    return [DecisionRow(*row) for row in rows]


def put_decision(connection: Connection, row: DecisionRow) -> None:
    """Keep a decision, in place of the same one before."""
    remove_decision(connection, row.municipality, row.org, row.unit)
    connection.run(f"INSERT INTO oss_decision ({DECISION}) VALUES ({_marks(DecisionRow)})", **row._asdict())


def remove_decision(connection: Connection, code: str, org: str, unit: str) -> None:
    """Take a decision back."""
    connection.run(
        "DELETE FROM oss_decision WHERE municipality = :code AND org = :org AND unit = :unit",
        code=code, org=org, unit=unit,
    )  # fmt: skip


def proposals(connection: Connection, code: str, states: Sequence[str] = STATES) -> list[ProposalRow]:
    """The proposals of a municipality in some states, in the order of their making."""
    marks = ", ".join(f":state{n}" for n in range(len(states)))
    rows = connection.run(
        f"SELECT {PROPOSAL} FROM oss_proposal WHERE municipality = :code AND state IN ({marks}) ORDER BY id",
        code=code, **{f"state{n}": state for n, state in enumerate(states)},
    )  # fmt: skip
    return [ProposalRow(*row) for row in rows]


def proposal(connection: Connection, id: int) -> ProposalRow | None:
    """A proposal by its id; none has one that no column holds."""
    if not 0 < id <= LARGEST:
        return None
    row = connection.run(f"SELECT {PROPOSAL} FROM oss_proposal WHERE id = :id", id=id).fetchone()
    return ProposalRow(*row) if row else None


def next_proposal(connection: Connection) -> int:
    """The id of the next proposal; none is used twice."""
    row = connection.run("SELECT max(id) FROM oss_proposal").fetchone()
    taken = connection.run("SELECT max(proposal) FROM oss_action").fetchone()
    return 1 + max((row and row[0]) or 0, (taken and taken[0]) or 0)


def add_proposals(connection: Connection, rows: Iterable[ProposalRow]) -> None:
    """Write new proposals."""
    for row in rows:
        connection.run(f"INSERT INTO oss_proposal ({PROPOSAL}) VALUES ({_marks(ProposalRow)})", **row._asdict())


def put_proposal(connection: Connection, row: ProposalRow) -> None:
    """Write a proposal anew."""
    said = ", ".join(f"{name} = :{name}" for name in ProposalRow._fields if name != "id")
    connection.run(f"UPDATE oss_proposal SET {said} WHERE id = :id", **row._asdict())


def remove_proposal(connection: Connection, id: int) -> None:
    """Forget a proposal."""
    connection.run("DELETE FROM oss_proposal WHERE id = :id", id=id)


def count_proposals(connection: Connection) -> dict[tuple[str, str], int]:
    """How many there are, by municipality and state."""
    rows = connection.run("SELECT municipality, state, count(*) FROM oss_proposal GROUP BY municipality, state")
    return {(row[0], row[1]): row[2] for row in rows}


def add_action(connection: Connection, action: ActionRow) -> None:
    """Write something that was done, with the next number."""
    row = connection.run("SELECT max(n) FROM oss_action").fetchone()
    values = action._asdict() | {"n": 1 + ((row and row[0]) or 0)}
    connection.run(f"INSERT INTO oss_action ({ACTION}) VALUES ({_marks(ActionRow)})", **values)


def actions(connection: Connection, code: str, limit: int, before: int = 2**53) -> list[ActionRow]:
    """What was done in a municipality, the newest first."""
    rows = connection.run(
        f"SELECT {ACTION} FROM oss_action WHERE municipality = :code AND n < :before ORDER BY n DESC LIMIT :limit",
        code=code, before=before, limit=limit,
    )  # fmt: skip
    return [ActionRow(*row) for row in rows]


def pack(body: bytes) -> str:
    """A large value as it is kept: text, a tenth as long."""
    return base64.b64encode(zlib.compress(body, 1)).decode()


def unpack(text: str) -> bytes:
    """The value again."""
    return zlib.decompress(base64.b64decode(text))


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let nothing here hold one of some texts: what was fetched with one is fetched again, proposals that rest on it
    are made anew, and actions do not say it any more.
    """
    for code, units, faults in connection.run("SELECT municipality, units, faults FROM oss_snapshot").fetchall():
        if holds_text([msgspec.json.decode(unpack(units)), msgspec.json.decode(faults)], texts):
            connection.run("DELETE FROM oss_snapshot WHERE municipality = :code", code=code)
    _forget_rows(
        connection, texts, "SELECT id, before, after, reason, findings, document FROM oss_proposal",
        "DELETE FROM oss_proposal WHERE id = :key",
    )  # fmt: skip
    _forget_rows(
        connection, texts, "SELECT n, told FROM oss_action",
        "UPDATE oss_action SET told = '{}' WHERE n = :key",
    )  # fmt: skip
    _forget_rows(
        connection, texts, "SELECT municipality, fault FROM oss_municipality",
        """UPDATE oss_municipality SET fault = '{"da":"(slettet)","en":"(erased)"}' WHERE municipality = :key""",
    )  # fmt: skip
    for code, org, unit, reason, facts in connection.run(
        "SELECT municipality, org, unit, reason, facts FROM oss_decision"
    ).fetchall():
        if holds_text([reason, facts], texts):
            connection.run(
                "UPDATE oss_decision SET reason = '', facts = '{}' WHERE municipality = :code AND org = :org"
                " AND unit = :unit",
                code=code, org=org, unit=unit,
            )  # fmt: skip


def _forget_rows(connection: Connection, texts: Sequence[str], ask: str, change: str) -> None:
    rows: list[Row] = connection.run(ask).fetchall()
    for key, *values in rows:
        if holds_text(values, texts):
            connection.run(change, key=key)
