"""What a search found, as a file for spreadsheets: CSV or XLSX, the columns in the visitor's language."""

from collections.abc import Iterator, Sequence

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.unit import UnitAnswer, number_used
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.asking import clarify_question, find_hits
from sor.endpoints.web.browse.search_question import read_question
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.postal import street_line
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE, spreadsheet_csv
from sor.formats.tables.spreadsheet_xlsx import MEDIA_TYPE as XLSX_TYPE
from sor.formats.tables.spreadsheet_xlsx import spreadsheet_xlsx

CSV, XLSX = "/found.csv", "/found.xlsx"
MOST = 5_000
"""Rows of a file, the best first; whoever wants the whole register takes a published file."""

COLUMNS = (
    "code", "name", "level", "type", "owner", "street", "postcode", "town", "municipality", "region", "phone", "email",
    "location_number", "shak", "provider_identifier", "valid_from", "valid_to",
)  # fmt: skip


@get(CSV, sync_to_thread=True, include_in_schema=False)
def found_csv(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[bytes]:
    """The hits as text for spreadsheets."""
    return _file(spreadsheet_csv(_heading(visit), _rows(request, site, visit)), MEDIA_TYPE, CSV)


@get(XLSX, sync_to_thread=True, include_in_schema=False)
def found_xlsx(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[bytes]:
    """The hits as a workbook, every cell a text."""
    return _file(spreadsheet_xlsx(_heading(visit), _rows(request, site, visit)), XLSX_TYPE, XLSX)


def _file(body: bytes, media_type: str, name: str) -> Response[bytes]:
    told = {"Content-Disposition": f'attachment; filename="sor-{name[1:]}"', "Cache-Control": "private, no-cache"}
    return Response(body, media_type=media_type, headers=told)


def _heading(visit: Visit) -> list[str]:
    return [visit.text(f"found.column.{name}") for name in COLUMNS]


def _rows(request: HttpRequest, site: Site, visit: Visit) -> Iterator[Sequence[str]]:
    """A row for each hit, MOST at most. Of a day before the register's first one row says that it is that."""
    if (early := visit.before_first) is not None:
        yield [early.da if visit.language == "da" else early.en]
    snapshot = site.register.at(visit.at)
    names = Names(snapshot.codes, visit.at.valid, visit.language)
    owners: dict[str, str] = {}
    for hit in find_hits(site, visit, clarify_question(site, visit, read_question(request.query_params)), MOST).page:
        unit = snapshot.unit(hit.key)
        if unit is None:
            continue
        owner = unit.get("owner") or ""
        if owner not in owners:
            above = snapshot.summary(owner) if owner else None
            owners[owner] = (above and above.get("name")) or owner
        yield _cells(unit, owners[owner], names, visit)


def _cells(unit: UnitAnswer, owner: str, names: Names, visit: Visit) -> list[str]:
    address = unit.get("visiting_address") or unit.get("postal_address")
    virtual = unit.get("virtual_address")
    level = unit.get("level") or "OU"
    return [
        unit["code"], unit.get("name") or "", visit.text(f"level.{level}.short"),
        names.of("entity_type", unit.get("type")), owner, street_line(address) if address else "",
        (address and address["postcode"]) or "", (address and address["district"]) or "",
        names.of("municipality", address["municipality"]) if address and address["municipality"] else "",
        names.of("region", address["region"]) if address and address["region"] else "",
        (virtual and virtual["phone"]) or "", (virtual and virtual["email"]) or "", number_used(unit) or "",
        unit.get("shak") or "", unit.get("provider_identifier") or "", unit.get("valid_from") or "",
        unit.get("valid_to") or "",
    ]  # fmt: skip
