"""A file that changes suspiciously much, or is damaged in many cells, is refused, as one that closes much is.

Counted are units whose own value of a field would change or go, per field, and location numbers that would end. What
follows from a dated code list is not counted, nor a value that was never stated before: neither takes anything away.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sor.core.canonical import NULL, decode
from sor.core.claim import FALSE, Claim
from sor.core.day import to_date
from sor.core.statement import Draft
from sor.core.timeline import LIFE, Timeline, runs
from sor.formats.delivery import BadFile, Delivery
from sor.store import reads
from sor.store.reads import AsOf

COUNTED: Mapping[str, Mapping[str, str]] = {
    "unit": {
        "location": "location number", "provider_identifier": "ydernummer", "parent": "parent", "name": "name",
        "type": "type", "cvr": "CVR number", "shak": "SHAK code",
    },
    "shak": {"name": "name of a SHAK code"},
    "location_number": {LIFE: "closing of location numbers"},
}  # fmt: skip
"""The fields whose changes are counted, by kind, and what messages call them."""

LEAST = 10
"""So many changes of a field are never suspicious."""

PER_CENT, AT_MOST_PER_CENT = 5, 50
"""Of those who state the field: what may change in a file of the next day, and in any file."""

EXAMPLES = 3


class Count(NamedTuple):
    """How many subjects change in one field, of how many that state it, and how many may."""

    kind: str
    field: str
    changing: int
    stating: int
    allowed: int
    examples: Sequence[str]

    def __str__(self) -> str:
        shown = "; ".join(self.examples)
        return (
            f"{COUNTED[self.kind][self.field]}: {self.changing} of {self.stating} would change, more than"
            f" {self.allowed} ({shown}{'; …' if self.changing > len(self.examples) else ''})"
        )


class Suspicion:
    """What a file would change, counted while it is compared."""

    def __init__(self, day: int, follows_code_list: Callable[[str], bool]) -> None:
        """day: of the file. follows_code_list: whether a type has ended by then, so that its units need another."""
        self._day = day
        self._follows_code_list = follows_code_list
        self._counted: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[str]] = defaultdict(list)

    def note(self, claim: Claim, before: Timeline, drafts: Sequence[Draft]) -> None:
        """Count the fields of a subject that drafts would change."""
        fields = COUNTED.get(claim.kind, {})
        told: set[str] = set()
        for draft in drafts:
            if draft.field in fields and draft.field not in told and not draft.assumed:
                example = self._taken(draft, before)
                if example is not None:
                    told.add(draft.field)
                    self._count(claim.kind, draft.field, f"{claim.key}: {example}")

    def note_closed(self, kind: str, key: str) -> None:
        """Count a subject that a file no longer lists."""
        if LIFE in COUNTED.get(kind, {}):
            self._count(kind, LIFE, key)

    def _count(self, kind: str, field: str, example: str) -> None:
        self._counted[kind, field] += 1
        if len(self._examples[kind, field]) < EXAMPLES:
            self._examples[kind, field].append(example)

    def _taken(self, draft: Draft, before: Timeline) -> str | None:
        """What a draft takes away, in words; None when it only adds, or follows a code list."""
        end = draft.over or draft.to_day
        if draft.field == LIFE:
            return "ends" if draft.value == FALSE and draft.from_day <= self._day < draft.to_day else None
        new = _shown(draft.field, decode(draft.value))
        for run in runs(before.get(draft.field, ())):
            if run.from_day >= end or run.to_day <= draft.from_day or run.statement.assumed:
                continue
            old = None if run.statement.value == NULL else _shown(draft.field, decode(run.statement.value))
            if old is None or old == new or (draft.field == "type" and self._follows_code_list(old)):
                continue
            return f"{old} → {new or 'nothing'}"
        return None

    def too_many(self, connection: Any, at: AsOf, days: int, limit: int | None) -> list[Count]:
        """The fields of which more would change than may.

        days: how much newer the file is than the last of its format. limit: how many may change per field instead.
        """
        found = []
        for (kind, field), changing in sorted(self._counted.items()):
            if changing <= (LEAST if limit is None else limit):
                continue
            stating = sum(_states(field, row) for row in reads.all_at(connection, kind, at))
            allowed = may_change(stating, days) if limit is None else limit
            if changing > allowed:
                found.append(Count(kind, field, changing, stating, allowed, self._examples[kind, field]))
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


def _shown(field: str, value: Any) -> str | None:
    """A value as it is compared and told; of a location only the number of its own."""
    if field == "location":
        return (value or {}).get("number") if (value or {}).get("state") == "Own" else None
    return None if value is None else str(value)


def _states(field: str, row: Any) -> bool:
    return field == LIFE or _shown(field, decode(row.body).get(field) if field != "parent" else row.parent) is not None
