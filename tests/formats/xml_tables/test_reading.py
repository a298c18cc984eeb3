"""Elements by table, whatever the rules: which table an element is looked for in, and what rules hear."""

from collections.abc import Iterable

from lxml import etree

from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several
from sor.formats.xml_tables.reading import (
    Element,
    ElementReading,
    Raw,
    ReadingRules,
    Table,
    Take,
    fill,
    reading_table,
    take_country,
)


class Listening(ReadingRules):
    """Rules that write down what they hear."""

    keeps_hollow = True
    kept_whole = frozenset({Form.TEXT})

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []

    def tags_of(self, part: Part) -> Iterable[str]:
        return (part.name, *part.also)

    def take_text(self, leaf: Leaf) -> Take | None:
        return take_country if leaf.form is Form.COUNTRY else None

    def enter(self, table: Table, tag: str, path: str, reading: ElementReading) -> None:
        self.heard.append((tag, path))
        table[tag] = reading

    def unknown(self, element: Element, known: Iterable[str] = ()) -> None:
        self.heard.append(("unknown", str(element.tag), *known))

    def flaw(self, element: Element, what: str) -> None:
        self.heard.append(("flaw", str(element.tag), what))


class Terse(Listening):
    """The same, to which what is hollow says nothing."""

    keeps_hollow = False


TABLE: tuple[Part, ...] = (
    Leaf("Code", "code", also=("Key",)),
    Leaf("Name", "name", Form.TEXT),
    ElementGroup("Postal", (Leaf("Country", "country", Form.COUNTRY),)),
    Block("Inside", "inside", (Leaf("Code", "code"),)),
    Several("List", "list", Leaf("One", "")),
    Several("Blocks", "blocks", Block("Code", "", (Leaf("Code", "code"),))),
)


def taken(xml: str, rules: Listening) -> Raw:
    table, values = reading_table(TABLE, rules, "Unit"), Raw()
    rules.heard.clear()
    fill(etree.fromstring(f"<x>{xml}</x>"), table, values, rules)
    return values


def test_every_element_has_its_place_under_each_of_its_names_and_in_the_table_of_what_is_around_it() -> None:
    rules = Listening()
    assert list(reading_table(TABLE, rules, "Unit")) == ["Code", "Key", "Name", "Postal", "Inside", "List", "Blocks"]
    paths = ["Unit/Code", "Unit/Code", "Unit/Name", "Unit/Postal/Country", "Unit/Postal", "Unit/Inside/Code"]
    assert [path for _, path in rules.heard][:6] == paths
    assert ("Code", "Unit/Blocks/Code/Code") in rules.heard


def test_values_stand_under_their_keys_and_those_of_groups_with_the_others() -> None:
    assert taken(
        "<Key> 1 </Key><Name> A </Name><Postal><Country scheme='imk'>DK</Country></Postal>"
        "<Inside><Code>2</Code></Inside><List><One>3</One><One>4</One></List><Blocks><Code><Code>5</Code></Code></Blocks>",
        Listening(),
    ) == {
        "code": "1", "name": " A ", "country": "DK", "country_scheme": "imk", "inside": {"code": "2"},
        "list": ["3", "4"], "blocks": [{"code": "5"}],
    }  # fmt: skip


def test_only_the_rules_say_whether_what_is_hollow_is_told() -> None:
    hollow = "<Code/><Inside/><List/><Blocks><Code/></Blocks>"
    assert taken(hollow, Listening()) == {"inside": {}, "list": [], "blocks": [{}]}
    assert taken(hollow, Terse()) == {}


def test_the_rules_hear_of_what_cannot_be_used() -> None:
    rules = Listening()
    taken("<Inside><Colour/></Inside><Code>1</Code><Code>2</Code><Name><b/></Name><Name>a</Name><Name>a</Name>", rules)
    assert rules.heard == [
        ("unknown", "Colour", "Code"),
        ("flaw", "Code", "stands twice, with different content"),
        ("flaw", "Name", "holds other elements"),
    ]
