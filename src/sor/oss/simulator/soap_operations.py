"""The operations of Organisation 6 on one municipality: opret, importer, ret, passiver, slet, laes, list, soeg."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from lxml import etree
from lxml.etree import _Element
from msgspec.structs import replace

from sor.oss.simulator import soap_reading as reading
from sor.oss.simulator.faults import FaultName
from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.objects import OrgObject, Registration, Relation, Virkning
from sor.oss.simulator.soap_classes import CLASSES, SoapClass
from sor.oss.simulator.soap_reading import BadObject, in_sagdok
from sor.oss.simulator.soap_writing import snapshot, standard_return

OK, BAD, NOT_FOUND, WRONG_STATE = 20, 40, 44, 49
MOST = 500
"""Objects of an answer."""

HIERARCHY = "http://stoettesystemerne.dk/organisation/organisationsystem/6/"
LISTS = (
    "Organisationer", "OrganisationEnheder", "OrganisationFunktioner", "Brugere", "Interessefaellesskaber",
    "ItSystemer",
)  # fmt: skip
SUPPORTED = frozenset({"opret", "importer", "ret", "passiver", "slet", "laes", "list", "soeg"})
WRITES = frozenset({"opret", "importer", "ret", "passiver", "slet"})


class Returned(Exception):
    """An operation that ends with another status than 20."""

    def __init__(self, status: int, text: str | None) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Operations:
    """The operations on a class. meets: whether this call meets a fault."""

    def __init__(self, of: SoapClass, municipality: SimulatedMunicipality, meets: Callable[[FaultName], bool]) -> None:
        self._of, self._in, self._meets = of, municipality, meets

    def answer(self, operation: str, asked: _Element) -> _Element:
        """The output element of an operation; what goes wrong is told in it as a status."""
        output = etree.Element(f"{{{self._of.namespace}}}{_output(operation)}")
        try:
            if operation in WRITES:
                self._demand_writable()
            fill = getattr(self, f"_{operation}")(asked)
        except BadObject:
            standard_return(BAD, None, output)  # FK-ORG gives no hint of the cause
        except Returned as returned:
            standard_return(returned.status, returned.text, output)
        else:
            standard_return(OK, None, output)
            fill(output)
        return output

    def _demand_writable(self) -> None:
        if self._of.kind in ("organisation", "virksomhed", "myndighed"):
            raise BadObject("KOMBIT keeps these")
        if self._meets("status-40"):
            raise Returned(BAD, None)
        if self._meets("status-49"):
            raise Returned(WRONG_STATE, "Objektet er i en forkert tilstand")

    def _opret(self, asked: _Element) -> Callable[[_Element], None]:
        number = str(uuid.uuid4())
        self._put(number, self._registration(asked, "Opstaaet"))

        def fill(output: _Element) -> None:
            etree.SubElement(output, in_sagdok("UUIDIdentifikator")).text = number

        return fill

    def _importer(self, asked: _Element) -> Callable[[_Element], None]:
        one = asked.find(f"{{{self._of.namespace}}}{self._of.element}")
        if one is None:
            raise BadObject(f"there is no {self._of.element}")
        number = _number(one)
        written = one.findall(f"{{{self._of.namespace}}}Registrering")
        if not written:
            raise BadObject("there is no Registrering")
        there = self._in.objects.get(number)
        if there is not None and (there.kind != self._of.kind or not there.is_gone):
            raise Returned(WRONG_STATE, "Objektet findes allerede")
        self._put(number, self._registration(written[-1], "Importeret"))
        return _nothing

    def _ret(self, asked: _Element) -> Callable[[_Element], None]:
        number = _number(asked)
        before = self._there(number)
        if before.newest.life == "Passiveret":
            raise Returned(WRONG_STATE, "Objektet er passiveret")
        lists = {name: asked.find(f"{{{self._of.namespace}}}{name}") for name in _LISTS}
        after = self._registration(asked, before.newest.life)
        kept = {field: getattr(before.newest, field) for name, field in _LISTS.items() if lists[name] is None}
        self._put(number, replace(after, **kept))
        return _nothing

    def _passiver(self, asked: _Element) -> Callable[[_Element], None]:
        return self._end(asked, "Passiveret")

    def _slet(self, asked: _Element) -> Callable[[_Element], None]:
        return self._end(asked, "Slettet")

    def _end(self, asked: _Element, life: str) -> Callable[[_Element], None]:
        number = _number(asked)
        newest = self._there(number).newest
        if newest.life == life:
            raise Returned(WRONG_STATE, f"Objektet er allerede {life.lower()}")
        self._put(number, replace(newest, life=life, moment=self._now(), note=asked.findtext(in_sagdok("NoteTekst"))))
        return _nothing

    def _laes(self, asked: _Element) -> Callable[[_Element], None]:
        number = _number(asked)
        one = self._there(number)
        return lambda output: snapshot(self._of, number, self._list_shown(one, asked), output)

    def _list(self, asked: _Element) -> Callable[[_Element], None]:
        numbers = [(one.text or "").strip().lower() for one in asked.findall(in_sagdok("UUIDIdentifikator"))]
        if not numbers or len(numbers) > MOST:
            raise BadObject(f"1 to {MOST} objects may be listed")
        found = [one for number in numbers if (one := self._in.objects.get(number)) and one.kind == self._of.kind]
        if not found:
            raise Returned(NOT_FOUND, "Ingen af objekterne findes")

        def fill(output: _Element) -> None:
            for one in found:
                snapshot(self._of, one.uuid, self._list_shown(one, asked), output)

        return fill

    def _soeg(self, asked: _Element) -> Callable[[_Element], None]:
        first, most = page_of(asked)
        matching = [one.uuid for one in self._all() if self._fits(one, asked)]

        def fill(output: _Element) -> None:
            ids = etree.SubElement(output, in_sagdok("IdListe"))
            for number in matching[first : first + most]:
                etree.SubElement(ids, in_sagdok("UUIDIdentifikator")).text = number

        return fill

    def _all(self) -> Iterator[OrgObject]:
        objects = self._in.objects
        if self._of.kind == "organisationenhed":
            return (objects[number] for number in self._in.unit_ids())
        return (one for one in objects.values() if one.kind == self._of.kind and not one.is_gone)

    def _fits(self, one: OrgObject, asked: _Element) -> bool:
        """Whether what is registered of an object now meets all criteria."""
        namespace, now, newest = self._of.namespace, self._in.now, one.newest
        for wanted in reading.attributes(asked.find(f"{{{namespace}}}AttributListe"), self._of, required=False):
            for name, pattern in wanted.texts.items():
                if not fnmatchcase((newest.text(name, now) or "").lower(), pattern.lower()):
                    return False
        for state in reading.states(asked.find(f"{{{namespace}}}TilstandListe"), self._of, required=False):
            has = newest.state(now)
            if has is None or has.active != state.active:
                return False
        relations = reading.relations(asked.find(f"{{{namespace}}}RelationListe"), self._of, required=False)
        return all(any(_agree(wanted, has) for has in newest.list_related(wanted.name, now)) for wanted in relations)

    def _there(self, number: str) -> OrgObject:
        one = self._in.objects.get(number)
        if one is None or one.kind != self._of.kind:
            raise Returned(NOT_FOUND, "Objektet findes ikke")
        return one

    def _list_shown(self, one: OrgObject, asked: _Element) -> list[Registration]:
        """The registrations that a reader is told: the newest, or those of a window of time; of some objects the one
        before as well, which real answers hold, too.
        """
        windows = [reading.moment(asked.find(in_sagdok(name))) for name in _FILTERS]
        given = [asked.find(in_sagdok(name)) is not None for name in _FILTERS]
        newest = self._in.newest(one.uuid) if one.kind == "organisationenhed" else one.newest
        if given[2] or given[3]:
            found = list(_list_registered(one.registrations, windows[2], windows[3]))
        elif len(one.registrations) > 1 and int(one.uuid[:2], 16) < 16:
            found = [newest, one.registrations[-2]]
        else:
            found = [newest]
        if given[0] or given[1]:
            found = [_within(registration, windows[0], windows[1]) for registration in found]
        return found

    def _registration(self, written: _Element, life: str) -> Registration:
        parts = {name: written.find(f"{{{self._of.namespace}}}{name}") for name in _LISTS}
        relations = reading.relations(parts["RelationListe"], self._of)
        self._demand_targets(relations)
        note = written.findtext(in_sagdok("NoteTekst"))
        return Registration(
            self._now(),
            life,
            reading.attributes(parts["AttributListe"], self._of),
            reading.states(parts["TilstandListe"], self._of),
            relations,
            note,
        )

    def _demand_targets(self, relations: tuple[Relation, ...]) -> None:
        """What still holds must point at what is there: addresses, the unit above, the own organisation."""
        for relation in relations:
            if not relation.period.meets(self._in.now, None) or relation.target is None:
                continue
            target = relation.target.value.lower()
            if relation.name == "Adresser" and self._in.find_object("adresse", target) is None:
                raise BadObject(f"there is no address {target}")
            if relation.name == "Overordnet" and self._in.find_object("organisationenhed", target) is None:
                raise BadObject(f"there is no unit {target}")
            if relation.name == "Tilhoerer" and target != self._in.organisation.building.organisation:
                raise BadObject("the unit belongs to another organisation")

    def _put(self, number: str, registration: Registration) -> None:
        self._in.put(self._of.kind, number, registration)

    def _now(self) -> datetime:
        """The moment of a registration; each is later than the one before."""
        return self._in.now + timedelta(milliseconds=self._in.version)


_LISTS = {"AttributListe": "attributes", "TilstandListe": "states", "RelationListe": "relations"}
_FILTERS = ("VirkningFraFilter", "VirkningTilFilter", "RegistreringFraFilter", "RegistreringTilFilter")
_OUTPUTS = {"importer": "ImportOutput"}


def _output(operation: str) -> str:
    return _OUTPUTS.get(operation, f"{operation.capitalize()}Output")


def _nothing(_: _Element) -> None:
    """The output holds no more than its status."""


def _number(asked: _Element) -> str:
    number = (asked.findtext(in_sagdok("UUIDIdentifikator")) or "").strip().lower()
    if not reading.UUID.fullmatch(number):
        raise BadObject("there is no UUID")
    return number


def page_of(asked: _Element) -> tuple[int, int]:
    """(first, most) of what is searched."""
    try:
        first = int(asked.findtext(in_sagdok("FoersteResultatReference")) or 0)
        most = int(asked.findtext(in_sagdok("MaksimalAntalKvantitet")) or MOST)
    except ValueError:
        raise BadObject("a page is told in numbers") from None
    if first < 0 or most < 1:
        raise BadObject("a page begins at 0 and holds one object at least")
    return first, min(most, MOST)


def _agree(wanted: Relation, has: Relation) -> bool:
    pairs = ((wanted.target, has.target), (wanted.role, has.role), (wanted.kind, has.kind))
    return all(asked is None or (told is not None and asked.value == told.value) for asked, told in pairs)


def _list_registered(
    registrations: list[Registration], start: datetime | None, end: datetime | None
) -> Iterator[Registration]:
    """Those that were the newest at some moment of [start, end)."""
    ends = [*(one.moment for one in registrations[1:]), None]
    for one, until in zip(registrations, ends, strict=True):
        if Virkning(one.moment, until).meets(start, end):
            yield one


def _within(one: Registration, start: datetime | None, end: datetime | None) -> Registration:
    """A registration with the parts only that hold at some moment of [start, end)."""
    return replace(
        one,
        attributes=tuple(part for part in one.attributes if part.period.meets(start, end)),
        states=tuple(part for part in one.states if part.period.meets(start, end)),
        relations=tuple(part for part in one.relations if part.period.meets(start, end)),
    )


def hierarchy(asked: _Element, municipality: SimulatedMunicipality) -> _Element:
    """FremsoegObjekthierarki: a page of the units, the organisation on the first one; the other lists are empty."""
    output = etree.Element(f"{{{HIERARCHY}}}FremsoegObjekthierarkiOutput")
    try:
        first, most = page_of(asked)
    except BadObject:
        standard_return(BAD, None, output)
        most = 0
        first = 0
    else:
        standard_return(OK, None, output)
    told = {name: etree.SubElement(output, f"{{{HIERARCHY}}}{name}") for name in LISTS}
    if most and first == 0:
        own = municipality.objects[municipality.organisation.building.organisation]
        snapshot(CLASSES["organisation"], own.uuid, [own.newest], told["Organisationer"])
    for number in municipality.unit_ids()[first : first + most]:
        snapshot(CLASSES["organisationenhed"], number, [municipality.newest(number)], told["OrganisationEnheder"])
    _rename_local(told)
    return output


def _rename_local(told: dict[str, _Element]) -> None:
    """In the hierarchy the snapshots stand in its own namespace; what is in them, in that of their class."""
    for parent in told.values():
        for child in parent:
            child.tag = f"{{{HIERARCHY}}}FiltreretOejebliksbillede"
