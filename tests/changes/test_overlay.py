"""What a submission makes of a timeline: kept up to date as it goes on, it is what folding everything anew gives."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sor.changes.overlay import Doubled, Overlay
from sor.core import timeline
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import NEVER, Statement
from sor.core.subject import Subject

FIELDS = ("name", "open", "type")
DAY = st.integers(1, 8)


def said(field: str, day: int, to_day: int, serial: int) -> Statement:
    return Statement(field, day, to_day, 0, encode(f"{serial}"), False, serial, 1, 0)


EARLIER = st.builds(
    said, st.sampled_from(FIELDS), DAY, st.sampled_from([9, 12, OPEN]), st.integers(1, 4)
)  # fmt: skip
STEP = st.one_of(
    st.tuples(st.just("state"), st.sampled_from(FIELDS), DAY, st.sampled_from([0, 1, 3]), st.sampled_from([0, 0, 5])),
    st.tuples(st.just("ask"), st.sampled_from(FIELDS), DAY),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
)


@given(st.lists(EARLIER, max_size=6), st.lists(STEP, max_size=14))
def test_what_is_kept_is_what_folding_all_statements_gives(
    before: list[Statement], steps: list[tuple[Any, ...]]
) -> None:
    before = [said(s.field, s.from_day, s.to_day, n + 1) for n, s in enumerate(before)]
    kept: dict[str, list[Statement]] = {}
    for s in before:
        kept.setdefault(s.field, []).append(s)
    overlay = Overlay(10, lambda _, keys: dict.fromkeys(keys, kept))
    drafts: list[Statement] = []
    gone: list[Any] = []
    for n, (what, *step) in enumerate(steps):
        if what == "state":
            field, day, days, over = step
            to_day = day + days if days else OPEN
            again = [d for d in drafts if d.field == field and (d.from_day == day or day < d.from_day < over)]
            try:
                overlay.state("unit", "1", field, n, day, to_day, over)
                assert not again
                drafts.append(Statement(field, day, to_day, over, encode(n), False, 11, 1, len(drafts), NEVER))
            except Doubled:
                assert again
        elif what == "withdraw":
            one = before[step[0] : step[0] + 1]
            overlay.withdraw("unit", "1", [*one, *one])
            gone += [s.id for s in one if s.id not in gone]
        left = [s for s in before if s.id not in gone]
        for field in FIELDS if what == "ask" else ():
            expected = timeline.runs([s for s in (*left, *drafts) if s.field == field])
            assert overlay.runs("unit", "1", field) == expected
            assert overlay.fold_subject(Subject("unit", "1")).get(field, []) == expected
            for day in range(13):
                run = timeline.run_on(expected, day)
                assert overlay.winner("unit", "1", field, day) == (run and run.statement)
                assert run is None or overlay.wins_until("unit", "1", field, day) == run.to_day
            later = [r.statement for r in expected if r.statement.serial < 11 and r.statement.from_day > step[1]]
            assert overlay.later("unit", "1", field, step[1]) == list({s.id: s for s in later}.values())
    assert overlay.line("unit", "1").withdrawn == gone
