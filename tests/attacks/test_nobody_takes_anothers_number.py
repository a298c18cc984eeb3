"""Whose numbers: what is taken, from where, what is given up or changed and whose entry is withdrawn, by whom: the same
through REST, the command line, SORUS and the forms of a browser.

A cell says ``yes``, or the rule that refuses: AUTH1 no right there, AUTH2 not of this role, AUTH7 an entry of the
authority's, AUTH8 a number of another's, L13 a used location number, L2 a number that stands elsewhere at the same
time, X23 a number that nobody uses any more, C2 a closed unit, X55 a unit without a number on that day. What SORUS says
otherwise stands behind a semicolon.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar.testing import TestClient

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.backing_up import write_backup
from sor.store.database import Database
from sor.store.setup import upgrade
from tests.conftest import StandingClock
from tests.journeys.three_doors import (
    CVR,
    DAY,
    FREE,
    LOGIN,
    MORE,
    OWNER,
    SENDERS,
    SETTINGS,
    UNIT,
    Doors,
    Owner,
    filled,
    scheduled,
    sorus_edit,
    sorus_number,
)
from tests.new_databases import NewDatabases, copy_register
from tests.owned import TYPES
from tests.store.units import own

pytestmark = pytest.mark.slow

HELD = ("open", "closed", "coming")
NUMBERS = ("location", "shak", "provider_identifier")

TAKEN = {
"location": """
             | of nobody | of an own unit: open | closed   | coming  | of another's unit: open | closed   | coming
authority    | yes       | L13                  | L13      | L13     | L13                     | L13      | L13
with reason  | yes       | L2; L13              | yes; L13 | L2; L13 | L2; L13                 | yes; L13 | L2; L13
region       | yes       | L13                  | L13      | L13     | AUTH8                   | AUTH8    | AUTH8
municipality | AUTH2     | AUTH2                | AUTH2    | AUTH2   | AUTH2                   | AUTH2    | AUTH2
private      | yes       | L13                  | L13      | L13     | AUTH8                   | AUTH8    | AUTH8
state        | yes       | L13                  | L13      | L13     | AUTH8                   | AUTH8    | AUTH8
medcom       | AUTH2     | AUTH2                | AUTH2    | AUTH2   | AUTH2                   | AUTH2    | AUTH2
""",
"shak": """
             | of nobody | of an own unit: open | closed | coming | of another's unit: open | closed | coming
authority    | yes       | yes                  | yes    | yes    | yes                     | yes    | yes
region       | yes       | yes                  | yes    | yes    | AUTH8                   | AUTH8  | AUTH8
municipality | AUTH2     | AUTH2                | AUTH2  | AUTH2  | AUTH2                   | AUTH2  | AUTH2
private      | AUTH2     | AUTH2                | AUTH2  | AUTH2  | AUTH2                   | AUTH2  | AUTH2
state        | AUTH2     | AUTH2                | AUTH2  | AUTH2  | AUTH2                   | AUTH2  | AUTH2
medcom       | AUTH2     | AUTH2                | AUTH2  | AUTH2  | AUTH2                   | AUTH2  | AUTH2
""",
"provider_identifier": """
             | of nobody | of an own unit: open | closed | coming | of another's unit: open | closed | coming
authority    | yes       | yes                  | yes    | yes    | yes                     | yes    | yes
region       | yes       | yes                  | yes    | yes    | AUTH8                   | AUTH8  | AUTH8
municipality | yes       | yes                  | yes    | yes    | AUTH8                   | AUTH8  | AUTH8
private      | yes       | yes                  | yes    | yes    | AUTH8                   | AUTH8  | AUTH8
state        | yes       | yes                  | yes    | yes    | AUTH8                   | AUTH8  | AUTH8
medcom       | AUTH2     | AUTH2                | AUTH2  | AUTH2  | AUTH2                   | AUTH2  | AUTH2
""",
"cvr": """
             | of nobody | of one's login, at another owner | of another owner: open | closed | coming
authority    | yes       | yes                              | yes                    | yes    | yes
region       | AUTH2     | AUTH2                            | AUTH2                  | AUTH2  | AUTH2
municipality | AUTH2     | AUTH2                            | AUTH2                  | AUTH2  | AUTH2
private      | yes       | yes                              | AUTH8                  | yes    | AUTH8
state        | yes       | yes                              | AUTH8                  | yes    | AUTH8
medcom       | AUTH2     | AUTH2                            | AUTH2                  | AUTH2  | AUTH2
""",
}  # fmt: skip

GIVEN_UP = {
"location": """
             | by an own unit | by another's
