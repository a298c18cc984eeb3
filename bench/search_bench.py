"""Benchmark of the name index: an invented register, queries with one slip each, times and hit rates.

Run by itself: `python -m bench.search_bench [units]`. The bench runner calls `slips`, `beginnings` and `measure`.
"""

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from rapidfuzz import fuzz, process

from bench import generated, what_and_where
from bench.search_register import HEAD, TODAY, register
from bench.table import Row
from sor.core.as_of import AsOf
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.sample.register import SAMPLE_DAY
from sor.search.index import NameIndex
from sor.search.table import Document
from sor.search.text import plain
from sor.store.database import Database


def slips(names: Sequence[str], n: int, seed: int) -> list[tuple[str, str]]:
    """`n` pairs of (what was typed, the name meant): the whole name with one slip.

    The slips take turns: two letters swapped, one left out, one doubled, æ ø å spelled otherwise, words in another
    order; a name that has no room for its turn's slip gets a swap.
    """
    random = Random(seed)
    kinds = (_swapped, _dropped, _doubled, _respelled, _reordered)
    meant = [random.choice(names) for _ in range(n)]
    return [
        (kinds[i % len(kinds)](random, name) or _swapped(random, name) or name, name) for i, name in enumerate(meant)
    ]


def _swapped(random: Random, name: str) -> str | None:
    places = [i for i in range(len(name) - 1) if name[i] != name[i + 1] and name[i : i + 2].isalpha()]
    if not places:
        return None
    i = random.choice(places)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def _dropped(random: Random, name: str) -> str | None:
    i = random.randrange(len(name))
    return name[:i] + name[i + 1 :] if len(name) > 3 else None


def _doubled(random: Random, name: str) -> str | None:
    i = random.randrange(len(name))
    return name[: i + 1] + name[i:]


def _respelled(random: Random, name: str) -> str | None:
    spellings = [
        pair
        for pair in ("æ ae", "ø oe", "å aa", "Ø Oe", "Æ Ae", "Å Aa", "Aa Å", "aa å", "ø o", "æ a")
        if pair.split()[0] in name
    ]
    return name.replace(*random.choice(spellings).split(), 1) if spellings else None


def _reordered(random: Random, name: str) -> str | None:
    words = name.split()
    if len(words) < 2:
        return None
    i = random.randrange(len(words) - 1)
    return " ".join([*words[:i], words[i + 1], words[i], *words[i + 2 :]])


def beginnings(units: Sequence[tuple[str, str, str]], n: int, seed: int) -> list[tuple[str, str]]:
    """`n` pairs of (first two words of the name and the town, SOR code), from (SOR code, name, town)."""
    chosen = Random(seed).choices([unit for unit in units if len(unit[1].split()) > 1], k=n)
    return [(f"{' '.join(name.split()[:2])} {town}", key) for key, name, town in chosen]


@dataclass(frozen=True, slots=True)
class Measured:
    """Times in milliseconds per query; shares 0 … 1."""

    median: float
    p95: float
    p99: float
    first: float
    among_five: float
    among_ten: float
    missed: list[tuple[str, str, list[str]]]
    """(typed, meant, found first) where what was meant did not come first."""


def measure(
    index: NameIndex, queries: Sequence[tuple[str, str]], answer_of: dict[str, str], *, valid: int, known: int
) -> Measured:
    """Ask every (typed, meant); `answer_of` gives, for a SOR code found, its name or the code itself."""
    times, ranks, missed = [], [], []
    index.search("", valid=valid, known=known)
    for typed, meant in queries:
        start = time.perf_counter()
        hits = index.search(typed, valid=valid, known=known, limit=10)
        times.append((time.perf_counter() - start) * 1_000)
        found = [plain(answer_of[hit.key]) for hit in hits.page]
        ranks.append(found.index(plain(meant)) if plain(meant) in found else len(found) + 10)
        if ranks[-1]:
            missed.append((typed, meant, found[:3]))
    times.sort()
    share = {limit: sum(rank < limit for rank in ranks) / len(ranks) for limit in (1, 5, 10)}
    at = [times[int(part * (len(times) - 1))] for part in (0.5, 0.95, 0.99)]
    return Measured(*at, share[1], share[5], share[10], missed)


def towns(documents: Sequence[Document]) -> dict[str, str]:
    """The town of each unit, inherited where it has none."""
    by_key = {document.key: document for document in documents}

    def town(document: Document) -> str:
        return document.town or (town(by_key[document.parent]) if document.parent in by_key else "")

    return {key: town(document) for key, document in by_key.items()}


