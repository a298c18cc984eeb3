"""Every command of the command line, killed at each step at which it writes: everything is there or nothing, and the
same command again brings it to its end. A command that is new and has no answer here fails.
"""

import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec
import openpyxl
import pytest
from click.testing import CliRunner

from sor.access.authority import Actor
from sor.cli import COMMANDS, main
from sor.cli.serve import prepare
from sor.clock import Clock
from sor.core.day import parse_day, write_day
from sor.desk.actors import Actors
from sor.desk.plan_document import PlanDocument
from sor.desk.plans import Plans
from sor.desk.sites.told import GivenSite
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.desk.whitelists import Whitelists
from sor.register import Register
from sor.settings import read_settings
from sor.store import responsible_persons
from sor.store.database import Connection, Database
from sor.store.desk_file import files_of
from sor.store.responsible_persons import ResponsibleRow
from tests.oss.municipality import IN_SOR, graphql_answer, in_fk_org
from tests.owned import FIRM, OTHER_WARD, REGION, WARD, fill, wanted
from tests.quick_part import some

pytestmark = pytest.mark.slow

DAY = "2099-01-01"
NEW_CODE = b"<DataTypeCode><Identifier>9</Identifier><NameDanish>Ny</NameDanish></DataTypeCode></DataType>"
MOST_KILLS = int(os.environ.get("KILLS", "2"))
CVR = "33096062"
ROOT = Path(__file__).resolve().parents[2]


class Killed(NamedTuple):
    """What is called. demo: of a demo. in_steps: it writes more than once; killed between, it is ended by the next."""

    words: str
    demo: bool = False
    in_steps: bool = False


WRITES = {
    "init": Killed("--database sqlite:///{folder}/new.db init --role master --range 1-9", in_steps=True),
    "rebuild": Killed("rebuild"),
    "day": Killed("day --accept --as sds"),
    "keys new": Killed("keys new --as sds"),
    "keys drop": Killed("keys drop {key} --as sds"),
    "keys saml": Killed("keys saml {folder}/saml.pem", in_steps=True),
    "import": Killed("--database sqlite:///{folder}/mirror.db?synchronous=off import {folder}/sor.xml --force"),
    "submit": Killed("submit {folder}/changes.json --as sds --key k"),
    "withdraw": Killed("withdraw {entry} --as sds"),
    "sheet in": Killed("sheet in {folder}/ward.xlsx --as sds"),
    "sheet out": Killed(f"sheet out {WARD} {{folder}}/new.xlsx", in_steps=True),
    "series add": Killed("series add 5790000000005 5790000000098 --as sds"),
    "user add": Killed("user add rikke --name Rikke --as sds"),
    "user grant": Killed(f"user grant bo --role region --place {REGION} --as sds"),
    "user withdraw": Killed("user withdraw 2 --as sds"),
    "user secret": Killed("user secret bo --as sds"),
    "user remove": Killed("user remove bo --as sds"),
    "user link": Killed("user link bo --issuer https://login.example --subject bo --as sds"),
    "user unlink": Killed("user unlink --issuer https://login.example --subject anne --as sds"),
    "whitelist add": Killed(f"whitelist add sorls {CVR}"),
    "whitelist remove": Killed("whitelist remove sorus 33109466"),
    "checkpoint": Killed("checkpoint {folder}/checkpoint.json --key {folder}/key", in_steps=True),
    "checkpoint (a key)": Killed("checkpoint {folder}/new.key --new-key", in_steps=True),
    "proof": Killed(f"proof {WARD} --out {{folder}}/proof.json", demo=True, in_steps=True),
    "diff (a file)": Killed("diff {folder}/sor.xml"),
    "codes load": Killed("codes load {folder}/codes.xml --as sds"),
    "card": Killed("card 33096062", demo=True),
    "responsible set": Killed(f"responsible set {REGION} --name Anna --email anna@region.example --as bo"),
    "sites register": Killed(f"sites register {WARD} --exempt unpaid --reason nej --as bo"),
    "sites deregister": Killed("sites deregister 1001 --as bo"),
    "quality (noted)": Killed("quality --note"),
    "responsible pace": Killed(f"responsible pace {REGION} --months 3 --as bo"),
    "responsible remove": Killed("responsible remove person1 --as bo"),
    "oss fetch": Killed("oss fetch --municipality 0615 --source {folder}/org.json", demo=True, in_steps=True),
    "oss match": Killed("oss match --municipality 0615 --source {folder}/later.json", demo=True, in_steps=True),
    "oss decide": Killed("oss decide 1 2 --municipality 0615 --reject", demo=True),
    "oss sync": Killed("oss sync --municipality 0615", demo=True, in_steps=True),
    "oss unit": Killed(f"oss unit {WARD} --municipality 0615 --sor-only", demo=True),
    "oss settings": Killed("oss settings --municipality 0615 --write-back", demo=True),
    "plan new": Killed("plan new {folder}/plan.json --as bo"),
    "plan rewrite": Killed("plan rewrite 1 {folder}/plan.json --as bo"),
    "plan check": Killed("plan check 1 --as bo"),
    "plan approve": Killed("plan approve 2 --as sds --digest {digest}"),
    "plan refuse": Killed("plan refuse 2 --as sds --text nej"),
    "plan deadline": Killed(f"plan deadline 2 --day {DAY} --as bo"),
    "plan delegate": Killed("plan delegate 2 --to eva --as sds"),
    "plan commit": Killed("plan commit 3 --as bo", in_steps=True),
    "certify": Killed("certify 33096062 --reset", demo=True, in_steps=True),
}  # fmt: skip
"""Those that write, and how each is called; those that are called in several ways have a word behind them."""

