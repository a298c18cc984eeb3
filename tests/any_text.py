"""A small register whose every text field holds whatever text is wanted: the fields found in the program's own tables,
the texts drawn from all that the gate lets through, or from what logs of before the gate hold.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import cycle
from typing import Any, TypeAlias

import msgspec
from hypothesis import strategies as st

from sor.changes.shapes import SHAPES, WrongShape, fields_to_set
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.identifiers import BLANKS, sor_code
from sor.core.leaves import PARTS
from sor.core.statement import Draft
from sor.core.subject import PLACE_FIELDS
from sor.core.text import compose_text, misfit
from sor.register import Register, Submission
from sor.store import log
from sor.store.append import LineDraft, append
from sor.store.database import Database

FIRST, TODAY = 20200101, 20261101
OWNER, CLINIC, UNIT = (sor_code(9_000_000 + n) for n in range(1, 4))
GLN, SHAK, PLACE = "5790000121526", "1301011", "90000041000016003"

Path: TypeAlias = tuple[str, ...]

STEADY: Mapping[str, Any] = {
    "name": "Lungeambulatoriet", "type": "309904001", "geographic_location": PLACE, "shak": SHAK,
    "location": {"state": "Own", "number": GLN}, "specialities": [{"code": "394594003", "main": True}],
    "geographic_parent": {"relation": "1"},
}  # fmt: skip
"""What leads to other subjects, and what is no text, stays what it is."""
OWNERS_ADDRESS = {
    "street": "Nyvej", "building": "1", "postcode": "9000", "district": "Aalborg", "municipality": "0851",
}  # fmt: skip
LEADS = {"type", "shak", "geographic_location", "record"}


def texts_of_kind(kind: str) -> Iterator[Path]:
    """The paths of all texts that a change may set in a subject of a kind."""
    for field in sorted(fields_to_set(kind)):
        shape = SHAPES.get((kind, field))
        if shape is None:
            yield (field,)
        for part in sorted(PARTS.get(field, ())) if shape else ():
            with suppress(WrongShape):
                if shape({part: "x"}) == {part: "x"}:  # type: ignore[misc] # it is there
                    yield field, part


UNIT_TEXTS = tuple(path for path in texts_of_kind("unit") if path[0] not in LEADS | {"geographic_parent"})
NUMBER_TEXTS = tuple(texts_of_kind("location_number"))
SHAK_TEXTS = tuple(path for path in texts_of_kind("shak") if path[0] not in LEADS)
PLACE_TEXTS = tuple((field,) for field in sorted(PLACE_FIELDS - {"open", "east", "north"}))
CODE_TEXTS = (("name_da",), ("name_en",))
TEXTS: tuple[tuple[str, str, Path], ...] = (
    *(("unit", UNIT, path) for path in UNIT_TEXTS),
    *(("location_number", GLN, path) for path in NUMBER_TEXTS),
    *(("shak", SHAK, path) for path in SHAK_TEXTS),
    *(("place", PLACE, path) for path in PLACE_TEXTS),
    *(("code", f"entity_type/{STEADY['type']}", path) for path in CODE_TEXTS),
)
"""Every text of the small register: kind, key, path."""


def as_kept(text: str) -> str:
    """A text as the gate lets it through: composed, without what it refuses and without blanks at its ends."""
    return compose_text("".join(c for c in text if misfit(c) is None)).strip(BLANKS)


SPECIAL = tuple(as_kept(text) for text in (
    "]]>", '"', "'", '="1"', "=1+1", "@cmd", ";", "a;b\"c", "<b>&amp;</b>", "&#0;", "%00", "{0}", "{{ 1 }}", "\\n",
    "NULL", "null", "0", "1E5", "İ", "ß", "ŉ", "ﬁ", "Ǆ", "ǰ", "\u0344", "\u2126", "x\u0323\u0307", "\u0301", "年",
    "😀", "👩🏽", "עברית", "العربية", "\u00a0x", "a\u2003b", "𝔸", "½", "Ⅷ", "٣", "a" * 300, "é" * 255, "—", "Ålborg Ø",
))  # fmt: skip

passing = (
    (
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=20)
        | st.sampled_from(SPECIAL)
    )
    .map(as_kept)
    .filter(bool)
)
"""Whatever the gate lets through, without blanks at its ends."""

OLD = (
    "A\u030alborg", "Vej\u200b 1", "\ufffe", "x\x85y", "\u2028", "a\nb", "\x07", "\x00", "e\u0301\u202e", "\ue000",
    "\t", "\u00ad", "\ufeffx",
)  # fmt: skip
old = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.sampled_from(OLD)
"""What a log of before the gate may hold: any characters but halves, which no database kept."""


def spread(texts: Sequence[str], at: int = 0) -> dict[tuple[str, str, Path], str]:
    """Texts over all fields in turn, beginning with one of them."""
    turned = cycle([*texts[at % len(texts) :], *texts[: at % len(texts)]])
    return dict(zip(TEXTS, turned, strict=False))


def values_of(given: Mapping[tuple[str, str, Path], str], kind: str) -> dict[str, Any]:
    """The values of a kind's subject that hold given texts."""
    found: dict[str, Any] = dict(STEADY) if kind == "unit" else {}
    for (of, _, path), text in given.items():
        if of == kind:
            *above, last = path
            inside = found
            for name in above:
                inside = inside.setdefault(name, {})
            inside[last] = text
    return found


