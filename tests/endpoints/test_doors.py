"""Every address of a server belongs to a door of the table, and each door is open or shut as the table says: in a demo,
in a real register with nothing, and with each thing that a door needs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar.testing import TestClient

from sor.access.dgws.issuing import new_identity
from sor.core.checkpoint import new_key
from sor.desk.actors import Actors
from sor.desk.whitelists import Whitelists
from sor.endpoints.app import app
from sor.endpoints.doors import AT, DOORS, Doorkeeper
from sor.endpoints.http.senders import DEMANDED, FORM
from sor.jobs.demo_actors import SECRET, add_demo_actors
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.demos import take_mark_away
from tests.endpoints.servers import TRIED
from tests.quick_part import few

FILLED = {"gln": "5790000000000", "cvr": "12345678", "list": "level"}
"""What is written into an address; elsewhere 1."""
ONLY_DEMO = dict.fromkeys(("ID cards of the demo", "clock of the demo", "login of the demo"), "only-demo")
NOTHING = {
    **ONLY_DEMO, "tokens": "shut", "logins": "shut", "changes over REST": "shut", "SORLS": "shut", "SORUS": "shut",
    "editing": "shut", "proofs": "not-served",
    "KRS and RFS": "shut", "files": "not-served", "certification": "not-served",
}  # fmt: skip


def nothing(_: Register, __: Path) -> Mapping[str, str]:
    return {}


def demos_own(register: Register, folder: Path) -> Mapping[str, str]:
    add_demo_actors(register)
    Whitelists(register, demo=True).begin_demo()
    return {"SOR_FILES": str(folder)}


def was_a_demo(register: Register, folder: Path) -> Mapping[str, str]:
    """All that a demo has, in a register that bears no mark: what older programs made. The demo's rows do not count."""
    demos_own(register, folder)
    take_mark_away(register)
    return {}


def key(_: Register, folder: Path) -> Mapping[str, str]:
    (folder / "key.pem").write_bytes(new_key())
    return {"SOR_CHECKPOINT_KEY": str(folder / "key.pem")}


def anchors(_: Register, folder: Path) -> Mapping[str, str]:
    (folder / "nsp.pem").write_text(new_identity("NSP-STS").certificate)
    return {"SOR_STS_CERTIFICATES": str(folder)}


def listed(*services: str) -> Callable[[Register, Path], Mapping[str, str]]:
    def prepare(register: Register, folder: Path) -> Mapping[str, str]:
        for service in services:
            Whitelists(register, demo=False).add(service, "12345678", "", "operator", "cli")
        return anchors(register, folder)

    return prepare


def provider(_: Register, folder: Path) -> Mapping[str, str]:
    row = 'id = "mitid"\nissuer = "https://login.invalid"\nclient_id = "sor"\nname_da = "A"\nname_en = "A"\n'
    (folder / "login.toml").write_text(f"[[provider]]\n{row}")
    return {"SOR_LOGIN": str(folder / "login.toml")}


def program(register: Register, _: Path) -> Mapping[str, str]:
    actors = Actors(register)
    actors.add("sds", "Sundhedsdatastyrelsen", None)
    actors.new_secret("sds", None)
    return {}


class Mode(NamedTuple):
    """How a register is made and served, and which doors are shut then, with the kind of problem that they tell."""

    role: str
    demo: bool
    prepare: Callable[[Register, Path], Mapping[str, str]]
    shut: Mapping[str, str]


def real(prepare: Callable[[Register, Path], Mapping[str, str]], *opened: str) -> Mode:
    return Mode("master", False, prepare, {name: rule for name, rule in NOTHING.items() if name not in opened})


CLOSED_IN_A_MIRROR = dict.fromkeys(
    ("changes over REST", "SORUS", "editing", "error reports", "confirmations by mail"), "mirror"
)
MODES = {
    "demo": Mode("master", True, demos_own, {}),
    "demo without actors, lists and files": Mode(
        "master", True, nothing,
        {"tokens": "shut", "changes over REST": "shut", "SORUS": "shut", "files": "not-served"},
    ),
    "demo, a mirror": Mode(
        "mirror", True, demos_own, CLOSED_IN_A_MIRROR
    ),
    "real": real(nothing),
    "real, a mirror": Mode(
        "mirror", False, nothing,
        NOTHING | CLOSED_IN_A_MIRROR,
    ),
    "real with anchors": real(anchors, "KRS and RFS"),
    "real with anchors and SORLS' list": real(listed("sorls"), "SORLS", "KRS and RFS"),
    "real with anchors and SORUS' list": real(listed("sorus"), "SORUS", "KRS and RFS"),
    "real with a program": real(program, "tokens", "changes over REST"),
    "real with a provider": real(provider, "logins", "editing"),
    "real with a key": real(key, "proofs"),
    "real with files": real(lambda _, folder: {"SOR_FILES": str(folder)}, "files"),
    "real with checklists": real(lambda _, __: {"SOR_CERTIFICATION": "on"}, "certification"),
    "was a demo": Mode("master", True, was_a_demo, NOTHING),
}  # fmt: skip


@contextmanager
def served(database: Database, mode: Mode, folder: Path) -> Iterator[tuple[Any, TestClient[Any], Doorkeeper]]:
    register = Register(database, StandingClock())
    register.init(mode.role, demo=mode.demo)
    settings = read_settings({**TRIED, **mode.prepare(register, folder)}, demo=register.is_demo)
    doors = app(register, settings)
    with TestClient(doors, raise_server_exceptions=False) as client:
        yield doors, client, Doorkeeper(register, settings)


