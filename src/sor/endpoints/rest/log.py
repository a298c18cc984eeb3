"""The log: its entries in order, one entry with its lines, and whom it touched."""

from time import monotonic

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse

from sor.core.log import GENESIS
from sor.core.log import Entry as LogEntry
from sor.core.shapes import Fields
from sor.endpoints.http.asking import Asking
from sor.endpoints.http.atom import MEDIA_TYPE, AtomEntry, atom_feed
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.takers import Taker
from sor.endpoints.rest import shapes
from sor.endpoints.rest.access import BEARER_IF_ANY
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.entries import shown_entries, shown_entry, shown_for, shown_lines
from sor.endpoints.rest.parameters import (
    Cursor,
    Limit,
    LogHash,
    OfField,
    Offset,
    OfMunicipality,
    OfType,
    OfUnit,
    OnDay,
    Serial,
    Since,
    page,
    place,
)
from sor.endpoints.rest.unknown import unknown_entry
from sor.following.consumers import FEED, seen_by
from sor.following.feed_filter import FeedFilter, changed_units
from sor.following.part_asked import BadPart, check_part
from sor.reading.snapshot import Snapshot
from sor.register import BadTime, Register

TAGS = ["log"]
ATOM_ENTRIES, ATOM_LOOKS_AT = 50, 1_000
"""Entries of an Atom feed at most, and among how many of the last they are looked for."""

LONGEST_LOOK = 2.0
"""Seconds after which a page of a filtered log is done."""


@get(
    "/log",
    operation_id="list_entries",
    tags=TAGS,
    security=BEARER_IF_ANY,
    responses=document_answers(shapes.LogPage, 401, 409),
    sync_to_thread=True,
)
def entries(
    ask: NamedDependency[Asking],
    taker: NamedDependency[Taker],
    since: Since = 0,
    hash: LogHash = None,
    limit: Limit = 100,
    unit: OfUnit = None,
    type: OfType = None,
    municipality: OfMunicipality = None,
    field: OfField = None,
) -> ASGIResponse:
    """The entries after a serial, in order. A page ends only between entries.

    With `unit`, `type`, `municipality`, `field` only those that concern such a part of the register; `units` says which
    units of it they do. A unit that goes out of the part is told as `left`, by the entry that takes it out or the day
    that brings that into effect. A page is done after two seconds of looking, whatever it has found: go on from `last`.
    """

    def following(_: Snapshot) -> Fields:
        register = ask.register
        last_hash = find_followed(register, since, hash)
        head = register.serial()
        part = asked_part(register, unit, type, municipality, field)
        found, last, last_hash = _page(register, since, last_hash, limit, part)
        if not part.asks:
            taker.took(FEED, last)
        return {
            "epoch": register.facts()["epoch"],
            "since": since,
            "entries": found,
            "last": last,
            "last_hash": last_hash,
            "head": max(head, last),
            "more": last < head,
        }

    return ask.answer(following)


def _page(
    register: Register, since: int, last_hash: str, limit: int, part: FeedFilter
) -> tuple[list[Fields], int, str]:
    """Entries that concern a part, and the serial and hash of the last one that was looked at."""
    if not part.asks:
        given = list(register.since(since, limit))
        last = given[-1] if given else None
        return shown_entries(register, given), last.serial if last else since, last.hash if last else last_hash
    found: list[Fields] = []
    until = monotonic() + LONGEST_LOOK
    while len(found) < limit and monotonic() < until:
        entry = next(register.since(since, 1), None)
        if entry is None:
            break
        told = shown_for(register, entry, part)
        found += [] if told is None else [told]
        since, last_hash = entry.serial, entry.hash
    return found, since, last_hash


@get(
    "/log/{serial:str}",
    operation_id="get_entry",
    tags=TAGS,
    security=BEARER_IF_ANY,
    responses=document_answers(shapes.EntryLines, 401, 404),
    sync_to_thread=True,
)
def entry(
    ask: NamedDependency[Asking],
    taker: NamedDependency[Taker],
    serial: Serial,
    limit: Limit = 100,
    offset: Offset = 0,
    cursor: Cursor = None,
) -> ASGIResponse:
    """One entry with its lines: what it states about each subject, with the values. The register authority is also told
    which consumers have it (`seen`).
    """

    offset, valid, known = place(cursor, offset, None, None)

    def lines(snapshot: Snapshot) -> Fields:
        logged = _entry(ask.register, serial)
        found = shown_entry(ask.register, logged)
        listed = shown_lines(ask.register, ask.register.lines(serial, limit, offset))
        count = ask.register.count_lines(serial)
        told = {"seen": _find_seen(taker, logged.serial)} if taker.sees_all else {}
        return {"entry": found} | told | page("lines", listed, count, limit, offset, snapshot.at)

    return (ask.private_answer if taker.sees_all else ask.answer)(lines, valid, known)


def _find_seen(taker: Taker, serial: int) -> Fields:
    """Which consumers have an entry, and which have not."""
    by, not_by = seen_by(taker.consumers.list_known(), serial)
    return {"by": [{"id": one.id, "name": one.name} for one in by],
            "not_by": [{"id": one.id, "name": one.name} for one in not_by]}  # fmt: skip


