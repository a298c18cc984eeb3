"""Everything below a unit, in one statement, on both databases."""

from sor.store.descendants import descendants_at, keys_below_at
from tests.endpoints.web import small_register as the
from tests.new_databases import NewDatabases


def test_every_unit_below_is_found_once(new_database: NewDatabases) -> None:
    register = the.copied(new_database)
    at, reader = register.at().at, register.database.reader()
    found = [row.key for row in descendants_at(reader, [the.AREA, the.CENTRE], at)]
    assert found == sorted([the.CENTRE, the.MAIN_DEPARTMENT, the.DEPARTMENT, the.WARD])
    assert descendants_at(reader, [the.WARD], at) == []
    assert descendants_at(reader, [the.HOSPITAL], at._replace(valid=20070101)) == []
    assert keys_below_at(reader, [the.AREA, the.CENTRE], at) == {*found}
    assert keys_below_at(reader, [], at) == set()
