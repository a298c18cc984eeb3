"""What the answer to a statement hangs on, said where the statement is written (``docs/decisions/two-locks.md``).

A submission is decided while others write. Of what it read is kept by what it was found, and whatever is written
afterwards is held against that (``store.looked_at``). A statement without a mark hangs on everything: who forgets the
mark makes changes slower, never wrong.
"""

from typing import TypeAlias

KEY, PARENT, VALUE, KIND, SERIAL, AGAIN = "key", "parent", "value", "kind", "serial", "again"
"""Found by the subject's key; by the unit that it names as its parent; by an identifier that it carries; by its kind;
by the serial of its entry, of which nothing ever changes; and what is no part of the log: it is asked once more."""

Mark: TypeAlias = str


class Marked(str):
    """A statement, and by what it finds its rows."""

    __slots__ = ("by",)
    by: tuple[Mark, ...]


def mark_statement(statement: str, *by: Mark) -> Marked:
    """A statement whose answer hangs on what some marks say."""
    found = Marked(statement)
    found.by = by
    return found


def by_key(statement: str) -> Marked:
    """The rows of subjects that are named by their keys, or by a row that is part of the answer."""
    return mark_statement(statement, KEY)


def by_parent(statement: str) -> Marked:
    """The rows of units that name one as their parent: one that is asked for, or whose row or key is answered."""
    return mark_statement(statement, PARENT)


def by_value(statement: str) -> Marked:
    """The identifiers of some values."""
    return mark_statement(statement, VALUE)


def by_key_or_value(statement: str) -> Marked:
    """Whether a subject is there, or anybody carries its key."""
    return mark_statement(statement, KEY, VALUE)


def by_kind(statement: str) -> Marked:
    """Whatever there is of a kind of subject."""
    return mark_statement(statement, KIND)


def by_serial(statement: str) -> Marked:
    """What an entry is or says: named by the parameter ``serial``, or as the last one up to ``upto``."""
    return mark_statement(statement, SERIAL)


def ask_again(statement: str) -> Marked:
    """What is told by tables that are no part of the log, also of an entry that is there."""
    return mark_statement(statement, AGAIN)


def with_text(statement: str, text: str) -> str:
    """A text that is to be run in the place of a statement, with its mark."""
    return mark_statement(text, *statement.by) if isinstance(statement, Marked) else text
