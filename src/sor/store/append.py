"""Appending one entry: lines, their projections, and who is touched, in the transaction that holds the write lock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from typing import NamedTuple

import msgspec

from sor.core.canonical import encode
from sor.core.finding import Finding
from sor.core.log import (
    FINDINGS,
    SCHEMA,
    UPCOMING,
    Entry,
    Frame,
    Line,
    LineAhead,
    blocks_of,
    entry_hash,
    find_erased_field,
    line_ahead,
    seal_entry,
    statements_of,
)
from sor.core.newcomer import FirstSeen
from sor.core.shapes import Value
from sor.core.statement import Draft, Statement, StatementId
from sor.core.timeline import LIFE, fold
from sor.store.database import Connection
from sor.store.log import Head, append_entry, append_lines
from sor.store.projection import Changes, NewRow, RowChanges, SubjectRows, row_changes, version_rows
from sor.store.schema import delivery as delivery_table
from sor.store.schema import finding as finding_table
from sor.store.timelines import timelines, withdraw
from sor.store.touched import Changed, find_affected, note

CHUNK = 2000
"""Subjects handled at a time: what is held in memory besides the drafts themselves."""


class FoldedLine(NamedTuple):
    """A line laid over its subject's timeline, before its entry has a serial: how it is written, the rows that the
    subject then has, and how those that stand become them; None when they were not read yet.
    """

    line: LineAhead
    rows: SubjectRows
    changes: RowChanges | None = None


class LineDraft(msgspec.Struct):
    """One subject's part of a submission: what was asked, what it states, what it takes back.

    before: the subject's timeline at the serial on which the submission was prepared, when it was read then;
    empty means that the subject is new, None that it is to be read. ahead: the line folded before (``fold_ahead``).
    """

    kind: str
    key: str
    drafts: Sequence[Draft]
    asked: Value = None
    withdrawn: Sequence[StatementId] = ()
    before: dict[str, list[Statement]] | None = None
    ahead: FoldedLine | None = None


class StatedTwice(ValueError):
    """One entry states the same field of the same subject from the same day twice."""


def append(
    connection: Connection,
    head: Head,
    entry: Entry,
    drafts: Sequence[LineDraft | FirstSeen],
    tell: Callable[[int], None] | None = None,
) -> Entry:
    """Write an entry whose head is complete but for its hash; gives the entry as written."""
    serial = head.serial + 1
    _refuse_doubles(drafts)
    changes = Changes(connection, serial)
    hashes: list[str] = []
    for start in range(0, len(drafts), CHUNK):
        chunk = drafts[start : start + CHUNK]
        before = _read_missing(connection, chunk)
        lines: list[Line] = []
        for n, draft in enumerate(chunk, start + 1):
            if isinstance(draft, FirstSeen):
                lines.append(draft.line(serial, n))
                changes.add_newcomer(draft)
            else:
                timeline = draft.before if draft.before is not None else before.get((draft.kind, draft.key), {})
                lines.append(_write_line(serial, n, draft, timeline, changes))
        append_lines(connection, lines)
        hashes += [line.hash for line in lines]
        changes.flush()
        if tell:
            tell(len(chunk))
    entry = seal_entry(entry)
    entry = msgspec.structs.replace(entry, hash=entry_hash(entry, hashes))
    append_entry(connection, entry)
    if entry.kind != "day":
        note(connection, serial, find_affected(connection, map(_summarise_change, drafts), serial))
    write_side_rows(connection, entry)
    return entry


def _refuse_doubles(drafts: Iterable[LineDraft | FirstSeen]) -> None:
    seen: set[tuple[str, str]] = set()
    for draft in drafts:
        subject = draft.kind, draft.key
        if subject in seen:
            raise StatedTwice(f"{draft.kind} {draft.key} stands on two lines of one entry.")
        seen.add(subject)


def _summarise_change(draft: LineDraft | FirstSeen) -> Changed:
    if isinstance(draft, FirstSeen):
        return Changed(draft.kind, draft.key, frozenset({LIFE}))
    fields = frozenset(d.field for d in draft.drafts) | find_erased_field(draft.asked)
    return Changed(draft.kind, draft.key, fields | {LIFE, "parent"} if draft.withdrawn else fields)


def write_side_rows(connection: Connection, entry: Entry) -> None:
    """The findings and the delivery of an entry as rows of their own, to be asked for."""
    connection.insert(finding_table, finding_rows(entry))
    connection.insert(delivery_table, delivery_rows(entry))


def finding_rows(entry: Entry) -> list[NewRow]:
    """The rows of ``finding`` that an entry gives; none for a finding whose facts were erased."""
    told = [found for n, found in enumerate(entry.findings) if f"{FINDINGS}.{n}" not in entry.erased]
    findings = [msgspec.convert(found, Finding) for found in told]
    return [(entry.serial, f.rule, f.severity, f.kind, f.key, encode(f).decode()) for f in findings]


def delivery_rows(entry: Entry) -> list[NewRow]:
    """The row of ``delivery`` of an entry that loaded a file; none of any other."""
    origin = entry.origin
    if not origin or "digest" not in origin:
        return []
    snapshot, silence = origin.get("snapshot") or 0, origin.get("silence") or ""
    return [(entry.serial, origin["family"], origin["digest"], snapshot, silence)]


def fold_ahead(connection: Connection, drafts: Sequence[LineDraft]) -> None:
    """Do for drafts whose timelines were read, on the same state of the log, what takes longest in appending them,
    before the lock is taken: only what hangs on the serial is left. What stands of a subject changes by its own lines
    alone, so it holds for as long as its timeline does.
    """
    wanted: dict[str, dict[str, SubjectRows]] = {}
    for n, draft in enumerate(drafts, 1):
        if draft.before is not None:
            draft.ahead = _fold(n, draft, draft.before)
            wanted.setdefault(draft.kind, {})[draft.key] = draft.ahead.rows
    changes = {kind: row_changes(connection, kind, rows) for kind, rows in wanted.items()}
    for draft in drafts:
        if draft.ahead is not None:
            draft.ahead = draft.ahead._replace(changes=changes[draft.kind][draft.key])


def _fold(n: int, draft: LineDraft, before: Mapping[str, Sequence[Statement]]) -> FoldedLine:
    """A draft laid over its subject's timeline, as of ``UPCOMING``."""
    statements = statements_of(UPCOMING, n, draft.drafts)
    # what is taken back is marked on copies: the caller's timeline stays as of its own serial
    timeline = {field: [*map(copy, said)] if draft.withdrawn else [*said] for field, said in before.items()}
    for s in statements:
        said = timeline.get(s.field)
        if said is None:
            timeline[s.field] = [s]
            continue
        if any(other.serial == UPCOMING and other.from_day == s.from_day for other in said):
            raise StatedTwice(f"{draft.kind} {draft.key}: one entry states a field twice from the same day.")
        said.append(s)
    withdraw(timeline, draft.withdrawn, UPCOMING)
    folded = fold(timeline)
    blocks, values = blocks_of(statements, before)
    frame = Frame(SCHEMA, draft.asked, blocks, draft.withdrawn, "")
    line = line_ahead(n, draft.kind, draft.key, frame, folded, values)
    return FoldedLine(line, SubjectRows(*version_rows(draft.kind, draft.key, UPCOMING, folded)))


def _write_line(
    serial: int,
    n: int,
    draft: LineDraft,
    before: Mapping[str, Sequence[Statement]],
    changes: Changes,
) -> Line:
    """The line of a draft at its place, its rows among the changes."""
    ahead = draft.ahead if draft.ahead is not None and draft.ahead.line.n == n else _fold(n, draft, before)
    if ahead.changes is not None:
        changes.add_ready(ahead.changes)
    else:
        changes.add(draft.kind, draft.key, ahead.rows, is_new=not before)
    return ahead.line.at(serial)


def _read_missing(
    connection: Connection, drafts: Iterable[LineDraft | FirstSeen]
) -> dict[tuple[str, str], dict[str, list[Statement]]]:
    wanted: dict[str, list[str]] = {}
    for draft in drafts:
        if isinstance(draft, LineDraft) and draft.before is None:
            wanted.setdefault(draft.kind, []).append(draft.key)
    return {
        (kind, key): timeline
        for kind, keys in wanted.items()
        for key, timeline in timelines(connection, kind, keys).items()
    }
