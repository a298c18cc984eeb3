"""News by the register's owner as rows, and the key that signs links in mails."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.store.audit_log import ERASE, Noted, erase, note
from sor.store.database import Connection
from sor.store.standing import holds_text

WHAT = "news"
"""As the audit log calls it."""


class NewsRow(NamedTuple):
    """A piece of news; see ``schema.news_item``."""

    number: int
    made_at: str
    made_by: str
    published_at: str
    told_on: int
    planned_for: int
    title_da: str
    text_da: str
    title_en: str
    text_en: str
    breaks: str


ERASED_SAYS = {
    "title_da": "(slettet)", "text_da": "(slettet)", "title_en": "(erased)", "text_en": "(erased)",
}  # fmt: skip
"""What stands in the place of a title or a text of which something was erased."""

COLUMNS = ", ".join(NewsRow._fields)


def add(connection: Connection, row: NewsRow, door: str) -> NewsRow:
    """Write a piece under the next number, whatever number it carries."""
    (last,) = connection.run("SELECT coalesce(max(number), 0) FROM news_item").fetchone()
    made = row._replace(number=last + 1)
    marks = ", ".join(f":{name}" for name in NewsRow._fields)
    connection.run(f"INSERT INTO news_item ({COLUMNS}) VALUES ({marks})", **made._asdict())
    told = Noted(row.made_at, row.made_by, "add", WHAT, str(made.number), None, {"title": row.title_da}, door)
    note(connection, told)
    return made


def find(connection: Connection, number: int) -> NewsRow | None:
    """A piece by its number, published or not."""
    row = connection.run(f"SELECT {COLUMNS} FROM news_item WHERE number = :number", number=number).fetchone()
    return NewsRow(*row) if row else None


def list_pieces(connection: Connection) -> list[NewsRow]:
    """All pieces, the newest first, those that wait too."""
    rows = connection.run(f"SELECT {COLUMNS} FROM news_item ORDER BY told_on DESC, number DESC")
    return [NewsRow(*row) for row in rows]


def waiting(connection: Connection) -> list[NewsRow]:
    """Those that wait to be published, in their order."""
    rows = connection.run(f"SELECT {COLUMNS} FROM news_item WHERE published_at = '' ORDER BY number")
    return [NewsRow(*row) for row in rows]


def publish(connection: Connection, number: int, at: str) -> bool:
    """Publish a piece that waits; says whether it did."""
    row = find(connection, number)
    connection.run(
        "UPDATE news_item SET published_at = :at WHERE number = :number AND published_at = ''", at=at, number=number
    )
    return row is not None and not row.published_at


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let no piece hold one of some texts: a title or a text that does says that it was erased, and the audit log
    forgets the title it was given.
    """
    for row in list_pieces(connection):
        held = {name for name in ERASED_SAYS if holds_text(getattr(row, name), texts)}
        if not held:
            continue
        for name in sorted(held):
            connection.run(
                f"UPDATE news_item SET {name} = :says WHERE number = :number",
                says=ERASED_SAYS[name], number=row.number,
            )  # fmt: skip
        erase(connection, WHAT, str(row.number))
        note(connection, Noted(at, by, ERASE, WHAT, str(row.number), None, None, "operator"))


def key_of_links(connection: Connection) -> str:
    """The key that signs links; empty when there is none yet."""
    row = connection.run("SELECT value FROM link_key ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def put_key_of_links(connection: Connection, value: str) -> None:
    """Keep the key that signs links."""
    connection.run("INSERT INTO link_key (id, value) VALUES ('1', :value)", value=value)
