"""SORLS at its documented path: asks the register what a request asks, on the asked day."""

from collections.abc import Callable

from sor.access.dgws.names import HEADERS
from sor.core.as_of import AsOf
from sor.core.day import OPEN, parse_day, previous_day, write_day
from sor.core.identifiers import provider_key
from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer
from sor.endpoints.http.kept_answers import KeptAnswers
from sor.endpoints.soap.door import EVERYONE, Admitted, Answer, Guard, Reply, Service, SoapDoor
from sor.endpoints.web.kit.labels import label
from sor.following.phone_book import PhoneBook
from sor.formats.soap import sorls
from sor.formats.soap import sorls_texts as texts
from sor.formats.soap.envelope import Call
from sor.formats.soap.sorls import FOUND, SorlsQuestion, SorlsStatus
from sor.reading.before_first import before_first
from sor.reading.mapping import open_successors
from sor.reading.shak_map import Link, link_of_unit, links_of_code
from sor.reading.snapshot import Snapshot
from sor.register import Register

PATH = "/sor-opslag/SORLookupService"

MOST_KEPT = 10_000
"""Answers that a process keeps until the log grows; with four thousand characters each, some forty megabytes."""


def door(register: Register, phone_book: PhoneBook, guard: Guard = EVERYONE) -> SoapDoor:
    """The service of a register. guard: asks who calls."""
    kept = KeptAnswers[bytes](MOST_KEPT)
    register.forget_with(kept.forget)
    service = Service(
        title="SORLS – SOR Opslagsservice",
        contract=sorls.contract(HEADERS),
        folder=sorls.FOLDER,
        wsdl=sorls.WSDL,
        answers=answers(register, phone_book, kept),
        slow=frozenset({"Search"}),
        guard=guard,
        mark=label("demo", "da") if register.is_demo else "",
    )
    return SoapDoor(service, in_thread=register.database.dialect != "sqlite")


def answers(register: Register, phone_book: PhoneBook, kept: KeptAnswers[bytes]) -> dict[str, Answer]:
    """How each operation is answered. kept: the answers that were written already."""
    return {
        "GetSorEntity": _asking(register, kept, sorls.sor_question, get_sor_entity),
        "GetSorEntityByProvider": _asking(register, kept, sorls.provider_question, get_sor_entity_by_provider),
        "SorShakMap": _asking(register, kept, sorls.sor_question, sor_shak_map),
        "ShakSorMap": _asking(register, kept, sorls.shak_question, shak_sor_map),
        "Search": lambda call, _: search(register, phone_book, call),
    }


def _asking(
    register: Register,
    kept: KeptAnswers[bytes],
    parse: Callable[[Call], SorlsQuestion],
    answer: Callable[[Snapshot, str], bytes],
) -> Answer:
    """Parse, ask, write: for the operations that ask for one thing by its number on one day."""

    def reply(call: Call, _: Admitted) -> Reply:
        asked = parse(call)
        serial = register.serial()
        day = register.today() if asked.day is None else asked.day
        question = (call.operation, asked.key, day)
        written = kept.at(serial)
        body = written.get(question)
        if body is None:
            body = answer(register.at(AsOf(day, serial)), asked.key)
            written.keep(question, body)
        return Reply(body, serial)

    return reply


def get_sor_entity(snapshot: Snapshot, code: str) -> bytes:
    """One unit."""
    unit = snapshot.unit(code)
    if unit is None or not unit["open"]:
        return sorls.answer("GetSorEntity", _tell_status(snapshot, _no_unit(snapshot, code, unit)))
    return sorls.answer("GetSorEntity", FOUND, _show_place(snapshot, unit))


