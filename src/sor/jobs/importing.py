"""Loading a file as the differences it makes: read, compare, judge, and hand one submission to the hub (``CORE`` §4).

Everything is read and compared before the write lock is taken; a file that is refused has changed nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

import msgspec

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, CodePeriod, periods_of
from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import Claim, Piece
from sor.core.code_book import CodeBook
from sor.core.day import to_date, write_day
from sor.core.finding import Finding
from sor.core.identifiers import SHAK_LAST_DAY
from sor.core.inheritance import nearest
from sor.core.instant import parse_instant
from sor.core.log import EntryOrigin
from sor.core.newcomer import FirstSeen
from sor.core.shapes import Fields, Value
from sor.core.subject import ADDRESS_KINDS
from sor.core.text import fit_text, map_texts
from sor.core.timeline import LIFE
from sor.formats.delivery import ANNULLED, NOTHING, BadFile, Delivery, Rejected, RejectedCell, Undated
from sor.formats.tables.cell_damage import PERSONAL
from sor.formats.text_gate import claims_through
from sor.jobs import absence
from sor.jobs.column_figures import ColumnFigures, column_figures
from sor.jobs.column_mistakes import refuse_if_mistaken
from sor.jobs.comparing import BATCH, Comparison
from sor.jobs.contradictions import find_shown_otherwise, names_nowhere, reject_edits_to_come
from sor.jobs.day_shifts import refuse_if_shifted
from sor.jobs.differences import ComparedRegister
from sor.jobs.first_codes import read_bundled_lines
from sor.jobs.frequent_findings import frequent
from sor.jobs.held_back import HeldBack, hold_lost_parents, refuse_if_mostly_rejected
from sor.jobs.inheriting import settle
from sor.jobs.moved_columns import MovedColumn, moved_columns
from sor.jobs.named_yet import NamedYet, named_yet, refuse_if_named
from sor.jobs.odd import Odd, Strange
from sor.jobs.our_file import OurFile
from sor.jobs.plausibility import Plausibility, refuse_if_implausible
from sor.jobs.refusing import Reasons, list_findings
from sor.jobs.rows_stated import RowsStated
from sor.jobs.same_day import Replaced, correct_line
from sor.jobs.silence import forget_what_is_known, keep_what_is_known, propose_own_codes, propose_units, tell_emptied
from sor.jobs.strange_rows import strange_rows
from sor.jobs.suspicion import (
    Suspicion,
    days_between,
    find_damaged_columns,
    refuse_if_damaged,
    refuse_if_in_doubt,
    refuse_if_suspicious,
)
from sor.jobs.text_losses import refuse_if_lost
from sor.jobs.unlisted import Unlisted
from sor.jobs.used_numbers import find_given_elsewhere
from sor.jobs.what_changed import ChangeCount
from sor.register import MASTER, LogHasGrown, Refused, Register, Submission
from sor.rules.register_day import check_day
from sor.rules.unit_facts import UnitFacts, facts_of
from sor.store import deliveries, reads
from sor.store.append import LineDraft
from sor.store.collector import without_collector
from sor.store.database import Connection
from sor.store.facts import code_range
from sor.store.projection import VersionRow

ATTEMPTS = 5
MOST_DAYS_AHEAD = 14
"""So far ahead of today a file's day may lie: those of the next day come early, those of next month are a slip."""
MAIN_KINDS = ("unit", "shak", "location_number", "code")
"""A file counts the subjects of the first of these kinds that it lists; those of other kinds are counted beside."""

SHOWN = 10
"""Lines that a note names."""

OWN_REGISTER = (
    "It is the demo: load files into a register of your own, which sor init makes where SOR_DATABASE names another"
    " database, such as sqlite:///my.db."
)
"""Where files go that were to be loaded into the demo."""

FIRST_KINDS = ("unit", "shak")
"""The kinds that a master loads only while it holds none. Units bring their numbers along, which a list of numbers may
complete once."""

WITH_KNOWN_ROWS = ("sor-csv", "sor2", "sor-xml")
"""The formats whose rows follow each other as everybody's do; who made another table may have sorted it in any way."""

Progress = Callable[[str, int], None]
Reader = Callable[[], Delivery]


class ImportOptions(msgspec.Struct, frozen=True):
    """How a file is to be loaded; see ``sor import --help``. listing: the report names each finding. shak_end: the last
    valid day with which a master writes the SHAK codes of its own file.
    """

    part: bool = False
    backfill: bool = False
    max_closed: int | None = None
    force: bool = False
    strict: bool = False
    dry_run: bool = False
    as_dated: bool = False
    max_changed: int | None = None
    listing: bool = False
    actor: str = "import"
    shak_end: int = SHAK_LAST_DAY


