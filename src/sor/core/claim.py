"""What a file says about one subject, and how that becomes statements (``CORE`` §4).

A reader of any format yields claims; ``difference`` compares a claim with a timeline and states only what differs.
A field that the format cannot hold is never touched; days outside the claim's window are never touched.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sor.core.canonical import NULL, decode, encode
from sor.core.day import OPEN, START, next_day
from sor.core.leaves import NO_PARTS, WHOLE, merge_leaves, untold_parts
from sor.core.shapes import Fields, Value
from sor.core.statement import Draft, Statement
from sor.core.timeline import LIFE, TRUE, Run, Timeline, differing, runs

FALSE = b"false"
ENDLESS = "open.to"
"""The part of a life that a source without ends does not tell."""
FIRST_DAY = "open.from"
"""The part of a life that a source without first days does not tell; its claims are silent on the life before."""

NOT_ASSUMED_BACK = frozenset({"status", "open"})
"""Fields that say something about one day of registration: never assumed for the days before."""


class Piece(msgspec.Struct):
    """What the subject's fields hold on the days [from_day, to_day); a field left out holds nothing.

    untold: fields, and parts of fields (``postal_address.postcode``), of which the source says nothing in this piece
    although it could, beside those of its claim: what is known of them stays. blurred: addresses whose coordinates are
    right to so many metres only: a known place within them stays.
    """

    from_day: int
    to_day: int
    values: Fields
    untold: frozenset[str] = frozenset()
    blurred: tuple[tuple[str, float], ...] = ()


class Claim(msgspec.Struct):
    """Everything a file says about one subject.

    fields: what the format can hold. life: the periods in which the subject is open; empty = never, i.e. annulled;
    ``None`` = the file says nothing of it. pieces: contents, in order of time.
    life_since: the file is silent on the life before this day; when nothing is known yet, life is taken as it says.
    snapshot: the day the file describes; the claim then speaks for that day and back to the one piece's from_day,
    and what begins later stays. ``None``: the file holds the history and speaks for all days of its pieces.
    untold: those fields, and parts of them, that this very file does not tell in any piece, as
    ``virtual_address.phone`` (``core/leaves.py``): what is known of them stays; ``open.to``: it says no end of life.
    line: where in the file it stands, for messages. gathered: it is made up from several rows, of subjects of this
    kind, so that a row which could not be loaded may be missing from it.
    """

    kind: str
    key: str
    fields: frozenset[str]
    pieces: Sequence[Piece]
    life: Sequence[tuple[int, int]] | None = None
    snapshot: int | None = None
    line: int | None = None
    life_since: int = START
    gathered: str | None = None
    untold: frozenset[str] = frozenset()

    def untold_in(self, piece: Piece) -> dict[str, frozenset[str]]:
        """What is not told in one of its pieces: per field its parts, the field as a whole under an empty name."""
        return untold_parts(self.untold | piece.untold if piece.untold else self.untold)


def difference(timeline: Timeline, claim: Claim, *, backfill: bool = False, sparing: bool = False) -> list[Draft]:
    """The statements that make a claim true; none when it holds already.

    backfill: the file is older than what is loaded, so it fills only days on which nothing is known, or assumed. A
    field of which nothing is said is known to be empty on the days for which some source told the content.
    sparing: a row may be missing from the claim, so it takes no day of life away.
    """
    backfill = backfill and bool(timeline)
    drafts = [] if claim.life is None else list(_life(timeline.get(LIFE, ()), claim, backfill, sparing))
    born = claim.life[0][0] if claim.life and LIFE not in timeline else OPEN
    told = _find_told(timeline) if backfill else []
    for piece in claim.pieces:
        leaves = claim.untold_in(piece)
        until = piece.to_day if claim.snapshot is None else max(next_day(claim.snapshot), next_day(piece.from_day))
        for field in claim.fields if timeline else piece.values:
            parts = leaves.get(field, NO_PARTS)
            if WHOLE in parts:
                continue
            given = piece.values.get(field)
            known = runs(timeline[field]) if field in timeline else []
            if given is None and not known:
                continue
            value = NULL if given is None else encode(given)
            if backfill:
                unsaid = [] if given is None else _gaps(_in_order([*known, *told]), piece.from_day, until)
                filled = [(a, b, value) for a, b in unsaid]
                for run, a, b in _find_assumed(known, piece.from_day, until):
                    kept = merge_leaves(field, given, decode(run.statement.value), parts) if parts else given
                    filled.append((a, b, NULL if kept is None else encode(kept)))
                drafts += [Draft(field, a, b, b, what) for a, b, what in sorted(filled)]
            elif parts and known:
                drafts += _keep_in_part(field, given, known, parts, piece.from_day, until, claim.snapshot)
            elif claim.snapshot is None:
                drafts += _correct(field, value, known, piece.from_day, until)
            elif differing(known, piece.from_day, until, value):
                drafts.append(Draft(field, piece.from_day, OPEN, until, value))
            if born < piece.from_day and piece is claim.pieces[0] and field not in NOT_ASSUMED_BACK:
                drafts += [Draft(field, a, b, 0, value, True) for a, b in _gaps(known, born, piece.from_day)]
    return drafts


def keep_known_end(claim: Claim, timeline: Timeline, listed: int | None) -> None:
    """Give a claim whose source says no end of life the known one. listed: the day on which the source has it to be
    open, when it lists nothing else.
    """
    if ENDLESS not in claim.untold or not claim.life:
        return
    ends = [run.to_day for run in runs(timeline.get(LIFE, ())) if run.statement.value == TRUE]
    start, end = claim.life[-1]
    if not ends or end != OPEN or ends[-1] <= max(start, listed or START):
        return
    claim.life = [*claim.life[:-1], (start, ends[-1])]
    if claim.pieces and claim.pieces[-1].from_day < ends[-1]:
        claim.pieces[-1].to_day = min(claim.pieces[-1].to_day, ends[-1])


def keep_known_start(claim: Claim, timeline: Timeline, day: int) -> None:
    """Give a claim whose source says no first day the known one, when the life is known to begin only after a day."""
    starts = [run.from_day for run in runs(timeline.get(LIFE, ())) if run.statement.value == TRUE]
    if FIRST_DAY not in claim.untold or not claim.life or not starts or starts[0] <= day:
        return
    claim.life = [(max(start, starts[0]), end) for start, end in claim.life if end > starts[0]]
    for piece in claim.pieces:
        piece.from_day = max(piece.from_day, starts[0])


def _keep_in_part(
    field: str, given: Value, known: Sequence[Run], parts: frozenset[str], start: int, until: int, snapshot: int | None
) -> Iterator[Draft]:
    """The statements that change a field in what is told, each known run keeping its own untold parts."""
    at = start
    spans: list[tuple[int, int, Value]] = []
    for run in known:
        a, b = max(at, run.from_day), min(run.to_day, until)
        if a >= b:
            continue
        if at < a:
            spans.append((at, a, given))
        spans.append((a, b, merge_leaves(field, given, decode(run.statement.value), parts)))
        at = b
    spans.append((at, until, given))  # when that is no day, it differs on none
    joined: list[tuple[int, int, bytes]] = []
    for a, b, what in spans:
        value = NULL if what is None else encode(what)
        if joined and joined[-1][2] == value:
            joined[-1] = (joined[-1][0], b, value)
        else:
            joined.append((a, b, value))
    for a, b, value in joined:
        if snapshot is not None and b == until:
            if differing(known, a, b, value):
                yield Draft(field, a, OPEN, b, value)
        else:
            yield from _correct(field, value, known, a, b)


def _life(statements: Sequence[Statement], claim: Claim, backfill: bool, sparing: bool) -> Iterator[Draft]:
    """Corrections of the life of a subject: each stretch that differs, and no other day."""
    lived = runs(statements)
    if lived and backfill:
        return
    at = claim.life_since if lived else START
    for claimed_start, end in [*(claim.life or ()), (OPEN, OPEN)]:
        start = max(claimed_start, at)
        for run in lived:
            a, b = max(at, run.from_day), min(start, run.to_day)
            if a < b and not sparing and (run.statement.value == TRUE or run.statement.assumed):
                yield Draft(LIFE, a, b, b, FALSE)
        yield from _correct(LIFE, TRUE, lived, start, end)
        at = max(at, end)


def _correct(field: str, value: bytes, known: Sequence[Run], start: int, end: int) -> list[Draft]:
    """One correction per part of [start, end) that differs."""
    return [Draft(field, a, b, b, value) for a, b in differing(known, start, end, value)]


def _find_told(timeline: Timeline) -> list[Run]:
    """The days for which some source told the content."""
    fields = (runs(statements) for field, statements in timeline.items() if field != LIFE)
    return [run for found in fields for run in found if not run.statement.assumed]


def _find_assumed(known: Sequence[Run], start: int, end: int) -> Iterator[tuple[Run, int, int]]:
    """What of a field is only assumed, and the part of [start, end) on which it is."""
    for run in known:
        a, b = max(start, run.from_day), min(end, run.to_day)
        if run.statement.assumed and a < b:
            yield (run, a, b)


def _in_order(found: Iterable[Run]) -> list[Run]:
    return sorted(found, key=lambda run: run[:2])


def _gaps(known: Sequence[Run], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of [start, end) that no run covers; runs come in order of their beginning."""
    at = start
    for run in known:
        begins = min(run.from_day, end)
        if at < begins:
            yield (at, begins)
        at = max(at, run.to_day)
    if at < end:
        yield (at, end)
