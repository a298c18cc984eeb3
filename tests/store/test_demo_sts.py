"""The demo STS's key is made once, whoever asks first. On both databases."""

from sor.register import Register
from sor.store.demo_sts import identity, make_identity


def test_it_is_made_once(register: Register) -> None:
    assert identity(register.database.reader()) is None
    assert make_identity(register.database, lambda: ("key", "certificate")) == ("key", "certificate")
    assert make_identity(register.database, lambda: ("other", "other")) == ("key", "certificate")
    assert identity(register.database.reader()) == ("key", "certificate")
