"""Where a unit stands on a day, as far as rights depend on it (``CORE`` §17)."""

from typing import NamedTuple

from sor.changes.world import World

OWNER_KINDS = {
    "550881000005103": "region",
    "547211000005108": "municipality",
    "550891000005100": "private",
    "398070004": "state",
}
"""The four entity types of institution owners."""

HOSPITALS = frozenset({"22232009", "284546000"})
"""Hospital and hospice: institutions that the authority keeps itself when they are private."""


class Place(NamedTuple):
    """A unit's place. owner: the SOR code of the IO above it, owner_kind what that is; hospital: it is, or is below, an
    institution of type hospital or hospice; above: the codes from its parent up to the IO.
    """

    key: str
    level: str | None
    owner: str | None
    owner_kind: str
    hospital: bool
    above: tuple[str, ...]


def place_of(world: World, key: str, day: int) -> Place | None:
    """The place of a unit on a day; None when it is not alive then."""
    line = world.line_above(key, day)
    if not line:
        return None
    top, owner = line[-1]
    is_owned = owner.facts.level == "IO"
    return Place(
        key,
        line[0][1].facts.level,
        top if is_owned else None,
        OWNER_KINDS.get(owner.facts.type or "", "unknown") if is_owned else "unknown",
        any(version.facts.level == "HI" and version.facts.type in HOSPITALS for _, version in line),
        tuple(code for code, _ in line[1:]),
    )
