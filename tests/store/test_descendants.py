"""Everything below a unit, in one statement, on both databases."""

from sor.register import Register
from sor.store.database import Database
from sor.store.descendants import descendants_at
from tests.endpoints.web import small_register as the


def test_every_unit_below_is_found_once(database: Database) -> None:
    register = the.fill(Register(database, lambda: the.NOW))
    at = register.at().at
    found = [row.key for row in descendants_at(database.reader(), [the.AREA, the.CENTRE], at)]
    assert found == sorted([the.CENTRE, the.MAIN_DEPARTMENT, the.DEPARTMENT, the.WARD])
    assert descendants_at(database.reader(), [the.WARD], at) == []
    assert descendants_at(database.reader(), [the.HOSPITAL], at._replace(valid=20070101)) == []
