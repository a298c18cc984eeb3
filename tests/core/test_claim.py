"""What a file may say, and what becomes of it. Random histories, and every promise of imports in words."""

import copy
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import decode, encode
from sor.core.claim import ENDLESS, FIRST_DAY, Claim, Piece, difference, keep_known_end, keep_known_start
from sor.core.day import OPEN, START
from sor.core.statement import NEVER, Draft, Statement
from sor.core.timeline import TRUE, Timeline, winner

FIELDS = frozenset({"name", "note"})
DAYS = [20260101, 20260105, 20260110, 20260115, 20260120]
A, B, C, D, E = DAYS
GRID = [20251231, 20260101, 20260104, 20260105, 20260107, 20260110, 20260112, 20260115, 20260117, 20260120, 20260201]

Said = dict[str, list[Statement]]


def record(said: Said, drafts: list[Draft], serial: int) -> Said:
    """The timeline after one more entry."""
    after = copy.deepcopy(said)
    for place, d in enumerate(drafts):
        after.setdefault(d.field, []).append(
            Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, serial, 1, place)
        )
    return after


def held(said: Timeline, field: str, day: int) -> Any:
    """What a field holds on a day; None when nothing, or only assumed, is said."""
    won = winner(said.get(field, ()), day, NEVER - 1)
    return None if won is None or won.assumed else decode(won.value)


def alive(said: Timeline, day: int) -> bool:
    return held(said, "open", day) is True


value = st.sampled_from(["A", "B", None])
contents = st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(["A", "B"]))


@st.composite
def timelines(draw: st.DrawFn) -> Said:
    """Edits, temporary changes, corrections, earlier files, scheduled changes, of two fields and of life."""
    said: Said = {}
    for serial in range(1, draw(st.integers(0, 5)) + 1):
        field = draw(st.sampled_from(["name", "name", "note", "open"]))
        start = draw(st.sampled_from(DAYS))
        end = draw(st.sampled_from([day for day in [*DAYS, OPEN] if day > start]))
        over = draw(st.sampled_from([0, 0, end]))
        stated = draw(st.booleans()) if field == "open" else draw(value)
        assumed = draw(st.booleans()) and not over
        said = record(said, [Draft(field, start, end, over, encode(stated), assumed)], serial)
    return said


@st.composite
def snapshots(draw: st.DrawFn) -> Claim:
    """What a daily file says of a subject."""
    since = draw(st.sampled_from(DAYS))
    first = draw(st.sampled_from([day for day in DAYS if day <= since]))
    end = draw(st.sampled_from([OPEN, *(day for day in DAYS if day > first)]))
    snapshot = draw(st.sampled_from([day for day in [*DAYS, 20260201] if day >= since]))
    life = draw(st.sampled_from([None, [(first, end)]]))
    return Claim("unit", "U", FIELDS, [Piece(since, OPEN, draw(contents))], life, snapshot, None, first)


@st.composite
def history_claims(draw: st.DrawFn) -> Claim:
    """What a file with all periods says of a subject: periods that may leave gaps."""
    days = sorted(draw(st.lists(st.sampled_from([*DAYS, OPEN]), min_size=2, max_size=5, unique=True)))
    pieces = [Piece(start, end, draw(contents)) for start, end in itertools.pairwise(days) if draw(st.integers(0, 3))]
    return Claim("shak", "1301", FIELDS, pieces, [(piece.from_day, piece.to_day) for piece in pieces])


@given(timelines(), snapshots())
def test_after_an_import_the_claim_holds_on_the_files_day_and_back_to_its_from_date(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim), 9)
    [piece] = claim.pieces
    for day in GRID:
        if piece.from_day <= day <= (claim.snapshot or 0):
            for field in FIELDS:
                assert held(after, field, day) == piece.values.get(field)
        if claim.life is not None and day >= claim.life[0][0]:
            assert alive(after, day) == (day < claim.life[0][1])


@given(timelines(), st.one_of(snapshots(), history_claims()))
def test_the_second_import_of_the_same_is_empty(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim), 9)
    assert difference(after, claim) == []


