"""What SORLS's requests ask, and that an answer without a finding has no entity."""

import pytest
from lxml import etree

from sor.formats.soap import sorls
from sor.formats.soap.envelope import ENVELOPE, Call, Fault
from sor.formats.soap.sorls import Searched, SorlsQuestion
from sor.formats.soap.sorls_choices import NAMESPACE, Code
from sor.formats.soap.sorls_texts import NOTHING

CONTRACT = sorls.contract()


def call(operation: str, inside: str) -> Call:
    element = f'<s:{operation}Request xmlns:s="{NAMESPACE}">{inside}</s:{operation}Request>'
    return CONTRACT.parse(f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{element}</e:Body></e:Envelope>'.encode())


def refused(operation: str, inside: str) -> str:
    with pytest.raises(Fault) as fault:
        sorls.sor_question(call(operation, inside))
    return str(fault.value)


def code(text: str, day: str = "") -> str:
    return f"<s:SorIdentifier>{text}</s:SorIdentifier>" + (f"<s:date>{day}</s:date>" if day else "")


@pytest.mark.parametrize("written", ["698491000016009", " 698491000016009\n", "+698491000016009", "000698491000016009"])
def test_a_sor_code_however_a_number_may_be_written(written: str) -> None:
    assert sorls.sor_question(call("GetSorEntity", code(written))) == SorlsQuestion("698491000016009", None)


@pytest.mark.parametrize("day", ["2018-06-01", "2018-06-01Z", "2018-06-01+02:00", " 2018-06-01 "])
def test_a_day_with_or_without_a_zone(day: str) -> None:
    assert sorls.sor_question(call("SorShakMap", code("1", day))).day == 20180601


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (code("1", "2018-06-31"), "'2018-06-31' is not a valid value of the atomic type 'DayType'."),
        (code("1", "01-06-2018"), "'01-06-2018' is not a valid value of the atomic type 'DayType'."),
        (code("1", "12018-06-01"), "[facet 'pattern'] The value '12018-06-01' is not accepted by the pattern"),
        (code("1", "9999-12-31"), "9999-12-31 stands for 'no end' and is no day to ask about. Send an earlier one."),
        (code("0"), "[facet 'minInclusive'] The value '0' is less than the minimum value allowed ('1')."),
        (code("1" * 19), "[facet 'maxInclusive'] The value '1111111111111111111' is greater than the maximum value"),
        (code("1.5"), "'1.5' is not a valid value of the atomic type 'SorIdentifierType'."),
        ("", "Missing child element(s). Expected is ( SorIdentifier )."),
    ],
)
def test_what_is_no_code_or_no_day(inside: str, expected: str) -> None:
    assert expected in refused("GetSorEntity", inside)


def test_numbers_of_other_systems() -> None:
    asked = call("GetSorEntityByProvider", "<s:ProviderIdentifier> 019062 </s:ProviderIdentifier>")
    assert sorls.provider_question(asked) == SorlsQuestion("019062", None)
    asked = call("ShakSorMap", "<s:ShakIdentifier>1301abÆ</s:ShakIdentifier>")
    assert sorls.shak_question(asked) == SorlsQuestion("1301ABÆ", None)


@pytest.mark.parametrize("shak", ["130", "13010", "13010111", "A301", "1301-1"])
def test_what_is_no_shak_code(shak: str) -> None:
    with pytest.raises(Fault, match="element ShakIdentifier: "):
        call("ShakSorMap", f"<s:ShakIdentifier>{shak}</s:ShakIdentifier>")


def test_a_search() -> None:
    assert sorls.search_question(call("Search", "")) == Searched("", None, {}, 0, 20)
    asked = call(
        "Search",
        "<s:SearchText>lægehus</s:SearchText><s:SorType>HI</s:SorType><s:EntityTypeIdentifier>1</s:EntityTypeIdentifier>"
        "<s:SpecialityCode>2</s:SpecialityCode><s:MunicipalityCode>0810</s:MunicipalityCode><s:RegionCode>1081</s:RegionCode>"
        "<s:InstitutionOwnerSorIdentifier>3</s:InstitutionOwnerSorIdentifier><s:date>2020-01-01</s:date>"
        "<s:Offset>40</s:Offset><s:MaxRecords>100</s:MaxRecords>",
    )
    filters = {
        "level": "HI", "type": "1", "speciality": "2", "municipality": "0810", "region": "1081", "owner": "3",
    }  # fmt: skip
    assert sorls.search_question(asked) == Searched("lægehus", 20200101, filters, 40, 100)
    with pytest.raises(Fault, match="element MaxRecords: "):
        call("Search", "<s:MaxRecords>101</s:MaxRecords>")


@pytest.mark.parametrize("operation", ["GetSorEntity", "GetSorEntityByProvider", "SorShakMap", "ShakSorMap", "Search"])
def test_not_found_is_an_answer_without_an_entity(operation: str) -> None:
    answer = etree.fromstring(sorls.answer(operation, NOTHING, None, 0 if operation == "Search" else None))
    assert [etree.QName(child).localname for child in answer] == ["Status"]
    assert [child.text for child in answer[0]] == ["1", "Ingen enheder passer til det søgte."]
    assert NOTHING.code == Code.UNKNOWN
