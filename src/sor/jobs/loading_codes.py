"""A file of code lists takes the place of the register's in one entry, with a report of who holds what vanishes.

The lists of the file are then as it says on its day; a list that it does not name stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from sor.access.authority import Actor
from sor.changes.document import CODE
from sor.codes.lists import LISTS
from sor.core.canonical import encode
from sor.core.claim import Claim, Piece, difference
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START, next_day, write_day
from sor.core.finding import Finding
from sor.core.log import EntryOrigin
from sor.core.shapes import Fields
from sor.core.statement import Draft, Statement
from sor.core.subject import code_key
from sor.core.timeline import LIFE, TRUE, runs
from sor.desk.code_lists import CodeLists, join_periods
from sor.formats.delivery import CLOSED, BadFile
from sor.formats.sor2.complete_export import CLASSIFICATION_NAMES
from sor.formats.tables.data_types_file import LARGEST, CodeFile, FileCode, read
from sor.register import LogHasGrown, Register, Submission
from sor.rules import listed_codes
from sor.store.append import LineDraft
from sor.store.timelines import timelines

CHANNEL = "codes"
MOST_VANISHING = 0.5
"""Which part of the unit types in use may vanish before a file is taken for that of another register."""
FEWEST_USED = 3
TRIES = 3
NAMED = {theirs: ours for ours, theirs in CLASSIFICATION_NAMES.items()}
"""The names of SOR's own classifications, by which lists may be called as well."""


class Vanishing(NamedTuple):
    """A code that the file does not have, and the units, numbers and SHAK codes that hold it on the file's day."""

    key: str
    name: str
    holders: list[str]


class LoadedCodes(NamedTuple):
    """What a file of code lists brings about. serial: of its entry; None when it was only tried, or changes nothing."""

    snapshot: int
    lists: list[str]
    added: list[str]
    changed: list[str]
    ended: list[str]
    vanishing: list[Vanishing]
    serial: int | None

    @property
    def held(self) -> list[Vanishing]:
        """The codes that vanish although somebody holds them."""
        return [one for one in self.vanishing if one.holders]


def load(register: Register, path: Path, now: Callable[[], Actor | None], *, dry_run: bool = False) -> LoadedCodes:
    """Load a file, or only tell what it would do. now: gives who does it, with the rights of the moment.

    Raises BadFile for what is no such file or one of another register, and Refused.
    """
    for _ in range(TRIES - 1):
        with suppress(LogHasGrown):
            return _load(register, path, now, dry_run=dry_run)
    return _load(register, path, now, dry_run=dry_run)


def _load(register: Register, path: Path, now: Callable[[], Actor | None], *, dry_run: bool) -> LoadedCodes:
    """The same, unless somebody writes meanwhile: then it raises LogHasGrown."""
    content = path.read_bytes() if path.stat().st_size <= LARGEST else b"\x00" * (LARGEST + 1)
    found = _by_known_names(read(BytesIO(content), path.name), path.name, register)
    kept, actor = CodeLists(register), now()
    kept.refuse_stranger(actor)
    serial = register.serial()
    if found.snapshot > register.today():
        raise BadFile(f"{path.name} describes {write_day(found.snapshot)}, which has not come yet.")
    book = register.code_book(serial)
    wanted = {code_key(one.code_list, one.code): one for one in found.codes}
    ours = {code_key(name, code): name for name in found.lists for code in book.codes(name)}
    known = timelines(register.database.reader(), "code", sorted(wanted.keys() | ours.keys()))
    columns = _columns(found)
    lines: list[LineDraft] = []
    told: dict[str, list[str]] = {"added": [], "changed": [], "ended": []}
    for key in dict.fromkeys([*wanted, *ours]):
        timeline = known.get(key, {})
        one = wanted.get(key)
        if one is not None:
            drafts = _state_code(timeline, key, one, columns[one.code_list], found.snapshot, path.name)
            what = "changed" if timeline else "added"
        else:
            drafts, what = _end_code(timeline, key, found.snapshot), "ended"
        if drafts:
            told[what].append(key)
            asked: Fields = {"op": CODE, "from": write_day(found.snapshot)}
            lines.append(LineDraft("code", key, drafts, asked, before=timeline))
    held = kept.holders(dict.fromkeys(told["ended"], found.snapshot)) if told["ended"] else {}
    vanishing = [Vanishing(key, _name(book, key), held.get(key, [])) for key in told["ended"]]
    _refuse_foreign(found, vanishing, kept, ours, path.name)
    done = LoadedCodes(found.snapshot, found.lists, told["added"], told["changed"], told["ended"], vanishing, None)
    if dry_run or not lines or actor is None:
        return done
    origin: EntryOrigin = {
        "file": path.name, "format": "datatypes", "family": "datatypes", "silence": CLOSED,
        "digest": sha256(content).hexdigest(), "snapshot": found.snapshot,
    }  # fmt: skip
    findings = [_still_held(one, found.snapshot) for one in done.held]
    entry = register.submit(
        Submission(lines, actor.id, CHANNEL, f"code lists of {write_day(found.snapshot)}", origin, findings),
        expect=serial,
    )
    return done._replace(serial=entry.serial)