@given(timelines(), snapshots())
def test_days_before_the_files_from_date_are_untouched(said: Said, claim: Claim) -> None:
    drafts = difference(said, claim)
    if "open" in said:
        after = record(said, drafts, 9)
        for day in GRID:
            if day < claim.pieces[0].from_day:
                assert [held(after, field, day) for field in FIELDS] == [held(said, field, day) for field in FIELDS]
            if day < claim.life_since:
                assert alive(after, day) == alive(said, day)


@given(timelines(), snapshots())
def test_what_is_scheduled_after_the_files_day_stays(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim), 9)
    for field in FIELDS:
        for day in GRID:
            won = winner(said.get(field, ()), day, NEVER - 1)
            if won and won.from_day > max(claim.snapshot or 0, claim.pieces[0].from_day):
                assert winner(after[field], day, NEVER - 1) == won


@given(timelines(), history_claims())
def test_a_history_file_speaks_for_all_days_of_its_periods_and_for_no_others(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim), 9)
    for day in GRID:
        piece = next((p for p in claim.pieces if p.from_day <= day < p.to_day), None)
        assert alive(after, day) == (piece is not None)
        for field in FIELDS:
            expected = piece.values.get(field) if piece else held(said, field, day)
            assert held(after, field, day) == expected


@given(timelines(), st.one_of(snapshots(), history_claims()))
def test_backfilling_changes_nothing_that_is_surely_known(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim, backfill=True), 9)
    for day in GRID:
        for field in FIELDS:
            won = winner(said.get(field, ()), day, NEVER - 1)
            if won is not None and not won.assumed:
                assert held(after, field, day) == decode(won.value)
        if "open" in said:
            assert alive(after, day) == alive(said, day)


@given(timelines(), st.one_of(snapshots(), history_claims()))
def test_backfilling_twice_adds_nothing(said: Said, claim: Claim) -> None:
    after = record(said, difference(said, claim, backfill=True), 9)
    assert difference(after, claim, backfill=True) == []


@given(timelines(), st.one_of(snapshots(), history_claims()))
def test_one_entry_never_states_a_field_twice_from_the_same_day(said: Said, claim: Claim) -> None:
    drafts = difference(said, claim)
    assert len({(draft.field, draft.from_day) for draft in drafts}) == len(drafts)


def snapshot_claim(day: int, since: int, first: int | None = None, end: int = OPEN, **values: Any) -> Claim:
    life = [(first or since, end)]
    return Claim("unit", "U", FIELDS | {"status"}, [Piece(since, OPEN, values)], life, day, None, first or since)


def loaded(*claims: Claim) -> Said:
    said: Said = {}
    for serial, claim in enumerate(claims, 1):
        said = record(said, difference(said, claim), serial)
    return said


def test_first_load_takes_the_life_from_first_from_date_and_assumes_the_content_before_from_date() -> None:
    drafts = difference({}, snapshot_claim(20260120, 20260110, 20250101, name="A", status={"from": "2026-01-10"}))
    assert sorted(drafts, key=lambda d: (d.field, d.from_day)) == [
        Draft("name", 20250101, 20260110, 0, b'"A"', True),
        Draft("name", 20260110, OPEN, 20260121, b'"A"'),
        Draft("open", 20250101, OPEN, OPEN, b"true"),
        Draft("status", 20260110, OPEN, 20260121, b'{"from":"2026-01-10"}'),
    ]


def test_a_new_subject_is_told_in_as_few_statements_as_it_has_fields() -> None:
    drafts = difference({}, snapshot_claim(20260120, 20260110, name="A"))
    assert [draft.field for draft in drafts] == ["open", "name"]


def test_a_field_that_the_format_cannot_hold_is_never_touched() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A", note="kept"))
    narrow = Claim("unit", "U", frozenset({"name"}), [Piece(20260101, OPEN, {"name": "B"})], None, 20260120)
    assert [draft.field for draft in difference(said, narrow)] == ["name"]


ADDRESS = "virtual_address"


