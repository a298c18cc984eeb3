"""Writing objects as Organisation 6 tells them: registrations with their three lists, in schema order."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from sor.oss.simulator.objects import Attribute, Gyldighed, Reference, Registration, Relation, Virkning
from sor.oss.simulator.soap_classes import DYNAMIC, SoapClass
from sor.oss.simulator.soap_names import ORGANISATION
from sor.oss.simulator.soap_reading import in_sagdok


def snapshot(of: SoapClass, number: str, registrations: Iterable[Registration], parent: _Element) -> None:
    """A FiltreretOejebliksbillede: the object's number and some of its registrations."""
    told = etree.SubElement(parent, f"{{{of.namespace}}}FiltreretOejebliksbillede")
    told_number = etree.SubElement(told, f"{{{of.namespace}}}ObjektType")
    etree.SubElement(told_number, in_sagdok("UUIDIdentifikator")).text = number
    for registration in registrations:
        _registration(of, registration, told)


def _registration(of: SoapClass, one: Registration, parent: _Element) -> None:
    told = etree.SubElement(parent, f"{{{of.namespace}}}Registrering")
    if one.note is not None:
        etree.SubElement(told, in_sagdok("NoteTekst")).text = one.note
    etree.SubElement(told, in_sagdok("Tidspunkt")).text = one.moment.isoformat()
    etree.SubElement(told, in_sagdok("LivscyklusKode")).text = one.life
    attributes, states, relations = (
        etree.SubElement(told, f"{{{of.namespace}}}{name}")
        for name in ("AttributListe", "TilstandListe", "RelationListe")
    )
    for attribute in one.attributes:
        _attribute(of, attribute, attributes)
    for state in one.states:
        _state(state, states)
    for relation in sorted(one.relations, key=lambda other: of.relations.index(other.name)):
        _relation(relation, relations)


def _attribute(of: SoapClass, attribute: Attribute, parent: _Element) -> None:
    told = etree.SubElement(parent, f"{{{of.namespace}}}Egenskab")
    _period(attribute.period, told)
    for name in of.attributes:
        text = attribute.texts.get(name.partition("}")[2])
        if text is not None:
            etree.SubElement(told, name).text = text


def _state(state: Gyldighed, parent: _Element) -> None:
    told = etree.SubElement(parent, f"{{{ORGANISATION}}}Gyldighed")
    _period(state.period, told)
    etree.SubElement(told, f"{{{ORGANISATION}}}GyldighedStatusKode").text = "Aktiv" if state.active else "Inaktiv"


def _relation(relation: Relation, parent: _Element) -> None:
    told = etree.SubElement(parent, in_sagdok(relation.name))
    _period(relation.period, told)
    _reference("ReferenceID", relation.target, told)
    if relation.name in DYNAMIC:
        _reference("Rolle", relation.role, told)
        _reference("Type", relation.kind, told)
        etree.SubElement(told, in_sagdok("Indeks")).text = relation.index or ""


def _reference(name: str, to: Reference | None, parent: _Element) -> None:
    if to is None:
        return
    told = etree.SubElement(parent, in_sagdok(name))
    etree.SubElement(told, in_sagdok("URNIdentifikator" if to.is_urn else "UUIDIdentifikator")).text = to.value
    if to.label is not None:
        etree.SubElement(told, in_sagdok("Label")).text = to.label


def _period(period: Virkning, parent: _Element) -> None:
    told = etree.SubElement(parent, in_sagdok("Virkning"))
    _time("FraTidspunkt", period.start, told)
    _time("TilTidspunkt", period.end, told)
    if period.actor is not None:
        _reference("AktoerRef", Reference(period.actor), told)
    for name, text in (("AktoerTypeKode", period.actor_type), ("NoteTekst", period.note)):
        if text is not None:
            etree.SubElement(told, in_sagdok(name)).text = text


def _time(name: str, moment: datetime | None, parent: _Element) -> None:
    told = etree.SubElement(parent, in_sagdok(name))
    if moment is None:
        etree.SubElement(told, in_sagdok("GraenseIndikator")).text = "true"
    else:
        etree.SubElement(told, in_sagdok("TidsstempelDatoTid")).text = moment.isoformat()


def standard_return(status: int, text: str | None, parent: _Element) -> None:
    """A StandardRetur."""
    told = etree.SubElement(parent, in_sagdok("StandardRetur"))
    etree.SubElement(told, in_sagdok("StatusKode")).text = str(status)
    if text is not None:
        etree.SubElement(told, in_sagdok("FejlbeskedTekst")).text = text
