"""What it means that a subject is not in a file: closed, annulled, only unlisted, or nothing (``CORE`` §4).

Absent is not closed by itself. Which it is depends on what the file lists, on its rejected rows, and on the rule that
a tree of fewer than three levels leaves the extracts without being closed (H3).
"""

from collections.abc import Callable, Collection, Iterator, Mapping

import msgspec

from sor.core.as_of import AsOf
from sor.core.claim import FALSE
from sor.core.day import OPEN, START, write_day
from sor.core.finding import Finding
from sor.core.statement import Draft, Statement
from sor.core.timeline import LIFE, TRUE, Timeline, runs
from sor.formats.delivery import ANNULLED, CLOSED, NOTHING, BadFile, Delivery
from sor.jobs.same_day import Replaced
from sor.rules.absence import ANNULLED_BY_ABSENCE, CLOSED_BY_ABSENCE, TAKEN_BACK, UNLISTED
from sor.store import reads
from sor.store.database import Connection

COUNTED = ("unit", "shak")
"""The kinds whose closings are counted against the limit; numbers and successions go with their units."""

EXTRACTS = ("sor-xml", "sor-csv", "sor2-daily")
"""Formats that are extracts of SOR, which leave out trees of fewer than three levels."""


class Absent(msgspec.Struct):
    """The subjects that a file no longer lists: those to close or annul, those only unlisted, those left alone
    because a rejected row might be one of them; and how many were open before. annulled: those open only because a
    file of the same day, which this one corrects, said so. unclear: the kinds left alone.
    """

    silence: str
    day: int
    gone: dict[str, list[str]] = {}
    annulled: dict[str, list[str]] = {}
    unclear: set[str] = set()
    unlisted: list[str] = []
    untouched: list[str] = []
    before: dict[str, int] = {}
    findings: list[Finding] = []
    notes: list[str] = []

    def endings(self, replaced: Replaced) -> Iterator[tuple[str, str, dict[str, list[Statement]], list[Draft]]]:
        """Kind, key, timeline, and the statements that end the life of what is gone: from the day of the file, or as if
        it had never been. What was open only by what is replaced needs none.
        """
        for kind in sorted({*self.gone, *self.annulled}):
            gone, annulled = self.gone.get(kind, []), self.annulled.get(kind, [])
            known = replaced.timelines(kind, [*gone, *annulled])
            yield from ((kind, key, known[key], self._ending(replaced.rest(kind, key, known[key]))) for key in gone)
            yield from ((kind, key, known[key], []) for key in annulled)

    def _ending(self, timeline: Timeline) -> list[Draft]:
        if self.silence == ANNULLED:
            return [Draft(LIFE, START, OPEN, OPEN, FALSE)]
        return [
            Draft(LIFE, max(run.from_day, self.day), run.to_day, run.to_day, FALSE, assumed=True)
            for run in runs(timeline.get(LIFE, ()))
            if run.to_day > self.day and run.statement.value == TRUE
        ]


def judge(
    connection: Connection,
    delivery: Delivery,
    seen: Mapping[str, set[str]],
    held_back: Mapping[str, set[str]],
    at: AsOf,
    replaced: Replaced,
    *,
    part: bool,
    left_out: Callable[[str], set[str]] = lambda _: set(),
) -> Absent:
    """Who is absent from a delivery that is the whole list of its kinds, and what that means. seen: what it claims;
    held_back: what counts neither as absent nor as present, because a row that hangs together with it was rejected;
    replaced: what the file corrects, so that it does not count; left_out: of a kind, what no file of this format shows.
    """
    found = Absent(delivery.silence, at.valid)
    if part:
        return found
    _annul(found, delivery, seen, held_back, replaced, left_out)
    if delivery.silence == NOTHING:
        found.findings = list(_findings(found))
        return found
    for kind in sorted(delivery.kinds):
        if delivery.silence == ANNULLED:
            had = _without(reads.read_known_keys(connection, kind), replaced.ever(kind))
        else:
            had = _without(reads.open_keys(connection, kind, at), replaced.open_on(kind, at.valid))
        found.before[kind] = len(had)
        missing = had - seen.get(kind, set()) - held_back.get(kind, set())
        if not missing:
            continue
        if kind in found.unclear:
            found.untouched += sorted(missing) if kind in COUNTED else []
            found.notes.append(
                f"{kind}: {len(missing)} absent from the file and not closed, because the code of a rejected row cannot"
                " be read with certainty and may be one of them."
            )
            continue
        if kind == "unit" and delivery.silence == CLOSED and delivery.format.startswith(EXTRACTS):
            found.unlisted = _find_unlisted(connection, missing, seen.get(kind, set()), at)
            missing -= set(found.unlisted)
        if kept := missing & left_out(kind):
            found.untouched += sorted(kept) if kind in COUNTED else []
            found.notes.append(f"{kind}: {len(kept)} absent from the file and not closed: its format cannot show them.")
            missing -= kept
        found.gone[kind] = sorted(missing)
    found.findings = list(_findings(found))
    return found


