"""The four documented combinations."""

from sor.endpoints.sores.standing import VERDICTS


def test_the_documented_combinations() -> None:
    assert VERDICTS == {
        (False, True): (200, "Reload required"),
        (False, False): (500, "Unable to load cache"),
        (True, True): (200, "OK"),
        (True, False): (200, "Degraded"),
    }
