"""SOR XML as an export: the extract of one day, own values only."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec.structs import replace

from sor.core.identifiers import is_number
from sor.core.inheritance import address
from sor.formats.published.export_format import DOCUMENTED, KNOWN, OBSERVED, PROJECT, VALID, Format
from sor.formats.published.extracts import keep_extracted
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection
from sor.formats.sor_xml.rows import write_row
from sor.formats.sor_xml.tables import FIRST, THIRD, VERSIONS
from sor.formats.sor_xml.words import columns_of
from sor.formats.sor_xml.write import Written, write_units

BASIS = {"1.0.0": DOCUMENTED, "2.0.0": OBSERVED, "3": PROJECT}
NO_NUMBERS = {
    FIRST.number: {
        "type": "organisational units have one below hospitals only",
        "specialities": "the main one, and further ones whose marker the source gave: it is not public",
        "geographic_parent": "always written: a place of its own where the unit has a geographic location, else that of"
        " the unit above, which is read as nothing stated",
    },
    THIRD.number: {
        "organisational_level": "a number: left out as long as the list's keys are this project's own and no numbers"
    },
}
"""What a version has an element for that cannot hold what the code lists give."""

TITLES = {
    "1.0.0": ("SOR som XML 1.0.0", "SOR as XML 1.0.0"),
    "2.0.0": ("SOR som XML 2.0.0", "SOR as XML 2.0.0"),
    "3": ("SOR som XML 3, med klinisk-administrative niveauer", "SOR as XML 3, with organisational levels"),
}


def write_xml(selection: Selection, out: BinaryIO, version: str) -> list[Omitted]:
    """A full selection as one SOR XML file of a version."""
    omitted: list[Omitted] = []
    rows = keep_extracted(selection.units(), omitted)
    if version == FIRST.number:  # whose numbers must have a region
        rows = _with_numbered_regions(rows, selection, omitted)
    units = map(write_row, rows)

    def count_units() -> Iterator[Written]:
        for unit in units:
            selection.rows[""] += 1
            yield unit

    region_of = selection.codes.region_of_municipality
    not_in_tree = write_units(count_units(), out, version, selection.valid, selection.created, region_of=region_of)
    selection.rows[""] -= sum(not omission.field for omission in not_in_tree)
    return [*omitted, *not_in_tree]


def _with_numbered_regions(
    rows: Iterable[SelectedUnit], selection: Selection, omitted: list[Omitted]
) -> Iterator[SelectedUnit]:
    """Rows whose location number has a region that the file can hold: where its code is a key of our own, that of the
    region in which the unit's municipality lay before; without one it stays, and is left out as any word.
    """
    for row in rows:
        number = row.own_number
        region = number.values.get("region") if number else None
        found = address(row.chain, "postal_address")
        if number is None or region is None or is_number(region) or found is None:
            yield row
            continue
        before = selection.codes.number_region_of_municipality(found.value.get("municipality"), selection.valid)
        if before is None:
            yield row
            continue
        told = f"RegionCode is a number, which '{region}' is not: {before}, of the municipality's region before, stands"
        omitted.append(Omitted(row.code, "number.region", told))
        yield replace(row, own_number=number._replace(values={**number.values, "region": before}))


def _format(name: str, version: str) -> Format:
    da, en = TITLES[version]
    return Format(
        name=name,
        version=version,
        title_da=da,
        title_en=en,
        takes=frozenset({VALID, KNOWN}),
        write=lambda selection, out: write_xml(selection, out, version),
        file="Sor.xml",
        basis=BASIS[version],
        columns=lambda: columns_of(VERSIONS[version]),
        loses=lambda: VERSIONS[version].left_out | NO_NUMBERS.get(version, {}),
        encoding="utf-8",
    )


XML1, XML2, XML3 = _format("xml1", "1.0.0"), _format("xml2", "2.0.0"), _format("xml3", "3")