def asked(doors: Any) -> Iterator[tuple[str, str]]:
    """(method, address) of everything there is, from the application's own table of routes."""
    for route in doors._inner.routes:
        for method in sorted(route.methods - {"OPTIONS"}):
            yield method, route.path_format
    for address in doors._direct:
        yield from (("GET", address), ("POST", address))


def is_contract(method: str, address: str) -> bool:
    """Whether this only reads what a SOAP service is."""
    return method == "GET" and AT[address].name in ("SORLS", "SORUS", "KRS and RFS")


def told_by(answer: Any) -> str:
    """The sentence of a shut door in whatever form it answered."""
    if "html" in answer.headers["content-type"]:
        return "".join(re.findall(r"<p>(.*?)</p>", answer.text)).replace("&#39;", "'")
    if "xml" in answer.headers["content-type"]:
        return "".join(re.findall(r"<faultstring[^>]*>(.*?)</faultstring>", answer.text))
    return str(answer.json()["findings"][0]["en"])


def runs_nothing_foreign(headers: Mapping[str, str], text: str = "") -> bool:
    """Whether a browser that opens the answer runs nothing in it but what the register itself serves, and shows a page
    in the style that it names.
    """
    policy = dict(one.partition(" ")[::2] for one in headers["content-security-policy"].split("; "))
    if 'rel="stylesheet"' in text and "'self'" not in policy.get("style-src", ""):
        return False
    is_strict = policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    return (
        is_strict and policy.get("script-src", "'self'") == "'self'" and headers["x-content-type-options"] == "nosniff"
    )


def hold(doors: Any, client: TestClient[Any], keeper: Doorkeeper, shut: Mapping[str, str]) -> None:
    statuses = {"only-demo": 404, "not-served": 404, "shut": 503, "mirror": 403}
    needs = {door.name: keeper.missing(door) for door in DOORS}
    assert {name: need.rule for name, need in needs.items() if need is not None} == shut
    seen = set()
    for method, address in asked(doors):
        path = re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found[1], "1"), address)
        name = AT[address].name
        seen.add(address)
        for accept in ("*/*", "text/html"):
            answer = client.request(  # the stream has no end: it is asked for what it refuses
                method, path, params={"since": "x"} if address.endswith("/stream") else {"lang": "en"},
                headers={"Accept": accept},
                **({"json": {}} if address == "/demo/clock" and method == "POST" else
                   {"data": {"grant_type": ""}} if FORM in DEMANDED.get(path, ()) else {}),
            )  # fmt: skip
            where = method, path, accept, answer.status_code, answer.text[:200]
            assert runs_nothing_foreign(answer.headers, answer.text), where
            if method == "GET" and address not in doors._direct:
                head = client.head(path, params=answer.request.url.params, headers={"Accept": accept})
                assert (head.status_code, head.content) == (answer.status_code, b""), where
            if name in shut and not is_contract(method, address):
                assert answer.status_code == statuses[shut[name]], where
                assert needs[name].en in told_by(answer), where  # type: ignore[union-attr]
            else:
                assert not any(need.en in answer.text for need in needs.values() if need is not None), where
                assert answer.status_code < 500 or name in ("SORLS", "SORUS", "KRS and RFS"), where
    assert seen == set(AT), "the table names addresses that there are not"


@pytest.mark.parametrize("name", few(MODES, every=14))
def test_every_address_is_open_or_shut_as_the_table_says(
    new_sqlite: Callable[[], Database], tmp_path: Path, name: str
) -> None:
    with served(new_sqlite(), MODES[name], tmp_path) as (doors, client, keeper):
        hold(doors, client, keeper, MODES[name].shut)


@pytest.mark.postgres
def test_a_real_register_on_postgresql(new_postgresql: Callable[[], Database], tmp_path: Path) -> None:
    with served(new_postgresql(), MODES["real"], tmp_path) as (doors, client, keeper):
        hold(doors, client, keeper, MODES["real"].shut)


def test_a_door_opens_at_once_when_what_it_needs_is_there(new_sqlite: Callable[[], Database], tmp_path: Path) -> None:
    database = new_sqlite()
    with served(database, MODES["real"], tmp_path) as (_, client, keeper):
        asked = {"grant_type": "client_credentials", "client_id": "sds", "client_secret": SECRET}
        assert client.post("/api/v1/token", data=asked).status_code == 503
        program(Register(database, StandingClock()), tmp_path)
        assert client.post("/api/v1/token", data=asked).status_code == 401
        assert "tokens" in next(iter(keeper.tell_table()))


def test_the_table_on_one_screen(new_sqlite: Callable[[], Database], tmp_path: Path) -> None:
    with served(new_sqlite(), MODES["real"], tmp_path) as (_, __, keeper):
        lines = list(keeper.tell_table())
    assert (
        lines[0]
        == "open: pages, look-ups over REST, operation, SORES, overview of files, error reports, confirmations by mail"
    )
    assert lines[1].startswith("shut: proofs. SOR_CHECKPOINT_KEY is not set")
    assert lines[2].startswith("shut: tokens, changes over REST. No program has access yet")
    assert all(line.startswith("shut: ") for line in lines[1:])
    assert len(lines) < 10
    with served(new_sqlite(), MODES["demo"], tmp_path) as (_, __, keeper):
        assert list(keeper.tell_table()) == [f"open: {', '.join(door.name for door in DOORS)}"]
