"""Servers on a machine that is short of something: a disk of few bytes, one that cannot be written, little memory, few
files. Each is a program of its own, so that the tests themselves have all they need.
"""

import ctypes
import os
import resource
import shutil
import signal
from pathlib import Path

from sor.store.database import Database
from sor.store.desk_file import files_of
from tests.programs import serve, started

NEW_NAMESPACE, NEW_USERS = 0x00020000, 0x10000000
READ_ONLY, REMOUNT, PRIVATE, RECURSIVE = 0x1, 0x20, 0x40000, 0x4000
BALLAST, HEAVY = "ballast", 8_000_000
"""A file that takes room, until the server is told (SIGUSR1) to take it away; its bytes."""


def mount(folder: Path, files: list[Path], room: int, *, read_only: bool = False) -> None:
    """In a space of its own, which ends with this process: a disk in a folder that holds copies of files, and so many
    bytes more. Raises OSError where a process may not have one.
    """
    libc, (user, group) = ctypes.CDLL(None, use_errno=True), (os.geteuid(), os.getegid())

    def call(name: str, *given: object) -> None:
        if getattr(libc, name)(*given) != 0:
            raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")

    call("unshare", NEW_NAMESPACE | (NEW_USERS if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    size = room + sum(file.stat().st_size + 4_096 for file in files)
    call("mount", None, b"/", None, PRIVATE | RECURSIVE, None)
    call("mount", b"tmpfs", str(folder).encode(), b"tmpfs", 0, f"size={size}".encode())
    for file in files:
        shutil.copy(file, folder / file.name)
    if read_only:
        call("mount", None, str(folder).encode(), None, REMOUNT | READ_ONLY, None)


def may_mount(folder: Path) -> bool:
    """Whether a process of ours may have a disk of its own here."""
    process = started(mount, folder, [], 4_096)
    process.join()
    return process.exitcode == 0


def serve_on_a_small_disk(data: Path, folder: Path, room: int, port: int) -> None:
    """The register of a file, on a disk with so much room left beside it; SIGUSR1 gives it much more."""
    mount(folder, files_of(Database(f"sqlite:///{data}")), room + HEAVY)
    (folder / BALLAST).write_bytes(b"x" * HEAVY)
    signal.signal(signal.SIGUSR1, lambda *_: (folder / BALLAST).unlink())
    serve(f"sqlite:///{folder}/{data.name}", port)


def serve_on_a_read_only_disk(data: Path, folder: Path, port: int) -> None:
    """The register of a file, on a disk that cannot be written."""
    mount(folder, files_of(Database(f"sqlite:///{data}")), 1_000_000, read_only=True)
    serve(f"sqlite:///{folder}/{data.name}", port)


def serve_with_little(kind: int, more: int, database: str, port: int) -> None:
    """A server that may have little of one kind (``resource.RLIMIT_…``): from SIGUSR1 on so much more than it has then,
    from SIGUSR2 on as much as before.
    """
    usual = resource.getrlimit(kind)

    def limit(signum: int, _: object) -> None:
        if signum == signal.SIGUSR2:  # nothing is opened to find out how much is used: it may be that nothing can be
            resource.setrlimit(kind, usual)
            return
        used = 0
        if kind == resource.RLIMIT_AS:
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        elif kind == resource.RLIMIT_NOFILE:
            used = max(int(file.name) for file in Path("/proc/self/fd").iterdir())
        resource.setrlimit(kind, (used + more, usual[1]))

    for one in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(one, limit)
    serve(database, port)