def told(day: int, untold: set[str], **parts: str) -> Claim:
    """What a daily file says of an address of which some parts, or it as a whole, are not told."""
    piece = Piece(20260101, OPEN, {ADDRESS: parts} if parts else {}, frozenset(untold))
    return Claim("unit", "U", frozenset({ADDRESS}), [piece], [(20260101, OPEN)], day, life_since=20260101)


class TestWhatIsNotTold:
    """One thing, whether the whole file does not tell it or one of its rows."""

    KNOWN = loaded(
        told(20260105, set(), phone="1", email="a"), Claim(
            "unit", "U", frozenset({ADDRESS}), [Piece(20260110, OPEN, {ADDRESS: {"phone": "2", "email": "b"}})],
            [(20260101, OPEN)], 20260110, life_since=20260101,
        )
    )  # fmt: skip

    @given(
        st.sets(st.sampled_from([f"{ADDRESS}.phone", f"{ADDRESS}.email", ADDRESS, "status.from"])),
        st.sampled_from([{}, {"phone": "9"}, {"email": "z"}, {"phone": "9", "email": "z"}]),
        st.booleans(),
    )
    def test_it_stays_as_it_is_known_on_each_day(self, untold: set[str], parts: dict[str, str], by_claim: bool) -> None:
        claim = told(20260120, untold, **parts)
        claim.pieces[0].from_day = 20260103
        if by_claim:
            claim.untold, claim.pieces[0].untold = claim.pieces[0].untold, frozenset()
        after = record(self.KNOWN, difference(self.KNOWN, claim), 3)
        for day in (20260102, 20260104, 20260112, 20260120):
            before, now = held(self.KNOWN, ADDRESS, day) or {}, held(after, ADDRESS, day) or {}
            for part in ("phone", "email"):
                stays = day < 20260103 or ADDRESS in untold or (f"{ADDRESS}.{part}" in untold and parts)
                goes_on = now.get(part) == before.get(part)
                assert goes_on if stays else now.get(part) == parts.get(part), (day, part)

    @given(st.sampled_from(["phone", "email"]), st.booleans())
    def test_an_older_file_leaves_it_as_it_is_assumed(self, part: str, by_claim: bool) -> None:
        newer = told(20260201, set(), phone="1", email="a")
        newer.pieces[0].from_day, newer.life, newer.life_since = 20260120, [(20260101, OPEN)], 20260101
        said = loaded(newer)
        older = told(20260115, {f"{ADDRESS}.{part}"}, **{"phone": "0", "email": "0"} | {part: "wrong"})
        if by_claim:
            older.untold, older.pieces[0].untold = older.pieces[0].untold, frozenset()
        after = record(said, difference(said, older, backfill=True), 2)
        expected = {"phone": "0", "email": "0"} | {part: {"phone": "1", "email": "a"}[part]}
        assert held(after, ADDRESS, 20260110) == expected
        assert held(after, ADDRESS, 20260125) == {"phone": "1", "email": "a"}


