"""No page, look-up or change reads a whole table of the log: the plans of all that they ask, on both databases."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.statement import NEVER
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Connection, Database, Row, for_psycopg
from tests.changes.scene import TODAY, Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.endpoints.web.small_register import HOSPITAL, PRACTICE_NUMBER, WARD, copied
from tests.new_databases import NewDatabases

pytestmark = pytest.mark.slow

LARGE = ("entry", "line", "version", "identifier", "touched", "finding")
"""The tables that grow with the register and its history."""

ASKED = (
    "/", "/?q=hjerte", "/?q=hjerte&valid=2026-10-01&known=@1", f"/units/{WARD}", f"/units/{WARD}?valid=2026-08-01",
    f"/units/{HOSPITAL}?valid=2026-08-01&known=@1", f"/units/{WARD}/compare", f"/tree/{HOSPITAL}",
    f"/tree/{HOSPITAL}?by=level", f"/tree/{HOSPITAL}/branch", "/recipients?message=REF01&near=9700", "/status",
    f"/api/v1/units/{WARD}", f"/api/v1/units/{WARD}?valid=2026-08-01&known=1", f"/api/v1/units/{WARD}/ancestors",
    f"/api/v1/units/{HOSPITAL}/children", f"/api/v1/units/{WARD}/history",
    f"/api/v1/units/{WARD}/history?resolved=true",
    f"/api/v1/units/{HOSPITAL}/tree?depth=5", "/api/v1/units?q=hjerte", f"/api/v1/map?code={WARD}&code=990101",
    "/api/v1/shak/9901", f"/api/v1/location-numbers/{PRACTICE_NUMBER}", "/api/v1/log?since=1", "/api/v1/log/2",
    "/api/v1/log/2/touched", "/api/v1/log/2/units",
)  # fmt: skip

WHOLE = {
    "FROM version WHERE kind = :kind ORDER BY key, valid_from, known_from": "the name index is built once",
    "AND valid_to > :horizon": "SORES' copy of the register is made once",
    "SELECT count(*) FROM version": "how many units there are stands on a page and in the figures of operation",
    "LIMIT 1": "it ends with the first row that it finds",
}
"""What tells statements that may go through a table, and why."""

SMALL = {"code"}
"""Kinds of which there are few."""

FILLED = {
    "version": "k, 'x' || i, 20200101, 99991231, 1, {never}, 20200101, 'x' || i / 10, 'OU', '1', repeat('x', 600), 1",
    "identifier": "'shak', 'x' || i, k, 'x' || i, 20200101, 99991231, 1, {never}",
    "line": "1, 100000 + i + 20000 * length(k), k, 'x' || i, repeat('x', 99), repeat('x', 600), repeat('x', 64)",
    "touched": "1, k, 'x' || i",
    "finding": "1, 'x', 'note', k, 'x' || i, ''",
    "entry": "i + 20000 * length(k), 'submission', '', '', 20261101, '', '', '', '', '', '', '', '', '', 2, '', ''",
}
"""Many rows more: PostgreSQL decides by what it knows of its tables, and reads a small one whole."""


class Noted(Database):
    """A database that keeps every statement that is run on a connection of its own, with its parameters."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.statements: dict[str, dict[str, Any]] = {}
        self._watching = ExitStack()

    def connect(self) -> Connection:
        made = super().connect()

        def note(statement: str, values: Any, _: list[Row]) -> None:
            self.statements.setdefault(statement, dict(values))

        self._watching.enter_context(made.noting(note))
        return made


def noted(database: Database) -> Noted:
    return Noted(database.url.render_as_string(hide_password=False))


def plan(connection: Connection, statement: str, values: dict[str, Any]) -> list[str]:
    """How a database finds the rows of a statement, a line for each table."""
    if connection.dialect == "sqlite":
        return [row[3] for row in connection.run(f"EXPLAIN QUERY PLAN {statement}", **values)]
    rows = connection.driver.execute(f"EXPLAIN {for_psycopg(statement)}", values).fetchall()
    return [row[0].strip() for row in rows]


def goes_through(lines: list[str], dialect: str) -> list[str]:
    """The lines of a plan that go through a large table, or through all of a kind in it."""
    names = "|".join(LARGE)
    if dialect == "sqlite":
        return [line for line in lines if re.match(rf"SCAN ({names})\b|SEARCH ({names}) .*\(kind=\?\)", line)]
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    of_kind = re.compile(r"Index Cond: \(\(?kind = '\w+'::text\)\)?")
    return [
        f"{line} {condition}"
        for line, condition in pairs
        if re.search(rf"Seq Scan on ({names})\b", line)
        or (re.search(rf"Index (Only )?Scan .*\b({names})(_|\b)", line) and not condition.startswith("Index Cond"))
        or ("Index" in line and of_kind.fullmatch(condition))
    ]


def with_keys(statement: str, values: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A statement as it was run, and for many keys where it takes any."""
    yield statement, values
    if listed := re.search(r"IN \((:key0\b[^)]*)\)", statement):
        many = {f"key{n}": n if isinstance(values["key0"], int) else f"x{n}" for n in range(30)}
        yield statement.replace(listed[1], ", ".join(f":{name}" for name in many)), {**values, **many}


def fill(database: Database) -> None:
    with database.writing() as connection:
        rows = "generate_series(1, 9999) AS i, unnest(ARRAY['unit', 'edi', 'location_number']) AS k"
        for table, values in FILLED.items():
            connection.driver.execute(f"INSERT INTO {table} SELECT {values.format(never=NEVER)} FROM {rows}")
        connection.driver.execute("ANALYZE")


def hold(database: Noted) -> None:
    asked = dict(database.statements)
    if database.dialect == "postgresql":
        fill(database)
    found, looked_at = {}, 0
    with closing(database.connect()) as connection:
        for noted, given in asked.items():
            if not noted.lstrip().startswith(("SELECT", "WITH")) or any(part in noted for part in WHOLE):
                continue
            if given.get("kind") in SMALL:
                continue
            for statement, values in with_keys(noted, given):
                looked_at += 1
                if lines := goes_through(plan(connection, statement, values), connection.dialect):
                    found[" ".join(statement.split())] = lines
    database.close()
    assert found == {}
    assert looked_at > 20


def test_no_reader_goes_through_a_table(new_database: NewDatabases) -> None:
    database = noted(copied(new_database).database)
    register = Register(database, StandingClock())
    with TestClient(app(register, read_settings(TRIED, demo=True))) as client:
        for address in ASKED:
            answer = client.get(address, headers={"Accept": "text/html"} if "/api/" not in address else {})
            assert answer.status_code == 200, (address, answer.text)
    hold(database)


def test_no_change_goes_through_a_table(new_database: NewDatabases) -> None:
    scene = Scene.copied(new_database, StandingClock())
    database = noted(scene.register.database)
    scene = Scene.played(Register(database, StandingClock()), scene.codes)
    assert scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": TODAY}).accepted
    assert scene.preview({"op": "close", "unit": "@hospital", "from": TODAY, "branch": True}).findings
    hold(database)
