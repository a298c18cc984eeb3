"""How a copy stands beside the register that it follows: how many entries behind, and since when that is so."""

from typing import TypedDict

from sor.register import Register


class CopyStanding(TypedDict):
    """What ``/status`` says of a copy. serial: the source's last, as far as is known; behind: entries that the copy
    lacks of it; since: when it last had all that the source has (an instant, None: never); heard: when the source was
    last heard; stopped: why it is followed no further; aside: copies kept of what the source was before; owner: whose
    part of the source this is, None: all of it; proven: whether each entry was proven, which nothing of KRS can be.
    """

    url: str
    serial: int
    behind: int
    since: str | None
    heard: str | None
    stopped: str | None
    aside: list[str]
    owner: str | None
    proven: bool


def standing_of(register: Register) -> CopyStanding | None:
    """How a copy stands; None for a register that follows nobody."""
    source = register.follows()
    if source is None:
        return None
    return {
        "url": source.url,
        "serial": source.serial,
        "behind": max(0, source.serial - register.serial()),
        "since": source.level or None,
        "heard": source.heard or None,
        "stopped": source.stopped or None,
        "aside": list(source.aside),
        "owner": source.owner,
        "proven": source.is_proven,
    }