class Report(msgspec.Struct):
    """What loading a file did, or would do.

    read: rows of the file, the rejected among them. new, changed, closed, unchanged: subjects of the file's main kind;
    others: the same counts for every other kind. unlisted: owners and institutions that left the file because their
    tree has no third level, and stay open. cells: the rejected cells of rows that are loaded. found: each finding, when
    a listing was asked for. frequent: the rules that more than a tenth of the subjects of a kind break, with the first
    such finding. changes: what was done to how many subjects of which kind, with examples; found_at_changes:
    each finding about what a later file changes or brings. columns: what each column of a file that is compared with
    nothing holds, in figures. refused: why nothing is loaded. serial: the entry, None when
    there was nothing to write or on a dry run.
    """

    file: str
    format: str
    snapshot: str | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    unlisted: int = 0
    rejected: list[Fields] = []
    cells: list[Fields] = []
    findings: dict[str, int] = {}
    found: list[Fields] = []
    frequent: list[Fields] = []
    changes: list[ChangeCount] = []
    found_at_changes: list[Fields] = []
    notes: list[str] = []
    columns: list[ColumnFigures] = []
    others: dict[str, dict[str, int]] = {}
    absent: list[str] = []
    refused: str | None = None
    serial: int | None = None
    seconds: float = 0.0


class _Prepared(msgspec.Struct):
    """A file compared with the register at a serial: what is to be written, and what is to be told."""

    serial: int
    lines: list[LineDraft | FirstSeen]
    findings: list[Finding]
    report: Report
    replaces: tuple[int, ...] = ()


def import_file(
    register: Register,
    path: Path,
    open_reader: Callable[[Path], Delivery],
    options: ImportOptions,
    tell: Progress = lambda *_: None,
    copied: ComparedRegister | None = None,
) -> Report:
    """Load a file; ``tell`` hears of phases and steps. copied: what the register is a copy of, whose own file of the
    day shows what is known there. Raises BadFile or Refused when nothing of it is loaded.
    """
    digest = file_digest(path)
    for _ in range(ATTEMPTS):
        with without_collector():
            report = _load(register, path, digest, open_reader, options, tell, copied)
        if report is not None:
            return report
    raise Refused("Other changes kept coming while the file was compared. Load it again when it is quieter.")


def _load(
    register: Register,
    path: Path,
    digest: str,
    open_reader: Callable[[Path], Delivery],
    options: ImportOptions,
    tell: Progress,
    copied: ComparedRegister | None,
) -> Report | None:
    """One attempt; none when the register moved meanwhile."""
    with open_reader(path) as delivery:
        if (earlier := _find_loaded(register, digest, delivery, options)) is not None:
            note = f"These very bytes were loaded before, as entry {earlier}: nothing to do."
            return Report(file=path.name, format="", notes=[note])
        _refuse_out_of_order(register, delivery, options)
        prepared = _prepare(register, delivery, options, tell, copied)
        if options.dry_run:
            return prepared.report
        try:
            entry = register.submit(_submission(delivery, digest, prepared, options), expect=prepared.serial,
                                    tell=lambda step: tell("writing", step))  # fmt: skip
        except LogHasGrown:
            return None
    prepared.report.serial = entry.serial
    return prepared.report


def _find_loaded(register: Register, digest: str, delivery: Delivery, options: ImportOptions) -> int | None:
    """The entry by which these bytes were loaded, read as they are now, while no file of their family came after it for
    their day, nor they themselves read otherwise; or when one of a later day has come: they have nothing more to say.
    """
    connection = register.database.reader()
    how = _how_read(_origin(delivery, digest, options))
    read_otherwise = False
    for earlier in deliveries.with_digest(connection, digest):
        entry = register.entry_facts(earlier.serial)
        if entry is None or delivery.snapshot not in (None, earlier.snapshot) or _how_read(entry.origin) != how:
            read_otherwise = True
            continue
        last = deliveries.last_snapshot(connection, earlier.family) or earlier.snapshot
        is_overtaken = delivery.snapshot is not None and last > earlier.snapshot
        if is_overtaken or not (read_otherwise or deliveries.is_followed(connection, earlier)):
            return earlier.serial
    return None


