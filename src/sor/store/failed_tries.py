"""Wrong secrets that were shown lately, by whom and when; forgotten after their time. An operational table."""

from sor.store.database import Connection


def newest(connection: Connection, client: str, address: str, after: int, upto: int, limit: int) -> list[int]:
    """When this program failed at this address within a time, the newest first. Times are milliseconds."""
    rows = connection.run(
        "SELECT at FROM failed_try WHERE client = :client AND address = :address AND at > :after AND at <= :upto"
        " ORDER BY at DESC LIMIT :limit",
        client=client, address=address, after=after, upto=upto, limit=limit,
    )  # fmt: skip
    return [at for (at,) in rows]


def add(connection: Connection, client: str, address: str, at: int) -> None:
    """Note a failure."""
    connection.run(
        "INSERT INTO failed_try (client, address, at) VALUES (:client, :address, :at)",
        client=client,
        address=address,
        at=at,
    )


def keep_only(connection: Connection, after: int, upto: int) -> None:
    """Forget the failures outside of a time."""
    connection.run("DELETE FROM failed_try WHERE at <= :after OR at > :upto", after=after, upto=upto)
