"""The table of strange files: what was done to a good one, and what has to be so. One day's file of a small register is
spoilt and loaded on the next day, so that it should make no difference at all.
"""

import base64
import gzip
import io
import quopri
import re
from collections.abc import Callable
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile

from tests.faults.editing import (
    Edit,
    cell,
    column,
    day_first,
    day_moved,
    encoded,
    lines,
    member,
    merged_cells,
    month_first,
    moved_down,
    names_swapped,
    pattern,
    rows,
    sorted_alone,
    text,
    unit,
)
from tests.faults.written import TEXT, cells_of, members_of, zip_of

SAME = "no difference"
REFUSED = "refused whole"
ROW = "rows rejected, no difference"
CELL = "cells rejected, no difference"
TOLD = "loaded, and told"


class Strange(NamedTuple):
    """A spoilt file. must: one of the five, and after a colon a pattern of what is said of it."""

    what: str
    format: str
    spoil: Edit
    must: str


HOSPITAL, WARD, CLINIC = "90000051000016000", "90000061000016002", "90000081000016009"
XRAY, DOCTOR = "90000121000016007", "90000151000016004"
"""Fjordby Hospital, its ward with a location number of its own, an outpatient clinic below it that inherits; a
department with a number, and the unit of a general practice with a ydernummer.
"""

INCLUDE = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="rest.xml"/>'

ERROR_PAGE = b"<!DOCTYPE html>\n<html><head><title>503</title></head><body>Tjenesten er nede</body></html>\n"


