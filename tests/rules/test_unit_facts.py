"""What rules see of a claim."""

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START
from sor.rules.unit_facts import UnitFacts, facts_from, facts_of


def test_the_facts_of_a_unit_in_a_snapshot() -> None:
    values = {
        "level": "OU",
        "type": "255203001",
        "parent": "1",
        "name": "Ward",
        "location": {"state": "Own", "number": "5790002401473"},
        "provider_identifier": "019062",
        "shak": "1301011",
    }
    claim = Claim(
        "unit", "2", frozenset(values), [Piece(20200101, OPEN, values)], [(20180418, OPEN)], snapshot=20260701, line=7
    )
    assert facts_of(claim) == UnitFacts(
        "2", "OU", "255203001", "1", 20180418, OPEN, "Own", "5790002401473", "019062", "1301011", 7, values,
        frozenset(values),
    )  # fmt: skip


def test_a_claim_that_says_little_leaves_the_rest_open() -> None:
    claim = Claim("unit", "2", frozenset({"level"}), [Piece(START, OPEN, {"level": "IO"})])
    assert facts_of(claim) == UnitFacts("2", "IO", values={"level": "IO"}, told=frozenset({"level"}))


def test_what_the_file_can_tell_is_kept_apart_from_what_it_tells() -> None:
    claim = Claim("unit", "2", frozenset({"level", "name"}), [Piece(START, OPEN, {"level": "IO"})])
    assert facts_of(claim).told == {"level", "name"}
    assert facts_from("2", {"level": "IO"}).told is None


def test_where_a_file_does_not_tell_when_a_unit_began_its_beginning_is_unknown() -> None:
    piece = Piece(20200101, OPEN, {"level": "IO"})
    claim = Claim("unit", "2", frozenset({"level"}), [piece], [(20200101, OPEN)], life_since=20200101)
    assert (facts_of(claim).first_from, facts_of(claim).closed_to) == (START, OPEN)


def test_of_a_history_the_day_is_taken() -> None:
    pieces = [Piece(20100101, 20200101, {"level": "HI"}), Piece(20220101, OPEN, {"level": "OU"})]
    claim = Claim("unit", "2", frozenset({"level"}), pieces, [(20100101, 20200101), (20220101, OPEN)])
    first = facts_from("2", {"level": "HI"}, (20100101, 20200101), told=frozenset({"level"}))
    second = facts_from("2", {"level": "OU"}, (20220101, OPEN), told=frozenset({"level"}))
    assert facts_of(claim, 20150101) == facts_of(claim, 20191231) == first
    assert facts_of(claim, 20220101) == second
    assert facts_of(claim) == facts_of(claim, 20210101) == second
