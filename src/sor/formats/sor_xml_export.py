"""SOR XML as an export: the extract of one day, own values only."""

from collections.abc import Iterator
from typing import BinaryIO

from sor.formats.export_format import DOCUMENTED, KNOWN, OBSERVED, PROJECT, VALID, Format
from sor.formats.extracts import extracted
from sor.formats.omitted import Omitted
from sor.formats.selected import Selection
from sor.formats.sor_xml_rows import written
from sor.formats.sor_xml_tables import VERSIONS
from sor.formats.sor_xml_words import columns_of
from sor.formats.sor_xml_write import Written, write_units

BASIS = {"1.0.0": DOCUMENTED, "2.0.0": OBSERVED, "3": PROJECT}
TITLES = {
    "1.0.0": ("SOR som XML 1.0.0", "SOR as XML 1.0.0"),
    "2.0.0": ("SOR som XML 2.0.0", "SOR as XML 2.0.0"),
    "3": ("SOR som XML 3, med klinisk-administrative niveauer", "SOR as XML 3, with organisational levels"),
}


def write_xml(selection: Selection, out: BinaryIO, version: str) -> list[Omitted]:
    """A full selection as one SOR XML file of a version."""
    omitted: list[Omitted] = []
    units = map(written, extracted(selection.units(), omitted))

    def counted() -> Iterator[Written]:
        for unit in units:
            selection.rows[""] += 1
            yield unit

    region_of = selection.codes.region_of_municipality
    not_in_tree = write_units(counted(), out, version, selection.valid, selection.created, region_of=region_of)
    selection.rows[""] -= sum(not omission.field for omission in not_in_tree)
    return [*omitted, *not_in_tree]


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
        loses=lambda: dict(VERSIONS[version].left_out),
        encoding="utf-8",
    )


XML1, XML2, XML3 = _format("xml1", "1.0.0"), _format("xml2", "2.0.0"), _format("xml3", "3")
