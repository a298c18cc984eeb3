"""Ways in which one row of a file becomes one that is rejected: every reason, in every format."""

import re
from collections.abc import Callable, Iterator

from sor.formats.shak.complete import FIELDS
from tests.faults.written import TEXT, cells_of, members_of, table_of, zip_of

Spoil = Callable[[dict[str, str]], dict[str, str] | None]
"""A row by column, spoilt; None: the row stays and is repeated with other content."""

UNIT_COLUMNS = {
    "sor-csv": ("SOR-kode", "Gaeldende_fra_dato", "Ophoert_dato", "Enhedsnavn"),
    "columns": ("SOR-kode", "Gaeldende_fra_dato", "Ophoert_dato", "Enhedsnavn"),
    "sor2-daily": ("SorId", "FromDate", "ToDate", "EntityName"),
    "sor2-complete": ("SorId", "FromDate", "ToDate", "EntityName"),
    "shak-csv": ("SHAK_code", "DatoStart", "DatoEnd", "Codetext"),
    "shak": ("SKSkode", "DatoFra", "DatoTil", "Kodetekst"),
}
"""Code, first day, last day and name, as a table calls them."""

REASONS = ("code damaged", "no code", "start no date", "no start", "end no date", "end before start", "ragged", "twice")
TABLES = tuple(UNIT_COLUMNS)
SIDE_TABLES = {
    "LocationsCodes.csv": "EanLocationCode", "LocationsCodeEDITypeMap.csv": "EDITypeCode",
    "SORReplacedEntities.csv": "ReplacedBySorId", "Geolocations.csv": "GeographicalLocalisationId",
    "EDITypes.csv": "EDITypeVersion", "SORClassifications.csv": "Code",
}  # fmt: skip
"""The tables beside the units, and the column without which a row names nothing."""

MARK = "\x00ragged\x00"


def spoilt_row(row: dict[str, str], names: tuple[str, str, str, str], reason: str) -> list[dict[str, str]]:
    """What stands in the place of a row."""
    code, start, end, name = names
    damaged = row[code][:-1] + str((int(row[code][-1]) + 1) % 10) if row[code][-1:].isdigit() else ""
    change: dict[str, dict[str, str]] = {
        "code damaged": {code: damaged if len(damaged) > 10 else "12"},
        "no code": {code: ""},
        "start no date": {start: "tirsdag"},
        "no start": {start: ""},
        "end no date": {end: "ukendt"},
        "end before start": {end: "1901-01-01"},
        "ragged": {MARK: "x"},
    }
    return [row, row | {name: "Et andet navn"}] if reason == "twice" else [row | change[reason]]


def spoilt_table(content: bytes, names: tuple[str, str, str, str], reason: str, lines: list[int]) -> bytes:
    """A table with some of its rows spoilt, counted from the first below the header."""
    header, *rows = cells_of(content)
    out = [header]
    for n, cells in enumerate(rows):
        row = dict(zip(header, cells, strict=True))
        for one in spoilt_row(row, names, reason) if n in lines else [row]:
            extra = ["x", "x", "x"] if one.pop(MARK, "") else []
            out.append([one[column] for column in header] + extra)
    return table_of(out)


def spoilt_shak(content: bytes, reason: str, lines: list[int]) -> bytes:
    """The fixed form with some of its records spoilt."""
    out = []
    for n, line in enumerate(content.decode("cp1252").splitlines()):
        row = {f.name: line[f.start - 1 : f.start - 1 + f.length].rstrip() for f in FIELDS}
        for one in spoilt_row(row, UNIT_COLUMNS["shak"], reason) if n in lines else [row]:
            short = 40 if one.pop(MARK, "") else None
            one["DatoTil"] = one["DatoTil"].replace("-", "")
            out.append("".join(one[f.name].ljust(f.length) for f in FIELDS)[:short] + "\n")
    return "".join(out).encode("cp1252")


XML_UNIT = re.compile(rb"<(InstitutionOwner|HealthInstitution|OrganizationalUnit)>.*?</\1>", re.DOTALL)