class TestHowWhatIsNotToldIsStated:
    """In as few statements as there are contents, each for its own days."""

    KEPT = frozenset({ADDRESS})

    def stated(self, said: Said, claim: Claim) -> list[tuple[int, int, int, Any]]:
        return [(d.from_day, d.to_day, d.over, decode(d.value)) for d in difference(said, claim)]

    def known(self, *spans: tuple[int, int, dict[str, str]]) -> Said:
        said: Said = {}
        for serial, (start, end, parts) in enumerate(spans, 1):
            said = record(said, [Draft(ADDRESS, start, end, 0, encode(parts))], serial)
        return said

    def daily(self, day: int, since: int, **parts: str) -> Claim:
        """A daily file that tells no email."""
        piece = Piece(since, OPEN, {ADDRESS: parts}, frozenset({f"{ADDRESS}.email"}))
        return Claim("unit", "U", self.KEPT, [piece], None, day)

    def history(self, *pieces: tuple[int, int, dict[str, str]]) -> Claim:
        """A file with all periods that tells no email."""
        untold = frozenset({f"{ADDRESS}.email"})
        return Claim("unit", "U", self.KEPT, [Piece(a, b, {ADDRESS: parts}, untold) for a, b, parts in pieces])

    def test_by_a_daily_file_one_goes_on_from_its_last_change(self) -> None:
        said = self.known((A, C, {"phone": "1", "email": "a"}), (C, OPEN, {"phone": "2", "email": "b"}))
        assert self.stated(said, self.daily(E, A, phone="9")) == [
            (A, C, C, {"phone": "9", "email": "a"}), (C, OPEN, E + 1, {"phone": "9", "email": "b"}),
        ]  # fmt: skip

    def test_what_comes_after_the_daily_file_stays(self) -> None:
        said = self.known((A, D, {"phone": "1", "email": "a"}), (D, OPEN, {"phone": "2", "email": "b"}))
        assert self.stated(said, self.daily(C, A, phone="9")) == [(A, OPEN, C + 1, {"phone": "9", "email": "a"})]

    def test_by_a_history_each_ends_with_its_row(self) -> None:
        said = self.known((A, C, {"phone": "1", "email": "a"}), (C, OPEN, {"phone": "2", "email": "b"}))
        assert self.stated(said, self.history((B, D, {"phone": "9"}))) == [
            (B, C, C, {"phone": "9", "email": "a"}), (C, D, D, {"phone": "9", "email": "b"}),
        ]  # fmt: skip

    def test_of_each_row_of_a_history(self) -> None:
        said = self.known((A, OPEN, {"phone": "1", "email": "a"}))
        rows = self.history((A, B, {"phone": "8"}), (B, C, {"phone": "1"}), (C, D, {"phone": "9"}))
        assert self.stated(said, rows) == [
            (A, B, B, {"phone": "8", "email": "a"}), (C, D, D, {"phone": "9", "email": "a"}),
        ]  # fmt: skip

    def test_days_on_which_nothing_is_known_get_what_is_told(self) -> None:
        said = self.known((B, C, {"phone": "1", "email": "a"}), (D, E, {"phone": "1", "email": "a"}))
        assert self.stated(said, self.history((A, OPEN, {"phone": "9"}))) == [
            (A, B, B, {"phone": "9"}), (B, C, C, {"phone": "9", "email": "a"}), (C, D, D, {"phone": "9"}),
            (D, E, E, {"phone": "9", "email": "a"}), (E, OPEN, OPEN, {"phone": "9"}),
        ]  # fmt: skip

    def test_what_is_known_in_two_statements_is_told_in_one(self) -> None:
        said = self.known((A, C, {"phone": "1", "email": "a"}), (C, OPEN, {"phone": "2", "email": "a"}))
        assert self.stated(said, self.history((A, E, {"phone": "9"}))) == [(A, E, E, {"phone": "9", "email": "a"})]

    def test_what_is_known_before_and_after_the_row_is_not_in_it(self) -> None:
        said = self.known((A, B, {"email": "a"}), (B, C, {"email": "b"}), (C, D, {"email": "c"}), (D, OPEN, {}))
        assert self.stated(said, self.history((B, C, {"phone": "9"}))) == [(B, C, C, {"phone": "9", "email": "b"})]


def test_of_each_field_and_each_row_an_older_file_fills_the_days_of_which_nothing_is_known() -> None:
    said = loaded(snapshot_claim(20260601, 20260501, 20250101, name="New"))
    said = record(said, [Draft("note", 20260210, 20260215, 0, b'"known"')], 2)
    older = Claim(
        "unit", "U", FIELDS,
        [Piece(20260201, 20260220, {"name": "Old", "note": "x"}), Piece(20260220, 20260601, {"note": "y"})],
    )  # fmt: skip
    drafts = difference(said, older, backfill=True)
    assert sorted((d.field, d.from_day, d.to_day, d.over, decode(d.value)) for d in drafts if d.value != b"null") == [
        ("name", 20260201, 20260220, 20260220, "Old"),
        ("note", 20260201, 20260210, 20260210, "x"),
        ("note", 20260215, 20260220, 20260220, "x"),
        ("note", 20260220, 20260501, 20260501, "y"),
    ]
    assert [(d.field, d.from_day, d.to_day) for d in drafts if d.value == b"null"] == [("name", 20260220, 20260501)]


