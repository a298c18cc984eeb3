"""Letters to responsible persons within the last hour, to count them: never what was written. An operational table."""

from sor.store.database import Connection


def count_from(connection: Connection, sender: str, after: int) -> int:
    """How many a sender wrote after a time."""
    row = connection.run(
        "SELECT count(*) FROM letter WHERE sender = :sender AND at > :after", sender=sender, after=after
    )
    return int(row.fetchone()[0])


def count_to(connection: Connection, person: str, after: int) -> int:
    """How many were written to a person after a time."""
    row = connection.run(
        "SELECT count(*) FROM letter WHERE person = :person AND at > :after", person=person, after=after
    )
    return int(row.fetchone()[0])


def count_between(connection: Connection, sender: str, person: str, after: int) -> int:
    """How many a sender wrote to a person after a time."""
    row = connection.run(
        "SELECT count(*) FROM letter WHERE sender = :sender AND person = :person AND at > :after",
        sender=sender, person=person, after=after,
    )  # fmt: skip
    return int(row.fetchone()[0])


def add(connection: Connection, sender: str, person: str, at: int) -> None:
    """Count a letter."""
    connection.run(
        "INSERT INTO letter (sender, person, at) VALUES (:sender, :person, :at)", sender=sender, person=person, at=at
    )


def keep_only(connection: Connection, after: int) -> None:
    """Forget those up to a time."""
    connection.run("DELETE FROM letter WHERE at <= :after", after=after)