def _by_known_names(found: CodeFile, file: str, register: Register) -> CodeFile:
    """The file with the lists called as here. Raises BadFile for a list that nobody knows."""
    known = {*LISTS, *register.code_book(register.serial()).lists()}
    named = {name: name if name in known else NAMED.get(name, "") for name in found.lists}
    strange = [name for name, ours in named.items() if not ours]
    if strange:
        raise BadFile(
            f"{file} holds lists that this register does not have: {', '.join(strange[:5])}. It is a file of another"
            " register, or of a form that is not known here. Nothing was loaded."
        )
    codes = [one._replace(code_list=named[one.code_list]) for one in found.codes]
    lists = [named[name] for name in found.lists]
    if len(set(lists)) < len(lists):
        raise BadFile(f"{file} holds a list twice, under two of its names. Nothing was loaded.")
    return CodeFile(found.snapshot, lists, codes)


def _columns(found: CodeFile) -> dict[str, frozenset[str]]:
    """What the file says of the codes of each list; what it never says of a list is not told by it."""
    columns: dict[str, set[str]] = {name: {"name_da"} for name in found.lists}
    for one in found.codes:
        columns[one.code_list].update(one.values)
    return {name: frozenset(held) for name, held in columns.items()}


def _state_code(
    timeline: Mapping[str, Sequence[Statement]],
    key: str,
    one: FileCode,
    columns: frozenset[str],
    snapshot: int,
    file: str,
) -> list[Draft]:
    """A code as the file has it on its day; what is to begin after that day stays."""
    several = LISTS[one.code_list].several if one.code_list in LISTS else frozenset[str]()
    values: Fields = {
        column: [held] if column in several and not isinstance(held, list) else held
        for column, held in one.values.items()
    }
    piece = Piece(one.from_day, OPEN, values)
    drafts = difference(timeline, Claim("code", key, columns, (piece,), None, snapshot))
    if drafts and "mark" not in columns:
        drafts += [
            Draft(field, one.from_day, OPEN, next_day(snapshot), encode(text))
            for field, text in (("mark", "D"), ("source", f"{file} of {write_day(snapshot)}"))
        ]
    lived = [run for run in runs(timeline.get(LIFE, ())) if run.statement.value == TRUE]
    goes_on = any(s.from_day == one.to_day for field, said in timeline.items() if field != LIFE for s in said)
    end = OPEN if goes_on else one.to_day
    periods = [(run.from_day, run.to_day) for run in lived]
    alive = next((period for period in periods if period[0] <= snapshot < period[1]), None)
    if alive is None:
        start = one.from_day if one.from_day > START or not periods else snapshot
        periods = [*((a, min(b, start)) for a, b in periods if a < start), (start, end)]
    elif end < OPEN:
        periods = [(a, min(b, end)) for a, b in periods if a < end]
    else:
        return drafts
    return [*drafts, *difference(timeline, Claim("code", key, frozenset(), (), join_periods(periods)))]


def _end_code(timeline: Mapping[str, Sequence[Statement]], key: str, snapshot: int) -> list[Draft]:
    """The end of a code that the file does not have, on the file's day; one that is to begin later stays."""
    lived = [(run.from_day, run.to_day) for run in runs(timeline.get(LIFE, ())) if run.statement.value == TRUE]
    if not any(start <= snapshot < end for start, end in lived):
        return []
    life = [(start, snapshot if start <= snapshot < end else end) for start, end in lived]
    return difference(
        timeline, Claim("code", key, frozenset(), (), join_periods([one for one in life if one[0] < one[1]]))
    )


def _refuse_foreign(
    found: CodeFile, vanishing: Sequence[Vanishing], kept: CodeLists, ours: Mapping[str, str], file: str
) -> None:  # fmt: skip
    """Raises BadFile for a file by which most of the unit types in use would vanish: it is not this register's."""
    if "entity_type" not in found.lists:
        return
    types = dict.fromkeys((key for key, name in ours.items() if name == "entity_type"), found.snapshot)
    used = kept.holders(types)
    gone = [one for one in vanishing if one.key in used]
    if len(gone) > len(used) * MOST_VANISHING and len(used) >= FEWEST_USED:
        raise BadFile(
            f"{file} does not have {len(gone)} of the {len(used)} unit types that units of this register are of: it is"
            " a file of another register. Nothing was loaded."
        )


def _still_held(one: Vanishing, day: int) -> Finding:
    facts = {
        "field": "to", "day": write_day(day), "count": len(one.holders), "held": ", ".join(one.holders[:3]),
    }  # fmt: skip
    return listed_codes.STILL_HELD.finding("code", one.key, facts, day)


def _name(book: CodeBook, key: str) -> str:
    code_list, _, code = key.partition("/")
    periods = book.periods(code_list, code)
    return str(periods[-1].values.get("name_da") or "") if periods else ""
