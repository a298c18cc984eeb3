"""A treatment site as everybody sees it, and the public file of all: who is responsible, and why a place is exempt, are
for who keeps it and for the supervising authority.
"""

from collections.abc import Sequence

from sor.core.day import OPEN, previous_day, write_day
from sor.core.shapes import Fields
from sor.desk.sites.site_on_day import TreatmentSite, read_staff
from sor.desk.sites.stays import PARTS
from sor.desk.sites.treatment_sites import TriedSite
from sor.formats.tables.spreadsheet_csv import spreadsheet_csv
from sor.reading.snapshot import Snapshot

COLUMNS = (
    "number", "unit", "name", "owner", "owner_name", "cvr", "category", "state", "first_day", "last_day",
    *PARTS,
)  # fmt: skip
"""Of the public file."""


def write_site_file(snapshot: Snapshot, sites: Sequence[TreatmentSite]) -> bytes:
    """The public file for spreadsheets: a row for each site."""
    owners = {one["code"]: one for one in snapshot.units(sorted({_owner(one) for one in sites} - {""}))[0]}
    rows = []
    for one in sites:
        owner, stay = owners.get(_owner(one)), one.stay
        rows.append((
            str(one.row.number), one.row.unit, stay.name if stay else "", _owner(one),
            owner.get("name", "") if owner else "", owner.get("cvr", "") if owner else "",
            str(one.row.category or ""), one.state, write_day(one.row.from_day),
            "" if one.ends >= OPEN else write_day(previous_day(one.ends)),
            *(stay.address.get(part, "") if stay else "" for part in PARTS),
        ))  # fmt: skip
    return spreadsheet_csv(COLUMNS, rows)


def show_site(one: TreatmentSite) -> Fields:
    """A site as everybody sees it."""
    category = one.category
    return {
        "number": one.row.number, "unit": one.row.unit, "name": one.stay.name if one.stay else one.row.unit,
        "owner": one.stay.owner if one.stay else "", "category": category.number if category else None,
        "why_da": category.tell("da") if category else "", "why_en": category.tell("en") if category else "",
        "staff": {**read_staff(one.row)}, "state": one.state,
        "from_day": write_day(one.row.from_day), "to_day": None if one.ends >= OPEN else write_day(one.ends),
        "address": {**one.stay.address} if one.stay else {},
    }  # fmt: skip


def shown_trial(one: TriedSite) -> Fields:
    """What a site would be."""
    category, fit = one.fit.category, one.fit
    return {
        "number": 0, "unit": one.begun.unit, "name": one.begun.name, "owner": one.begun.owner,
        "category": category.number if category else None,
        "why_da": category.tell("da") if category else "", "why_en": category.tell("en") if category else "",
        "staff": {**fit.staff},
        "state": "exempt" if fit.exemption else "registered", "from_day": write_day(fit.from_day), "to_day": None,
        "address": {**one.begun.address},
    }  # fmt: skip


def _owner(one: TreatmentSite) -> str:
    return one.stay.owner if one.stay else ""
