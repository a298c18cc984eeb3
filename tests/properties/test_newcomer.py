"""A newcomer becomes the same by the short way as by the long one: statements, result, versions, identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN
from sor.core.log import check_line, read_line, result_of, statements_of
from sor.core.newcomer import newcomer_of
from sor.core.timeline import fold
from sor.store.projection import newcomer_rows, version_rows

SERIAL, N = 3, 7
DAYS = [20240101, 20250101, 20260101, 20260102, 20270101]

day = st.sampled_from(DAYS)
text = st.sampled_from(["A", 'Æ"ø\\', "01", "1"])
address = st.fixed_dictionaries({"street": text, "north": st.sampled_from([1.5, 6.0e6])})
unit_values = st.fixed_dictionaries({}, optional={
    "name": text, "parent": text, "level": text, "type": text, "shak": text, "provider_identifier": text,
    "status": st.just({"from": "2026-01-01"}), "reporting_level": st.booleans(), "postal_address": address,
    "location": st.sampled_from([{"state": "Own", "number": "5790"}, {"state": "Own"}, {"state": "Inherited"}]),
    "geographic_parent": st.sampled_from([{"relation": "1", "parent": "9"}, {"relation": "1"}]),
    "specialities": st.just([{"code": "1", "main": True}]),
})  # fmt: skip
other_values = {
    "location_number": st.fixed_dictionaries(
        {}, optional={"system_type": text, "status": st.just({}), "active": st.booleans()}
    ),
    "succession": st.fixed_dictionaries({}, optional={"replaces": st.just(True), "replaced_by": st.just(True)}),
    "edi": st.fixed_dictionaries({}, optional={"format": text}),
}
KEYS = {"unit": "U", "location_number": "5790", "succession": "1>2", "edi": "5790/S/1/send"}


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """One life and one content: of a file of one day, or of one that holds the history."""
    kind = draw(st.sampled_from(["unit", "unit", *other_values]))
    values = draw(unit_values if kind == "unit" else other_values[kind])
    born, died = sorted([draw(day), draw(st.sampled_from([*DAYS, OPEN]))])
    snapshot = draw(st.one_of(st.none(), day))
    end = OPEN if snapshot else draw(st.sampled_from([*DAYS, OPEN]))
    return Claim(kind, KEYS[kind], frozenset(values), [Piece(draw(day), end, values)], [(born, died)], snapshot)


@pytest.mark.slow
@given(claims())
def test_the_short_way_and_the_long_way_say_the_same(claim: Claim) -> None:
    new = newcomer_of(claim, {"op": "import"})
    if new is None:
        [(born, died)], [piece] = claim.life or [(0, 0)], claim.pieces
        assert born == died or piece.to_day < died or piece.to_day <= piece.from_day
        return
    drafts = difference({}, claim)
    line = new.line(SERIAL, N)
    check_line(line)
    frame, statements = read_line(line)
    said = statements_of(SERIAL, N, drafts)
    assert by_field_and_day(statements) == by_field_and_day(said)
    timeline = {field: [s for s in said if s.field == field] for field in {s.field for s in said}}
    assert frame.result == result_of(fold(timeline))
    versions, identifiers = version_rows(claim.kind, claim.key, SERIAL, fold(timeline))
    new_versions, new_identifiers = newcomer_rows(new, SERIAL)
    assert new_versions == versions
    assert sorted(new_identifiers) == sorted(identifiers)


def by_field_and_day(statements: list) -> list:
    return sorted((s.field, s.from_day, s.to_day, s.over, s.value, s.assumed, s.serial, s.line) for s in statements)
