"""Build the package and try it as a stranger does: installed from the wheel into an empty environment without Node.js,
it serves the demo and every file that its first pages name.

`python tools/try_package.py [WHEEL]`: of a wheel that is built already, or of one that is built from the source archive
of this checkout. Exits 1 and says what is missing.
"""

import os
import re
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/", "/login", "/api", "/files", "/certification", "/units/1")
NAMED = re.compile(r'(?:href|src)="(/static/[^"]+|/data/[^"]+)"')
STARTS_WITHIN = 120
"""Seconds in which the sample register is made and served."""


def build(folder: Path) -> Path:
    """A wheel, built from the source archive, in a folder."""
    uv = [str(Path(sys.executable).with_name("uv")), "build", "--quiet", "--out-dir", str(folder)]
    subprocess.run([*uv, "--sdist", str(ROOT)], check=True)
    subprocess.run([*uv, "--wheel", str(next(folder.glob("*.tar.gz")))], check=True)
    return next(folder.glob("*.whl"))


def install(wheel: Path, folder: Path) -> Path:
    """The wheel in an environment of its own with what it needs, as pinned; gives its folder of programs."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    lock = ["--only-binary", ":all:", "--require-hashes", "-r", str(ROOT / "requirements/run.txt")]
    subprocess.run([*pip, *lock], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    return programs


@contextmanager
def served(programs: Path, folder: Path) -> Iterator[str]:
    """The address at which the installed program serves its demo, in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SOR_", "PYTHON"))}
    said = (folder / "said.txt").open("wb")
    running = subprocess.Popen(
        [programs / "sor", "demo", "--port", str(port)], cwd=folder, stdout=said, stderr=said,
        env=plain | {"PATH": str(programs)},
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(30)
        said.close()


def faults(address: str) -> Iterator[str]:
    """What of the pages and the files that they name cannot be had."""
    _wait_for(address)
    named: set[str] = set()
    for page in PAGES:
        status, text = _got(urljoin(address, page))
        if status not in (200, 404) or "<html" not in text:
            yield f"{page}: {status}"
        named.update(NAMED.findall(text))
    if len(named) < 5:
        yield f"the pages name {len(named)} files only"
    for file in sorted(named):
        status, text = _got(urljoin(address, file))
        if status != 200 or not text:
            yield f"{file}: {status}"


def _wait_for(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            _got(f"{address}/version")
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _got(address: str) -> tuple[int, str]:
    """The status of an answer, and its text."""
    try:
        with urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def main(arguments: list[str]) -> int:
    """Try it, and say what is missing."""
    with TemporaryDirectory(
        ignore_cleanup_errors=True
    ) as made:  # a worker may still write there when its master is gone
        folder = Path(made)
        wheel = Path(arguments[0]) if arguments else build(folder / "dist")
        programs = install(wheel, folder / "environment")
        (folder / "demo").mkdir()
        with served(programs, folder / "demo") as address:
            missing = list(faults(address))
        if missing:
            print(*missing, (folder / "demo/said.txt").read_text("utf-8"), sep="\n", file=sys.stderr)
    print(f"{wheel.name}: " + ("something is missing" if missing else "installed and tried"))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
