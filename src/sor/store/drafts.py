"""Forms that were begun in a browser, as rows. Nothing here judges or knows the time; drafts are no decisions, and so
not in the audit log.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.store.database import Connection
from sor.store.standing import holds_text, without_texts


class DraftRow(NamedTuple):
    """A form that was begun; see ``schema.draft``. Empty for what there is not."""

    id: str
    actor: str
    shared_with: str
    op: str
    unit: str
    form: str
    document: str
    changed_at: int


COLUMNS = ", ".join(DraftRow._fields)


def put(connection: Connection, row: DraftRow) -> None:
    """Keep a draft in place of what had its id."""
    remove(connection, row.id)
    marks = ", ".join(f":{name}" for name in DraftRow._fields)
    connection.run(f"INSERT INTO draft ({COLUMNS}) VALUES ({marks})", **row._asdict())


def find(connection: Connection, id: str) -> DraftRow | None:
    """A draft."""
    row = connection.run(f"SELECT {COLUMNS} FROM draft WHERE id = :id", id=id).fetchone()
    return DraftRow(*row) if row else None


def of_actor(connection: Connection, actor: str) -> list[DraftRow]:
    """The drafts of an actor, and those shared with it, the one changed last first."""
    rows = connection.run(
        f"SELECT {COLUMNS} FROM draft WHERE actor = :actor OR shared_with = :actor ORDER BY changed_at DESC, id",
        actor=actor,
    )
    return [DraftRow(*row) for row in rows]


def remove(connection: Connection, id: str) -> None:
    """Forget a draft."""
    connection.run("DELETE FROM draft WHERE id = :id", id=id)


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no draft hold one of some texts: fields in which it stands are empty from now on, and what a basket would
    have sent of them is out of it.
    """
    for draft, form, document in connection.run("SELECT id, form, document FROM draft").fetchall():
        typed, says = msgspec.json.decode(form), msgspec.json.decode(document) if document else None
        if holds_text([typed, says], texts):
            connection.run(
                "UPDATE draft SET form = :form, document = :document WHERE id = :id",
                form=msgspec.json.encode(without_texts(typed, texts)).decode(),
                document="" if holds_text(says, texts) else document,
                id=draft,
            )


def forget_before(connection: Connection, changed_at: int) -> None:
    """Forget the drafts that nobody has touched since."""
    connection.run("DELETE FROM draft WHERE changed_at < :changed_at", changed_at=changed_at)
