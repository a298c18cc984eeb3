"""The log as programs before revision 0014 wrote it: heads of the first form, without a salt."""

import msgspec

from sor.core.log import GENESIS, entry_hash
from sor.store.database import Connection
from sor.store.log import entries, lines


def to_first_heads(connection: Connection) -> None:
    """Write every head of a log anew in the first form, and with it the chain; the lines stay."""
    previous = GENESIS
    for entry in list(entries(connection)):
        old = msgspec.structs.replace(entry, previous=previous, schema=1, salts="")
        previous = entry_hash(old, [line.hash for line in lines(connection, entry.serial)])
        connection.run(
            "UPDATE entry SET schema = 1, salts = '', previous = :before, hash = :hash WHERE serial = :serial",
            before=old.previous, hash=previous, serial=entry.serial,
        )  # fmt: skip


def without_later_columns(connection: Connection) -> None:
    """Take away the columns that revisions 0014 and 0018 added, so that a database is one of before."""
    to_first_heads(connection)
    connection.run("DROP INDEX entry_of_erasure")
    connection.run("ALTER TABLE version DROP COLUMN stated")
    for column in ("schema", "salts", "erased"):
        connection.run(f"ALTER TABLE entry DROP COLUMN {column}")
