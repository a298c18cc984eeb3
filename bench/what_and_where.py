"""Questions of what and where, made of a register's own fields: does every right unit come before a wrong one?

What is right is read from the units' answers, never from the search: the type, speciality, address and telephone that
each unit has on the day. Run by itself: `python -m bench.what_and_where sqlite:///sor.db`.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.sample.register import SAMPLE_DAY
from sor.search.text import words
from sor.store.database import Database

TYPES = {
    "apotek": {"264372000", "557501000005109", "554071000005100"},
    "tandlæge": {"550681000005102"},
    "lægehus": {"394761003"},
    "plejehjem": {"42665001"},
    "plejecenter": {"42665001"},
    "sundhedscenter": {"264361005"},
    "sundhedshus": {"264361005"},
    "fysioterapeut": {"547011000005103", "550861000005106"},
    "kiropraktor": {"550641000005106"},
    "fodterapeut": {"554061000005105"},
    "jordemoder": {"550631000005103"},
    "speciallæge": {"550671000005100"},
    "hjemmepleje": {"554821000005109"},
    "hospital": {"22232009"},
    "psykolog": {"550711000005101"},
}
"""Everyday words, and the types of units that are meant by each."""

SPECIALITIES = {
    "øjenlæge": "394594003",
    "ønh": "394604002",
    "ørenæsehals": "394604002",
    "hudlæge": "394582007",
    "gynækolog": "394585009",
    "børnepsyk": "394588006",
    "psykiater": "394587001",
    "kardiologi": "394579002",
    "ortopædkirurgi": "394801008",
    "neurolog": "394591006",
    "reumatolog": "394810000",
    "urolog": "394612005",
}
"""Everyday words, and the speciality that is meant by each."""


REGIONS = {
    "1081": "region nordjylland",
    "1082": "region midtjylland",
    "1083": "syddanmark",
    "1084": "hovedstaden",
    "1085": "region sjælland",
}


class Unit(NamedTuple):
    """What the register's fields say of an open unit on the day."""

    code: str
    type: str
    specialities: frozenset[str]
    street: str
    postcode: str
    town: str
    municipality: str
    """Its name."""
    region: str
    phone: str
    """Eight digits of its own; empty where it has none, or another unit's."""

    def lies_in(self, place: str) -> bool:
        """Whether every word of a place stands in its town or municipality."""
        return set(words(place)) <= {*words(self.town), *words(self.municipality)}


class Question(NamedTuple):
    """What is typed, and the units that answer it by their own fields."""

    kind: str
    typed: str
    right: frozenset[str]


class Figures(NamedTuple):
    """The share of questions with every right unit before a wrong one, and milliseconds at the median."""

    share: float
    median: float
    missed: list[tuple[str, str, int, int]]
    """Kind, what was typed, at which place (from 1) a wrong unit stands, and how many right ones there are."""


def units_of(register: Register, book: PhoneBook, at: AsOf) -> list[Unit]:
    """Every open unit of a day."""
    snapshot = register.at(at)
    found = []
    for hit in book.search("", at, limit=10**7).page:
        unit = snapshot.unit(hit.key)
        assert unit is not None
        address = unit.get("postal_address")
        virtual = unit.get("virtual_address")
        phone = "" if virtual is None or virtual["inherited"] else re.sub(r"[^0-9]", "", virtual["phone"] or "")[-8:]
        municipality = address and snapshot.codes.name("municipality", address["municipality"], at.valid)
        specialities = frozenset(str(one["code"]) for one in unit.get("specialities", ()))
        place = [address[part] or "" for part in ("street", "postcode", "district")] if address else [""] * 3
        region = (address and address["region"]) or ""
        found.append(Unit(unit["code"], unit.get("type", ""), specialities, *place, municipality or "", region, phone))
    return found


def questions(units: Sequence[Unit], n: int, seed: int) -> Iterator[Question]:
    """`n` questions of five kinds in turn, each answered by at least one unit."""
    chance = Random(seed)
    asking = (_type_and_place, _speciality_and_region, _street_and_town, _telephone, _type_and_postcode)
    made = 0
    while made < n:
        kind, typed, is_right = asking[made % len(asking)](chance, units)
        right = frozenset(unit.code for unit in units if is_right(unit))
        if right:
            made += 1
            yield Question(kind, typed, right)


def measure(ask: Callable[[str, int], Sequence[str]], asked: Sequence[Question]) -> Figures:
    """Ask every question; `ask` gives the codes found, best first, at most so many."""
    times, missed = [], []
    for kind, typed, right in asked:
        start = time.perf_counter()
        found = ask(typed, len(right))
        times.append((time.perf_counter() - start) * 1_000)
        wrong = next((place for place, code in enumerate(found, 1) if code not in right), None)
        if wrong is not None or len(found) < len(right):
            missed.append((kind, typed, wrong or len(found) + 1, len(right)))
    return Figures(1 - len(missed) / len(asked), sorted(times)[len(times) // 2], missed)


Asked = tuple[str, str, Callable[[Unit], bool]]


def _type_and_place(chance: Random, units: Sequence[Unit]) -> Asked:
    word, types = chance.choice(list(TYPES.items()))
    unit = chance.choice(units)
    place = chance.choice([unit.town, unit.municipality])
    return "type and place", f"{word} {place}", lambda one: one.type in types and bool(place) and one.lies_in(place)


def _type_and_postcode(chance: Random, units: Sequence[Unit]) -> Asked:
    word, types = chance.choice(list(TYPES.items()))
    postcode = chance.choice(units).postcode
    typed = f"{postcode} {word}"
    return "type and postcode", typed, lambda one: one.type in types and one.postcode == postcode != ""


def _speciality_and_region(chance: Random, units: Sequence[Unit]) -> Asked:  # noqa: ARG001 (all are asked alike)
    word, speciality = chance.choice(list(SPECIALITIES.items()))
    region, name = chance.choice(list(REGIONS.items()))
    is_right = lambda one: speciality in one.specialities and one.region == region  # noqa: E731
    return "speciality and region", f"{word} {name}", is_right


def _street_and_town(chance: Random, units: Sequence[Unit]) -> Asked:
    street, town = (unit := chance.choice(units)).street, unit.town
    is_right = lambda one: bool(street and town) and set(words(street)) <= set(words(one.street)) and one.lies_in(town)  # noqa: E731
    return "street and town", f"{street} {town}", is_right


def _telephone(chance: Random, units: Sequence[Unit]) -> Asked:
    phone = chance.choice(units).phone
    typed = " ".join(phone[i : i + 2] for i in range(0, 8, 2))
    return "telephone", typed, lambda one: one.phone == phone != ""


def main(database: str) -> None:
    """Ask 500 questions of a register, and print what came of them."""
    register = Register(Database(database), lambda: datetime.now(UTC))
    at = AsOf(SAMPLE_DAY, register.serial())
    book = PhoneBook(register)
    units = units_of(register, book, at)
    asked = list(questions(units, 500, 5))
    found = measure(lambda typed, most: [hit.key for hit in book.search(typed, at, limit=most).page], asked)
    print(f"{len(units)} units: right before wrong {found.share:.1%}, median {found.median:.1f} ms")
    for line in found.missed[:40]:
        print("   ", *line, sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1])
