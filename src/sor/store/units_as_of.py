"""The register in plain SQL: a view of the units as of a day and a serial, for whoever has the database.

``units_as_of`` reads both from the one row of the table ``as_of``; 0 stands for the day that the log has reached, and
for its last serial. On PostgreSQL the function ``sor_as_of(valid, known)`` gives the same without that table.

Values are resolved as every answer is (``core/inheritance.py``): an address of another kind or of a unit above in the
place of an empty one, with the unit that it comes from beside it. Units that lie in a circle show their own alone.

A migration that takes a column away from ``version``, ``entry`` or ``as_of`` drops the view before and makes it anew.
"""

from collections.abc import Callable, Iterator

from sor.core.day import OPEN
from sor.core.tree import DEEPEST
from sor.store.as_of import as_of

PLAIN = (
    "name", "type", "cvr", "production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code",
    "organisational_level", "note",
)  # fmt: skip
STREET = ("street", "building", "floor", "suite", "postcode", "district", "municipality", "country")
VIRTUAL = ("phone", "email", "website", "fax")
PARTS = {
    "postal_address": STREET,
    "visiting_address": STREET,
    "activity_address": STREET,
    "virtual_address": VIRTUAL,
}
"""The blocks that are inherited, and the parts of them that are columns; all of it stands in ``body``, as stated."""


def statements(dialect: str) -> Iterator[str]:
    """What makes table, view and, on PostgreSQL, function."""
    if dialect == "sqlite":
        yield f"CREATE VIEW units_as_of AS {_units('sqlite', _ASKED)}"
        return
    columns = ", ".join(f"{name} {kind}" for name, kind in columns_of())
    yield (
        f"CREATE FUNCTION sor_as_of(valid date, known bigint) RETURNS TABLE ({columns}) LANGUAGE sql STABLE AS $$"
        f" {_units('postgresql', _GIVEN)} $$"
    )
    yield (
        "CREATE VIEW units_as_of AS SELECT units.* FROM"
        f" (SELECT to_date(valid::text, 'YYYYMMDD') AS day, known FROM ({_ASKED}) AS one) AS asked,"
        " LATERAL sor_as_of(asked.day, asked.known) AS units"
    )


def columns_of() -> Iterator[tuple[str, str]]:
    """The columns in order, each with its type on PostgreSQL."""
    yield from (("code", "text"), ("level", "text"), ("parent", "text"), ("owner", "text"))
    yield from ((name, "text") for name in PLAIN)
    yield from (("valid_from", "text"), ("valid_to", "text"), ("first_from", "text"))
    yield from (("location_number", "text"), ("location_number_source", "text"))
    for block, parts in PARTS.items():
        yield from ((f"{block}_{part}", "text") for part in parts)
        yield f"{block}_source", "text"
    yield from (("body", "text"), ("serial", "bigint"))


_ASKED = """
SELECT coalesce(nullif((SELECT valid FROM as_of), 0), (SELECT day FROM entry ORDER BY serial DESC LIMIT 1)) AS valid,
       coalesce(nullif((SELECT known FROM as_of), 0), (SELECT max(serial) FROM entry)) AS known"""

_GIVEN = "SELECT to_char($1, 'YYYYMMDD')::bigint AS valid, $2 AS known"