def _how_read(origin: EntryOrigin | None) -> list[Value]:
    """What was said beside a file, as its entry has it: as what format, by which columns, as a part, to fill gaps."""
    return [(origin or {}).get(name) for name in ("format", "columns", "silence", "backfill")]


def _read_replaced(register: Register, delivery: Delivery, options: ImportOptions) -> Replaced:
    """What a file of the same day said, which this one corrects. A part of a day only adds to it, and so does a file of
    another version, which could not say what the first did.
    """
    connection = register.database.reader()
    if options.part or options.backfill or delivery.snapshot is None:
        return Replaced(connection)
    of_day = deliveries.of_day(connection, family(delivery.format), delivery.snapshot)
    entries = [entry for serial in of_day if (entry := register.entry_facts(serial))]
    return Replaced(
        connection, [entry.serial for entry in entries if (entry.origin or {}).get("format") == delivery.format]
    )


def _prepare(
    register: Register, delivery: Delivery, options: ImportOptions, tell: Progress, copied: ComparedRegister | None
) -> _Prepared:
    """Compare a delivery with the register as it is now."""
    serial = register.serial()
    at = AsOf(delivery.snapshot or register.today(), serial)
    connection = register.database.reader()
    held = HeldBack(connection, delivery, serial)
    replaced = _read_replaced(register, delivery, options)
    names = code_names(register, serial)
    shown = copied or ComparedRegister(register, at)
    ours = OurFile(shown.register, delivery, AsOf(at.valid, shown.at.known), replaced, names, options.shak_end)
    followed = deliveries.last_snapshot(connection, family(delivery.format)) is not None
    inherited = delivery.resolved & frozenset(ADDRESS_KINDS) if followed else frozenset()
    suspicion = Suspicion(at.valid, partial(names.has_ended, day=at.valid), inherited, is_followed=followed)
    unlisted = Unlisted(names, at.valid, partial(reads.read_known_keys, connection, "place"))
    plausibility = Plausibility(names, at.valid)
    rows = RowsStated(is_asked=not (followed or copied or options.as_dated or options.backfill))
    ends = deliveries.next_whole(connection, family(delivery.format), at.valid) if options.backfill else None
    found = Comparison(
        connection, delivery, at, replaced, held, suspicion, plausibility, ours, backfill=options.backfill, ends=ends
    )
    for batch in _settle_claims(
        connection,
        rows.note_claims(held.allow_claims(ours.note_claims(claims_through(delivery)))),
        delivery,
        at,
        found.seen,
        replaced,
        register.today(),
    ):
        unlisted.look(batch)
        found.take(batch)
        tell("comparing", len(batch))
    lines = found.finish()
    forget_what_is_known(connection, delivery, at, replaced)
    tell_emptied(connection, delivery, at, replaced)
    propose_units(connection, delivery, found.seen.get("unit", ()), at)
    propose_own_codes(connection, delivery, found.seen)
    counts, seen, facts = found.counts, found.seen, found.facts
    if not serial and "code" in seen:
        lines = [*read_bundled_lines(seen["code"]), *lines]
    hold_lost_parents(connection, delivery, {unit.parent for unit in facts.values() if unit.parent}, seen, at)
    held_back = {kind: held.of_kind(kind) for kind in delivery.kinds}
    part = options.part or options.backfill
    gone = absence.judge(connection, delivery, seen, held_back, at, replaced, part=part, left_out=ours.leaves_out)
    for line in _not_listed(replaced, gone, delivery, seen, held, counts):
        if any(draft.field == LIFE for draft in line.drafts):
            suspicion.note_closed(line.kind, line.key)
        annulled = line.key in gone.annulled.get(line.kind, ())
        suspicion.told.note_ended(line.kind, line.key, line.before or {}, line.drafts, annulled=annulled)
        lines.append(line)
    _refuse_own_range(register, delivery, lines)
    findings = [*delivery.findings, *unlisted.findings(), *gone.findings, *judge_facts(register, facts, at)]
    findings += find_shown_otherwise(
        delivery.shown, facts | _above(connection, facts, at), lambda key: _find_cvr(connection, key, at)
    )
    findings += find_given_elsewhere(connection, lines, AsOf(at.valid, serial))
    report = _report(delivery, counts, findings, gone)
    report.frequent = frequent(findings, seen, found.lines_of)
    yet = named_yet(delivery, at.valid, suspicion.told.ended, facts, seen.get("edi", set()))
    report.notes += map(str, yet)
    report.notes += [*found.notes, *names_nowhere(connection, delivery, seen), *plausibility.notes()]
    moved = moved_columns(rows, is_table=not delivery.format.startswith("sor-xml"))
    report.columns = column_figures(rows)
    strange: list[Strange | MovedColumn] = [*strange_rows(rows, names, at.valid)]
    of_field = {(one.kind, one.path.partition(".")[0]) for one in strange}  # what is strange is not inherited as it was
    strange += [one for one in moved if one.by or (one.kind, one.path.partition(".")[0]) not in of_field]
    sure = [one for one in strange if one.is_sure and delivery.format.startswith(WITH_KNOWN_ROWS)]
    report.notes += [f"{one}." for one in strange if one not in sure]
    if replaced.serials:
        report.notes.append(_corrects(replaced, at.valid))
    if options.listing:
        report.found = list_findings(findings, found.lines_of)
    odd: list[Odd | Strange | MovedColumn] = [*sure]
    odd += plausibility.implausible(delivery, findings, partial(reads.read_known_keys, connection, "shak"))
    reasons = _against(connection, delivery, options, at, gone, suspicion, odd, yet, report, found)
    report.changes = suspicion.told.counts()
    if followed:
        touched = suspicion.told.touched
        report.found_at_changes = list_findings(
            [one for one in findings if (one.kind, one.key, one.field or None) in touched], found.lines_of
        )
    reasons.refuse(report)
    told = {(line.kind, line.key) for line in lines}
    return _Prepared(serial, lines, [f for f in findings if (f.kind, f.key) in told], report, replaced.serials)


