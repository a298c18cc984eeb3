"""The log as others read it: checkpoint, tiles and entries (C2SP), and proofs through the door."""

from base64 import b64decode
from pathlib import Path
from typing import Any

import pymerkle
import pytest
from litestar.testing import TestClient

from sor.core.checkpoint import new_key, public_key_of
from sor.core.merkle import EMPTY, root_of_whole
from sor.core.signed_note import TreeHead, note_key, read_head, read_key
from sor.endpoints.app import app
from sor.jobs.offline import check_proof
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.store.units import create, submit


def head_of(client: TestClient[Any]) -> Any:
    key = read_key(client.get("/log/key").text)
    return read_head(client.get("/log/checkpoint").text, key)


def entries_in(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        size = int.from_bytes(bundle[:2])
        found.append(bundle[2 : 2 + size])
        bundle = bundle[2 + size :]
    return found


def test_whoever_reads_tiles_and_entries_gets_the_root_that_was_signed(client: TestClient[Any]) -> None:
    head = head_of(client)
    whole, rest = divmod(head.size, 256)
    names = [f"{n:03d}" for n in range(whole)] + ([f"{whole:03d}.p/{rest}"] if rest else [])
    leaves = [leaf for name in names for leaf in entries_in(client.get(f"/log/tile/entries/{name}").content)]
    assert len(leaves) == head.size
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    assert tree.get_root() == head.root
    tiles = b"".join(client.get(f"/log/tile/0/{name}").content for name in names)
    assert [tiles[at : at + 32] for at in range(0, len(tiles), 32)] == [
        tree.get_leaf(n) for n in range(1, head.size + 1)
    ]
    above = client.get(f"/log/tile/1/000.p/{whole}").content
    assert above == b"".join(
        root_of_whole([tiles[at : at + 32] for at in range(n * 8192, n * 8192 + 8192, 32)]) for n in range(whole)
    )


def test_what_it_is_served_as(client: TestClient[Any]) -> None:
    checkpoint = client.get("/log/checkpoint")
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "no-cache"
    tile = client.get("/log/tile/0/000")
    assert tile.headers["content-type"] == "application/octet-stream"
    assert len(tile.content) == 8192
    assert "max-age" in tile.headers["cache-control"]
    origin, size, root = checkpoint.text.split("\n")[:3]
    assert origin.split("/")[0] == "testserver.local" or "/" in origin
    assert size.isdigit()
    assert len(b64decode(root)) == 32


@pytest.mark.parametrize(
    "path",
    ["0/999", "0/000.p/0", "0/000.p/256", "0/000.p/257", "0/x000/000", "0/00", "0/0000", "00/000", "64/000", "0/001x",
     "0/x999/x999/x999/x999/999", "entries/999", "entries/000.p/0", "0/000.p/01", "0/-01", "1/001", "63/000", "", "0",
     "0/000.p/", "0/\u0661\u0662\u0663"],
)  # fmt: skip
def test_a_tile_that_there_is_not_is_told(client: TestClient[Any], path: str) -> None:
    found = client.get(f"/log/tile/{path}")
    assert found.status_code == 404, found.text


def test_proofs_come_through_the_door(client: TestClient[Any], register: Register) -> None:
    key = read_key(client.get("/log/key").text).raw
    (line,) = [line for line in register.lines(1) if line.kind == "unit"][:1] or [None]
    assert line is not None
    found = client.get(f"/api/v1/proofs/units/{line.key}")
    proven = check_proof(found.content, key)
    shown = client.get(f"/api/v1/units/{line.key}").json()
    assert (proven.code, proven.name) == (shown["code"], shown["name"])
    assert check_proof(client.get("/api/v1/proofs/entries/1").content, key).digest == register.since(0).__next__().hash
    before = client.get(f"/api/v1/proofs/units/{line.key}?valid=1990-01-01&known=1")
    assert check_proof(before.content, key).name is None


@pytest.mark.parametrize(
    ("path", "status", "rule"),
    [
        ("entries/0", 400, "bad-parameter"), ("entries/x", 400, "bad-parameter"), ("entries/99999", 404, "unknown"),
        ("units/1", 404, "unknown"), ("units/1?valid=tomorrow", 400, "bad-time"),
        ("units/1?known=@99999", 400, "bad-time"),
        ("units/1?other=1", 400, "unknown-parameter"),
    ],
)  # fmt: skip
def test_what_cannot_be_proven_is_told(client: TestClient[Any], path: str, status: int, rule: str) -> None:
    found = client.get(f"/api/v1/proofs/{path}")
    assert (found.status_code, found.json()["findings"][0]["rule"]) == (status, rule)


@pytest.mark.slow
def test_a_real_register_signs_with_its_key_under_its_own_name(real: Register, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(new_key())
    given = {**TRIED, "SOR_CHECKPOINT_KEY": str(tmp_path / "key"), "SOR_PUBLIC_URL": "https://sor.example"}
    with TestClient(app(real, read_settings(given)), base_url="https://sor.example") as client:
        origin = f"sor.example/{real.facts()['epoch']}"
        key = note_key(origin, public_key_of((tmp_path / "key").read_bytes()))
        assert read_head(client.get("/log/checkpoint").text, key) == TreeHead(origin, 0, EMPTY)
        submit(real, create("A", name="A"))
        assert client.get("/log/key").text == f"{key.write_key()}\n"
        first = read_head(client.get("/log/checkpoint").text, key)
        submit(real, create("B", name="B"))
        second = read_head(client.get("/log/checkpoint").text, key)
        assert (first.origin, second.size - first.size) == (origin, 2)


@pytest.fixture
def real(tmp_path: Path) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path}/real.db"), StandingClock())
    made.init("master", codes=(2_000_000, 2_000_999))
    return made
