"""The settings of SORES: defaults as documented, mistakes told with what to write."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from sor.settings import BadSetting, SoresSettings, read_settings


def test_the_defaults_are_the_documented_ones() -> None:
    assert read_settings({}).sores == SoresSettings()


def test_networks_and_durations() -> None:
    given = {"SOR_SORES_ALLOWED": "10.0.0.0/8, ::1", "SOR_SORES_RETENTION": "P1Y6M", "SOR_SORES_CACHE_TTL": "P12D"}
    found = read_settings(given).sores
    assert found.allowed == (ip_network("10.0.0.0/8"), ip_network("::1"))
    assert (found.retention, found.time_to_live) == (timedelta(days=366 + 186), timedelta(days=12))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SOR_SORES_ALLOWED", "10.0.0.1/8", "has host bits set. Write networks such as 10.1.0.0/16 ::1"),
        ("SOR_SORES_RETENTION", "2 years", "Write a duration such as P2Y, P18M or P90D"),
        ("SOR_SORES_CACHE_TTL", "P", "Write a duration"),
        ("SOR_SORES_STARTUP_RELOAD", "yes", "Write true or false"),
        ("SOR_SORES_NAMES", "0", "Write a whole number from 1 to 500"),
    ],
)
def test_mistakes(name: str, value: str, told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        read_settings({name: value})
