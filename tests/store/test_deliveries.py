"""Which files were loaded."""

from sor.register import Register
from sor.store import deliveries
from tests.store.units import begin, submit


def load(register: Register, family: str, snapshot: int, digest: str, silence: str = "closed") -> int:
    origin = {"file": "f", "format": f"{family}-2", "family": family, "digest": digest, "snapshot": snapshot,
              "silence": silence}  # fmt: skip
    return submit(register, origin=origin)


def test_files_are_known_by_their_bytes_and_by_the_days_of_their_family(register: Register) -> None:
    begin(register)
    first = load(register, "sor-xml", 20261101, "one")
    load(register, "sor-xml", 20261103, "two")
    load(register, "sor-xml", 20261102, "three", "nothing")
    shak = load(register, "shak", 20251231, "four", "annulled")
    connection = register.database.reader()
    again = load(register, "sor-xml", 20261103, "one")
    assert deliveries.with_digest(connection, "one") == [(again, "sor-xml", 20261103), (first, "sor-xml", 20261101)]
    assert deliveries.with_digest(connection, "five") == []
    assert deliveries.last_snapshot(connection, "sor-xml") == 20261103
    assert deliveries.last_snapshot(connection, "sor-csv") is None
    assert deliveries.latest(connection) == [("shak", 20251231, shak), ("sor-xml", 20261103, again)]


def test_a_file_is_followed_by_one_of_its_day_or_a_later_one_only(register: Register) -> None:
    begin(register)
    load(register, "sor-xml", 20261102, "one")
    connection = register.database.reader()
    [first] = deliveries.with_digest(connection, "one")
    load(register, "sor-xml", 20261101, "older", "nothing")
    load(register, "shak", 20261103, "other")
    assert not deliveries.is_followed(connection, first)
    again = load(register, "sor-xml", 20261102, "corrected")
    assert deliveries.is_followed(connection, first)
    assert deliveries.of_day(connection, "sor-xml", 20261102) == [first.serial, again]


def test_the_next_file_that_listed_everything_open(register: Register) -> None:
    begin(register)
    load(register, "sor-xml", 20261102, "part", "nothing")
    load(register, "sor-xml", 20261103, "whole")
    load(register, "sor-xml", 20261104, "later")
    connection = register.database.reader()
    assert deliveries.next_whole(connection, "sor-xml", 20261101) == 20261103
    assert deliveries.next_whole(connection, "sor-xml", 20261103) == 20261104
    assert deliveries.next_whole(connection, "sor-xml", 20261104) is None
    assert deliveries.next_whole(connection, "shak", 20261101) is None
