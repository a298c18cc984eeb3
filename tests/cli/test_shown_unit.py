"""`sor show`: every code has its name beside it, what no list knows is called so, and a line is a line."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.cli.shown_unit import UnitRows, units_named
from sor.codes.bundle import read_bundled_book
from sor.core.code_book import CodeBook
from sor.core.shapes import Value
from tests.endpoints.web.small_register import HOSPITAL, PRACTICE_PROVIDER, WARD, small_register

NAMES = {"1": "Region Vestland"}


@pytest.fixture(scope="module")
def codes() -> CodeBook:
    return read_bundled_book()


def rows(codes: CodeBook, answer: Mapping[str, Value]) -> dict[str, str]:
    return dict(UnitRows(codes, 20261101, NAMES).of(answer))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("level", "HI", "HI (SI)"),
        ("type", "264372000", "264372000 apotek"),
        ("type", "1", "1 (unknown code)"),
        ("parent", "1", "1 Region Vestland"),
        ("parent", "2", "2"),
        ("replaces", ["1", "2"], "1 Region Vestland, 2"),
        ("open", False, "no"),
        ("specialities", [{"code": "394592004", "type": None}], "394592004 klinisk onkologi"),
        ("units", [{"code": "1", "name": "Alfa"}, {"code": "2"}], "1 Alfa, 2"),
        ("operator", {"unit": "1", "agreement": "A"}, "unit 1 Region Vestland, agreement A"),
        (
            "location",
            {"state": "Own", "network": "41000035001", "system_type": "9", "system_supplier": None},
            "state Own, network 41000035001 KMD, system_type 9 (unknown code)",
        ),
        (
            "location",
            {"system_type": "9", "system_type_name": "Journalen", "inherited": True, "source": "1"},
            "system_type 9 Journalen (from 1 Region Vestland)",
        ),
        (
            "postal_address",
            {"postcode": "8270", "district": "Højbjerg", "municipality": "0751", "region": "1082"},
            "postcode 8270, district Højbjerg, municipality 0751 Aarhus, region 1082 Region Midtjylland",
        ),
        (
            "visiting_address",
            {"street": "Nygade", "inherited": True, "source": "1", "taken_from": "postal_address"},
            "street Nygade (from 1 Region Vestland, the postal_address)",
        ),
    ],
)
def test_a_code_has_its_name_beside_it(codes: CodeBook, field: str, value: Value, shown: str) -> None:
    assert rows(codes, {field: value}) == {field: shown}


def test_what_is_empty_or_said_beside_its_code_has_no_row(codes: CodeBook) -> None:
    assert rows(codes, {"type_name": "apotek", "valid_to": None, "replaces": [], "serial": 3}) == {"serial": "3"}


def test_the_units_that_an_answer_names_are_found_wherever_they_stand() -> None:
    answer: dict[str, Value] = {
        "code": "0", "parent": "1", "replaces": ["2"], "location": {"source": "3", "number": "9"},
        "operator": {"unit": "4"}, "units": [{"code": "5", "name": "x"}],
    }  # fmt: skip
    assert units_named(answer) == {"1", "2", "3", "4"}


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    address = f"sqlite:///{tmp_path}/sor.db"
    small_register(address)
    monkeypatch.setenv("SOR_DATABASE", address)

    def ran(*words: str, exits: int = 0) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == exits, done.output
        return done.output

    return ran


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            (WARD,),
            {"parent": "Afdeling for Hjertesygdomme", "owner": "Region Vestland", "location": HOSPITAL + " Vestland"},
        ),
        (
            (PRACTICE_PROVIDER, "--history"),
            {"type": "supplerende oplysninger", "specialities": "almen medicin", "location": "KMD"},
        ),
    ],
)
def test_each_member_is_one_line_that_says_its_names(
    sor: Callable[..., str], words: tuple[str, ...], told: dict[str, str]
) -> None:
    lines = sor("show", *words).splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    answers = json.loads(sor("show", *words, "--json"))
    versions = answers if isinstance(answers, list) else [answers]
    for field, name in told.items():
        found = [line for line in lines if line.startswith(f"{field} ")]
        assert len(found) == len(versions)
        assert all(name in line for line in found), found


def test_a_search_tells_how_many_before_it_lists_them(sor: Callable[..., str]) -> None:
    first, head, *_ = sor("search", "--limit", "2").splitlines()
    assert first.startswith("2 of ")
    assert head.startswith("Code ")


def test_a_command_that_only_has_others_tells_its_help_alone() -> None:
    done = CliRunner().invoke(main, ["codes"])
    assert (done.exit_code, done.output.count("Usage:"), "sor: " in done.output) == (2, 1, False)