def stored(content: bytes) -> bytes:
    """A zip whose members are not packed, so that a bit can flip unseen in their text."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, member_content in members_of(content).items():
            archive.writestr(name, member_content)
    return out.getvalue()


def two_of_a_name(content: bytes) -> bytes:
    """A zip that holds one member twice, the second changed, as an archive that was added to."""
    units = members_of(content)["SOREntity.csv"]
    members = {"SOREntity.csv": units, "SOREntity.cs_": units.replace(b"Fjordby Hospital", b"Fjordby Sygehus")}
    return zip_of(members).replace(b"SOREntity.cs_", b"SOREntity.csv")


def in_utf8(old: str, new: str) -> Edit:
    """The first place of a text replaced by another, the file in UTF-8."""
    return lambda content: content.decode(TEXT).replace(old, new, 1).encode()


TRANSFER = [
    Strange("zip cut off at 60 %", "sor2-complete", lambda b: b[: len(b) * 6 // 10], REFUSED),
    Strange("zip without its directory", "xml2", lambda b: zip_of({"Sor.xml": b})[:-60], REFUSED),
    Strange(
        "a digit flipped inside a zip",
        "sor2-complete",
        lambda b: stored(b).replace(b"01673937", b"01673938"),
        f"{REFUSED}: CRC",
    ),
    Strange(
        "a zip inside the zip",
        "xml2",
        lambda b: zip_of({"Sor.zip": zip_of({"Sor.xml": b})}),
        f"{REFUSED}: holds Sor.zip",
    ),
    Strange(
        "two files of units in one zip",
        "xml2",
        lambda b: zip_of({"Sor.xml": b, "Sor_ny.xml": b}),
        rf"{REFUSED}: Sor.xml, Sor_ny.xml",
    ),
    Strange(
        "zip made on a Mac",
        "xml2",
        lambda b: zip_of({"Sor.xml": b, "__MACOSX/._Sor.xml": b"\x00\x05\x16\x07Mac OS X", ".DS_Store": b"\x00Bud1"}),
        SAME,
    ),
    Strange("gzip under the name of a table", "sor-csv", gzip.compress, REFUSED),
    Strange("the error page of a proxy", "sor-csv", lambda _: ERROR_PAGE, REFUSED),
    Strange("half a table, then an error page", "sor-csv", lines(lambda given: [*given[:40], ERROR_PAGE]), ROW),
    Strange("an error in JSON", "sor-csv", lambda _: b'{"error":"token expired","status":401}\n', REFUSED),
    Strange("nothing but a byte order mark", "sor2-daily", lambda _: b"\xef\xbb\xbf", REFUSED),
    Strange("XML cut off in the middle", "xml2", lambda b: b[: len(b) // 2], f"{REFUSED}: cut off"),
    Strange(
        "XML cut off and closed by hand",
        "xml2",
        pattern(r"(?<=</InstitutionOwnerEntity>)\s*<InstitutionOwnerEntity>(?:(?!<SorTree).){90000}.*</Inst\w+>", ""),
        f"{REFUSED}: leaves out",
    ),
    Strange("XML twice in one file", "xml2", lambda b: b * 2, f"{REFUSED}: Extra content"),
    Strange("an answer's header before the XML", "xml2", lambda b: b"HTTP/1.1 200 OK\r\n\r\n" + b, REFUSED),
    Strange("a comment after the XML", "xml2", lambda b: b + b"<!-- proxy 3 -->\n", SAME),
    Strange("table twice in one file", "sor-csv", lambda b: b * 2, f"{ROW}: 90 rows stand twice"),
    Strange(
        "two days in one table",
        "sor-csv",
        lambda b: b + b.replace(b"Fjordby Hospital", b"Fjordby Sygehus"),
        f"{ROW}: with other content",
    ),
    Strange("a title above the header", "sor-csv", lambda b: b"SOR pr. 2. november;;;;\r\n;;;;\r\n" + b, REFUSED),
    Strange("a sum below the rows", "sor-csv", lambda b: b + b"Antal enheder: 90\r\n", ROW),
    Strange(
        "rows of separators between the rows",
        "sor-csv",
        lines(lambda given: [*given[:20], b";" * 59 + b"\r\n", b"\r\n", *given[20:], b";" * 59 + b"\r\n"]),
        SAME,
    ),
    Strange("filled up with NUL", "sor-csv", lambda b: b + b"\x00" * 512, f"{REFUSED}: NUL"),
    Strange("a hole of NUL in the middle", "sor-csv", lambda b: b[:8000] + b"\x00" * 400 + b[8400:], f"{REFUSED}: NUL"),
    Strange("a Ctrl-Z at the end", "sor-csv", lambda b: b + b"\x1a", REFUSED),
    Strange(
        "tabs in UTF-16, a spreadsheet's Unicode text",
        "sor-csv",
        lambda b: b.decode(TEXT).replace(";", "\t").encode("utf-16"),
        f"{REFUSED}: UTF-16",
    ),
    Strange("the separator told on a line of its own", "sor-csv", lambda b: b"sep=;\r\n" + b, SAME),
    Strange(
        "the separator told, in quotes and filled up", "sor2-daily", lambda b: b'\xef\xbb\xbf"sep=;";;;\r\n' + b, SAME
    ),
    Strange("a tab told and used", "sor-csv", lambda b: b"sep=\t\r\n" + b.replace(b";", b"\t"), SAME),
    Strange("another separator told than there is", "sor-csv", lambda b: b"sep=,\r\n" + b, REFUSED),
    *(
        Strange(f"{what} in a name", "sor-csv", in_utf8("Fjordby Hospital", spoilt), f"{TOLD}: X8")
        for what, spoilt in (
            ("an opening quote", '"Fjordby Hospital'),
            ("a letter as the web writes it", "Fj%C3%B8rdby Hospital"),
            ("a Cyrillic letter", "Fj\u043erdby Hospital"),
            ("a Greek letter", "Fj\u03bfrdby Hospital"),
        )
    ),
    Strange("UTF-16 without a mark", "sor-csv", encoded("utf-16-le"), REFUSED),
    Strange("UTF-8 without a mark", "sor-csv", encoded("utf-8"), SAME),
    Strange("UTF-8 with two marks", "sor2-daily", lambda b: b"\xef\xbb\xbf" + b, SAME),
    Strange(
        "half in Latin-1, half in UTF-8",
        "sor-csv",
        lambda b: b[:20000] + b[20000:].decode(TEXT).encode(),
        f"{REFUSED}: UTF-8",
    ),
    Strange("lines ended by CR", "sor-csv", text("\r\n", "\r"), REFUSED),
    Strange("lines ended by CR CR LF", "sor-csv", text("\r\n", "\r\r\n"), SAME),
    Strange(
        "lines ended in three ways",
        "sor-csv",
        lines(lambda given: [b.rstrip() + (b"\n", b"\r\n", b"\r")[n % 3] for n, b in enumerate(given)]),
        REFUSED,
    ),
    Strange("three rows lost at the end", "sor-csv", lines(lambda given: given[:-3]), f"{TOLD}: 'X11'.*'closed': 3"),
    Strange(
        "a table of another register", "sor-csv", lambda _: b"Ydernummer;Navn;Postnr\r\n012345;Hansen;8000\r\n", REFUSED
    ),
]


def only_odd_rows(given: list[list[str]]) -> list[list[str]]:
    return [row for n, row in enumerate(given) if n == 0 or n % 2]


def a_name_more(after: str) -> Edit:
    """The header has a column that the rows do not have."""

    def edit(given: list[list[str]]) -> list[list[str]]:
        place = given[0].index(after) + 1
        return [[*given[0][:place], "Bemærkning", *given[0][place:]], *given[1:]]

    return rows(edit)


def a_cell_more(after: str) -> Edit:
    """Every row has a cell that the header does not have, and lost its last."""

    def edit(given: list[list[str]]) -> list[list[str]]:
        place = given[0].index(after) + 1
        return [given[0], *([*row[:place], "", *row[place:-1]] for row in given[1:])]

    return rows(edit)


def a_cell_less(code: str, at: str) -> Edit:
    """One row lost a cell and was filled up at its end."""

    def edit(given: list[list[str]]) -> list[list[str]]:
        place = given[0].index(at)
        return [[*row[:place], *row[place + 1 :], ""] if code in row[:9] else row for row in given]

    return rows(edit)


def quoted(content: bytes) -> bytes:
    return "".join(";".join(f'"""{c}"""' if c else "" for c in row) + "\r\n" for row in cells_of(content)).encode(TEXT)


TABLE = [
    Strange(
        "every row twice",
        "sor-csv",
        rows(lambda given: [given[0], *(row for row in given[1:] for _ in (1, 2))]),
        f"{SAME}: 90 rows stand twice",
    ),
    Strange(
        "a row twice, with another telephone number",
        "sor-csv",
        lambda b: b + cell(XRAY, "Telefon", "70101010")(b).splitlines(keepends=True)[9],
        ROW,
    ),
    Strange(
        "the header in capitals",
        "sor-csv",
        lines(lambda given: [given[0].decode(TEXT).upper().encode(TEXT), *given[1:]]),
        SAME,
    ),
    Strange(
        "code and parent under each other's name", "sor-csv", names_swapped("SOR-kode", "Parent-SOR-kode"), REFUSED
    ),
    Strange(
        "ydernummer and local code under each other's name",
        "sor-csv",
        names_swapped("Ydernummer", "Lokalkode"),
        f"{REFUSED}: ydernummer",
    ),
    Strange("CVR and P-number under each other's name", "sor-csv", names_swapped("CVR", "P-nummer"), f"{REFUSED}: CVR"),
    Strange(
        "a column twice, the second empty",
        "sor-csv",
        rows(lambda given: [[*row, "" if n else "Telefon"] for n, row in enumerate(given)]),
        f"{REFUSED}: stands twice",
    ),
    Strange("names sorted by themselves", "sor-csv", sorted_alone("Enhedsnavn"), f"{REFUSED}: name"),
    Strange("types of merged cells", "sor-csv", merged_cells("Enhedstype"), f"{REFUSED}: type"),
    *(
        Strange(f"a name more in the header, after {after}", "sor-csv", a_name_more(after), REFUSED)
        for after in ("Enhedsnavn", "P_By", "Hovedspeciale", "Speciale8")
    ),
    Strange(
        "a name less in the header",
        "sor-csv",
        lines(lambda given: [given[0].replace(b";Fax", b""), *given[1:]]),
        REFUSED,
    ),
    Strange("a cell more in every row, after the telephone", "sor-csv", a_cell_more("Telefon"), REFUSED),
    Strange("a cell more in every row, after the addresses", "sor-csv", a_cell_more("A_Y"), REFUSED),
    Strange("rows from the last to the first", "sor-csv", rows(lambda given: [given[0], *given[:0:-1]]), SAME),
    Strange("separated by tabs", "sor-csv", text(";", "\t"), SAME),
    Strange("separated by commas, nothing quoted", "sor-csv", text(";", ","), REFUSED),
    Strange("separated by bars", "sor-csv", text(";", "|"), SAME),
    Strange("every cell quoted twice", "sor-csv", quoted, REFUSED),
    Strange(
        "every cell in single quotes",
        "sor-csv",
        rows(lambda given: [given[0], *([f"'{c}'" for c in row] for row in given[1:])]),
        REFUSED,
    ),
    Strange(
        "apostrophes before eight codes",
        "sor-csv",
        pattern(r"(?<=;)(?=90000(?:05|06|07|08|09|10|11|12)1000016\d{3};9)", "'"),
        ROW,
    ),
    Strange("its own parent", "sor-csv", cell(XRAY, "Parent-SOR-kode", XRAY), f"{CELL}: the unit's own code"),
    Strange("each below the other", "sor-csv", cell(WARD, "Parent-SOR-kode", CLINIC), f"{TOLD}: H2"),
    Strange("a parent that is nowhere", "sor-csv", cell(XRAY, "Parent-SOR-kode", "698481000016007"), f"{TOLD}: H2"),
    Strange("two digits of a code swapped", "sor-csv", cell(XRAY, "SOR-kode", "90000211000016007"), ROW),
    Strange(
        "the location number of another unit", "sor-csv", cell(WARD, "Lokationsnummer", "5790990000054"), f"{TOLD}: L2"
    ),
    Strange(
        "a location number with a wrong check digit",
        "sor-csv",
        cell(WARD, "Lokationsnummer", "5790990000062"),
        f"{TOLD}: L4",
    ),
    Strange(
        "a CVR number with a wrong check digit", "sor-csv", cell("90000011000016004", "CVR", "90000013"), f"{TOLD}: F2"
    ),
    Strange(
        "name and code in each other's cell",
        "sor-csv",
        rows(lambda given: [[row[7], *row[1:7], row[0], *row[8:]] if row[7] == CLINIC else row for row in given]),
        ROW,
    ),
    Strange(
        "a row of somebody's tests",
        "sor-csv",
        lambda b: b + cell(XRAY, "SOR-kode", "123456789012345")(b).splitlines(keepends=True)[9],
        ROW,
    ),
    Strange("every other row missing", "sor-csv", rows(only_odd_rows), f"{REFUSED}: leaves out"),
]


START, END, EDITED = "Gaeldende_fra_dato", "Ophoert_dato", "Sidst_aendret_dato"


def all_dates(becomes: Callable[[str], str]) -> Edit:
    def edit(content: bytes) -> bytes:
        for name in (START, END, EDITED):
            content = column(name, becomes)(content)
        return content

    return edit


def open_end(end: str) -> Edit:
    return column(END, lambda cell: cell or end)


CELLS = [
    Strange("dates day first", "sor-csv", all_dates(day_first), SAME),
    Strange("dates month first", "sor-csv", all_dates(month_first), REFUSED),
    Strange(
        "dates month first, with slashes", "sor-csv", all_dates(lambda day: month_first(day).replace("-", "/")), REFUSED
    ),
    Strange(
        "years of two digits", "sor-csv", all_dates(lambda day: re.sub(r"\d\d(\d\d)$", r"\1", day_first(day))), REFUSED
    ),
    Strange(
        "days counted from 1900, as a spreadsheet keeps them",
        "sor-csv",
        all_dates(lambda day: str(39083 + int(day[:4]) - 2007) if day else ""),
        REFUSED,
    ),
    Strange("dates at midnight", "sor-csv", all_dates(lambda day: day and f"{day} 00:00:00"), SAME),
    Strange("dates as instants of UTC", "sor-csv", all_dates(day_moved(-1, "{}T23:00:00Z")), SAME),
    Strange("dates with an offset", "sor-csv", all_dates(lambda day: day and f"{day}T00:00:00+01:00"), SAME),
    *(
        Strange(f"an open end written {end}", "sor-csv", open_end(end), SAME)
        for end in ("9999-12-31", "31-12-9999", "9999-12-31 23:59:59", "2999-12-31", "2500-01-01")
    ),
    *(
        Strange(f"an open end written {end}", "sor-csv", open_end(end), REFUSED)
        for end in ("0000-00-00", "1900-01-00", "00-01-1900", "NULL")
    ),
    *(
        Strange(f"a first day written {day}", "sor-csv", cell(XRAY, START, day), ROW)
        for day in ("2021-06-31", "2021-10- 22", "22. okt 2021", "21-10-22", "i går")
    ),
    Strange("ended before it began", "sor-csv", cell(XRAY, END, "2020-12-31"), ROW),
    Strange("types with a capital", "sor-csv", column("Enhedstype", str.capitalize), SAME),
    Strange(
        "the code of a type for its name",
        "sor-csv",
        column("Enhedstype", lambda name: "22232009" if name == "hospital" else name),
        SAME,
    ),
    Strange("a type in the plural", "sor-csv", cell(WARD, "Enhedstype", "hospitaler"), f"{TOLD}: T1"),
    Strange(
        "levels in English",
        "sor-csv",
        column("SOR-type", lambda level: {"IE": "IO", "SI": "HI", "OE": "OU"}[level]),
        SAME,
    ),
    Strange(
        "levels in words",
        "sor-csv",
        column("SOR-type", lambda level: {"IE": "Institutionsejer"}.get(level, level)),
        f"{REFUSED}: SOR-type",
    ),
    Strange("an owner in the middle of a tree", "sor-csv", cell(XRAY, "SOR-type", "IE"), f"{TOLD}: H2"),
    Strange("inheritance in capitals", "sor-csv", column("Nedarvningsstatus", str.upper), SAME),
    Strange(
        "own and inherited numbers swapped",
        "sor-csv",
        column("Nedarvningsstatus", lambda word: {"egen": "nedarvet", "nedarvet": "egen"}.get(word, "")),
        REFUSED,
    ),
    Strange("postcodes that lost a digit", "sor-csv", column("P_Postnummer", lambda code: code[1:]), REFUSED),
    Strange(
        "codes with dots between thousands",
        "sor-csv",
        column("SOR-kode", lambda code: f"{int(code):,}".replace(",", ".")),
        REFUSED,
    ),
    Strange("a code with blanks inside", "sor-csv", cell(XRAY, "SOR-kode", "90000121 000016 007"), ROW),
    Strange("an entity of HTML in a name", "sor-csv", cell(CLINIC, "Enhedsnavn", "Hjerte &amp; Kar"), ROW),
    Strange(
        "æ, ø and å written out",
        "sor-csv",
        column("Enhedsnavn", lambda name: name.replace("ø", "oe").replace("æ", "ae").replace("å", "aa")),
        f"{REFUSED}: name",
    ),
    Strange(
        "names cut off after 20 letters", "sor-csv", column("Enhedsnavn", lambda name: name[:20]), f"{REFUSED}: name"
    ),
    Strange("names in capitals", "sor-csv", column("Enhedsnavn", str.upper), f"{REFUSED}: name"),
    Strange(
        "a soft hyphen in a name",
        "sor2-daily",
        lambda b: b.replace(b"Kardiologisk Ambulatorium", "Kardiologisk Ambu\u00adlatorium".encode()),
        f"{ROW}: SOFT HYPHEN",
    ),
    Strange(
        "a code, a type and a date between blanks",
        "sor-csv",
        lambda b: cell(CLINIC, "Enhedstype", lambda c: f"{c} ")(cell(CLINIC, START, lambda c: f" {c} ")(b)).replace(
            CLINIC.encode(), f" {CLINIC} ".encode()
        ),
        SAME,
    ),
    Strange("NULL for a name", "sor-csv", cell(CLINIC, "Enhedsnavn", "NULL"), f"{CELL}: Enhedsnavn"),
    Strange("an empty name", "sor-csv", cell(CLINIC, "Enhedsnavn", ""), f"{TOLD}: F1"),
    Strange("a name of 91 letters", "sor-csv", cell(CLINIC, "Enhedsnavn", "Kardiologisk " * 7), f"{TOLD}: N1"),
    Strange(
        "a ydernummer without its zero",
        "sor-csv",
        cell(DOCTOR, "Ydernummer", "26071"),
        f"{CELL}: 026071",
    ),
    *(
        Strange(
            f"a personal number in {column}",
            "sor-csv",
            cell(XRAY, column, lambda text: f"{text} 010170-1234".strip()),
            f"{CELL}: 010170-xxxx.*PERSONAL NUMBERS .CPR. stand in 1 text",
        )
        for column in ("Enhedsnavn", "Postadresse", "E-mail")
    ),
    Strange(
        "a personal number in a name in XML",
        "xml2",
        text("Fjordby Hospital<", "Fjordby Hospital, CPR 0101701234<", 1),
        f"{CELL}: 'proposal': 'Fjordby Hospital'.*PERSONAL NUMBERS",
    ),
    Strange(
        "a personal number in every name",
        "sor-csv",
        column("Enhedsnavn", lambda name: f"{name}, 010170-1234"),
        f"{REFUSED}: 010170-xxxx",
    ),
    Strange(
        "CVR numbers with country and blanks",
        "sor-csv",
        column("CVR", lambda cvr: f"DK {cvr[:2]} {cvr[2:4]} {cvr[4:6]} {cvr[6:]}" if cvr else ""),
        SAME,
    ),
    Strange("guards of SOR2 quoted once more", "sor2-daily", lambda b: re.sub(rb'="(\d+)"', rb'"=""\1"""', b), SAME),
    Strange("guards of SOR2 lost", "sor2-daily", pattern(r'="(\d+)"', r"\1"), SAME),
    Strange("guards of SOR2 turned into apostrophes", "sor2-daily", pattern(r'="(\d+)"', r"'\1"), REFUSED),
    Strange(
        "types' codes and names under each other's name",
        "sor2-daily",
        lines(lambda given: [names_swapped("EntityTypeId", "EntityTypeName")(given[0]).rstrip() + b"\r\n", *given[1:]]),
        SAME,
    ),
    Strange("municipalities without their zero", "sor2-daily", pattern(r";0(\d{3});(?=\d{1,4};)", r";\1;"), REFUSED),
]


