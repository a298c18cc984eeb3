"""More strange files: a value in one place that belongs elsewhere, words that people write into tables, what editors
and exports of other systems leave; in the form of ``strange_files``.
"""

import re

from tests.faults.editing import Edit, cell, column, member, text
from tests.faults.strange_files import CELL, DOCTOR, REFUSED, ROW, SAME, TOLD, WARD, XRAY, Strange
from tests.faults.written import cells_of, members_of, table_of, zip_of

NAME, STREET, TOWN, MAIL, SITE = "Enhedsnavn", "Postadresse", "P_By", "E-mail", "Hjemmeside"
GENERAL_MEDICINE = "554821000005109"
PHARMACY, HOMES = "90000331000016007", "90000281000016004"


def header(change: Edit) -> Edit:
    """The header changed, the rows as they are."""
    return lambda content: change(content[: content.index(b"\n")]) + content[content.index(b"\n") :]


def copied_below(code: str, new: str) -> Edit:
    """A row once more at the end, under another code, as whoever copies a unit makes it."""

    def edit(content: bytes) -> bytes:
        rows = cells_of(content)
        row = next(row for row in rows if code in row[:9])
        return table_of([*rows, [new if one == code else one for one in row]])

    return edit


def in_capitals(content: bytes) -> bytes:
    """An archive whose members are named in capitals."""
    return zip_of({name.upper(): inside for name, inside in members_of(content).items()})


def turned(content: bytes) -> bytes:
    """The first row of a table, its first two cells in each other's place."""
    head, (one, other, *rest), *rows = cells_of(content)
    return table_of([head, [other, one, *rest], *rows])


OF_ANOTHER_FIELD = [
    *(
        Strange(f"{value!r} under {named}", "sor-csv", cell(WARD, named, value), f"{TOLD}: '{rule}'.*'{WARD}'")
        for named, value, rule in (
            (TOWN, "8600 Silkeborg", "X17"),
            (TOWN, "DK-8600 Silkeborg", "X17"),
            (STREET, "Vibevænget 10, 3. tv, 8600 Silkeborg", "X17"),
            (NAME, f"{WARD} Hjertemedicin", "X17"),
            (NAME, "kontakt@fjordby.example", "X17"),
            (NAME, "www.fjordby.example", "X17"),
            (NAME, "5790990000115", "X17"),
            ("P_Postnummer", "DK-8600", "X9"),
            ("P_Postnummer", "8600 Silkeborg", "X9"),
            ("P_Postnummer", "86OO", "X9"),
            ("P_X", "725960,74", "X10"),
            ("P_X", "-525960,74", "X7"),
            ("P_X", "525,96", "X7"),
            ("Telefon", "01673937 (tast 2)", "F6"),
            ("Telefon", "O1673937", "F6"),
            ("Telefon", "lok. 3937", "F6"),
            (MAIL, "mailto:a@fjordby.example", "F6"),
            (MAIL, "a @fjordby.example", "F6"),
            (MAIL, "a(at)fjordby.example", "F6"),
            (MAIL, "a@fjordby,example", "F6"),
            (MAIL, "a@fjordby.example, b@fjordby.example", "F6"),
            (MAIL, "Akut <a@fjordby.example>", "F6"),
            (SITE, "se intranettet", "F6"),
            (SITE, "file:///C:/Users/hjem.html", "F6"),
            ("SghAfd-kode", "SHAK 960002", "I5"),
            ("SghAfd-kode", "960002a", "I5"),
            ("Ydernummer", "123456", "F9"),
            ("Hovedspeciale", "kardiologi, endokrinologi", "X1"),
            ("Lokationsnummer", "5790990000116", "L4"),
        )
    ),
    *(
        Strange(f"{value} as a P-number", "sor-csv", cell(PHARMACY, "P-nummer", value), f"{TOLD}: 'I7'")
        for value in ("90000152", "5790990000306", "01888016")
    ),
    Strange("a pharmacy's number with a full stop", "sor-csv", column("Apoteksnummer", lambda c: c.replace(",", ".")),
            f"{TOLD}: 'F13'"),
    Strange("a ydernummer in words", "sor2-daily", cell(DOCTOR, "ProviderId", "se CVR"), f"{TOLD}: 'I4'"),
    Strange("another type's code", "sor2-daily", cell(WARD, "EntityTypeId", GENERAL_MEDICINE), f"{TOLD}: 'T9'"),
    Strange("a type's code as a level", "sor2-daily", cell(WARD, "OrganisationalLevelCode", GENERAL_MEDICINE),
            f"{TOLD}: 'X9'"),
    Strange("a place in the tree numbered 9", "sor2-daily", cell(WARD, "GeographicalParentRelation", "9"),
            f"{TOLD}: 'X9'"),
    Strange("the owner's P-number for its CVR", "sor2-daily", cell(HOMES, "InstitutionOwnerCvrNumberId", "9000000028"),
            f"{TOLD}: 'X15'"),
    Strange("a floor as a day", "sor2-daily", cell(WARD, "VisitingAddressFloorId", "03-mar"), f"{CELL}: '3-3'"),
    Strange("houses as a day", "sor2-daily", cell(WARD, "VisitingAddressStreetBuildingId", "10-dec"),
            f"{CELL}: '10-12'"),
    Strange("SAND for a door", "sor2-daily", cell(WARD, "VisitingAddressSuiteId", "SAND"), CELL),
    Strange("a level of a zero", "sor-csv", cell(WARD, "SOR-type", "0E"), CELL),
    Strange("a slip in the word for own", "sor-csv", cell(WARD, "Nedarvningsstatus", "egne"), CELL),
]  # fmt: skip

