"""Finding units as users do, on any day; and what must hold for every index."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sor.search.index import Hits, NameIndex
from sor.search.table import Document
from tests.search.builders import HEAD, OPEN_DAY, OPEN_SERIAL, TODAY, unit

NORTH = (
    unit("1000016001", "Region Nordjylland", level="IO", region="1081", identifiers=("29190941",)),
    unit("1000016002", "Aalborg Sygehus", "1000016001", level="HI", town="Aalborg", municipality="0851"),
    unit(
        "1000016003",
        "Brystkirurgisk afdeling",
        "1000016002",
        type="afd",
        specialities=("kir",),
        identifiers=("8001123",),
    ),
    unit("2000016001", "Lægehuset", level="HI", town="Aalborg", municipality="0851", region="1081"),
    unit("2000016002", "Lægehuset", level="HI", town="Ærøskøbing", region="1083", identifiers=("019062",)),
    unit("2000016003", "Tandlægerne i Aabentand", town="Ørsted", identifiers=("5790000131250",)),
)


def keys(hits: Hits) -> list[str]:
    return [hit.key for hit in hits.page]


def find(text: str, documents: Sequence[Document] = NORTH, **asked: Any) -> list[str]:
    return keys(NameIndex(documents).search(text, **{"valid": TODAY, "known": HEAD} | asked))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("brystkirurgisk", "1000016003"),
        ("BRYST KIR", "1000016003"),
        ("afdeling brystkirurgisk", "1000016003"),
        ("brystkirugrisk", "1000016003"),
        ("brystkirurgisk afd aalborg", "1000016003"),
        ("afdeling aalborg sygehus", "1000016003"),
        ("afdeling nordjylland", "1000016003"),
        ("laegehuset aalborg", "2000016001"),
        ("lagehus ålborg", "2000016001"),
        ("lægehuset ærøskøbing", "2000016002"),
        ("laegehuset aeroskobing", "2000016002"),
        ("lægehusetærøskøbing", "2000016002"),
        ("tand", "2000016003"),
        ("abentand", "2000016003"),
        ("019062", "2000016002"),
        ("19062", "2000016002"),
        ("5790 0001 3125 0", "2000016003"),
        ("29190941", "1000016001"),
        ("8001123", "1000016003"),
        ("1000016003", "1000016003"),
        ("2000016003 tandlægerne", "2000016003"),
    ],
)
def test_what_is_typed_finds_first(typed: str, first: str) -> None:
    assert find(typed)[0] == first


def test_the_beginning_of_a_code_finds_all_that_begin_so() -> None:
    assert find("1000") == ["1000016001", "1000016002", "1000016003"]
    assert find("100") == []


def test_a_hit_says_what_was_recognised() -> None:
    index = NameIndex(NORTH)
    assert index.search("lægehuset aalborg", valid=TODAY, known=HEAD).page[0].why == ("name", "town")
    assert index.search("19062", valid=TODAY, known=HEAD).page[0].why == ("identifier",)
    assert index.search("1000", valid=TODAY, known=HEAD).page[0].why == ("code",)


def test_without_text_all_are_listed_in_danish_order() -> None:
    hits = NameIndex(NORTH).search("", valid=TODAY, known=HEAD, limit=4, offset=1)
    assert keys(hits) == ["2000016001", "2000016002", "1000016001", "2000016003"]
    assert hits.total == len(NORTH)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "1081"}, {"1000016001", "1000016002", "1000016003", "2000016001"}),
        ({"region": ["1083", "1081"], "level": "HI"}, {"1000016002", "2000016001", "2000016002"}),
        ({"municipality": "0851"}, {"1000016002", "1000016003", "2000016001"}),
        ({"owner": "1000016001"}, {"1000016001", "1000016002", "1000016003"}),
        ({"type": "afd"}, {"1000016003"}),
        ({"speciality": ("kir", "med")}, {"1000016003"}),
        ({"speciality": "med"}, set()),
        ({"owner": "unknown"}, set()),
    ],
)
def test_filters(filters: dict[str, Any], found: set[str]) -> None:
    assert set(find("", **filters)) == found


def test_a_filter_also_holds_for_identifiers_and_names() -> None:
    assert find("19062", region="1081") == []
    assert find("lægehuset", region="1083") == ["2000016002"]


RENAMED = (
    unit("7", "Amtssygehuset", valid_to=20070101, identifiers=("8001",)),
    unit("7", "Regionshospitalet", valid_from=20070101, valid_to=20300101),
)


def test_a_unit_is_found_by_what_it_was_called_on_the_day() -> None:
    assert find("amtssygehuset", RENAMED, valid=20061231) == ["7"]
    assert find("amtssygehuset", RENAMED, valid=20070101) == []
    assert find("regionshospitalet", RENAMED, valid=20070101) == ["7"]
    assert find("8001", RENAMED, valid=20061231) == ["7"]
    assert find("8001", RENAMED, valid=20070101) == []


def test_a_closed_unit_is_found_by_its_last_name_when_closed_ones_are_asked_for() -> None:
    assert find("regionshospitalet", RENAMED, valid=20300101) == []
    assert find("regionshospitalet", RENAMED, valid=20300101, open=False) == ["7"]
    assert find("amtssygehuset", RENAMED, valid=20300101, open=None) == []
    assert find("amtssygehuset", RENAMED, valid=19900101, open=False) == ["7"]


def test_a_name_the_register_had_not_heard_yet_is_not_found() -> None:
    corrected = (unit("7", "Klinikken Hobbro", known_to=20), unit("7", "Klinikken Hobro", known_from=20))
    assert find("hobbro", corrected, known=19) == ["7"]
    assert find("klinikken", corrected, known=0, open=None) == []
    hits = NameIndex(corrected).search("klinikken hobro", valid=TODAY, known=20)
    assert hits.page[0].score == 1


def test_a_new_unit_is_found_at_once_and_a_withdrawn_one_no_more() -> None:
    index = NameIndex(NORTH)
    index.replace("3000016001", [unit("3000016001", "Fodklinikken Skagen")])
    index.replace("2000016003", [])
    assert keys(index.search("fodklinik skagen", valid=TODAY, known=HEAD)) == ["3000016001"]
    assert keys(index.search("abentand", valid=TODAY, known=HEAD)) == []


def test_a_parent_that_moves_takes_its_units_along() -> None:
    index = NameIndex(NORTH)
    index.search("brystkirurgisk aalborg", valid=TODAY, known=HEAD)
    index.replace("1000016002", [unit("1000016002", "Sygehuset", "1000016001", level="HI", town="Thisted")])
    assert keys(index.search("brystkirurgisk thisted", valid=TODAY, known=HEAD)) == ["1000016003"]


def test_documents_of_another_unit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^documents of 1 carry other keys: 2$"):
        NameIndex([]).replace("1", [unit("2")])


def test_an_empty_index_finds_nothing() -> None:
    assert find("lægehuset", []) == find("", []) == find("1234", [], open=None) == []


DAYS = st.sampled_from([20000101, 20050101, 20100101, 20200101, OPEN_DAY])
SERIALS = st.sampled_from([0, 10, 20, 30, OPEN_SERIAL])
WORDS = st.sampled_from(["Lægehuset", "Læge", "Aabentand", "tand", "Nord", "afsnit", "II", "2", "klinik", "kliniken"])
KEYS = st.sampled_from(["1000016", "1000017", "10000", "2000016", "3", "4"])
TOWNS = st.none() | st.sampled_from(["Nord", "Ribe", "Ærø"])


@st.composite
def documents_of(draw: st.DrawFn, key: str) -> list[Document]:
    """Some documents of a unit that do not overlap in valid time, each with a known time of its own."""
    days = sorted(draw(st.sets(DAYS, min_size=2, max_size=4)))
    return [
        unit(
            key,
            " ".join(draw(st.lists(WORDS, min_size=1, max_size=3))),
            draw(st.none() | KEYS),
            valid_from=begin,
            valid_to=end,
            known_from=draw(st.sampled_from([0, 10])),
            known_to=draw(st.sampled_from([20, OPEN_SERIAL])),
            town=draw(TOWNS),
            region=draw(st.none() | st.sampled_from(["1081", "1082"])),
            level=draw(st.sampled_from(["IO", "HI", "OU"])),
            specialities=tuple(draw(st.sets(st.sampled_from(["kir", "med"])))),
            identifiers=tuple(draw(st.sets(st.sampled_from(["019062", "1000", "A7"])))),
        )
        for begin, end in pairwise(days)
        if draw(st.booleans())
    ]


REGISTERS = st.dictionaries(KEYS, st.just(None)).flatmap(
    lambda drawn: st.fixed_dictionaries({key: documents_of(key) for key in drawn})
)
QUESTIONS = st.lists(WORDS | st.sampled_from(["Ribe", "lægehust", "1000", "A7", "19062", "klinki"]), max_size=3).map(
    " ".join
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    REGISTERS,
    REGISTERS,
    st.lists(st.tuples(QUESTIONS, DAYS, SERIALS, st.sampled_from([True, False, None])), max_size=5),
)
def test_an_index_with_replacements_answers_like_one_built_anew(
    first: dict[str, list[Document]],
    then: dict[str, list[Document]],
    questions: list[tuple[str, int, int, bool | None]],
) -> None:
    changed = NameIndex(document for documents in first.values() for document in documents)
    changed.search("nord", valid=TODAY, known=HEAD)
    for key, documents in then.items():
        changed.replace(key, documents)
        changed.search("nord", valid=TODAY, known=HEAD)
    anew = NameIndex(document for documents in (first | then).values() for document in documents)
    for text, valid, known, is_open in questions:
        asked: dict[str, Any] = {"valid": valid, "known": known, "open": is_open}
        assert changed.search(text, **asked) == anew.search(text, **asked)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(REGISTERS, DAYS, SERIALS)
def test_the_day_and_the_serial_choose_as_reading_every_document_does(
    register: dict[str, list[Document]], valid: int, known: int
) -> None:
    index = NameIndex(document for documents in register.values() for document in documents)
    heard = {
        key: [document for document in documents if document.known_from <= known < document.known_to]
        for key, documents in register.items()
    }
    alive = {key: one for key, some in heard.items() for one in some if one.valid_from <= valid < one.valid_to}
    asked: dict[str, Any] = {"valid": valid, "known": known}

    def region(key: str, seen: tuple[str, ...] = ()) -> str | None:
        if key not in alive or key in seen:
            return None
        return alive[key].region or region(alive[key].parent or "", (*seen, key))

    assert set(keys(index.search("", **asked))) == set(alive)
    assert set(keys(index.search("", open=None, **asked))) == {key for key, some in heard.items() if some}
    assert set(keys(index.search("", region="1081", **asked))) == {key for key in alive if region(key) == "1081"}
    assert set(keys(index.search("", speciality="kir", **asked))) == {
        key for key, document in alive.items() if "kir" in document.specialities
    }
    assert set(keys(index.search("nord", **asked))) <= set(alive)
    assert {key for key, one in alive.items() if "Nord" in one.name} <= set(keys(index.search("nord", **asked)))
    assert {key for key, one in alive.items() if "A7" in one.identifiers} <= set(keys(index.search("a7", **asked)))
