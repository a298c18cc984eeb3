"""The demo STS's key and certificate, kept with the register: every process issues and trusts the same."""

from collections.abc import Callable

from sor.store.database import Connection, Database

KEY, CERTIFICATE = "key", "certificate"


def identity(connection: Connection) -> tuple[str, str] | None:
    """(key, certificate), both PEM; None before they were first needed."""
    found: dict[str, str] = dict(connection.run("SELECT name, value FROM demo_sts").fetchall())
    return (found[KEY], found[CERTIFICATE]) if KEY in found else None


def make_identity(database: Database, make: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """(key, certificate), made when there are none; of two processes that try at once, one makes them."""
    with database.desk.writing() as connection:
        found = identity(connection)
        if found is None:
            found = make()
            for name, value in zip((KEY, CERTIFICATE), found, strict=True):
                connection.run("INSERT INTO demo_sts (name, value) VALUES (:name, :value)", name=name, value=value)
        return found
