"""The rows of tables: what stands in which, and what an older version lacks."""

from sor.formats.xml_tables.elements import (
    Block,
    ElementGroup,
    Form,
    Leaf,
    Several,
    key_parts,
    keys_of,
    local,
    of_version,
    parts_inside,
    path_below,
)

COUNTRY = Leaf("Country", "country", Form.COUNTRY)
LATE = Leaf("Late", "late", since=4)
GROUP = ElementGroup("a:Postal", (COUNTRY, ElementGroup("Inner", (Leaf("Street", "street"),))), type="PostalType")
LIST = Several("List", "list", Block("One", "", (LATE, COUNTRY), type="OneType"), type="ListType")
BLOCK = Block("Address", "address", (GROUP, LATE), type="AddressType")


def test_the_elements_of_a_group_stand_with_those_around_it() -> None:
    assert [part.name for part in key_parts((GROUP, LIST, BLOCK))] == ["Country", "Street", "List", "Address"]


def test_a_country_has_two_keys() -> None:
    assert [keys_of(part) for part in (COUNTRY, LATE, LIST)] == [("country", "country_scheme"), ("late",), ("list",)]


def test_names_and_paths_have_no_prefixes() -> None:
    assert (local("a:Postal"), local("Postal")) == ("Postal", "Postal")
    assert (path_below("", GROUP), path_below("Address", GROUP)) == ("Postal", "Address/Postal")


def test_an_older_version_lacks_what_came_later_inside_too() -> None:
    (block,) = of_version((BLOCK, LATE), 3)
    assert [part.name for part in block.inside] == ["a:Postal"]
    assert of_version((BLOCK, LATE), 4) == (BLOCK, LATE)
    (several,) = of_version((LIST,), 3)
    assert [[part.name for part in one.inside] for one in several.inside] == [["Country"]]


def test_all_that_stands_in_an_element_comes_after_it() -> None:
    names = [part.name for part in parts_inside((BLOCK, LIST))]
    assert names == ["Address", "a:Postal", "Country", "Inner", "Street", "Late", "List", "One", "Late", "Country"]
