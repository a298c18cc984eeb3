"""What gets into XML comes out as it was, or is refused by name; programs that share their names do not mix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sor.formats.xml_tables.program import NotInXml, XmlProgram, escape_text, quote_text

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


def test_every_awkward_character_is_read_back_as_it_was() -> None:
    for text in AWKWARD:
        assert etree.fromstring(f"<x a={quote_text(text, 'a')}>{escape_text(text, 'x')}</x>").text == text
        assert etree.fromstring(f"<x a={quote_text(text, 'a')}/>").get("a") == text


@given(text=st.text(st.characters(codec="utf-8")))
def test_every_text_comes_back_or_is_refused(text: str) -> None:
    try:
        written = escape_text(text, "EntityName")
    except NotInXml:
        with pytest.raises((ValueError, etree.XMLSyntaxError)):
            etree.Element("a").text = text
        return
    assert (etree.fromstring(f"<a>{written}</a>").text or "") == text


def test_programs_that_share_what_they_know_stay_apart() -> None:
    known = {"word": "shared"}
    one, other = XmlProgram("values", known), XmlProgram("values", known)
    for program, text in ((one, "one"), (other, "other")):
        called = program.add_function(len)
        program.add_line(1, f"return {text!r} + word + str({called}(values))")
    assert (one.compile_function()("ab"), other.compile_function()("abc")) == ("oneshared2", "othershared3")