authority    | yes            | yes
region       | yes            | AUTH1
municipality | AUTH2          | AUTH1
private      | yes            | AUTH1
state        | yes            | AUTH1
medcom       | AUTH2          | AUTH2
""",
"shak": """
             | by an own unit | by another's
authority    | yes            | yes
region       | yes            | AUTH1
municipality | AUTH2          | AUTH1
private      | AUTH2          | AUTH1
state        | AUTH2          | AUTH1
medcom       | AUTH2          | AUTH2
""",
"provider_identifier": """
             | by an own unit | by another's
authority    | yes            | yes
region       | yes            | AUTH1
municipality | yes            | AUTH1
private      | yes            | AUTH1
state        | yes            | AUTH1
medcom       | AUTH2          | AUTH2
""",
"cvr": """
             | by another owner
authority    | yes
region       | AUTH1
municipality | AUTH1
private      | AUTH1
state        | AUTH1
medcom       | AUTH2
""",
}  # fmt: skip

OTHER_DATA = """
             | of an own number: open | closed    | coming     | of another's: open | closed  | coming
authority    | yes                    | X23; C2   | yes; X55   | yes                | X23; C2 | yes; X55
region       | yes                    | X23; C2   | yes; X55   | AUTH1              | AUTH1   | AUTH1
municipality | AUTH2                  | AUTH2; C2 | AUTH2; X55 | AUTH1              | AUTH1   | AUTH1
private      | yes                    | X23; C2   | yes; X55   | AUTH1              | AUTH1   | AUTH1
state        | yes                    | X23; C2   | yes; X55   | AUTH1              | AUTH1   | AUTH1
medcom       | AUTH2                  | AUTH2     | AUTH2      | AUTH2              | AUTH2   | AUTH2
"""
"""The data of a location number, which SORUS reaches through the unit that has it on the day."""

WITHDRAWN = """
             | of an own unit's: owner | authority | file  | of another's: owner | authority | file
authority    | yes                     | yes       | yes   | yes                 | yes       | yes
region       | yes                     | AUTH7     | yes   | AUTH1               | AUTH1     | AUTH1
municipality | yes                     | AUTH7     | yes   | AUTH1               | AUTH1     | AUTH1
private      | yes                     | AUTH7     | yes   | AUTH1               | AUTH1     | AUTH1
state        | yes                     | AUTH7     | yes   | AUTH1               | AUTH1     | AUTH1
medcom       | AUTH2                   | AUTH2     | AUTH2 | AUTH2               | AUTH2     | AUTH2
"""
"""Entries whose day has not come. SORUS has no request for it."""


class Case(NamedTuple):
    """What a sender asks, in the words of the doors. expected: by door, ``yes`` or the rule."""

    what: str
    who: str
    expected: dict[str, str]
    document: dict[str, Any]
    body: str | None


def rows(table: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The rows of a table: who, and what each door says in each column."""
    for line in table.strip("\n").splitlines()[1:]:
        who, *cells = (cell.strip() for cell in line.split("|"))
        yield who, [_said(cell) for cell in cells]


def _said(cell: str) -> dict[str, str]:
    every, _, sorus = cell.partition("; ")
    return {"rest": every, "command_line": every, "sorus": sorus or every}


def own_of(who: str) -> Owner:
    """The owner whose units count as the sender's own; of who has none, the region."""
    return OWNER.get(who, OWNER["region"])


def takings() -> Iterator[Case]:
    """A unit takes a number up that stands somewhere, or an owner a CVR number."""
    for field in NUMBERS:
        for row, cells in rows(TAKEN[field]):
            who = "authority" if row == "with reason" else row
            me = own_of(who)
            held = [owner.number(field, stands) for owner in (me, OWNER["other"]) for stands in HELD]
            for number, said in zip((FREE[field], *held), cells, strict=True):
                changes = _edit(me.unit("desk"), field, own(number) if field == "location" else number)
                changes |= {"reason": "samme sted under et nyt tag"} if row == "with reason" else {}
                body = sorus_edit(me.unit("desk"), UNIT, "desk", {field: number})
                yield Case(f"{field} taken", who, said, changes, body)
    for who, cells in rows(TAKEN["cvr"]):
        me = own_of(who)
        for number, said in zip((FREE["cvr"], LOGIN[who], *CVR.values()), cells, strict=True):
            body = sorus_edit(me.code, me.type, f"{me.kind} ejer", {"cvr": number})
            yield Case("cvr taken", who, said, _edit(me.code, "cvr", number), body)


