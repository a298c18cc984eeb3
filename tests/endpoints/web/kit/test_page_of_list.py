"""Which rows of a list a page shows."""

from sor.endpoints.web.kit.page_of_list import MOST, number_in, page_of_list

ROWS = list(range(120))


def test_a_page_has_its_rows_and_knows_where_the_next_begins() -> None:
    first, last = page_of_list({}, 50), page_of_list({"first": "100"}, 50)
    assert (first.cut(ROWS), first.following(len(ROWS))) == (ROWS[:50], 50)
    assert (last.cut(ROWS), last.following(len(ROWS))) == (ROWS[100:], 0)
    assert page_of_list({"first": "50"}, 50).following(100) == 0


def test_a_file_has_all_rows_wherever_the_page_began() -> None:
    for form in ("csv", "xlsx"):
        wanted = page_of_list({"first": "50", "as": form}, 50)
        assert (wanted.cut(ROWS), wanted.following(len(ROWS))) == (ROWS, 0)
    assert page_of_list({"as": "csv"}, 50).following(MOST + 1) == MOST
    assert page_of_list({"as": "pdf", "first": "50"}, 50).cut(ROWS) == ROWS[50:100]


def test_what_is_no_number_is_the_beginning() -> None:
    assert [number_in(text) for text in ("7", "", "-1", "x", "²", "12345678")] == [7, 0, 0, 0, 0, 0]
