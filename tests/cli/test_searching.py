"""`sor search` from a place, and what it counts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sor.cli import main
from tests.endpoints.web.small_register import small_register


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    address = f"sqlite:///{tmp_path}/sor.db"
    small_register(address)
    monkeypatch.setenv("SOR_DATABASE", address)

    def run(*words: str, exits: int = 0) -> str:
        done = CliRunner().invoke(main, ("search", *words))
        assert done.exit_code == exits, done.output
        return done.output

    return run


def test_counts_take_the_place_of_the_list_with_names_or_as_json(sor: Callable[..., str]) -> None:
    counts = json.loads(sor("--facets", "--json"))
    assert {kind: sum(one["units"] for one in found) for kind, found in counts.items()}["level"] == sum(
        one["units"] for one in counts["owner"]
    )
    shown = sor("--facets")
    assert "Region Vestland" in shown
    assert shown.rstrip().endswith("in all")


def test_the_nearest_come_first_and_a_place_that_nobody_knows_is_told(sor: Callable[..., str]) -> None:
    far = [unit["distance_km"] for unit in json.loads(sor("--near", "57.2, 9.9", "--json")) if "distance_km" in unit]
    assert far == sorted(far)
    assert "Km" in sor("--near", "57.2, 9.9")
    assert "Km" not in sor("--limit", "1")
    assert "Nobody knows where 'Xyzzy' lies" in sor("--near", "Xyzzy", exits=1)
