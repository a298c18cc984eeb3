"""A request is read by its table: what is left out, empty or nil is none, and no value has two spellings."""

import pytest
from lxml import etree

from sor.formats.soap.request_rules import RequestRules
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several
from sor.formats.xml_tables.reading import Raw, fill, reading_table

TABLE: tuple[Part, ...] = (
    Leaf("Code", "code", Form.LONG),
    Leaf("Name", "name", Form.TEXT),
    Block(
        "Address",
        "address",
        (
            ElementGroup("Postal", (Leaf("Street", "street"), Leaf("Country", "country", Form.COUNTRY))),
            Leaf("East", "east", Form.METRE),
        ),
    ),
    Several("List", "list", Leaf("One", "", Form.SOR_CODE)),
    Several("Blocks", "blocks", Block("One", "", (Leaf("Name", "name"),))),
    Leaf("Open", "open", Form.FLAG),
)
RULES = RequestRules("urn:x")
READING = reading_table(TABLE, RULES)
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


def taken(inside: str, namespace: str = "urn:x") -> Raw:
    found: Raw = {}
    fill(etree.fromstring(f"<x xmlns='{namespace}'>{inside}</x>"), READING, found, RULES)
    return found


@pytest.mark.parametrize("blank", ["", "<{}/>", "<{}> </{}>", f"<{{}} {NIL}/>"])
def test_left_out_empty_and_nil_are_the_same(blank: str) -> None:
    names = ("Code", "Name", "Address", "List", "Open", "Blocks")
    assert taken("".join(blank.format(name, name) for name in names)) == {}
    assert taken("<Address><Postal/></Address><List><One/></List><Blocks><One><Name/></One></Blocks>") == {}


def test_every_form_is_read_without_its_ornaments() -> None:
    assert taken(
        "<Code> +007 </Code><Name>\n A &amp; B </Name><Open> 1 </Open>"
        "<Address><Postal><Street> C </Street><Country scheme='imk'> 5100 </Country></Postal>"
        "<East> 1.50 </East></Address>"
        "<List><One> 05 </One><One/><One>0</One></List><Blocks><One><Name>D</Name></One></Blocks>"
    ) == {
        "code": "7", "name": "A & B", "open": True, "list": ["5", "0"], "blocks": [{"name": "D"}],
        "address": {"street": "C", "country": "5100", "country_scheme": "imk", "east": 1.5},
    }  # fmt: skip


def test_false_is_a_value() -> None:
    assert [taken(f"<Open>{word}</Open>") for word in ("false", "0", "true")] == [
        {"open": False}, {"open": False}, {"open": True},
    ]  # fmt: skip


def test_elements_of_other_namespaces_say_nothing() -> None:
    assert taken("<Name>A</Name>", "urn:y") == {}
