"""The client that does not wait does the same as the one that does, and offers the same."""

import asyncio
import inspect
from pathlib import Path

import pytest

from sor.client import AsyncClient, Client, NotFound
from sor.sample.showcases import RENAMED_WARD
from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.loops import run_apart

pytestmark = pytest.mark.slow


def test_both_clients_offer_the_same() -> None:
    def offered(kind: type) -> dict[str, list[tuple[str, object]]]:
        return {
            name: [(parameter.name, parameter.default) for parameter in inspect.signature(call).parameters.values()]
            for name, call in inspect.getmembers(kind, inspect.isfunction)
            if not name.startswith("_")
        }

    assert offered(AsyncClient) == offered(Client)


def test_it_asks_for_several_at_once_pages_follows_and_is_refused(small_demo_file: Path, tmp_path: Path) -> None:
    async def work(address: str) -> None:
        async with AsyncClient(address, program="region-1082", secret="demo") as client:
            before = (await client.get_status()).serial
            document = {"reason": "Nyt navn", "changes": [
                {"op": "edit", "unit": RENAMED_WARD, "from": "2027-02-01", "set": {"name": "A1"}}]}  # fmt: skip
            waiting = asyncio.ensure_future(anext(aiter(client.follow(before))))
            unit, sent = await asyncio.gather(client.get_unit(RENAMED_WARD), client.submit_changes(document))
            async with asyncio.timeout(60):
                entry = await waiting
            assert (unit.code, entry.serial, entry.actor) == (RENAMED_WARD, before + 1, (await client.get_me()).actor)
            assert sent.serial == entry.serial  # type: ignore[union-attr]
            total = (await client.find_units(level="OU")).total
            assert len({found.code async for found in client.search_units(level="OU", limit=7)}) == total > 7
            read = [entry.serial async for entry in client.follow(wait=False, keep=tmp_path / "position.json")]
            assert read == list(range(1, before + 2))
            with pytest.raises(NotFound):
                await client.get_unit("1")

    with served(copy_demo(small_demo_file, tmp_path)) as address:
        run_apart(work(address))
