"""The tables of SORLS: what they write is a tree of the same table, and valid against the published contract."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sor.core import unit as unit_module
from sor.core.subject import UNIT_FIELDS
from sor.formats.soap import sorls
from sor.formats.soap.sorls import FOUND
from sor.formats.soap.sorls_choices import NAMESPACE, RESPONSES
from sor.formats.soap.sorls_tables import ANSWERS, LAYOUT, LEFT_OUT
from sor.formats.xml_tables.elements import Part
from tests.formats.soap.sorls_values import SHAK, TEXTS, UNIT
from tests.formats.xml_tables.test_writing import tree

SCHEMA = etree.XMLSchema(etree.parse(str(sorls.FOLDER / sorls.SCHEMA)))
XS = "{http://www.w3.org/2001/XMLSchema}"

shown = st.tuples(UNIT, st.one_of(st.none(), TEXTS), st.one_of(st.none(), TEXTS)).map(
    lambda given: sorls.show_unit(*given)
)
mapped = st.tuples(UNIT, TEXTS, SHAK, st.just(20100101), st.sampled_from([20300101, 99991231])).map(
    lambda given: sorls.map_unit(given[0] | {"shak": "1301"}, *given[1:])
)


def checked(operation: str, found: Any, total: int | None = None) -> None:
    body = sorls.answer(operation, FOUND, found, total)
    read = etree.fromstring(body)
    SCHEMA.assertValid(read)
    values = {"found": found or None, "status": {"code": "0", "text": "Fundet."}}
    if total is not None:
        values["total"] = str(total)
    expected = etree.Element(RESPONSES[operation])
    tree(ANSWERS[operation].parts, values, expected, LAYOUT.texts)
    for element in read.iter():
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(read)
    assert etree.tostring(read, method="c14n") == etree.tostring(expected, method="c14n")


@pytest.mark.slow
@given(shown)
def test_any_unit_is_written_as_its_tree_and_valid(unit: dict[str, Any]) -> None:
    checked("GetSorEntity", unit)


@pytest.mark.slow
@given(st.lists(shown, min_size=1, max_size=2))
def test_any_list_of_units_is_written_as_its_tree_and_valid(units: list[dict[str, Any]]) -> None:
    checked("GetSorEntityByProvider", units)
    checked("Search", units, 17)


@given(mapped)
def test_any_mapping_is_written_as_its_tree_and_valid(link: dict[str, Any]) -> None:
    checked("SorShakMap", link)
    checked("ShakSorMap", [link, link])


def declared(name: str, kind: str = "element") -> Any:
    for file in sorted(sorls.FOLDER.glob("*.xsd")):
        found = etree.parse(str(file)).find(f"./{XS}{kind}[@name='{name}']")
        if found is not None:
            return found
    raise LookupError(name)


def elements_of(node: Any) -> Iterator[Any]:
    """The elements directly inside a declaration, those of its type and groups included."""
    if node.get("type") and ":" not in node.get("type"):
        kind = "complexType" if node.tag == f"{XS}element" else "x"
        try:
            yield from elements_of(declared(node.get("type"), kind))
        except LookupError:
            return
    for child in node.iterchildren():
        if child.tag == f"{XS}element":
            yield child
        elif child.get("ref"):
            yield from elements_of(declared(child.get("ref"), "group"))
        else:
            yield from elements_of(child)


def same(parts: tuple[Part, ...], node: Any, path: str) -> None:
    contract = list(elements_of(node))
    assert [part.name for part in parts] == [element.get("name") for element in contract], path
    for part, element in zip(parts, contract, strict=True):
        if part.inside:
            same(part.inside, element, f"{path}/{part.name}")


@pytest.mark.parametrize("operation", ANSWERS)
def test_tables_and_contract_have_the_same_elements_in_the_same_order(operation: str) -> None:
    element = ANSWERS[operation]
    same(element.parts, declared(element.name), element.name)


def test_the_contract_has_the_chosen_namespace() -> None:
    for file in sorls.FOLDER.glob("*.xsd"):
        assert etree.parse(str(file)).getroot().get("targetNamespace") == NAMESPACE
    wsdl = etree.parse(str(sorls.FOLDER / sorls.WSDL)).getroot()
    assert wsdl.get("targetNamespace") == NAMESPACE


FULL: dict[str, Any] = {
    "code": "1", "valid_from": "2020-01-01", "valid_to": None, "level": "OU", "replaces": [], "replaced_by": [],
}  # fmt: skip


def answered(unit: Any) -> bytes:
    return sorls.answer("GetSorEntity", FOUND, sorls.show_unit(unit, unit.get("organisational_level"), None))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parent", "12"), ("type", "3"), ("type_name", "x"), ("first_from", "2001-01-01"), ("updated", "2001-01-01"),
        ("cvr", "1"), ("valid_from", "1999-01-01"), ("valid_to", "2030-01-01"), ("name", "x"), ("level", "HI"),
        ("code", "9"),
        *((field, "x") for field in unit_module.PLAIN_FIELDS), *((field, True) for field in unit_module.INDICATORS),
        ("local_attributes", {"3": "x"}), ("specialities", [{"code": "1", "main": True}]),
        ("organisational_level", "x"),
        ("location", {"state": "Own"}), ("geographic_location", "800005"), ("geographic_parent", {"parent": "5"}),
        ("replaces", ["1"]), ("replaced_by", ["1"]),
        *((kind, {"inherited": False, "source": "1", part: "x"})
          for kind in ("postal_address", "visiting_address", "activity_address")
          for part in unit_module.STREET_PARTS if part not in ("east", "north")),
        *((kind, {"inherited": False, "source": "1", part: 1.5})
          for kind in ("postal_address", "visiting_address", "activity_address") for part in ("east", "north")),
        *(("virtual_address", {"inherited": False, "source": "1", part: "x"}) for part in unit_module.VIRTUAL_PARTS),
        *(("location", {"state": "Own", "source": "1", "number": "2", part: "x"})
          for part in unit_module.NUMBER_PARTS if part not in ("active", "internal")),
        *(("location", {"state": "Own", "source": "1", "number": "2", part: True}) for part in ("active", "internal")),
    ],
)  # fmt: skip
def test_no_field_of_a_unit_is_forgotten(field: str, value: Any) -> None:
    assert answered(FULL | {field: value}) != answered(FULL)


def test_what_is_left_out_has_its_reason() -> None:
    assert all(LEFT_OUT.values())
    shown_as_fields = {"local_attributes", "owner", "serial", "open", "assumed", "erased"}
    for name in LEFT_OUT:
        assert "." in name or name in shown_as_fields | UNIT_FIELDS


def test_a_code_that_is_no_number_is_left_out_where_the_contract_wants_one() -> None:
    body = answered(FULL | {"parent": "X1", "type": "²"})
    assert b"ParentSorIdentifier" not in body
    assert b"EntityTypeIdentifier" not in body
