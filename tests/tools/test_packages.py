"""The bill of materials names what the lock files pin, and a licence that does not go with ours is told."""

import json
import shutil
from pathlib import Path

import pytest

from tools import packages
from tools.packages import Package, bill_of_materials, doubtful, locked, weaknesses

ROOT = Path(__file__).resolve().parents[2]
LOCK = """\
alembic==1.20.1 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via -r run.in
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:{a}
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:{b}
psycopg[binary]==3.3.9 \\
    --hash=sha256:{a}
nobody-knows-it==1
""".format(a="a" * 64, b="b" * 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/run.txt").write_text(LOCK)
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    return tmp_path


def test_each_pin_is_a_package_with_its_hashes_and_licence(root: Path) -> None:
    found = [one for one in locked(root) if one.kind == "pypi"]
    a, b = "a" * 64, "b" * 64
    assert [(one.name, one.version, one.where, one.hashes) for one in found] == [
        ("alembic", "1.20.1", "", (a, b)),
        ("nobody-knows-it", "1", "", ()),
        ("numpy", "2.4.6", "; python_full_version < '3.12'", (a,)),
        ("numpy", "2.5.5", "; python_full_version >= '3.12'", (b,)),
        ("psycopg", "3.3.9", "", (a,)),
    ]
    assert [found[0].licence, found[1].licence] == ["MIT", packages.NOT_HERE]


def test_the_front_end_is_in_it_and_its_tools_are_not(root: Path) -> None:
    names = {one.name for one in locked(root) if one.kind == "npm"}
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert names == {
        place.rpartition("node_modules/")[2] for place, one in lock.items() if place and not one.get("dev")
    }
    assert "htmx.org" in names


def test_what_the_lock_of_this_project_pins_is_whole() -> None:
    found = [one for one in locked() if one.kind == "pypi"]
    pinned = [line for line in (ROOT / "requirements/run.txt").read_text("utf-8").splitlines() if "==" in line]
    assert len(found) == len([line for line in pinned if not line.startswith(" ")])
    assert all(one.hashes for one in found)
    assert doubtful(locked()) == []


def test_the_bill_names_every_package_with_its_url_and_hashes(root: Path) -> None:
    bill = bill_of_materials(locked(root))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    first = next(one for one in bill["components"] if one["name"] == "alembic")
    assert first["purl"] == "pkg:pypi/alembic@1.20.1"
    assert [one["hashes"][0]["content"][0] for one in first["externalReferences"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("licence", "is_doubtful"),
    [
        ("MIT", False), ("BSD-3-Clause", False), ("Apache-2.0 OR BSD-3-Clause", False), ("LGPL-3.0-only", False),
        ("GPL-3.0-only", True), ("AGPL-3.0", True), ("", True), ("Proprietary", True), (packages.NOT_HERE, False),
    ],
)  # fmt: skip
def test_a_licence_that_does_not_go_with_ours_is_told(licence: str, is_doubtful: bool) -> None:
    assert bool(doubtful([Package("pypi", "a", "1", licence)])) is is_doubtful


@pytest.mark.slow
def test_where_no_advisory_source_can_be_reached_that_is_said() -> None:
    assert weaknesses([Package("pypi", "alembic", "1.20.1", "MIT")], "http://127.0.0.1:9/") == (
        "No advisory source could be reached: the packages were not audited for known weaknesses.", False,
    )  # fmt: skip
