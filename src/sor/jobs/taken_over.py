"""Files of the edition before that a new one would write again as they are: after an erasure, those that show nothing
of what was erased.

Nothing but erasures may have come since, on the same day, and what an erasure takes is shown by some files only
(``erased_files``). Every other file is copied, with the time in it at which it was written, and held against its digest
on the way: the edition before may lose files, or be let go, without it.
"""

import shutil
from pathlib import Path

from sor.core.day import write_day
from sor.formats.published.exports import FORMATS
from sor.formats.published.life_cycle import state_of
from sor.jobs.editions import FileEntry, Manifest, PublishOptions, twin_of
from sor.jobs.erased_files import find_gone, may_hold
from sor.jobs.whole_files import digest_of, whole_file
from sor.register import Register
from sor.store import log
from sor.store.erasures import is_erased_only
from sor.store.log import Head


def find_unchanged(register: Register, before: Manifest, head: Head, options: PublishOptions) -> dict[str, FileEntry]:
    """The files of an edition that one of this head would write again with the same content, by name."""
    connection = register.database.reader()
    was = before.epoch, before.day, before.shak_end, before.hash
    now = register.facts().get("epoch", ""), write_day(head.day), shak_end_of(register, options)
    if was != (*now, log.hash_of(connection, before.serial)) or not is_erased_only(
        connection, before.serial, head.serial
    ):
        return {}
    gone = list(find_gone(register, before.erased))
    return {
        file.name: file
        for file in before.files
        if file.since is None
        and _is_written_alike(file, head.day, options)
        and not any(may_hold(file, before, one) for one in gone)
    }


def _is_written_alike(file: FileEntry, day: int, options: PublishOptions) -> bool:
    form, state = FORMATS.get(file.format), state_of(file.format, day, options.starts)
    until = write_day(state.until) if state.until else None
    return form is not None and (form.version, state.name, until) == (file.version, file.state, file.state_until)


def take_over(file: FileEntry, before: Path, making: Path) -> bool:
    """Copy a file from the folder of the edition before, with its gzip twin and the report of what it lacks; whether it
    is what its manifest says. What is another, or not there, has to be written.
    """
    (making / file.name).parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy(before / file.name, making / file.name)
        if file.report:
            _copy(before / file.report, making / file.report)
    except FileNotFoundError:
        return False
    return digest_of(making / file.name) == file.sha256


def _copy(source: Path, target: Path) -> None:
    for one, other in ((source, target), (twin_of(source), twin_of(target))):
        if one == source or one.is_file():
            with one.open("rb") as content, whole_file(other) as out:
                shutil.copyfileobj(content, out, 1 << 20)


def shak_end_of(register: Register, options: PublishOptions) -> str | None:
    """The last day that the files give SHAK codes without an end of their own, as a manifest says it."""
    end = register.last_day_of_shak(options.shak_end)
    return None if end is None else write_day(end)