def test_a_row_that_says_nothing_of_a_field_nobody_knew_hides_none_that_it_says() -> None:
    """Fields come in no order: whatever comes first is passed over alone."""
    fields = frozenset(f"local_attribute_{n}" for n in range(1, 6))
    said = record({}, [Draft("open", A, OPEN, 0, TRUE), Draft("local_attribute_3", A, OPEN, 0, b'"x"')], 1)
    for name in sorted(fields):
        claim = Claim("unit", "U", fields, [Piece(A, OPEN, {name: "new"})], None, C)
        stated = {d.field: decode(d.value) for d in difference(said, claim)}
        assert stated == ({"local_attribute_3": None} | {name: "new"})
        for silent in sorted(fields - {name}):
            claim.pieces[0].untold = frozenset({silent})
            stated = {d.field: decode(d.value) for d in difference(said, claim)}
            assert stated == ({"local_attribute_3": None} if silent != "local_attribute_3" else {}) | {name: "new"}


def test_a_field_of_which_the_piece_is_silent_is_not_touched_on_any_day() -> None:
    said = loaded(snapshot_claim(20260105, 20260101, name="A"), snapshot_claim(20260110, 20260110, name="B"))
    claim = snapshot_claim(20260115, 20260105, name="C")
    claim.pieces[0].untold = frozenset({"name"})
    assert [draft for draft in difference(said, claim) if draft.field == "name"] == []


def test_a_field_that_the_format_can_hold_and_leaves_out_is_emptied() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A", note="gone"))
    assert difference(said, snapshot_claim(20260120, 20260101, name="A")) == [
        Draft("note", 20260101, OPEN, 20260121, b"null")
    ]


def test_a_later_from_date_with_the_same_content_is_a_status_statement_only() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A", status={"from": "2026-01-01"}))
    drafts = difference(said, snapshot_claim(20260120, 20260115, 20260101, name="A", status={"from": "2026-01-15"}))
    assert [draft.field for draft in drafts] == ["status"]


def test_a_file_may_list_a_unit_whose_from_date_is_still_to_come() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A"), snapshot_claim(20260120, 20260201, 20260101, name="B"))
    assert [held(said, "name", day) for day in (20260120, 20260131, 20260201)] == ["A", "A", "B"]
    assert difference(said, snapshot_claim(20260121, 20260201, 20260101, name="C")) == [
        Draft("name", 20260201, OPEN, 20260202, b'"C"')
    ]


def test_assumed_content_gives_way_to_a_statement_also_an_equal_one() -> None:
    said = loaded(snapshot_claim(20260120, 20260110, 20260101, name="A"))
    assert winner(said["name"], 20260105, NEVER - 1).assumed  # type: ignore[union-attr]
    for name in ("A", "B"):
        history = Claim(
            "unit", "U", FIELDS, [Piece(20260101, 20260110, {"name": name}), Piece(20260110, OPEN, {"name": "A"})]
        )
        assert difference(said, history) == [Draft("name", 20260101, 20260110, 20260110, encode(name))]


@given(timelines(), snapshots())
def test_assumed_content_never_overrules_what_is_known(said: Said, claim: Claim) -> None:
    after = record(said, [draft for draft in difference(said, claim) if draft.assumed], 9)
    for day in GRID:
        for field in FIELDS:
            before = winner(said.get(field, ()), day, NEVER - 1)
            assert before is None or winner(after[field], day, NEVER - 1) == before


def test_assumed_content_stands_beside_what_is_known() -> None:
    said = record({}, [Draft("name", 20260101, OPEN, 0, b'"Known"')], 1)
    after = record(said, difference(said, snapshot_claim(20260120, 20260110, 20250101, name="A")), 2)
    assert held(after, "name", 20260105) == "Known"
    assert held(after, "name", 20260110) == "A"


