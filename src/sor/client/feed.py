"""Where a reader of the log stands, and how it goes on: what both feeds share."""

from pathlib import Path

import httpx2
import msgspec

from sor.client.errors import BadRequest, NotAllowed, NotAuthenticated, NotFound, SorError, StartOver, UnreadableAnswer
from sor.client.log_answers import LogPage

SILENCE = httpx2.Timeout(10.0, read=35.0)
"""The register gives a sign of life every 15 seconds; after 35 without one the line counts as cut."""

LONGEST_WAIT = 30.0
"""Seconds between two tries at most while the register is away."""

FATAL = (BadRequest, NotAllowed, NotAuthenticated, NotFound, StartOver, UnreadableAnswer)
"""What asking again does not mend."""


class Position(msgspec.Struct, frozen=True):
    """The entry up to which a reader has everything. hash: of that entry; empty: nothing is read yet, or not known."""

    serial: int = 0
    hash: str = ""

    @staticmethod
    def read(path: Path) -> "Position":
        """The position kept in a file; the very beginning when there is no such file. Raises ValueError for a file
        that holds something else.
        """
        try:
            return msgspec.json.decode(path.read_bytes(), type=Position)
        except FileNotFoundError:
            return Position()
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ValueError(f"{path} does not hold the position of a reader: {{'serial': …, 'hash': …}}.") from None

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all."""
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(msgspec.json.encode(self) + b"\n")
        beside.replace(path)


class Place:
    """Where a feed stands. keep: a file in which it is remembered after each entry; read at the start."""

    def __init__(self, since: int | Position, keep: Path | None) -> None:
        given = since if isinstance(since, Position) else Position(since)
        self.keep = keep
        self.position = Position.read(keep) if keep is not None and keep.exists() else given
        self.tries = 0

    def move(self, serial: int, hash: str) -> None:
        """Everything up to this entry is done."""
        self.position = Position(serial, hash)
        self.tries = 0
        if self.keep is not None:
            self.position.write(self.keep)

    def pass_by(self, page: LogPage) -> None:
        """The page is done, also the entries that it left out as not being of the part."""
        if page.last != self.position.serial:
            self.move(page.last, page.last_hash)

    def wait_after(self, error: SorError) -> float:
        """Seconds after which to ask again. Raises the error when that would not help."""
        if isinstance(error, FATAL):
            raise error
        self.tries += 1
        named = getattr(error, "retry_after", None)
        return min(LONGEST_WAIT, named if isinstance(named, float) else 0.5 * 2 ** min(self.tries, 6))