def in_version(number: str) -> Edit:
    return text("urn:oio:nsi:2.0.0", f"urn:oio:nsi:{number}")


def below_another_too(content: bytes) -> bytes:
    """One unit twice, the second time below another institution."""
    match = re.search(
        rb"<OrganizationalUnit>\s*<sor1:SorIdentifier>%s<.*?</OrganizationalUnit>" % CLINIC.encode(), content, re.DOTALL
    )
    again = match[0] if match else b""
    end = content.rindex(b"</HealthInstitutionEntity>")
    return content[:end] + b"<OrganizationalUnitEntity>" + again + b"</OrganizationalUnitEntity>" + content[end:]


XML = [
    Strange(
        "a document type with an entity",
        "xml2",
        text("<SorTree", '<!DOCTYPE SorTree [<!ENTITY x "y">]>\n<SorTree', 1),
        f"{REFUSED}: DOCTYPE",
    ),
    Strange("an entity that nobody declared", "xml2", text("Fjordby Hospital", "Fjordby&nbsp;Hospital"), REFUSED),
    Strange("a bare ampersand", "xml2", text("Fjordby Hospital", "Fjordby & Hospital"), REFUSED),
    Strange(
        "comments inside a name and a code",
        "xml2",
        lambda b: b.replace(b"Fjordby Hospital", b"Fjordby<!-- x --> Hospital").replace(
            WARD.encode(), b"90000061<!--x-->000016002"
        ),
        SAME,
    ),
    Strange("a name in CDATA", "xml2", text("Fjordby Hospital<", "<![CDATA[Fjordby Hospital]]><"), SAME),
    Strange("an instruction inside a name", "xml2", text("Fjordby Hospital", "Fjordby<?x y?> Hospital"), SAME),
    Strange("letters as numbers", "xml2", text("æ", "&#230;"), SAME),
    Strange(
        "other prefixes",
        "xml2",
        lambda b: (
            b.replace(b"sor1:", b"ns0:")
            .replace(b"xmlns:sor1", b"xmlns:ns0")
            .replace(b"dkcc2005:", b"a:")
            .replace(b"xmlns:dkcc2005=", b"xmlns:a=")
        ),
        SAME,
    ),
    Strange(
        "no namespaces",
        "xml2",
        lambda b: re.sub(rb' xmlns(:[\w-]+)?="[^"]*"', b"", re.sub(rb"(</?)[\w-]+:", rb"\1", b)),
        REFUSED,
    ),
    Strange(
        "version 2 in the envelope of version 1",
        "xml2",
        text("urn:oio:nsi:2.0.0", "urn:oio:sundhedsstyrelsen:organisation:1.0.0"),
        REFUSED,
    ),
    Strange("version 2 in the envelope of version 3", "xml2", in_version("3.0.0"), SAME),
    Strange(
        "version 1 in the envelope of version 2",
        "xml1",
        text('xmlns="urn:oio:sundhedsstyrelsen:organisation:1.0.0"', 'xmlns="urn:oio:nsi:2.0.0"'),
        REFUSED,
    ),
    Strange(
        "version 2 in an envelope that nobody knows",
        "xml2",
        in_version("2.0.0/"),
        f"{SAME}: not known; read as SOR XML 3",
    ),
    Strange("empty ends", "xml2", text("<sor1:UpdatedAt>", "<sor1:ToDate/><sor1:UpdatedAt>"), SAME),
    Strange("dates with a zone", "xml2", pattern(r"(FromDate>\d{4}-\d\d-\d\d)<", r"\1+01:00<"), SAME),
    Strange(
        "dates as instants of UTC", "xml2", text("FromDate>2021-10-22<", "FromDate>2021-10-21T22:00:00Z<"), REFUSED
    ),
    Strange(
        "line breaks in every text",
        "xml2",
        pattern(
            r"(<(?:sor1:EntityName|sor1:SorIdentifier|sor1:FromDate|sor1:EanLocationCode|EntityTypeIdentifier)>)([^<]*)<",
            r"\1\n  \2\n  <",
        ),
        f"{SAME}: X16",
    ),
    Strange("true written 1", "xml2", text("<EntityInheritanceIndicator>true", "<EntityInheritanceIndicator>1"), SAME),
    Strange("a unit below two others", "xml2", below_another_too, f"{ROW}: with different content"),
    Strange(
        "an institution written as a unit",
        "xml2",
        lambda b: b.replace(b"<HealthInstitution>", b"<OrganizationalUnit>", 1).replace(
            b"</HealthInstitution>", b"</OrganizationalUnit>", 1
        ),
        f"{TOLD}: H2",
    ),
    Strange("Latin-1 that says it is UTF-8", "xml2", encoded("iso-8859-1", "utf-8-sig"), REFUSED),
    Strange(
        "UTF-8 that says it is Latin-1",
        "xml2",
        lambda b: b.replace(b'encoding="utf-8"', b'encoding="iso-8859-1"').lstrip(b"\xef\xbb\xbf"),
        REFUSED,
    ),
    Strange("UTF-16", "xml2", lambda b: b.decode("utf-8-sig").replace('"utf-8"', '"utf-16"').encode("utf-16"), SAME),
    Strange("a blank line before the declaration", "xml2", lambda b: b"\r\n" + b.lstrip(b"\xef\xbb\xbf"), REFUSED),
    Strange("no declaration", "xml2", pattern(r"<\?xml.*?\?>\s*", ""), SAME),
    Strange("a location number of twelve digits", "xml2", text("5790990000054", "579099000005"), f"{TOLD}: L4"),
    Strange("a code with blanks inside", "xml2", text(f">{WARD}", ">90000061 0000 16002"), ROW),
    Strange("the code of a hospital damaged", "xml2", text(f">{HOSPITAL}", ">90000051000016001"), ROW),
    Strange(
        "another word for the wrapper of units",
        "xml2",
        text("OrganizationalUnitEntity", "OrganisationalUnitEntity"),
        REFUSED,
    ),
    Strange(
        "no owner at all", "xml2", pattern(r"\t<InstitutionOwnerEntity>.*</InstitutionOwnerEntity>\s*", ""), REFUSED
    ),
]


