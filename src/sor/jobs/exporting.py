"""Writing one export: the asked selection in the asked format, whole or not at all, with a report of what it lacks."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from shutil import copyfileobj
from zipfile import ZipFile

import msgspec

from sor.core.day import write_day
from sor.core.identifiers import SHAK_LAST_DAY, is_digits
from sor.formats.published.export_format import HISTORY, KNOWN, MUNICIPALITY, SINCE, VALID, Format
from sor.formats.published.exports import FORMATS
from sor.formats.published.omitted import Omitted
from sor.formats.tables.formulas import defuse_formula
from sor.jobs import selection
from sor.jobs.editions import LEFT_OUT
from sor.jobs.ready_database import write_sqlite
from sor.jobs.selection import Selected
from sor.jobs.whole_files import BEGUN, NotWritten, reason, whole_file, whole_path
from sor.register import Register
from sor.store.collector import without_collector
from sor.store.own_folder import own_folder

Progress = Callable[[str, int], None]

EXPORTS: dict[str, Format] = FORMATS
"""Every format that ``sor export`` writes."""


class WrongUse(ValueError):
    """Options that do not go together, or that the format cannot take; the message says which it takes."""


class ExportRequest(msgspec.Struct, frozen=True):
    """What is to be exported; texts as on the command line. since: ``17`` or ``@17``. file: the name of the file, whose
    ending may choose the form. shak_end: the setting; None = SHAK goes on.
    """

    format: str
    valid: str | None = None
    known: str | None = None
    since: str | None = None
    history: bool = False
    file: str = ""
    shak_end: int | None = SHAK_LAST_DAY
    municipality: str | None = None

    @property
    def made(self) -> Format:
        """The form that is asked for."""
        return EXPORTS[self.format].for_file(self.file)


class Exported(msgspec.Struct):
    """What was written. left_out: how many subjects or fields the file does not show, by reason; report: the file
    that names each of them.
    """

    file: str
    format: str
    version: str
    day: str
    serial: int
    bytes: int
    left_out: dict[str, int] = {}
    report: str | None = None


def selection_of(register: Register, asked: ExportRequest) -> Selected:
    """The asked selection. A delta first lets the register reach today (``CORE`` §10). Raises WrongUse, BadTime."""
    check(asked)
    selected = _select_rows(register, asked)
    selected.shak_end = register.last_day_of_shak(asked.shak_end)
    if asked.municipality and selected.codes.get("municipality", asked.municipality, selected.valid) is None:
        raise WrongUse(f"There is no municipality {asked.municipality}. Write its four digits, for example 0810.")
    selected.municipality = asked.municipality
    return selected


def _select_rows(register: Register, asked: ExportRequest) -> Selected:
    now = register.clock()
    if asked.since is not None:
        register.turn_day()
        known = register.as_of(None, asked.known).known
        since = _serial(asked.since)
        if since > known:
            raise WrongUse(f"--since {since} is later than the serial {known} up to which the delta goes.")
        return selection.delta(register, since, known, now)
    if asked.history or asked.made.whole:
        return selection.history(register, register.as_of(None, asked.known).known, now)
    return selection.full(register, register.as_of(asked.valid, asked.known), now)


def check(asked: ExportRequest) -> None:
    """Raises WrongUse for an option that the format cannot honour, or options that do not go together."""
    made = asked.made
    given = {
        VALID: asked.valid, KNOWN: asked.known, SINCE: asked.since, HISTORY: asked.history or None,
        MUNICIPALITY: asked.municipality,
    }  # fmt: skip
    wrong = [f"--{name}" for name, value in given.items() if value is not None and name not in made.takes]
    if wrong:
        takes = ", ".join(f"--{name}" for name in given if name in made.takes)
        raise WrongUse(f"{made.name} cannot take {' and '.join(wrong)}. It takes: {takes or 'no options'}.")
    missing = [f"--{name}" for name in sorted(made.needs) if given[name] is None]
    if missing:
        raise WrongUse(f"{made.name} needs {' and '.join(missing)}.")
    if asked.since is not None and asked.history:
        raise WrongUse("--since and --history are two selections. Choose one.")
    for name, value in ((SINCE, asked.since), (HISTORY, asked.history)):
        if value and asked.valid is not None:
            raise WrongUse(f"--{name} covers all days: leave --valid out.")


def export(register: Register, asked: ExportRequest, out: Path, tell: Progress = lambda *_: None) -> Exported:
    """Write an export to a path. Raises WrongUse, BadTime, CannotWrite, Unavailable, NotWritten; then a file of that
    name stays as it was.
    """
    selected = selection_of(register, asked)
    selected.tell = lambda step: tell("units", step)
    made = asked.made
    if made.folder and out.suffix.casefold() != ".zip":
        omitted, size = write_folder(register, selected, made, out)
    else:
        if out.is_dir():
            raise WrongUse(f"{out} is a folder. Name a file, for example {out / made.file}.")
        omitted = write_to(register, selected, made, out, tell)
        size = out.stat().st_size
    report = write_report(out, omitted)
    return Exported(
        file=str(out),
        format=made.name,
        version=made.version,
        day=write_day(selected.valid),
        serial=selected.known,
        bytes=size,
        left_out=reasons(omitted),
        report=str(report) if report else None,
    )


def write_to(
    register: Register, selected: Selected, format: Format, out: Path, tell: Progress = lambda *_: None
) -> list[Omitted]:
    """Write a selection to a path, whole or not at all; gives back what it does not show."""
    if format.write is None:
        with whole_path(out) as partial:
            omitted = write_sqlite(register, selected, partial, lambda step: tell("log", step))
        return [*omitted, *selected.read.list_omitted()]
    with without_collector(), whole_file(out) as file:
        return [*format.write(selected, file), *selected.read.list_omitted()]


def write_folder(register: Register, selected: Selected, format: Format, out: Path) -> tuple[list[Omitted], int]:
    """Write a selection as the files of a folder, each whole or not at all and none before all are made; gives back
    what they do not show, and how many bytes they are.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with own_folder(out.parent, BEGUN) as beside:
            packed = beside / format.file
            omitted = write_to(register, selected, format, packed)
            size = 0
            with ZipFile(packed) as archive:
                for info in archive.infolist():
                    path = out / info.filename
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with whole_file(path) as file, archive.open(info) as content:
                        copyfileobj(content, file)
                    size += info.file_size
    except OSError as error:
        raise NotWritten(reason(out, error)) from error
    return omitted, size


