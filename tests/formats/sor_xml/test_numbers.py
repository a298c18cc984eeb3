"""Words where an element is a number are left out, each told; a block that loses what it is about goes whole."""

from typing import Any

from sor.formats.sor_xml.numbers import without_words
from sor.formats.xml_tables.elements import Block, Form, Leaf, Several

PARTS = (
    Leaf("a:Code", "code", Form.NUMBER),
    Leaf("a:East", "east", Form.METRE),
    Leaf("a:Name", "name"),
    Block("a:Inner", "inner", (Leaf("a:Id", "id", Form.NUMBER), Leaf("a:Note", "note"))),
    Several("a:All", "all", Block("a:One", "", (Leaf("a:Id", "id", Form.NUMBER),))),
)


def left(values: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str, Any]]]:
    told: list[tuple[str, str, Any]] = []
    return without_words(PARTS, values, lambda *what: told.append(what)), told


def test_numbers_and_texts_stay() -> None:
    values = {"code": "12", "east": 1.5, "name": "Ø", "inner": {"id": "1", "note": "n"}, "all": [{"id": "2"}]}
    assert left(values) == (values, [])


def test_a_word_is_left_out_and_told_by_its_path() -> None:
    values = {"code": "x", "east": "far", "name": "Ø"}
    assert left(values) == ({"name": "Ø"}, [("code", "Code", "x"), ("east", "East", "far")])
    assert values["code"] == "x"


def test_what_a_block_is_about_takes_the_block_with_it() -> None:
    values = {"inner": {"id": "x", "note": "n"}, "all": [{"id": "1"}, {"id": "x"}]}
    assert left(values) == ({"all": [{"id": "1"}]}, [("inner.id", "Id", "x"), ("all.id", "Id", "x")])
