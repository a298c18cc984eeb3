"""What a rule is: its code in the rule book, its sentence in Danish and English, and a few lines that judge.

A rule is a function of a unit and its surroundings that yields the facts of each fault. Its docstring is its entry in
the rule book: the Danish sentence, the English one, remarks, and last the source. It knows no door, store or clock.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from string import Formatter
from typing import Any, TypeAlias

import msgspec

from sor.core.day import OPEN, START
from sor.core.finding import ERROR, WARNING, Finding
from sor.rules.asked import Asked
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

Facts: TypeAlias = dict[str, Any]
"""What a sentence names: plain texts and numbers, never sentences."""

Judge: TypeAlias = Callable[[UnitFacts, Surroundings], Iterator[Facts]]
ChangeJudge: TypeAlias = Callable[[Asked, Surroundings], Iterator[Facts]]


class BadRule(ValueError):
    """A rule that is not written as the rule book wants it."""


class Rule(msgspec.Struct, frozen=True):
    """One rule, or one case of a rule that can be broken in several ways.

    code: its code in the rule book. case: empty, or which way; it stands in the facts of a finding as ``case``.
    field: the field at fault. severity: what a finding is unless a door's settings say otherwise. reads, reads_above:
    the fields of the unit, and of the units above, on which the verdict depends. danish, english: the sentences,
    templates over the facts and ``key``. judge: none when readers of files find it, not a look at a unit. holds: the
    rule is about units that hold this field, and is not asked about others. judge_change, ops: of a rule about changes
    of these operations.
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
    holds: str = ""
    judge_change: ChangeJudge | None = None
    ops: frozenset[str] = frozenset()

    def finding(self, kind: str, key: str, facts: Facts, from_day: int = START, to_day: int = OPEN) -> Finding:
        """The finding that this rule makes of facts about a subject on the days [from_day, to_day)."""
        named = {"case": self.case, **facts} if self.case else facts
        return Finding(self.code, self.severity, kind, key, self.field, named, from_day, to_day)


def rule(
    code: str,
    *,
    case: str = "",
    field: str = "",
    severity: str = ERROR,
    reads: Iterable[str] = (),
    reads_above: Iterable[str] = (),
    holds: str = "",
) -> Callable[[Judge], Rule]:
    """Make a function a rule about units. Raises BadRule when its docstring is no entry of the rule book."""

    def made(judge: Judge) -> Rule:
        danish, english, remarks, source = _entry(code, inspect.getdoc(judge) or "")
        above, own = frozenset(reads_above), frozenset(reads)
        return Rule(code, case, field, severity, danish, english, remarks, source, own, above, judge, holds)

    return made


def change_rule(
    code: str, *ops: str, case: str = "", field: str = "", severity: str = ERROR
) -> Callable[[ChangeJudge], Rule]:
    """Make a function a rule about changes of some operations. Raises BadRule as ``rule`` does."""

    def made(judge: ChangeJudge) -> Rule:
        entry = _entry(code, inspect.getdoc(judge) or "")
        return Rule(code, case, field, severity, *entry, judge_change=judge, ops=frozenset(ops))

    return made


def reported(code: str, entry: str, *, case: str = "", field: str = "", severity: str = WARNING) -> Rule:
    """A rule without a judge: what it forbids is seen by the readers of files, or between subjects."""
    return Rule(code, case, field, severity, *_entry(code, inspect.cleandoc(entry)))


def facts_named(template: str) -> frozenset[str]:
    """The names of the facts that a sentence uses, ``key`` left out."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name) - {"key"}


def _in_any_language(template: str) -> frozenset[str]:
    """The facts of a sentence; a fact that is a sentence itself comes in both languages, as name_da and name_en."""
    return frozenset(name.removesuffix("_da").removesuffix("_en") for name in facts_named(template))


def _entry(code: str, text: str) -> tuple[str, str, str, str]:
    """Danish sentence, English sentence, remarks, source."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    if len(paragraphs) < 3 or not paragraphs[-1].startswith("Source: "):
        raise BadRule(f"Rule {code} needs a Danish sentence, an English one and, last, a paragraph 'Source: …'.")
    danish, english, *remarks, source = paragraphs
    if _in_any_language(danish) != _in_any_language(english):
        raise BadRule(f"The two sentences of rule {code} name different facts.")
    return danish, english, " ".join(remarks), source.removeprefix("Source: ")
