"""How the texts of a first file are written as a whole: towns in capitals, names with each word in capitals, blanks
doubled, streets cut short to `v.`, no hyphen anywhere.

People write each of these here and there; a program that went over a column writes them everywhere. Of the 15,000 names
of SHAK in 2025 a quarter is in capitals, 5 in 1,000 have two blanks beside each other and 15 in 100 a hyphen; of the
1,900 small words inside the others 11 have a capital.
"""

import re
from collections.abc import Collection, Iterator

from sor.core.subject import STREET_ADDRESSES
from sor.jobs.odd import EXAMPLES, FEW, LEAST, MOST_STRANGE, NEVER, Odd, Strange
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import RowsStated

MOST_DOUBLED = 20
"""Per cent of the texts that may hold two blanks beside each other."""

MOST_SMALL_WORDS = 80
"""Per cent of the small words inside names that may have a capital."""

MOST_CUT_SHORT = 10
"""Per cent of the streets that may end as `Vesterv.` does."""

ENOUGH_FOR_HYPHENS = 400
"""Of so many names some have a hyphen: 2 of 100 in our own registers, which have the fewest."""

_IN_NAMES = ("unit", "name"), ("shak", "name"), ("place", "name")
_TOWNS = *(("unit", f"{field}.district") for field in STREET_ADDRESSES), ("place", "district")
_STREETS = *(("unit", f"{field}.street") for field in STREET_ADDRESSES), ("place", "street")
_SMALL_WORD = re.compile(r"(?<= )(?:og|for|af|på|ved|til|i|med)(?= )", re.IGNORECASE)
_CUT_SHORT = re.compile(r"\w(?:v|g|gd|vg|al)\.(?: \d.*)?")


def strange_texts(rows: RowsStated) -> Iterator[Strange]:
    """The columns of texts that are written as a program writes them."""
    tables = dict(rows.tables())
    for kind, path in (*_IN_NAMES, *_TOWNS, *_STREETS):
        if kind in tables and path in tables[kind].paths(LEAST):
            texts = {*tables[kind].read_column(path)} - {""}
            called = name_path(kind, path)
            for odd in _find_program_habits(called, texts, is_name=path == "name", is_town=path.endswith("district")):
                if odd.is_suspicious:
                    yield Strange(kind, path, odd)


def _find_program_habits(called: str, texts: Collection[str], *, is_name: bool, is_town: bool) -> Iterator[Odd]:
    doubled = [text for text in texts if "  " in text]
    yield _odd(f"{called}: two blanks beside each other", doubled, len(texts), MOST_DOUBLED)
    if is_name:
        words = [(word[0], text) for text in texts if text != text.upper() for word in _SMALL_WORD.findall(text)]
        large = [text for first, text in words if first.isupper()]
        yield _odd(f"{called}: small words with a capital, as a program gives every word", large, len(words),
                   MOST_SMALL_WORDS)._replace(least=FEW)  # fmt: skip
        if len(texts) >= ENOUGH_FOR_HYPHENS and not any("-" in text for text in texts):
            yield _odd(f"{called}: none has a hyphen", [*texts], len(texts), NEVER)
        return
    capitals = [text for text in texts if text == text.upper() != text.lower()]
    yield _odd(f"{called}: without a small letter", capitals, len(texts), MOST_STRANGE)
    small = [text for text in texts if text == text.lower() != text.upper()]
    yield _odd(f"{called}: without a capital", small, len(texts), MOST_STRANGE)
    if not is_town:
        short = [text for text in texts if _CUT_SHORT.search(text)]
        yield _odd(f"{called}: cut short, as `v.` for `vej`", short, len(texts), MOST_CUT_SHORT)._replace(least=FEW)


def _odd(what: str, odd: Collection[str], of: int, most: int) -> Odd:
    return Odd(what, len(odd), of, [*dict.fromkeys(odd)][:EXAMPLES], most)