READS = {
    "verify": "verify --deep",
    "settings": "settings",
    "show": f"show {WARD}",
    "search": "search unit",
    "tree": f"tree {REGION}",
    "map": f"map {WARD}",
    "reaching": f"reaching {WARD}",
    "diff": "diff @1 @2",
    "consumers": "consumers",
    "quality": "quality --json",
    "codes list": "codes list",
    "responsible list": "responsible list --missing",
    "sites list": "sites list",
    "sites log": "sites log --as sds",
    "keys list": "keys list",
    "series list": "series list",
    "series history": "series history",
    "oss proposals": "oss proposals --municipality 0615",
    "oss status": "oss status",
    "user list": "user list",
    "user show": "user show sds",
    "whitelist list": "whitelist list",
    "whitelist history": "whitelist history",
    "news": "news",
    "plan list": "plan list --as bo",
    "plan show": "plan show 2 --as bo",
    "plan gather": f"plan gather --lines {{folder}}/lines.csv --day {DAY} --title Samlet",
}  # fmt: skip
"""Those that only read, and a call that shows it: not a byte is written."""

OF_DEMO = frozenset({"settings", "oss proposals", "oss status"})

ELSEWHERE = {
    **dict.fromkeys(("export", "publish", "backup", "restore", "generate"), "tests/jobs/test_killed.py"),
    "plan undo": "tests/desk/test_plan_commits.py",
    "plan rehearse": "tests/jobs/test_rehearsing.py",
    "responsible remind": "tests/desk/test_reminders.py",
    "serve": "tests/journeys/test_jobs_killed.py",
    "erase": "tests/jobs/test_erasing.py",
    "witness": "tests/journeys/test_witness.py",
    "deliver": "tests/cli/test_delivering.py",
    "oss run": "tests/oss/test_running.py",
    "follow": "tests/journeys/test_following.py",
    "oss simulator": "tests/cli/test_oss_simulator.py",
    "demo": "tests/cli/test_every_command_killed.py",
}
"""Those whose killing another test is about."""


def commands() -> Iterator[str]:
    """Every command by the words that call it."""
    with click.Context(main) as context:
        for name in COMMANDS:
            command = main.get_command(context, name)
            below = command.commands if isinstance(command, click.Group) else {"": None}
            yield from (f"{name} {one}".strip() for one in below)


