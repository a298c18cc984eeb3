"""Why a document cannot be read as changes, in words: which change, which member, what it should be."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

PLACE = re.compile(r"^(.*?)(?: - at (?:key in )?`\$(.*)`)?$", re.DOTALL)
OF_CHANGE = re.compile(r"^\.changes\[(\d+)\]\.?(.*)$")
KINDS = {
    "str": ("en tekst", "a text"), "int": ("et helt tal", "a whole number"), "float": ("et tal", "a number"),
    "bool": ("true eller false", "true or false"), "object": ("et objekt {…}", "an object {…}"),
    "array": ("en liste […]", "a list […]"), "null": ("null", "null"),
}  # fmt: skip
MEMBERS = 20


class WhyUnreadable(NamedTuple):
    """A sentence in both languages."""

    danish: str
    english: str


NOTHING = WhyUnreadable("", "")


def tell_why(said: str, operations: Sequence[str], members: Sequence[str]) -> WhyUnreadable:
    """What the reader of documents said, in words. operations, members: what may stand there."""
    [(what, where)] = PLACE.findall(said)
    place = _place(where)
    told = _operation(what, where, operations) or _member(what, members) or _kind(what)
    if told is None:
        return WhyUnreadable(said, said)
    return WhyUnreadable(f"{place.danish}{told.danish}", f"{place.english}{told.english}")


def _place(where: str) -> WhyUnreadable:
    found = OF_CHANGE.match(where)
    if found is None:
        inside = where.lstrip(".")
        return WhyUnreadable(f"{inside}: ", f"{inside}: ") if inside else NOTHING
    number, member = int(found[1]) + 1, "" if found[2] == "op" else found[2]
    after = f", {member}: " if member else ": "
    return WhyUnreadable(f"ændring {number}{after}", f"change {number}{after}")


def _operation(what: str, where: str, operations: Sequence[str]) -> WhyUnreadable | None:
    found = re.match(r"Invalid value '(.*)'$", what, re.DOTALL)
    if found is None or not where.endswith(".op"):
        return None
    meant, among = _guess_meant(found[1], operations), ", ".join(sorted(operations))
    did = WhyUnreadable(f"mente du {meant}? Ellers ", f"did you mean {meant}? Else ") if meant else NOTHING
    return WhyUnreadable(
        f"ukendt operation '{found[1]}'; {did.danish}en af {among}.",
        f"unknown operation '{found[1]}'; {did.english}one of {among}.",
    )


def _member(what: str, members: Sequence[str]) -> WhyUnreadable | None:
    if found := re.match(r"Object missing required field `(.*)`$", what):
        name = "op (hvad der skal ske)", "op (what shall happen)"
        da, en = name if found[1] == "op" else (found[1], found[1])
        return WhyUnreadable(f"{da} mangler.", f"{en} is missing.")
    if found := re.match(r"Object contains unknown field `(.*)`$", what, re.DOTALL):
        meant = _guess_meant(found[1], members)
        did = WhyUnreadable(f" Mente du {meant}?", f" Did you mean {meant}?") if meant else NOTHING
        return WhyUnreadable(
            f"'{found[1]}' kan ikke stå her.{did.danish}", f"'{found[1]}' cannot stand here.{did.english}"
        )
    return None


def _kind(what: str) -> WhyUnreadable | None:
    found = re.match(r"Expected `(.*)`, got `(\w+)`$", what)
    if found is None or found[2] not in KINDS:
        return None
    wanted = [KINDS[name] for name in found[1].split() if name in KINDS]
    if not wanted:
        return None
    da, en = KINDS[found[2]]
    return WhyUnreadable(
        f"her skal stå {' eller '.join(one[0] for one in wanted)}, ikke {da}.",
        f"{' or '.join(one[1] for one in wanted)} is expected here, not {en}.",
    )


def _guess_meant(typed: str, known: Sequence[str]) -> str:
    """The one that is so like what was typed that it was meant; else nothing."""
    return next(iter(get_close_matches(typed.lower()[:MEMBERS], known, 1, 0.7)), "")
