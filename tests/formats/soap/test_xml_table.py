"""Writing XML by table: what is written is what a tree of the same table would hold, whatever the texts are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sor.formats.soap.xml_table import (
    Block,
    Flag,
    Leaf,
    Part,
    Several,
    value_of,
    whole,
    write,
)
from sor.formats.xml_tables.program import NotInXml

AWKWARD = [
    "&",
    "<",
    ">",
    "]]>",
    "\r",
    "\r\n",
    "\n",
    "\t",
    '"',
    "'",
    " ",
    "æøå",
    "\u00a0",
    "\u2028",
    "\U0001f600",
    "&amp;",
]
texts = st.one_of(
    st.lists(st.sampled_from(AWKWARD), max_size=5).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12),
)

TABLE: tuple[Part, ...] = (
    Leaf("Text", "text"),
    Leaf("Made", lambda values: values["text"]),
    Leaf("Country", "text", ("scheme", "scheme")),
    Flag("Flag", "flag"),
    Block("Inside", "inside", (Leaf("Text", "text"),)),
    Block("List", "list", (Several(whole, Leaf("One", whole)),)),
)


def tree(parts: tuple[Part, ...], values: Any, parent: Any) -> Any:
    """The same table as an lxml tree, written plainly: the referee."""
    for part in parts:
        if isinstance(part, Several):
            for one in value_of(part.source, values):
                tree((part.each._replace(source=whole),), one, parent)
            continue
        value = value_of(part.source, values)
        if value is None:
            continue
        element = etree.SubElement(parent, part.name)
        if isinstance(part, Block):
            tree(part.parts, value, element)
        elif isinstance(part, Flag):
            element.text = "true" if value else "false"
        else:
            element.text = value
            if part.attribute:
                element.set(part.attribute[0], value_of(part.attribute[1], values))
    return parent


def written(parts: tuple[Part, ...], values: Any) -> str:
    pieces: list[str] = []
    write((Block("Root", whole, parts),))(values, pieces)
    return "".join(pieces)


@given(
    st.fixed_dictionaries(
        {
            "text": texts,
            "scheme": texts,
            "flag": st.one_of(st.none(), st.booleans()),
            "inside": st.one_of(st.none(), st.fixed_dictionaries({"text": texts})),
            "list": st.one_of(st.none(), st.lists(texts, max_size=3)),
        }
    )
)
def test_what_is_written_is_what_a_tree_would_hold(values: dict[str, Any]) -> None:
    read = etree.fromstring(written(TABLE, values))
    expected = tree(TABLE, values, etree.Element("Root"))
    assert etree.tostring(read, method="c14n") == etree.tostring(expected, method="c14n")


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_refused_by_name(character: str) -> None:
    with pytest.raises(NotInXml) as refused:
        written((Leaf("EntityName", whole),), f"Lægehuset{character}")
    assert str(refused.value) == (
        f"EntityName holds the character U+{ord(character):04X}, which XML cannot hold."
        " Correct the value in the register."
    )


def test_none_writes_nothing() -> None:
    assert (
        written((Leaf("A", "a"), Flag("B", "b"), Block("C", "c", ()), Leaf("D", "d", ("e", "e"))), {})
        == "<Root></Root>"
    )