def test_an_older_file_fills_the_assumed_days_and_only_those_it_speaks_for() -> None:
    said = loaded(snapshot_claim(20260601, 20260501, 20250101, name="New"))
    older = snapshot_claim(20260301, 20260201, 20250101, name="Old")
    assert difference(said, older, backfill=True) == [Draft("name", 20260201, 20260302, 20260302, b'"Old"')]


def test_an_older_file_does_not_fill_a_field_that_the_newer_file_left_empty_on_those_days() -> None:
    said = loaded(snapshot_claim(20260601, 20260101, name="A"))
    older = snapshot_claim(20260301, 20260101, name="A", note="emptied since")
    assert difference(said, older, backfill=True) == []


def test_an_older_file_brings_a_subject_that_is_not_known_with_its_content() -> None:
    after = loaded()
    after = record(after, difference(after, snapshot_claim(20260301, 20260201, name="Old"), backfill=True), 1)
    assert held(after, "name", 20260301) == "Old"
    assert held(after, "name", 20260401) == "Old"
    assert alive(after, 20260401)


def test_a_life_with_gaps_is_told_once() -> None:
    shak = Claim(
        "shak", "1301", frozenset({"name"}),
        [Piece(19900101, 19950101, {"name": "A"}), Piece(20000101, OPEN, {"name": "B"})],
        [(19900101, 19950101), (20000101, OPEN)],
    )  # fmt: skip
    said = loaded(shak)
    assert [alive(said, day) for day in (19891231, 19900101, 19941231, 19950101, 19991231, 20000101)] == [
        False, True, True, False, False, True
    ]  # fmt: skip


def test_an_end_that_the_file_names_closes_and_one_it_no_longer_names_reopens() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A"))
    closing = difference(said, snapshot_claim(20260111, 20260101, end=20260201, name="A"))
    assert closing == [Draft("open", 20260201, OPEN, OPEN, b"false")]
    closed = record(said, closing, 2)
    assert difference(closed, snapshot_claim(20260112, 20260101, name="A")) == [
        Draft("open", 20260201, OPEN, OPEN, b"true")
    ]


def test_never_open_means_annulled() -> None:
    said = loaded(snapshot_claim(20260110, 20260101, name="A"))
    after = record(said, difference(said, Claim("unit", "U", FIELDS, (), ())), 2)
    assert not any(alive(after, day) for day in GRID)


def test_a_file_that_says_nothing_of_the_days_before_leaves_them() -> None:
    said = loaded(snapshot_claim(20260110, 20250101, name="A"))
    later = snapshot_claim(20260120, 20260115, name="A")
    assert difference(said, later) == []
    from_the_start = Claim("unit", "U", FIELDS, later.pieces, later.life, later.snapshot, None, START)
    assert difference(said, from_the_start) == [Draft("open", 20250101, 20260115, 20260115, b"false")]


class TestASourceWithoutFirstDays:
    """It lists what will begin as if it had begun; the known beginning stays when it is yet to come."""

    def kept(self, start: int, untold: frozenset[str] = frozenset({FIRST_DAY})) -> tuple[object, int]:
        known = Statement("open", start, OPEN, 0, TRUE, False, 1, 1, 0)
        claim = Claim("edi", "x", frozenset(), [Piece(20260101, OPEN, {})], [(20260101, OPEN)], untold=untold)
        keep_known_start(claim, {"open": [known]}, 20260101)
        return claim.life, claim.pieces[0].from_day

    def test_a_beginning_that_is_yet_to_come_stays(self) -> None:
        assert self.kept(20260201) == ([(20260201, OPEN)], 20260201)

    def test_one_that_has_passed_is_left_to_the_days_before(self) -> None:
        assert self.kept(20250201) == self.kept(20260101) == ([(20260101, OPEN)], 20260101)

    def test_of_several_periods_those_that_are_over_by_then_are_none(self) -> None:
        known = Statement("open", C, OPEN, 0, TRUE, False, 1, 1, 0)
        claim = Claim(
            "edi", "x", frozenset(), [Piece(A, OPEN, {})], [(A, B), (B, C), (C, D), (E, OPEN)],
            untold=frozenset({FIRST_DAY}),
        )  # fmt: skip
        keep_known_start(claim, {"open": [known]}, A)
        assert claim.life == [(C, D), (E, OPEN)]

    def test_one_that_is_to_begin_today_is_left_to_the_days_before(self) -> None:
        known = Statement("open", B, OPEN, 0, TRUE, False, 1, 1, 0)
        claim = Claim("edi", "x", frozenset(), [Piece(A, OPEN, {})], [(A, OPEN)], untold=frozenset({FIRST_DAY}))
        keep_known_start(claim, {"open": [known]}, B)
        assert claim.life == [(A, OPEN)]

    def test_of_what_nobody_knew_nothing_is_kept(self) -> None:
        claim = Claim("edi", "x", frozenset(), [Piece(A, OPEN, {})], [(A, OPEN)], untold=frozenset({FIRST_DAY}))
        keep_known_start(claim, {}, A)
        assert (claim.life, claim.pieces[0].from_day) == ([(A, OPEN)], A)

    def test_a_source_that_says_first_days_is_believed(self) -> None:
        assert self.kept(20260201, frozenset()) == ([(20260101, OPEN)], 20260101)