def _annul(
    found: Absent,
    delivery: Delivery,
    seen: Mapping[str, set[str]],
    held_back: Mapping[str, set[str]],
    replaced: Replaced,
    left_out: Callable[[str], set[str]],
) -> None:
    """Note what only a file of the same day held to be open."""
    for kind in {*replaced.subjects, *delivery.kinds}:
        if delivery.uncertain or kind in delivery.unclear:
            found.unclear.add(kind)
        spared = seen.get(kind, set()) | held_back.get(kind, set())
        only_then = {key for key, (now, without) in replaced.open_on(kind, found.day).items() if now and not without}
        unseen = only_then - spared
        keys = sorted(unseen - left_out(kind)) if unseen else []
        if keys and kind in found.unclear:
            found.untouched += keys if kind in COUNTED else []
        elif keys:
            found.annulled[kind] = keys


def _without(had: set[str], replaced: Mapping[str, tuple[bool, bool]]) -> set[str]:
    """The subjects that count as having been there, when what is replaced was not said."""
    return (had - replaced.keys()) | {key for key, (_, without) in replaced.items() if without}


def refuse_if_many(absent: Absent, limit: int | None, *, force: bool) -> None:
    """Raises BadFile when a file would close suspiciously many by absence: it is more likely cut short."""
    for kind in COUNTED:
        closing, before = _count(absent, kind), absent.before.get(kind, 0)
        allowed = limit if limit is not None else min(max(10, before // 100), 200)
        if closing > allowed and not force:
            raise BadFile(
                f"The file leaves out {closing} of {before} open {kind}s, more than {allowed}: it may be cut short."
                f" If it is right, load it with --max-closed {closing} or --force; if it is only a part, with --part."
            )


def _count(absent: Absent, kind: str) -> int:
    return len(absent.gone.get(kind, ())) + len(absent.annulled.get(kind, ()))


def _find_unlisted(connection: Connection, missing: set[str], listed: Collection[str], at: AsOf) -> list[str]:
    """Owners that are absent, and their absent institutions, when nothing of a third level is left of the tree."""
    rows = reads.versions_at(connection, "unit", sorted(missing), at)
    owners = {key for key, row in rows.items() if row.level == "IO"}
    below = reads.children_of(connection, sorted(owners), at)
    institutions = {row.key: row.parent for row in below if row.level == "HI"}
    third = [institutions[row.parent or ""] for row in reads.children_of(connection, sorted(institutions), at)
             if row.key in listed]  # fmt: skip
    owners -= {*third, *(row.parent for row in below if row.level == "OU" and row.key in listed)}
    return sorted(owners | {key for key, owner in institutions.items() if owner in owners and key in missing})


def _findings(absent: Absent) -> Iterator[Finding]:
    facts = {"day": write_day(absent.day)}
    yield from (UNLISTED.finding("unit", key, facts) for key in absent.unlisted)
    rule = ANNULLED_BY_ABSENCE if absent.silence == ANNULLED else CLOSED_BY_ABSENCE
    for kind in COUNTED:
        yield from (rule.finding(kind, key, facts) for key in absent.gone.get(kind, ()))
        yield from (TAKEN_BACK.finding(kind, key, facts) for key in absent.annulled.get(kind, ()))
