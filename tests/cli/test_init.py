"""`sor init`: a register is made as a demo or as a real one, as a mirror or a master, and stays what it is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.identifiers import sor_code
from sor.register import Register
from sor.store import facts
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.demos import take_mark_away
from tests.quick_part import few_of_several
from tests.store.units import begin, create

NO_RANGE = "It takes changes, but makes no new units until it is told from which numbers: sor init --range A-B"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/r.db"


def init(url: str, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, "init", *arguments], env=environment)


def register(url: str) -> Register:
    return Register(Database(url), StandingClock())


@pytest.mark.parametrize(
    ("arguments", "role", "is_demo", "limits"),
    few_of_several(
        [
            ((), "mirror", False, None),
            (("--demo",), "mirror", True, None),
            (("--demo", "--role", "master"), "master", True, (9_000_000, 9_999_999)),
            (("--role", "master"), "master", False, None),
            (("--role", "master", "--range", "2000000-2999999"), "master", False, (2_000_000, 2_999_999)),
        ],
        every=4,
    ),
)
def test_what_is_made(
    url: str, arguments: tuple[str, ...], role: str, is_demo: bool, limits: tuple[int, int] | None
) -> None:
    made = init(url, *arguments)
    assert made.exit_code == 0, made.output
    found = register(url)
    assert (found.role, found.is_demo, facts.code_range(found.facts())) == (role, is_demo, limits)
    assert f"holds a {'demo' if is_demo else 'register'}: a {role}, at serial 0." in made.output
    assert (NO_RANGE in made.output) is (role == "master" and limits is None)
    again = init(url)
    assert again.exit_code == 0
    assert (register(url).role, register(url).is_demo) == (role, is_demo)


@pytest.mark.parametrize(
    ("arguments", "told"),
    few_of_several(
        [
            (("--range", "2000000-2999999"), "A mirror issues no SOR codes"),
            (("--demo", "--role", "master", "--range", "1-9"), "A demo issues its codes from 9000000-9999999 and from"),
            (("--role", "master", "--range", "9000000-9000009"), "lies in 9000000-9999999, which is kept for demos"),
            (("--role", "master", "--range", "1-99999999"), "lies in 9000000-9999999, which is kept for demos"),
            (
                ("--role", "master", "--range", "9-1"),
                "9-1 is no range of running numbers: write A-B, from 1 to 99999999.",
            ),
            (("--role", "master", "--range", "0-9"), "0-9 is no range of running numbers"),
            (("--role", "master", "--range", "10000000-100000000"), "is no range of running numbers"),
        ],
        every=4,
    ),
)
def test_what_no_register_can_be_leaves_none(url: str, arguments: tuple[str, ...], told: str) -> None:
    refused = init(url, *arguments)
    assert refused.exit_code == 1
    assert told in refused.output
    assert register(url).facts() == {}


def test_a_range_that_cannot_be_read_is_wrong_use(url: str) -> None:
    assert init(url, "--role", "master", "--range", "many").exit_code == 2


def test_neither_kind_is_turned_into_the_other(url: str) -> None:
    init(url, "--role", "master")
    refused = init(url, "--demo")
    assert refused.exit_code == 1
    assert "This is a real register, and a real one is never turned into a demo." in refused.output
    assert not register(url).is_demo


def test_a_range_is_named_later_once_and_not_changed(url: str) -> None:
    init(url, "--role", "master")
    assert init(url, "--range", "2000000-2999999").exit_code == 0
    assert init(url, "--range", "2000000-2999999").exit_code == 0, "the same again"
    refused = init(url, "--range", "3000000-3999999")
    assert refused.exit_code == 1
    assert "This register issues codes from 2000000-2999999 already, and that does not change." in refused.output


def test_the_mode_that_the_environment_insists_on_is_kept_to(url: str) -> None:
    assert "SOR_MODE is demo, but what sor init makes here is a real register" in init(url, SOR_MODE="demo").output
    assert "was made as a demo" in init(url, "--demo", SOR_MODE="production").output
    assert not Path(url.removeprefix("sqlite:///")).exists()
    assert init(url, "--demo", SOR_MODE="demo").exit_code == 0


class TestOld:
    """Databases of older programs: only the sample's day makes a demo, whatever else they say."""

    def test_what_says_demo_without_the_samples_day_is_real_and_issues_no_codes_of_demos(self, url: str) -> None:
        init(url, "--demo", "--role", "master")
        old = register(url)
        take_mark_away(old)
        assert not old.is_demo
        assert old.facts()["range"] == "9000000-9999999"
        assert facts.code_range(old.facts()) is None
        assert NO_RANGE in init(url).output
        assert init(url, "--range", "2000000-2999999").exit_code == 0
        assert facts.code_range(register(url).facts()) == (2_000_000, 2_999_999)

    def test_what_bears_the_samples_day_is_a_demo(self, url: str) -> None:
        init(url)
        with (old := register(url)).database.writing() as connection:
            facts.put(connection, facts.DEMO_DAY, "20261101")
            facts.put(connection, "demo", "no")
        assert old.is_demo
        assert register(url).is_demo


def test_a_master_without_a_range_takes_changes_but_makes_no_units_until_one_is_named(url: str) -> None:
    init(url, "--role", "master")
    real = register(url)
    begin(real, create("A", 20260101, name="A", level="IO"))
    asked = {"op": "create", "as": "#1", "level": "IO", "from": "2026-12-01", "set": {"name": "Ny"}}
    refused = real.change({"changes": [asked]}, "sds", "rest", judge=False)
    assert [(found.rule, found.severity) for found in refused.findings] == [("X44", "error")]
    changed = real.change({"changes": [{"op": "edit", "unit": "A", "from": "2026-12-01", "set": {"name": "B"}}]}, "sds",
                          "rest", judge=False)  # fmt: skip
    assert changed.serial == real.serial() == 2
    init(url, "--range", "2000000-2999999")
    made = real.change({"changes": [asked]}, "sds", "rest", judge=False)
    assert made.units["#1"] == sor_code(2_000_000)


def test_a_register_without_its_second_file_says_so_until_somebody_goes_on_without(url: str, tmp_path: Path) -> None:
    init(url)
    (tmp_path / "r.desk.db").unlink()
    for _ in range(2):
        told = verified(url)
        assert f"warning: {url} was found without {tmp_path}/r.desk.db" in told.stderr
        assert "sor init --empty-desk" in json.loads(told.stdout)["lacking"]
    assert init(url, "--empty-desk").exit_code == 0
    told = verified(url)
    assert ("warning" in told.stderr, json.loads(told.stdout)["lacking"]) == (False, None)


def verified(url: str) -> Result:
    found = CliRunner().invoke(main, ["--database", url, "verify", "--json"])
    assert found.exit_code == 0, found.output
    return found