def record(n: int, change: Callable[[bytes], bytes]) -> Edit:
    """One record of SHAKCOMPLETE, its line end aside."""
    return lines(
        lambda given: [change(line.rstrip(b"\r\n")) + b"\n" if at == n else line for at, line in enumerate(given)]
    )


def records(change: Callable[[bytes], bytes]) -> Edit:
    return lines(lambda given: [change(line.rstrip(b"\r\n")) + b"\n" for line in given])


def at(place: int, put: str) -> Callable[[bytes], bytes]:
    """Characters put over a record from a place on."""
    return lambda line: line[: place - 1] + put.encode() + line[place - 1 + len(put) :]


SHAK = [
    Strange("every record one character to the right", "shak", records(lambda line: b" " + line), REFUSED),
    Strange("a record one character to the right", "shak", record(1, lambda line: b" " + line), ROW),
    Strange("a record one character to the left", "shak", record(1, lambda line: line[1:]), ROW),
    Strange("a blank of the code lost", "shak", record(1, lambda line: line[:20] + line[21:]), ROW),
    Strange("a letter more in a name", "shak", record(1, lambda line: line[:50] + b"x" + line[50:]), ROW),
    Strange("tabs for blanks", "shak", records(lambda line: re.sub(rb" {2,}", b"\t", line)), REFUSED),
    Strange(
        "two records in one line",
        "shak",
        lines(lambda given: [*given[:3], given[3].rstrip() + b" " * 26 + given[4], *given[5:]]),
        ROW,
    ),
    Strange(
        "lines broken after 80 characters",
        "shak",
        records(lambda line: b"\n".join(line[n : n + 80] for n in (0, 80, 160))),
        REFUSED,
    ),
    Strange("SHAK in UTF-8", "shak", encoded("utf-8", "cp1252"), SAME),
    Strange("SHAK in the letters of DOS", "shak", encoded("cp850", "cp1252"), REFUSED),
    Strange("SHAK in UTF-16", "shak", encoded("utf-16", "cp1252"), REFUSED),
    Strange("a blank line after every record", "shak", records(lambda line: line + b"\r\n\r"), SAME),
    Strange("a dot in a SHAK code", "shak", record(1, at(4, "9100.01")), SAME),
    Strange("a SHAK code that lost a digit", "shak", record(1, at(4, "91001 ")), ROW),
    Strange("a SHAK code at the right of its field", "shak", record(1, at(4, "910001".rjust(20))), SAME),
    Strange("no end, written in zeros", "shak", records(at(40, "0" * 8)), REFUSED),
    Strange(
        "first days day first",
        "shak",
        records(lambda line: at(24, (line[29:31] + line[27:29] + line[23:27]).decode())(line)),
        REFUSED,
    ),
    Strange(
        "a SHAK code twice at a time",
        "shak",
        lines(lambda given: [*given, at(48, "Et andet navn   ")(given[1])]),
        f"{ROW}: overlaps",
    ),
    Strange("the changes of a week as the whole", "shak", lines(lambda given: given[:2]), f"{REFUSED}: leaves out"),
    Strange("a record lost", "shak", lines(lambda given: given[:3] + given[4:]), f"{TOLD}: X12"),
    Strange(
        "names of SHAK one record further down",
        "shak",
        lines(lambda given: [line[:47] + given[n - 1][47:167] + line[167:] for n, line in enumerate(given)]),
        REFUSED,
    ),
    Strange("cut off in the last record", "shak", lambda b: b[:-60], REFUSED),
    Strange("the last line end lost", "shak", lambda b: b.rstrip(b"\r\n"), SAME),
    *(
        Strange("three records twice", of, lines(lambda given: [*given, *given[1:4]]), f"{SAME}: 3 rows stand twice")
        for of in ("shak", "shak-csv")
    ),
    Strange("the header twice", "shak-csv", lines(lambda given: [*given, given[0]]), ROW),
]

ARCHIVE = [
    Strange(
        "tables in a folder of the zip",
        "sor2-complete",
        lambda b: zip_of({f"SOR/{name}": c for name, c in members_of(b).items()}),
        SAME,
    ),
    Strange(
        "names in small letters",
        "sor2-complete",
        lambda b: zip_of({name.lower(): c for name, c in members_of(b).items()}),
        SAME,
    ),
    Strange(
        "no table of units",
        "sor2-complete",
        lambda b: zip_of({name: c for name, c in members_of(b).items() if name != "SOREntity.csv"}),
        REFUSED,
    ),
    Strange(
        "an empty table of location numbers", "sor2-complete", member("LocationsCodes.csv", lambda _: b""), REFUSED
    ),
    Strange(
        "units sorted by name",
        "sor2-complete",
        member("SOREntity.csv", rows(lambda given: [given[0], *sorted(given[1:], key=lambda row: row[1])])),
        SAME,
    ),
    Strange(
        "message types at a number that is nowhere",
        "sor2-complete",
        member("LocationsCodeEDITypeMap.csv", text("5790990000061", "5790990009996")),
        f"{TOLD}: message types: the file tells of 1 location numbers that neither .* has: 5790990009996",
    ),
    Strange(
        "a succession of units that are nowhere",
        "sor2-complete",
        member(
            "SORReplacedEntities.csv",
            lambda b: (
                b + re.sub(rb"90000(\d+)1000016\d{3}", rb"698481000016007", b.splitlines(keepends=True)[1], count=1)
            ),
        ),
        f"{TOLD}: successions: the file tells of 1 units",
    ),
    Strange("numbers and units under each other's name", "medcom-gln", names_swapped("gln", "sor_id"), REFUSED),
    Strange("numbers in powers of ten", "medcom-gln", pattern(r"(?m)^(\d)(\d{5})\d{7};", r"\1,\2E+12;"), REFUSED),
    Strange(
        "parents told by their names",
        "columns",
        rows(lambda given: [given[0], *([*row[:8], row[9], *row[9:]] for row in given[1:])]),
        REFUSED,
    ),
    Strange("codes behind apostrophes", "columns", pattern(r"(?<=;)(?=9000\d+;)", "'"), REFUSED),
]