def test_every_command_has_an_answer() -> None:
    answers = [name for name in (*WRITES, *READS, *ELSEWHERE) if "(" not in name]
    assert sorted(answers) == sorted(commands())
    assert {name.partition(" (")[0] for name in WRITES} <= {*answers}
    for name, path in ELSEWHERE.items():
        assert re.search(rf'"{name}"', (ROOT / path).read_text("utf-8")), f"{path} says nothing of {name}"


class Yesterday:
    """The computer's clock a day ago, so that whatever is written first says that a day has come."""

    def __call__(self) -> datetime:
        return Clock()() - timedelta(days=1)


def make(folder: Path, *, demo: bool) -> None:
    """A register with owners, rights, a key, lists, and something scheduled, beside it an empty mirror and files."""
    register = Register(Database(f"sqlite:///{folder}/sor.db?synchronous=off"), Yesterday())
    register.init("master", demo=demo, codes=None if demo else (2_000_000, 2_999_999))
    fill(register)
    actors = Actors(register)
    actors.add("bo", "Bo", "sds")
    actors.add("eva", "Eva", "sds")
    actors.grant("bo", wanted("region", REGION), "sds")
    actors.new_secret("bo", "sds")
    actors.link("bo", "https://login.example", "anne", "sds")
    actors.signing_keys()
    with register.database.desk.writing() as connection:
        person = ("deputy", "Bo", "bo@region.example", "", "address", "sds", "t", "t")
        responsible_persons.add(connection, ResponsibleRow("person1", REGION, REGION, *person), "cli")
    Whitelists(register, demo=demo).add("sorus", "33109466", "", "sds", "cli")
    change = f'{{"op": "edit", "unit": "{OTHER_WARD}", "from": "{DAY}", "set": {{"name": "Senere"}}}}'
    (folder / "changes.json").write_text(change.replace(OTHER_WARD, FIRM), "utf-8")
    scheduled = {"op": "edit", "unit": OTHER_WARD, "from": DAY, "set": {"name": "Senere"}}
    assert register.change(scheduled, "sds", "cli").serial is not None
    if demo:
        make_municipality(register, folder)
    plan = {"title": "Nyt navn", "day": DAY, "changes": [scheduled | {"unit": WARD}]}
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")
    (folder / "lines.csv").write_text(f"op;unit;name\nret;{WARD};Nyt navn\n", "utf-8")
    plans = Plans(register, read_settings({}))
    bo, sds = (actors.actor(who) or Actor(who) for who in ("bo", "sds"))
    draft, seen, agreed = (plans.new(bo, "Nyt navn", DAY, plan["changes"], "cli") for _ in range(3))
    for row in (seen, agreed):
        plans.checks.check(bo, row, "cli")
    TreatmentSites(register).register_site(bo, GivenSite(OTHER_WARD, exemption="unpaid", reason="x"), "cli")
    plans.approve(sds, agreed, plans.records.version(draft).digest, "cli")
    register.database.close()
    mirror = Register(Database(f"sqlite:///{folder}/mirror.db?synchronous=off"), Yesterday())
    mirror.init("mirror")
    mirror.database.close()
    for words in (
        "checkpoint {folder}/key --new-key", "export xml2 --out {folder}/sor.xml",
        "export datatypes --out {folder}/codes.xml", f"sheet out {WARD} {{folder}}/ward.xlsx",
    ):  # fmt: skip
        done = CliRunner().invoke(main, called(words, folder), env=environment(folder))
        assert done.exit_code == 0, done.output
    lists = (folder / "codes.xml").read_bytes()
    (folder / "codes.xml").write_bytes(lists.replace(b"</DataType>", NEW_CODE, 1))
    book = openpyxl.load_workbook(folder / "ward.xlsx")
    book.worksheets[0]["D2"].value = "Fra et regneark"
    book.save(folder / "ward.xlsx")


