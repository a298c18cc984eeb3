"""The desk's memory of certification: which case of the test protocol each caller has ticked, or why not yet."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Fields, Value
from sor.store import audit_log
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.schema import certification
from sor.store.standing import holds_text

WHAT = "certification"


class CaseStanding(NamedTuple):
    """How a caller stands in a case. ticked_at, message_id, serial, unit, version: by what it ticked; empty, and 0,
    before. tried_at, tried_by: the last call that did not tick it, by its MessageID. misses: its reasons, as plain
    values.
    """

    cvr: str
    case: str
    ticked_at: str = ""
    message_id: str = ""
    serial: int = 0
    unit: str = ""
    version: int = 0
    tried_at: str = ""
    tried_by: str = ""
    misses: Sequence[Value] = ()


COLUMNS = ", ".join(("cvr", "case_key", *CaseStanding._fields[2:]))


def standings(connection: Connection, cvr: str) -> dict[str, CaseStanding]:
    """How a caller stands, by case; cases that were never tried are left out."""
    rows = connection.run(f"SELECT {COLUMNS} FROM certification WHERE cvr = :cvr", cvr=cvr)
    return {row[1]: CaseStanding._make([*row[:-1], msgspec.json.decode(row[-1])]) for row in rows}


def put(connection: Connection, standing: CaseStanding, at: str) -> None:
    """Write how a caller stands in a case, by its own call. A ticked case stays as it is, whoever else writes at the
    same time.
    """
    before = standings(connection, standing.cvr).get(standing.case)
    if before is not None and before.ticked_at:
        return
    _delete(connection, standing.cvr, standing.case)
    values = [*standing[:-1], msgspec.json.encode(standing.misses).decode()]
    connection.insert(certification, [tuple(values)])
    if before is None or _tell_standing(before) != _tell_standing(standing):
        what = "tick" if standing.ticked_at else "miss"
        _note(connection, (at, standing.cvr, what), standing, _tell_standing(before), _tell_standing(standing), "sorus")


def clear(connection: Connection, cvr: str, who: str, at: str, channel: str) -> int:
    """Empty a caller's checklist; gives how many cases were ticked or tried. who, channel: by whom and which door."""
    found = standings(connection, cvr)
    for case, standing in found.items():
        _delete(connection, cvr, case)
        _note(connection, (at, who, "remove"), standing, _tell_standing(standing), None, channel)
    return len(found)


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let no reason for which a call ticked no case hold one of some texts, nor the audit log of them. by: who had
    them erased.
    """
    audit_log.forget_texts(connection, WHAT, texts, by, at, "")
    for cvr, case, misses in connection.run("SELECT cvr, case_key, misses FROM certification").fetchall():
        told = msgspec.json.decode(misses)
        left = [miss for miss in told if not holds_text(miss, texts)]
        if left != told:
            connection.run(
                "UPDATE certification SET misses = :misses WHERE cvr = :cvr AND case_key = :case",
                misses=msgspec.json.encode(left).decode(), cvr=cvr, case=case,
            )  # fmt: skip


def has_ticked(connection: Connection, cvr: str, message_id: str, serial: int) -> bool:
    """Whether a caller's message, which made an entry, has ever ticked a case, emptied since or not."""
    row = connection.run(
        "SELECT 1 FROM desk_journal WHERE kind = :kind AND key >= :first AND key < :beyond AND what = 'tick'"
        " AND after = :after LIMIT 1",
        kind=WHAT, first=f"{cvr}/", beyond=f"{cvr}0", after=msgspec.json.encode(_tick(message_id, serial)).decode(),
    ).fetchone()  # fmt: skip
    return row is not None


def _delete(connection: Connection, cvr: str, case: str) -> None:
    connection.run("DELETE FROM certification WHERE cvr = :cvr AND case_key = :case", cvr=cvr, case=case)


def _note(
    connection: Connection, done: tuple[str, str, str], standing: CaseStanding, before: Value, after: Value,
    channel: str,
) -> None:  # fmt: skip
    """done: when, who, what."""
    note(connection, Noted(*done, WHAT, f"{standing.cvr}/{standing.case}", before, after, channel))


def _tell_standing(standing: CaseStanding | None) -> Fields | None:
    """What the memory keeps of a standing: a repeated miss is no change."""
    if standing is None:
        return None
    if standing.ticked_at:
        return _tick(standing.message_id, standing.serial)
    return {"misses": msgspec.to_builtins(standing.misses)}


def _tick(message_id: str, serial: int) -> Fields:
    return {"ticked": message_id, "serial": serial}