MUCH = [
    Strange(
        "telephone and fax under each other's name", "sor-csv", names_swapped("Telefon", "Fax"), f"{REFUSED}: phone"
    ),
    Strange(
        "town and street under each other's name",
        "sor-csv",
        names_swapped("P_By", "Postadresse"),
        f"{REFUSED}: district of the postal",
    ),
    Strange(
        "e-mail and web site under each other's name",
        "sor-csv",
        names_swapped("E-mail", "Hjemmeside"),
        f"{REFUSED}: email",
    ),
    Strange(
        "first day and day of editing under each other's name",
        "sor-csv",
        names_swapped(START, EDITED),
        f"{REFUSED}: first day",
    ),
    Strange(
        "telephone numbers one row further down",
        "sor-csv",
        moved_down("Telefon"),
        f"{REFUSED}: phone of the virtual address",
    ),
    Strange(
        "postcodes one row further down",
        "sor-csv",
        moved_down("P_Postnummer"),
        f"{REFUSED}: postcode of the postal address",
    ),
    Strange(
        "addresses one row further down",
        "sor-csv",
        moved_down("P_Postnummer", "P_By", "Postadresse", "P_KK", "P_VK"),
        f"{REFUSED}: street of the postal address",
    ),
    Strange("specialities one row further down", "sor-csv", moved_down("Hovedspeciale"), f"{REFUSED}: specialities"),
    Strange("e-mail addresses sorted by themselves", "sor-csv", sorted_alone("E-mail"), f"{REFUSED}: email"),
    Strange("first days sorted by themselves", "sor-csv", sorted_alone(START), f"{REFUSED}: first day"),
    Strange("towns of merged cells", "sor-csv", merged_cells("P_By"), f"{REFUSED}: inherited visiting address"),
    Strange("every first day a day early", "sor-csv", column(START, day_moved(-1)), f"{REFUSED}: first day"),
    Strange("every first day a day late", "sor-csv", column(START, day_moved(1)), f"{REFUSED}: first day"),
    Strange(
        "days of up to the twelfth month first",
        "sor-csv",
        column(START, lambda day: month_first(day) if int(day[8:]) < 13 else day),
        f"{REFUSED}: first day",
    ),
    Strange("a last day filled down", "sor-csv", column(END, "2026-12-31"), f"{REFUSED}: closing of units"),
    Strange(
        "every number inactive",
        "sor-csv",
        column("Lokationsnummerstatus", lambda word: word and "inaktiv"),
        f"{REFUSED}: active of a location number",
    ),
    Strange(
        "telephone numbers with their country",
        "sor-csv",
        column("Telefon", lambda number: number and f"+45{number}"),
        f"{REFUSED}: phone",
    ),
    Strange(
        "yes and no swapped",
        "sor2-daily",
        column("AmbulantActivityIndicator", lambda word: {"true": "false", "false": "true"}.get(word, "")),
        f"{REFUSED}: ambulant activity",
    ),
    Strange(
        "no unit inherits a number",
        "xml2",
        text("<EntityInheritanceIndicator>true", "<EntityInheritanceIndicator>false"),
        f"{REFUSED}: inherited location number",
    ),
    Strange(
        "every number inactive",
        "xml2",
        text("<sor1:NonActiveIndicator>false", "<sor1:NonActiveIndicator>true"),
        f"{REFUSED}: active",
    ),
    Strange(
        "places in the tree of an unknown kind",
        "xml1",
        text("<GeographicalParentRelation>1", "<GeographicalParentRelation>9"),
        f"{REFUSED}: relation",
    ),
    Strange(
        "first days of SHAK a day early",
        "shak",
        records(lambda line: at(24, str(int(line[23:31]) - 1))(line) if line[29:31] != b"01" else line),
        f"{REFUSED}: first day",
    ),
    Strange("every SHAK code closed in 2025", "shak", records(at(40, "20250630")), f"{REFUSED}: closing of SHAK"),
    Strange(
        "units of a complete file without what comes",
        "sor2-complete",
        member(
            "SOREntity.csv",
            rows(lambda given: [row for row in given if row[5] <= "2026-11-02" or row[5] == "FromDate"]),
        ),
        f"{REFUSED}: closing of units",
    ),
    Strange(
        "numbers of a complete file one row further down",
        "sor2-complete",
        member("LocationsCodes.csv", moved_down("EanLocationCode")),
        f"{REFUSED}: network of a location number",
    ),
    Strange("every number suspended", "medcom-gln", text(";active", ";suspended"), f"{REFUSED}: active"),
]


def a_cell_more_in(code: str, at: str) -> Edit:
    """One row gained a cell and lost its last."""

    def edit(given: list[list[str]]) -> list[list[str]]:
        place = given[0].index(at)
        return [[*row[:place], "x", *row[place:-1]] if any(code in c for c in row[:9]) else row for row in given]

    return rows(edit)


WORDS = [
    Strange(
        "inheritance told by yes and no",
        "sor-csv",
        column("Nedarvningsstatus", lambda word: {"nedarvet": "ja", "egen": "nej"}.get(word, "")),
        f"{REFUSED}: Nedarvningsstatus",
    ),
    Strange(
        "inheritance told by yes and no in one row",
        "sor-csv",
        cell(CLINIC, "Nedarvningsstatus", "ja"),
        f"{CELL}: Nedarvningsstatus",
    ),
    Strange(
        "states of numbers in Danish",
        "sor2-daily",
        column(
            "EanLocationCodeState", lambda word: {"Own": "Egen", "None": "Ingen", "Inherited": "Nedarvet"}.get(word, "")
        ),
        SAME,
    ),
    Strange(
        "states of numbers as true and false",
        "sor2-daily",
        column("EanLocationCodeState", lambda word: "SAND" if word == "Own" else "FALSK"),
        f"{REFUSED}: EanLocationCodeState",
    ),
    Strange(
        "indicators in Danish",
        "sor2-daily",
        column("ReportingLevelIndicator", lambda word: {"true": "SAND", "false": "Nej"}.get(word, "")),
        SAME,
    ),
    Strange(
        "directions of messages in Danish",
        "sor2-complete",
        member(
            "LocationsCodeEDITypeMap.csv",
            column("Direction", lambda word: {"send": "sende", "receive": "modtag"}[word]),
        ),
        SAME,
    ),
    Strange(
        "directions of messages in other words",
        "sor2-complete",
        member("LocationsCodeEDITypeMap.csv", column("Direction", "begge")),
        REFUSED,
    ),
    Strange(
        "a direction in another word",
        "sor2-complete",
        member(
            "LocationsCodeEDITypeMap.csv",
            lines(lambda given: [given[0], given[1].replace(b";send;", b";afsendt;"), *given[2:]]),
        ),
        f"{ROW}: names no edi",
    ),
    Strange(
        "units that follow themselves",
        "sor2-complete",
        member(
            "SORReplacedEntities.csv",
            rows(lambda given: [given[0], *([row[0], *row[:1], *row[2:]] for row in given[1:])]),
        ),
        f"{ROW}: names no succession",
    ),
]


def without_row_of(name: str) -> Edit:
    return rows(lambda given: [row for row in given if name not in row[:2]])


LOST = [
    Strange(
        f"the row of a hospital lost, in {of}",
        of,
        without_row_of("Fjordby Hospital"),
        f"{SAME}: units below them are in it: {HOSPITAL}",
    )
    for of in ("sor-csv", "sor2-daily", "columns")
]

SPREADSHEETS = [
    *(
        Strange(f"a formula under {name}", "sor-csv", cell(WARD, name, formula), f"{CELL}: a formula")
        for name, formula in (
            ("Enhedsnavn", "=A5&A6"),
            ("Telefon", "=N2"),
            ("Lokationsnummer", "=R2"),
            ("Hjemmeside", "=HYPERLINK(A1)"),
        )
    ),
    *(
        Strange(
            f"an apostrophe under {name}", "sor-csv", cell(WARD, name, lambda c: f"'{c}"), f"{CELL}: the apostrophe"
        )
        for name in (
            "Parent-SOR-kode",
            "Telefon",
            "Lokationsnummer",
            "P_Postnummer",
            "P_KK",
            "SghAfd-kode",
            "Geografisk_lokalisation",
        )
    ),
    Strange(
        "an apostrophe before a ydernummer", "sor-csv", cell(DOCTOR, "Ydernummer", lambda c: f"'{c}"), f"{CELL}: 260715"
    ),
    Strange(
        "an apostrophe before a code",
        "sor-csv",
        cell(XRAY, "SOR-kode", lambda c: f"'{c}"),
        f"{ROW}: 'proposal': '{XRAY}'",
    ),
]