def make_municipality(register: Register, folder: Path) -> None:
    """A municipality that was fetched and matched, and all of it accepted."""
    made = register.change({"changes": [one | {"from": write_day(register.today())} for one in IN_SOR]}, "sds", "cli")
    assert made.accepted, made.findings
    units = in_fk_org()
    (folder / "org.json").write_bytes(msgspec.json.encode(graphql_answer(units)))
    (folder / "later.json").write_bytes(msgspec.json.encode(graphql_answer([*units[:5], *units[6:]])))
    for words in ("fetch --source {folder}/org.json", "match", "decide --all --accept"):
        name, _, more = words.partition(" ")
        given = f"oss {name} --municipality 0615 {more}"
        done = CliRunner().invoke(main, called(given, folder), env=environment(folder))
        assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    found = {}
    for demo in (False, True):
        found[demo] = tmp_path_factory.mktemp("commands")
        make(found[demo], demo=demo)
    return found


def copied(source: Path, folder: Path) -> Path:
    """A folder with the same in it; each database in one piece."""
    folder.mkdir()
    for path in source.iterdir():
        if path.name.endswith(("-wal", "-shm")):
            continue
        if path.suffix != ".db":
            (folder / path.name).write_bytes(path.read_bytes())
            continue
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(folder / path.name)) as new:
            new.execute("PRAGMA synchronous = off")
            old.backup(new)
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {
        "SOR_DATABASE": f"sqlite:///{folder}/sor.db?synchronous=off",
        "TMPDIR": str(folder),
        "SOR_MODE": "",
        "SOR_NOW": "",
    }


def called(words: str, folder: Path) -> list[str]:
    """The words of a command, with what only the database knows."""
    if "{key}" in words or "{entry}" in words:
        register = Register(Database(f"sqlite:///{folder}/sor.db"), Yesterday())
        key, entry = Actors(register).signing_keys()[0].id, register.serial()
        register.database.close()
        words = words.replace("{key}", key).replace("{entry}", str(entry))
    if "{digest}" in words:
        plan = json.loads((folder / "plan.json").read_text("utf-8"))
        words = words.replace("{digest}", PlanDocument(plan["title"], parse_day(DAY), plan["changes"]).digest)
    return words.replace("{folder}", str(folder)).split()