@pytest.mark.parametrize(
    ("life", "known", "listed", "kept"),
    [
        pytest.param([(A, OPEN)], [(A, D)], None, [(A, D)], id="it ends when it was known to"),
        pytest.param([(A, B), (C, OPEN)], [(A, B), (C, D)], None, [(A, B), (C, D)], id="the last life ends"),
        pytest.param([(A, OPEN)], [(A, B), (C, D)], None, [(A, D)], id="the last known end counts"),
        pytest.param([(A, OPEN)], [], None, [(A, OPEN)], id="no end is known"),
        pytest.param([(A, C)], [(A, D)], None, [(A, C)], id="the source says an end"),
        pytest.param([(D, OPEN)], [(A, D)], None, [(D, OPEN)], id="it begins when it was to end"),
        pytest.param([(C, OPEN)], [(A, D)], None, [(C, D)], id="it begins before it was to end"),
        pytest.param([(A, OPEN)], [(A, D)], D, [(A, OPEN)], id="listed as open on the day of its end"),
        pytest.param([(A, OPEN)], [(A, D)], C, [(A, D)], id="listed as open before its end"),
        pytest.param([], [(A, D)], None, [], id="it never lived"),
    ],
)
def test_a_source_that_says_no_ends_leaves_the_known_one(
    life: list[tuple[int, int]], known: list[tuple[int, int]], listed: int | None, kept: list[tuple[int, int]]
) -> None:
    said = [Statement("open", start, end, 0, TRUE, False, n, 1, 0) for n, (start, end) in enumerate(known, 1)]
    said += [Statement("open", E, OPEN, 0, b"false", False, 9, 1, 0)]
    claim = Claim("unit", "1", FIELDS, [], life, untold=frozenset({ENDLESS}))
    keep_known_end(claim, {"open": said}, listed)
    assert claim.life == kept
    told = Claim("unit", "1", FIELDS, [], life)
    keep_known_end(told, {"open": said}, listed)
    assert told.life == life


@pytest.mark.parametrize(
    ("pieces", "ends"),
    [
        ([(A, OPEN)], [D]),
        ([(A, B), (B, OPEN)], [B, D]),
        ([(A, C)], [C]),
        ([(A, D)], [D]),
        ([(A, D), (D, OPEN)], [D, OPEN]),
    ],
)
def test_the_content_of_a_life_that_ends_ends_with_it(pieces: list[tuple[int, int]], ends: list[int]) -> None:
    content = [Piece(start, end, {"name": "A"}) for start, end in pieces]
    claim = Claim("unit", "1", FIELDS, content, [(A, OPEN)], untold=frozenset({ENDLESS}))
    keep_known_end(claim, {"open": [Statement("open", A, D, 0, TRUE, False, 1, 1, 0)]}, None)
    assert [piece.to_day for piece in claim.pieces] == ends