def write_report(out: Path, omitted: Sequence[Omitted]) -> Path | None:
    """What a file does not show, line by line, in a CSV beside it; none when it shows everything."""
    path = out.with_name(out.name + LEFT_OUT)
    if not omitted:
        path.unlink(missing_ok=True)
        return None
    with whole_file(path) as file:
        file.write(report_of(omitted))
    return path


def report_of(omitted: Sequence[Omitted]) -> bytes:
    """The report as CSV."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(("code", "field", "reason"))
    rows.writerows(map(defuse_formula, omission) for omission in omitted)
    return text.getvalue().encode()


def reasons(omitted: Sequence[Omitted]) -> dict[str, int]:
    """How many were left out for each reason; of a field its name, of a whole subject why."""
    return dict(Counter(f"{o.field}: {o.reason}" if o.field else _general(o) for o in omitted).most_common())


def _general(omission: Omitted) -> str:
    """A reason without the codes in it."""
    return " ".join("…" if word.strip(",.").isdigit() and len(word) > 6 else word for word in omission.reason.split())


def _serial(text: str) -> int:
    plain = text.removeprefix("@")
    if not is_digits(plain) or len(plain) > 15:
        raise WrongUse(f"--since is '{text}'. Write the serial that you have, for example 17.")
    return int(plain)
