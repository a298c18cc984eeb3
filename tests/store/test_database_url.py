"""A database's URL: its parts, what is shown of it, and what is none."""

import pytest
from sqlalchemy.engine import make_url

from sor.store.database_url import DatabaseUrl, NoUrl

URLS = (
    "sqlite:///sor.db", "sqlite:////var/lib/sor.db", "sqlite://", "sqlite:///:memory:",
    "sqlite:///a b/ø.db?synchronous=off",
    "postgresql://sor@/sor?host=/tmp/x", "postgresql://sor:secret@host:5432/name", "postgresql+psycopg://host/name",
    "postgresql://sor:s%40cret@host/name?connect_timeout=3&sslmode=require", "postgresql://host", "mysql://host/x",
)  # fmt: skip


@pytest.mark.parametrize("text", URLS)
def test_its_parts_are_those_that_sqlalchemy_finds(text: str) -> None:
    found, theirs = DatabaseUrl.read(text), make_url(text)
    assert found.drivername == theirs.drivername
    assert found.get_backend_name() == theirs.get_backend_name()
    assert (found.database or None) == (theirs.database or None)
    assert dict(found.query) == dict(theirs.query)
    shown = make_url(found.render_as_string(hide_password=False))
    assert shown == theirs
    assert make_url(found.set(drivername="x", query={}).render_as_string(hide_password=False)) == theirs.set(
        drivername="x", query={}
    )


def test_the_password_is_shown_only_where_it_is_asked_for() -> None:
    found = DatabaseUrl.read("postgresql://sor:secret@host/sor?connect_timeout=3")
    assert str(found) == "postgresql://sor:***@host/sor?connect_timeout=3"
    assert found.render_as_string(hide_password=False).startswith("postgresql://sor:secret@host/")


@pytest.mark.parametrize("text", ["", "nothing", "sqlite:sor.db", "sqlite://sor.db", "://x", "a b://x"])
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(NoUrl):
        DatabaseUrl.read(text)
