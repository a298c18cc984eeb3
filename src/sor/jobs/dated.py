"""Loading a folder of dated files into an empty register, so that its known time is the files' own (``CORE`` §3)."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec

from sor.core.day import write_day
from sor.core.instant import parse_instant, write_instant
from sor.formats.delivery import BadFile, Delivery
from sor.jobs.importing import MAIN_KINDS, ImportOptions, Progress, Report, family, import_file
from sor.register import Refused, Register
from sor.store import reads


def import_as_dated(
    register: Register,
    folder: Path,
    reader: Callable[[Path], Delivery],
    options: ImportOptions,
    tell: Progress = lambda *_: None,
) -> list[Report]:
    """Load every file of a folder in the order of their times; each entry is known from its file's creation.

    Files of one time are loaded in the order of their formats. Raises Refused when the register holds anything, BadFile
    when a file carries no day or two of one format have the same time.
    """
    connection = register.database.reader()
    if any(reads.any_of(connection, kind) for kind in MAIN_KINDS[:-1]):
        raise Refused("--as-dated is for an empty register: this one holds something already, known from its own time.")
    dated = sorted((known_at(reader, path), path) for path in sorted(folder.iterdir()) if path.is_file())
    if not dated:
        raise BadFile(f"{folder} holds no files.")
    for (one, first), (other, second) in pairwise(dated):
        if one == other:
            raise BadFile(f"{first.name} and {second.name} have the same time, {one[0]}: which is first is not known.")
    options = msgspec.structs.replace(options, as_dated=True)
    return [import_file(register, path, reader, options, tell) for _, path in dated]


def known_at(reader: Callable[[Path], Delivery], path: Path) -> tuple[str, str]:
    """When a file became known – its creation, else 01:00 Danish time on the day it describes – and its format."""
    with reader(path) as delivery:
        if delivery.created:
            return delivery.created, family(delivery.format)
        if delivery.snapshot is None:
            raise BadFile(f"{path.name} carries no day, so it has no place in the order of dated files.")
        return write_instant(parse_instant(f"{write_day(delivery.snapshot)}T01:00:00")), family(delivery.format)
