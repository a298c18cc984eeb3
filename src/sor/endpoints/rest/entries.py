"""Entries of the log as answers show them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.day import OPEN, START
from sor.core.log import ERASE, Entry, Line, read_line
from sor.core.shapes import Fields, Value
from sor.core.statement import StatementId
from sor.core.unit import shown_date
from sor.endpoints.rest.parameters import page
from sor.following.feed_filter import FeedFilter, find_for_parts
from sor.register import Register

LINES_SHOWN = 100
"""Lines on the first page of an entry."""

CHANGES_SHOWN = 100
"""Lines of an entry that stand in the log's own pages; the others are asked for with the entry."""


def shown_entry(register: Register, entry: Entry) -> Fields:
    """An entry with its first changes, and counts of everything that it brought."""
    return shown_entries(register, [entry])[0]


def shown_entries(register: Register, entries: Sequence[Entry]) -> list[Fields]:
    """Entries that follow each other, each as ``shown_entry`` shows it, by as few questions as one takes."""
    if not entries:
        return []
    after, upto = entries[0].serial - 1, entries[-1].serial
    counts, touched = register.count_lines_each(after, upto), register.count_touched_each(after, upto)
    short = [entry.serial for entry in entries if counts.get(entry.serial, 0) <= CHANGES_SHOWN]
    lines: dict[int, list[Line]] = {serial: [] for serial in short}
    for line in register.lines_of_entries(short):
        lines[line.serial].append(line)
    return [
        _shown_entry(
            entry,
            lines[entry.serial] if entry.serial in lines else register.lines(entry.serial, CHANGES_SHOWN),
            counts.get(entry.serial, 0),
            touched.get(entry.serial, 0),
        )
        for entry in entries
    ]


def _shown_entry(entry: Entry, first: Sequence[Line], lines: int, touched: int) -> Fields:
    """first: as many of its lines as are shown with it. lines, touched: how many there are."""
    return _beside_the_actor(entry) | {
        "serial": entry.serial,
        "kind": entry.kind,
        "recorded_at": entry.recorded_at,
        "known_at": entry.known_at,
        "day": shown_date(entry.day),
        "actor": entry.actor,
        "channel": entry.channel,
        "reason": entry.reason,
        "rule_book": entry.rule_book,
        "origin": entry.origin,
        "findings": dict(sorted(Counter(finding["rule"] for finding in entry.findings).items())),
        "lines": lines,
        "touched": lines + touched,
        "changes": [shown_change(line) for line in first],
        "more_changes": len(first) < lines,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def shown_for(register: Register, entry: Entry, part: FeedFilter) -> Fields | None:
    """An entry, when a part is asked for with the units of it that the entry concerns; None when it concerns none."""
    if not part.asks:
        return shown_entry(register, entry)
    found = find_for_parts(register, entry, [part])[part]
    return None if found.units == [] else shown_entry(register, entry) | found.document()


def first_page(register: Register, entry: Entry) -> tuple[Fields, Fields]:
    """An entry, and its first lines beside it: together what a webhook is sent, as at the address of the entry."""
    listed = shown_lines(register, register.lines(entry.serial, LINES_SHOWN))
    at = AsOf(register.today(), register.serial())
    beside = page("lines", listed, register.count_lines(entry.serial), LINES_SHOWN, 0, at)
    return shown_entry(register, entry), beside


def _beside_the_actor(entry: Entry) -> Fields:
    """Who else stands for an entry: who confirmed an erasure, who approved a plan; and what erasures took out of a
    head.
    """
    origin: Mapping[str, Value] = entry.origin or {}
    found: Fields = {"second": origin.get("second")} if entry.kind == ERASE else {}
    if "approved_by" in origin:
        found["approved_by"] = origin["approved_by"]
    return found | ({"erased": list(entry.erased)} if entry.erased else {})


def shown_change(line: Line) -> Fields:
    """What a line is about, without values."""
    _, asked, blocks, *_ = decode(line.frame)
    fields = list(dict.fromkeys(field for _, fields, _ in blocks for field in fields))
    return {"kind": line.kind, "key": line.key, "asked": asked, "fields": fields}


def shown_lines(register: Register, lines: Sequence[Line]) -> list[Fields]:
    """Lines with their values, and what held before."""
    replaced = {was[:2] for line in lines for was in read_line(line)[0].list_replaced() if was is not None}
    values: dict[StatementId, Value] = {}
    for serial in sorted({serial for serial, _ in replaced}):
        for line in register.lines_numbered(serial, sorted(n for of, n in replaced if of == serial)):
            values |= {s.id: decode(s.value) for s in read_line(line)[1]}
    return [_shown_line(line, values) for line in lines]


def _shown_line(line: Line, values: Mapping[StatementId, Value]) -> Fields:
    frame, statements = read_line(line)
    return {
        "n": line.n,
        "kind": line.kind,
        "key": line.key,
        "asked": frame.asked,
        "statements": [
            {
                "field": s.field,
                "from": shown_date(s.from_day),
                "to": shown_date(s.to_day),
                "over": None if s.over <= START else shown_date(min(s.over, OPEN - 1)),
                "before": None if was is None else values.get(was),
                "value": decode(s.value),
                "assumed": s.assumed,
                "was": was,
                **({"erased_by": s.erased_by} if s.erased_by else {}),
            }
            for s, was in zip(statements, frame.list_replaced(), strict=True)
        ],
        "withdrawn": frame.withdrawn,
        "result": frame.result,
        "hash": line.hash,
    }
