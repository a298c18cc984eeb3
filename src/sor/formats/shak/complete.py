"""SHAKCOMPLETE, the hospital and department classification with its history: fixed width, or the CSV made from it.

Reading and writing the fixed form share one table, and a file read and written again is the same, byte for byte.
Source: the description of the SKS files, and three complete files (facts, section 12).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import BinaryIO, NamedTuple, Protocol

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, NotADay, begins_something, last_day_before, write_day
from sor.core.identifiers import shak_problem, tidy_identifier
from sor.core.shapes import Fields, ShakValues, Status, as_shak
from sor.core.subject import SHAK_FIELDS
from sor.core.text import fit_text
from sor.formats.dates import check_meaning_of_end, period_end, read_day
from sor.formats.day_order import DayOrder
from sor.formats.delivery import ANNULLED, NOTHING, BadFile, Delivery
from sor.formats.findings import cells_left_out
from sor.formats.fitting import LEFT_OUT
from sor.formats.published.omitted import Omitted
from sor.formats.tables.column_table import ABSENT, spelling
from sor.formats.tables.row_history import join_periods
from sor.formats.tables.table_file import Lines, TableFile
from sor.formats.western import replace_characters

FORMAT = "shak"
HOSPITAL, DEPARTMENT = "sgh", "afd"
OPEN_END = "25000101"


class Field(NamedTuple):
    """A field of the record: its place (counted from 1) and what the CSV form calls it. padded: a number in the CSV,
    there without its leading zeros.
    """

    name: str
    start: int
    length: int
    in_csv: tuple[str, ...]
    padded: bool = False


FIELDS = (
    Field("RecArt", 1, 3, ("RecArt",)),
    Field("SKSkode", 4, 20, ("SHAK_code", "SKSkode", "SHAKkode", "Kode")),
    Field("DatoFra", 24, 8, ("DatoStart", "DatoFra")),
    Field("DatoÆndring", 32, 8, ("DatoChange", "DatoÆndring")),
    Field("DatoTil", 40, 8, ("DatoEnd", "DatoTil")),
    Field("Kodetekst", 48, 120, ("Codetext", "Kodetekst")),
    Field("AGrp", 168, 3, ("Agrp",), padded=True),
    Field("BGrp", 171, 3, ("Bgrp",), padded=True),
    Field("CGrp", 174, 3, ("Cgrp",), padded=True),
    Field("DGrp", 177, 3, ("SKS", "DGrp"), padded=True),  # the CSV of 2025 heads this column SKS
    Field("EGrp", 180, 3, ("Egrp",)),
    Field("AVal", 183, 1, ("Aval",)),
    Field("BVal", 184, 2, ("Bval",)),
    Field("CVal", 186, 2, ("Cval",)),
    Field("DVal", 188, 1, ("Dval",)),
    Field("Inklusion", 189, 25, ("Inclusion", "Inklusion")),
    Field("EkstraReg", 214, 1, ("ExtraReg", "EkstraReg")),
)
ENCODING = "windows-1252"
"""ISO-8859-1, and the dashes that Windows programs add."""
WIDTH = sum(field.length for field in FIELDS)
SPECIALITY_GROUPS = ("AGrp", "BGrp", "CGrp", "DGrp")
GROUPS = (*SPECIALITY_GROUPS, "EGrp")
VALUES = ("AVal", "BVal", "CVal", "DVal", "Inklusion", "EkstraReg")
CODED = tuple(field for field in FIELDS if field.name in (*GROUPS, *VALUES))
CSV_NEEDS = ("RecArt", "SKSkode", "DatoFra", "DatoTil", "Kodetekst")


class Record(NamedTuple):
    """One record: what a code meant on the days [from_day, to_day). values: fields of ``shak``."""

    code: str
    from_day: int
    to_day: int
    values: ShakValues
    line: int = 0


Cells = Mapping[str, str]
"""A record as text: field name to content without the blanks at its end."""


def recognises(head: bytes) -> bool:
    """Whether a file begins like the fixed form: by any of its first lines, since the very first may be spoilt."""
    return any(line[:3] in (b"sgh", b"afd") and line[23:47].isdigit() for line in head.splitlines())


def recognises_header(names: frozenset[str]) -> bool:
    """Whether a table is the CSV form, by the spellings of its columns."""
    return all(name in _csv_places(list(names)) for name in CSV_NEEDS)


def read(stream: BinaryIO, file: str, *, snapshot: int | None = None, part: bool = False) -> Delivery:
    """The fixed form as a delivery: one claim per code, one piece per record. It lists closed codes too."""
    return _delivery(file, snapshot, part, lambda ragged: _read_fixed(stream, file, ragged))


def read_csv(stream: BinaryIO, file: str, *, snapshot: int | None = None, part: bool = False) -> Delivery:
    """The CSV form as a delivery. Raises BadFile when a column is missing."""
    table = TableFile(stream, file)
    places = _csv_places(table.header)
    missing = [name for name in CSV_NEEDS if name not in places]
    if missing:
        raise BadFile(f"{file} has no column for {', '.join(missing)}; it is no SHAK table.")

    def records(ragged: Ragged) -> Iterator[tuple[int, Cells]]:
        yield from _from_csv(table, places, ragged)
        if table.filled:
            delivery.findings.append(cells_left_out(file, table.filled))

    lacking = [field for field in FIELDS if field.name not in places]
    delivery = _delivery(file, snapshot, part, records, frozenset(field.name for field in lacking))
    if lacking:
        delivery.notes.append(f"{ABSENT}: {', '.join(field.in_csv[0] for field in lacking)}.")
    return delivery


def write(records: Iterable[Record], out: BinaryIO) -> list[Omitted]:
    """Write records in the fixed form, in the given order; gives back which characters were replaced.

    A text that does not fit its field is cut, and told.
    """
    omitted: list[Omitted] = []
    out.writelines(line_of(record, cells_of(record), omitted) for record in records)
    return omitted


def line_of(record: Record, cells: Cells, omitted: list[Omitted]) -> bytes:
    """A record in the fixed form."""
    return b"".join(_pad_field(record, field, cells.get(field.name, ""), omitted) for field in FIELDS) + b"\n"


def records_of(claims: Iterable[Claim]) -> Iterator[Record]:
    """The records behind claims about SHAK codes."""
    for claim in claims:
        for piece in claim.pieces:
            yield Record(claim.key, piece.from_day, piece.to_day, as_shak(piece.values))


def record_of(cells: Cells, line: int) -> Record:
    """A record from its texts. Raises NotADay for a date that is none."""
    end = read_day(cells["DatoTil"]) if cells.get("DatoTil") else None
    to_day = period_end(FORMAT, "DatoTil", end)
    from_day = read_day(cells["DatoFra"])
    status: Status = {"from": write_day(from_day)}
    if cells.get("DatoÆndring"):
        status["updated"] = write_day(read_day(cells["DatoÆndring"]))
    groups = {name: cells[name] for name in GROUPS if cells.get(name)}
    rest = {name: cells[name] for name in VALUES if cells.get(name)}
    if to_day == OPEN and cells.get("DatoTil", "") != OPEN_END:
        rest["DatoTil"] = cells.get("DatoTil", "")  # an open end spelt in another way
    is_hospital = cells["RecArt"] == HOSPITAL
    values: Fields = {
        "status": status,
        "name": cells["Kodetekst"],
        "record": cells["RecArt"],
        "institution_kind": groups.pop("AGrp", None) if is_hospital else None,
        "ownership": groups.pop("BGrp", None) if is_hospital else None,
        "specialities": None if is_hospital else _specialities(groups),
        "groups": groups,
        "values": rest,
    }
    held = as_shak({name: value for name, value in values.items() if value})
    return Record(cells["SKSkode"], from_day, to_day, held, line)


def cells_of(record: Record) -> dict[str, str]:
    """The texts of a record: the reverse of ``record_of``."""
    values = record.values
    last_day = last_day_before(record.to_day)
    status: Status = values.get("status") or {}
    cells: dict[str, str] = {
        "RecArt": values.get("record", HOSPITAL if len(record.code) == 4 else DEPARTMENT),
        "SKSkode": record.code,
        "DatoFra": str(record.from_day),
        "DatoÆndring": status.get("updated", "").replace("-", ""),
        "DatoTil": OPEN_END if last_day is None else str(last_day),
        "Kodetekst": values.get("name", ""),
        "AGrp": values.get("institution_kind", ""),
        "BGrp": values.get("ownership", ""),
    }
    cells |= zip(SPECIALITY_GROUPS, values.get("specialities", ()), strict=False)
    cells.update(values.get("groups", {}))
    cells.update(values.get("values", {}))
    return cells


def _specialities(groups: dict[str, str]) -> list[str]:
    """The specialities of a ward, the main one first; with a gap between them the groups stay what they are."""
    used = [name for name in SPECIALITY_GROUPS if name in groups]
    if used != list(SPECIALITY_GROUPS[: len(used)]):
        return []
    return [groups.pop(name) for name in used]


def _pad_field(record: Record, field: Field, text: str, omitted: list[Omitted]) -> bytes:
    text, left_out = fit_text(text)
    omitted += [Omitted(record.code, field.name, LEFT_OUT.format(name)) for name in left_out]
    try:
        written = text.encode(ENCODING)
    except UnicodeEncodeError:
        fitting, told = replace_characters(text, ENCODING)
        omitted += [Omitted(record.code, field.name, f"the file has no such letter: {what}") for what in told]
        written = fitting.encode(ENCODING)
    if len(written) > field.length:
        omitted.append(Omitted(record.code, field.name, f"{text!r} is cut: the field has {field.length} characters"))
        written = written[: field.length]
    return written.ljust(field.length)


class Reject(Protocol):
    """Told the line, the reason and the code of a record that is not loaded; repeated: another of that code was."""

    def __call__(self, line: int, reason: str, key: str | None, *, repeated: bool = False) -> None:
        """Do not load it."""
        ...


Ragged = Callable[[int, str], None]


def _delivery(
    file: str,
    snapshot: int | None,
    part: bool,
    records: Callable[[Ragged], Iterator[tuple[int, Cells]]],
    lacking: frozenset[str] = frozenset(),
) -> Delivery:
    silence = NOTHING if part else ANNULLED
    delivery = Delivery(FORMAT, file, (), snapshot=snapshot, kinds=frozenset({"shak"}), silence=silence)
    delivery.claims = _claims(delivery, records, lacking)
    return delivery


def _find_told_fields(lacking: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of which a table without some columns tells, and the parts of them that it does not."""
    fields = SHAK_FIELDS - {"open"}
    if not lacking.isdisjoint(SPECIALITY_GROUPS):
        fields -= {"specialities", "groups"}
    fields -= {field for name, field in (("AGrp", "institution_kind"), ("BGrp", "ownership")) if name in lacking}
    untold = {f"{field}.{name}" for field, names in (("groups", GROUPS), ("values", VALUES)) for name in names}
    found = {path for path in untold if path.partition(".")[2] in lacking}
    return fields, frozenset(found | ({"status.updated"} if "DatoÆndring" in lacking else set()))


