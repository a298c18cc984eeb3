"""What is asked, apart from how it is sent: both clients send these, and read the answers by them."""

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from sor.client.answers import (
    Ancestors,
    Child,
    Children,
    CodeInList,
    CodeListContent,
    FoundUnit,
    FoundUnits,
    History,
    Lookup,
    Node,
    Page,
    Status,
    Unit,
)
from sor.client.errors import UnreadableAnswer, read_problem
from sor.client.log_answers import ChangeAnswer, Entry, Job, LogPage, Me
from sor.client.recipient_answers import Between, LocationNumber, Mapped, Mappings, Reaching, Recipient, Recipients

Asked = Mapping[str, str | int | bool | None]
API = "/api/v1"
T = TypeVar("T")
Row = TypeVar("Row")


class Call(Generic[T]):
    """A request, and what its answer is. path: within root. body: JSON to send. headers: further ones."""

    def __init__(
        self,
        answer: type[T],
        path: str,
        asked: Asked | None = None,
        *,
        root: str = API,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.answer = answer
        self.method = method
        self.path = root + path
        self.params = {name: _write_value(value) for name, value in (asked or {}).items() if value is not None}
        self.body = body
        self.headers = dict(headers or {}) | ({"Content-Type": "application/json"} if body is not None else {})

    def read(self, status: int, body: bytes, retry_after: str | None) -> T:
        """The answer's value. Raises ProblemError for an error, UnreadableAnswer for what no register says."""
        if status >= 300:
            raise read_problem(status, body, retry_after)
        try:
            return msgspec.json.decode(body, type=self.answer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnreadableAnswer(f"The answer to {self.path} cannot be read: {error}") from None


class Listing(NamedTuple, Generic[T, Row]):
    """A list that comes in pages. page: asks for one, by the cursor that the one before named."""

    page: Callable[[str | None], Call[T]]
    rows: Callable[[T], list[Row]]
    next: Callable[[T], str | None]


def get_unit(code: str, valid: str | None, known: str | None) -> Call[Unit]:
    """A unit on a day."""
    return Call(Unit, f"/units/{_step(code)}", {"valid": valid, "known": known})


def get_history(code: str, known: str | None, *, resolved: bool) -> Call[History]:
    """A unit's versions."""
    return Call(History, f"/units/{_step(code)}/history", {"resolved": resolved, "known": known})


def get_ancestors(code: str, valid: str | None, known: str | None) -> Call[Ancestors]:
    """The units above one."""
    return Call(Ancestors, f"/units/{_step(code)}/ancestors", {"valid": valid, "known": known})


def get_tree(code: str, depth: int | None, valid: str | None, known: str | None) -> Call[Node]:
    """A unit with those below it."""
    return Call(Node, f"/units/{_step(code)}/tree", {"depth": depth, "valid": valid, "known": known})


def look_up(codes: list[str], valid: str | None, known: str | None) -> Call[Lookup]:
    """Up to 500 units."""
    body = msgspec.json.encode({"codes": codes})
    return Call(Lookup, "/units/lookup", {"valid": valid, "known": known}, method="POST", body=body)


def map_identifier(code: str, valid: str | None, known: str | None) -> Call[Mappings]:
    """What an identifier is, and whose."""
    return Call(Mappings, "/map", {"code": code, "valid": valid, "known": known})


def first_of(mapped: Mappings) -> Mapped:
    """The answer for the one identifier that was asked."""
    return mapped.codes[0]


def get_location_number(number: str, valid: str | None, known: str | None) -> Call[LocationNumber]:
    """A location number on a day."""
    return Call(LocationNumber, f"/location-numbers/{_step(number)}", {"valid": valid, "known": known})


def check_recipient(sender: str, receiver: str, message: str, valid: str | None, known: str | None) -> Call[Between]:
    """Whether one can send to another."""
    asked = {"sender": sender, "receiver": receiver, "message": message, "valid": valid, "known": known}
    return Call(Between, "/recipients/between", asked)


def list_reaching_messages(unit: str, valid: str | None, known: str | None) -> Call[Reaching]:
    """What reaches a unit."""
    return Call(Reaching, "/recipients/reaching", {"unit": unit, "valid": valid, "known": known})


def list_units(asked: Asked) -> Listing[FoundUnits, FoundUnit]:
    """Units that a search finds."""
    return Listing(_pages(FoundUnits, "/units", asked), lambda page: page.units, _next)


def list_children(code: str, asked: Asked) -> Listing[Children, Child]:
    """The units directly below one."""
    return Listing(_pages(Children, f"/units/{_step(code)}/children", asked), lambda page: page.units, _next)


def list_codes(name: str, asked: Asked) -> Listing[CodeListContent, CodeInList]:
    """The codes of a list."""
    return Listing(_pages(CodeListContent, f"/codes/{_step(name)}", asked), lambda page: page.codes, _next)


def list_recipients(asked: Asked) -> Listing[Recipients, Recipient]:
    """Where a message can be sent."""
    return Listing(_pages(Recipients, "/recipients", asked), lambda page: page.recipients, lambda page: page.next)


def list_entries(since: int, hash: str, part: Asked) -> Call[LogPage]:
    """Entries after one, which must be of that hash unless it is empty."""
    return Call(LogPage, "/log", {"since": since, "hash": hash or None, **part})


class EntryAnswer(msgspec.Struct):
    """An entry, as it is answered with its lines."""

    entry: Entry


def get_entry(serial: int) -> Call[EntryAnswer]:
    """An entry of the log."""
    return Call(EntryAnswer, f"/log/{serial}", {"limit": 1})


class Submission(Call[ChangeAnswer]):
    """A set of changes. key: under which it is written once, however often it is sent."""

    def __init__(self, document: object, key: str | None, *, dry_run: bool) -> None:
        headers = {} if key is None else {"Idempotency-Key": key}
        body = msgspec.json.encode(document)
        super().__init__(ChangeAnswer, "/changes", {"dry_run": dry_run}, method="POST", body=body, headers=headers)

    def read_either(self, status: int, body: bytes, retry_after: str | None) -> ChangeAnswer | Job:
        """The answer, or the job that a very long set becomes (202)."""
        if status == 202:
            return Call(Job, self.path).read(status, body, retry_after)
        return self.read(status, body, retry_after)


def get_job(id: str) -> Call[Job]:
    """How a long set of changes stands."""
    return Call(Job, f"/jobs/{_step(id)}")


def get_me() -> Call[Me]:
    """Who one is."""
    return Call(Me, "/me")


def get_status() -> Call[Status]:
    """How the register stands; its address is outside the API's versions."""
    return Call(Status, "/status", root="")


def _pages(answer: type[T], path: str, asked: Asked) -> Callable[[str | None], Call[T]]:
    return lambda cursor: Call(answer, path, {**asked, "cursor": cursor})


def _next(page: Page) -> str | None:
    return page.next


def _write_value(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _step(value: str) -> str:
    """A value as one step of an address."""
    return quote(value, safe="")