def others() -> Iterator[Case]:
    """Numbers given up, and other data of numbers."""
    for field in NUMBERS:
        for who, cells in rows(GIVEN_UP[field]):
            for owner, said in zip((own_of(who), OWNER["other"]), cells, strict=True):
                unit, left = owner.unit("open"), {f: owner.number(f, "open") for f in NUMBERS if f != field}
                changes = _edit(unit, field, {"state": "None"} if field == "location" else None)
                yield Case(f"{field} given up", who, said, changes, sorus_edit(unit, UNIT, "open", left))
    for who, (said,) in rows(GIVEN_UP["cvr"]):
        body = sorus_edit(MORE["open"], TYPES["private"], "open", {})
        yield Case("cvr given up", who, said, _edit(MORE["open"], "cvr", None), body)
    for who, cells in rows(OTHER_DATA):
        stood = [(owner, stands) for owner in (own_of(who), OWNER["other"]) for stands in HELD]
        for (owner, stands), said in zip(stood, cells, strict=True):
            number = owner.number("location", stands)
            change = {"op": "number", "location_number": number, "from": DAY, "set": {"note": "x"}}
            yield Case("other data", who, said, {"changes": [change]}, sorus_number(owner.unit(stands), number, "x"))


def withdrawals(entries: dict[tuple[str, str], int]) -> Iterator[Case]:
    """Entries taken back that somebody sent."""
    for who, cells in rows(WITHDRAWN):
        sent = [(kind, by) for kind in (own_of(who).kind, "other") for by in ("owner", "authority", "file")]
        for about, said in zip(sent, cells, strict=True):
            yield Case(
                f"withdrawn {about}", who, said, {"changes": [{"op": "withdraw", "entry": entries[about]}]}, None
            )


def _edit(unit: str, field: str, value: Any) -> dict[str, Any]:
    return {"changes": [{"op": "edit", "unit": unit, "from": DAY, "set": {field: value}}]}


def answered(doors: Doors, door: str, case: Case) -> str:
    """``yes``, or what refuses, each time it is told: of rights, else of the rule book."""
    if door == "sorus":
        found = doors.sorus(case.who, case.body or "")
    elif door == "rest":
        found = doors.rest(case.who, case.document, trial=case.expected[door] == "yes")
    else:
        found = doors.command_line(case.who, case.document)
    about_rights = [rule for rule in found if rule.startswith("AUTH") or rule == "L13"]
    return " and ".join(about_rights or sorted({*found})) or "yes"


class Made(NamedTuple):
    """A register that is ready, to be copied."""

    path: Path
    tokens: dict[str, str]
    entries: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Made:
    folder = tmp_path_factory.mktemp("owners")
    copy_register(empty_sqlite, folder / "made.db")
    database = Database(f"sqlite:///{folder}/made.db?synchronous=off")
    entries, tokens = ready(database)
    write_backup(database, folder / "whole.db")
    database.close()
    return Made(folder / "whole.db", tokens, entries)


def ready(database: Database) -> tuple[dict[tuple[str, str], int], dict[str, str]]:
    """Fill a register; gives the entries to come and a token of each sender."""
    secrets = with_secrets(database)
    register = Register(database, StandingClock())
    return scheduled(register), tokens_of(register, secrets)


def with_secrets(database: Database) -> dict[str, tuple[str, str]]:
    """Fill a register; gives the name and the secret of each sender."""
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    filled(register)
    return {who: Actors(register).new_secret(who, "authority") for who in SENDERS}


def tokens_of(register: Register, secrets: dict[str, tuple[str, str]]) -> dict[str, str]:
    """A token of each sender."""
    tokens: dict[str, str] = {}
    client = TestClient(app(register, read_settings(SETTINGS, demo=True)))
    for who, (name, secret) in secrets.items():
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
        tokens[who] = client.post("/api/v1/token", data=form).json()["access_token"]
    return tokens


@pytest.fixture
def copied(made: Made, tmp_path: Path) -> Iterator[Callable[[], Doors]]:
    """Makes the doors of one more copy of the register."""
    opened: list[Doors] = []
    numbers = count()

    def copy() -> Doors:
        path = tmp_path / f"{next(numbers)}.db"
        path.write_bytes(made.path.read_bytes())
        url = f"sqlite:///{path}?synchronous=off"
        upgrade(Database(url))
        opened.append(Doors(Register(Database(url), StandingClock()), url, made.tokens))
        return opened[-1]

    yield copy
    for doors in opened:
        doors.close()