def get_sor_entity_by_provider(snapshot: Snapshot, number: str) -> bytes:
    """The units that carry a ydernummer."""
    value = provider_key(number)
    units, _ = snapshot.units(snapshot.holders("provider_key", value))
    status = FOUND
    if not units:
        is_known = bool(snapshot.holdings("provider_key", value))
        status = texts.unheld_provider(number, _day(snapshot)) if is_known else texts.unknown_provider(number)
        status = _tell_status(snapshot, status)
    return sorls.answer("GetSorEntityByProvider", status, [_show_place(snapshot, unit) for unit in units])


def sor_shak_map(snapshot: Snapshot, code: str) -> bytes:
    """The SHAK code of a unit."""
    unit = snapshot.unit(code)
    if unit is None or not unit["open"]:
        return sorls.answer("SorShakMap", _tell_status(snapshot, _no_unit(snapshot, code, unit)))
    link = link_of_unit(snapshot, unit)
    if link is None:
        return sorls.answer("SorShakMap", texts.without_shak(code, _day(snapshot)))
    return sorls.answer("SorShakMap", FOUND, _map_link(snapshot, link))


def shak_sor_map(snapshot: Snapshot, code: str) -> bytes:
    """The units that carry a SHAK code."""
    links = links_of_code(snapshot, code)
    status = FOUND if links else _tell_status(snapshot, _no_link(snapshot, code))
    return sorls.answer("ShakSorMap", status, [_map_link(snapshot, link) for link in links])


def search(register: Register, phone_book: PhoneBook, call: Call) -> Reply:
    """The units that fit."""
    asked = sorls.search_question(call)
    serial = register.serial()
    snapshot = register.at(AsOf(register.today() if asked.day is None else asked.day, serial))
    hits = phone_book.search(
        asked.text, snapshot.at, limit=asked.limit, offset=asked.offset, open=True, **asked.filters
    )
    units, _ = snapshot.units([hit.key for hit in hits.page])
    found = [_show_place(snapshot, unit) for unit in units]
    return Reply(
        sorls.answer("Search", FOUND if found else _tell_status(snapshot, texts.NOTHING), found, hits.total), serial
    )


def _show_place(snapshot: Snapshot, unit: UnitAnswer) -> Fields:
    place = unit["geographic_location"]
    facts = snapshot.place(place) if place else None
    return sorls.show_unit(unit, _level_name(snapshot, unit), facts.get("name") if facts else None)


def _map_link(snapshot: Snapshot, link: Link) -> Fields:
    return sorls.map_unit(link.unit, _level_name(snapshot, link.unit), link.shak, link.from_day, link.to_day)


def _level_name(snapshot: Snapshot, unit: UnitAnswer) -> str | None:
    level = unit["organisational_level"]
    return snapshot.codes.name("organisational_level", level, snapshot.at.valid) if level else None


def _no_link(snapshot: Snapshot, code: str) -> SorlsStatus:
    """Why no unit carries a SHAK code on the day."""
    if snapshot.shak_facts(code) is not None:
        return texts.tell_unmapped_shak(code, _day(snapshot))
    if snapshot.is_known("shak", code) or snapshot.holdings("shak", code):
        return texts.invalid_shak(code, _day(snapshot))
    return texts.unknown_shak(code)


def _no_unit(snapshot: Snapshot, code: str, unit: UnitAnswer | None) -> SorlsStatus:
    """Why there is no unit: never known, or not valid on the day."""
    if unit is None:
        return texts.unknown_unit(code)
    end = parse_day(unit["valid_to"]) if unit["valid_to"] else OPEN
    successors = [successor["code"] for successor in open_successors(snapshot, code)]
    last = None if end >= OPEN else write_day(previous_day(end))
    return texts.tell_closed_unit(code, _day(snapshot), unit["first_from"], last, successors)


def _tell_status(snapshot: Snapshot, status: SorlsStatus) -> SorlsStatus:
    """A status of nothing found, and that the asked day lies before the register's first when it does."""
    told = before_first(snapshot)
    return status if told is None else status._replace(text=f"{status.text} {told.da}")


def _day(snapshot: Snapshot) -> str:
    return write_day(snapshot.at.valid)
