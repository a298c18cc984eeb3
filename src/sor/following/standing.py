"""How a copy stands beside the register that it follows: how many entries behind, and since when that is so."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypedDict

from sor.core.instant import write_instant
from sor.register import Register
from sor.store.followed import silent_since

SECONDS = 10
"""Digits of an offset of KRS that count the seconds of its time."""


class CopyStanding(TypedDict):
    """What ``/status`` says of a copy. serial: the source's last, as far as is known; behind: entries that the copy
    lacks of it (None of a copy register, KRS, which tells neither); since: when it last had all that the source has (an
    instant, None: never); heard: when the source was last heard; away: since when nothing is heard of it (that same
    instant, None: it answers); stopped: why it is followed no further; aside: copies kept of what the source was
    before; owner: whose part of the source this is, None: all of it; proven: whether each entry was proven, which
    nothing of KRS can be.

    Of KRS alone: offsets: of the last row that each data type told; told: when that which was told last became known
    there (an instant); left_out: how many values of each column could not be taken; left_out_at: the entry that names
    them.
    """

    url: str
    serial: int | None
    behind: int | None
    since: str | None
    heard: str | None
    away: str | None
    stopped: str | None
    aside: list[str]
    owner: str | None
    proven: bool
    offsets: dict[str, str]
    told: str | None
    left_out: dict[str, int]
    left_out_at: int | None


def standing_of(register: Register) -> CopyStanding | None:
    """How a copy stands; None for a register that follows nobody."""
    source = register.follows()
    if source is None:
        return None
    return {
        "url": source.url,
        "serial": source.serial if source.is_proven else None,
        "behind": max(0, source.serial - register.serial()) if source.is_proven else None,
        "since": source.level or None,
        "heard": source.heard or None,
        "away": silent_since(source, register.clock()) or None,
        "stopped": source.stopped or None,
        "aside": list(source.aside),
        "owner": source.owner,
        "proven": source.is_proven,
        "offsets": source.offsets,
        "told": told_at(source.offsets),
        "left_out": source.left_out,
        "left_out_at": source.left_out_at or None,
    }


def told_at(offsets: Mapping[str, str]) -> str | None:
    """The latest time among offsets of KRS, as an instant; None before the first row."""
    latest = max((int(offset[:SECONDS]) for offset in offsets.values()), default=0)
    try:
        return write_instant(datetime.fromtimestamp(latest, UTC)) if latest else None
    except (OverflowError, OSError, ValueError):  # a source of others may count otherwise
        return None
