"""The distinct names and towns of a register, and how well each answers one typed word.

Words settled into a vocabulary are found fast; those that came since form a second, small vocabulary,
and are taken into the first when they have become many.
"""

from array import array
from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

from sor.search.order import Order
from sor.search.text import loose, plain, sort_key
from sor.search.vocabulary import Matches, Vocabulary

NONE = -1
"""Stands for "no text" where a text's number is expected; as an index it finds the 0 that ends every list of scores."""

_MANY_NEW_WORDS = 2_000
_MANY_NEW_PAIRS = 20_000
_AS_GOOD = 0.75

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class Texts:
    """Numbers texts 0, 1, 2 … and scores all of them against a word."""

    def __init__(self) -> None:
        self.folded: list[str] = []
        """The loose words of each text, joined by spaces."""
        self._numbers: dict[str, int] = {}
        self._order = Order()
        self._words: dict[str, int] = {}
        self._pair_words = array("q")
        self._pair_texts = array("q")
        self._lengths = array("q")
        self._settled_words = 0
        self._settled_pairs = 0
        self._known_words = 0
        self._settle()

    def __len__(self) -> int:
        return len(self.folded)

    def number(self, text: str) -> int:
        """The number of a text, taken in if it is new."""
        known = self._numbers.get(text)
        return known if known is not None else self._take_in(text)

    def _take_in(self, text: str) -> int:
        number = self._numbers[text] = len(self.folded)
        self._order.add(f"{sort_key(text)}\0{text}")
        found = [self._word(spelled) for spelled in plain(text).split()]
        self.folded.append(" ".join([word for word, _ in found]))
        self._lengths.append(max(1, sum(len(word) for word, _ in found)))
        self._pair_words.extend([word_number for _, word_number in found])
        self._pair_texts.extend([number] * len(found))
        return number

    def _word(self, spelled: str) -> tuple[str, int]:
        word = loose(spelled)
        return word, self._words.setdefault(word, len(self._words))

    def ranks(self) -> Numbers:
        """The place of each text in Danish alphabetical order."""
        return self._order.ranks()

    def refresh(self, in_use: npt.NDArray[np.bool_]) -> None:
        """Make everything taken in findable; `in_use` tells which texts a document still carries."""
        new_pairs = len(self._pair_words) - self._settled_pairs
        if len(self._words) - self._settled_words > _MANY_NEW_WORDS or new_pairs > _MANY_NEW_PAIRS:
            self._settle()
        if len(self._words) > self._known_words:
            self._recent = self._vocabulary(self._settled_words)
            self._known_words = len(self._words)
        pair_words = np.array(self._pair_words, np.int64)
        pair_texts = np.array(self._pair_texts, np.int64)
        self._recent_pair_words = pair_words[self._settled_pairs :]
        self._recent_pair_texts = pair_texts[self._settled_pairs :]
        self._frequency = np.bincount(pair_words[in_use[pair_texts]], minlength=len(self._words))
        self._in_use = int(in_use.sum())
        self.lengths = np.array(self._lengths, np.float32)

    def _settle(self) -> None:
        """Take all words into the first vocabulary."""
        pair_words = np.array(self._pair_words, np.int64)
        order = np.argsort(pair_words, kind="stable")
        self._texts_by_word = np.array(self._pair_texts, np.int32)[order]
        counts = np.bincount(pair_words, minlength=len(self._words))
        self._first_of_word = np.concatenate(([0], np.cumsum(counts)))
        self._settled = self._vocabulary(0)
        self._recent = Vocabulary([], np.zeros(0, np.int64))
        self._settled_words = self._known_words = len(self._words)
        self._settled_pairs = len(self._pair_words)

    def _vocabulary(self, first: int) -> Vocabulary:
        """The words numbered from `first` on."""
        words = list(self._words)[first:]
        ids = np.array(sorted(range(len(words)), key=words.__getitem__), np.int64)
        return Vocabulary([words[i] for i in ids], ids + first)

    def is_word(self, word: str) -> bool:
        """Whether a text in use holds exactly this word."""
        number = self._words.get(word)
        return number is not None and bool(self._frequency[number])

    def is_near_word(self, token: str) -> bool:
        """Whether a text in use holds a word that is one slip away."""
        return any(self._those_in_use(some.near(token)).ids.size for some in (self._settled, self._recent))

    def is_stem(self, token: str) -> bool:
        """Whether a text in use holds a word that begins so."""
        return any(self._those_in_use(some.longer(token)).ids.size for some in (self._settled, self._recent))

    def matches(self, spellings: Sequence[tuple[str, float]]) -> Matches:
        """The words in use that a typed word may stand for; other ways to read it come with what they are worth."""
        found = []
        for token, worth in spellings:
            for vocabulary in (self._settled, self._recent):
                ids, qualities = vocabulary.find(token)
                found.append(Matches(ids, qualities * np.float32(worth)))
        matches = self._those_in_use(Matches.join(found))
        if matches.ids.size:
            return matches
        token = spellings[0][0]
        return self._those_in_use(Matches.join([self._settled.guess(token), self._recent.guess(token)]))

    def _those_in_use(self, matches: Matches) -> Matches:
        used = self._frequency[matches.ids] > 0
        return Matches(matches.ids[used], matches.qualities[used])

    def scores(self, matches: Matches) -> Scores:
        """For each text the quality of its best matching word, 0 where none matches; one more 0 at the end."""
        scores = np.zeros(len(self) + 1, np.float32)
        places, qualities = self._settled_places(matches)
        scores[self._texts_by_word[places]] = qualities
        if self._recent_pair_words.size:
            self._score_recent(matches, scores)
        return scores

    def _settled_places(self, matches: Matches) -> tuple[Numbers, Scores]:
        settled = matches.ids < self._settled_words
        ids, qualities = matches.ids[settled], matches.qualities[settled]
        first = self._first_of_word[ids]
        counts = self._first_of_word[ids + 1] - first
        ends = np.cumsum(counts)
        total = int(ends[-1]) if ends.size else 0
        places = np.arange(total) + np.repeat(first - ends + counts, counts)
        return places, np.repeat(qualities, counts)

    def _score_recent(self, matches: Matches, scores: Scores) -> None:
        of_word = np.zeros(len(self._words), np.float32)
        of_word[matches.ids] = matches.qualities
        qualities = of_word[self._recent_pair_words]
        np.maximum.at(scores, self._recent_pair_texts, qualities)

    def rarity(self, matches: Matches) -> float:
        """What a typed word tells: the fewer texts hold a word that fits it (nearly) best, the more."""
        if not matches.ids.size:
            return log(2 + self._in_use)
        good = matches.ids[matches.qualities >= _AS_GOOD * matches.qualities[-1]]
        return log(2 + self._in_use / (1 + int(self._frequency[np.unique(good)].sum())))
