"""Selected rows as SOR XML writes them: own values with the dates and the number that stand beside them."""

from sor.core.day import OPEN, previous_day, write_day
from sor.formats.published.selected import SelectedSubject, SelectedUnit, write_source_dates
from sor.formats.sor_xml.units import raw_with
from sor.formats.sor_xml.write import Written
from sor.formats.xml_tables.reading import Raw


def write_row(row: SelectedUnit) -> Written:
    """A row as the file of its day shows the unit; the row stays as it is."""
    values = row.chain[0][1]
    status = _status(row)
    raw: Raw = {**values, "code": row.code, "status": status}
    if row.replaces:
        raw["replaces"] = row.replaces
    if row.replaced_by:
        raw["replaced_by"] = row.replaced_by
    if row.place and "name" in row.place:
        raw["place_name"] = row.place["name"]
    number: Raw | None = None
    if row.own_number is not None:
        number = _number(row.own_number, row, status["from"])
    level = values.get("level", "")
    return Written(row.code, level, values.get("parent"), raw_with(level, raw, number))


def _number(number: SelectedSubject, unit: SelectedUnit, unit_since: str) -> Raw:
    """A number that no source gave dates and that lives as long as its unit has none in the file either."""
    raw = {**number.values, "number": number.key}
    if "status" in raw or number.closes != unit.closes or write_day(number.from_day) > unit_since:
        raw["status"] = _status(number)
    return raw


def _status(row: SelectedUnit | SelectedSubject) -> Raw:
    """The dates in a SorStatus; ToDate is the last valid day."""
    since, updated = write_source_dates(row)
    status: Raw = {"from": since}
    if row.closes < OPEN:
        status["to"] = write_day(previous_day(row.closes))
    if updated is not None:
        status["updated"] = updated
    status["first"] = write_day(row.first_from)
    return status
