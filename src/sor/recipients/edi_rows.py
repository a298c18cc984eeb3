"""Location numbers as the administration of message types sees them: whose each is, its system, what it exchanges."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from sor.core.code_book import CodeBook
from sor.recipients.index import KeptVersion, V_co
from sor.recipients.view import Addressee, RecipientView

SYSTEMS = ("system_type_v2", "system_type_v1")
PARTS = ("system_type", "system_supplier", "network", "administrator")


class HeldMessage(NamedTuple):
    """A message type of a number on the days [begins, ends)."""

    standard: str
    version: str
    direction: str
    begins: int
    ends: int

    @property
    def type(self) -> str:
        """As the list of message types has it: ``REF01/H0131R``."""
        return f"{self.standard}/{self.version}"


class EdiRow(NamedTuple):
    """A location number on a day. unit, name: of the unit whose own it is, empty for none. owner: the unit at the top
    of its tree. messages: those that hold on the day.
    """

    number: str
    unit: str
    name: str
    owner: str
    owner_name: str
    municipality: str
    region: str
    system_type: str
    system_supplier: str
    network: str
    administrator: str
    active: bool
    internal: bool
    begins: int
    ends: int
    messages: tuple[HeldMessage, ...]

    def takes(self, standard: str, version: str, direction: str) -> bool:
        """Whether a message type holds; version empty: in whatever version."""
        return any(
            (one.standard, one.direction) == (standard, direction) and version in ("", one.version)
            for one in self.messages
        )


class Duty(NamedTuple):
    """What a type of system must receive or send."""

    standard: str
    direction: str


class WantedNumbers(NamedTuple):
    """Which numbers are wanted; an empty text wants all. message: ``REF01`` or ``REF01/H0131R``, with a direction. q:
    in number, name of unit or owner, or SOR code.
    """

    municipality: str = ""
    region: str = ""
    system_supplier: str = ""
    system_type: str = ""
    network: str = ""
    owner: str = ""
    message: str = ""
    direction: str = ""
    q: str = ""


def rows_of(view: RecipientView) -> list[EdiRow]:
    """Every number that is listed on the day, by number."""
    found = (row_of(view, number) for number in sorted(view.index.numbers))
    return [row for row in found if row is not None]


def all_messages(view: RecipientView, number: str) -> list[HeldMessage]:
    """Every message type of a number over all days, as known at the view's serial."""
    return sorted(
        HeldMessage(message.standard, message.version, message.direction, start, end)
        for message in view.index.at_number.get(number, ())
        for start, end in periods_of(view, view.index.messages[message])
    )


def choose_rows(rows: Iterable[EdiRow], wanted: WantedNumbers) -> list[EdiRow]:
    """The rows that are wanted."""
    same = {part: text for part in ("municipality", "region", "system_supplier", "system_type", "network", "owner")
            if (text := getattr(wanted, part))}  # fmt: skip
    standard, _, version = wanted.message.partition("/")
    sought = wanted.q.strip().casefold()

    def fits(row: EdiRow) -> bool:
        if any(getattr(row, part) != text for part, text in same.items()):
            return False
        directions = (wanted.direction,) if wanted.direction else ("receive", "send")
        if standard and not any(row.takes(standard, version, way) for way in directions):
            return False
        return not sought or any(sought in text.casefold() for text in (row.number, row.unit, row.name, row.owner_name))

    return [row for row in rows if fits(row)]


def duties(codes: CodeBook, day: int) -> dict[str, list[Duty]]:
    """What each of MedCom's types of systems must receive and send on a day."""
    found: dict[str, list[Duty]] = {}
    for _, entry in codes.on("mandatory_standard", day):
        values: Mapping[str, object] = entry.values
        duty = Duty(str(values.get("standard")), str(values.get("direction")))
        found.setdefault(str(values.get("system_type")), []).append(duty)
    return {kind: sorted(held) for kind, held in found.items()}


def type_at_medcom(codes: CodeBook, system_type: str, day: int) -> str:
    """MedCom's type of a system, by the map of our own; empty for a system that it does not have."""
    values: Mapping[str, object] = codes.get("medcom_type_of_system", system_type, day) or {}
    return str(values.get("medcom_type") or "")


def row_of(view: RecipientView, number: str) -> EdiRow | None:
    """A number that is listed on the day; None for any other."""
    kept = view.index.numbers.get(number, ())
    now = next((one for one in kept if one.holds(*view.at)), None)
    if now is None:
        return None
    begins, ends = next((start, end) for start, end in periods_of(view, kept) if start <= view.at.valid < end)
    holder = next(view.owners(number), None)
    place = view.place(holder) if holder is not None else None
    values = now.values
    messages = tuple(one for one in all_messages(view, number) if one.begins <= view.at.valid < one.ends)
    system, supplier, network, administrator = (str(values.get(part) or "") for part in PARTS)
    return EdiRow(
        number, holder.code if holder else "", holder.name if holder else "", holder.owner if holder else "",
        _owner_name(holder), (place and place.municipality) or "",
        (place and place.region) or values.get("region") or "", system, supplier, network, administrator,
        values.get("active") is not False, values.get("internal") is True, begins, ends, messages,
    )  # fmt: skip


def _owner_name(holder: Addressee | None) -> str:
    return "" if holder is None else holder.chain[-1][1].get("name") or holder.owner


def periods_of(view: RecipientView, kept: Iterable[KeptVersion[V_co]]) -> Iterator[tuple[int, int]]:
    """The days of versions as known at the view's serial, neighbours as one period."""
    known = sorted((one.valid_from, one.valid_to) for one in kept if one.known_from <= view.at.known < one.known_to)
    going: tuple[int, int] | None = None
    for start, end in chain(known, [(-1, -1)]):
        if going is not None and start == going[1]:
            going = (going[0], end)
            continue
        if going is not None:
            yield going
        going = (start, end)