def rows(units: int) -> Iterator[Row]:
    """Searching the generated register, beside a plain scan of all names with an edit distance."""
    register = Register(Database(generated.database(units)), lambda: datetime.now(UTC))
    at = AsOf(SAMPLE_DAY, register.serial())
    book = PhoneBook(register)
    start = time.perf_counter()
    book.prepare()
    built = time.perf_counter() - start
    documents = book._documents(register.database.reader(), at.known)
    today = [d for d in documents if d.valid_from <= at.valid < d.valid_to and d.known_to > at.known]
    names = {document.key: document.name for document in today}
    town_of = towns(today)
    yield Row("search", f"index of {len(today):,} units built in", f"{built:.1f} s")
    with book.at_head() as index:
        whole = measure(index, slips(list(names.values()), 1000, 2), names, valid=at.valid, known=at.known)
    scan = _scanning(list(set(names.values())), slips(list(names.values()), 50, 4))
    yield Row("search", "a name with one slip: median", f"{whole.median:.1f} ms", f"{scan.median:.1f} ms plain scan",
              f"{whole.median / scan.median:.2f}", "< 10 ms", whole.median < 10)  # fmt: skip
    yield Row("search", "a name with one slip: p95, p99", f"{whole.p95:.1f}, {whole.p99:.1f} ms",
              f"{scan.p95:.1f}, {scan.p99:.1f} ms")  # fmt: skip
    yield Row("search", "a unit of that name first", f"{whole.first:.1%}", f"{scan.first:.1%}", "", "≥ 95 %",
              whole.first >= 0.95)  # fmt: skip
    yield Row("search", "a unit of that name among five", f"{whole.among_five:.1%}", "", "", "≥ 99 %",
              whole.among_five >= 0.99)  # fmt: skip
    asked = list(what_and_where.questions(what_and_where.units_of(register, book, at), 500, 5))
    placed = what_and_where.measure(lambda typed, n: [hit.key for hit in book.search(typed, at, limit=n).page], asked)
    yield Row("search", "what and where: every right unit before a wrong one", f"{placed.share:.1%}", "", "", "≥ 95 %",
              placed.share >= 0.95)  # fmt: skip
    yield Row("search", "what and where: median", f"{placed.median:.1f} ms", "", "", "< 10 ms", placed.median < 10)
    words = beginnings([(key, name, town_of[key]) for key, name in names.items()], 1000, 3)
    begun = measure(index, words, {key: key for key in names}, valid=at.valid, known=at.known)
    yield Row("search", "two words and the town: among ten", f"{begun.among_ten:.1%}", "", "", "≥ 80 %",
              begun.among_ten >= 0.8)  # fmt: skip


def _scanning(names: Sequence[str], queries: Sequence[tuple[str, str]]) -> Measured:
    """The baseline: every name compared with what was typed, the nearest taken."""
    times, first = [], 0
    for typed, meant in queries:
        start = time.perf_counter()
        found = process.extractOne(typed, names, scorer=fuzz.ratio, processor=str.casefold)
        times.append((time.perf_counter() - start) * 1000)
        first += found[0] == meant
    times.sort()
    share = first / len(queries)
    return Measured(
        times[len(times) // 2], times[int(len(times) * 0.95)], times[int(len(times) * 0.99)], share, share, share, []
    )


def main(units: int) -> None:
    documents = list(register(units, seed=1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    index = NameIndex(documents)
    built = time.perf_counter() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    today = [document for document in documents if document.valid_from <= TODAY < document.valid_to]
    names = {document.key: document.name for document in today}
    town_of = towns(today)
    print(
        f"{units} units, {len(documents)} documents, {len(set(names.values()))} names today:"
        f" built in {built:.1f} s, {memory:.0f} MB"
    )
    whole = measure(index, slips(list(names.values()), 1000, 2), names, valid=TODAY, known=HEAD)
    begun = measure(
        index,
        beginnings([(key, name, town_of[key]) for key, name in names.items()], 1000, 3),
        {key: key for key in names},
        valid=TODAY,
        known=HEAD,
    )
    for what, result in (("one slip", whole), ("two words and town", begun)):
        print(
            f"{what}: median {result.median:.1f} ms, p95 {result.p95:.1f}, p99 {result.p99:.1f};"
            f" first {result.first:.1%}, among five {result.among_five:.1%}, among ten {result.among_ten:.1%}"
        )
        for typed, meant, found in result.missed[:12]:
            print(f"    {typed!r} meant {meant!r}, found {found}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
