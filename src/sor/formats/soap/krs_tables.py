"""The registers, data types and columns of the copy register (KRS, RFS). A new data type is rows here, nothing else:
what is copied, its schema and the page that describes it are made from ``VIEWS``.

Register version 1 has what the old importer copied, register version 2 the tables of SOR2. Documented and chosen:
``docs/decisions/krs.md``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from sor.core.code_book import CodeBook
from sor.core.identifiers import is_number
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedSubject, SelectedUnit
from sor.formats.sor2 import complete_export, tables, units
from sor.formats.tables.column_table import Column, day, decimal, level, number_code, whole_number, yes_or_no
from sor.formats.tables.column_words import WORDS
from sor.formats.tables.unit_cells import UnitCells, days_of_version
from sor.formats.tables.unit_rows import (
    FROM,
    LAST,
    LEVEL_NAME,
    NUMBER,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    TYPE_NAME,
)
from sor.formats.xml_tables.elements import Form
from sor.formats.xml_tables.schema import type_of

REGISTER = "sor"
ROWS = "http://nsi.dk/-/stamdata/3.0/sor"
"""The namespace of the rows of both register versions."""

VERSION = 1
"""The version of every data type."""

Cells: TypeAlias = dict[str, Any]
"""The values of a row by path; those that hold nothing are left out."""


class KrsColumn(NamedTuple):
    """One element of a row: its name, the path of its value, what it holds, its meaning in Danish and English."""

    name: str
    path: str
    form: Form = Form.TEXT
    da: str = ""
    en: str = ""


ROW_KEY, ROW_FIRST, ROW_END, KNOWN_FROM, KNOWN_TO = "row.key", "row.first", "row.end", "row.known_from", "row.known_to"
"""The paths of what a row says of itself: the key among those that hold now; the first day, and the day on which it
holds no more, as times; when it was learned, and when it was believed no more.
"""

ERASED = "erased"
"""The path of the marks of erased values, a unit's own and those above it. They are not shown: they keep two rows apart
that differed in what was erased, so that rows which are made anew come in the same places.
"""

Where: TypeAlias = Callable[[str, Cells], bool]
"""Whether a row stands in a data type, by the key of its subject and its cells."""


class View(NamedTuple):
    """A data type. kind: of the subjects that its rows are about. has_history: register version 2's second axis: a row
    that is believed no more stays, with its end; without it the row of the same first day is told again.
    across: rows that look alike are one row even where the unit began a new version. id: what of a subject's key RFS
    asks for.
    """

    register_version: int
    datatype: str
    kind: str
    da: str
    en: str
    columns: tuple[KrsColumn, ...]
    where: Where
    has_history: bool = True
    across: bool = False
    id: Callable[[str], str] = str

    @property
    def name(self) -> str:
        """Its address: register, register version when it is not the first, data type, version."""
        middle = "" if self.register_version == 1 else f"v{self.register_version}/"
        return f"{REGISTER}/{middle}{self.datatype}/v{VERSION}"


class ShownPiece(NamedTuple):
    """What a data type shows of a subject on the days [from_day, to_day)."""

    from_day: int
    to_day: int
    cells: Cells


# Units: the cells of every data type at once.

PHARMACY = frozenset({"264372000"})
PRACTICE = frozenset({"394761003", "550671000005100"})
HOSPITAL = frozenset({"22232009"})
COPIED_BY_OLD = PHARMACY | PRACTICE | HOSPITAL
"""The types of health institutions that register version 1 copies."""

INSTITUTION_TYPE, OWN_LEVEL, HAS_SHAK_CHAIN = "old.institution_type", "level", "old.shak_chain"
STREET, POSTCODE, DISTRICT = "old.street", "old.postcode", "old.district"
PHONE, EMAIL, WEBSITE = "old.phone", "old.email", "old.website"
IN_HOSPITAL, IN_DEPARTMENT = "old.hospital", "old.department"
PHARMACY_NUMBER, PHARMACY_BRANCH, OWNER_REGION = "old.pharmacy", "old.branch", "old.owner_region"


class CellsOfUnits:
    """The cells of units, with the code lists of one serial."""

    def __init__(self, codes: CodeBook) -> None:
        self._codes = codes
        self._cells_of = UnitCells(codes)

    def __call__(self, row: SelectedUnit) -> Cells:
        """Everything that some data type shows of a row."""
        cells = self._cells_of(row) | days_of_version(row) | {"sor": row.code}
        if marks := _list_erased(row):
            cells[ERASED] = marks
        institution = next((values for _, values in row.chain if values.get("level") == "HI"), None)
        if institution is not None and institution.get("type") in COPIED_BY_OLD:
            cells[INSTITUTION_TYPE] = institution["type"]
            self._add_old(cells, row)
        return cells

    def _add_old(self, cells: Cells, row: SelectedUnit) -> None:
        """What the old importer made of a unit: each part of an address from the nearest unit above that has it."""
        street, building = (_nearest_part(row, "postal_address", part) for part in ("street", "building"))
        found = {
            STREET: " ".join(filter(None, (street, building))) or None,
            POSTCODE: _nearest_part(row, "postal_address", "postcode"),
            DISTRICT: _nearest_part(row, "postal_address", "district"),
            PHONE: _nearest_part(row, "virtual_address", "phone"),
            EMAIL: _nearest_part(row, "virtual_address", "email"),
            WEBSITE: _nearest_part(row, "virtual_address", "website"),
        }
        above = row.chain[1] if len(row.chain) > 1 else None
        if above is not None and row.own.get("level") == "OU":
            found[IN_HOSPITAL if above[1].get("level") == "HI" else IN_DEPARTMENT] = above[0]
        number, _, branch = str(row.own.get("pharmacy_identifier") or "").partition(",")
        found |= {PHARMACY_NUMBER: number.strip() or None, PHARMACY_BRANCH: branch.strip() or None}
        found[OWNER_REGION] = self._region_of_owner(row)
        units_of_chain = [values for _, values in row.chain if values.get("level") == "OU"]
        if all("shak" in values for values in units_of_chain):
            cells[HAS_SHAK_CHAIN] = True
        cells |= {path: value for path, value in found.items() if value is not None}

    def _region_of_owner(self, row: SelectedUnit) -> str | None:
        address = row.chain[-1][1].get("postal_address") or {}
        region: str | None = address.get("region")
        return region or self._codes.region_of_municipality(address.get("municipality"), row.day)


def _list_erased(row: SelectedUnit) -> list[tuple[str, object]]:
    chain: Iterable[tuple[str, Mapping[str, object]]] = row.chain
    return [(code, values[ERASED]) for code, values in chain if ERASED in values]


def is_erased_by(piece: ShownPiece, serial: int) -> bool:
    """Whether the erasure of an entry took out something that a piece could show."""
    marks: Iterable[tuple[str, Mapping[str, int]]] = piece.cells.get(ERASED, ())
    return any(serial in of.values() for _, of in marks)


def _nearest_part(row: SelectedUnit, field: Literal["postal_address", "virtual_address"], part: str) -> str | None:
    for _, values in row.chain:
        address: Mapping[str, object] = values.get(field) or {}
        if found := address.get(part):
            return str(found)
    return None


def unit_pieces(view: View, rows: Iterable[tuple[SelectedUnit, Cells]]) -> list[ShownPiece]:
    """What a data type shows of one unit; days for which no source vouches are left out. rows: all of the unit's with
    their cells, in order of time.
    """
    paths = _PATHS[view.datatype]
    found: list[ShownPiece] = []
    last: SelectedUnit | None = None
    for row, cells in rows:
        if row.assumed or not view.where(row.code, cells):
            last = None
            continue
        shown = {path: value for path, value in cells.items() if path in paths}
        goes_on = last is not None and last.to_day == row.from_day and (view.across or last.own is row.own)
        if goes_on and found[-1].cells == shown:
            found[-1] = found[-1]._replace(to_day=row.to_day)
        else:
            found.append(ShownPiece(row.from_day, row.to_day, shown))
        last = row
    return found


def unit_piece(view: View, row: SelectedUnit, cells: Cells) -> ShownPiece:
    """The piece that begins with a row."""
    paths = _PATHS[view.datatype]
    return ShownPiece(row.from_day, row.to_day, {path: value for path, value in cells.items() if path in paths})


def subject_pieces(view: View, rows: Iterable[SelectedSubject]) -> list[ShownPiece]:
    """What a data type shows of one subject of another kind. rows: all of the subject's, in order of time."""
    paths = _PATHS[view.datatype]
    found = []
    for row in rows:
        cells = _CELLS_OF[view.kind](row)
        if cells is not None and view.where(row.key, cells):
            shown = {path: value for path, value in cells.items() if path in paths}
            if ERASED in row.values:
                shown[ERASED] = [(row.key, row.values[ERASED])]
            found.append(ShownPiece(row.from_day, row.to_day, shown))
    return found


