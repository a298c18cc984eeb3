"""The index keeps what each subject was, and finds its way to it."""

from sor.core.canonical import encode
from sor.recipients.index import MessageAtNumber, RecipientIndex


def test_a_message_type_is_found_by_its_number_and_by_its_standard() -> None:
    index = RecipientIndex()
    index.replace("edi", "579/REF01/H0131R/receive", [(20200101, 20210101, 1, 9, "{}")])
    message = MessageAtNumber("579", "REF01", "H0131R", "receive")
    assert index.at_number["579"] == index.of_standard["REF01", "receive"] == {message}
    (kept,) = index.messages[message]
    assert kept.holds(20201231, 8)
    assert not kept.holds(20210101, 8)
    assert not kept.holds(20201231, 9)


def test_of_a_unit_only_what_is_asked_is_kept() -> None:
    index = RecipientIndex()
    body = {"name": "A", "note": "x", "postal_address": {"postcode": "9700", "street": "B"}, "parent": "1"}
    index.replace("unit", "2", [(1, 2, 3, 4, encode(body).decode())])
    assert index.units["2"][0].values == {"name": "A", "parent": "1", "postal_address": {"postcode": "9700"}}
    assert (index.in_postcode["9700"], index.below["1"]) == ({"2"}, {"2"})