def _not_listed(
    replaced: Replaced,
    gone: absence.Absent,
    delivery: Delivery,
    seen: dict[str, set[str]],
    held: HeldBack,
    counts: dict[str, Counter[str]],
) -> Iterator[LineDraft]:
    """The lines about subjects that the file does not list: those it closes or annuls, and those of which only a file
    that it corrects spoke.
    """
    op = {"op": "absent", "format": delivery.format}
    for kind, keys in replaced.subjects.items():
        closing = {*gone.gone.get(kind, ()), *gone.annulled.get(kind, ())}
        left = keys - seen.get(kind, set()) - closing - held.of_kind(kind) if kind not in gone.unclear else set()
        for key, before in replaced.timelines(kind, left).items():
            rest = replaced.rest(kind, key, before)
            line = correct_line(LineDraft(kind, key, [], op, replaced.find_stated(kind, key, before), before), rest)
            if line is not None:
                counts[kind]["changed"] += 1
                yield line
    for kind, key, before, drafts in gone.endings(replaced):
        withdrawn = replaced.find_stated(kind, key, before)
        line = LineDraft(kind, key, drafts, op, withdrawn, before)
        kept = correct_line(line, replaced.rest(kind, key, before)) if withdrawn else line
        if kept is not None:
            counts[kind]["closed"] += 1
            yield kept


def _settle_claims(
    connection: Connection,
    claims: Iterable[Claim],
    delivery: Delivery,
    at: AsOf,
    seen: dict[str, set[str]],
    replaced: Replaced,
    today: int,
) -> Iterator[list[Claim]]:
    """The claims of a file, batch by batch, with what it does not say, or cannot tell own from inherited, decided."""

    def keep(claims: list[Claim]) -> list[Claim]:
        reject_edits_to_come(claims, delivery, today)
        for kind, key in keep_what_is_known(connection, claims, at, replaced):
            seen[kind].add(key)
        return claims

    if delivery.resolved:
        yield from _batches(settle(connection, keep(list(claims)), delivery, at, replaced))
    else:
        yield from map(keep, _batches(claims))


def _against(
    connection: Connection,
    delivery: Delivery,
    options: ImportOptions,
    at: AsOf,
    gone: absence.Absent,
    suspicion: Suspicion,
    odd: Sequence[Odd | Strange | MovedColumn],
    yet: Sequence[NamedYet],
    report: Report,
    compared: Comparison,
) -> Reasons:
    """The reasons against loading a file; those that --force sets aside are noted in the report."""
    reasons = Reasons(force=options.force)
    reasons.ask(partial(refuse_if_mostly_rejected, empty=not compared.seen, force=False), delivery)
    reasons.ask(partial(absence.refuse_if_many, force=False), gone, options.max_closed)
    reasons.ask(refuse_if_damaged, list(find_damaged_columns(delivery)))
    reasons.ask(refuse_if_in_doubt, [order for order in delivery.day_orders if order.is_in_doubt])
    if not (options.as_dated or options.backfill):
        reasons.ask(refuse_if_implausible, odd)
        newer = days_between(deliveries.last_before(connection, family(delivery.format)), at.valid)
        ever = delivery.silence == ANNULLED
        judgement = suspicion.judge(
            connection, at, newer, options.max_changed, compared.seen, compared.lines_of, ever=ever
        )
        reasons.ask(refuse_if_suspicious, judgement.counts)
        reasons.ask(refuse_if_mistaken, judgement.mistakes)
        reasons.ask(refuse_if_shifted, judgement.shifts)
        reasons.ask(refuse_if_lost, judgement.losses)
        reasons.ask(refuse_if_named, yet)
        report.notes += judgement.notes
    report.notes += reasons.notes()
    if options.strict:
        reasons.ask(_refuse_if_strict, report, forced=False)
    return reasons


