"""A fixed set of words that finds those a typed word may stand for: the same, longer, shorter, misspelled."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

Ids = npt.NDArray[np.int64]
Qualities = npt.NDArray[np.float32]

_SHORTEST_PART = 3
_SHORTEST_STEM = 4
_STEM_SHARE = 0.6
_SHORTEST_GUESS = 5


class Matches(NamedTuple):
    """Words by number, and for each how well it fits what was typed: 1 = the same, towards 0 = hardly."""

    ids: Ids
    qualities: Qualities

    @staticmethod
    def none() -> "Matches":
        return Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))

    @staticmethod
    def join(parts: Iterable["Matches"]) -> "Matches":
        """All of them, best last; a word may occur more than once."""
        ids, qualities = zip(*parts, strict=True)
        together = Matches(np.concatenate(ids), np.concatenate(qualities))
        order = np.argsort(together.qualities, kind="stable")
        return Matches(together.ids[order], together.qualities[order])


class Vocabulary:
    """Words in alphabetical order, each with the number the caller gave it."""

    def __init__(self, words: Sequence[str], ids: Ids) -> None:
        self._words = words
        self._ids = ids
        self._lengths = np.fromiter(map(len, words), np.float32, len(words))
        self._line = "\n".join(words) + "\n"
        self._starts = np.concatenate(([0], np.cumsum(self._lengths.astype(np.int64) + 1)))[:-1]
        self._hashes, self._hashed = _hashes_of_shortened(words)

    def find(self, token: str) -> Matches:
        """Every word that `token` may stand for."""
        return Matches.join([self.longer(token), self._containing(token), self._shorter(token), self.near(token)])

    def guess(self, token: str) -> Matches:
        """Words two slips away, or that begin one slip away: slower, for when `find` finds nothing."""
        if not self._words or len(token) < _SHORTEST_GUESS or any(map(str.isdigit, token)):
            return Matches.none()
        whole = self._within(token, self._words, slips=2)
        begun = self._within(token, [word[: len(token)] for word in self._words], slips=1)
        return Matches.join([self._rate_places(begun, np.float32(0.4)), self._rate_places(whole, np.float32(0.5))])

    def _rate_places(self, places: Ids, qualities: Qualities | np.float32) -> Matches:
        return Matches(self._ids[places], np.broadcast_to(np.asarray(qualities, np.float32), places.shape))

    def longer(self, token: str) -> Matches:
        """The word itself and those that continue it."""
        first = bisect_left(self._words, token)
        last = bisect_left(self._words, token + "\U0010ffff", lo=first)
        places = np.arange(first, last)
        share = len(token) / self._lengths[first:last]
        return self._rate_places(places, np.where(share == 1, 1, 0.65 + 0.3 * share).astype(np.float32))

    def _containing(self, token: str) -> Matches:
        if len(token) < _SHORTEST_PART:
            return Matches.none()
        found = []
        at = self._line.find(token)
        while at >= 0:
            found.append(at)
            at = self._line.find(token, at + 1)
        places = np.searchsorted(self._starts, np.array(found, np.int64), side="right") - 1
        return self._rate_places(places, (0.45 + 0.3 * len(token) / self._lengths[places]).astype(np.float32))

    def _shorter(self, token: str) -> Matches:
        """Words that the token continues, as "lægehuset" does "lægehus"."""
        shortest = max(_SHORTEST_STEM, round(_STEM_SHARE * len(token)))
        places = [place for end in range(shortest, len(token)) if (place := self._place(token[:end])) is not None]
        found = np.array(places, np.int64)
        return self._rate_places(found, (0.55 + 0.3 * self._lengths[found] / len(token)).astype(np.float32))

    def near(self, token: str) -> Matches:
        """Words one slip away. The slip costs more in a short word, and most in a number."""
        if len(token) < 2:
            return Matches.none()
        hashes = np.array([hash(token), *map(hash, _shorten(token))], np.int64)
        first = np.searchsorted(self._hashes, hashes, side="left")
        last = np.searchsorted(self._hashes, hashes, side="right")
        candidates = {int(place) for a, b in zip(first, last, strict=True) if a < b for place in self._hashed[a:b]}
        places = np.array(sorted(place for place in candidates if _is_slip(token, self._words[place])), np.int64)
        quality = 1 - 1.2 / np.maximum(self._lengths[places], len(token))
        return self._rate_places(places, (quality * (0.6 if token.isdigit() else 1)).astype(np.float32))

    def _within(self, token: str, words: Sequence[str], slips: int) -> Ids:
        distances = process.cdist([token], words, scorer=OSA.distance, score_cutoff=slips, dtype=np.uint8)[0]
        return np.flatnonzero(distances <= slips)

    def _place(self, word: str) -> int | None:
        place = bisect_left(self._words, word)
        return place if place < len(self._words) and self._words[place] == word else None


def _is_slip(token: str, word: str) -> bool:
    """Whether one letter was swapped, left out, added or mistaken; in two letters none can be mistaken."""
    if len(token) == len(word) == 2:
        return token == word[::-1]
    return token != word and len(word) > 1 and OSA.distance(token, word, score_cutoff=1) == 1


def _shorten(word: str) -> list[str]:
    """The word with each letter left out in turn: two words one slip apart share such a form, or one is the other's."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _hashes_of_shortened(words: Sequence[str]) -> tuple[Ids, Ids]:
    """Hashes of all words and their shortened forms, ascending, and the place of the word each came from."""
    hashes: list[int] = []
    counts: list[int] = []
    for word in words:
        hashes.append(hash(word))
        hashes.extend([hash(word[:i] + word[i + 1 :]) for i in range(len(word))])
        counts.append(len(word) + 1)
    places = np.repeat(np.arange(len(words)), np.array(counts, np.int64))
    values = np.array(hashes, np.int64)
    order = np.argsort(values, kind="stable")
    return values[order], places[order]