AS_LEFT = [
    Strange("a row copied for a new unit", "sor-csv", copied_below(XRAY, "90099991000016002"), f"{TOLD}: 'L2'"),
    Strange("headers with a word more", "sor-csv", header(lambda b: b.replace(b";", b" (tekst);")), REFUSED),
    Strange("headers numbered", "sor-csv", header(lambda b: b.replace(b";", b".1;")), REFUSED),
    Strange("headers between blanks", "sor-csv", header(lambda b: b.replace(b";", b" ; ")), SAME),
    Strange("headers without dashes", "sor-csv", header(lambda b: b.replace(b"-", b"_")), SAME),
    Strange("members in capitals", "sor2-complete", in_capitals, SAME),
    Strange("a succession turned", "sor2-complete", member("SORReplacedEntities.csv", turned),
            f"{TOLD}: in each other's place"),
    Strange("a slip in a version", "sor2-complete",
            member("LocationsCodeEDITypeMap.csv", text("H0131R", "H013lR", 3)), f"{TOLD}: on no list: REF01/H013lR"),
    Strange("no name", "xml2", text(">Akutmodtagelsen, Fjordby<", "><"), f"{TOLD}: 'F1'"),
    Strange("a hard blank for a name", "xml2", text(">Akutmodtagelsen, Fjordby<", ">&#160;<"), f"{TOLD}: 'F1'"),
    Strange("escaped twice", "xml2", text(">Akutmodtagelsen, Fjordby<", ">A &amp;amp; B<"), f"{TOLD}: 'X8'"),
    Strange("no day of its own", "xml2", lambda b: re.sub(rb"<(\w+:)?SnapshotDate>.*?</(\w+:)?SnapshotDate>", b"", b),
            f"{REFUSED}: no SnapshotDate"),
    Strange("TRUE in capitals", "xml2", text(">true<", ">TRUE<"), REFUSED),
    Strange("a telephone number as a link", "xml2", text(">01673937<", ">tel:01673937<", 1), f"{TOLD}: 'F6'"),
    Strange("a SHAK code of five", "xml2", text(">960002<", ">96002<", 1), f"{TOLD}: 'I5'"),
    Strange("an O in a CVR number", "xml2", text(">90000152<", ">9000O152<", 1), f"{TOLD}: 'F2'"),
    Strange("blanks cut off at the end of records", "shak", lambda b: b"".join(
        line.rstrip() + b"\r\n" for line in b.splitlines()), f"{REFUSED}: characters"),
    Strange("ae for æ in records", "shak", lambda b: b.replace("æ".encode("cp1252"), b"ae"), f"{ROW}: 215 characters"),
    Strange("separated by commas", "shak-csv", lambda b: b.replace(b";", b","), f"{ROW}: 18 fields"),
    Strange("another word for active", "medcom-gln", text(";active", ";open"), REFUSED),
    Strange("levels in words", "columns", column("SOR-type", lambda c: {"OE": "Afdeling"}.get(c, c)), REFUSED),
]  # fmt: skip

VALUES = [*OF_ANOTHER_FIELD, *AS_LEFT]