def _number_cells(row: SelectedSubject) -> Cells | None:
    omitted: list[Omitted] = []
    return next((cells for _, cells in complete_export.number_rows([row], omitted)), None)


def _code_cells(row: SelectedSubject) -> Cells | None:
    code_list, _, code = row.key.partition("/")
    name = complete_export.CLASSIFICATION_NAMES.get(code_list)
    if name is None:
        return None
    cells = {"list": name, "code": code, "name_da": row.values.get("name_da")}
    return {path: value for path, value in cells.items() if value is not None}


_CELLS_OF: dict[str, Callable[[SelectedSubject], Cells | None]] = {
    "location_number": _number_cells,
    "edi": lambda row: next(complete_export.edi_rows([row]))[1],
    "place": lambda row: next(complete_export.place_rows([row]))[1],
    "succession": lambda row: next(complete_export.succession_rows([row]))[1],
    "code": _code_cells,
}
"""The cells of a row of each kind of subject but units: those of the tables of ``SOR_complete.zip``."""


# The data types.


def _number_at(path: str) -> Where:
    """Rows whose key is a number: a key of our own stands in no field that is one."""
    return lambda _, cells: is_number(cells.get(path))


def _below(types: frozenset[str], *levels: str) -> Where:
    return lambda _, cells: cells.get(INSTITUTION_TYPE) in types and cells.get(OWN_LEVEL) in levels