def _claims(
    delivery: Delivery, records: Callable[[Ragged], Iterator[tuple[int, Cells]]], lacking: frozenset[str]
) -> Iterator[Claim]:
    fields, untold = _find_told_fields(lacking)

    def reject(line: int, reason: str, key: str | None = None, *, repeated: bool = False) -> None:
        delivery.reject(line, reason, kind="shak", key=key, repeated=repeated)

    def refuse_ragged(line: int, reason: str) -> None:
        delivery.count_row("shak")
        reject(line, reason)

    by_code: dict[str, list[Record]] = {}
    days = DayOrder()
    delivery.day_orders.append(days)
    for line, cells in records(refuse_ragged):
        delivery.count_row("shak")
        for name in ("DatoFra", "DatoTil"):
            days.note(name, cells.get(name, ""))
        record = _check_record(line, cells, reject)
        if record is not None:
            by_code.setdefault(record.code, []).append(record)
    for history in by_code.values():
        history.sort(key=lambda record: record.from_day)
    neighbours = ((a.to_day, b.from_day) for history in by_code.values() for a, b in pairwise(history))
    check_meaning_of_end(delivery.file, FORMAT, "DatoTil", neighbours)
    repeats: list[Record] = []
    for code, history in by_code.items():
        kept = list(_without_overlaps(history, reject, repeats))
        pieces = [
            Piece(r.from_day, r.to_day, {field: value for field, value in r.values.items() if field in fields})
            for r in kept
        ]
        yield Claim(
            "shak", code, fields, pieces, join_periods(pieces), line=kept[0].line, gathered="shak", untold=untold
        )
    if repeats:
        delivery.notes.append(f"{len(repeats)} rows stand twice, word for word; each was read once.")


