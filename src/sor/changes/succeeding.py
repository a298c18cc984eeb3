"""Who replaces whom, and what goes when a unit that was to be never is."""

from collections.abc import Iterable, Iterator

from sor.changes import document as doc
from sor.changes.stating import OperationState, missing_reference
from sor.core.canonical import decode
from sor.core.day import write_day
from sor.core.finding import Finding
from sor.core.statement import Statement
from sor.core.subject import succession_key
from sor.core.timeline import LIFE
from sor.rules import changing


def succeed(stage: OperationState, old: str, new: str, change: doc.Replace | doc.Merge, n: int) -> Iterator[Finding]:
    key = succession_key(old, new)
    if stage.overlay.is_open("succession", key, change.day):
        return
    stage.overlay.note("succession", key, {"op": doc.op_of(change), "n": n, "from": change.from_})
    yield from stage.state("succession", key, LIFE, True, change.day)
    yield from stage.state("succession", key, "replaces", True, change.day)
    yield from stage.state("succession", key, "replaced_by", True, change.day)


def take_back_successions(stage: OperationState, unit: str) -> Iterator[Finding]:
    """A unit that never was replaced nobody: the notes that name it go with it."""
    for key in stage.world.successions(unit):
        standing = [s for said in stage.overlay.timeline("succession", key).values() for s in said]
        standing = [s for s in standing if s.serial < stage.overlay.serial < s.withdrawn_at]
        yield from withdrawn_with("succession", key, standing, unit)
        stage.overlay.note("succession", key, {"op": "withdraw", "with": unit})
        stage.overlay.withdraw("succession", key, standing)


def find_succeeded_by_nobody(stage: OperationState) -> Iterator[Finding]:
    """The units that the set says to have replaced another, or to be replaced, and that with it never were."""
    stated = [key for key in sorted(stage.overlay.changed_of("succession")) if _is_stated(stage, key)]
    units = [unit for key in stated for unit in key.split(">")]
    stage.overlay.prefetch("unit", units)
    for unit in dict.fromkeys(units):
        if (bad := missing_reference(unit, stage)) is not None:
            yield bad


def _is_stated(stage: OperationState, key: str) -> bool:
    return bool(stage.overlay.line("succession", key).drafts)


def withdrawn_with(kind: str, key: str, gone: Iterable[Statement], unit: str) -> Iterator[Finding]:
    for s in gone:
        if s.field in (LIFE, "parent"):
            facts = {"name": s.field, "later": write_day(s.from_day), "entry": s.serial, "unit": unit}
            yield changing.WITHDRAWN_WITH.finding(kind, key, facts, s.from_day)


def coming_below(stage: OperationState, key: str, above: str, day: int) -> list[Statement]:
    """What makes a unit that begins after a day below another: all that is said of it, or nothing."""
    lives = stage.overlay.life("unit", key)
    if not lives or lives[0][0] <= day or stage.overlay.value("unit", key, "parent", lives[0][0]) != above:
        return []
    said = [s for statements in stage.overlay.timeline("unit", key).values() for s in statements]
    if any(s.serial >= stage.overlay.serial for s in said):
        return []
    return [s for s in said if s.withdrawn_at > stage.overlay.serial]


def arriving_below(stage: OperationState, key: str, above: str, day: int) -> list[Statement]:
    """What moves a unit below another after a day."""
    return [s for s in stage.overlay.later("unit", key, "parent", day) if decode(s.value) == above]