def _departments(_: str, cells: Cells) -> bool:
    is_unit = cells.get(INSTITUTION_TYPE) in HOSPITAL and cells.get(OWN_LEVEL) == "OU"
    return is_unit and "shak" in cells and HAS_SHAK_CHAIN in cells


_FORMS = {whole_number: Form.LONG, number_code: Form.NUMBER, day: Form.DAY, decimal: Form.METRE, level: Form.LEVEL,
          yes_or_no: Form.FLAG}  # fmt: skip

_KEY = KrsColumn(
    "UniqueCurrentKey", ROW_KEY, Form.TEXT, "Rækkens nøgle: kun én række med den gælder ad gangen",
    "the row's key: one row with it holds at a time",
)  # fmt: skip
_KNOWN = (
    KrsColumn("ValidFrom", KNOWN_FROM, Form.TIME, "Hvornår registeret fik rækken at vide",
              "when the register learned the row"),
    KrsColumn("ValidTo", KNOWN_TO, Form.TIME, "Hvornår den ikke længere blev anset for rigtig; 2999-12-31 = den gælder",
              "when it was believed no more; 2999-12-31: it stands"),
)  # fmt: skip


def _table(columns: Iterable[Column], *, without: Iterable[str] = ()) -> tuple[KrsColumn, ...]:
    """The columns of a table of SOR2, with the row's own key and its second axis."""
    kept = (column for column in columns if column.name not in without)
    return (
        _KEY,
        *(KrsColumn(column.name, column.path, _form(column), *WORDS[column.path]) for column in kept),
        *_KNOWN,
    )


def _form(column: Column) -> Form:
    found = _FORMS.get(column.read, Form.TEXT)
    return Form.NOT_FLAG if found is Form.TEXT and column.write is not None else found


