"""What the tables of one delivery say of each other: days, ends, directions, and a table that was cut off."""

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.jobs.plausible_tables import TablesStated

ENDED = 20240101


def claim(kind: str, key: str, since: int, to: int = OPEN, **values: Value) -> Claim:
    return Claim(kind, key, frozenset(values), [Piece(since, to, values)], [(since, to)])


def units(count: int = 24, to: int = OPEN, **values: Value) -> list[Claim]:
    """Units that begin on days of four months, each with a number of its own."""
    return [
        claim("unit", f"u{n}", 20200101 + n % 4 * 100, to, location={"number": str(n)}, **values) for n in range(count)
    ]


def told(*claims: Claim) -> tuple[list[str], list[str]]:
    stated = TablesStated()
    for one in claims:
        stated.take(one)
    return [str(one) for one in stated.odd() if one.is_suspicious], [*stated.notes()]


def with_days(years: int) -> list[Claim]:
    begun = [20200101, 20210312, 20220507, 20230101]
    made = [claim("unit", f"u{n}", day, location={"number": str(n)}) for n, day in enumerate(begun)]
    return [*made, *(claim("location_number", str(n), day + years * 10_000) for n, day in enumerate(begun))]


def test_numbers_begin_with_their_units_or_all_by_the_same_away() -> None:
    assert told(*with_days(0)) == ([], [])
    odd, _ = told(*with_days(4))
    assert len(odd) == 1
    assert odd[0].startswith("location numbers begin 1,461 days after what they belong to, all by the same: 4 of 4 (0:")


def test_numbers_that_all_came_a_month_after_units_of_one_day_are_right() -> None:
    made = [claim("unit", f"u{n}", 20200101, location={"number": str(n)}) for n in range(20)]
    assert told(*made, *(claim("location_number", str(n), 20200201) for n in range(20))) == ([], [])


def test_a_succession_begins_after_its_old_unit_and_its_new_one_lives_on() -> None:
    ends = [20240101, 20240301, 20240501]
    old = [claim("unit", f"old{n}", 20100101, end) for n, end in enumerate(ends)]
    new = [claim("unit", f"new{n}", 20090101) for n in range(3)]
    right = [claim("succession", f"old{n}>new{n}", end) for n, end in enumerate(ends)]
    assert told(*old, *new, *right) == ([], [])
    turned = [claim("succession", f"new{n}>old{n}", end) for n, end in enumerate(ends)]
    what = "successions whose new unit has ended while the one that it replaces is open"
    assert told(*old, *new, *turned)[0] == [f"{what}: 3 of 3 (new0 > old0; new1 > old1; new2 > old2)"]
    late = [claim("succession", f"old{n}>new{n}", end + 40_000) for n, end in enumerate(ends)]
    assert "successions begin 1,461 days after" in told(*old, *new, *late)[0][0]


def test_hospitals_send_discharge_letters_and_receive_referrals() -> None:
    def messages(sent: str, received: str) -> list[Claim]:
        return [
            claim("edi", f"{n}/{standard}/1/{direction}", 20200101)
            for n in range(12) for standard, direction in ((sent, "send"), (received, "receive"))
        ]  # fmt: skip

    hospitals = units(12, shak="130101")
    assert told(*hospitals, *messages("DIS01", "REF01")) == ([], [])
    assert told(*units(12), *messages("REF01", "DIS01")) == ([], []), "a practice does the opposite"
    assert "in the direction in which hospitals do not use them: 24 of 24" in told(
        *hospitals, *messages("REF01", "DIS01")
    )[0][0]  # fmt: skip
    both = [*messages("DIS01", "REF01"), *messages("REF01", "DIS01")]
    assert told(*hospitals, *both) == ([], []), "a hospital may refer to another"


def test_last_days_that_were_lost_are_told_where_what_they_belong_to_has_ended() -> None:
    ended = units(to=ENDED)
    lived = [claim("location_number", str(n), 20200101 + n % 4 * 100, ENDED) for n in range(24)]
    assert told(*ended, *lived) == ([], [])
    lost = [claim("location_number", str(n), 20200101 + n % 4 * 100) for n in range(24)]
    assert "24 of 24 location numbers whose units have ended are open (0, 1, 2, …)" in told(*ended, *lost)[1][0]
    endless = [claim("location_number", str(n), 20200101 + n % 4 * 100) for n in range(24)]
    for one in endless:
        one.untold = frozenset({"open.to"})
    assert told(*ended, *endless) == ([], []), "a table without a column of last days says none"
    messages = [claim("edi", f"{n}/DIS91/1/send", 20200101 + n % 4 * 100) for n in range(24)]
    assert "24 of 24 message types whose location numbers have ended are open" in told(*ended, *lived, *messages)[1][0]


def test_message_types_that_end_at_a_number_were_cut_off() -> None:
    held = [claim("location_number", str(n), 20200101 + n % 4 * 100) for n in range(10, 34)]
    every = [claim("edi", f"{n}/DIS91/1/send", 20200101 + n % 4 * 100) for n in range(10, 34)]
    assert told(*held, *every) == ([], [])
    notes = told(*held, *every[:12])[1]
    assert "none of the 12 location numbers after 21 has one, while 12 of the 12 up to it have" in notes[0]
    assert told(*held, *every[:16]) == ([], []), "eight may have none"
    assert told(*held, every[0], every[5], every[11]) == ([], []), "nor is it strange where few have any"


def test_numbers_that_no_unit_has_are_told_from_one_in_five_on() -> None:
    made = units(24)
    alone = [claim("location_number", str(n), 20200101 + n % 4 * 100) for n in range(24 + 10)]
    assert "10 of 34 location numbers belong to no unit of the file (24, 25, 26, …)" in told(*made, *alone)[1][0]
    assert told(*made, *alone[:-1]) == ([], [])
