"""What a register's two files need before anybody looks at their schema, and what is raised when they do not fit."""

from sor.store import desk_file
from sor.store.database import Database


class BadDeskFile(RuntimeError):
    """The second file of a register is another one's; the message says what to do."""


class Newer(RuntimeError):
    """A database whose schema this program does not know yet; the message says what to do."""


def settle(database: Database) -> None:
    """What a register's second file needs before anybody looks at it. Raises BadDeskFile, Busy."""
    desk_file.settle(database)
    if desk_file.is_of_another(database):
        raise BadDeskFile(
            f"{database.desk_file} does not belong to the register in {database.shown}: it holds the users, rights and"
            " keys of another one. Put the right file in its place, or move it away."
        )
