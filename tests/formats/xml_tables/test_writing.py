"""Writing XML by table: what is written is what a tree of the same table would hold, in both layouts."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sor.formats.numbers import measure, number
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several
from sor.formats.xml_tables.program import NotInXml
from sor.formats.xml_tables.writing import ToText, XmlLayout, compile_writer
from tests.formats.xml_tables.test_program import AWKWARD

MESSAGE = XmlLayout({Form.METRE: measure, Form.NUMBER: number})
FILE = MESSAGE._replace(line="|", tab="-", name_of=lambda name: name.removeprefix("own:"), leaves_empty_out=True)

texts = st.one_of(
    st.lists(st.sampled_from(AWKWARD), max_size=5).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12),
)
TABLE: tuple[Part, ...] = (
    Leaf("Text", "text", Form.TEXT),
    Leaf("Country", "text", Form.COUNTRY),
    Leaf("Flag", "flag", Form.FLAG),
    Leaf("NotFlag", "flag", Form.NOT_FLAG),
    Leaf("North", "north", Form.METRE),
    ElementGroup("Group", (Leaf("Number", "number", Form.NUMBER),)),
    Block("Inside", "inside", (Leaf("Text", "text"), Leaf("Country", "text", Form.COUNTRY))),
    Several("List", "list", Leaf("One", "")),
    Several("Blocks", "blocks", Block("One", "", (Leaf("Text", "text"),))),
)


def tree(
    parts: tuple[Part, ...], values: Mapping[str, Any], parent: Any, texts: Mapping[Form, ToText] = MESSAGE.texts
) -> Any:
    """The same table as an lxml tree, written plainly: the referee of messages."""
    for part in parts:
        value = values if isinstance(part, ElementGroup) else values.get(part.key)
        if isinstance(part, Leaf) and value is not None:
            value = texts[part.form](value) if part.form in texts else _text(part.form, value)
        if value is None or (isinstance(part, Several) and not value):
            continue
        element = etree.SubElement(parent, part.name)
        if isinstance(part, Several):
            for one in value:
                tree((part.each,), {"": one}, element, texts)
        elif isinstance(part, Leaf):
            element.text = value
            if part.form is Form.COUNTRY:
                element.set("scheme", values.get("country_scheme", "iso3166-alpha2"))
        else:
            tree(part.parts, value, element, texts)
    return parent


def _text(form: Form, value: Any) -> str:
    if form in (Form.FLAG, Form.NOT_FLAG):
        return "true" if value is (form is Form.FLAG) else "false"
    return str(value)


def written(parts: tuple[Part, ...], values: Mapping[str, Any], layout: XmlLayout = MESSAGE) -> str:
    pieces: list[str] = []
    compile_writer((ElementGroup("Root", parts),), layout)(values, pieces)
    return "".join(pieces)


@given(
    st.fixed_dictionaries(
        {
            "text": texts,
            "flag": st.none() | st.booleans(),
            "north": st.none() | st.floats(0, 1e7),
            "number": st.none() | st.sampled_from(["007", "12", "tolv", "²", ""]),
            "inside": st.none()
            | st.fixed_dictionaries({}, optional={"text": texts, "country_scheme": texts}),
            "list": st.none() | st.lists(texts, max_size=3),
            "blocks": st.none() | st.lists(st.fixed_dictionaries({}, optional={"text": texts}), max_size=2),
        },
        optional={"country_scheme": texts},
    )
)  # fmt: skip
def test_what_is_written_is_what_a_tree_would_hold(values: dict[str, Any]) -> None:
    read = etree.fromstring(written(TABLE, values))
    expected = tree(TABLE, values, etree.Element("Root"))
    assert etree.tostring(read, method="c14n") == etree.tostring(expected, method="c14n")


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_refused_by_name(character: str) -> None:
    with pytest.raises(NotInXml) as refused:
        written((Leaf("own:EntityName", "name"),), {"name": f"Lægehuset{character}"}, FILE)
    assert str(refused.value) == (
        f"EntityName holds the character U+{ord(character):04X}, which XML cannot hold."
        " Correct the value in the register."
    )


def test_of_none_nothing_is_written() -> None:
    parts = (Leaf("A", "a"), Leaf("B", "b", Form.FLAG), Block("C", "c", ()), Several("D", "d", Leaf("E", "")))
    assert written(parts, {}) == "<Root></Root>"
    assert written(parts, {"d": []}) == "<Root></Root>"


UNIT = Block("own:Unit", "unit", TABLE)


def in_file(**values: Any) -> str:
    pieces: list[str] = []
    compile_writer((UNIT,), FILE, "-")({"unit": values}, pieces)
    return "".join(pieces)


def test_a_file_has_a_line_for_each_element_behind_its_indentation() -> None:
    assert in_file(text="A & B", flag=False, north=6347032.45, inside={"text": "c", "country_scheme": 'a"b'}) == (
        '-<Unit>|--<Text>A &amp; B</Text>|--<Country scheme="iso3166-alpha2">A &amp; B</Country>|'
        "--<Flag>false</Flag>|--<NotFlag>true</NotFlag>|--<North>6347032.450</North>|"
        '--<Inside>|---<Text>c</Text>|---<Country scheme="a&quot;b">c</Country>|--</Inside>|-</Unit>|'
    )


def test_a_file_leaves_out_what_is_empty_and_says_what_is_hollow() -> None:
    assert in_file() == "-<Unit />|"
    assert in_file(text="", list=[], number="tolv") == "-<Unit />|"
    assert in_file(inside={}, blocks=[{}], list=[""]) == (
        "-<Unit>|--<Inside />|--<List>|--</List>|--<Blocks>|---<One />|--</Blocks>|-</Unit>|"
    )
    assert in_file(number="007") == "-<Unit>|--<Group>|---<Number>007</Number>|--</Group>|-</Unit>|"


def test_a_message_says_what_is_empty() -> None:
    parts = (Leaf("Text", "text"), Block("Inside", "inside", ()), ElementGroup("Group", (Leaf("Text", "none"),)))
    assert written(parts, {"text": "", "inside": {}}) == ("<Root><Text></Text><Inside></Inside><Group></Group></Root>")


def test_a_program_is_apart_from_every_other() -> None:
    writers = [compile_writer((Leaf(name, name, Form.METRE),), MESSAGE) for name in ("A", "B")]
    pieces: list[str] = []
    for write in writers:
        write({"A": 1.0, "B": 2.0}, pieces)
    assert "".join(pieces) == "<A>1.000</A><B>2.000</B>"
