"""What is asked of the search page."""

from sor.endpoints.web.browse.search_question import LAST_PAGE, SearchQuestion, read_question


def test_a_question_and_its_link_say_the_same() -> None:
    query = {"q": "læge", "region": "1081", "open": "all", "page": "3"}
    question = read_question(query)
    assert question.query() == query
    assert question.filters() == {
        "type": None, "region": "1081", "municipality": None, "speciality": None, "level": None, "owner": None,
        "health_council": None, "operator": None,
    }  # fmt: skip
    assert question.is_open is None
    assert (question.filter_count, question.offset, question.asks_nothing) == (2, 40, False)


def test_what_cannot_be_meant_is_passed_over() -> None:
    assert read_question({"page": "-1", "level": "XX", "open": "perhaps"}) == SearchQuestion()
    assert read_question({"page": "nine"}).page == 1
    assert read_question({"page": "99999"}).page == LAST_PAGE
    assert read_question({"q": "   "}).asks_nothing
    assert len(read_question({"q": "x" * 5000}).text) == 200


def test_the_plain_case_leaves_a_bare_link() -> None:
    assert SearchQuestion().query() == {}
    assert SearchQuestion("a").on_page(2).query() == {"q": "a", "page": "2"}
