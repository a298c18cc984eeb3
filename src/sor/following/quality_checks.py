"""What is looked at in one unit beside the rules about units: its number, its addresses, and what it names that has
ended. Pure: everything that is looked at is handed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.changes.world import SubjectOnDays
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START, previous_day, write_day
from sor.core.finding import Finding
from sor.core.shapes import text_in
from sor.core.subject import succession_key
from sor.following.quality_world import QualityWorld
from sor.rules import quality as said
from sor.rules.addresses import FORMS, is_mailbox
from sor.rules.unit_facts import UnitFacts
from sor.store.reads import Holding

FAR = 4
"""From so many steps on an inherited number is called far."""

NOBODYS = re.compile(r"[@.](example|invalid|test|localhost|local|internal)(\.(com|net|org))?$")
"""Domains that nobody can have (RFC 2606, RFC 6762)."""

NOBODYS_IN_A_DEMO = re.compile(r"[@.](invalid|test|localhost|local|internal)$")
"""The same in a demo, whose addresses are all of ``example``."""

SLIPS = frozenset({
    "gmial.com", "gmai.com", "gamil.com", "gmail.dk", "hotmial.com", "hotmail.con", "gmail.con", "outlok.dk",
    "outlok.com", "yaho.com", "liev.dk", "mial.dk",
})  # fmt: skip
"""Slips of large providers' names that receive no mail of theirs."""


MUST_BE_REACHED = {"provider_identifier": "practice", "pharmacy_identifier": "pharmacy"}
"""Units that hold one of these fields are written to by MedCom's messages, and what they are called."""


class Beside(NamedTuple):
    """What is known beside the units. resting: numbers at rest, each with its first such day. several: numbers that
    several units hold or held. successions: keys of those that are noted. is_demo: whether ``example`` is a domain.
    """

    codes: CodeBook
    resting: dict[str, int]
    several: dict[str, list[Holding]]
    successions: set[str]
    is_demo: bool


def own_findings(version: SubjectOnDays, world: QualityWorld, beside: Beside, today: int) -> Iterator[Finding]:
    """What is found in a unit as it is today."""
    facts = version.facts
    yield from _of_number(version, world, beside, today)
    yield from _check_ended(version, world, beside.codes, today)
    for rule, part in ((said.MAIL, "email"), (said.WEB, "website")):
        value = text_in(version.values.get("virtual_address"), part)
        if value and not WORKS[part](value, beside.is_demo):
            told = {"value": value, "field": f"virtual_address.{part}"}
            yield rule.finding("unit", facts.key, told, version.from_day, version.to_day)


def can_be_mailed(text: str, is_demo: bool) -> bool:
    """Whether an e-mail address can receive mail, as far as can be told without trying."""
    host = text.rpartition("@")[2].casefold()
    return is_mailbox(text) and host not in SLIPS and not host.startswith("www.") and not _is_nobodys(text, is_demo)


def can_be_visited(text: str, is_demo: bool) -> bool:
    """Whether the address of a web site can lead somewhere, as far as can be told without trying."""
    host = re.sub(r"^https?://", "", text.casefold()).partition("/")[0].partition(":")[0]
    return (
        FORMS["website"].fullmatch(text) is not None
        and "@" not in text
        and not re.fullmatch(r"[0-9.]+", host)
        and not _is_nobodys(host, is_demo)
    )


WORKS: Mapping[str, Callable[[str, bool], bool]] = {"email": can_be_mailed, "website": can_be_visited}


def _is_nobodys(text: str, is_demo: bool) -> bool:
    return (NOBODYS_IN_A_DEMO if is_demo else NOBODYS).search(text.casefold()) is not None


def number_of(key: str, world: QualityWorld, day: int) -> tuple[str, str, int] | None:
    """The location number that a unit uses on a day, the unit whose it is, and how many steps further up that stands;
    None when it has none.
    """
    for steps, (above, version) in enumerate(world.line_above(key, day)):
        facts = version.facts
        if facts.number and facts.state in ("Own", None):
            return facts.number, above, steps
        if facts.state == "None":
            return None
    return None


def _of_number(version: SubjectOnDays, world: QualityWorld, beside: Beside, today: int) -> Iterator[Finding]:
    facts, key = version.facts, version.facts.key
    used = number_of(key, world, today)
    since = max((above.from_day for _, above in world.line_above(key, today)), default=START)
    if used is None:
        place = next((place for field, place in MUST_BE_REACHED.items() if text_in(version.values, field)), "")
        if place and facts.level == "OU" and facts.state == "None":  # one that inherits from nobody is L3's matter
            yield said.MISSING.finding("unit", key, {"place": place}, since, version.to_day)
        return
    number, source, steps = used
    if steps >= FAR:
        yield said.FAR.finding("unit", key, {"source": source, "count": steps}, since, version.to_day)
    if steps or facts.state != "Own":
        return
    if (first := beside.resting.get(number)) is not None:
        yield said.RESTING.finding("unit", key, {"number": number}, max(first, version.from_day), version.to_day)
    if (earlier := _earlier(key, beside.several.get(number, ()), beside.successions)) is not None:
        told = {"number": number, "other": earlier.key, "last": write_day(previous_day(earlier.valid_to))}
        yield said.USED.finding("unit", key, told, version.from_day, version.to_day)


def _earlier(key: str, holdings: Sequence[Holding], successions: Iterable[str]) -> Holding | None:
    """Who had a number until another unit got it, unless it is noted that the one replaces the other."""
    first = min((one.valid_from for one in holdings if one.key == key), default=START)
    before = [one for one in holdings if one.key != key and one.valid_to <= first and one.valid_to < OPEN]
    last = max(before, key=lambda one: (one.valid_to, one.valid_from, one.key), default=None)
    return None if last is None or succession_key(last.key, key) in successions else last


def _check_ended(version: SubjectOnDays, world: QualityWorld, codes: CodeBook, today: int) -> Iterator[Finding]:
    """Codes and units that a unit names and that have ended."""
    facts, values = version.facts, version.values
    named = [("type", "entity_type", facts.type)]
    specialities = values.get("specialities")
    if isinstance(specialities, list):
        named += [("specialities", "speciality", text_in(one, "code")) for one in specialities]
    told = set()
    for field, code_list, code in named:
        last = _last_day(codes, code_list, code, today)
        if last is not None and field not in told:
            told.add(field)
            facts_said = {"field": field, "value": code, "last": write_day(previous_day(last))}
            yield said.ENDED_CODE.finding("unit", facts.key, facts_said, max(last, version.from_day), version.to_day)
    at = version.geographic_parent
    lies_at = _find_closed(world, at, today) if at and at != facts.key else None
    if lies_at is not None:
        told_of = {"other": lies_at.key, "last": write_day(previous_day(lies_at.closed_to))}
        yield said.ENDED_PLACE.finding(
            "unit", facts.key, told_of, max(lies_at.closed_to, version.from_day), version.to_day
        )


def _last_day(codes: CodeBook, code_list: str, code: str | None, today: int) -> int | None:
    """The first day on which a code of a list does not hold any more; None while it holds, or when it is none."""
    periods = codes.periods(code_list, code) if code else []
    ended = [one.valid_to for one in periods if one.valid_to <= today]
    return max(ended) if ended and len(ended) == len(periods) else None


def _find_closed(world: QualityWorld, key: str, today: int) -> UnitFacts | None:
    """A unit that has closed; None for one that is open, to come, or not known."""
    versions = world.versions("unit", key)
    return versions[-1].facts if versions and versions[-1].to_day <= today else None