def wrong(copied: Callable[[], Doors], cases: list[Case], door: str) -> list[tuple[str, str, str, str]]:
    """The cases that a door answers otherwise. Each is asked of the register as it was made: a refusal writes nothing.
    What REST takes is only tried, since its application is dear to make again.
    """
    doors, found = copied(), []
    for case in cases:
        serial = doors.register.serial()
        said = answered(doors, door, case)
        if said != case.expected[door]:
            found.append((case.what, case.who, case.expected[door], said))
        is_written = doors.register.serial() > serial
        assert is_written == (said == "yes" and (door != "rest" or case.expected[door] != "yes")), case
        if is_written:
            doors.close()  # a server has so many connections
            doors = copied()
    return found


A_FEW, A_FEW_ON_POSTGRESQL, EACH = 9, 60, pytest.param(1, marks=pytest.mark.soak)
"""Of the cases: the door is another, what decides is the same as over REST, where every case is asked."""


def test_every_column_is_asked_of_every_sender() -> None:
    for table in (*TAKEN.values(), *GIVEN_UP.values(), OTHER_DATA, WITHDRAWN):
        assert {*SENDERS} <= {who for who, _ in rows(table)}


def test_over_rest(copied: Callable[[], Doors], made: Made) -> None:
    assert wrong(copied, [*takings(), *others(), *withdrawals(made.entries)], "rest") == []


@pytest.mark.parametrize("every", [A_FEW, EACH])
def test_from_the_command_line(copied: Callable[[], Doors], made: Made, every: int) -> None:
    assert wrong(copied, [*takings(), *others(), *withdrawals(made.entries)][::every], "command_line") == []


@pytest.mark.parametrize("every", [A_FEW, EACH])
def test_over_sorus(copied: Callable[[], Doors], every: int) -> None:
    assert wrong(copied, [*takings(), *others()][::every], "sorus") == []


def wrong_forms(doors: Doors, cases: list[Case]) -> list[tuple[Any, ...]]:
    """The cases that the forms of a browser answer otherwise than REST. What is taken is only shown; a refusal writes
    nothing, though it asks to be saved. What the sender may not do to the unit at all is refused as a page (403).
    """
    found = []
    for case in cases:
        address, fields = _form_of(case.document)
        expected, serial = case.expected["rest"], doors.register.serial()
        status, told = doors.form(case.who, address, fields, trial=expected == "yes")
        is_told = status == 200 if expected == "yes" else status == 403 or (status == 422 and expected in told)
        if not is_told or (status == 403 and not expected.startswith("AUTH")):
            found.append((case.what, case.who, expected, status, told))
        assert doors.register.serial() == serial, case
    return found


def _form_of(document: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The address of the form that says what a document says, and its fields."""
    (change,) = document["changes"]
    reason = {"reason": document.get("reason", "")}
    if change["op"] == "withdraw":
        return f"/entries/{change['entry']}/withdraw?unit={change['unit']}", reason
    fields = {"from": change["from"], **reason}
    for field, value in change["set"].items():
        if field == "location":
            number = value.get("number")
            fields |= {field: "own", "location.number": number} if number else {field: "none"}
        else:
            fields[field] = value or ""
    return f"/units/{change['unit']}/edit", fields


def formed(entries: dict[tuple[str, str], int]) -> list[Case]:
    """What the forms can say: the data of a number are changed with its unit, and are no case of their own."""
    about = [case for case in [*takings(), *others()] if case.what != "other data"]
    for case in withdrawals(entries):
        (change,) = case.document["changes"]
        kind = next(kind for (kind, _), entry in entries.items() if entry == change["entry"])
        about.append(case._replace(document={"changes": [{**change, "unit": OWNER[kind].unit("desk")}]}))
    return about


def test_through_the_forms_of_a_browser(copied: Callable[[], Doors], made: Made) -> None:
    assert wrong_forms(copied(), formed(made.entries)) == []


@pytest.mark.postgres
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # threads end with their connections
@pytest.mark.parametrize("every", [A_FEW_ON_POSTGRESQL, EACH])
def test_on_postgresql(new_postgresql: NewDatabases, every: int) -> None:
    """The same through every door; what is taken is written into a copy."""
    opened: list[Doors] = []

    def copy() -> Doors:
        database, secrets = new_postgresql.filled(with_secrets)
        register = Register(database, StandingClock())
        entries.update(scheduled(register))  # the same in every copy
        url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
        opened.append(Doors(register, url, tokens_of(register, secrets)))
        return opened[-1]

    entries: dict[tuple[str, str], int] = {}
    first = copy()
    cases = [*takings(), *others(), *withdrawals(entries)]
    try:
        assert wrong_forms(first, formed(entries)[::every]) == []
        for door in ("rest", "command_line", "sorus"):
            assert wrong(copy, [case for case in cases[::every] if case.body or door != "sorus"], door) == [], door
    finally:
        for doors in opened:
            doors.close()
