"""Cards whose signature was verified already, by the digest of their exact bytes: RSA is done once per card.

Only what can never change is kept: that these bytes are signed, by whom, and what they say. Times, whitelist, header
and the message around the card are checked on every call (see ``checks``).
"""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from sor.access.dgws.card import Card
from sor.access.dgws.familiar import HeaderForm
from sor.access.dgws.trust import Trusted

MOST = 10_000
"""Cards kept, about two kilobytes each."""


class Verified(NamedTuple):
    """A card and who has signed it. own_id: its assertion's id; context: what prefixes mean where it stood; form: of
    the header that it came in, when that can be recognised.
    """

    card: Card
    signer: Trusted
    own_id: bytes
    context: Mapping[str | None, str]
    form: HeaderForm | None = None


class VerifiedCards:
    """The verified cards of one process; the oldest goes first, and those that have expired before it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: dict[bytes, Verified] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, digest: bytes) -> Verified | None:
        """The card with these bytes, when its signature was verified before."""
        return self._kept.get(digest)

    def keep(self, digest: bytes, verified: Verified, now: datetime) -> None:
        """Keep a card whose signature has just been verified."""
        with self._lock:
            if len(self._kept) >= self._most and digest not in self._kept:
                self._make_room(now)
            self._kept[digest] = verified

    def _make_room(self, now: datetime) -> None:
        for digest in [digest for digest, one in self._kept.items() if one.card.not_on_or_after.at <= now]:
            del self._kept[digest]
        while len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
