"""What a rule about a change may look at: what was asked, by which door, and the unit before and after."""

from collections.abc import Mapping
from typing import TypedDict

import msgspec

from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.rules.unit_facts import UnitFacts


class AskedOptions(TypedDict, total=False):
    """What else was named with an operation, and what rules must know of the register's settings.

    code: what was named. close, issue: what was asked to be done besides. series, unit, unissued: who issues a location
    number, for which unit, and one that was never issued. shak_known: whether the SHAK code is known; shak_end: SHAK's
    last day.
    """

    shak_end: int | None
    shak_known: bool
    series: str | None
    unit: str
    unissued: str
    issue: bool
    close: bool
    code: str


NO_OPTIONS: AskedOptions = {}


class Asked(msgspec.Struct):
    """One operation of a submission, as rules see it.

    op: create, edit, move, replace, close, merge, correct, withdraw, undo, reschedule, annul, number, shak or edi.
    kind, key: the subject it is about; a unit that the set itself creates is named ``#1`` as the set names it.
    day, to_day: the days it speaks for, half-open. given: the fields it sets, by the glossary's names.
    before, after: the unit as it is on ``day`` without and with the whole submission; None when it does not live then.
    door: sorus, web, rest, cli or oss. today: the Danish day on which it was sent.
    starts: the first day of the unit's life as known before; None when it is new. created: the Danish day on which the
    unit was registered; None when it is new or was never registered here.
    options: what else was named: ``unit``, ``issue`` and the like.
    """

    op: str
    kind: str
    key: str
    day: int
    door: str
    today: int
    to_day: int = OPEN
    given: Mapping[str, Value] = {}
    before: UnitFacts | None = None
    after: UnitFacts | None = None
    starts: int | None = None
    created: int | None = None
    options: AskedOptions = {}
