"""Code lists on a day: names in two languages, periods, the region of a municipality."""

from sor.core.code_book import CodeBook, make_code_book

BOOK = CodeBook(
    [
        ("entity_type/22232009", 10101, 20250101, '{"name_da":"hospital"}'),
        ("entity_type/22232009", 20250101, 99991231, '{"name_da":"sygehus","name_en":"hospital"}'),
        ("municipality/0101", 10101, 20270101, '{"region":"1084"}'),
        ("municipality/0101", 20270101, 99991231, '{"region":"oestdanmark"}'),
        ("list/with/slash", 10101, 99991231, '{"name_da":"x"}'),
    ]
)


def test_a_name_is_the_one_of_the_day() -> None:
    assert BOOK.name("entity_type", "22232009", 20241231) == "hospital"
    assert BOOK.name("entity_type", "22232009", 20250101) == "sygehus"


def test_the_other_language_stands_in_where_one_is_missing() -> None:
    assert BOOK.name("entity_type", "22232009", 20260101, "en") == "hospital"
    assert BOOK.name("entity_type", "22232009", 20240101, "en") == "hospital"


def test_an_unknown_code_or_list_has_no_name() -> None:
    assert BOOK.name("entity_type", "1", 20260101) is None
    assert BOOK.name("nothing", "1", 20260101) is None
    assert BOOK.name("entity_type", None, 20260101) is None


def test_a_municipality_lies_in_another_region_from_a_day_on() -> None:
    assert BOOK.region_of_municipality("0101", 20261231) == "1084"
    assert BOOK.region_of_municipality("0101", 20270101) == "oestdanmark"
    assert BOOK.region_of_municipality(None, 20270101) is None


def test_lists_their_codes_on_a_day_and_all_their_periods() -> None:
    assert BOOK.lists() == ["entity_type", "list", "municipality"]
    assert [(code, entry.values) for code, entry in BOOK.on("entity_type", 20240101)] == [
        ("22232009", {"name_da": "hospital"})
    ]
    assert [entry[:2] for entry in BOOK.periods("municipality", "0101")] == [(10101, 20270101), (20270101, 99991231)]
    assert len(list(BOOK.all_periods())) == 5
    assert BOOK.get("list", "with/slash", 20260101) == {"name_da": "x"}


def test_the_days_on_which_some_code_changes() -> None:
    assert BOOK.boundaries() == {10101, 20250101, 20270101, 99991231}


def test_whatever_is_asked_first_is_answered() -> None:
    def fresh() -> CodeBook:
        return CodeBook([("region/1084", 10101, 20270101, '{"name_da":"Hovedstaden"}')])

    assert fresh().codes("region") == ["1084"]
    assert fresh().codes("nothing") == []
    assert [entry.valid_to for entry in fresh().periods("region", "1084")] == [20270101]
    assert [code for code, _ in fresh().on("region", 20260101)] == ["1084"]
    assert fresh().name_ever("region", "1084", 20280101) == "Hovedstaden"
    assert fresh().boundaries() == {10101, 20270101}
    assert [row[:2] for row in fresh().all_periods()] == [("region", "1084")]
    assert fresh().lists() == ["region"]


def test_registers_that_say_the_same_share_a_book_and_another_row_is_another_book() -> None:
    rows = (("region/1081", 0, 9, '{"name_da":"Nord"}'), ("region/1082", 0, 9, '{"name_da":"Midt"}'))
    shared = make_code_book(rows)
    assert make_code_book((*rows,)) is shared
    for other in (
        ("region/1082", 0, 9, '{"name_da":"Øst"}'),
        ("region/1082", 0, 8, rows[1][3]),
        ("region/1083", *rows[1][1:]),
    ):
        assert list(make_code_book((rows[0], other)).all_periods()) != list(shared.all_periods())
    assert make_code_book(rows[:1]).codes("region") == ["1081"]