UNLISTED = [
    Strange(
        "regions of numbers in words",
        "sor2-complete",
        member("LocationsCodes.csv", column("RegionCode", "Region Midtjylland")),
        f"{REFUSED}: region of a location number",
    ),
    Strange(
        "regions of numbers emptied",
        "xml2",
        text("<kms:RegionCode>1082", "<kms:RegionCode>0"),
        f"{REFUSED}: region: 13 of 90 cells cannot be read",
    ),
    Strange(
        "codes and texts of code lists under each other's name",
        "sor2-complete",
        member("SORClassifications.csv", names_swapped("Code", "Name")),
        f"{REFUSED}: names no code",
    ),
    Strange("a municipality that there is not", "sor-csv", cell(WARD, "P_KK", "0999"), f"{TOLD}: X9.*municipality"),
    Strange("the name of a municipality for its code", "sor-csv", cell(WARD, "P_KK", "Silkeborg"), f"{TOLD}: X9"),
    Strange("a postcode that there is not", "sor-csv", cell(WARD, "P_Postnummer", "8601"), f"{TOLD}: X9.*postal_code"),
    Strange(
        "postcode and town in one cell",
        "xml2",
        unit(HOSPITAL, lambda one: one.replace(b">8600<", b">8600 Silkeborg<")),
        f"{TOLD}: X9",
    ),
    Strange("the postcode of another town", "sor-csv", cell(WARD, "P_Postnummer", "1601"), f"{TOLD}: X10"),
    Strange(
        "a region that there is not",
        "xml2",
        unit(WARD, lambda one: one.replace(b"RegionCode>1082", b"RegionCode>1099")),
        f"{TOLD}: X9.*location_number",
    ),
    Strange(
        "a country that there is not",
        "xml2",
        unit(HOSPITAL, lambda one: one.replace(b">DK<", b">ZZ<")),
        f"{TOLD}: X9.*country",
    ),
    Strange(
        "a speciality that there is not",
        "xml2",
        unit(WARD, lambda one: one.replace(b"394579002", b"394579999")),
        f"{TOLD}: X9.*speciality",
    ),
    Strange(
        "a kind of place in the tree that there is not",
        "xml1",
        text("Relation>1<", "Relation>9<", 1),
        f"{TOLD}: X9.*relation",
    ),
    Strange(
        "a kind of SHAK institution that there is not",
        "shak",
        record(0, lambda line: line.replace(b"1211 ", b"8881 ")),
        f"{TOLD}: X9.*institution_kind",
    ),
]

SHIFTED = [
    *(
        Strange(
            f"a row without its {name}", "sor-csv", a_cell_less("90000011000016004", name), f"{ROW}: may have shifted"
        )
        for name in ("Telefon", "Lokationsnummer", "P_Postnummer", "B_By")
    ),
    *(
        Strange(
            f"a row with a cell more at {name}", "sor2-daily", a_cell_more_in(WARD, name), f"{ROW}: may have shifted"
        )
        for name in ("PostalAddressFloorId", "VisitingAddressPostCodeId", "VirtualAddressTelephoneNumber")
    ),
]

DAYS = [
    *(
        Strange(f"a first day written {day}", "sor-csv", cell(XRAY, START, day), f"{ROW}: on which nothing begins")
        for day in ("0001-01-01", "1753-01-01", "2206-05-01", "9999-12-31")
    ),
    Strange("a last day written 0001-01-01", "sor-csv", cell(XRAY, END, "0001-01-01"), ROW),
    Strange(
        "a first day of the next century",
        "xml2",
        text("FromDate>2021-10-22<", "FromDate>2201-10-22<", 1),
        f"{ROW}: on which nothing begins",
    ),
    Strange(
        "a first day of no date",
        "sor2-complete",
        member("LocationsCodes.csv", text(";2021-10-22;2021-10-22;", ";2021-10-22;0001-01-01;", 1)),
        f"{ROW}: on which nothing begins",
    ),
    Strange(
        "a first day of SHAK in the next century",
        "shak",
        record(1, at(24, "22171127")),
        f"{ROW}: on which nothing begins",
    ),
    Strange(
        "a start of no date", "medcom-gln", text(";2021-10-22;", ";1753-01-01;", 1), f"{ROW}: on which nothing begins"
    ),
    Strange("a member twice in the zip", "sor2-complete", two_of_a_name, f"{REFUSED}: two files named SOREntity.csv"),
]


def more(after: str, xml: str) -> Callable[[bytes], bytes]:
    """An element put into a unit, after the first end of another."""
    return lambda one: one.replace(f"</{after}>".encode(), f"</{after}>{xml}".encode(), 1)


def another_address(one: bytes) -> bytes:
    match = re.search(rb"<PostalAddressInformation>.*?</PostalAddressInformation>", one, re.DOTALL)
    assert match
    return one.replace(match[0], match[0] + match[0].replace(b"Silkeborg", b"Horsens"))


TWICE = "stands twice, with different content"
BELIEVED = [
    Strange(
        "a name twice",
        "xml2",
        unit(HOSPITAL, more("sor1:EntityName", "<sor1:EntityName>Fjordby Sygehus</sor1:EntityName>")),
        f"{ROW}: EntityName {TWICE}",
    ),
    Strange(
        "a name twice, the same",
        "xml2",
        unit(HOSPITAL, more("sor1:EntityName", "<sor1:EntityName>Fjordby Hospital</sor1:EntityName>")),
        SAME,
    ),
    Strange(
        "two codes in a unit",
        "xml2",
        unit(WARD, more("sor1:SorIdentifier", "<sor1:SorIdentifier>90000071000016007</sor1:SorIdentifier>")),
        f"{ROW}: SorIdentifier {TWICE}",
    ),
    Strange(
        "two types of a unit",
        "xml2",
        unit(HOSPITAL, more("EntityTypeIdentifier", "<EntityTypeIdentifier>264372000</EntityTypeIdentifier>")),
        f"{ROW}: EntityTypeIdentifier {TWICE}",
    ),
    Strange(
        "two addresses of a kind", "xml2", unit(HOSPITAL, another_address), f"{ROW}: PostalAddressInformation {TWICE}"
    ),
    Strange(
        "two streets in an address",
        "xml2",
        unit(HOSPITAL, more("dkcc2005:StreetName", "<dkcc2005:StreetName>Storegade</dkcc2005:StreetName>")),
        f"{ROW}: StreetName {TWICE}",
    ),
    Strange(
        "two states of a unit",
        "xml2",
        unit(
            CLINIC,
            more(
                "sor1:SorStatus",
                "<sor1:SorStatus><sor1:FromDate>2025-01-01</sor1:FromDate><sor1:ToDate>2025-06-30</sor1:ToDate></sor1:SorStatus>",
            ),
        ),
        f"{ROW}: SorStatus {TWICE}",
    ),
    Strange(
        "two ends of a unit",
        "xml2",
        text(
            "<sor1:FromDate>2020-10-22</sor1:FromDate>",
            "<sor1:FromDate>2020-10-22</sor1:FromDate><sor1:ToDate>9999-12-31</sor1:ToDate>",
        ),
        f"{ROW}: ToDate {TWICE}",
    ),
    Strange(
        "two main specialities",
        "xml2",
        unit(
            WARD,
            more(
                "sor1:ClinicalSpecialityCollection",
                "<sor1:ClinicalSpecialityCollection><sor1:ClinicalSpeciality><sor1:SpecialityCode>394594003</sor1:SpecialityCode><sor1:SpecialityType>51000095001</sor1:SpecialityType></sor1:ClinicalSpeciality></sor1:ClinicalSpecialityCollection>",
            ),
        ),
        f"{ROW}: ClinicalSpecialityCollection {TWICE}",
    ),
    Strange(
        "an element inside a name",
        "xml2",
        text("<sor1:EntityName>Fjordby Hospital", "<sor1:EntityName>Fjordby <b>Hospital</b>"),
        f"{ROW}: EntityName holds other elements",
    ),
    Strange(
        "true written SAND",
        "xml2",
        text("<EntityInheritanceIndicator>true", "<EntityInheritanceIndicator>SAND"),
        f"{REFUSED}: neither true nor false",
    ),
    Strange(
        "false written NEJ in one unit",
        "xml2",
        unit(WARD, lambda one: one.replace(b"<sor1:NonActiveIndicator>false", b"<sor1:NonActiveIndicator>NEJ")),
        f"{ROW}: NonActiveIndicator is 'NEJ', neither true nor false",
    ),
    Strange(
        "yes written Y in one unit",
        "xml3",
        unit(
            CLINIC,
            lambda one: one.replace(b"<sor1:AmbulantActivityIndicator>true", b"<sor1:AmbulantActivityIndicator>Y"),
        ),
        f"{ROW}: AmbulantActivityIndicator",
    ),
]

