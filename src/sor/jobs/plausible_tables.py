"""What the tables of one delivery say of each other: days, ends and directions that only another table contradicts, and
tables that end before their time.

A location number begins and ends with its unit, a message type with its number, a succession between the lives of its
two units. Each of these holds for most rows of a right archive; where one table moved, or was cut off or emptied, it
holds for hardly any.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from sor.core.claim import ENDLESS, Claim
from sor.core.day import OPEN, START, to_date, write_day
from sor.core.shapes import text_in
from sor.jobs.odd import EXAMPLES, FEW, LEAST, Odd

MOST_MISSING = 20
"""Per cent of the rows of a table whose subjects another may lack before a part of that was lost."""

UNLIKELY = 1e-6
"""How likely the end of a table may be by chance."""

HOSPITALS_SEND = frozenset({"DIS01", "DIS02", "DIS13"})
HOSPITALS_RECEIVE = frozenset({"REF01", "REF02"})
"""What hospitals' systems have to send, and to receive, and not the other way round (``mandatory_standards.csv``)."""

Life = tuple[int, int]


class _Row(NamedTuple):
    key: str
    life: Life


class TablesStated:
    """What a file states of subjects that were not known, by table."""

    def __init__(self) -> None:
        self._lives: dict[str, dict[str, Life]] = defaultdict(dict)
        self._without_ends: set[str] = set()
        self._units_of: dict[str, set[str]] = defaultdict(set)
        self._standing_at: dict[str, set[str]] = defaultdict(set)
        self._hospitals: set[str] = set()

    def take(self, claim: Claim) -> None:
        """Take in what a file says of a subject."""
        lived = claim.life or [(claim.pieces[0].from_day, claim.pieces[-1].to_day)]
        self._lives[claim.kind][claim.key] = (lived[0][0], lived[-1][1])
        if ENDLESS in claim.untold:
            self._without_ends.add(claim.kind)
        if claim.kind == "unit":
            for piece in claim.pieces:
                number = text_in(piece.values.get("location"), "number")
                if number:
                    self._units_of[number].add(claim.key)
                    if "shak" in piece.values:
                        self._hospitals.add(number)
                if place := text_in(piece.values, "geographic_location"):
                    self._standing_at[place].add(claim.key)

    def odd(self) -> Iterator[Odd]:
        """What is odd in them."""
        for what, pairs in self._beside().items():
            yield from _away(what, pairs)
        what, turned, of = self._successors_closed()
        yield Odd(what, len(turned), of, turned[:EXAMPLES], least=FEW)
        yield self._turned_messages()

    def notes(self) -> Iterator[str]:
        """What is worth a look, though a right file may have it."""
        numbers = self._lives["location_number"]
        what, turned, of = self._successors_closed()
        if turned:
            yield f"{what}: {len(turned)} of {of} ({', '.join(turned[:EXAMPLES])}). Loaded as the file says."
        messages = self._turned_messages()
        if messages.odd >= FEW and not messages.is_suspicious:
            yield f"{messages}. Loaded as the file says."
        if "location_number" not in self._without_ends:
            yield from _still_open("location numbers", "units", self._of_units())
        if "edi" not in self._without_ends:
            yield from _still_open("message types", "location numbers", self._of_numbers())
        named = {key.partition("/")[0] for key in self._lives["edi"]}
        yield from self._ends_early(sorted(numbers), named)
        if numbers and self._lives["unit"] and self._units_of:
            alone = sorted(numbers.keys() - self._units_of.keys())
            if len(alone) >= LEAST and len(alone) * 100 > len(numbers) * MOST_MISSING:
                yield (
                    f"{len(alone)} of {len(numbers)} location numbers belong to no unit of the file"
                    f" ({', '.join(alone[:EXAMPLES])}, …): rows of units may have been lost."
                )

    def _of_units(self) -> list[tuple[_Row, Life]]:
        """Location numbers, each with the days from the first to the last of its units."""
        found = []
        for number, life in self._lives["location_number"].items():
            lives = [self._lives["unit"][key] for key in self._units_of.get(number, ())]
            if lives:
                found.append((_Row(number, life), (min(one[0] for one in lives), max(one[1] for one in lives))))
        return found

    def _of_numbers(self) -> list[tuple[_Row, Life]]:
        numbers = self._lives["location_number"]
        found = []
        for key, life in self._lives["edi"].items():
            if (own := numbers.get(key.partition("/")[0])) is not None:
                found.append((_Row(key, life), own))
        return found

    def _beside(self) -> Mapping[str, list[tuple[_Row, Life]]]:
        """By what the rows are, each with the days beside which its first day lies in a right file."""
        units = self._lives["unit"]
        places = []
        for key, life in self._lives["place"].items():
            lives = [units[one] for one in self._standing_at.get(key, ())]
            if lives:
                places.append((_Row(key, life), min(lives)))
        successions = []
        for key, life in self._lives["succession"].items():
            old = units.get(key.partition(">")[0])
            if old is not None and old[1] < OPEN:
                successions.append((_Row(key, life), (old[1], OPEN)))
        return {
            "location numbers begin": self._of_units(),
            "message types begin": self._of_numbers(),
            "places begin": places,
            "successions begin": successions,
        }

    def _successors_closed(self) -> tuple[str, list[str], int]:
        """Successions whose old unit is open, while the new one has ended: what they are called, they, of how many."""
        units = self._lives["unit"]
        pairs = [key.split(">") for key in self._lives["succession"]]
        told = [(old, new) for old, new in pairs if old in units and new in units]
        turned = [f"{old} > {new}" for old, new in told if units[old][1] == OPEN and units[new][1] < OPEN]
        what = "successions whose new unit has ended while the one that it replaces is open"
        return what, turned, len(told)

    def _turned_messages(self) -> Odd:
        """Hospitals that receive what hospitals send, and the other way round."""
        directions: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key in self._lives["edi"]:
            number, standard, *_, direction = key.split("/")
            if number in self._hospitals and standard in HOSPITALS_SEND | HOSPITALS_RECEIVE:
                directions[number, standard].add(direction)
        turned = [
            f"{number}: {standard}"
            for (number, standard), stated in directions.items()
            if stated == {"receive" if standard in HOSPITALS_SEND else "send"}
        ]
        what = "message types of hospitals in the direction in which hospitals do not use them"
        return Odd(what, len(turned), len(directions), turned[:EXAMPLES])

    def _ends_early(self, numbers: list[str], named: set[str]) -> Iterator[str]:
        """Message types that end at a number, as when the table was cut off there: it is sorted by numbers."""
        held = [number for number in numbers if number in named]
        if len(held) < LEAST:
            return
        last = numbers.index(held[-1]) + 1
        after, share = len(numbers) - last, len(held) / last
        if after >= LEAST and (1 - share) ** after < UNLIKELY:
            yield (
                f"message types: none of the {after} location numbers after {held[-1]} has one, while {len(held)} of"
                f" the {last} up to it have: the table may have been cut off there."
            )


