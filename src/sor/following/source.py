"""The register that is followed, asked over HTTP: its log as it was written, word of what is new, published files."""

from collections.abc import Callable, Generator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import httpx2
import msgspec

from sor import __version__
from sor.core.checkpoint import Checkpoint
from sor.core.log import Entry, HashedLine, Line
from sor.core.outside_json import NotJson, read_as
from sor.formats.log_copy import CopyItem, LogHead, SentEntry, read_item
from sor.store.log import Head

PATIENCE = 10.0
"""Seconds within which the source has to begin an answer, and to go on with it."""

SILENCE = 35.0
"""Seconds without a sign after which the stream of the log counts as cut; the source gives one every 15."""

PIECE = 1 << 16
MANIFEST, CHECKPOINT, SNAPSHOT = "manifest.json", "checkpoint.json", "open/sor.sqlite"


Document = TypeVar("Document", bound=msgspec.Struct)


class SourceAway(RuntimeError):
    """The source cannot be asked, or its answer ended in the middle: the same is asked again later."""


class AnotherLog(RuntimeError):
    """The source has not the entry that was followed, or is of another epoch."""


class NoSource(ValueError):
    """There is no register to be followed at the address; the message says what is there."""


class ListedFile(msgspec.Struct):
    """A published file, as a manifest lists it."""

    name: str
    sha256: str
    size: int


class PublishedHead(msgspec.Struct):
    """What of a manifest matters to a copy: the head that its files show, and the files."""

    serial: int
    hash: str
    epoch: str
    files: list[ListedFile]


class CopiedEntry(msgspec.Struct, frozen=True):
    """An entry with all its lines. earlier: of one owner's part, the lines of earlier entries about what came to it."""

    entry: Entry
    lines: list[Line | HashedLine]
    earlier: list[Line]


