"""What a package is built of: nothing that a page needs is left out, and a source archive needs no Node.js."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def names_in(text: str) -> set[str]:
    """The packages that lines name, without what is said of their versions."""
    return {found[0].lower() for line in text.splitlines() if (found := re.match(r"[A-Za-z0-9._-]+(\[\w+\])?", line))}


def test_the_package_needs_what_the_lock_file_pins() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert names_in("\n".join(needed)) == names_in((ROOT / "requirements/run.in").read_text("utf-8"))


@pytest.mark.slow
def test_the_source_archive_and_its_wheel_hold_every_page_whole(tmp_path: Path) -> None:
    uv = [Path(sys.executable).with_name("uv"), "build", "--quiet", "--no-build-isolation", "--out-dir", tmp_path]
    # Built with the environment of the tests, where setuptools is: what a stranger's does, tools/try_package.py tries.
    subprocess.run([*uv, "--python", sys.executable, "--sdist", ROOT], check=True)
    archive = next(tmp_path.glob("*.tar.gz"))
    subprocess.run([*uv, "--python", sys.executable, "--wheel", archive], check=True, env={"PATH": ""})
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    package = ROOT / "src"
    there = {
        file.relative_to(package).as_posix()
        for file in (package / "sor").rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    assert there - held == set()
    assert "sor/py.typed" in held
    kept = "sor/endpoints/web/guides/kept/"
    documents = [*ROOT.glob("docs/guide/*.md"), *ROOT.glob("docs/images/*.png"), *ROOT.glob("docs/readers/*.md")]
    assert {f"{kept}{file.relative_to(ROOT).as_posix()}" for file in documents} - held == set()
    assert any("/vendor/dkfds/" in name for name in held)
    with tarfile.open(archive) as source:
        files = {name.split("/", 1)[-1] for name in source.getnames()}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "requirements/run.txt"} <= files
    assert not any(name.startswith(("tests/", ".venv", "node_modules")) for name in files)
