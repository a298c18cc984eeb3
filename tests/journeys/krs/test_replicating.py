"""The copy register from outside: zeep and a client in another language copy every data type page by page from a server
of two workers while somebody writes, and both end with what the nightly files say. On both databases.
"""

import json
import re
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from zeep import Client

from sor.clock import Clock
from sor.core.as_of import AsOf
from sor.endpoints.krs.door import PATH, RFS_PATH
from sor.following.copy_register import CopyRegister
from sor.formats.soap.krs_tables import VIEWS, View
from sor.register import Register
from sor.store import reads
from sor.store.database import Database
from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.following.krs_sample import sample
from tests.following.replica import OPEN_END, Replica, Row, differing, identity
from tests.guide_examples import GUIDES, examples, run
from tests.new_databases import NewDatabases

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
NODE_MODULES = Path(__file__).parents[3] / "node_modules"
NODE = """
const soap = require("soap");
const [address, views] = [process.argv[2], JSON.parse(process.argv[3])];

async function header() {
  return (await fetch(`${address}/demo/card?cvr=90000012&format=header`)).text();
}

async function main() {
  const client = await soap.createClientAsync(`${address}PATH?wsdl`);
  const found = {};
  for (const [datatype, registerVersion] of views) {
    let offset = "0";
    found[datatype] = [];
    for (;;) {
      client.clearSoapHeaders();
      client.addSoapHeader(await header());
      const asked = { register: "sor", datatype, version: 1, registerVersion, offset, maxRecords: 300 };
      const [answer] = await client.replicateAsync(asked);
      const entries = [].concat(answer.feed.entry ?? []);
      if (!entries.length) break;
      for (const entry of entries) {
        const { attributes, ...row } = entry.content[datatype];
        found[datatype].push(row);
        offset = entry.id.slice(-20);
      }
    }
  }
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => { console.error(error.message); process.exit(1); });
""".replace("PATH", PATH)


@pytest.fixture
def database(new_database: NewDatabases) -> Database:
    return new_database.holding(sample)


@pytest.fixture
def address(database: Database, request: pytest.FixtureRequest) -> Iterator[str]:
    """Of a server of two processes, or of as many as a test is given."""
    workers = str(getattr(request, "param", 2))
    url = database.url.set(drivername=database.url.get_backend_name()).render_as_string(hide_password=False)
    with served(url, *(["--workers", workers] if workers != "1" else []), SOR_NOW="") as found:
        yield found


def card(address: str) -> list[Any]:
    header = urllib.request.urlopen(f"{address}/demo/card?cvr=90000012&format=header").read()
    return list(etree.fromstring(b"<x>" + header + b"</x>"))


class ByZeep:
    """A copy that zeep keeps: it knows the WSDL, and what the guide says."""

    def __init__(self, address: str, limit: int) -> None:
        self.address = address
        self.limit = limit
        self.client = Client(f"{address}{PATH}?wsdl")
        self.rows: dict[str, dict[tuple[str, ...], Row]] = {view.name: {} for view in VIEWS}
        self.offsets = dict.fromkeys(self.rows, "0")
        self.seen: list[str] = []

    def take_page(self, view: View) -> bool:
        answer = self.client.service.replicate(
            register="sor", datatype=view.datatype, version=1, registerVersion=view.register_version,
            offset=self.offsets[view.name], maxRecords=self.limit, _soapheaders=card(self.address),
        )  # fmt: skip
        entries = answer.findall(f"{ATOM}entry")
        for entry in entries:
            row = {etree.QName(cell).localname: cell.text or "" for cell in entry.find(f"{ATOM}content")[0]}
            self.rows[view.name][identity(view, row)] = row
            self.seen.append(entry.findtext(f"{ATOM}id"))
            self.offsets[view.name] = self.seen[-1][-20:]
        return bool(entries)

    def take_all(self) -> "ByZeep":
        for view in VIEWS:
            while self.take_page(view):
                pass
        return self


