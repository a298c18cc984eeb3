"""A file that changes suspiciously much, or is damaged in many cells, is refused, as one that closes much is.

Counted are the subjects of which something that was stated would change or go, per field and part of a field, and those
that would be open on fewer days. What follows from a dated code list is not counted, nor a value that was never stated
before: neither takes anything away.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.canonical import NULL, decode, encode
from sor.core.claim import FALSE, Claim
from sor.core.day import to_date, write_day
from sor.core.leaves import PARTS
from sor.core.shapes import Fields, Value, listed, text_in
from sor.core.statement import Draft, Statement
from sor.core.subject import STREET_ADDRESSES
from sor.core.timeline import LIFE, TRUE, Run, Timeline, runs
from sor.formats.delivery import BadFile, Delivery
from sor.jobs.absence import COUNTED as COUNTED_WHEN_ABSENT
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow

NAMES: Mapping[str, str] = {
    "unit location": "location number", "unit location.inherited": "inherited location number",
    "unit provider_identifier": "ydernummer", "unit cvr": "CVR number",
    "unit shak": "SHAK code", "unit open": "closing of units",
    "shak name": "name of a SHAK code", "shak open": "closing of SHAK codes", "edi open": "closing of message types",
    "location_number open": "closing of location numbers",
}  # fmt: skip
"""What messages call a kind and path that do not speak for themselves."""

NOT_COUNTED = frozenset({"status.updated", *(f"{field}.region" for field in STREET_ADDRESSES)})
"""The region of an address follows its municipality; who saves a unit unchanged changes the day of it."""

FOLLOWS = {"type": "entity_type", "region": "region"}
"""Fields whose value changes everywhere when a code of their list ends."""

INHERITED = "inherited"
"""The part of a field that stands for what is shown of a unit above."""

LEAST = 10
"""So many changes of a field are never suspicious."""

PER_CENT, AT_MOST_PER_CENT = 5, 50
"""Of those who state the field: what may change in a file of the next day, and in any file."""

EXAMPLES = 3


class Count(NamedTuple):
    """How many subjects change in one path, of how many that state it, and how many may."""

    kind: str
    path: str
    changing: int
    stating: int
    allowed: int
    examples: Sequence[str]

    def __str__(self) -> str:
        shown = "; ".join(self.examples)
        return (
            f"{_named(self.kind, self.path)}: {self.changing} of {self.stating} would change, more than"
            f" {self.allowed} ({shown}{'; …' if self.changing > len(self.examples) else ''})"
        )


class Suspicion:
    """What a file would change, counted while it is compared."""

    def __init__(self, has_ended: Callable[[str, str], bool], inherited: Collection[str]) -> None:
        """has_ended: whether a code of a list has ended by the file's day, so that another is needed. inherited: the
        fields whose first own value takes an inherited one away.
        """
        self._has_ended = has_ended
        self._inherited = inherited
        self._taken_over = frozenset(f"{field}.{INHERITED}" for field in inherited)
        self._counted: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[str]] = defaultdict(list)

    def note(self, claim: Claim, before: Timeline, drafts: Sequence[Draft]) -> None:
        """Count what drafts would take away of a subject."""
        told: set[str] = set()
        for draft in drafts:
            if draft.assumed or LIFE not in before:
                continue
            for path, example in self._taken(draft, before):
                if path not in told:
                    told.add(path)
                    self._count(claim.kind, path, f"{claim.key}: {example}")

    def note_closed(self, kind: str, key: str) -> None:
        """Count a subject that a file no longer lists, unless those are counted for themselves (``absence``)."""
        if kind not in COUNTED_WHEN_ABSENT:
            self._count(kind, LIFE, key)

    def _count(self, kind: str, path: str, example: str) -> None:
        self._counted[kind, path] += 1
        if len(self._examples[kind, path]) < EXAMPLES:
            self._examples[kind, path].append(example)

    def _taken(self, draft: Draft, before: Timeline) -> Iterator[tuple[str, str]]:
        """What a draft takes away: each path, and an example in words; nothing of what follows a code list."""
        known = _overlapping(before.get(draft.field, ()), draft)
        if draft.field == LIFE:
            if draft.value == FALSE and any(run.statement.value == TRUE for run in known):
                yield LIFE, f"not open from {write_day(draft.from_day)}"
            return
        leaves = list(_leaves(draft.field, draft.value))
        new = dict(leaves)
        for run in known:
            for path, old in _leaves(draft.field, run.statement.value):
                if (path, old) not in leaves and not (path in FOLLOWS and self._has_ended(FOLLOWS[path], old)):
                    instead = new.get(draft.field if path.endswith(INHERITED) else path, "nothing")
                    yield path, f"{old} → {instead}"
        if draft.field in self._inherited and new and all(run.statement.value == NULL for run in known):
            yield f"{draft.field}.{INHERITED}", f"{INHERITED} → its own"

    def too_many(self, connection: Connection, at: AsOf, days: int, limit: int | None, *, ever: bool) -> list[Count]:
        """The paths of which more would change than may.

        days: how much newer the file is than the last of its format. limit: how many may change per path instead.
        ever: the file lists closed subjects too, so those are counted that stated it on any day.
        """
        found = []
        for (kind, path), changing in sorted(self._counted.items()):
            if changing <= (LEAST if limit is None else limit):
                continue
            rows = list(reads.all_versions(connection, kind) if ever else reads.all_at(connection, kind, at))
            if path in self._taken_over and not any(_states_field(path, row) for row in rows):
                continue  # no unit has one that another could inherit
            stating = len({row.key for row in rows if _states(path, row)})
            allowed = may_change(stating, days) if limit is None else limit
            if changing > allowed:
                found.append(Count(kind, path, changing, stating, allowed, self._examples[kind, path]))
        return found


def may_change(stating: int, days: int) -> int:
    """How many of so many that state a field may change in a file so many days newer than the last."""
    per_day = max(LEAST, stating * PER_CENT // 100)
    return max(LEAST, min(max(days, 1) * per_day, stating * AT_MOST_PER_CENT // 100))


def days_between(last: int | None, day: int) -> int:
    """How many days a file is newer than the last of its format; one when there is none."""
    return 1 if last is None else (to_date(day) - to_date(last)).days


def refuse_if_suspicious(counts: Sequence[Count]) -> None:
    """Raises BadFile with the figures when there are any."""
    if counts:
        listed = ". ".join(map(str, counts))
        most = max(count.changing for count in counts)
        raise BadFile(
            f"The file changes suspiciously much. {listed}. It may be spoilt; if it is right, load it with"
            f" --max-changed {most} or --force."
        )


def damaged_columns(delivery: Delivery) -> Iterator[str]:
    """The columns of which more cells are damaged than may be: 5 % of the rows, at least ten, in words."""
    allowed = max(LEAST, delivery.rows * PER_CENT // 100)
    for column, count in Counter(cell.column for cell in delivery.cells).items():
        if count > allowed:
            first = next(cell for cell in delivery.cells if cell.column == column)
            yield (
                f"{column}: {count} of {delivery.rows} cells cannot be read, more than {allowed} (line {first.line}:"
                f" '{first.value}', {first.reason})"
            )


def refuse_if_damaged(columns: Sequence[str]) -> None:
    """Raises BadFile with the figures when there are any."""
    if columns:
        raise BadFile(
            f"The file is damaged. {'. '.join(columns)}. Fetch it again, and open it with no spreadsheet; --force loads"
            " the rest of it."
        )


def _named(kind: str, path: str) -> str:
    field, _, part = path.replace("_", " ").partition(".")
    plain = f"inherited {field}" if part == INHERITED else f"{part} of the {field}" if part else field
    plain = "first day" if path == "status.from" else plain
    return NAMES.get(f"{kind} {path}") or (plain if kind == "unit" else f"{plain} of a {kind.replace('_', ' ')}")


def _overlapping(known: Sequence[Statement], draft: Draft) -> list[Run]:
    """What is stated on the days that a draft is about."""
    end = draft.over or draft.to_day
    return [
        run for run in runs(known) if run.from_day < end and draft.from_day < run.to_day and not run.statement.assumed
    ]


def _leaves(field: str, value: bytes) -> Iterator[tuple[str, str]]:
    """The paths of a stored value that hold something and are counted, each with it in words."""
    held: Value = None if value == NULL else decode(value)
    leaves: Fields
    if field == "location" and held is not None:
        state = text_in(held, "state")
        own: Fields = {field: text_in(held, "number")} if state == "Own" else {}
        leaves = {f"{field}.{INHERITED}": INHERITED} if state == "Inherited" else own
    elif field in PARTS and isinstance(held, dict):
        leaves = {f"{field}.{part}": leaf for part, leaf in held.items()}
    elif field == "specialities" and held is not None:
        yield from ((field, str(one["code"])) for one in listed(held))  # a further one takes none away
        return
    else:
        leaves = {field: held}
    for path, leaf in leaves.items():
        if leaf is not None and path not in NOT_COUNTED:
            yield path, leaf if isinstance(leaf, str) else str(leaf)


def _states_field(path: str, row: VersionRow) -> bool:
    return decode(row.body).get(path.partition(".")[0]) is not None


def _states(path: str, row: VersionRow) -> bool:
    field = path.partition(".")[0]
    if field in (LIFE, "parent"):
        return field == LIFE or row.parent is not None
    held = decode(row.body).get(field)
    if path == f"{field}.{INHERITED}" and field != "location":
        return held is None
    return held is not None and any(path == stated for stated, _ in _leaves(field, encode(held)))
