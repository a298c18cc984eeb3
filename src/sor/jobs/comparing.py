"""The claims of a file compared with the register, one after the other: what is to be written, and what was counted.

What would change something is decided only at the end of the file, which alone shows what it says nowhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import Claim, difference, keep_known_end, keep_known_start
from sor.core.newcomer import FirstSeen, newcomer_of
from sor.core.statement import Draft, Statement
from sor.core.timeline import runs
from sor.formats.delivery import CLOSED, Delivery
from sor.jobs.first_codes import first_drafts
from sor.jobs.held_back import HeldBack
from sor.jobs.our_file import OurFile
from sor.jobs.plausibility import Plausibility
from sor.jobs.same_day import Replaced, correct_line
from sor.jobs.silence import SaidNowhere
from sor.jobs.suspicion import Suspicion
from sor.rules.unit_facts import UnitFacts, facts_of
from sor.store.append import LineDraft
from sor.store.database import Connection
from sor.store.timelines import timelines

BATCH = 2000

Known = dict[str, list[Statement]]


class Comparison:
    """counts: per kind, subjects new, changed and unchanged. seen: the keys that count as present, per kind. facts: the
    units of the file, for the rules. lines_of: on which lines of the file the subjects stand. notes: what the report
    says of it.
    """

    def __init__(
        self,
        connection: Connection,
        delivery: Delivery,
        at: AsOf,
        replaced: Replaced,
        held: HeldBack,
        suspicion: Suspicion,
        plausibility: Plausibility,
        ours: OurFile,
        *,
        backfill: bool,
        ends: int | None,
    ) -> None:
        """backfill: the file is older than what is loaded; ends: the day on which the next newer file was whole."""
        self._connection, self._delivery, self._at = connection, delivery, at
        self._replaced, self._held, self._ours = replaced, held, ours
        self._suspicion, self._plausibility = suspicion, plausibility
        self._backfill, self._ends = backfill, ends
        self._op = {"op": "import", "format": delivery.format}
        self._differing: list[tuple[int, Claim]] = []
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._lines: list[LineDraft | FirstSeen | None] = []
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.facts: dict[str, UnitFacts] = {}
        self.lines_of: dict[tuple[str, str], int | None] = {}
        self.notes: list[str] = []

    def take(self, batch: Sequence[Claim]) -> None:
        """Compare some claims. One that would change something known waits for the end of the file."""
        for claim, before in self._with_known(batch):
            if self._ends is not None and not before and claim.kind in self._delivery.kinds:
                claim.life = _end_life(claim.life, self._ends)
            line = self._line(claim, before)
            self.seen[claim.kind].add(claim.key)
            self._note_facts(claim, before)
            self.lines_of[claim.kind, claim.key] = claim.line
            if isinstance(line, LineDraft) and (before or self._delivery.unsaid is not None):
                self._differing.append((len(self._lines), claim))
                self._lines.append(None)
            else:
                self._ours.pass_over(claim)
                self._settle(claim, before, line)
                self._lines.append(line)

    def finish(self) -> list[LineDraft | FirstSeen]:
        """Compare those that wait once more, without what the file says nowhere and what it says as our own file would;
        gives what is to be written.
        """
        if self._differing:
            self._ours.make()
        nowhere = SaidNowhere(self._delivery)
        nowhere.leave_out(self.facts.values())
        differing = iter(self._differing)
        while waiting := list(islice(differing, BATCH)):
            pairs = self._with_known([claim for _, claim in waiting])
            for (place, _), (claim, before) in zip(waiting, pairs, strict=True):
                says_nothing_new = self._ours.says(claim)
                self._ours.keep(claim, before)
                first = () if says_nothing_new else _drafts(self._line(claim, before))
                nowhere.complete(claim)
                line = None if says_nothing_new else self._line(claim, before)
                nowhere.note_kept(claim, before, first, _drafts(line))
                self.seen["location_number"].update(nowhere.numbers_kept(claim, before, self._at.valid))
                self._note_facts(claim, before)
                self._settle(claim, before, line)
                self._lines[place] = line
        if self._at.known:
            nowhere.note_absent(self._connection, self.seen, self._at)
            self.notes += nowhere.notes()
        return [line for line in self._lines if line is not None]

    def _line(self, claim: Claim, before: Known) -> LineDraft | FirstSeen | None:
        """What is to be written so that a claim holds; none when it holds already."""
        rest = self._replaced.rest(claim.kind, claim.key, before)
        lists_open = self._delivery.silence == CLOSED and not self._delivery.may_list_closed
        keep_known_end(claim, rest, self._at.valid if lists_open else None)
        keep_known_start(claim, rest, self._at.valid)
        sparing = self._held.may_lack_a_row(claim)
        if withdrawn := self._replaced.find_stated(claim.kind, claim.key, before):
            drafts = difference(rest, claim, sparing=sparing)
            return correct_line(LineDraft(claim.kind, claim.key, drafts, self._op, withdrawn, before), rest)
        if not self._at.known and claim.kind == "code":
            drafts = first_drafts(claim)  # nothing was ever loaded
        elif not before and (newcomer := newcomer_of(claim, self._op)):
            return newcomer
        else:
            drafts = difference(before, claim, backfill=self._backfill, sparing=sparing)
        return LineDraft(claim.kind, claim.key, drafts, self._op, before=before) if drafts else None

    def _note_facts(self, claim: Claim, before: Known) -> None:
        if claim.kind == "unit":
            facts = self.facts[claim.key] = facts_of(claim, self._at.valid)
            if "level" not in claim.fields and "level" in before:  # the file does not say it: nobody may miss it
                known = runs(before["level"])
                on = next((run for run in known if run.from_day <= self._at.valid < run.to_day), known[-1])
                facts.level = decode(on.statement.value)

    def _settle(self, claim: Claim, before: Known, line: LineDraft | FirstSeen | None) -> None:
        drafts = _drafts(line)
        if isinstance(line, LineDraft) and line.withdrawn:  # held against what is replaced, not against what is left
            drafts = difference(before, claim, sparing=self._held.may_lack_a_row(claim))
        self._suspicion.note(claim, before, drafts)
        self._plausibility.note(claim, before, differs=line is not None)
        self.counts[claim.kind]["unchanged" if line is None else "changed" if before else "new"] += 1

    def _with_known(self, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Known]]:
        """Claims, each with the timeline of its subject."""
        found: dict[str, dict[str, Known]] = {}
        if self._at.known:
            for kind in {claim.kind for claim in claims}:
                keys = [claim.key for claim in claims if claim.kind == kind]
                found[kind] = timelines(self._connection, kind, keys)
        for claim in claims:
            yield claim, found.get(claim.kind, {}).get(claim.key, {})


def _drafts(line: LineDraft | FirstSeen | None) -> Sequence[Draft]:
    return line.drafts if isinstance(line, LineDraft) else ()


def _end_life(life: Sequence[tuple[int, int]] | None, day: int) -> list[tuple[int, int]] | None:
    """The life of a subject that only an older file holds: it ended when a newer file no longer listed it."""
    return None if life is None else [(start, min(end, day)) for start, end in life if start < day]