def _away(what: str, pairs: list[tuple[_Row, Life]]) -> Iterator[Odd]:
    """Days that lie mostly by one and the same number of days away from those of another table."""
    told = [(row, other) for row, other in pairs if START < row.life[0] < OPEN and START < other[0] < OPEN]
    away = Counter((to_date(row.life[0]) - to_date(other[0])).days for row, other in told)
    if not away:
        return
    by, rows = max(away.items(), key=lambda one: (one[1], one[0] == 0))
    moved = [(row, other) for row, other in told if to_date(row.life[0]) - to_date(other[0]) == timedelta(by)]
    if by and len({other[0] for _, other in moved}) >= FEW:  # what came on one day may have been told on another
        examples = [f"{row.key}: {write_day(row.life[0])}" for row, _ in moved]
        direction = "after" if by > 0 else "before"
        yield Odd(f"{what} {abs(by):,} days {direction} what they belong to, all by the same", rows, len(told),
                  examples[:EXAMPLES], least=FEW)  # fmt: skip


def _still_open(what: str, of: str, pairs: list[tuple[_Row, Life]]) -> Iterator[str]:
    ended = [(row, life) for row, life in pairs if life[1] < OPEN]
    still = [row.key for row, _ in ended if row.life[1] == OPEN]
    if len(still) >= FEW and len(still) * 2 > len(ended):
        shown = ", ".join(still[:EXAMPLES]) + (", …" if len(still) > EXAMPLES else "")
        yield (
            f"{len(still)} of {len(ended)} {what} whose {of} have ended are open ({shown}):"
            " their last days may have been lost. Loaded as the file says."
        )
