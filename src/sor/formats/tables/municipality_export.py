"""The municipalities' units with their location numbers and what these receive and send: made by this project.

A municipality's units are those below the owners of the type *kommune*; the first columns name the municipality, so
that one file serves all of them; ``--municipality 0810`` writes but one. Message types are parted by blanks.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sor.core import entity_types
from sor.core.shapes import Fields, text_in
from sor.formats.published.export_format import KNOWN, PROJECT, VALID, Format, ShownColumn
from sor.formats.published.export_format import MUNICIPALITY as ONE
from sor.formats.published.extracts import keep_extracted
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection
from sor.formats.tables.column_table import Column, number_code, text, whole_number, yes_or_no
from sor.formats.tables.table_writer import SOR2, TableWriter
from sor.formats.tables.unit_cells import UnitCells
from sor.formats.tables.unit_rows import KEY, NUMBER, STATE, TYPE_NAME

COLUMNS = (
    Column("MunicipalityCode", "", number_code, shows="municipality"),
    Column("InstitutionOwnerSorId", "", whole_number, shows="owner.code"),
    Column("InstitutionOwnerEntityName", "", text, shows="owner.name"),
    Column("CvrNumberId", "", number_code, shows="cvr"),
    Column("HealthInstitutionEntityName", "", text, shows="institution.name"),
    Column("SorId", "", whole_number, shows=KEY),
    Column("EntityName", "", text, shows="name"),
    Column("EntityTypeName", "", text, shows=TYPE_NAME),
    Column("EanLocationCode", "", number_code, shows=NUMBER),
    Column("EanLocationCodeState", "", text, shows=STATE),
    Column("ActiveIndicator", "", yes_or_no, shows="number.active"),
    Column("SystemTypeName", "", text, shows="number.system_type_name"),
    Column("SystemSupplierName", "", text, shows="number.system_supplier_name"),
    Column("CommunicationSupplierName", "", text, shows="number.network_name"),
    Column("Receives", "", text, shows="receives"),
    Column("Sends", "", text, shows="sends"),
)
WORDS = {
    "municipality": ("Kommunekode, fra ejerens postadresse", "municipality, from the owner's postal address"),
    "owner.code": ("Kommunens SOR-kode", "SOR code of the municipality"),
    "owner.name": ("Kommunens navn", "name of the municipality"),
    "cvr": ("CVR-nummer", "CVR number"),
    "institution.name": ("Sundhedsinstitutionens navn", "name of the health institution"),
    KEY: ("SOR-kode", "SOR code"),
    "name": ("Navn", "name"),
    TYPE_NAME: ("Enhedstype", "type"),
    NUMBER: ("Lokationsnummer, eget eller nedarvet", "location number, own or inherited"),
    STATE: ("Own = eget, Inherited = nedarvet, None = intet", "Own, Inherited or None"),
    "number.active": ("Om lokationsnummeret er i brug", "whether the location number is in use"),
    "number.system_type_name": ("EDB-system", "type of the system"),
    "number.system_supplier_name": ("Systemleverandør", "supplier of the system"),
    "number.network_name": ("Netoperatør", "network supplier"),
    "receives": ("Meddelelsestyper, som modtages", "message types that it receives"),
    "sends": ("Meddelelsestyper, som sendes", "message types that it sends"),
}

Messages = dict[tuple[str, str], list[str]]
"""Message types by location number and direction."""


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """The units of all municipalities."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, SOR2, omitted)
    for row, cells in municipal_rows(selection, omitted):
        table.row(row.code, cells)
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def municipal_rows(selection: Selection, omitted: list[Omitted]) -> Iterator[tuple[SelectedUnit, Fields]]:
    """Each municipal unit with its cells, the owner first; those of one municipality when one is asked for."""
    messages = _messages(selection)
    cells_of = UnitCells(selection.codes)
    municipality: dict[str, str | None] = {}

    def select_asked() -> Iterator[SelectedUnit]:
        for row in selection.units():
            top, owner = row.chain[-1]
            if owner.get("type") != entity_types.MUNICIPALITY:
                continue
            if row.code == top:
                municipality[top] = text_in(cells_of(row), "postal_address.municipality")
            if selection.municipality in (None, municipality.get(top)):
                yield row

    for row in keep_extracted(select_asked(), omitted):
        cells = cells_of(row) | {"municipality": municipality.get(row.chain[-1][0])}
        number = text_in(cells, NUMBER) or ""
        for direction, path in (("receive", "receives"), ("send", "sends")):
            if (number, direction) in messages:
                cells[path] = " ".join(messages[number, direction])
        yield row, cells


def _messages(selection: Selection) -> Messages:
    found: Messages = {}
    for subject in selection.subjects("edi"):
        number, standard, version, direction = subject.key.split("/")
        found.setdefault((number, direction), []).append(f"{standard}/{version}")
    return found


MUNICIPALITY = Format(
    name="municipality",
    version="1",
    title_da="Kommunernes enheder med lokationsnumre, og hvad de modtager og sender",
    title_en="The municipalities' units with location numbers and what they receive and send",
    takes=frozenset({VALID, KNOWN, ONE}),
    write=write,
    file="Kommuner.csv",
    basis=PROJECT,
    columns=lambda: [ShownColumn(column.name, *WORDS[column.path]) for column in COLUMNS],
    encoding=SOR2.encoding,
)