def _check_record(line: int, cells: Cells, reject: Reject) -> Record | None:
    """A record, unless it must be rejected."""
    code = tidy_identifier("shak", cells["SKSkode"])
    cells = {**cells, "SKSkode": code}
    problem = shak_problem(code)
    if problem:
        reject(line, f"'{code}' is not a SHAK code: {problem}", None)
        return None
    if cells["RecArt"] not in (HOSPITAL, DEPARTMENT):
        reject(line, f"the record's kind is '{cells['RecArt']}', neither {HOSPITAL} nor {DEPARTMENT}", code)
        return None
    if (len(code) == 4) is not (cells["RecArt"] == HOSPITAL):
        of_code = HOSPITAL if len(code) == 4 else DEPARTMENT
        reject(line, f"the record's kind is '{cells['RecArt']}', and {code} is a code of {of_code}", code)
        return None
    for field in CODED:
        if len(cell := cells.get(field.name, "")) > field.length:  # of another column, or a cell that was spoilt
            reject(line, f"{field.in_csv[0]} is '{cell}', which is longer than its field ({field.length})", code)
            return None
    try:
        record = record_of(cells, line)
    except NotADay as wrong:
        reject(line, str(wrong), code)
        return None
    if not begins_something(record.from_day):
        reject(line, f"DatoFra is {cells['DatoFra']}, on which nothing begins", code)
        return None
    if record.to_day <= record.from_day:
        reject(line, f"DatoTil {cells['DatoTil']} lies before DatoFra {cells['DatoFra']}", code)
        return None
    return record


