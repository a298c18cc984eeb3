"""The quality of the register as it is told: what is found in its units, who answers for them and when they were last
confirmed, each with the form that mends it; and the share of open units in which nothing is wrong.
"""

import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, TypedDict

from msgspec import structs

from sor.core.day import OPEN, START, day_of, of_date, to_date, write_day
from sor.core.entity_types import PRIVATE
from sor.core.finding import ERROR, NOTE, WARNING, Finding
from sor.core.identifiers import tidy_identifier
from sor.core.instant import parse_instant
from sor.core.shapes import Fields
from sor.desk.responsible_persons import PersonAtPlace, ResponsiblePersons
from sor.desk.sites.category import TREATING
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.following.at_hand import AtHand, Made, NotYetMade
from sor.following.quality_book import QualityBook
from sor.following.quality_state import BAD, OWNER, QualityState
from sor.register import MASTER, Register
from sor.rules.quality import UNCONFIRMED
from sor.rules.sentences import sentence
from sor.rules.treatment_sites import NO_SITE
from sor.store import audit_log, confirmations, quality_scores
from sor.store.responsible_persons import UnitFrame

HALF_YEAR = timedelta(days=183)
"""For how long a confirmation holds."""

FIXED_BY = {"DUP": "merge", "C6": "move", "H2": "move", "D3": "move", "T10": "move"}
"""The form that mends what a rule finds, where it is not the unit's own."""

NOT_FIELDS = frozenset({"open", "level", "parent", "record"})
"""Fields that the form of a unit has no place for."""

ToldFinding = TypedDict(
    "ToldFinding",
    {
        "unit": str,
        "owner": str | None,
        "rule": str,
        "severity": str,
        "field": str,
        "from": str | None,
        "to": str | None,
        "facts": Fields,
        "da": str,
        "en": str,
        "fix": str,
    },
)
"""A finding as pages, REST and files tell it. from: null = always; to: the first day no longer, null = no end known.
fix: the address of the form that mends it.
"""


class Score(NamedTuple):
    """How many units are open, in how many of them no error or warning is open, and the share of those in per cent."""

    units: int
    good: int

    @property
    def share(self) -> float:
        """0 to 100, to one decimal; where nothing is open, nothing is wrong."""
        return 100.0 if not self.units else int(1000 * self.good / self.units) / 10


class QualityPage(NamedTuple):
    """A part of what was found. total: of how many. score: of the tree or unit that was asked about, else of the whole
    register. serial: the entry whose register it shows.
    """

    total: int
    findings: list[ToldFinding]
    score: Score
    serial: int


class DeskStanding(NamedTuple):
    """What stands on the desk: who answers for which place, the day of each unit's last confirmation, and the units
    that have a treatment site, or the notice of an exempt one, today or on a day to come.
    """

    persons: Sequence[PersonAtPlace]
    confirmed: Mapping[str, int]
    sites: frozenset[str]


NOBODY = DeskStanding((), {}, frozenset())


class QualityOverview(NamedTuple):
    """The whole register at once. serial: the entry whose register it shows. findings: in order of unit. counts: how
    often each rule found something and how severe that is, the most severe first. owners, places: the score of each
    owner, and of the units of each municipality. names: of the owners.
    """

    serial: int
    findings: Sequence[Finding]
    score: Score
    counts: Sequence[tuple[str, str, int]]
    owners: Mapping[str, Score]
    places: Mapping[str, Score]
    names: Mapping[str, str]


