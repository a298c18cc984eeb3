"""Benchmark of the administration of message types: lists turned over, and a campaign over three thousand numbers.

The whole application in this process, asked by MedCom in a demo's session. A page of a list of ten thousand numbers
must stay below 150 ms once the list stands; a campaign is previewed and committed in less than ten seconds each.

Run by itself: `python -m bench.messages_bench sqlite:///FILE`. The bench runner calls `rows`.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from bench import generated
from bench.forms_bench import demo_of
from bench.table import Row
from sor.endpoints.app import app
from sor.settings import read_settings

ROUNDS = 40
NUMBERS = 3_000
AIM_PAGE, AIM_CAMPAIGN = 150.0, 10.0
LISTS = {"numbers": "/edi?first={}", "who lacks a duty": "/edi/duties?first={}"}
HIDDEN = re.compile(r'name="(csrf|confirmed|key)" value="([^"]*)"')


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    yield from measured(generated.database(units))


def measured(database: str) -> Iterator[Row]:
    """A row for each list, and for the steps of a campaign."""
    with tempfile.TemporaryDirectory() as folder:
        register = demo_of(generated.copy(database, Path(folder) / "master.db"))
        with TestClient(app(register, read_settings({}, demo=True)), base_url="http://127.0.0.1") as client:
            client.post("/login", data={"user": "medcom"})
            started = time.perf_counter()
            client.get("/edi")
            first = time.perf_counter() - started
            yield Row("messages", "the list made after an entry", f"{first:.1f} s", aim="only told")
            for what, address in LISTS.items():
                times = sorted(_seconds(client, address.format(100 * n)) for n in range(ROUNDS))
                slow = times[int(len(times) * 0.95)] * 1000
                yield Row(
                    "messages", f"a page of a list: {what}, p95", f"{slow:.0f} ms",
                    compared=f"{slow / AIM_PAGE:.2f} of the aim", aim=f"< {AIM_PAGE:.0f} ms", met=slow < AIM_PAGE,
                )  # fmt: skip
            lines = client.get("/edi.csv?direction=receive").text.splitlines()[1:]
            numbers = [*dict.fromkeys(line.split(";")[0] for line in lines if line.split(";")[1])][:NUMBERS]
            given = {
                "title": "Bench", "standard": "DIS32", "old": "", "new": "D3233L", "direction": "receive",
                "starts": client.get("/status").json()["day"], "numbers": "\n".join(numbers), "skip": "1",
            }  # fmt: skip
            form = _hidden(client.get("/edi/campaigns/new").text)
            made = client.post("/edi/campaigns/new", data=form | given | {"action": "save"}, follow_redirects=False)
            address = made.headers["location"]
            page = client.get(address)
            for action in ("preview", "save"):
                started = time.perf_counter()
                page = client.post(address, data=_hidden(page.text) | {"action": action}, follow_redirects=False)
                seconds = time.perf_counter() - started
                right = page.status_code == (200 if action == "preview" else 303)
                yield Row(
                    "messages", f"a campaign over {len(numbers)} numbers: {action}", f"{seconds:.1f} s",
                    compared=f"{seconds / AIM_CAMPAIGN:.2f} of the aim", aim=f"< {AIM_CAMPAIGN:.0f} s",
                    met=right and seconds < AIM_CAMPAIGN,
                )  # fmt: skip


def _hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def _seconds(client: TestClient[Any], address: str) -> float:
    started = time.perf_counter()
    assert client.get(address).status_code == 200
    return time.perf_counter() - started


if __name__ == "__main__":
    from bench.table import show

    show(measured(sys.argv[1]))
