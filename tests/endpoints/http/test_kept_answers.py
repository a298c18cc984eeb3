"""Written answers are given again only while nothing has changed."""

from sor.endpoints.http.kept_answers import Prepared


def test_an_answer_is_given_again_at_its_serial_only() -> None:
    kept = Prepared()
    kept.keep(7, "a", b"A")
    assert kept.get(7, "a") == b"A"
    assert kept.get(7, "b") is None
    assert kept.get(8, "a") is None
    assert kept.get(6, "a") is None


def test_a_newer_serial_drops_what_was_kept_and_an_older_one_is_not_kept() -> None:
    kept = Prepared()
    kept.keep(7, "a", b"A")
    kept.keep(8, "b", b"B")
    assert kept.get(7, "a") is None
    kept.keep(7, "c", b"C")
    assert kept.get(7, "c") is None
    assert kept.get(8, "b") == b"B"


def test_the_oldest_goes_first() -> None:
    kept = Prepared(most=2)
    for name in "abc":
        kept.keep(1, name, name.upper().encode())
    assert [kept.get(1, name) for name in "abc"] == [None, b"B", b"C"]
