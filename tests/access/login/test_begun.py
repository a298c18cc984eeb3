"""A login under way, as the browser carries it: nobody can change it, and it does not last."""

from datetime import UTC, datetime, timedelta

from sor.access.login.begun import LASTS, begin, open_login, seal
from sor.access.token import Bearer, sign

KEY, OTHER = "k" * 32, "o" * 32
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_it_comes_back_as_it_was() -> None:
    begun = begin("mitid", "/units/1?lang=en")
    assert open_login([OTHER, KEY], seal(KEY, begun, NOW), NOW) == begun


def test_two_logins_share_no_secret() -> None:
    one, two = begin("mitid", "/me"), begin("mitid", "/me")
    assert not {one.state, one.nonce, one.verifier} & {two.state, two.nonce, two.verifier}


def test_it_is_believed_only_as_it_was_signed_and_while_it_lasts() -> None:
    text = seal(KEY, begin("mitid", "/me"), NOW)
    assert open_login([OTHER], text, NOW) is None
    assert open_login([KEY], text, NOW + timedelta(seconds=LASTS)) is None
    assert open_login([KEY], text, NOW + timedelta(seconds=LASTS - 1)) is not None
    head, body, signature = text.split(".")
    assert open_login([KEY], f"{head}.{body[:-1]}{'A' if body[-1] != 'A' else 'B'}.{signature}", NOW) is None
    assert open_login([KEY], "", NOW) is None
    assert open_login([KEY], "x" * 5000, NOW) is None


def test_a_token_of_a_program_is_none() -> None:
    assert open_login([KEY], sign(KEY, "login", Bearer("a", "b", "c"), NOW), NOW) is None
