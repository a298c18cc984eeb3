"""Secrets of programs are long, kept as hashes, and checked as slowly for whoever is not there."""

from sor.access.client_secret import LONGEST, hash_secret, matches, new_secret


def test_a_secret_matches_what_is_kept_of_it_and_nothing_else() -> None:
    secret = new_secret()
    kept = hash_secret(secret)
    assert matches(secret, kept)
    assert not matches(secret + "x", kept)
    assert not matches("", kept)
    assert not matches(kept, kept)


def test_what_is_kept_tells_neither_the_secret_nor_that_two_are_the_same() -> None:
    one, other = hash_secret("open sesame"), hash_secret("open sesame")
    assert one != other
    assert "sesame" not in one
    assert one.startswith("scrypt$16384$8$1$")


def test_no_secret_matches_where_nothing_is_kept() -> None:
    assert not matches(new_secret(), None)
    assert not matches("", None)


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


def test_an_endless_secret_is_not_even_hashed() -> None:
    endless = "x" * (LONGEST + 1)
    assert not matches(endless, hash_secret(endless))