def spoilt_xml(content: bytes, reason: str, lines: list[int]) -> bytes | None:
    """A SOR XML file with some of its units' elements spoilt; None where it has no such fault."""
    identifier, status = rb"(<(?:\w+:)?SorIdentifier>)\d+(\d)(<)", rb"(<(?:\w+:)?SorStatus>\s*<(?:\w+:)?FromDate>)[^<]*"
    n = -1

    def spoil(found: re.Match[bytes]) -> bytes:
        nonlocal n
        n += 1
        if n not in lines:
            return found[0]
        unit = found[0]
        changed = {
            "code damaged": lambda: re.sub(identifier, rb"\g<1>1175141000016000\3", unit, count=1),
            "no code": lambda: re.sub(identifier, rb"\1\3", unit, count=1),
            "start no date": lambda: _last(status, rb"\1tirsdag", unit),
            "end before start": lambda: _last(rb"<((?:\w+:)?)FromDate>([^<]*)</(?:\w+:)?FromDate>",
                                              rb"<\1FromDate>\2</\1FromDate><\1ToDate>1900-01-01</\1ToDate>", unit),
            "twice": lambda: unit + re.sub(rb"(EntityName>)[^<]*", rb"\1Et andet navn", unit, count=1),
            "number": lambda: re.sub(rb"(<EanLocationCodeEntity>.*?)(</EanLocationCodeEntity>)", _number_dates, unit,
                                     flags=re.DOTALL),
        }  # fmt: skip
        return changed[reason]()

    return None if reason in ("no start", "end no date", "ragged") else XML_UNIT.sub(spoil, content)


def _number_dates(found: re.Match[bytes]) -> bytes:
    inner = re.sub(rb"<(\w+:)?SorStatus>.*?</(\w+:)?SorStatus>", b"", found[1], flags=re.DOTALL)
    prefix = (re.search(rb"<(\w+:)?EanLocationCode>", inner) or [b"", b""])[1] or b""
    dates = b"<%sSorStatus><%sFromDate>i dag</%sFromDate></%sSorStatus>" % (prefix, prefix, prefix, prefix)
    return inner + dates + found[2]


def _last(pattern: bytes, by: bytes, unit: bytes) -> bytes:
    """The last match replaced: the dates of the unit stand after those of its number."""
    found = [*re.finditer(pattern, unit)]
    if not found:
        return unit
    place = found[-1].start()
    return unit[:place] + re.sub(pattern, by, unit[place:], count=1)


def spoilt(format: str, content: bytes, reason: str, lines: list[int]) -> bytes | None:
    """A file of a format with some rows spoilt; None when the format has no such reason."""
    if format.startswith("xml"):
        return spoilt_xml(content, reason, lines)
    if format == "shak":
        return spoilt_shak(content, reason, lines)
    if format == "sor2-complete":
        members = members_of(content)
        members["SOREntity.csv"] = spoilt_table(members["SOREntity.csv"], UNIT_COLUMNS[format], reason, lines)
        return zip_of(members)
    return spoilt_table(content, UNIT_COLUMNS[format], reason, lines)


def spoilt_side(content: bytes, name: str, reason: str, lines: list[int]) -> bytes:
    """The complete archive with rows of one of its side tables spoilt."""
    members = members_of(content)
    names = (SIDE_TABLES[name], "FromDate", "ToDate", "")
    members[name] = spoilt_table(members[name], names, reason, lines)
    return zip_of(members)


def rows_of(format: str, content: bytes) -> int:
    """How many rows of its main kind a file has."""
    if format.startswith("xml"):
        return len(XML_UNIT.findall(content))
    if format == "sor2-complete":
        content = members_of(content)["SOREntity.csv"]
    return content.decode(TEXT).count("\n") - (format != "shak")


def cases() -> Iterator[tuple[str, str]]:
    """Every format with every reason it knows."""
    for name in (*TABLES, "xml1", "xml2", "xml3"):
        for reason in REASONS:
            known = not name.startswith("xml") or spoilt_xml(b"", reason, []) is not None
            if known and (name, reason) != ("shak", "no start"):
                yield name, reason
    yield from ((name, "number") for name in ("xml1", "xml2", "xml3"))
