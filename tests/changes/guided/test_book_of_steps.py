"""What an owner tells of a practice, and all that it comes to, as `book_of_steps.txt` has it."""

from tests.changes.guided.book_of_steps import play, read_cases
from tests.endpoints.web.small_register import copied
from tests.new_databases import NewDatabases


def test_each_case_is_as_it_stands_written(new_sqlite: NewDatabases) -> None:
    register = copied(new_sqlite)
    for title, lines in read_cases().items():
        assert [title, *play(lines, register)] == [title, *lines]
