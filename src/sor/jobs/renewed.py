"""Subjects that are named by what they say – message types of a number, successions – and were renamed: what a file
calls otherwise than before is compared as one change, as of any other subject.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.core.claim import Claim
from sor.core.subject import key_parts
from sor.jobs.known_leaves import KnownLeaves, group_of
from sor.jobs.stated_leaves import leaves_of


class Renewal(NamedTuple):
    """A subject that a file calls otherwise: what it was known as and is called now, and its paths, old and new."""

    kind: str
    key: str
    was: str
    old: Mapping[str, str]
    new: Mapping[str, str]


class Renewed:
    """The subjects of such kinds that are new in a file."""

    def __init__(self) -> None:
        self._new: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)

    def note(self, claim: Claim) -> None:
        """Take in a subject of which nothing was known."""
        parts = key_parts(claim.kind, claim.key)
        if parts and claim.pieces:
            values = claim.pieces[-1].values
            stated = {path: leaf for field, value in values.items() for path, leaf in leaves_of(field, value)}
            self._new[claim.kind][claim.key] = parts | stated

    def find_renewals(self, known: KnownLeaves, seen: Mapping[str, set[str]]) -> Iterator[Renewal]:
        """Those that stand for one that the file leaves out, each of which is taken once: the one most alike."""
        for kind, new in self._new.items():
            left_out: dict[object, set[str]] = defaultdict(set)
            for key in known.open_keys(kind) - seen.get(kind, set()):
                if key_parts(kind, key):
                    left_out[_belongs_to(kind, key)].add(key)
            likely = {key: left_out.get(_belongs_to(kind, key), set()) for key in new}
            groups: dict[str, set[str]] = defaultdict(set)
            for key, others in likely.items():
                groups[group_of(kind, key)] |= others
            rows = {
                key: row for group, keys in groups.items() if keys for key, row in known.values_of(group, keys).items()
            }
            for key, others in likely.items():
                alike = [(_alikeness(rows[other], new[key]), other) for other in others if other in rows]
                alikeness, was = max(alike, default=(0, ""))
                if alikeness:
                    likely[key].discard(was)
                    yield Renewal(kind, key, was, rows[was], new[key])


def _belongs_to(kind: str, key: str) -> object:
    """What the renamed are sought by: the number of a message type, the list of a code, the units of a succession."""
    parts = key_parts(kind, key)
    return frozenset(parts.values()) if kind == "succession" else parts.get("number", group_of(kind, key))


def _alikeness(old: Mapping[str, str], new: Mapping[str, str]) -> int:
    """How many paths say the same, or what another said: columns may be under each other's name."""
    return sum(2 if old.get(path) == leaf else 1 if leaf in old.values() else 0 for path, leaf in new.items())
