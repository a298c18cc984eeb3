"""Submissions that were answered under a key, so that the same one again gets the same answer, once (``CORE`` §14).

A desk table, written in the transaction of the entry.
"""

from typing import NamedTuple

from sor.store.database import Connection


class Answered(NamedTuple):
    """An earlier answer: the digest of what was sent, the serial of its entry (0: none), and the answer as JSON."""

    digest: str
    serial: int
    answer: str


def find(connection: Connection, caller: str, key: str) -> Answered | None:
    """What a caller was answered under a key."""
    row = connection.run(
        "SELECT digest, serial, answer FROM answered WHERE caller = :caller AND idempotency_key = :key",
        caller=caller, key=key,
    ).fetchone()  # fmt: skip
    return Answered(*row) if row else None


def keep(connection: Connection, caller: str, key: str, answered: Answered, at: str, forget_before: str) -> None:
    """Keep an answer; those given before an instant are let go."""
    connection.run("DELETE FROM answered WHERE answered_at < :before", before=forget_before)
    connection.run(
        "INSERT INTO answered (caller, idempotency_key, digest, serial, answer, answered_at)"
        " VALUES (:caller, :key, :digest, :serial, :answer, :at)",
        caller=caller, key=key, digest=answered.digest, serial=answered.serial, answer=answered.answer, at=at,
    )  # fmt: skip