def _without_overlaps(history: list[Record], reject: Reject, repeats: list[Record]) -> Iterator[Record]:
    """The records of one code, without those that begin before the one before has ended; those that only repeat it are
    added to ``repeats``.
    """
    last: Record | None = None
    for record in history:
        if last is None or last.to_day <= record.from_day:
            yield record
            last = record
        elif record._replace(line=last.line) == last:
            repeats.append(record)
        else:
            reason = f"{record.code} overlaps the record on line {last.line}"
            reject(record.line, reason, record.code, repeated=True)


def _read_fixed(stream: BinaryIO, file: str, ragged: Ragged) -> Iterator[tuple[int, Cells]]:
    lines = Lines(stream, file)
    for line, text, breaks_off in lines:
        if not text.strip():
            continue
        if len(text) == WIDTH:
            yield (
                line,
                {field.name: text[field.start - 1 : field.start - 1 + field.length].rstrip() for field in FIELDS},
            )
        elif len(text) < WIDTH and breaks_off:
            raise BadFile(
                f"{file}, line {line}: the file breaks off in the middle of its last record ({len(text)} of {WIDTH}"
                f" characters). Fetch it again."
            )
        else:
            ragged(line, f"the record has {len(text)} characters, not {WIDTH}")


def _from_csv(table: TableFile, places: Mapping[str, int], ragged: Ragged) -> Iterator[tuple[int, Cells]]:
    def misfit(cells: Sequence[str]) -> str | None:
        found = {name: cells[place].strip() for name, place in places.items()}
        try:
            days = [read_day(found[name]) for name in ("DatoFra", "DatoTil") if found.get(name)]
        except NotADay as wrong:
            return f"{wrong}: cells may have shifted"
        problem = shak_problem(found["SKSkode"])
        return problem or (None if days else "it has no date: cells may have shifted")

    for line, cells in table.rows(ragged, misfit):
        found = {name: cells[place].rstrip() for name, place in places.items()}
        yield line, {field.name: _repair_code(field, found.get(field.name, ""), found["RecArt"]) for field in FIELDS}


def _repair_code(field: Field, text: str, record: str) -> str:
    """A code as the fixed form writes it: a spreadsheet had turned ``084`` into ``84.0``."""
    if field.name not in (*GROUPS, *VALUES) or not text:
        return text
    text = text.removesuffix(".0")
    ownership = record == HOSPITAL and field.name == "BGrp"
    return text.zfill(field.length) if field.padded and text.isdigit() and not ownership else text


def _csv_places(header: list[str]) -> dict[str, int]:
    """Field name to the place of its column."""
    by_spelling = {spelling(name): place for place, name in enumerate(header)}
    found: dict[str, int] = {}
    for field in FIELDS:
        place = next((by_spelling[spelling(name)] for name in field.in_csv if spelling(name) in by_spelling), None)
        if place is not None:
            found[field.name] = place
    return found
