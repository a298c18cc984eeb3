"""Reading what callers write of an object: its three lists, held against the schema's names, lengths and choices."""

import re
from datetime import datetime

from lxml.etree import _Element

from sor.oss.simulator.building import DENMARK
from sor.oss.simulator.objects import Attribute, Gyldighed, Reference, Relation, Virkning
from sor.oss.simulator.soap_classes import DYNAMIC, LENGTHS, SINGLE, SoapClass
from sor.oss.simulator.soap_names import ORGANISATION, SAGDOK

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class BadObject(ValueError):
    """What the schema or the guideline does not allow; callers are told status 40 and nothing else, as in FK-ORG."""


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).partition("}")[2]


def in_sagdok(name: str) -> str:
    """A name in the namespace of the common elements."""
    return f"{{{SAGDOK}}}{name}"


def moment(element: _Element | None) -> datetime | None:
    """A TidspunktType; None for infinity, or where there is none."""
    if element is None or element.find(in_sagdok("GraenseIndikator")) is not None:
        return None
    text = element.findtext(in_sagdok("TidsstempelDatoTid")) or ""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadObject(f"{text[:40]!r} is no time") from None
    return found if found.tzinfo else found.replace(tzinfo=DENMARK)


def reference(element: _Element | None) -> Reference | None:
    """A UUID or URN, with a label perhaps."""
    if element is None:
        return None
    number, urn = (element.findtext(in_sagdok(name)) for name in ("UUIDIdentifikator", "URNIdentifikator"))
    label = element.findtext(in_sagdok("Label"))
    if number is not None and UUID.fullmatch(number.strip()):
        return Reference(number.strip().lower(), is_urn=False, label=label)
    if urn is not None and len(urn) <= LENGTHS["URNIdentifikator"]:
        return Reference(urn.strip(), is_urn=True, label=label)
    raise BadObject(f"{local(element)} holds neither a UUID nor a URN")


def virkning(element: _Element, *, required: bool) -> Virkning:
    """The period of a part. required: it must be there, with a beginning that is not infinite."""
    found = element.find(in_sagdok("Virkning"))
    if found is None:
        if required:
            raise BadObject(f"{local(element)} has no Virkning")
        return Virkning()
    start, end = (moment(found.find(in_sagdok(name))) for name in ("FraTidspunkt", "TilTidspunkt"))
    if required and start is None:
        raise BadObject(f"{local(element)} begins at no time")
    if start is not None and end is not None and end < start:
        raise BadObject(f"{local(element)} ends before it begins")
    actor = reference(found.find(in_sagdok("AktoerRef")))
    kind, note = (found.findtext(in_sagdok(name)) for name in ("AktoerTypeKode", "NoteTekst"))
    return Virkning(start, end, None if actor is None else actor.value, kind, note)


def attributes(element: _Element | None, of: SoapClass, *, required: bool = True) -> tuple[Attribute, ...]:
    """An AttributListe."""
    found = []
    for part in element if element is not None else ():
        if part.tag != f"{{{of.namespace}}}Egenskab":
            raise BadObject(f"{part.tag} is no Egenskab")
        texts = {}
        for text in part:
            if text.tag == in_sagdok("Virkning"):
                continue
            if text.tag not in of.attributes or len(text.text or "") > LENGTHS.get(local(text), 200):
                raise BadObject(f"{local(text)} does not stand in {of.element}, or is too long")
            texts[local(text)] = text.text or ""
        found.append(Attribute(virkning(part, required=required), texts))
    return tuple(found)


def states(element: _Element | None, of: SoapClass, *, required: bool = True) -> tuple[Gyldighed, ...]:
    """A TilstandListe."""
    found = []
    for part in element if element is not None else ():
        code = part.findtext(f"{{{ORGANISATION}}}GyldighedStatusKode")
        if part.tag != f"{{{ORGANISATION}}}Gyldighed" or not of.has_state or code not in ("Aktiv", "Inaktiv"):
            raise BadObject(f"{local(part)} is no Gyldighed of {of.element}")
        found.append(Gyldighed(virkning(part, required=required), active=code == "Aktiv"))
    return tuple(found)


def relations(element: _Element | None, of: SoapClass, *, required: bool = True) -> tuple[Relation, ...]:
    """A RelationListe."""
    found: list[Relation] = []
    for part in element if element is not None else ():
        name = local(part)
        if part.tag != in_sagdok(name) or name not in of.relations:
            raise BadObject(f"{name} is no relation of {of.element}")
        if name in SINGLE and any(other.name == name for other in found):
            raise BadObject(f"there are two of {name}")
        role, kind = (reference(part.find(in_sagdok(one))) for one in ("Rolle", "Type"))
        index = part.findtext(in_sagdok("Indeks"))
        if required and name in DYNAMIC and (role is None or kind is None or index is None):
            raise BadObject(f"{name} has no Rolle, Type or Indeks")
        target = reference(part.find(in_sagdok("ReferenceID")))
        found.append(Relation(name, virkning(part, required=required), target, role, kind, index))
    return tuple(found)
