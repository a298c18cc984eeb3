"""What a rule is: its code in the rule book, its sentence in Danish and English, and a few lines that judge.

A rule is a function of a unit and its surroundings that yields (or returns) the facts of each fault. Its docstring is
its entry in the rule book: the Danish sentence, the English one, remarks, and last the source with its mark:
``Source (D): …``. It knows no door, store or clock.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from string import Formatter
from typing import NamedTuple, TypeAlias

import msgspec

from sor.core.day import OPEN, START
from sor.core.finding import ERROR, WARNING, Finding
from sor.core.shapes import Value
from sor.rules.asked import Asked
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

Facts: TypeAlias = Mapping[str, Value]
"""What a sentence names: plain texts and numbers, never sentences."""

Judge: TypeAlias = Callable[[UnitFacts, Surroundings], Iterable[Facts]]
Doubt: TypeAlias = Callable[[UnitFacts, Surroundings], bool]
"""A quick question that several rules share: unless the answer is yes, none of them finds anything. It saves time and
changes no verdict, so what it looks at is not declared."""

ChangeJudge: TypeAlias = Callable[[Asked, Surroundings], Iterable[Facts]]

NOTHING: Sequence[Facts] = ()
"""No fault. A rule that is asked about nearly every unit returns this or a list, which is quicker than yielding."""


MARKS = frozenset("DOIUC")
"""How well a rule is known: documented, observed in real data, inferred, unknown and decided here, contradicted."""

_SOURCE = re.compile(r"Source(?: \(([A-Z](?:/[A-Z])*)\))?: ")


class BadRule(ValueError):
    """A rule that is not written as the rule book wants it."""


class Sort(NamedTuple):
    """Units for which the same rules are asked: the fields they hold and those of which their source could tell."""

    level: str | None
    type: str | None
    state: str | None
    held: tuple[str, ...]
    told: frozenset[str] | None


class Rule(msgspec.Struct, frozen=True):
    """One rule, or one case of a rule that can be broken in several ways.

    code: its code in the rule book. case: empty, or which way; it stands in the facts of a finding as ``case``.
    field: the field at fault; a rule about several fields names it in its facts as ``field``. severity: what a finding
    is unless a door's settings say otherwise. danish, english: the sentences, templates over the facts and ``key``.
    mark: how well it is known, letters of MARKS parted by a stroke; empty for rules of this project.

    A rule about units has a judge. reads, reads_above: the fields of the unit, and of the units above, on which the
    verdict depends. It is asked only about units that hold one of the fields ``holds``, that do not hold the field
    ``lacks`` although their source could tell, that are of these levels and entity types, whose location number is in
    one of these states, on days before ``until``, where ``about`` (of the sort of unit) and ``doubt`` (of the unit) are
    true.

    A rule about changes has a judge_change, and the operations it is asked about. One with neither is reported by
    readers of files, or by the doing of a change.
    """

    code: str
    case: str
    field: str
    severity: str
    danish: str
    english: str
    remarks: str
    source: str
    reads: frozenset[str] = frozenset()
    reads_above: frozenset[str] = frozenset()
    judge: Judge | None = None
    holds: frozenset[str] = frozenset()
    judge_change: ChangeJudge | None = None
    ops: frozenset[str] = frozenset()
    mark: str = ""
    lacks: str = ""
    levels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    until: int = OPEN
    about: Callable[[Sort], bool] | None = None
    doubt: Doubt | None = None

    @property
    def judged(self) -> str:
        """Where it speaks: ``state`` (a unit on a piece of time), ``change`` (what was asked), or ``reported`` by
        readers of files and by the doing of a change.
        """
        if self.judge is not None:
            return "state"
        return "reported" if self.judge_change is None else "change"

    def is_asked(self, sort: Sort, day: int) -> bool:
        """Whether the rule is about units of a sort, on a day."""
        held, told = sort.held, sort.told
        return (
            day < self.until
            and (not self.levels or sort.level in self.levels)
            and (not self.types or sort.type in self.types)
            and (not self.states or sort.state in self.states)
            and (not self.holds or any(field in held for field in self.holds))
            and (not self.lacks or (self.lacks not in held and (told is None or self.lacks in told)))
            and (self.about is None or self.about(sort))
        )

    def finding(self, kind: str, key: str, facts: Facts, from_day: int = START, to_day: int = OPEN) -> Finding:
        """The finding that this rule makes of facts about a subject on the days [from_day, to_day)."""
        named = {"case": self.case, **facts} if self.case else facts
        return Finding(
            self.code, self.severity, kind, key, str(facts.get("field", self.field)), named, from_day, to_day
        )


def rule(
    code: str,
    *,
    case: str = "",
    field: str = "",
    severity: str = ERROR,
    reads: Iterable[str] = (),
    reads_above: Iterable[str] = (),
    holds: str | Iterable[str] = (),
    lacks: str = "",
    levels: Iterable[str] = (),
    types: Iterable[str] = (),
    states: Iterable[str] = (),
    until: int = OPEN,
    about: Callable[[Sort], bool] | None = None,
    doubt: Doubt | None = None,
) -> Callable[[Judge], Rule]:
    """Make a function a rule about units. Raises BadRule when its docstring is no entry of the rule book.

    What ``holds``, ``lacks``, ``levels``, ``types`` and ``states`` ask about is read without being declared.
    """
    held = frozenset([holds] if isinstance(holds, str) else holds)
    implied = {"level": levels, "type": types, "location": states, lacks: lacks}
    own = held | frozenset(reads) | frozenset(field for field, asked in implied.items() if asked)

    def make_rule(judge: Judge) -> Rule:
        entry = _entry(code, inspect.getdoc(judge) or "")
        return Rule(
            code, case, field, severity, entry.danish, entry.english, entry.remarks, entry.source, mark=entry.mark,
            judge=judge, reads=own, reads_above=frozenset(reads_above), holds=held, lacks=lacks,
            levels=frozenset(levels), types=frozenset(types), states=frozenset(states), until=until, about=about,
            doubt=doubt,
        )  # fmt: skip

    return make_rule


def change_rule(
    code: str, *ops: str, case: str = "", field: str = "", severity: str = ERROR
) -> Callable[[ChangeJudge], Rule]:
    """Make a function a rule about changes of some operations. Raises BadRule as ``rule`` does."""

    def make_rule(judge: ChangeJudge) -> Rule:
        entry = _entry(code, inspect.getdoc(judge) or "")
        return Rule(
            code, case, field, severity, entry.danish, entry.english, entry.remarks, entry.source, mark=entry.mark,
            judge_change=judge, ops=frozenset(ops),
        )  # fmt: skip

    return make_rule


def make_reported_rule(code: str, entry: str, *, case: str = "", field: str = "", severity: str = WARNING) -> Rule:
    """A rule without a judge: what it forbids is seen by the readers of files, or between subjects."""
    found = _entry(code, inspect.cleandoc(entry))
    return Rule(code, case, field, severity, found.danish, found.english, found.remarks, found.source, mark=found.mark)


def facts_named(template: str) -> frozenset[str]:
    """The names of the facts that a sentence uses, ``key`` left out."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name) - {"key"}


def _in_any_language(template: str) -> frozenset[str]:
    """The facts of a sentence; a fact that is a sentence itself comes in both languages, as name_da and name_en."""
    return frozenset(name.removesuffix("_da").removesuffix("_en") for name in facts_named(template))


class _Entry(NamedTuple):
    """The parts of a rule's entry in the rule book."""

    danish: str
    english: str
    remarks: str
    source: str
    mark: str


def _entry(code: str, text: str) -> _Entry:
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    given = _SOURCE.match(paragraphs[-1])
    if len(paragraphs) < 3 or given is None:
        raise BadRule(f"Rule {code} needs a Danish sentence, an English one and, last, a paragraph 'Source: …'.")
    mark = given[1] or ""
    if not MARKS.issuperset(mark.split("/") if mark else ()):
        raise BadRule(f"Rule {code} has the mark {mark}; the marks are D, O, I, U and C.")
    danish, english, *remarks, source = paragraphs
    if _in_any_language(danish) != _in_any_language(english):
        raise BadRule(f"The two sentences of rule {code} name different facts.")
    return _Entry(danish, english, " ".join(remarks), source[given.end() :], mark)
