"""A finding is data: it keeps its facts through the log, and says nothing that is not needed."""

import msgspec

from sor.core.canonical import encode
from sor.core.finding import WARNING, Finding


def test_a_finding_is_stored_short_and_read_back_whole() -> None:
    found = Finding("T1", WARNING, "unit", "11000016002", "type", {"value": "ukendt"})
    assert encode(found) == (
        b'{"rule":"T1","severity":"warning","kind":"unit","key":"11000016002","field":"type","facts":{"value":"ukendt"}}'
    )
    assert msgspec.json.decode(encode(found), type=Finding) == found


def test_a_finding_without_a_piece_of_time_is_about_all_days() -> None:
    found = Finding("H2", WARNING, "unit", "11000016002")
    assert (found.from_day, found.to_day) == (10101, 99991231)
