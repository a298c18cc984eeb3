"""Selected rows as listed units: the bridge from a selection to the files that list the units of one day."""

from sor.formats.listed_unit import ListedNumber, ListedUnit, Status
from sor.formats.selected import SelectedSubject, SelectedUnit, source_dates

NOT_LISTED = frozenset({"level", "parent", "status", "assumed"})
"""Own values that a listed unit holds elsewhere, or not at all."""


def listed(row: SelectedUnit) -> ListedUnit:
    """A row as the file of its day lists the unit: own values only."""
    values = row.own.copy()
    level, parent = values.pop("level", ""), values.pop("parent", None)
    values.pop("status", None)
    values.pop("assumed", None)
    dates = status_of(row)
    number = None if row.own_number is None else _number(row.own_number, dates)
    place = row.place.get("name") if row.place else None
    return ListedUnit(row.code, level, parent, values, dates, number, row.replaces, row.replaced_by, place)


def status_of(row: SelectedUnit | SelectedSubject) -> Status:
    """The dates of a row as files print them."""
    since, updated = source_dates(row)
    return Status(row.first_from, since, row.closes, updated)


def _number(number: SelectedSubject, unit: Status) -> ListedNumber:
    """A number that no source gave dates and that lives as long as its unit has none in the file either."""
    values = {field: value for field, value in number.values.items() if field not in NOT_LISTED}
    as_unit = number.closes == unit.to_day and number.from_day <= (unit.from_day or 0)
    if "status" not in number.values and as_unit:
        return ListedNumber(number.key, values)
    return ListedNumber(number.key, values, status_of(number))