class Quality:
    """The quality of one register. One for a process: it keeps what it found in step with the log."""

    def __init__(
        self, register: Register, book: QualityBook | None = None, sites: TreatmentSites | None = None
    ) -> None:
        self._register = register
        self._book = book or QualityBook(register)
        self._persons = ResponsiblePersons(register)
        self._sites = sites or TreatmentSites(register)
        self._lock = threading.Lock()
        self._standing: tuple[object, DeskStanding] = (None, NOBODY)
        self._overview = AtHand(register, "quality", self.mark, self._make)

    def page(
        self,
        owner: str = "",
        unit: str = "",
        rule: str = "",
        *,
        limit: int | None = None,
        offset: int = 0,
        waits: bool = True,
    ) -> QualityPage:
        """What is found, by unit: in the tree of one that stands above others (``owner``), in one unit, by one rule.
        Without a limit all of it. waits: for as long as it takes; else the whole register is told as it was, when it
        cannot be had at once, and NotYetMade raised while units are being judged.
        """
        if not waits:
            self.refuse_unmade()
        found: Sequence[Finding] = ()
        score, serial = Score(0, 0), None
        if not (owner or unit):
            overview = self._overview.now() if waits else self.overview().value
            found, score, serial = overview.findings, overview.score, overview.serial
        with self._book.at_head() as state:
            if owner:
                keys = state.tree(owner)
                found = self._in(state, sorted(keys | {owner}))
                score = _score(state, keys, found)
            elif unit:
                found = self._in(state, [unit])
                score = _score(state, {unit} & state.entries.keys(), found)
            if rule or (owner and unit):
                found = [one for one in found if one.rule == (rule or one.rule) and one.key == (unit or one.key)]
            shown = found[offset:] if limit is None else found[offset : offset + limit]
            told = [_tell_finding(one, state) for one in shown]
            return QualityPage(len(found), told, score, self._book.serial if serial is None else serial)

    def score(self, top: str = "") -> Score:
        """The score of a tree, or of the whole register."""
        if not top:
            return self._overview.now().score
        with self._book.at_head() as state:
            keys = state.tree(top)
            return _score(state, keys, self._in(state, sorted(keys)))

    def overview(self) -> Made[QualityOverview]:
        """The whole register, as it was when it cannot be had at once as it is. Raises NotYetMade."""
        return self._overview.soon()

    def refuse_unmade(self) -> None:
        """Raises NotYetMade while units are being judged that nobody can wait for: after a start, or many changes."""
        if not self._book.is_near() and not self._overview.soon().is_newest:
            raise NotYetMade("quality")

    def prepare(self) -> None:
        """Begin to make the overview, beside everything else, when what is kept is far behind."""
        if not self._book.is_near():
            self._overview.begin()

    def keep_scores(self) -> int:
        """Note today's scores, of every owner and of all, in the place of what was noted today; gives how many."""
        overview = self._overview.now()
        day = self._register.today()
        scores = {"": overview.score, **overview.owners}
        rows = [(day, owner, one.units, one.good) for owner, one in sorted(scores.items())]
        with self._register.database.desk.writing() as connection:
            quality_scores.keep(connection, day, rows)
        return len(rows)

    def trend(self, owner: str = "", most: int = 12) -> list[tuple[int, Score]]:
        """The scores that were noted of an owner, or of all, each with its day; the newest last."""
        rows = quality_scores.of_owner(self._register.database.reader(), owner, most)
        return [(day, Score(units, good)) for day, _, units, good in rows]

    def mark(self) -> tuple[Hashable, ...]:
        """What the overview depends on: the desk, the log and the day."""
        source = self._register.database.reader()
        serial, today, epoch = self._register.serial(), self._register.today(), self._register.facts().get("epoch", "")
        return (audit_log.head(source).rows, confirmations.mark(source), serial, today, epoch)

    def _make(self) -> QualityOverview:
        with self._book.at_head() as state:
            found = self._in(state, sorted(state.entries.keys() | state.found.keys()))
            bad = _bad(state, found)
            owners: dict[str, list[int]] = {}
            places: dict[str, list[int]] = {}
            for key in state.entries:
                good = key not in bad
                for counted, name in ((owners, state.owner_of(key)), (places, state.municipality_of(key))):
                    if name:
                        counts = counted.setdefault(name, [0, 0])
                        counts[0] += 1
                        counts[1] += good
            return QualityOverview(
                self._book.serial, found, _score(state, state.entries.keys(), found), _counts(found), _scores(owners),
                _scores(places), {key: state.entries[key].name or key for key in owners if key in state.entries},
            )  # fmt: skip

    def _in(self, state: QualityState, keys: Sequence[str]) -> list[Finding]:
        """What is found in some units, in their order."""
        standing = self._stands()
        wanted = set(keys)
        beside: dict[str, list[Finding]] = {}
        if self._register.role == MASTER:
            for one in self._of_the_desk(state, wanted, standing):
                if one.key in wanted:
                    beside.setdefault(one.key, []).append(one)
        return [one for key in keys for one in (*state.findings_of(key), *beside.get(key, ()))]

    def _of_the_desk(self, state: QualityState, keys: set[str], standing: DeskStanding) -> Iterable[Finding]:
        frames: dict[str, UnitFrame] = {}
        for key in keys:
            for above in state.line(key) if key in state.entries else ():
                if above in frames:
                    break
                if (entry := state.entries.get(above)) is not None and entry.level in (OWNER, "HI"):
                    frames[above] = UnitFrame(above, entry.level, entry.type, entry.parent, entry.name)
        for one in self._persons.findings_among(frames, standing.persons):
            is_private = one.facts.get("case") == "missing" and state.entries[state.owner_of(one.key)].type == PRIVATE
            yield structs.replace(one, severity=NOTE) if is_private else one
        yield from _find_unconfirmed(state, keys, standing.confirmed)
        yield from _without_site(state, keys, standing.sites)

    def _stands(self) -> DeskStanding:
        """The desk as it is, read again when something was written there."""
        source, mark = self._register.database.reader(), self.mark()
        with self._lock:
            if self._standing[0] != mark:
                days = {unit: day_of(parse_instant(at)) for unit, at in confirmations.last_of_all(source).items()}
                self._standing = (mark, DeskStanding(self._persons.list_persons(), days, self._sites.units_with_site()))
            return self._standing[1]