@get(
    "/log/{serial:str}/touched",
    operation_id="list_touched",
    tags=TAGS,
    responses=document_answers(shapes.Touched, 404),
    sync_to_thread=True,
)
def list_touched(
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


@get(
    "/log/{serial:str}/units",
    operation_id="list_touched_units",
    tags=TAGS,
    responses=document_answers(shapes.TouchedUnits, 404),
    sync_to_thread=True,
)
def units(
    ask: NamedDependency[Asking],
    serial: Serial,
    day: OnDay = None,
    limit: Limit = 100,
    offset: Offset = 0,
    cursor: Cursor = None,
) -> ASGIResponse:
    """The units that an entry touched, those that inherit among them, each before and after it in full.

    Before is the register as it stood with the entry before, after as it stands with this one, each on the day that the
    log had reached: so an entry of kind `day` shows what has come into effect. With `day` both on that day: what a
    scheduled change will do.
    """
    offset, valid, known = place(cursor, offset, None, None)

    def between(snapshot: Snapshot) -> Fields:
        register = ask.register
        entry = _entry(register, serial)
        total, changed = changed_units(register, entry, limit, offset, _asked_day(register, day))
        listed = [
            {"code": one.code, "own": one.is_own, "fields": one.fields, "before": one.before, "after": one.after}
            for one in changed
        ]
        return {"serial": serial, "kind": entry.kind} | page("units", listed, total, limit, offset, snapshot.at)

    return ask.answer(between, valid, known)


def _asked_day(register: Register, day: str | None) -> int | None:
    try:
        return None if day is None else register.as_of(day).valid
    except BadTime as error:
        raise Problem("bad-time", Sentence("day", error.danish, str(error))) from None


def asked_part(
    register: Register, unit: str | None, type: str | None, municipality: str | None, field: str | None
) -> FeedFilter:
    """The part that is asked for. Raises Problem when it names something that the register does not know: nothing would
    ever be told, as if nothing had happened.
    """
    part = FeedFilter(unit, type, municipality, field)
    try:
        return check_part(register, part) if part.asks else part
    except BadPart as error:
        raise Problem("bad-parameter", Sentence(error.field, error.danish, str(error))) from None


def find_followed(register: Register, since: int, hash: str | None, epoch: str | None = None) -> str:
    """The hash of the entry up to which a reader has followed. Raises Problem when the log has no such entry, or is of
    another epoch than the reader's.
    """
    before = register.entry_facts(since) if since else None
    known = before.hash if before is not None else GENESIS
    is_other = epoch is not None and epoch != register.facts()["epoch"]
    if is_other or (since and before is None) or (hash is not None and hash != known):
        raise _start_over(register, since)
    return known


def _start_over(register: Register, since: int) -> Problem:
    epoch, head = register.facts()["epoch"], register.serial()
    return Problem("start-over", Sentence(
        "since",
        f"Loggen har ikke det serienummer {since}, du har fulgt: den er ajour til og med {head}. Begynd med since=0.",
        f"The log does not have the serial {since} that you followed (it has reached {head}). Start over: since=0.",
    ), epoch=epoch, serial=head)  # fmt: skip


def _entry(register: Register, serial: int) -> LogEntry:
    found = register.entry(serial)
    if found is None:
        raise unknown_entry(serial, register.serial())
    return found


@get(
    "/log/atom",
    include_in_schema=False,  # for feed readers: makers of clients know no answers of its media type
    sync_to_thread=True,
)
def atom(
    ask: NamedDependency[Asking],
    request: HttpRequest,
    unit: OfUnit = None,
    type: OfType = None,
    municipality: OfMunicipality = None,
    field: OfField = None,
) -> Response[bytes]:
    """The last entries, at most fifty, as an Atom feed; with `unit`, `type`, `municipality`, `field` those that concern
    such a part of the register, looked for among the last thousand and for two seconds at most.
    """
    base = str(request.app.state.public_url or request.base_url).rstrip("/")
    head, part = ask.register.head(), asked_part(ask.register, unit, type, municipality, field)
    found: list[AtomEntry] = []
    until = monotonic() + LONGEST_LOOK
    for serial in range(head.serial, max(0, head.serial - ATOM_LOOKS_AT), -1):
        entry = ask.register.entry(serial)
        if len(found) == ATOM_ENTRIES or entry is None or monotonic() > until:
            break
        told = shown_for(ask.register, entry, part)
        if told is not None:
            said = f"{told['kind']}, {told['lines']} lines, {told['touched']} touched"
            found.append(AtomEntry(f"{base}/api/v1/log/{serial}", f"{serial}: {said}", entry.recorded_at,
                                   msgspec.json.encode(told.get("units")).decode() if part.asks else said))  # fmt: skip
    address = f"{base}/api/v1/log/atom" + (f"?{request.url.query}" if request.url.query else "")
    body = atom_feed(address, "SOR", "2009-01-01T00:00:00Z", found)
    return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache", "SOR-Serial": str(head.serial)})


HANDLERS = [atom, entries, entry, list_touched, units]
