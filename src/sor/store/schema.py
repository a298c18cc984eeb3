"""The tables, once for both databases. Whole numbers and text only, so that no value is converted on the way.

``entry`` and ``line`` are the truth; ``version``, ``identifier``, ``touched`` and ``finding`` can be rebuilt from
them; ``desk`` tables are neither (``CORE`` §16, §18). Migrations in ``migrations/`` lead here; a test compares.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, text

NAMES = {"ix": "%(table_name)s_%(column_0_N_name)s", "pk": "%(table_name)s_key"}
metadata = MetaData(naming_convention=NAMES)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(
        name, BigInteger().with_variant(Integer, "sqlite"), nullable=False, primary_key=key, autoincrement=False
    )


def _text(name: str, *, key: bool = False, empty: bool = False) -> Column[str]:
    return Column(name, Text(collation="C").with_variant(Text(), "sqlite"), nullable=empty, primary_key=key)


entry = Table(
    "entry",
    metadata,
    _number("serial", key=True),
    _text("kind"),
    _text("recorded_at"),
    _text("known_at"),
    _number("day"),
    _text("actor"),
    _text("channel"),
    _text("reason"),
    _text("rule_book"),
    _text("origin"),
    _text("findings"),
    _text("subjects"),
    _text("previous"),
    _text("hash"),
    Index(None, "known_at"),
    Index(
        "entry_one_per_day",
        "day",
        unique=True,
        sqlite_where=text("kind = 'day'"),
        postgresql_where=text("kind = 'day'"),
    ),
)

line = Table(
    "line",
    metadata,
    _number("serial", key=True),
    _number("n", key=True),
    _text("kind"),
    _text("key"),
    _text("frame"),
    _text("content"),
    _text("hash"),
    Index(None, "kind", "key"),
)

PERIODS = ("valid_from", "valid_to", "known_from", "known_to")

version = Table(
    "version",
    metadata,
    _text("kind"),
    _text("key"),
    *map(_number, PERIODS),
    _number("first_from"),
    _text("parent", empty=True),
    _text("level", empty=True),
    _text("type", empty=True),
    _text("body"),
    Index(None, "kind", "key", "valid_from", "known_from"),
    Index(
        "version_children",
        "parent",
        "valid_to",
        sqlite_where=text("parent IS NOT NULL"),
        postgresql_where=text("parent IS NOT NULL"),
    ),
)

identifier = Table(
    "identifier",
    metadata,
    _text("system"),
    _text("value"),
    _text("kind"),
    _text("key"),
    *map(_number, PERIODS),
    Index(None, "system", "value"),
    Index(None, "kind", "key"),
)

touched = Table("touched", metadata, _number("serial", key=True), _text("kind", key=True), _text("key", key=True))

finding = Table(
    "finding",
    metadata,
    _number("serial"),
    _text("rule"),
    _text("severity"),
    _text("kind"),
    _text("key"),
    _text("body"),
    Index(None, "kind", "key"),
    Index(None, "serial", "rule"),
)

register = Table("register", metadata, _text("name", key=True), _text("value"))
"""Facts about the register itself, written at ``sor init``: role, range of codes, epoch."""

delivery = Table(
    "delivery",
    metadata,
    _number("serial", key=True),
    _text("format"),
    _text("digest"),
    _number("snapshot"),
    _text("silence"),
    Index(None, "format", "snapshot"),
    Index(None, "digest"),
)
"""The files that were loaded, to know the same bytes again and an older file; rebuilt from the entries' origins."""

answered = Table(
    "answered",
    metadata,
    _text("caller", key=True),
    _text("idempotency_key", key=True),
    _text("digest"),
    _number("serial"),
    _text("answer"),
    _text("answered_at"),
    Index(None, "answered_at"),
)
"""Submissions answered under a key of the caller's; kept 30 days."""

confirmation = Table(
    "confirmation",
    metadata,
    _text("unit"),
    _text("actor"),
    _text("confirmed_at"),
    Index(None, "unit", "confirmed_at"),
)
"""When somebody said that a unit's data are still right."""

number_series = Table(
    "number_series",
    metadata,
    _text("owner"),
    _number("first", key=True),
    _number("last"),
    _number("next"),
    _text("added_by"),
    _text("added_at"),
)
"""The series from which location numbers are issued, without check digits."""

TRUTH = (entry, line)
PROJECTIONS = (version, identifier, touched, finding, delivery)
DESK = (register, answered, confirmation, number_series)
