"""The conditions on the two times of a row, written here and nowhere else: `make check` insists.

table: the name by which a statement calls the table, where it must.
"""

from sor.core.statement import NEVER


def say_known(table: str = "") -> str:
    """What is known at the serial ``:known``, of whatever day."""
    of = table and f"{table}."
    return f"{of}known_from <= :known AND :known < {of}known_to"


def as_of(table: str = "") -> str:
    """What holds on the day ``:valid`` as known at the serial ``:known``."""
    of = table and f"{table}."
    return f"{of}valid_from <= :valid AND :valid < {of}valid_to AND {say_known(table)}"


def known_now(table: str = "") -> str:
    """What is known now, of whatever day. The serial that never comes is written out, not a parameter: so the database
    can tell how many rows that is before it runs the statement.
    """
    return f"{table and f'{table}.'}known_to = {NEVER}"


def is_known(known_from: int, known_to: int, known: int) -> bool:
    """Whether a row with these two serials was known at a third."""
    return known_from <= known < known_to


CAME_OR_WENT = f"(known_from > :after OR known_to > :after AND known_to < {NEVER})"
"""What began or ceased to be known after the serial ``:after``."""

EVER_KNOWN = "known_from <= :known"
"""What was known at the serial ``:known`` or at one before it, also when it is known no more."""

AS_OF, KNOWN, KNOWN_NOW = as_of(), say_known(), known_now()
