"""Following a copy register (KRS): what holds there is loaded into a mirror as a file of whole histories would be.

Each round takes what is new of every data type. The register's own log says what came when; it is not the source's log,
and nothing of it can be proven (``docs/decisions/following.md``).
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sor.core.instant import write_instant
from sor.following.krs_source import KrsReplica, KrsSource, OffsetRefused
from sor.following.source import SourceAway
from sor.formats.findings import UNREADABLE
from sor.formats.recognise import read_file
from sor.formats.soap.krs import BEGINNING
from sor.jobs.erasing import FilesToErase, finish
from sor.jobs.follow import note_if_away
from sor.jobs.importing import ImportOptions, Report, code_names, import_file
from sor.register import MIRROR, Refused, Register
from sor.store import facts, followed
from sor.store.backing_up import open_backup, write_backup
from sor.store.copying import copy_log
from sor.store.database import Database
from sor.store.erasures import overwrite_what_goes
from sor.store.followed import FollowedSource
from sor.store.own_folder import own_folder
from sor.store.rebuild import rebuild
from sor.store.taking import let_go_of_log

EVERY = 1.0
"""Seconds between two questions to a copy register that is level."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
ACTOR = "krs"
ROWS = "rows"
"""Beside the columns: whole rows that cannot be read."""

NOT_IN_KRS = (
    "What no row of KRS holds, such as an address's country, is not in this copy: the guide *Following* lists it."
)


def tell_left_out(counts: Mapping[str, int], entry: int | None) -> str:
    """What a copy register told and the copy has not, in a sentence. counts: of each column; entry: that names them."""
    of_each = ", ".join(f"{column} {count}" for column, count in sorted(counts.items()))
    where = f" The pages of the units name them: finding X2 of entry {entry}." if entry else ""
    return f"{sum(counts.values())} values that the copy register told are not in this copy: {of_each}.{where}"


class FollowingKrs:
    """One run of following a copy register into a mirror. say, tell: as for every follower. files: where
    files are published from the copy, from which values have to go that were erased there.
    """

    def __init__(
        self,
        register: Register,
        source: KrsSource,
        say: Callable[[str], None] = lambda _: None,
        tell: Callable[[str, int], None] = lambda *_: None,
        stop: threading.Event | None = None,
        files: FilesToErase | None = None,
    ) -> None:
        before = register.follows()
        if register.role != MIRROR:
            raise Refused("This register is a master and follows nobody. Follow into a mirror: sor init --role mirror")
        if (before is None and register.serial()) or (before is not None and before.url != source.url):
            held = f"follows {before.url}" if before is not None else "holds something already"
            raise Refused(f"{register.database.shown} {held}. Follow the copy register into an empty mirror: sor init")
        self._register, self._source = register, source
        self._say, self._tell = say, tell
        self._stop = stop or threading.Event()
        self._files = files
        self._replica = KrsReplica()
        self._left_out: dict[str, int] = before.left_out if before is not None else {}
        self._left_out_at = before.left_out_at if before is not None else 0

    def run(self, *, once: bool = False) -> None:
        """Follow until ``stop`` is set, or until the copy is level. Raises Refused, NoSource, BadFile; with
        ``once`` SourceAway.
        """
        self._note(is_level=False)
        self._say(f"{self._source.url} is a copy register: what it tells is taken as it is; nothing is provable.")
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._round()
                pause = FIRST_PAUSE
                if once:
                    return
                self._stop.wait(EVERY)
            except OffsetRefused:
                self._say(
                    f"{self._source.url} no longer knows what it told: everything is asked for from the beginning."
                )
                self._replica = KrsReplica()
            except SourceAway as error:
                note_if_away(self._register, error)
                if once:
                    raise
                self._say(f"{error} It is tried again.")
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _round(self) -> None:
        """Take what is new, and load what holds when anything came."""
        if self._replica.bring(self._source, lambda step: self._tell("taken", step)):
            if self._replica.is_less and self._register.serial():
                self._begin_anew()
            else:
                self._load(self._register)
            self._replica.is_less = False
        self._note(is_level=True)

    def _begin_anew(self) -> None:
        """Load what holds there into a log of its own, and put that in the place of the one here, with all that is made
        from it: what was erased there stood in this one.
        """
        register = self._register
        with own_folder(Path.cwd(), "sor-krs") as folder:
            made = Register(Database(f"sqlite:///{folder}/anew.db"), register.clock)
            made.init(MIRROR, demo=register.is_demo)
            self._load(made)
            write_backup(made.database, Path(folder) / "whole.db", lambda _: None)
            with closing(open_backup(Path(folder) / "whole.db")) as whole, register.database.writing() as connection:
                overwrite_what_goes(connection)
                let_go_of_log(connection)
                facts.put(connection, "epoch", made.facts()["epoch"])
                copy_log(whole, connection, made.serial())
                rebuild(connection)
                facts.put(connection, facts.ERASING, str(made.serial()))
            made.database.close()
        register.forget()
        self._say(
            "Something was erased in the copy register. What it told before is gone here too: the copy has begun anew."
        )
        if left := finish(register, self._files):
            self._say(left)

    def _load(self, register: Register) -> None:
        names = code_names(register, register.serial())
        with own_folder(Path.cwd(), "sor-krs") as folder:
            path = Path(folder) / "SOR_complete.zip"
            self._replica.write(path, register.today())
            options = ImportOptions(force=True, actor=ACTOR)
            report = import_file(register, path, lambda file: read_file(file, lookups=names), options, self._tell)
        if report.serial is not None:
            told = f"{report.new} new, {report.changed} changed, {report.closed} closed"
            self._say(f"Entry {report.serial}: {told} units, as the copy register tells them.")
        for row in report.rejected[:5]:
            self._say(f"Left out, because it cannot be read: {row}")
        if report.read:  # what was loaded already is not read again, and what was said of it stands
            self._left_out = _count_left_out(report, self._replica)
        if report.findings.get(UNREADABLE):
            self._left_out_at = report.serial or self._left_out_at
        if not self._left_out:
            self._left_out_at = 0
        else:
            self._say(tell_left_out(self._left_out, self._left_out_at or None))
        self._say(NOT_IN_KRS)

    def _note(self, *, is_level: bool) -> None:
        now = write_instant(self._register.clock())
        with self._register.database.writing() as connection:
            before = followed.get(connection)
            level = now if is_level else before.level if before is not None else ""
            heard = now if is_level else before.heard if before is not None else ""
            reached = {name: offset for name, offset in self._replica.offsets.items() if offset != BEGINNING}
            source = FollowedSource(
                self._source.url, 0, heard, level, is_proven=False, left_out=self._left_out,
                left_out_at=self._left_out_at, offsets=reached or (before.offsets if before is not None else {}),
                is_away=before is not None and before.is_away and not is_level,
            )  # fmt: skip
            followed.put(connection, source)


def _count_left_out(report: Report, replica: KrsReplica) -> dict[str, int]:
    """How many values of each column the copy could not take: those that cannot be, and levels without a number."""
    counts = Counter(str(cell["column"]) for cell in report.cells)
    named = sum(
        bool(row.get("OrganisationalLevelName")) and not row.get("OrganisationalLevelCode")
        for row in replica.rows["sorentity"].values()
    )
    counts += Counter({"OrganisationalLevelName": named, ROWS: len(report.rejected)})
    return dict(counts)
