"""The log as its copies are sent it: one item a line, with every byte over which the chain runs.

First the log's own (``LogHead``), then each entry's head with the number of its lines, and these. Canonical JSON is
sent as it is stored, inside the item: whoever knows JSON and SHA-256 can prove what came (``docs/guide/following.md``).
Of one owner's part the lines of others are sent as their hashes alone, and before its own lines an entry has the
earlier ones about what it brought into the part.
"""

import msgspec

from sor.core.canonical import decode, encode
from sor.core.log import Entry, HashedLine, Line

MEDIA_TYPE = "application/x-ndjson"


class LogHead(msgspec.Struct, omit_defaults=True):
    """Which log this is, and how far it has come. demo_day: the mark of a demo (yyyymmdd); None: a real register.
    owner: whose part is sent; None: all of it.
    """

    epoch: str
    serial: int
    hash: str
    demo_day: str | None = None
    owner: str | None = None


class SentEntry(msgspec.Struct):
    """An entry's head as it is sent; what is JSON in the database stays as it stands there."""

    serial: int
    kind: str
    recorded_at: str
    known_at: str
    day: int
    actor: str
    channel: str
    reason: str
    rule_book: str
    origin: msgspec.Raw
    findings: msgspec.Raw
    subjects: msgspec.Raw
    previous: str
    hash: str
    schema: int
    salts: str
    erased: msgspec.Raw

    def entry(self) -> Entry:
        """The head as a value. Raises msgspec.DecodeError."""
        given = {name: getattr(self, name) for name in Entry.__struct_fields__}
        return Entry(
            **{name: decode(value) if isinstance(value, msgspec.Raw) else value for name, value in given.items()}
        )


class SentLine(msgspec.Struct, array_like=True):
    """A line as it is sent; frame and content are the bytes that are hashed."""

    serial: int
    n: int
    kind: str
    key: str
    frame: msgspec.Raw
    content: msgspec.Raw
    hash: str

    def line(self) -> Line:
        """The line as a value."""
        return Line(self.serial, self.n, self.kind, self.key, bytes(self.frame), bytes(self.content), self.hash)


class CopyItem(msgspec.Struct, omit_defaults=True):
    """One line of what is sent: the log's own, an entry with the number of its lines and of the earlier ones that come
    before them, a line, or of one that is left out its number and its hash.
    """

    log: LogHead | None = None
    entry: SentEntry | None = None
    lines: int = 0
    earlier: int = 0
    line: SentLine | None = None
    left: tuple[int, str] | None = None


_items = msgspec.json.Decoder(CopyItem)
read_item = _items.decode
"""An item from its bytes. Raises msgspec.DecodeError for anything else."""


def write_head(head: LogHead) -> bytes:
    """The first item."""
    return b'{"log":%b}\n' % encode(head)


def write_entry(entry: Entry, lines: int, earlier: int = 0) -> bytes:
    """The item of an entry's head."""
    told = b',"earlier":%d' % earlier if earlier else b""
    return b'{"entry":%b,"lines":%d%b}\n' % (encode(entry), lines, told)


def write_left_out(line: HashedLine) -> bytes:
    """The item of a line that is left out."""
    return b'{"left":[%d,"%b"]}\n' % (line.n, line.hash.encode())


def write_line(line: Line) -> bytes:
    """The item of a line."""
    return b'{"line":[%d,%d,%b,%b,%b,%b,"%b"]}\n' % (
        line.serial, line.n, encode(line.kind), encode(line.key), line.frame, line.content, line.hash.encode(),
    )  # fmt: skip