def edit_until(register: Register, units: list[str], stop: threading.Event) -> int:
    """Rename units and move telephones of owners, entry by entry, until told to stop; gives how many were made."""
    made = 0
    for n in range(10_000):
        if stop.is_set():
            break
        phone = {"virtual_address": {"phone": f"{20_000_000 + n}"}}
        change = {"op": "edit", "unit": units[n % len(units)], "from": register_day(register), "set": phone}
        made += register.change({"changes": [change]}, "anna", "rest", judge=False).accepted
        time.sleep(0.05)
    register.database.close()
    return made


def register_day(register: Register) -> str:
    day = str(max(register.today(), register.head().day))
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


@pytest.mark.alike
def test_two_clients_end_equal_while_somebody_writes(address: str, database: Database) -> None:
    register = Register(database, Clock())
    units = sorted(reads.open_keys(database.reader(), "unit", AsOf(register.today(), register.serial())))[:40]
    stop, made = threading.Event(), list[int]()
    writer = threading.Thread(target=lambda: made.append(edit_until(Register(database, Clock()), units, stop)))
    slow = ByZeep(address, limit=60)
    writer.start()
    try:
        for _ in range(4):
            for view in VIEWS:
                slow.take_page(view)
    finally:
        stop.set()
        writer.join()
    assert made[0] > 5
    slow.take_all()
    assert len(slow.seen) == len(set(slow.seen)), "no offset comes twice"
    quick = ByZeep(address, limit=2000).take_all()
    assert slow.rows == quick.rows
    nightly = Replica()
    nightly.rows = quick.rows
    assert differing(nightly, register) == []
    if shutil.which("node") is None or not (NODE_MODULES / "soap").exists():
        pytest.skip("no SOAP package for Node: fetch it with make setup")
    assert by_node(address) == {
        view.datatype: sorted(map(sorted, (row.items() for row in quick.rows[view.name].values()))) for view in VIEWS
    }
    assert CopyRegister(register).check() is None


def by_node(address: str) -> dict[str, Any]:
    """The rows of every data type as a client in JavaScript gets them, in the same form."""
    views = json.dumps([(view.datatype, view.register_version) for view in VIEWS])
    done = subprocess.run(
        ["node", "-e", NODE, "x", address, views], capture_output=True, text=True, timeout=120, check=False,
        cwd=NODE_MODULES.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {name: sorted(sorted(map(tuple, row.items())) for row in rows) for name, rows in found.items()}


@pytest.mark.alike
@pytest.mark.parametrize("address", [1], indirect=True)
def test_ids_by_zeep(address: str) -> None:
    entities = next(view for view in VIEWS if view.datatype == "sorentity")
    copied = ByZeep(address, limit=2000)
    copied.take_page(entities)
    wanted = sorted({row["SorId"] for row in copied.rows[entities.name].values()})[:50]
    client = Client(f"{address}{RFS_PATH}?wsdl")
    answer = client.service.replicate(
        register="sor", datatype="sorentity", version=1, registerVersion=2, idList={"id": [*wanted, *wanted, "4711"]},
        _soapheaders=card(address),
    )  # fmt: skip
    rows = [entry.find(f"{ATOM}content")[0] for entry in answer.iter(f"{ATOM}entry")]
    assert sorted({row.findtext("{*}SorId") for row in rows}) == wanted
    assert all((row.findtext("{*}ValidTo") or "").startswith(OPEN_END) for row in rows) or len(rows) > len(wanted)


def test_the_guides_programs_print_what_stands_there(demo_file: Path, tmp_path: Path) -> None:
    with served(copy_demo(demo_file, tmp_path), SOR_NOW="") as found:
        programs = [example for example in examples("krs.md") if example[0] == "python"]
        printed = re.findall(r"^```text\n(.*?)^```$", (GUIDES / "krs.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
        assert len(programs) == 2
        assert [run(program, found) for program in programs] == printed
