"""Every job that makes files, killed in the middle: the next run finds what it left and takes it away, and the folder
holds what it would hold if nothing had happened.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.sample.register import SAMPLE_DAY
from sor.store.database import Database
from sor.store.own_folder import OwnFolder
from tests.conftest import StandingClock
from tests.quick_part import some

SOR = [sys.executable, "-c", "from sor.cli import main; main()"]
JOBS: dict[str, Sequence[str]] = {
    "export of a file": ("export", "xml2", "--out", "{out}/sor.xml"),
    "export of a whole register": ("export", "sqlite", "--out", "{out}/sor.sqlite"),
    "export of a folder": ("export", "regiondump", "--out", "{out}/dump"),
    "publish": ("publish", "--out", "{out}"),
    "backup": ("backup", "{out}/backup.db"),
    "restore": ("--database", "sqlite:///{out}/restored.db", "restore", "{database}.backup"),
    "generate into a database": ("--database", "sqlite:///{out}/made.db", "generate", "--units", "600", "--years", "4"),
    "generate": ("generate", "--units", "300", "--out", "{out}/generated.xml"),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a demo with some hundred units, and a backup of it beside it."""
    file = tmp_path_factory.mktemp("killed") / "sor.db"
    register = Register(Database(f"sqlite:///{file}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    fill(register, Size(600, 3, 1, SAMPLE_DAY))
    register.database.close()
    run(("backup", "{database}.backup"), file, file.parent)
    return file


def command(words: Sequence[str], database: Path, out: Path) -> tuple[list[str], dict[str, str]]:
    given = [word.format(out=out, database=database) for word in words]
    environment = {**os.environ, "SOR_DATABASE": f"sqlite:///{database}", "TMPDIR": str(out)}
    return [*SOR, *given], environment


def run(words: Sequence[str], database: Path, out: Path) -> None:
    line, environment = command(words, database, out)
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def killed_in_the_middle(words: Sequence[str], database: Path, out: Path, later: float) -> bool:
    """Whether a job was killed while it had something in a folder that is not to stay. later: seconds after it began
    to write it.
    """
    line, environment = command(words, database, out)
    before = names(out)
    with subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if any("/." in f"/{name}" or name.endswith("-wal") for name in names(out) - before):
                time.sleep(later)
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.002)
    return process.returncode == -signal.SIGKILL


def names(folder: Path) -> set[str]:
    """What a folder holds; what is taken away meanwhile may be missing."""
    found = [Path(at, name) for at, folders, files in os.walk(folder) for name in (*folders, *files)]
    return {str(path.relative_to(folder)) for path in found}


def stable(folder: Path) -> set[str]:
    """What a folder holds, editions and files named by the time at which they were made each as one."""
    return {"/".join("*" if part[:1].isdigit() else part for part in name.split("/")) for name in names(folder)}


@pytest.mark.slow
@pytest.mark.parametrize("job", some(JOBS, tested=2))
def test_the_next_run_takes_away_what_a_killed_one_left(job: str, database: Path, tmp_path: Path) -> None:
    usual, out = tmp_path / "usual", tmp_path / "out"
    for folder in (usual, out):
        folder.mkdir()
    run(JOBS[job], database, usual)
    moments = (0.2,) if "into a database" in job else (0, 0.05)
    killed = [killed_in_the_middle(JOBS[job], database, out, later) for later in moments]
    assert any(killed), "it should have been killed while it wrote"
    if job == "restore" and (out / "restored.db").exists():
        register = Register(Database(f"sqlite:///{out}/restored.db"), StandingClock())
        assert not register.serial(), "nothing, or all"
        register.database.close()
    run(JOBS[job], database, out)
    assert stable(out) == stable(usual)
    if "into a database" in job:
        found = [Register(Database(f"sqlite:///{folder}/made.db"), StandingClock()) for folder in (usual, out)]
        assert len({(one.serial(), one.at().count("unit")) for one in found}) == 1


def test_a_folder_that_a_program_holds_is_left_alone(tmp_path: Path) -> None:
    held = OwnFolder(tmp_path, "kind")
    (held.path / "file").write_text("x")
    left = tmp_path / ".kind-left"
    left.mkdir()
    other = OwnFolder(tmp_path, "kind")
    assert {path.name for path in tmp_path.iterdir()} == {held.path.name, other.path.name}
    assert (held.path / "file").exists()
    for one in (held, other):
        one.close()
    assert not [*tmp_path.iterdir()]