def _units(dialect: str, asked: str) -> str:
    """The units as of one point: from those without a unit above down, each with what it would pass on."""

    def part(of: str, name: str) -> str:
        """A member of what holds JSON, as text."""
        return f"({of} ->> '{name}')" if dialect == "sqlite" else f"(({of})::jsonb ->> '{name}')"

    def own(block: str) -> str:
        """What the unit itself states."""
        return part("v.body", block)

    standing, above = (
        as_of(table).replace(":valid", "asked.valid").replace(":known", "asked.known") for table in ("v", "p")
    )
    postal, phones, cvr, location = map(own, ("postal_address", "virtual_address", "cvr", "location"))
    number, is_own = part(location, "number"), f"{part(location, 'state')} = 'Own'"
    first = f"""
  SELECT CASE WHEN v.level = 'IO' THEN v.key END, v.key, 0, {postal}, v.key, {phones}, v.key,
         CASE WHEN {is_own} THEN {number} END, CASE WHEN {is_own} THEN v.key END, {cvr}
  FROM version AS v CROSS JOIN asked
  WHERE v.kind = 'unit' AND {standing} AND (v.parent IS NULL OR NOT EXISTS (
    SELECT 1 FROM version AS p WHERE p.kind = 'unit' AND p.key = v.parent AND {above}))"""
    below = f"""
  SELECT t.owner, v.key, t.depth + 1,
         coalesce({postal}, t.postal), CASE WHEN {postal} IS NULL THEN t.postal_source ELSE v.key END,
         coalesce({phones}, t.phones), CASE WHEN {phones} IS NULL THEN t.phones_source ELSE v.key END,
         CASE WHEN {is_own} THEN {number} ELSE t.number END, CASE WHEN {is_own} THEN v.key ELSE t.number_source END,
         coalesce({cvr}, t.cvr)
  FROM tree AS t JOIN version AS v ON v.parent = t.code CROSS JOIN asked
  WHERE v.kind = 'unit' AND {standing} AND t.depth < {DEEPEST}"""
    return f"""
WITH RECURSIVE asked AS ({asked}),
tree (owner, code, depth, postal, postal_source, phones, phones_source, number, number_source, cvr) AS ({first}
  UNION ALL{below}
)
SELECT {", ".join(_select_columns(dialect, own, part))}
FROM version AS v CROSS JOIN asked LEFT JOIN tree AS t ON t.code = v.key
WHERE v.kind = 'unit' AND {standing}"""


def _select_columns(dialect: str, own: Callable[[str], str], part: Callable[[str, str], str]) -> Iterator[str]:
    """The columns, in the order of ``columns_of``."""
    yield from ("v.key AS code", "v.level AS level", "v.parent AS parent", "t.owner AS owner")
    for name in PLAIN:
        yield f"{f'coalesce(t.cvr, {own(name)})' if name == 'cvr' else own(name)} AS {name}"
    yield f"{_iso('v.valid_from', dialect)} AS valid_from"
    yield f"CASE WHEN v.valid_to < {OPEN} THEN {_iso('v.valid_to', dialect)} END AS valid_to"
    yield f"{_iso('v.first_from', dialect)} AS first_from"
    state = part(own("location"), "state")
    for what in ("number", "number_source"):
        yield f"CASE WHEN {state} IN ('Own', 'Inherited') THEN t.{what} END AS location_{what}"
    postal = f"coalesce(t.postal, {own('postal_address')})"  # in a circle of units none is in the tree
    visiting = f"coalesce({own('visiting_address')}, {postal})"
    source = f"CASE WHEN {own('visiting_address')} IS NULL THEN t.postal_source ELSE v.key END"
    shown = {
        "postal_address": (postal, "t.postal_source"),
        "visiting_address": (visiting, source),
        "activity_address": (
            f"coalesce({own('activity_address')}, {visiting})",
            f"CASE WHEN {own('activity_address')} IS NULL THEN {source} ELSE v.key END",
        ),
        "virtual_address": (f"coalesce(t.phones, {own('virtual_address')})", "t.phones_source"),
    }
    for block, parts in PARTS.items():
        value, whose = shown[block]
        yield from (f"{part(value, name)} AS {block}_{name}" for name in parts)
        yield f"CASE WHEN {value} IS NOT NULL THEN {whose} END AS {block}_source"
    yield from ("v.body AS body", "v.known_from AS serial")


def _iso(day: str, dialect: str) -> str:
    """A day of eight digits as an ISO date."""
    text = f"CAST({day} AS text)" if dialect == "sqlite" else f"({day})::text"
    return f"substr({text}, 1, 4) || '-' || substr({text}, 5, 2) || '-' || substr({text}, 7, 2)"
