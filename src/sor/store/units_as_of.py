"""The register in plain SQL: a view of the units as of a day and a serial, for whoever has the database.

``units_as_of`` reads both from the one row of the table ``as_of``; 0 stands for the day that the log has reached, and
for its last serial. On PostgreSQL the function ``sor_as_of(valid, known)`` gives the same without that table.

Values are resolved as every answer is (``core/inheritance.py``): an address of another kind or of a unit above in the
place of an empty one, with the unit that it comes from beside it. Most units are found from those without a unit above
down, in one pass; those that hang in or below a circle of parents, and those too deep for that pass, are walked upwards
one by one, each line cut where it closes (``core/tree.py:line_above``).

A migration that takes a column away from ``version``, ``entry`` or ``as_of`` drops the view before and makes it anew.
So does one that comes with a change of what is written here: ``statements_anew``.
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


def statements_anew(dialect: str) -> Iterator[str]:
    """What makes view and function as they are now, in the place of earlier ones."""
    yield "DROP VIEW units_as_of"
    if dialect != "sqlite":
        yield "DROP FUNCTION sor_as_of"
    yield from statements(dialect)


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


def _part(dialect: str) -> Callable[[str, str], str]:
    """Writes a member of what holds JSON, as text."""
    if dialect == "sqlite":
        return lambda of, name: f"({of} ->> '{name}')"
    return lambda of, name: f"(({of})::jsonb ->> '{name}')"


SHOWN = "owner, postal, postal_source, phones, phones_source, number, number_source, cvr"
"""What a unit shows of itself or of those above, as both walks find it."""


def _units(dialect: str, asked: str) -> str:
    """The units as of one point, each with what it shows of those above."""
    part = _part(dialect)

    def own(block: str) -> str:
        """What the unit itself states."""
        return part("v.body", block)

    return f"""
WITH RECURSIVE asked AS ({asked}),
tree (code, depth, {SHOWN}) AS ({_walk_down(own, part)}
),
line (start, code, parent, level, depth, way, {SHOWN.partition(", ")[2]}) AS ({_walk_up(own, part)}
),
resolved (code, {SHOWN}) AS (
  SELECT code, {SHOWN} FROM tree
  UNION ALL
  SELECT line.start, CASE WHEN level = 'IO' THEN code END, {SHOWN.partition(", ")[2]}
  FROM line JOIN (SELECT start, max(depth) AS depth FROM line GROUP BY start) AS top
    ON top.start = line.start AND top.depth = line.depth
)
SELECT {", ".join(_select_columns(dialect, own, part))}
FROM version AS v CROSS JOIN asked LEFT JOIN resolved AS t ON t.code = v.key
WHERE v.kind = 'unit' AND {_standing("v")}"""


def _standing(table: str) -> str:
    return as_of(table).replace(":valid", "asked.valid").replace(":known", "asked.known")


def _walk_down(own: Callable[[str], str], part: Callable[[str, str], str]) -> str:
    """From the units without one above down, each with what it would pass on."""
    postal, phones, cvr, location = map(own, ("postal_address", "virtual_address", "cvr", "location"))
    number, is_own = part(location, "number"), f"{part(location, 'state')} = 'Own'"
    return f"""
  SELECT v.key, 0, CASE WHEN v.level = 'IO' THEN v.key END, {postal}, v.key, {phones}, v.key,
         CASE WHEN {is_own} THEN {number} END, CASE WHEN {is_own} THEN v.key END, {cvr}
  FROM version AS v CROSS JOIN asked
  WHERE v.kind = 'unit' AND {_standing("v")} AND (v.parent IS NULL OR NOT EXISTS (
    SELECT 1 FROM version AS p WHERE p.kind = 'unit' AND p.key = v.parent AND {_standing("p")}))
  UNION ALL
  SELECT v.key, t.depth + 1, t.owner,
         coalesce({postal}, t.postal), CASE WHEN {postal} IS NULL THEN t.postal_source ELSE v.key END,
         coalesce({phones}, t.phones), CASE WHEN {phones} IS NULL THEN t.phones_source ELSE v.key END,
         CASE WHEN {is_own} THEN {number} ELSE t.number END, CASE WHEN {is_own} THEN v.key ELSE t.number_source END,
         coalesce({cvr}, t.cvr)
  FROM tree AS t JOIN version AS v ON v.parent = t.code CROSS JOIN asked
  WHERE v.kind = 'unit' AND {_standing("v")} AND t.depth < {DEEPEST}"""


def _walk_up(own: Callable[[str], str], part: Callable[[str, str], str]) -> str:
    """From each unit that the walk down does not reach up, until the line ends, closes, or is too long."""
    postal, phones, cvr, location = map(own, ("postal_address", "virtual_address", "cvr", "location"))
    number, is_own = part(location, "number"), f"{part(location, 'state')} = 'Own'"
    return f"""
  SELECT v.key, v.key, v.parent, v.level, 0, ',' || v.key || ',', {postal}, v.key, {phones}, v.key,
         CASE WHEN {is_own} THEN {number} END, CASE WHEN {is_own} THEN v.key END, {cvr}
  FROM version AS v CROSS JOIN asked
  WHERE v.kind = 'unit' AND {_standing("v")} AND v.key NOT IN (SELECT code FROM tree)
  UNION ALL
  SELECT l.start, v.key, v.parent, v.level, l.depth + 1, l.way || v.key || ',',
         coalesce(l.postal, {postal}), CASE WHEN l.postal IS NULL THEN v.key ELSE l.postal_source END,
         coalesce(l.phones, {phones}), CASE WHEN l.phones IS NULL THEN v.key ELSE l.phones_source END,
         CASE WHEN l.number_source IS NULL AND {is_own} THEN {number} ELSE l.number END,
         CASE WHEN l.number_source IS NULL AND {is_own} THEN v.key ELSE l.number_source END,
         coalesce(l.cvr, {cvr})
  FROM line AS l JOIN version AS v ON v.key = l.parent CROSS JOIN asked
  WHERE v.kind = 'unit' AND {_standing("v")} AND l.depth < {DEEPEST}
    AND replace(l.way, ',' || v.key || ',', '') = l.way"""


def _select_columns(dialect: str, own: Callable[[str], str], part: Callable[[str, str], str]) -> Iterator[str]:
    """The columns, in the order of ``columns_of``."""
    yield from ("v.key AS code", "v.level AS level", "v.parent AS parent", "t.owner AS owner")
    for name in PLAIN:
        yield f"{'t.cvr' if name == 'cvr' else own(name)} AS {name}"
    yield f"{_iso('v.valid_from', dialect)} AS valid_from"
    yield f"CASE WHEN v.valid_to < {OPEN} THEN {_iso('v.valid_to', dialect)} END AS valid_to"
    yield f"{_iso('v.first_from', dialect)} AS first_from"
    state = part(own("location"), "state")
    for what in ("number", "number_source"):
        yield f"CASE WHEN {state} IN ('Own', 'Inherited') THEN t.{what} END AS location_{what}"
    visiting = f"coalesce({own('visiting_address')}, t.postal)"
    source = f"CASE WHEN {own('visiting_address')} IS NULL THEN t.postal_source ELSE v.key END"
    shown = {
        "postal_address": ("t.postal", "t.postal_source"),
        "visiting_address": (visiting, source),
        "activity_address": (
            f"coalesce({own('activity_address')}, {visiting})",
            f"CASE WHEN {own('activity_address')} IS NULL THEN {source} ELSE v.key END",
        ),
        "virtual_address": ("t.phones", "t.phones_source"),
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
