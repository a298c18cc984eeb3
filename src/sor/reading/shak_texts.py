"""SHAK codes found by code or text, among those of a day: what ``sor search`` lists beside the units."""

from sor.reading.mapping import write_identifier
from sor.reading.snapshot import Snapshot
from sor.search.text import words


def shak_codes_found(snapshot: Snapshot, text: str, limit: int) -> list[str]:
    """The codes that begin with what is asked, or in whose text each of its words begins a word; by code."""
    asked, wanted = write_identifier(text), words(text)
    if not wanted:
        return []
    found = (code for code, name in snapshot.shak_codes() if code.startswith(asked) or _all_begin(wanted, words(name)))
    return [code for code, _ in zip(found, range(limit), strict=False)]


def _all_begin(wanted: list[str], there: list[str]) -> bool:
    return all(any(word.startswith(one) for word in there) for one in wanted)
