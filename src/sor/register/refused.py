"""What the register says no by, whoever asks or sends."""

from sor.store import (
    followed,
)
from sor.store.database import Connection


class NotReady(RuntimeError):
    """The database holds no register, or another one than was meant; the message says what to do."""


class BadTime(ValueError):
    """A ``valid`` or ``known`` (``field``) that cannot be understood, or lies before the register knew anything.

    The message is English, ``danish`` says the same.
    """

    def __init__(self, english: str, danish: str = "", field: str = "") -> None:
        super().__init__(english)
        self.danish = danish or english
        self.field = field


class Refused(ValueError):
    """What the register does not take, whoever sends it; ``danish`` says the same. field: of what was given, the part
    at fault; empty where it is no single one.
    """

    def __init__(self, english: str, danish: str = "", field: str = "") -> None:
        super().__init__(english)
        self.danish = danish or english
        self.field = field


class IsMirror(Refused):
    """A change of its own sent to a register that is fed by files or a feed."""

    @classmethod
    def copy_of(cls, url: str) -> "IsMirror":
        """The same sent to a copy of the register at an address: its log is that one's, and nothing is added to it."""
        return cls(
            f"This register is a copy of {url} and takes nothing but what that writes. Send it there.",
            f"Dette register er en kopi af {url} og tager kun imod, hvad det skriver. Send det dertil.",
        )


class LogHasGrown(RuntimeError):
    """The log grew since the submission was prepared: prepare it again."""


def refuse_copy(connection: Connection) -> None:
    """Raises IsMirror in a register that is a copy of another."""
    source = followed.get(connection)
    if source is not None and source.is_proven:
        raise IsMirror.copy_of(source.url)
