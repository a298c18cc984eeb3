"""Facts about the register itself, on the desk: its role, its range of codes, its epoch."""

from sor.store.database import Connection


def get(connection: Connection, name: str) -> str | None:
    """A fact by its name."""
    row = connection.run("SELECT value FROM register WHERE name = :name", name=name).fetchone()
    return row[0] if row else None


def put(connection: Connection, name: str, value: str) -> None:
    """Write a fact; the value before is replaced."""
    connection.run(
        "INSERT INTO register (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value",
        name=name, value=value,
    )  # fmt: skip


def all_facts(connection: Connection) -> dict[str, str]:
    """Every fact."""
    return dict(connection.run("SELECT name, value FROM register ORDER BY name").fetchall())