_SOR = KrsColumn("sorNummer", "sor", Form.LONG, "SOR-kode", "SOR code")
_EAN = KrsColumn("eanLokationsnummer", NUMBER, Form.LONG, *WORDS[NUMBER])
_NAME = KrsColumn("navn", "name", Form.TEXT, "Navn", "name")
_PERIOD = (
    KrsColumn("validFrom", ROW_FIRST, Form.TIME, "Første dag", "first day"),
    KrsColumn("validTo", ROW_END, Form.TIME, "Den dag, rækken ikke længere gælder; 2999-12-31 = ingen kendt",
              "the day on which the row holds no more; 2999-12-31: none known"),
)  # fmt: skip
_PHONE = KrsColumn("telefon", PHONE, Form.TEXT, "Telefon", "telephone")
_ADDRESS = (
    KrsColumn("vejnavn", STREET, Form.TEXT, "Vejnavn og husnummer", "street and house number"),
    KrsColumn("postnummer", POSTCODE, Form.TEXT, "Postnummer", "postcode"),
    KrsColumn("bynavn", DISTRICT, Form.TEXT, "Postdistrikt", "postal district"),
    KrsColumn("email", EMAIL, Form.TEXT, "E-mail", "e-mail"),
    KrsColumn("www", WEBSITE, Form.TEXT, "Hjemmeside", "website"),
)
_SHAK = KrsColumn("nummer", "shak", Form.TEXT, "SHAK-kode", "SHAK code")
_SPECIALITY = (
    KrsColumn("hovedSpecialeKode", SPECIALITY_CODES[0], Form.TEXT, "Hovedspeciale, kode", "main speciality, code"),
    KrsColumn("hovedSpecialeTekst", SPECIALITY_NAMES[0], Form.TEXT, "Hovedspeciale, navn", "main speciality, name"),
)

