"""What every operation writes, takes back and tells, chapter by chapter as `book_of_changes.txt` has it."""

import pytest

from tests.changes.book_of_changes import chapters, play
from tests.new_databases import NewDatabases
from tests.quick_part import few

CHAPTERS = chapters()


@pytest.mark.parametrize("title", few(CHAPTERS, every=4))
def test_each_chapter_is_as_it_stands_written(new_sqlite: NewDatabases, title: str) -> None:
    assert play(CHAPTERS[title], new_sqlite) == CHAPTERS[title]
