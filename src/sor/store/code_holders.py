"""Who holds codes of the code lists: units, location numbers and SHAK codes, on a day and after it."""

from collections.abc import Iterator

from sor.store.as_of import KNOWN
from sor.store.database import Connection


def bodies_from(connection: Connection, day: int, known: int, code: str = "") -> Iterator[tuple[str, str, int, str]]:
    """Of every version that ends after a day: (kind, key, first day no longer, body). code: only those whose body
    holds this text between quotes, whatever it says there.
    """
    held = " AND body LIKE :held" if code else ""
    rows = connection.run(
        "SELECT kind, key, valid_to, body FROM version WHERE kind IN ('unit', 'location_number', 'shak')"
        f" AND valid_to > :day AND {KNOWN}{held} ORDER BY kind, key, valid_from",
        day=day, known=known, held=f'%"{_escape(code)}"%',
    )  # fmt: skip
    yield from ((kind, key, valid_to, body) for kind, key, valid_to, body in rows)


def numbers_with(connection: Connection, day: int, known: int, standard_and_version: str) -> Iterator[str]:
    """The location numbers with a message type, as ``REF01/H0131R``, after a day."""
    rows = connection.run(
        f"SELECT key FROM version WHERE kind = 'edi' AND valid_to > :day AND {KNOWN} AND key LIKE :held ORDER BY key",
        day=day, known=known, held=f"%/{_escape(standard_and_version)}/%",
    )  # fmt: skip
    wanted = f"/{standard_and_version}/"
    yield from dict.fromkeys(key.partition("/")[0] for (key,) in rows if wanted in key)


def _escape(text: str) -> str:
    """A text in which nothing stands for anything else; what only a pattern could mean matches any one letter."""
    return text.replace("%", "_")
