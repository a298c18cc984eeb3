"""Where a reader stands, remembered in a file; how long it waits."""

from pathlib import Path

import pytest

from sor.client.errors import NotFound, Unavailable, Unreachable, read_problem
from sor.client.feed import LONGEST_WAIT, Place, Position

BUSY = b'{"type":"/api#busy","title":"Another change is being written","status":503,"detail":"Wait."}'
GONE = b'{"type":"/api#unknown","title":"","status":404,"detail":"There is no unit."}'


def test_a_position_is_kept_and_read_again(tmp_path: Path) -> None:
    keep = tmp_path / "position.json"
    Place(4, keep).move(5, "ab")
    assert Place(0, keep).position == Position.read(keep) == Position(5, "ab")
    assert list(tmp_path.iterdir()) == [keep]
    keep.write_text("5")
    with pytest.raises(ValueError, match=r"position\.json does not hold the position"):
        Position.read(keep)


def test_it_waits_longer_each_time_as_long_as_the_register_says_and_never_for_what_does_not_mend() -> None:
    place = Place(0, None)
    waits = [place.wait_after(Unreachable("cut")) for _ in range(8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    busy = read_problem(503, BUSY, "7")
    assert isinstance(busy, Unavailable)
    assert place.wait_after(busy) == 7
    place.move(1, "")
    assert place.wait_after(Unreachable("cut")) == waits[0]
    with pytest.raises(NotFound):
        place.wait_after(read_problem(404, GONE, None))