OF_SHAK = ("shak", "shak-csv")
SIDE_TABLES = (
    "SORReplacedEntities.csv", "LocationsCodes.csv", "LocationsCodeEDITypeMap.csv", "EDITypes.csv", "Geolocations.csv",
    "SORClassifications.csv",
)  # fmt: skip


def marked(content: bytes, encoding: str) -> bytes:
    """The same text in UTF-8 behind a byte order mark, with an empty line at its end."""
    return content.decode("utf-8-sig" if content.startswith(BOM) else encoding).encode("utf-8-sig") + b"\r\n"


def with_lines(after: str, more: bytes) -> Edit:
    """Some bytes put in after the first line that holds a text."""
    return lines(lambda given: [one for line in given for one in (line, *([more] if after.encode() in line else []))])


BOM = b"\xef\xbb\xbf"
CELL_OF_THREE = b'"90000071000016007;x";"y"\rz;' + b";" * 57 + b"\r\n"
MARKED = [
    *(
        Strange(f"UTF-8 behind a mark, as {name}", name, lambda b, e=encoding: marked(b, e), SAME)
        for name, encoding in (
            *((name, TEXT) for name in ("sor-csv", "sor2-daily", "columns", "medcom-gln")),
            *((name, "cp1252") for name in OF_SHAK),
            *((name, "utf-8-sig") for name in ("xml1", "xml2", "xml3")),
        )
    ),
    *(
        Strange(
            f"UTF-8 behind a mark in a zip, as {name}", name, lambda b: zip_of({"x.txt": marked(b, "cp1252")}), SAME
        )
        for name in OF_SHAK
    ),
    Strange(
        "every table of the archive in UTF-8 behind a mark",
        "sor2-complete",
        lambda b: zip_of({name: marked(table, "utf-8") for name, table in members_of(b).items()}),
        SAME,
    ),
    *(
        Strange(
            f"nothing but a header in {name}",
            "sor2-complete",
            member(name, lines(lambda given: given[:1])),
            f"{SAME}: {name} has a header and no rows",
        )
        for name in SIDE_TABLES
    ),
    Strange(
        "a row that ends with a CR alone after a quote",
        "sor-csv",
        with_lines("SOR-kode", CELL_OF_THREE),
        f"{ROW}: CR alone stands beside a quote",
    ),
]

NOT_DECLARED = "q:{} is not declared"
PREFIXES = [
    Strange(
        "the prefix of the root not declared",
        "xml2",
        lambda b: b.replace(b"<SorTree", b"<q:SorTree").replace(b"</SorTree", b"</q:SorTree"),
        f"{REFUSED}: {NOT_DECLARED.format('SorTree')}",
    ),
    Strange(
        "the prefix of a name not declared",
        "xml2",
        text("<sor1:EntityName>Fjordby Hospital</sor1:", "<q:EntityName>Fjordby Hospital</q:", 1),
        f"{REFUSED}: {NOT_DECLARED.format('EntityName')}",
    ),
    Strange(
        "the prefix of an element among the entities not declared",
        "xml2",
        text("<InstitutionOwnerEntity>", "<q:note/><InstitutionOwnerEntity>", 1),
        f"{REFUSED}: {NOT_DECLARED.format('note')}",
    ),
]

LEVELS = [
    Strange(
        "levels in numbers", "sor2-daily", column("SorType", lambda c: {"IE": "1", "SI": "2"}.get(c, "3")), REFUSED
    ),
    Strange("a level in a number", "sor2-daily", cell(CLINIC, "SorType", "3"), f"{CELL}: SorType"),
    Strange("no level at all", "sor2-daily", column("SorType", ""), f"{REFUSED}: level"),
    Strange(
        "owners and institutions under each other's level",
        "sor2-daily",
        column("SorType", lambda c: {"IE": "SI", "SI": "IE"}.get(c, c)),
        f"{REFUSED}: level",
    ),
    Strange(
        "levels of the archive in words",
        "sor2-complete",
        member("SOREntity.csv", column("SorType", lambda c: {"OE": "enhed"}.get(c, c))),
        f"{REFUSED}: SorType",
    ),
]

OTHERS = [
    Strange(
        "zips within zips", "sor-csv", lambda b: zip_of({"a.zip": zip_of({"b.zip": zip_of({"sor.csv": b})})}), REFUSED
    ),
    Strange(
        "a table beside a note on it", "sor-csv", lambda b: zip_of({"sor.csv": b, "om.csv": b"felt;ord\r\n"}), SAME
    ),
    Strange(
        "two days of a table in folders of a zip",
        "sor-csv",
        lambda b: zip_of({"1/sor.csv": b, "2/sor.csv": b}),
        f"{REFUSED}: more than one",
    ),
    Strange("the header twice", "sor-csv", lines(lambda given: [given[0], *given]), ROW),
    Strange("the header before every page", "sor-csv", lines(lambda given: [*given[:40], given[0], *given[40:]]), ROW),
    Strange(
        "a totals line under the codes", "sor-csv", lambda b: b + b";" * 7 + b"8100005490001440000" + b";" * 52, ROW
    ),
    Strange("form feeds before rows", "sor-csv", text("\r\n", "\r\n\f", 40), f"{REFUSED}: U\\+000C"),
    Strange(
        "every other line ended by LF",
        "sor-csv",
        lines(lambda given: [line.replace(b"\r", b"") if n % 2 else line for n, line in enumerate(given)]),
        SAME,
    ),
    Strange("lines ended by LF CR", "sor-csv", text("\r\n", "\n\r"), SAME),
    Strange(
        "columns in the order of their names",
        "sor-csv",
        rows(lambda given: [[row[n] for n in sorted(range(60), key=given[0].__getitem__)] for row in given]),
        SAME,
    ),
    Strange(
        "rows for columns",
        "sor-csv",
        rows(lambda given: [list(column) for column in zip(*given, strict=True)]),
        REFUSED,
    ),
    Strange("every second column gone", "sor-csv", rows(lambda given: [row[::2] for row in given]), REFUSED),
    Strange(
        "read as Latin-1 and kept as UTF-8",
        "sor-csv",
        lambda b: b.decode().encode() if b.isascii() else (b.decode(TEXT).encode().decode(TEXT).encode()),
        REFUSED,
    ),
    Strange("base64", "sor-csv", base64.encodebytes, REFUSED),
    Strange("quoted-printable", "sor-csv", quopri.encodestring, REFUSED),
    Strange("UTF-32", "sor-csv", encoded("utf-32"), REFUSED),
    Strange("EBCDIC", "sor-csv", lambda b: b.decode(TEXT).encode("cp037", "replace"), REFUSED),
    Strange(
        "years before days before months",
        "sor-csv",
        column(START, lambda day: day and f"{day[:4]}-{day[8:]}-{day[5:7]}"),
        REFUSED,
    ),
    Strange("a day that no month has", "sor-csv", cell(XRAY, START, "2024-02-30"), ROW),
    Strange("location numbers as GTIN", "sor-csv", column("Lokationsnummer", lambda gln: gln and f"0{gln}"), REFUSED),
    Strange(
        "location numbers behind (414)",
        "sor-csv",
        column("Lokationsnummer", lambda gln: gln and f"(414){gln}"),
        REFUSED,
    ),
    Strange(
        "location numbers with dashes",
        "sor-csv",
        column("Lokationsnummer", lambda gln: gln and f"{gln[:2]}-{gln[2:7]}-{gln[7:]}"),
        SAME,
    ),
    Strange("zeros before a code", "sor-csv", text(XRAY, f"00{XRAY}"), ROW),
    Strange("a code with a sign", "sor-csv", text(XRAY, f"+{XRAY}"), ROW),
    Strange("names in HTML", "sor-csv", column("Enhedsnavn", lambda name: f"<td>{name}</td>"), f"{REFUSED}: name"),
    Strange(
        "a break as workbooks keep it",
        "sor-csv",
        cell(XRAY, "Enhedsnavn", lambda name: f"{name}_x000D_"),
        f"{TOLD}: X8",
    ),
    Strange(
        "kinds of record in capitals", "shak", lambda b: b.replace(b"sgh", b"SGH").replace(b"afd", b"AFD"), REFUSED
    ),
    Strange("a record of counts at the end", "shak", lambda b: b + b"END 000016\n", ROW),
    Strange("a line of names above", "shak", lambda b: b"RecArt SKSkode\r\n" + b, f"{ROW}: has 14 characters"),
    Strange(
        "first and last days swapped",
        "shak",
        records(lambda line: line[:23] + line[39:47] + line[31:39] + line[23:31] + line[47:]),
        f"{REFUSED}: lies before",
    ),
    Strange("states of numbers in capitals", "medcom-gln", text(";active", ";ACTIVE"), SAME),
    Strange("states of numbers in a word that is none", "medcom-gln", text(";active", ";closed"), f"{REFUSED}: status"),
    Strange(
        "the state of a number in a word that is none", "medcom-gln", text(";active", ";closed", 1), f"{CELL}: closed"
    ),
    Strange(
        "only what is open among the units of the archive",
        "sor2-complete",
        member("SOREntity.csv", rows(lambda given: [given[0], *(row for row in given[1:] if not row[6])])),
        f"{TOLD}: X12",
    ),
    Strange(
        "two tables of the archive under each other's name",
        "sor2-complete",
        lambda b: zip_of(
            members_of(b)
            | {
                "LocationsCodes.csv": members_of(b)["Geolocations.csv"],
                "Geolocations.csv": members_of(b)["LocationsCodes.csv"],
            }
        ),
        f"{SAME}: LocationsCodes.csv was not read",
    ),
    Strange(
        "a table of the archive twice under two spellings",
        "sor2-complete",
        lambda b: zip_of(
            members_of(b) | {"LocationsCode.csv": members_of(b)["LocationsCodes.csv"].replace(b";225;", b";999;")}
        ),
        f"{REFUSED}: system type",
    ),
    Strange(
        "last days a day late",
        "sor2-complete",
        member("SOREntity.csv", column("ToDate", lambda day: day and day_moved(1)(day))),
        f"{REFUSED}: ToDate is read as the last valid day",
    ),
    Strange("comments before every value", "xml2", pattern(r">([^<>\s][^<>]*)</", r"><!-- x -->\1</"), SAME),
    Strange("a code in CDATA", "xml2", text(f">{WARD}<", f"><![CDATA[{WARD}]]><"), SAME),
    Strange(
        "an entity from elsewhere",
        "xml2",
        text("<SorTree", '<!DOCTYPE s SYSTEM "x.dtd"><SorTree', 1),
        f"{REFUSED}: DOCTYPE",
    ),
    *(
        Strange(f"another file included {where}", "xml2", text(place, f"{place}{INCLUDE}", 1), f"{REFUSED}: XInclude")
        for where, place in (
            ("before the first unit", "</sor1:SnapshotDate>"),
            ("within a unit", f">{WARD}</sor1:SorIdentifier>"),
            ("after the last unit", "</InstitutionOwnerEntity>"),
        )
    ),
    Strange(
        "wrapped in a SOAP envelope",
        "xml2",
        lambda b: b"<e:Envelope xmlns:e='e'>" + re.sub(rb"<\?xml.*?\?>", b"", b.removeprefix(BOM)) + b"</e:Envelope>",
        f"{REFUSED}: root element is Envelope",
    ),
    Strange(
        "telephone numbers in attributes",
        "xml2",
        pattern(r"<([\w:]*TelephoneNumberIdentifier)>([^<]*)</", r'<\1 value="\2"></'),
        f"{REFUSED}: phone",
    ),
    Strange(
        "institutions and units under each other's name",
        "xml2",
        lambda b: (
            b.replace(b"OrganizationalUnit>", b"X>")
            .replace(b"HealthInstitution>", b"OrganizationalUnit>")
            .replace(b"X>", b"HealthInstitution>")
        ),
        f"{REFUSED}: level",
    ),
    Strange(
        "elements nested beyond reason", "xml2", text("</SorTree>", "<a>" * 500 + "</a>" * 500 + "</SorTree>"), REFUSED
    ),
]