def lines_of(given: Mapping[tuple[str, str, Path], str]) -> list[LineDraft]:
    """The register's second entry: its subjects with the given texts."""
    subjects = {kind: key for kind, key, _ in TEXTS}
    lines = [_line(kind, key, values_of(given, kind) | _life(kind)) for kind, key in subjects.items()]
    return [
        _line("unit", OWNER, {
            "open": True, "level": "IO", "name": "Region Nord", "type": "550881000005103", "cvr": "29190941",
            "postal_address": OWNERS_ADDRESS,
            "virtual_address": {"phone": "98765432"}, "location": {"state": "None"},
        }),
        _line("unit", CLINIC, {
            "open": True, "level": "HI", "name": "Sygehuset", "type": "22232009", "parent": OWNER,
            "location": {"state": "None"},
        }),
        *lines,
    ]  # fmt: skip


def _life(kind: str) -> dict[str, Any]:
    return {"open": True} | (
        {"level": "OU", "parent": CLINIC} if kind == "unit" else {"record": "afd"} if kind == "shak" else {}
    )


def _line(kind: str, key: str, values: Mapping[str, Any]) -> LineDraft:
    drafts = [Draft(field, FIRST, OPEN, 0, encode(value)) for field, value in sorted(values.items())]
    return LineDraft(kind, key, drafts, {"op": "test"})


def register_with(
    database: Database, clock: Callable[[], datetime], given: Mapping[tuple[str, str, Path], str]
) -> Register:
    """A master that holds the given texts; they have to pass the gate."""
    made = Register(database, clock)
    made.init("master", demo=True)
    made.submit(Submission([], "test", "import"))
    made.submit(Submission(lines_of(given), "test", "import"))
    return made


def register_of_before(
    database: Database, clock: Callable[[], datetime], given: Mapping[tuple[str, str, Path], str]
) -> Register:
    """A master whose log was written before there was a gate: straight into the store, as programs then did."""
    made = Register(database, clock)
    made.init("master", demo=True)
    made.submit(Submission([], "test", "import"))
    with database.writing() as connection:
        head = log.head(connection)
        first = made.entry(head.serial)
        assert first is not None
        entry = msgspec.structs.replace(first, serial=head.serial + 1, previous=head.hash, hash="")
        append(connection, head, entry, lines_of(given))
    return made
