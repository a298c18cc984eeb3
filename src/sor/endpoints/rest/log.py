"""The log: its entries in order, one entry with its lines, and whom it touched."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse

from sor.core.log import GENESIS
from sor.core.log import Entry as LogEntry
from sor.core.shapes import Fields
from sor.endpoints.http.asking import Asking
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import documented
from sor.endpoints.rest.entries import shown_entry, shown_line
from sor.endpoints.rest.parameters import Cursor, Limit, LogHash, Offset, Serial, Since, page, place
from sor.endpoints.rest.unknown import unknown_entry
from sor.reading.snapshot import Snapshot
from sor.register import Register

TAGS = ["log"]


@get("/log", operation_id="list_entries", tags=TAGS, responses=documented(shapes.LogPage, 409), sync_to_thread=True)
def entries(
    ask: NamedDependency[Asking],
    since: Since = 0,
    hash: LogHash = None,
    limit: Limit = 100,
) -> ASGIResponse:
    """The entries after a serial, in order. A page ends only between entries."""

    def following(_: Snapshot) -> Fields:
        register = ask.register
        last_hash = followed(register, since, hash)
        head = register.serial()
        found = list(register.since(since, limit))
        last = found[-1].serial if found else since
        return {
            "epoch": register.facts()["epoch"],
            "since": since,
            "entries": [shown_entry(register, entry) for entry in found],
            "last": last,
            "last_hash": found[-1].hash if found else last_hash,
            "head": max(head, last),
            "more": last < head,
        }

    return ask.answer(following)


@get(
    "/log/{serial:str}",
    operation_id="get_entry",
    tags=TAGS,
    responses=documented(shapes.EntryLines, 404),
    sync_to_thread=True,
)
def entry(
    ask: NamedDependency[Asking], serial: Serial, limit: Limit = 100, offset: Offset = 0, cursor: Cursor = None
) -> ASGIResponse:
    """One entry with its lines: what it states about each subject, with the values."""

    offset, valid, known = place(cursor, offset, None, None)

    def lines(snapshot: Snapshot) -> Fields:
        found = shown_entry(ask.register, _entry(ask.register, serial))
        listed = [shown_line(line) for line in ask.register.lines(serial, limit, offset)]
        return {"entry": found} | page("lines", listed, ask.register.count_lines(serial), limit, offset, snapshot.at)

    return ask.answer(lines, valid, known)


@get(
    "/log/{serial:str}/touched",
    operation_id="list_touched",
    tags=TAGS,
    responses=documented(shapes.Touched, 404),
    sync_to_thread=True,
)
def touched(
    ask: NamedDependency[Asking], serial: Serial, limit: Limit = 100, offset: Offset = 0, cursor: Cursor = None
) -> ASGIResponse:
    """The subjects whose answer an entry changed on some day, those that inherit from its own among them."""

    offset, valid, known = place(cursor, offset, None, None)

    def subjects(snapshot: Snapshot) -> Fields:
        register = ask.register
        _entry(register, serial)
        listed = [
            {"kind": kind, "key": key, "own": own} for kind, key, own in register.touched_by(serial, limit, offset)
        ]
        return {"serial": serial} | page("touched", listed, register.count_touched(serial), limit, offset, snapshot.at)

    return ask.answer(subjects, valid, known)


def followed(register: Register, since: int, hash: str | None, epoch: str | None = None) -> str:
    """The hash of the entry up to which a reader has followed. Raises Problem when the log has no such entry, or is of
    another epoch than the reader's.
    """
    before = register.entry(since) if since else None
    known = before.hash if before is not None else GENESIS
    is_other = epoch is not None and epoch != register.facts()["epoch"]
    if is_other or (since and before is None) or (hash is not None and hash != known):
        raise _start_over(register, since)
    return known


def _start_over(register: Register, since: int) -> Problem:
    epoch, head = register.facts()["epoch"], register.serial()
    return Problem("start-over", Sentence(
        "since",
        f"Loggen har ikke det serienummer {since}, du har fulgt (den er nået til {head}). Læs den forfra: since=0.",
        f"The log does not have the serial {since} that you followed (it has reached {head}). Start over: since=0.",
    ), epoch=epoch, serial=head)  # fmt: skip


def _entry(register: Register, serial: int) -> LogEntry:
    found = register.entry(serial)
    if found is None:
        raise unknown_entry(serial, register.serial())
    return found


HANDLERS = [entries, entry, touched]