VIEWS = (
    View(1, "apotek", "unit", "Apoteker og deres filialer", "pharmacies and their branches", (
        _SOR,
        KrsColumn("apotekNummer", PHARMACY_NUMBER, Form.LONG, "Apoteksnummer", "number of the pharmacy"),
        KrsColumn("filialNummer", PHARMACY_BRANCH, Form.LONG, "Filialnummer", "number of the branch"),
        _EAN,
        KrsColumn("cvr", "cvr", Form.LONG, "CVR-nummer", "CVR number"),
        KrsColumn("pcvr", "production_unit", Form.LONG, "P-nummer", "production unit"),
        _NAME, _PHONE, *_ADDRESS, *_PERIOD,
    ), _below(PHARMACY, "OU"), has_history=False),
    View(1, "praksis", "unit", "Praksis: læger og speciallæger", "practices of doctors and specialists", (
        _SOR, _EAN,
        KrsColumn("regionCode", OWNER_REGION, Form.LONG, "Ejerens region", "region of the owner"),
        _NAME, *_PERIOD,
    ), _below(PRACTICE, "HI"), has_history=False),
    View(1, "sygehus", "unit", "Sygehuse", "hospitals", (
        _SOR, _EAN, _SHAK, _NAME, _PHONE, *_ADDRESS, *_PERIOD,
    ), _below(HOSPITAL, "HI"), has_history=False),
    View(1, "sygehusafdeling", "unit", "Sygehusafdelinger med SHAK-kode", "hospital departments with a SHAK code", (
        _SOR,
        KrsColumn("sygehusSorNummer", IN_HOSPITAL, Form.LONG, "Sygehuset, når afdelingen ligger direkte under det",
                  "the hospital, when the department stands directly below it"),
        KrsColumn("overafdelingSorNummer", IN_DEPARTMENT, Form.LONG, "Afdelingen ovenover", "the department above"),
        KrsColumn("underlagtSygehusSorNummer", "institution.code", Form.LONG, "Sygehuset", "the hospital"),
        _EAN,
        KrsColumn("afdelingTypeKode", "type", Form.LONG, "Enhedstype, kode", "type, code"),
        KrsColumn("afdelingTypeTekst", TYPE_NAME, Form.TEXT, "Enhedstype, navn", "type, name"),
        *_SPECIALITY, _SHAK, _NAME, _PHONE, *_ADDRESS, *_PERIOD,
    ), _departments, has_history=False),
    View(1, "yder", "unit", "Ydere: enheder i praksis", "units of practices", (
        _SOR,
        KrsColumn("praksisSorNummer", "institution.code", Form.LONG, "Praksis", "the practice"),
        _EAN,
        KrsColumn("nummer", "provider_identifier", Form.PROVIDER, "Ydernummer", "ydernummer"),
        _NAME, _PHONE, *_ADDRESS, *_SPECIALITY, *_PERIOD,
    ), _below(PRACTICE, "OU"), has_history=False),
    View(2, "sorentity", "unit", "Enheder (SOREntity)", "units (SOREntity)", _table(units.COLUMNS), lambda *_: True),
    View(2, "shaksormap", "unit", "SHAK-koder og SOR-koder", "SHAK codes and SOR codes",
         _table(tables.SHAK_OF_UNITS.columns, without=("UpdatedAtDate",)), lambda _, cells: "shak" in cells,
         across=True),
    View(2, "eanlocationcode", "location_number", "Lokationsnumre", "location numbers",
         _table(tables.LOCATION_NUMBERS.columns), _number_at("number")),
    View(2, "eanlocationcodeeditype", "edi", "Lokationsnumrenes meddelelsestyper", "message types of location numbers",
         _table(tables.MESSAGE_TYPES_OF_NUMBERS.columns), _number_at("number"),
         id=lambda key: key.partition("/")[0]),
    View(2, "sorreplacedentities", "succession", "Erstattede enheder", "replaced units",
         _table(tables.SUCCESSIONS.columns), _number_at("old"), id=lambda key: key.partition(">")[0]),
    View(2, "geolocations", "place", "Geografiske lokalisationer", "geographic locations",
         _table(tables.PLACES.columns), _number_at("key")),
    View(2, "sorclassifications", "code", "Kodelister", "code lists",
         _table(tables.CLASSIFICATIONS.columns), _number_at("code"), id=lambda key: key.partition("/")[2]),
    View(2, "sororganisationallevel", "code", "Klinisk-administrative niveauer", "clinical-administrative levels", (
        _KEY,
        KrsColumn("OrganisationalLevelCode", "code", Form.TEXT, *WORDS["organisational_level"]),
        KrsColumn("OrganisationalLevelName", "name_da", Form.TEXT, *WORDS[LEVEL_NAME]),
        KrsColumn("FromDate", FROM, Form.DAY, *WORDS[FROM]),
        KrsColumn("ToDate", LAST, Form.DAY, *WORDS[LAST]),
        *_KNOWN,
    ), lambda key, _: key.startswith("organisational_level/"), id=lambda key: key.partition("/")[2]),
)  # fmt: skip
"""Every data type, in the order in which they are described."""

_PATHS = {view.datatype: {ERASED, *(column.path for column in view.columns)} - {FROM, LAST} for view in VIEWS}
BY_NAME = {view.name: view for view in VIEWS}
KINDS = tuple(dict.fromkeys(view.kind for view in VIEWS))
NAMED_LISTS = ("speciality", "organisational_level", "region")
"""The code lists whose names stand in rows of units, but for those of which a unit's answer shows something itself."""


def view_of(register: str, register_version: int, datatype: str, version: int) -> View | None:
    """The data type that a request names; None when there is none."""
    return next(
        (view for view in VIEWS
         if (register, version) == (REGISTER, VERSION)
         and (view.register_version, view.datatype) == (register_version, datatype)),
        None,
    )  # fmt: skip


def describe_tables() -> Iterator[str]:
    """The page that describes the copy register: every data type with its columns, as HTML."""
    yield "<h2>Registre, datatyper og felter / registers, data types and columns</h2>"
    for view in VIEWS:
        yield f'<h3 id="{view.register_version}-{view.datatype}"><code>{view.name}</code></h3>'
        yield f'<p>{view.da}. <span lang="en">{view.en.capitalize()}.</span></p>'
        yield "<dl>"
        for column in view.columns:
            yield f"<dt><code>{column.name}</code> {type_of(column.form)}"
            yield f'<dd>{column.da} / <span lang="en">{column.en}</span>'
        yield "</dl>"
