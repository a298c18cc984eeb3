"""What somebody of the authority asked to have erased. An operational table; every step stands in the audit log."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.store import audit_log
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.standing import WantedErasure, holds_text

WHAT = "erasure"
"""As the audit log calls them."""

ASKED, DONE, WITHDRAWN = "asked", "done", "withdrawn"


class ErasureRequest(NamedTuple):
    """A request. state: ``asked`` until it is ``done``, or ``withdrawn``. decided_by: who confirmed or withdrew it.
    serial: of the entry that it became, 0 before.
    """

    number: int
    entry: int
    kind: str
    key: str
    field: str
    from_day: int
    part: str
    reason: str
    asked_by: str
    asked_at: str
    state: str
    decided_by: str | None
    decided_at: str | None
    serial: int

    @property
    def wanted(self) -> WantedErasure:
        """What is to be erased."""
        return WantedErasure(self.entry, self.kind, self.key, self.field, self.from_day, self.part)


COLUMNS = ", ".join(ErasureRequest._fields)


def add(connection: Connection, wanted: WantedErasure, reason: str, by: str, at: str, channel: str) -> ErasureRequest:
    """Write a request down."""
    number = connection.run("SELECT coalesce(max(number), 0) + 1 FROM erasure").fetchone()[0]
    made = ErasureRequest(number, *_tell_wanted(wanted), reason, by, at, ASKED, None, None, 0)
    marks = ", ".join(f":{name}" for name in ErasureRequest._fields)
    connection.run(f"INSERT INTO erasure ({COLUMNS}) VALUES ({marks})", **made._asdict())
    note(connection, Noted(at, by, "ask", WHAT, str(number), None, _show_wanted(wanted, reason), channel))
    return made


def _tell_wanted(wanted: WantedErasure) -> tuple[int, str, str, str, int, str]:
    return wanted.entry, wanted.kind, wanted.key, wanted.field, wanted.from_day, wanted.part


def _show_wanted(wanted: WantedErasure, reason: str) -> dict[str, object]:
    names = ("entry", "kind", "key", "field", "from_day", "part")
    return {name: told for name, told in zip(names, _tell_wanted(wanted), strict=True) if told} | {"reason": reason}


def find(connection: Connection, number: int) -> ErasureRequest | None:
    """A request by its number."""
    row = connection.run(f"SELECT {COLUMNS} FROM erasure WHERE number = :number", number=number).fetchone()
    return ErasureRequest(*row) if row else None


def all_requests(connection: Connection) -> list[ErasureRequest]:
    """Every request, the oldest first."""
    return [ErasureRequest(*row) for row in connection.run(f"SELECT {COLUMNS} FROM erasure ORDER BY number")]


def decide(connection: Connection, number: int, state: str, by: str, at: str, channel: str, serial: int = 0) -> bool:
    """Say what became of a request; False when that was said before. serial: of the entry that it became."""
    before = find(connection, number)
    if before is None or before.state != ASKED:
        return False
    connection.run(
        "UPDATE erasure SET state = :state, decided_by = :by, decided_at = :at, serial = :serial"
        " WHERE number = :number",
        state=state, by=by, at=at, serial=serial, number=number,
    )  # fmt: skip
    what = "confirm" if state == DONE else "withdraw"
    after = {"state": state} | ({"serial": serial} if serial else {})
    note(connection, Noted(at, by, what, WHAT, str(number), {"state": ASKED}, after, channel))
    return True


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let no request hold one of some texts in its reason, nor the audit log of it: such a reason is empty."""
    for row in all_requests(connection):
        if holds_text(row.reason, texts):
            connection.run("UPDATE erasure SET reason = '' WHERE number = :number", number=row.number)
    audit_log.forget_texts(connection, WHAT, texts, by, at, "operator")
