"""What a SOR XML file does not say stays: each element left out of the whole file, and each renamed."""

import pytest
from lxml import etree
from lxml.etree import _Element

from sor.formats.delivery import BadFile
from sor.jobs.importing import Report
from sor.jobs.silence import NOWHERE
from tests.faults.written import NEXT, Written, differences
from tests.soaking import in_portions

UNITS = {"InstitutionOwner", "HealthInstitution", "OrganizationalUnit"}
NEEDED = {*UNITS, *(f"{unit}Entity" for unit in UNITS), "SorIdentifier", "SnapshotDate"}
"""Without one of these a file is refused."""

NOT_NAMED = {
    "CreatedAtTime", "UnitType", "HasGeographicalLocalisation", "GeographicalLocalisationIdentifier",
    "GeographicalLocalisationName", "ProductionUnitIdentifier", "GeographicalParent", "OrganisationalLevel",
}  # fmt: skip
"""Elements of which the format never says that something known ends, so that nothing is left out for want of them."""

DERIVED = "RegionCode"
"""Of an address it stands beside the municipality, from which the region follows."""

FORMATS = ("xml1", "xml2", "xml3")
EVERY = 17
"""The sample takes every so manyth element, another one in each version."""


def local(element: _Element) -> str:
    return etree.QName(element).localname


def path_of(element: _Element) -> str:
    """Where an element stands within the element of its unit, or its name when it stands in none."""
    names = [local(element)]
    around = element.getparent()
    while around is not None and local(around) not in UNITS:
        names.append(local(around))
        around = around.getparent()
    return names[0] if around is None or names[0] in UNITS else "/".join(reversed(names))


def paths_of(written: Written, format: str) -> list[str]:
    tree = etree.fromstring(written.bytes_of(format))
    return list(dict.fromkeys(path_of(element) for element in tree.iterdescendants()))


def without(content: bytes, path: str) -> bytes:
    tree = etree.fromstring(content)
    for element in [one for one in tree.iterdescendants() if path_of(one) == path]:
        around = element.getparent()
        assert around is not None
        around.remove(element)
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8")


def renamed(content: bytes, path: str) -> bytes:
    tree = etree.fromstring(content)
    for element in [one for one in tree.iterdescendants() if path_of(one) == path]:
        element.tag += "X"
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8")


def loaded(written: Written, format: str, content: bytes) -> Report:
    return written.load(written.mirror(format), format, content, NEXT, dry_run=True)


def check(written: Written, format: str, path: str) -> None:
    content, name = written.bytes_of(format), path.rpartition("/")[2]
    for spoilt, is_renamed in ((without(content, path), False), (renamed(content, path), True)):
        try:
            report = loaded(written, format, spoilt)
        except BadFile:
            assert path in NEEDED
            continue
        assert differences(report) == {}, (path, report.notes)
        told = [note for note in report.notes if note.startswith(NOWHERE) and path in note]
        assert told or is_not_named(path), (path, report.notes)
        guesses = [note for note in report.notes if f"{name}X " in note and f"(was {name} meant?)" in note]
        assert guesses or not is_renamed, (path, report.notes)


def is_not_named(path: str) -> bool:
    names = {*path.split("/")}
    return bool(names & (NOT_NAMED | NEEDED)) or path.endswith(f"AddressInformation/{DERIVED}")


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_some_elements_left_out_or_renamed_change_nothing(written: Written, format: str) -> None:
    for path in paths_of(written, format)[FORMATS.index(format) :: EVERY]:
        check(written, format, path)


@pytest.mark.soak
@pytest.mark.parametrize("format", FORMATS)
def test_no_element_left_out_or_renamed_changes_anything(written: Written, format: str) -> None:
    for path in in_portions(f"elements-{format}", paths_of(written, format)):
        check(written, format, path)
