"""What SORUS reads and writes: one table, valid against the published contract, and back again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.core.code_book import CodeBook
from sor.core.finding import Finding
from sor.formats.soap import sorus
from sor.formats.soap.envelope import ENVELOPE, Call, Contract, Fault
from sor.formats.soap.request_rules import RequestRules
from sor.formats.soap.sorus import Writer, comparable, entity_of, fields_of, number_data, read_asked
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, OPERATIONS, VERSIONS
from sor.formats.soap.sorus_tables import ENTITY, RESULTS
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several, of_version
from sor.formats.xml_tables.reading import Raw, fill, reading_table
from tests.formats.soap.sorls_values import TEXTS, UNIT

CONTRACTS: dict[int, Contract] = {number: sorus.contract(version) for number, version in VERSIONS.items()}
SCHEMAS = {
    number: etree.XMLSchema(etree.parse(str(sorus.FOLDER / version.schema))) for number, version in VERSIONS.items()
}
WRITERS = {number: Writer(version) for number, version in VERSIONS.items()}
MUNICIPALITIES = CodeBook([("municipality/0740", 20070101, 99991231, '{"region": "1082"}')])
DAY = 20261224

entities = st.tuples(UNIT, TEXTS, TEXTS).map(
    lambda given: entity_of(given[0], given[1] or None, given[2] or None, None)
)


def call(operation: str, inside: str, version: int = 3) -> Call:
    """A checked call, its request as the contract wants it."""
    names = VERSIONS[version]
    return CONTRACTS[version].parse(
        (
            f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body><o:{operation} xmlns:o="{names.operations}"'
            f' xmlns="{names.types}"><o:request>{inside}</o:request></o:{operation}></e:Body></e:Envelope>'
        ).encode()
    )


def create(inside: str, version: int = 3, day: str = "2026-12-24") -> sorus.SorusRequest:
    text = f"<FromDate>{day}</FromDate><SorEntity>{inside}</SorEntity>"
    return read_asked(call(CREATE, text, version), VERSIONS[version])


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=40)
@given(entity=entities)
def test_any_unit_is_written_as_the_contract_wants_it(version: int, entity: dict[str, Any]) -> None:
    for operation in OPERATIONS:
        values = {"code": "0", "text": "Udført.", "entity": entity}
        SCHEMAS[version].assertValid(etree.fromstring(WRITERS[version].body(operation, values)))


CLEAN = st.text("abcæøå<&>1 ", min_size=1, max_size=8).map(str.strip).filter(bool)
FORMS: dict[Form, Any] = {
    Form.TEXT: CLEAN, Form.CODE: CLEAN, Form.COUNTRY: CLEAN,
    Form.FLAG: st.booleans(),
    Form.METRE: st.integers(0, 10**7).map(float),
    Form.LONG: st.integers(1, 10**17).map(str), Form.SOR_CODE: st.integers(1, 10**17).map(str),
    Form.INT: st.integers(1, 9999).map(str),
    Form.DAY: st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
    Form.LEVEL: st.sampled_from(["IO", "HI", "OU"]),
    Form.STATE: st.sampled_from(["Own", "None", "Inherited"]),
}  # fmt: skip


def values_of(parts: tuple[Part, ...]) -> Any:
    """Every element of a table, there or not."""
    inside: dict[str, Any] = {}
    beside: list[Any] = []
    for part in parts:
        if isinstance(part, Several):
            one = value_of(part.each).filter(bool)
            inside[part.key] = st.lists(one, min_size=1, max_size=2)
        elif isinstance(part, ElementGroup):
            beside.append(values_of(part.parts))
        else:
            inside[part.key] = value_of(part)
    made = st.fixed_dictionaries({}, optional=inside)
    return st.tuples(made, *beside).map(lambda found: {k: v for one in found for k, v in one.items()})


def value_of(part: Leaf | Block) -> Any:
    return FORMS[part.form] if isinstance(part, Leaf) else values_of(part.parts).filter(bool)


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_written_is_read_again(version: int, data: st.DataObject) -> None:
    entity = data.draw(values_of(of_version(ENTITY, version)))
    body = etree.fromstring(WRITERS[version].body(EDIT, {"code": "0", "text": "x", "entity": entity}))
    rules, found = RequestRules(VERSIONS[version].types), Raw()
    fill(body[0], reading_table(of_version(RESULTS[EDIT], version), rules), found, rules)
    assert found.get("entity", {}) == entity


def test_version_3_does_not_know_the_organisational_level() -> None:
    names = [[one.name for one in of_version(ENTITY, version)] for version in (3, 4)]
    assert set(names[1]) - set(names[0]) == {"OrganisationalLevelCode", "OrganisationalLevelName"}
    sent = {"organisational_level": "afdeling"}
    assert "organisational_level" not in fields_of(sent, 3, CodeBook([]), DAY)
    assert fields_of(sent, 4, CodeBook([]), DAY)["organisational_level"] == "afdeling"
    with pytest.raises(Fault, match="OrganisationalLevelCode: This element is not expected"):
        create("<OrganisationalLevelCode>afdeling</OrganisationalLevelCode>")
    assert create("<OrganisationalLevelCode>afdeling</OrganisationalLevelCode>", 4).entity == sent


def test_left_out_empty_and_nil_are_the_same() -> None:
    nil = 'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:nil="true"'
    for inside in ("", "<LocalCode/>", f"<LocalCode {nil}/>", f"<PostalAddressInformation {nil}/>",
                   "<PostalAddressInformation><AddressPostal/></PostalAddressInformation>"):  # fmt: skip
        assert create(inside).entity == {}


def test_programs_that_cannot_leave_a_number_out_send_0() -> None:
    assert create("<SorIdentifier>0</SorIdentifier><ParentSorIdentifier>0</ParentSorIdentifier>").entity == {}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-24", 20261224),
        ("2026-12-24+14:00", 20261224),
        ("2026-12-23T23:00:00Z", 20261224),
        ("2026-12-24T00:00:00", 20261224),
        ("2026-06-30T22:00:00Z", 20260701),
        ("2026-06-30T22:00:00.0000000Z", 20260701),
    ],
)
def test_days_are_danish_ones(written: str, day: int) -> None:
    assert create("", day=written).day == day


@pytest.mark.parametrize(
    "written",
    ["2026-12-24T12:00:00Z", "2026-12-24T00:00:00Z", "2026-12-24T23:00:00", "0001-01-01", "12026-01-01", "2200-01-01"],
)
def test_a_day_that_cannot_be_is_a_fault_at_its_element(written: str) -> None:
    with pytest.raises(Fault, match=r"element FromDate: .* is no day"):
        create("", day=written)


def test_the_day_of_a_closing_is_its_last_one() -> None:
    found = read_asked(call(CLOSE, "<SorIdentifier>7</SorIdentifier><ToDate>2026-12-31</ToDate>"), VERSIONS[3])
    assert (found.code, found.day, found.given.get("branch")) == ("7", 20261231, None)


def test_the_unit_may_be_named_beside_or_inside() -> None:
    beside = "<FromDate>2027-01-01</FromDate><SorIdentifier>7</SorIdentifier><SorEntity/>"
    inside = "<FromDate>2027-01-01</FromDate><SorEntity><SorIdentifier>7</SorIdentifier></SorEntity>"
    for text in (beside, inside):
        assert read_asked(call(EDIT, text), VERSIONS[3]).code == "7"


def test_a_region_that_follows_from_the_municipality_is_not_stored() -> None:
    address = {"municipality": "0740", "region": "1082", "street": "Skovbrynet"}
    found = fields_of({"postal_address": address}, 3, MUNICIPALITIES, DAY)
    assert found["postal_address"] == {"municipality": "0740", "street": "Skovbrynet"}
    other = address | {"region": "1084"}
    assert fields_of({"postal_address": other}, 3, MUNICIPALITIES, DAY)["postal_address"] == other


def test_what_looks_alike_is_alike() -> None:
    alike = comparable(MUNICIPALITIES, DAY)
    held = {"municipality": "0740", "street": "Skovbrynet", "east": 557481.68, "additional": "c/o"}
    sent = {"municipality": "0740", "street": "Skovbrynet", "east": 557481.680, "region": "1082"}
    assert alike("postal_address", held) == alike("postal_address", sent)
    assert alike("postal_address", held) != alike("postal_address", held | {"street": "Bagvejen"})
    main, other = {"code": "1", "main": True}, {"code": "2", "main": False}
    assert alike("specialities", [main, other]) == alike("specialities", [other, main])
    assert alike("specialities", []) is alike("specialities", None)


def test_a_region_that_is_not_shown_is_no_difference_and_one_that_is_shown_is() -> None:
    """SORUS does not show a key of our own: who sends the address back as it came changes nothing."""
    alike = comparable(MUNICIPALITIES, DAY)
    sent = {"municipality": "0740", "street": "Skovbrynet"}
    for kind in ("postal_address", "visiting_address", "activity_address"):
        assert alike(kind, sent | {"region": "oestdanmark"}) == alike(kind, sent)
        assert alike(kind, sent | {"region": "1084"}) != alike(kind, sent)
        assert alike(kind, {"region": "oestdanmark"}) is alike(kind, None)


@pytest.mark.parametrize(("said", "shown"), [({}, "iso3166-alpha2"), ({"country_scheme": ""}, "iso3166-alpha2"),
                                             ({"country_scheme": "imk"}, "imk")])  # fmt: skip
def test_a_country_without_a_scheme_has_the_usual_one(said: dict[str, str], shown: str) -> None:
    unit: Any = {"code": "7", "level": "IO", "postal_address": {"country": "DK", **said}, "location": None}
    body = etree.fromstring(
        WRITERS[3].body(EDIT, {"code": "0", "text": "x", "entity": entity_of(unit, None, None, None)})
    )
    (country,) = body.iter("{*}CountryIdentificationCode")
    assert (country.text, country.get("scheme")) == ("DK", shown)


def test_the_main_speciality_is_marked_or_first() -> None:
    def listed(*sent: dict[str, str]) -> Any:
        return fields_of({"specialities": list(sent)}, 3, CodeBook([]), DAY)["specialities"]

    first = [{"code": "1", "main": True}, {"code": "2", "main": False}]
    assert listed({"code": "1"}, {"code": "2"}) == first
    assert listed({"code": "2"}, {"code": "1", "type": "51000095001"}) == first


def test_the_number_alone_says_nothing_of_its_data() -> None:
    assert number_data({"number": "5790000123117"}) is None
    found = number_data({"number": "5790000123117", "not_active": True, "note": "x"})
    assert found is not None
    assert (found["active"], found["note"], found["system_type"]) == (False, "x", None)


def test_a_finding_names_the_element_at_fault() -> None:
    told = sorus.finding_of(Finding("F1", "error", "unit", "11000016002", "name", {}, DAY))
    assert (told["field"], told["severity"], told["unit"], told["from"]) == (
        "EntityName", "Error", "11000016002", "2026-12-24",
    )  # fmt: skip
    assert int(told["code"]) > 1000


def test_messages_are_asked_for_by_the_documented_names() -> None:
    assert (CREATE, EDIT, MOVE) == ("CreateSorEntity", "EditSorEntity", "MoveSorEntity")
    assert VERSIONS[3].path == "/sor-opdatering/v3/SOROpdateringService"
    assert VERSIONS[4].path == "/sor-opdatering/v4/SOROpdateringService"
    with pytest.raises(Fault, match="no operation is asked for by it"):
        call("CreateSorIntity", "")


def test_a_move_answers_without_the_unit_and_edi_with_its_messages() -> None:
    assert [one.key for one in RESULTS[MOVE]] == ["code", "text", "findings"]
    assert [one.key for one in RESULTS[EDI]] == ["code", "text", "entity", "messages", "findings"]