class Steps:
    """Counts what is written, and kills the program at one of these steps."""

    def __init__(self, at: int, folder: Path) -> None:
        self.count = 0
        self._at, self._folder = at, str(folder)

    def take(self) -> None:
        self.count += 1
        if self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Every step of a transaction that writes, and every file of the folder that is made, renamed or removed."""
        begin, end, insert, run = Connection.begin, Connection.end, Connection.insert, Connection._run_sqlite

        def note_begin(connection: Connection, statement: str) -> None:
            begin(connection, statement)
            if "IMMEDIATE" in statement:
                self.take()

        def note_end(connection: Connection, statement: str) -> None:
            if statement == "COMMIT":
                self.take()
            end(connection, statement)
            if statement == "COMMIT":
                self.take()

        def note_insert(connection: Connection, *given: Any) -> None:
            self.take()
            insert(connection, *given)

        def note_run(connection: Connection, statement: str, **values: Any) -> Any:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                self.take()
            return run(connection, statement, **values)

        Connection.begin, Connection.end = note_begin, note_end  # type: ignore[method-assign]
        Connection.insert, Connection._run_sqlite = note_insert, note_run  # type: ignore[assignment, method-assign]
        sys.addaudithook(self._note_file)

    def _note_file(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            is_step = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        else:
            is_step = event in ("os.rename", "os.remove", "os.link")
        if is_step and str(arguments[0]).startswith(self._folder):
            self.take()


def apart(work: Callable[[], int], at: int, folder: Path) -> tuple[int, int]:
    """Do something in a process that is killed at a step; its exit code, -9 when it was killed, and how many steps."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            steps = Steps(at, folder)
            steps.watch()
            code = work()
            os.write(writing, str(steps.count).encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        count = told.read()
    _, status = os.waitpid(child, 0)
    return (-signal.SIGKILL if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), int(count or 0)


def command(words: str, folder: Path) -> Callable[[], int]:
    given = called(words, folder)

    def work() -> int:
        os.environ.update(environment(folder))
        try:
            main(given, standalone_mode=False)
        except click.ClickException:
            return 1
        except SystemExit as error:
            return int(error.code or 0)
        return 0

    return work


def state(folder: Path) -> dict[str, Any]:
    """How many rows each table of each register holds, and which files there are beside them."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.db")):
        if path.name.endswith(".desk.db"):
            continue
        database = Database(f"sqlite:///{path}")
        for file in filter(Path.is_file, files_of(database)):
            with closing(sqlite3.connect(file)) as connection:
                tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                for (table,) in tables:
                    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
                    for said in ("*", *sorted({"withdrawn_at", "removed_at", "known_to"} & columns)):
                        counted = connection.execute(f"SELECT count({said}) FROM {table}").fetchone()[0]
                        found[f"{path.name} {table} {said}"] = counted
    others = {path.name for path in folder.iterdir() if ".db" not in path.suffixes and ".db-" not in path.name}
    return found | {"files": {name for name in others if not name.startswith(".")}}


def check(folder: Path) -> None:
    """Every register there is sound, all through."""
    for path in folder.glob("*.db"):
        if path.name.endswith(".desk.db"):
            continue
        register = Register(Database(f"sqlite:///{path}"), Clock())
        assert register.verify(deep=True).fault is None
        assert register.verify_audit_log() is None
        register.database.close()


@pytest.mark.parametrize("name", some(WRITES, tested=4))
def test_killed_at_any_step_everything_is_there_or_nothing(name: str, made: dict[bool, Path], tmp_path: Path) -> None:
    words, demo, in_steps = WRITES[name]
    usual = copied(made[demo], tmp_path / "usual")
    before = state(usual)
    code, count = apart(command(words, usual), 0, usual)
    assert (code, count > 0) == (0, True)
    after = state(usual)
    check(usual)
    some = {1 + n * (count - 1) // max(1, MOST_KILLS - 1) for n in range(MOST_KILLS)}
    for at in sorted(some):
        folder = copied(made[demo], tmp_path / str(at))
        assert apart(command(words, folder), at, folder)[0] == -signal.SIGKILL
        found = state(folder)
        assert in_steps or found in (before, after), f"killed at step {at} of {count}"
        if found != after:
            assert apart(command(words, folder), 0, folder)[0] == 0, (
                f"again, after it was killed at step {at} of {count}"
            )
            assert not [path for path in folder.iterdir() if path.name.startswith(".sor-")], "nothing is left behind"
        assert state(folder) == after, f"killed at step {at} of {count}"
        check(folder)


@pytest.mark.parametrize("name", READS)
def test_a_command_that_reads_writes_nothing(name: str, made: dict[bool, Path]) -> None:
    assert apart(command(READS[name], made[name in OF_DEMO]), 0, made[name in OF_DEMO]) == (0, 0)


def test_a_killed_first_start_of_the_demo_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What "demo" does before it serves: its first load, of fewer units, killed at some of its steps."""
    for constant, value in (("UNITS", 300), ("YEARS", 2)):
        monkeypatch.setattr(f"sor.sample.register.SAMPLE_{constant}", value)
    settings = read_settings({"SOR_DATABASE": f"sqlite:///{tmp_path}/demo.db"})

    def start() -> int:
        prepare(settings)
        return 0

    (tmp_path / "usual").mkdir()
    usual = read_settings({"SOR_DATABASE": f"sqlite:///{tmp_path}/usual/demo.db"})
    code, count = apart(lambda: prepare(usual) or 0, 0, tmp_path)
    assert code == 0
    for at in (count // 4, count // 2):
        assert apart(start, at, tmp_path)[0] == -signal.SIGKILL
    assert apart(start, 0, tmp_path)[0] == 0
    found, wanted_state = state(tmp_path), state(tmp_path / "usual")
    assert {name: rows for name, rows in found.items() if name != "files"} == {
        name: rows for name, rows in wanted_state.items() if name != "files"
    }
    check(tmp_path)
