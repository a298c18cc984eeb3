"""The key with which a demo signs its log, kept with the demo's STS: every process signs with the same."""

from sor.core.checkpoint import new_key
from sor.store.database import Database

NAME = "checkpoint_key"


def keep_key(database: Database) -> bytes:
    """The private key in PEM, made when it was never needed."""
    asked = "SELECT value FROM demo_sts WHERE name = :name"
    found = database.reader().run(asked, name=NAME).fetchone()
    if found is None:
        with database.desk.writing() as connection:
            found = connection.run(asked, name=NAME).fetchone()
            if found is None:
                found = (new_key().decode(),)
                connection.run("INSERT INTO demo_sts (name, value) VALUES (:name, :value)", name=NAME, value=found[0])
    return str(found[0]).encode()