def _report(
    delivery: Delivery, counts: dict[str, Counter[str]], findings: Iterable[Finding], gone: absence.Absent
) -> Report:
    main = next((kind for kind in MAIN_KINDS if kind in counts), "unit")
    counted = counts.get(main, Counter())
    return Report(
        file=delivery.file,
        format=delivery.format,
        snapshot=write_day(delivery.snapshot) if delivery.snapshot else None,
        read=delivery.rows,
        new=counted["new"],
        changed=counted["changed"],
        closed=counted["closed"],
        unchanged=counted["unchanged"],
        unlisted=len(gone.unlisted),
        rejected=[_show_rejected(delivery.file, row) for row in delivery.rejected],
        cells=[_show_rejected(delivery.file, cell) for cell in delivery.cells],
        findings=dict(sorted(Counter(finding.rule for finding in findings).items())),
        notes=[*_personal(delivery), *delivery.notes, *gone.notes],
        others={kind: dict(count) for kind, count in sorted(counts.items()) if kind != main},
        absent=sorted(gone.untouched),
    )


def _personal(delivery: Delivery) -> Iterator[str]:
    """What is told first of a file that holds personal numbers."""
    lines = [cell.line for cell in delivery.cells if cell.reason == PERSONAL]
    if lines:
        shown = ", ".join(map(str, lines[:SHOWN])) + (", …" if lines[SHOWN:] else "")
        yield (
            f"PERSONAL NUMBERS (CPR) stand in {len(lines)} texts of this file, on line {shown}. None of these texts was"
            " read. Tell the source at once, and keep the file from others."
        )


def _corrects(replaced: Replaced, day: int) -> str:
    entries = ", ".join(map(str, replaced.serials))
    return f"It replaces what entry {entries} said of {write_day(day)}."


def _show_rejected(file: str, row: Rejected | RejectedCell) -> Fields:
    shown: Fields = map_texts({"file": file, **msgspec.to_builtins(row)}, lambda text, _: fit_text(text)[0])
    return shown


def _submission(delivery: Delivery, digest: str, prepared: _Prepared, options: ImportOptions) -> Submission:
    origin = _origin(delivery, digest, options)
    if prepared.replaces:
        origin["replaces"] = list(prepared.replaces)
    known_at = None
    if options.as_dated:
        known_at = parse_instant(delivery.created or f"{write_day(delivery.snapshot or 0)}T01:00:00")
    return Submission(
        lines=prepared.lines,
        actor=options.actor,
        channel="import",
        reason=fit_text(delivery.file)[0],
        origin=origin,
        findings=prepared.findings,
        known_at=known_at,
        day=delivery.snapshot if options.as_dated else None,
    )


def _origin(delivery: Delivery, digest: str, options: ImportOptions) -> EntryOrigin:
    """Where a file's entry comes from; what was rejected is complete when the file has been read."""
    origin: EntryOrigin = {
        "file": delivery.file,
        "format": delivery.format,
        "family": family(delivery.format),
        "digest": digest,
        "snapshot": delivery.snapshot,
        "created": delivery.created,
        "silence": NOTHING if options.part else delivery.silence,
        "backfill": options.backfill,
        "rejected": len(delivery.rejected),
    }
    if delivery.columns:
        origin["columns"] = dict(delivery.columns)
    return origin