class ProgramName(httpx2.Auth):
    """Says to the source which program follows, by a token that it gets from it for the program's secret."""

    def __init__(self, client: str, secret: str) -> None:
        self._shown = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        self._token = ""

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request with a token, a new one where the one before has run out. Raises NoSource for a secret that the
        source does not know. Only the answer with the token is read: what was asked for may be a stream without end.
        """
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
            answer = yield request
            if answer.status_code != 401:
                return
        got = yield httpx2.Request("POST", request.url.copy_with(path="/api/v1/token", query=None), data=self._shown)
        got.read()
        if got.status_code == 401:
            raise NoSource(f"{request.url.host} does not know the program, or its secret: SOR_FOLLOW_CLIENT, _SECRET.")
        if got.status_code != 200:
            raise SourceAway(f"{request.url.host} gives no token: it answers with status {got.status_code}.")
        self._token = msgspec.json.decode(got.content, type=Token).access_token
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class Token(msgspec.Struct):
    """What of the answer with a token matters."""

    access_token: str


class Source:
    """A register at an address. transport: by which it is reached; None: the network. name: of the program that
    follows, None when it does not say who it is. owner: whose part is asked for, None: all of it.
    """

    def __init__(
        self,
        url: str,
        transport: httpx2.BaseTransport | None = None,
        name: ProgramName | None = None,
        owner: str | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.owner = owner
        try:
            self._client = httpx2.Client(
                base_url=self.url,
                transport=transport,
                auth=name,
                timeout=PATIENCE,
                headers={"User-Agent": f"sor-follow/{__version__}", "Accept-Encoding": "identity"},
            )
            valid = self._client.base_url.scheme in ("http", "https") and bool(self._client.base_url.host)
        except (httpx2.InvalidURL, ValueError):
            valid = False
        if not valid:
            raise NoSource(f"'{url}' is no address of a register. Write one such as https://sor.example.")
        self._begun: CopiedEntry | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def head(self) -> LogHead:
        """What the source's log is. Raises SourceAway, NoSource."""
        for item in self._items("/api/v1/log/copy", self._part({"since": 0})):
            if item.log is not None:
                return self._of_part(item.log)
        raise NoSource(f"{self.url} sent no log.")

    def log(self, head: Head, epoch: str) -> Iterator[LogHead | CopiedEntry]:
        """What the source's log is, then every entry after one, whole and in order. epoch: empty when none is known.

        An entry that was cut off is gone on with when it is asked for the next time. Raises SourceAway, AnotherLog,
        NoSource.
        """
        begun = self._begun
        if begun is not None and (begun.entry.serial != head.serial + 1 or not begun.lines):
            begun = self._begun = None
        asked: dict[str, str | int] = {"since": head.serial}
        if head.serial:
            asked["hash"] = head.hash
        if epoch:
            asked["epoch"] = epoch
        if begun is not None:
            asked["line"] = len(begun.lines)
        items = self._items("/api/v1/log/copy", self._part(asked))
        for item in items:
            if item.log is not None:
                yield self._of_part(item.log)
            elif item.entry is not None:
                yield self._whole(item.entry, item.earlier, item.lines, items)

    def _part(self, asked: dict[str, str | int]) -> dict[str, str | int]:
        return asked | ({"owner": self.owner} if self.owner is not None else {})

    def _of_part(self, told: LogHead) -> LogHead:
        if told.owner != self.owner:
            raise NoSource(f"{self.url} does not send the part of one owner: its program is an older one.")
        return told

    def _whole(self, sent: SentEntry, count_earlier: int, count: int, items: Iterator[CopyItem]) -> CopiedEntry:
        """An entry with its lines, those among them that came before the answer was cut."""
        try:
            entry = sent.entry()
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise NoSource(f"{self.url} sent an entry that cannot be read: {error}") from None
        begun, self._begun = self._begun, None
        if begun is not None and begun.entry != entry:  # a part of it was erased meanwhile
            raise SourceAway(f"{self.url} sent entry {entry.serial} otherwise than before; it is asked for anew.")
        lines = begun.lines if begun is not None else []
        earlier = begun.earlier if begun is not None else []
        while len(earlier) < count_earlier and begun is None:
            item = next(items, None)
            if item is None or item.line is None:
                came = f"{len(earlier)} of {count_earlier} lines"
                raise SourceAway(f"{self.url} sent {came} that stand before those of entry {entry.serial}.")
            earlier.append(item.line.line())
        self._begun = copied = CopiedEntry(entry, lines, earlier)
        while len(lines) < count:
            item = next(items, None)
            if item is not None and item.left is not None and self.owner is not None:
                lines.append(HashedLine(entry.serial, *item.left))
            elif item is not None and item.line is not None:
                lines.append(item.line.line())
            else:
                raise SourceAway(f"{self.url} sent {len(lines)} of {count} lines of entry {entry.serial}.")
        self._begun = None
        return copied

    def _items(self, path: str, asked: dict[str, str | int]) -> Iterator[CopyItem]:
        try:
            with self._client.stream("GET", path, params=asked) as answer:
                if answer.status_code != 200:
                    self._refuse(answer)
                rest = b""
                for piece in answer.iter_bytes(PIECE):
                    *whole, rest = (rest + piece).split(b"\n")
                    yield from map(read_item, whole)
                if rest:
                    raise SourceAway(f"{self.url} broke off in the middle of a line.")
        except httpx2.HTTPError as error:
            raise self._away(error) from error
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise NoSource(
                f"{self.url} is no register that can be followed: what it sent is no log ({error})."
            ) from None

    def _refuse(self, answer: httpx2.Response) -> None:
        if answer.status_code == 409:
            answer.read()
            raise AnotherLog(f"{self.url} has another log than the one that was followed.")
        if answer.status_code >= 500 or answer.status_code == 429:
            raise SourceAway(f"{self.url} answers with status {answer.status_code}.")
        if answer.status_code == 404 and self.owner is not None:
            raise NoSource(f"{self.url} knows no owner {self.owner[:40]}, or sends no part of itself.")
        raise NoSource(
            f"{self.url} is no register that can be followed: it answers with status {answer.status_code}."
            " Give the address of a register of this program, without a path."
        )

    def _away(self, error: Exception) -> SourceAway:
        return SourceAway(f"{self.url} cannot be reached: {str(error) or type(error).__name__}.")

    def wait(self, serial: int, heard: Callable[[], bool]) -> None:
        """Wait until the source has an entry after a serial. heard: called at each sign of life, at least every 15
        seconds; True ends the waiting. Raises SourceAway when the stream ends or falls silent, AnotherLog.
        """
        patience = httpx2.Timeout(PATIENCE, read=SILENCE)
        try:
            with self._client.stream("GET", "/api/v1/log/stream", params={"since": serial}, timeout=patience) as answer:
                if answer.status_code != 200:
                    self._refuse(answer)
                for text in answer.iter_lines():
                    if text.startswith("id:") or heard():
                        return
        except httpx2.HTTPError as error:
            raise self._away(error) from error
        raise SourceAway(f"{self.url} has ended the stream of its log.")

    def read_published(self) -> PublishedHead | None:
        """What the source publishes; None when it publishes nothing. Raises SourceAway."""
        return self._document(MANIFEST, PublishedHead)

    def checkpoint(self) -> Checkpoint | None:
        """The signed head of what it publishes; None when it signs nothing. Raises SourceAway."""
        return self._document(CHECKPOINT, Checkpoint)

    def _document(self, name: str, kind: type[Document]) -> Document | None:
        try:
            answer = self._client.get(f"/files/{name}")
            if answer.status_code == 404:
                return None
            if answer.status_code != 200:
                self._refuse(answer)
            return read_as(answer.content, kind)
        except httpx2.HTTPError as error:
            raise self._away(error) from error
        except NotJson as error:
            raise NoSource(f"{self.url}/files/{name} cannot be read: {error}.") from None

    def fetch(self, name: str, path: Path, tell: Callable[[int], None]) -> str:
        """Write a published file to a path; gives its SHA-256. Raises SourceAway, OSError."""
        digest = sha256()
        try:
            with self._client.stream("GET", f"/files/{name}") as answer, path.open("wb") as file:
                if answer.status_code != 200:
                    self._refuse(answer)
                for piece in answer.iter_bytes(PIECE):
                    digest.update(piece)
                    file.write(piece)
                    tell(len(piece))
        except httpx2.HTTPError as error:
            raise self._away(error) from error
        return digest.hexdigest()