def overdue_from(day: int) -> int:
    """The first day on which a confirmation of some day holds no more."""
    return START if day <= START else of_date(to_date(day) + HALF_YEAR)


def _find_unconfirmed(state: QualityState, keys: set[str], confirmed: Mapping[str, int]) -> Iterable[Finding]:
    """One finding for each owner with an open unit that nobody has confirmed for half a year."""
    said: dict[str, int] = {}
    late: dict[str, list[int]] = {}
    for key in keys:
        line = state.line(key)
        owner = line[-1]
        if owner not in keys or key not in state.entries or state.owner_of(key) != owner:
            continue
        for above in reversed(line):
            if above not in said:
                parent = state.entries[above].parent if above in state.entries else None
                said[above] = max(confirmed.get(above, START), said.get(parent or "", START))
        since = overdue_from(max(said[key], state.entries[key].first))
        if since <= state.day:
            late.setdefault(owner, []).append(since)
    for owner, days in sorted(late.items()):
        facts = {"name": state.entries[owner].name or owner, "count": len(days)}
        yield UNCONFIRMED.finding("unit", owner, facts, min(days))


def _without_site(state: QualityState, keys: set[str], sites: frozenset[str]) -> Iterable[Finding]:
    """One finding for each institution that treats patients by its type and has no site: of its own, below or above."""
    around = {above for unit in sites if unit in state.entries for above in state.line(unit)}
    for key in sorted(keys & state.entries.keys()):
        entry = state.entries[key]
        if entry.level != "HI" or entry.type not in TREATING or key in around:
            continue
        if not any(above in sites for above in state.line(key)):
            yield NO_SITE.finding("unit", key, {"name": entry.name or key}, max(entry.first, START))


def _bad(state: QualityState, found: Iterable[Finding]) -> set[str]:
    """The units in which an error or warning is open today."""
    return {one.key for one in found if one.severity in BAD and one.from_day <= state.day < one.to_day}


def _score(state: QualityState, keys: Iterable[str], found: Iterable[Finding]) -> Score:
    units = set(keys)
    return Score(len(units), len(units - _bad(state, found)))


def _counts(found: Iterable[Finding]) -> list[tuple[str, str, int]]:
    counted = Counter((one.rule, one.severity) for one in found)
    order = {ERROR: 0, WARNING: 1, NOTE: 2}
    return [(rule, severity, n) for (rule, severity), n in sorted(
        counted.items(), key=lambda one: (order[one[0][1]], -one[1], one[0])
    )]  # fmt: skip


def _scores(counts: Mapping[str, list[int]]) -> dict[str, Score]:
    return {name: Score(units, good) for name, (units, good) in counts.items()}


def _tell_finding(one: Finding, state: QualityState) -> ToldFinding:
    said = [one]
    facts = dict(one.facts)
    more = facts.pop("more", None)
    if isinstance(more, list):
        said = [
            Finding(one.rule, one.severity, one.kind, one.key, one.field, each, one.from_day, one.to_day)
            for each in (facts, *more)
            if isinstance(each, dict)
        ]
        facts["more"] = more
    owner = state.owner_of(one.key)
    return {
        "unit": one.key,
        "owner": owner or None,
        "rule": one.rule,
        "severity": one.severity,
        "field": one.field,
        "from": None if one.from_day <= START else write_day(one.from_day),
        "to": None if one.to_day >= OPEN else write_day(one.to_day),
        "facts": facts,
        "da": " ".join(sentence(each, "da") for each in said),
        "en": " ".join(sentence(each, "en") for each in said),
        "fix": fix_of(one, owner or one.key),
    }


def fix_of(one: Finding, owner: str) -> str:
    """The address of the form by which a finding is mended."""
    case = one.facts.get("case")
    if one.rule == "RESP":
        return f"/responsible/new?place={one.key}" if case == "missing" else f"/responsible?place={one.key}"
    if one.rule == NO_SITE.code:
        return f"/sites/new?unit={one.key}"
    if one.rule == UNCONFIRMED.code:
        return f"/quality?owner={owner}"
    op = FIXED_BY.get(one.rule, "edit")
    anchor = f"#{one.field}" if op == "edit" and one.field and one.field not in NOT_FIELDS else ""
    return f"/units/{one.key}/{op}{anchor}"


def asked_unit(text: str) -> str:
    """A code as somebody wrote it, without its decorations."""
    return tidy_identifier("code", text.strip())
