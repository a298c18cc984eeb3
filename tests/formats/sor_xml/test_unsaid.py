"""Which fields and parts a file tells nothing of, by the elements that it holds."""

import pytest

from sor.core.leaves import PARTS
from sor.formats.delivery import Unsaid
from sor.formats.sor_xml.tables import FIRST, SECOND, VERSIONS, XmlVersion, fields_told, untold_parts_of
from sor.formats.sor_xml.unsaid import find_unlisted_kinds, unsaid_in


def unsaid(version: XmlVersion, *met: str) -> set[Unsaid]:
    return set(unsaid_in(version, set(met)))


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
@pytest.mark.parametrize("level", ["IO", "HI", "OU"])
def test_a_file_without_elements_says_nothing_of_whatever_its_format_tells(version: XmlVersion, level: str) -> None:
    found = {what.path for what in unsaid(version) if what.kind == "unit" and what.level in ("", level)}
    whole = {path for path in found if "." not in path}
    assert fields_told(version, level) - {"level", "parent", "status"} <= whole
    told = {f"{field}.{part}" for field in whole & PARTS.keys() - {"specialities"} for part in PARTS[field]}
    assert told - untold_parts_of(version) <= found
    assert {"status.from", "status.updated", "open.to", "open.from"} <= found


def test_what_is_missing_whole_is_named_by_its_outermost_element() -> None:
    path = "PostalAddressInformation/AddressPostal/StreetName"
    street = [Unsaid("unit", level, "postal_address.street", path) for level in ("IO", "HI", "OU")]
    assert {*street} <= unsaid(SECOND, "PostalAddressInformation", "PostalAddressInformation/AddressPostal")
    named = {what.element for what in unsaid(SECOND) if what.path == "postal_address.street"}
    assert named == {"PostalAddressInformation"}


def test_the_number_of_an_owner_and_those_below_stand_in_elements_of_their_own() -> None:
    own = "EanLocationCodeEntity/EanLocationCode"
    below = f"OptionalEanLocationCode/{own}"
    levels = {what.level for what in unsaid(FIRST, own) if (what.kind, what.path) == ("unit", "location")}
    assert levels == {"HI", "OU"}
    assert find_unlisted_kinds(unsaid(FIRST, own)) == find_unlisted_kinds(unsaid(FIRST, below)) == {"succession"}
    assert find_unlisted_kinds(unsaid(FIRST)) == {"location_number", "succession"}
    levels = {what.level for what in unsaid(FIRST, below) if (what.kind, what.path) == ("location_number", "number")}
    assert levels == {"IO"}