def family(format: str) -> str:
    """Formats that succeed each other share a family: a newer XML version is newer than an older one."""
    return "sor-xml" if format.startswith("sor-xml") else format


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _refuse_out_of_order(register: Register, delivery: Delivery, options: ImportOptions) -> None:
    if delivery.snapshot is None:
        raise Undated(delivery.file)
    _refuse_far_ahead(delivery, delivery.snapshot, register.today(), options)
    connection = register.database.reader()
    last = deliveries.last_snapshot(connection, family(delivery.format))
    if last is not None and delivery.snapshot < last and not options.backfill:
        raise BadFile(
            f"{delivery.file} describes {write_day(delivery.snapshot)}, which is before {write_day(last)}, the day of"
            " the last file of its kind. Load it with --backfill to fill only what is not known."
        )
    if register.role == MASTER and not options.as_dated:
        main = next((kind for kind in MAIN_KINDS if kind in delivery.kinds), min(delivery.kinds))
        if last is not None or (main in FIRST_KINDS and reads.any_of(connection, main)):
            own = f" {OWN_REGISTER}" if register.is_demo else ""
            raise Refused(
                f"This register is a master that holds {main}s already; it is changed through its doors, not by files."
                f"{own}"
            )


def _refuse_far_ahead(delivery: Delivery, day: int, today: int, options: ImportOptions) -> None:
    """A file describes the day on which it was made. One of a far day would have every right file come too late."""
    ahead = (to_date(day) - to_date(today)).days
    if ahead <= MOST_DAYS_AHEAD or options.as_dated:
        return
    told = f"{delivery.file} describes {write_day(day)}, {ahead} days after today."
    if not options.force:
        raise BadFile(f"{told} If the day is right, load it with --force.")
    delivery.notes.append(f"--force overrode: {told}")


def _refuse_own_range(register: Register, delivery: Delivery, lines: Iterable[LineDraft | FirstSeen]) -> None:
    """A file that brings codes which this register itself would issue next must not be loaded (``CORE`` §5)."""
    limits = code_range(register.facts())
    if limits is None:
        return
    first, last = limits
    for line in lines:
        is_new = isinstance(line, FirstSeen) or line.before == {}
        if is_new and line.kind == "unit" and first <= int(line.key[:-10] or 0) <= last:
            raise Refused(
                f"{delivery.file} holds {line.key}, a code of this register's own range ({first}-{last}) that it never"
                " issued."
            )


def _refuse_if_strict(report: Report) -> None:
    found = sum(report.findings.values())
    if report.rejected or report.cells or found:
        raise BadFile(
            f"{report.file} has {found} findings, {len(report.rejected)} rejected rows and {len(report.cells)} rejected"
            " cells; --strict takes none. Run without --strict to load the rest."
        )


def judge_facts(register: Register, facts: dict[str, UnitFacts], at: AsOf) -> Iterator[Finding]:
    """What the rules say of the file's units on its day; units above that it does not hold come from the register."""
    levels = code_names(register, at.known).type_levels(at.valid)
    around = _above(register.database.reader(), facts, at)
    return (finding for finding in check_day(facts | around, levels, at.valid) if finding.key in facts)


def code_names(register: Register, known: int) -> CodeNames:
    """The look-ups by name of the register's code lists; of the bundled ones while it has none."""
    return _names_in(register.code_book(known))


@lru_cache(maxsize=4)
def _names_in(book: CodeBook) -> CodeNames:
    """Kept, because a register keeps its book as long as no code list changes, and each file asks three times."""
    periods = list(book.all_periods())
    return CodeNames(CodePeriod(*period) for period in periods) if periods else CodeNames(periods_of(bundled_claims()))


def _above(connection: Connection, facts: dict[str, UnitFacts], at: AsOf) -> dict[str, UnitFacts]:
    """The units above that the file names but does not hold, as the register has them."""
    missing = {f.parent for f in facts.values() if f.parent and f.parent not in facts}
    found: dict[str, UnitFacts] = {}
    while missing:
        rows = reads.versions_at(connection, "unit", sorted(missing), at)
        for key, row in rows.items():
            values = decode(row.body)
            found[key] = facts_of(_as_claim(row, values))
        missing = {row.parent for row in rows.values() if row.parent} - found.keys() - facts.keys()
    return found


def _as_claim(row: VersionRow, values: Fields) -> Claim:
    piece = Piece(row.valid_from, row.valid_to, values)
    return Claim("unit", row.key, frozenset(values), (piece,), ((row.first_from, row.valid_to),))


def _find_cvr(connection: Connection, key: str, at: AsOf) -> str | None:
    """The CVR number that the register shows for a unit, its own or that of the nearest unit above."""
    chain = [(row.key, decode(row.body)) for row in reads.chain_at(connection, key, at)]
    found: str | None = nearest(chain, "cvr") if chain else None
    return found


def _batches(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    source = iter(claims)
    while batch := list(islice(source, BATCH)):
        yield batch
