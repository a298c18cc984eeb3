"""The tables beside the SOR2 units, each read by the column names this project gave it."""

import io

import pytest

from sor.core.claim import Claim
from sor.core.day import OPEN, START
from sor.core.identifiers import sor_code
from sor.formats.delivery import Delivery
from sor.formats.sor2.tables import (
    CLASSIFICATIONS,
    LOCATION_NUMBERS,
    MESSAGE_TYPES,
    MESSAGE_TYPES_OF_NUMBERS,
    PLACES,
    SHAK_OF_UNITS,
    SUCCESSIONS,
    SideTable,
    by_name,
    read,
)

OLD, NEW = sor_code(9_000_001), sor_code(9_000_002)
NUMBER = "5790001384944"


def deliver(side: SideTable, *lines: str, snapshot: int | None = None) -> tuple[Delivery, list[Claim]]:
    delivery = read(io.BytesIO("\n".join([*lines, ""]).encode()), f"{side.name}.csv", side, snapshot=snapshot)
    return delivery, list(delivery.claims)


def test_location_numbers_have_a_history_of_their_own() -> None:
    _, [claim] = deliver(
        LOCATION_NUMBERS,
        "EanLocationCode;SystemTypeId;NonActiveIndicator;OnlyInternalIndicator;FromDate;ToDate",
        f"{NUMBER};225;0;1;2015-01-01;2019-12-31",
        f"{NUMBER};162;1;0;2020-01-01;",
    )
    assert (claim.kind, claim.key, claim.life) == ("location_number", NUMBER, [(20150101, OPEN)])
    assert [piece.values for piece in claim.pieces] == [
        {"system_type": "225", "active": True, "internal": True, "status": {"from": "2015-01-01"}},
        {"system_type": "162", "active": False, "internal": False, "status": {"from": "2020-01-01"}},
    ]


def test_message_types_belong_to_a_number() -> None:
    _, claims = deliver(
        MESSAGE_TYPES_OF_NUMBERS,
        "EanLocationCode;EDITypeCode;EDITypeVersion;Direction;Format;FromDate",
        f"{NUMBER};REF01;H0131R;Modtag;EDIFACT;2015-01-01",
        f"{NUMBER};DIS01;D0131L;;EDIFACT;2015-01-01",
        f"{NUMBER};DIS01;D0131L;send;EDIFACT;2015-01-01",
    )
    assert [claim.key for claim in claims] == [
        f"{NUMBER}/REF01/H0131R/receive", f"{NUMBER}/DIS01/D0131L/receive", f"{NUMBER}/DIS01/D0131L/send",
    ]  # fmt: skip
    assert claims[0].pieces[0].values == {"format": "EDIFACT"}


def test_codes_places_and_successions() -> None:
    _, [message] = deliver(MESSAGE_TYPES, "EDITypeCode;EDITypeVersion;EDITypeName", "REF01;H0131R;Henvisning")
    assert (message.kind, message.key) == ("code", "edi_message_type/REF01/H0131R")
    assert message.pieces[0].values["name_da"] == "Henvisning"
    _, [listed] = deliver(CLASSIFICATIONS, "Classification;Code;Name", "EntityType;22232009;hospital")
    assert (listed.key, listed.pieces[0].values) == ("entity_type/22232009", {"name_da": "hospital"})
    _, [place] = deliver(
        PLACES, "GeographicalLocalisationId;GeographicalLocalisationName;CoordETRS89z32EMeasure", "7;Skejby;575000,5"
    )
    assert (place.kind, place.key, place.pieces[0].values) == ("place", "7", {"name": "Skejby", "east": 575000.5})
    _, [fact] = deliver(SUCCESSIONS, "SorId;ReplacedBySorId;FromDate", f'="{OLD}";="{NEW}";2021-01-01')
    assert (fact.key, fact.life) == (f"{OLD}>{NEW}", [(20210101, OPEN)])
    assert fact.pieces[0].values == {"replaces": True, "replaced_by": True}


def test_the_map_of_shak_codes_says_the_shak_code_of_units() -> None:
    _, [claim] = deliver(
        SHAK_OF_UNITS, "ShakId;SorId;FromDate;ToDate", f"1301;{OLD};2010-01-01;2014-12-31", f"1302;{OLD};2015-01-01;"
    )
    assert (claim.kind, claim.fields, claim.life) == ("unit", {"shak"}, None)
    assert [piece.values for piece in claim.pieces] == [{"shak": "1301"}, {"shak": "1302"}]


def test_without_dates_a_table_speaks_for_its_day_and_on() -> None:
    _, [claim] = deliver(
        PLACES, "GeographicalLocalisationId;GeographicalLocalisationName", "7;Skejby", snapshot=20250905
    )
    assert (claim.snapshot, claim.pieces[0].from_day) == (20250905, 20250905)
    assert (claim.life, claim.life_since) == ([(START, OPEN)], 20250905)


def test_bad_rows_are_rejected_with_the_file_they_stand_in() -> None:
    delivery, claims = deliver(
        SUCCESSIONS,
        "SorId;ReplacedBySorId;FromDate;ToDate",
        f"{OLD};;2021-01-01;",
        f"{OLD};{NEW};snart;",
        f"{OLD};{NEW};2021-01-01;2020-01-01",
    )
    assert claims == []
    assert [(rejected.line, rejected.reason) for rejected in delivery.rejected] == [
        (2, "SORReplacedEntities.csv: the row names no succession (SorId, ReplacedBySorId)"),
        (3, "SORReplacedEntities.csv: FromDate is 'snart', which is not a date"),
        (4, "SORReplacedEntities.csv: ToDate lies before FromDate"),
    ]


def test_a_table_whose_key_columns_have_other_names_is_not_read_but_noted() -> None:
    delivery, claims = deliver(PLACES, "Id;Navn", "7;Skejby")
    assert claims == []
    assert delivery.notes == [
        "Geolocations.csv was not read: it has no column GeographicalLocalisationId. Its columns are: Id, Navn."
    ]


@pytest.mark.parametrize("name", ["LocationsCodes.csv", "LocationsCode.csv", "data/locationscodes.CSV"])
def test_tables_are_found_by_their_file_names(name: str) -> None:
    assert by_name(name) is LOCATION_NUMBERS
    assert by_name("readme.txt") is None


def test_without_a_from_date_a_code_always_was() -> None:
    header = "EDITypeCode;EDITypeVersion;EDITypeName;FromDate;ToDate"
    _, [claim] = deliver(MESSAGE_TYPES, header, "DIS91;D9134L;Brev;;2020-12-31")
    assert (claim.pieces[0].from_day, claim.pieces[0].to_day) == (START, 20210101)


def test_a_number_may_be_older_than_what_is_told_of_it() -> None:
    header = "EanLocationCode;SystemTypeId;FirstFromDate;FromDate"
    _, [claim] = deliver(LOCATION_NUMBERS, header, f"{NUMBER};225;2015-01-01;2020-01-01")
    assert list(claim.life) == [(20150101, OPEN)]
    assert claim.pieces[0].values == {"system_type": "225", "status": {"from": "2020-01-01"}}