UNITS = "SOREntity.csv"
NAMED, STREET = "Enhedsnavn", "Postadresse"
TEXTS = [
    *(
        Strange(f"the name {name}", "sor-csv", cell(CLINIC, NAMED, name), f"{CELL}: '{NAMED}'")
        for name in ("01-feb", "feb-26", "2026-02-01", "SAND", "FALSE")
    ),
    *(
        Strange(f"the street {street}", "sor-csv", cell(WARD, STREET, street), f"{CELL}: 'proposal': '{meant}'")
        for street, meant in (("Vestervej 03-maj", "Vestervej 3-5"), ("Vestervej 03-05-2026", "Vestervej 3-5"))
    ),
    Strange("dots in a telephone number", "sor-csv", cell(WARD, "Telefon", "86.123.400"), f"{CELL}: 86123400"),
    *(
        Strange(f"the name {name!r}", "sor-csv", cell(CLINIC, NAMED, name), f"{TOLD}: X17")
        for name in (
            "12345678",
            "test",
            "Hjerte<br>Kar",
            "Hjerte%20Kar",
            "Hjerte\\nKar",
            "Kardiolo...",
            "Hjerte\u00a0Kar",
        )
    ),
    *(
        Strange(f"the telephone number {phone}", "sor-csv", cell(WARD, "Telefon", phone), f"{TOLD}: X18")
        for phone in ("00000000", "861234005")
    ),
    Strange(
        "a house number that became a day, in XML",
        "xml2",
        unit(HOSPITAL, pattern("(?<=StreetBuildingIdentifier>)[^<]+(?=</)|(?<=:StreetName>)[^<]+", "Vestervej 03-maj")),
        f"{TOLD}: X17",
    ),
]

ROWS = [
    Strange(
        "the region of another municipality", "sor-csv", cell(WARD, "P_Region", "Region Hovedstaden"), f"{TOLD}: X4"
    ),
    Strange("the town of another postcode", "sor-csv", cell(WARD, "P_By", "Kolding"), f"{TOLD}: X10.*Kolding"),
    Strange(
        "an address of Denmark in Sweden",
        "xml2",
        unit(HOSPITAL, lambda one: one.replace(b">DK<", b">SE<")),
        f"{TOLD}: X10.*SE",
    ),
    *(
        Strange("a day of editing to come", of, spoil, f"{CELL}: has not come")
        for of, spoil in (
            ("sor-csv", cell(WARD, EDITED, "2030-01-01")),
            ("sor2-daily", cell(WARD, "UpdatedAtDate", "2030-01-01")),
            ("sor2-complete", member(UNITS, cell(WARD, "UpdatedAtDate", "2030-01-01"))),
            ("xml2", unit(WARD, pattern("(?<=UpdatedAt>)20..", "2030"))),
        )
    ),
    *(
        Strange("a first day of life after that of the row", of, spoil, f"{CELL}: later than FromDate")
        for of, spoil in (
            ("sor2-daily", cell(WARD, "FirstFromDate", "2026-10-31")),
            ("sor2-complete", member(UNITS, cell(WARD, "FirstFromDate", "2026-10-31"))),
            (
                "sor2-complete",
                member(
                    "LocationsCodes.csv", column("FirstFromDate", lambda day: day.replace("2021-10-22", "2026-10-31"))
                ),
            ),
        )
    ),
    *(
        Strange(f"a place numbered 1, as {of}", of, cell(WARD, name, "1"), f"{TOLD}: X9.*no place")
        for of, name in (("sor-csv", "Geografisk_lokalisation"), ("sor2-daily", "GeographicalLocalisationId"))
    ),
    *(
        Strange(f"{what}, as {of}", of, cell(WARD, name, value), CELL)
        for what, of, name, value in (
            ("an own number that is not there", "sor-csv", "Lokationsnummer", ""),
            ("an own number that is not there", "sor2-daily", "EanLocationCode", ""),
            ("a number beside none", "sor-csv", "Nedarvningsstatus", "ingen"),
            ("a number beside none", "sor2-daily", "EanLocationCodeState", "None"),
        )
    ),
    *(
        Strange(f"another {name}", of, cell(WARD, name, value), f"{SAME}: X15.*{value}")
        for of, name, value in (
            ("sor-csv", "Institutionsejer", "Region Nordjylland"),
            ("sor-csv", "Sundhedsinstitution", "Regionshospitalet"),
            ("sor2-daily", "InstitutionOwnerSorId", "90000171000016006"),
            ("sor2-daily", "HealthInstitutionSorId", "90000171000016006"),
            ("sor2-daily", "InstitutionOwnerCvrNumberId", "29190909"),
        )
    ),
    Strange(
        "an inherited number that is not the one above",
        "sor2-daily",
        cell(WARD, "EanLocationCodeState", "Inherited"),
        f"{TOLD}: X15",
    ),
]

STRANGE = [
    *TEXTS,
    *ROWS,
    *MARKED,
    *PREFIXES,
    *LEVELS,
    *OTHERS,
    *TRANSFER,
    *TABLE,
    *CELLS,
    *XML,
    *SHAK,
    *ARCHIVE,
    *MUCH,
    *WORDS,
    *SHIFTED,
    *DAYS,
    *LOST,
    *BELIEVED,
    *SPREADSHEETS,
    *UNLISTED,
]
