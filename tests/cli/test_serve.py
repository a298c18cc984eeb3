"""`sor serve` and `sor demo`: what they prepare and what they say; servers themselves are tested in tests/endpoints."""

from pathlib import Path

import pytest

from sor.cli import serve
from sor.cli.administration import NO_RANGE
from sor.cli.opening import closed_register, open_register
from sor.register import Refused
from sor.settings import Settings, read_settings, settle_settings


def settings(folder: Path, **more: str) -> Settings:
    return read_settings({"SOR_DATABASE": f"sqlite:///{folder}/demo.db", **more})


@pytest.mark.slow
def test_the_demo_loads_the_sample_register_once_and_lives_on_its_day(tmp_path: Path) -> None:
    serve.prepare(settings(tmp_path))
    register = open_register(settings(tmp_path))
    serial = register.serial()
    assert (register.role, register.today(), register.is_demo) == ("master", 20261101, True)
    assert register.at().count("unit") > 2500
    serve.prepare(settings(tmp_path))
    assert register.serial() == serial
    greeted = serve.greeting(register, settle_settings(settings(tmp_path), demo=True)).splitlines()
    assert "demo.db: a demo, a master at serial" in greeted[1]
    assert greeted[1].endswith("units open on 2026-11-01")
    assert greeted[2].startswith("  open: pages, ")
    assert register.at().unit(serve._example(register)) is not None


def test_a_master_without_a_range_of_codes_says_so_at_every_start(tmp_path: Path) -> None:
    register = closed_register(settings(tmp_path))
    register.init("master")
    given = settle_settings(settings(tmp_path), demo=False)
    assert serve.greeting(register, given).endswith(NO_RANGE)
    register.init(codes=(2_000_000, 2_999_999))
    assert "sor init --range" not in serve.greeting(register, given)


def test_a_demo_that_others_can_reach_warns(tmp_path: Path) -> None:
    register = closed_register(settings(tmp_path))
    register.init("master", demo=True)
    for host, warns in (("127.0.0.1", False), ("0.0.0.0", True)):
        given = settle_settings(settings(tmp_path, SOR_HOST=host), demo=True)
        assert ("Whoever reaches 0.0.0.0 can do everything here" in serve.greeting(register, given)) is warns


def test_a_real_register_is_not_served_as_a_demo(tmp_path: Path) -> None:
    closed_register(settings(tmp_path)).init("master")
    with pytest.raises(Refused, match="holds a real register, which is not served as a demo"):
        serve.prepare(settings(tmp_path))


def test_a_first_load_that_is_broken_off_leaves_no_half_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sor.jobs.generating.fill", broken_off)
    with pytest.raises(KeyboardInterrupt):
        serve.prepare(settings(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"),
        ("sor.example", "http://sor.example:8080"),
    ],
)
def test_the_address_that_a_browser_on_this_machine_can_open(tmp_path: Path, host: str, address: str) -> None:
    assert serve.address_of(settings(tmp_path, SOR_HOST=host)) == address


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({}, "demo.files"),
        ({"SOR_FILES": "elsewhere"}, "elsewhere"),
        ({"SOR_DATABASE": "postgresql://sor@host/sor"}, ""),
    ],
)
def test_the_demo_publishes_its_files_beside_its_database(tmp_path: Path, given: dict[str, str], folder: str) -> None:
    found = serve._with_files(settings(tmp_path, **given)).files
    assert (Path(found).name if found else "") == folder
