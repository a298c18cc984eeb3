"""Mails that wait to be sent, as rows: which text, about which case, to which actor; neither text nor address stands
here, except what a mail server said of one when it refused it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sor.store.database import Connection
from sor.store.standing import holds_text


class MailRow(NamedTuple):
    """A mail; see ``schema.mail``. sent_at: empty while it waits."""

    number: int
    case_number: int
    recipient: str
    what: str
    made_at: str
    not_before: str
    tries: int
    failure: str
    sent_at: str


NO_CASE = 0
"""In the place of the case of a mail that is about none."""

RECEIPT = "receipt"
"""The text of a mail that stands under the serial of an entry, in the place of a case."""

NOBODY = "nobody"
"""The kind of failure of a mail for which there is no address, or whose address is refused for good."""

MOST_TRIES = 5
"""Tries after which a mail for nobody is given up."""

COLUMNS = ", ".join(MailRow._fields)


def put(connection: Connection, case_number: int, recipient: str, what: str, at: str) -> None:
    """Let a mail wait."""
    (last,) = connection.run("SELECT coalesce(max(number), 0) FROM mail").fetchone()
    row = MailRow(last + 1, case_number, recipient, what, at, at, 0, "", "")
    marks = ", ".join(f":{name}" for name in MailRow._fields)
    connection.run(f"INSERT INTO mail ({COLUMNS}) VALUES ({marks})", **row._asdict())


def next_due(connection: Connection, now: str, upto: str) -> MailRow | None:
    """The mail that has waited longest of those whose time has come; one that is to wait until after ``upto`` was noted
    by a clock that was ahead.
    """
    row = connection.run(
        f"SELECT {COLUMNS} FROM mail WHERE {_waits()} AND (not_before <= :now OR not_before > :upto)"
        " ORDER BY not_before, number LIMIT 1",
        now=now, upto=upto,
    ).fetchone()  # fmt: skip
    return MailRow(*row) if row else None


def take(connection: Connection, number: int, not_before: str) -> None:
    """Somebody tries to send it: nobody else does before some time."""
    connection.run(
        "UPDATE mail SET tries = tries + 1, not_before = :not_before WHERE number = :number",
        number=number, not_before=not_before,
    )  # fmt: skip


def note(connection: Connection, number: int, *, sent_at: str = "", failure: str = "") -> None:
    """It was sent, or why it was not."""
    connection.run(
        "UPDATE mail SET sent_at = :sent_at, failure = :failure WHERE number = :number AND sent_at = ''",
        number=number, sent_at=sent_at, failure=failure,
    )  # fmt: skip


def was_made_since(connection: Connection, recipient: str, what: str, since: str) -> bool:
    """Whether a mail with some text was made for an actor after an instant."""
    row = connection.run(
        "SELECT 1 FROM mail WHERE recipient = :recipient AND what = :what AND made_at > :since LIMIT 1",
        recipient=recipient, what=what, since=since,
    )  # fmt: skip
    return row.fetchone() is not None


def forget(connection: Connection, number: int) -> None:
    """Take out a mail that nobody is to get any more."""
    connection.run("DELETE FROM mail WHERE number = :number", number=number)


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no failure hold one of some texts: of such a one its kind is left."""
    for number, failure in connection.run("SELECT number, failure FROM mail WHERE failure <> ''").fetchall():
        if holds_text(failure, texts):
            left = failure.partition(":")[0] + ":"
            connection.run("UPDATE mail SET failure = :left WHERE number = :number", left=left, number=number)


def has_unsettled(connection: Connection, what: str, case_number: int = NO_CASE, recipient: str = "") -> bool:
    """Whether some mail waits still: neither sent nor given up. recipient: empty for any."""
    row = connection.run(
        f"SELECT 1 FROM mail WHERE what = :what AND case_number = :number AND (:recipient = '' OR recipient ="
        f" :recipient) AND {_waits()} LIMIT 1",
        what=what, number=case_number, recipient=recipient,
    )  # fmt: skip
    return row.fetchone() is not None


def of_case(connection: Connection, case_number: int) -> list[MailRow]:
    """The mails about a case, in their order."""
    rows = connection.run(
        f"SELECT {COLUMNS} FROM mail WHERE case_number = :number AND what <> :receipt ORDER BY number",
        number=case_number, receipt=RECEIPT,
    )  # fmt: skip
    return [MailRow(*row) for row in rows]


def has_receipt(connection: Connection, recipient: str, serial: int) -> bool:
    """Whether an actor has asked for the receipt of an entry."""
    row = connection.run(
        "SELECT 1 FROM mail WHERE recipient = :recipient AND what = :receipt AND case_number = :serial LIMIT 1",
        recipient=recipient, receipt=RECEIPT, serial=serial,
    )  # fmt: skip
    return row.fetchone() is not None


def is_given_up(row: MailRow) -> bool:
    """Whether a mail is not tried again."""
    return not row.sent_at and row.tries >= MOST_TRIES and row.failure.startswith(f"{NOBODY}:")


def waiting(connection: Connection) -> tuple[int, str, int, str]:
    """How many wait, since when the first does, how many of them were tried in vain, and why the last try failed; empty
    for none. What is given up does not wait.
    """
    count, since = connection.run(f"SELECT count(*), min(made_at) FROM mail WHERE {_waits()}").fetchone()
    rows = connection.run(
        f"SELECT failure FROM mail WHERE {_waits()} AND failure <> '' ORDER BY not_before DESC"
    ).fetchall()
    return int(count), since or "", len(rows), rows[0][0] if rows else ""


def _waits() -> str:
    return f"sent_at = '' AND NOT (tries >= {MOST_TRIES} AND failure LIKE '{NOBODY}:%')"
