"""Programs that use the client, against a running register: they search, change, follow, and are refused."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sor.client import (
    BadRequest,
    ChangeAnswer,
    Client,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Position,
    Refused,
    StartOver,
    Unreachable,
    UnreadableAnswer,
)
from sor.sample.showcases import RENAMED_WARD
from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.ports import free_port

pytestmark = pytest.mark.slow
HOSPITAL = "90000051000016000"


def renaming(name: str, day: str = "2027-02-01") -> dict[str, object]:
    return {"reason": "Nyt navn", "changes": [
        {"op": "edit", "unit": RENAMED_WARD, "from": day, "set": {"name": name}}]}  # fmt: skip


@pytest.fixture(scope="module")
def address(small_demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(copy_demo(small_demo_file, tmp_path_factory.mktemp("client"))) as at:
        yield at


@pytest.fixture
def reader(address: str) -> Iterator[Client]:
    with Client(address) as client:
        yield client


@pytest.fixture
def writer(address: str) -> Iterator[Client]:
    with Client(address, program="region-1082", secret="demo") as client:
        yield client


def test_a_list_holds_still_while_others_write(reader: Client, writer: Client) -> None:
    first = reader.find_units(level="OU", limit=3)
    rows = reader.search_units(level="OU", limit=3)
    seen = [next(rows).code]
    writer.submit_changes(renaming("Aaa, som kommer først", "2026-11-01"))
    seen += [unit.code for unit in rows]
    assert len(seen) == len(set(seen)) == first.total > 3


def test_a_unit_is_asked_for_with_its_place_and_its_past(reader: Client) -> None:
    ward = reader.get_unit(RENAMED_WARD, valid="2026-10-31", known="@1")
    assert ward.visiting_address is not None
    assert (ward.name, ward.visiting_address.inherited) == ("Kardiologisk Sengeafsnit 1", True)
    assert [unit.code for unit in reader.list_ancestors(ward.code)][-2:] == [HOSPITAL, ward.parent]
    assert ward.code in [child.code for child in reader.list_children(str(ward.parent), limit=1)]
    assert (reader.get_tree(HOSPITAL, depth=1).units or [])[0].parent == HOSPITAL
    assert len(reader.get_history(ward.code).versions) > 1
    found = reader.look_up_units([ward.code, "1"])
    assert ([unit.code for unit in found.units], found.unknown) == ([ward.code], ["1"])
    assert reader.map_identifier(str(ward.shak)).units[0].code == ward.code


def test_where_a_message_goes_is_asked_for(reader: Client) -> None:
    standard = "REF01"
    rows = list(reader.list_recipients(standard, limit=5))
    assert len(rows) == reader.find_recipients(standard).total > 5
    to = rows[0]
    number = reader.get_location_number(to.location_number)
    assert any(edi.standard == standard and edi.direction == "receive" for edi in number.edi)
    sender = reader.find_units("lægehus", limit=1).units[0]
    answer = reader.check_recipient(sender.code, to.code, standard)
    assert answer.can in ("yes", "no", "unclear")
    assert answer.checks
    reaching = {one.standard: one for one in reader.list_reaching_messages(sender.code)}
    assert reaching["DIS91"].senders_in_region >= reaching["DIS91"].senders_near
    assert {one.can for one in reaching.values()} <= {"yes", "no", "partly", "unclear"}


def test_a_change_is_tried_sent_once_and_found_in_the_log(reader: Client, writer: Client) -> None:
    tried = writer.submit_changes(renaming("Hjerteafsnittet"), dry_run=True)
    assert isinstance(tried, ChangeAnswer)
    assert (tried.serial, tried.accepted) == (None, True)
    sent, again = (writer.submit_changes(renaming("Hjerteafsnittet"), key="rename-7") for _ in range(2))
    assert isinstance(sent, ChangeAnswer)
    assert isinstance(again, ChangeAnswer)
    assert (sent.serial, again.serial, again.replayed) == (reader.get_status().serial, sent.serial, True)
    assert reader.get_entry(sent.serial or 0).actor == writer.get_me().actor == "region-1082"


def test_each_refusal_is_an_exception_of_its_own(address: str, reader: Client, writer: Client) -> None:
    with pytest.raises(NotFound, match="check digit") as unknown:
        reader.get_unit("90000071000016008")
    assert (unknown.value.kind, unknown.value.findings[0]["field"]) == ("unknown", "code")
    assert "kontrolcifret" in unknown.value.danish
    with pytest.raises(BadRequest, match="colour"):
        list(reader.search_units("x", colour="red"))
    with pytest.raises(BadRequest, match="2026-13-01"):
        reader.get_unit(RENAMED_WARD, valid="2026-13-01")
    with pytest.raises(NotFound):  # a step of the address, not a way out of it
        reader.get_unit("../../status")
    with pytest.raises(NotAuthenticated):
        reader.submit_changes(renaming("x"))
    with Client(address, program="region-1082", secret="wrong") as forged, pytest.raises(NotAuthenticated):
        forged.get_me()
    with pytest.raises(Refused) as refused:
        writer.submit_changes(renaming(""))
    assert refused.value.findings[0]["severity"] == "error"
    with Client(address, program="klinik", secret="demo") as other, pytest.raises(NotAllowed):
        other.submit_changes(renaming("x"))


def test_what_is_no_register_is_told(address: str) -> None:
    with pytest.raises(ValueError, match=r"https://sor\.example"):
        Client("sor.example")
    with pytest.raises(ValueError, match="both"):
        Client(address, program="region-1082")
    with Client(f"http://127.0.0.1:{free_port()}") as nobody, pytest.raises(Unreachable):
        nobody.get_status()
    with Client(f"{address}/search?q=") as page, pytest.raises((UnreadableAnswer, NotFound)):
        page.get_status()


def test_a_token_that_has_run_out_is_fetched_anew(address: str, writer: Client) -> None:
    writer.get_me()
    auth = writer._http.auth
    auth._token = "long-since-over"  # type: ignore[union-attr]
    assert writer.get_me().actor == "region-1082"


def test_the_log_is_gone_on_with_where_the_reader_stopped(reader: Client, tmp_path: Path) -> None:
    keep = tmp_path / "position.json"
    last = reader.get_status().serial
    early = []
    for entry in reader.follow(keep=keep, wait=False):
        early.append(entry.serial)
        if entry.serial == 3:
            break  # killed while it worked on the third
    assert Position.read(keep).serial == 2
    late = [entry.serial for entry in reader.follow(keep=keep, wait=False)]
    assert (early, late) == ([1, 2, 3], list(range(3, last + 1)))
    feed = reader.follow(1, unit=HOSPITAL, wait=False)
    moved = [entry.serial for entry in feed]
    assert 0 < len(moved) < last - 1
    assert feed.position.serial == last, "entries of others are passed by"


def test_another_log_is_not_followed(reader: Client) -> None:
    with pytest.raises(StartOver) as stopped:
        list(reader.follow(Position(2, "0" * 64)))
    assert (stopped.value.epoch, stopped.value.serial) == (reader.get_status().epoch, reader.get_status().serial)


def test_a_reader_waits_also_while_the_register_is_away(small_demo_file: Path, tmp_path: Path) -> None:
    url, port = copy_demo(small_demo_file, tmp_path), free_port()
    seen: list[int] = []
    both = threading.Event()

    def follow(client: Client, since: int) -> None:
        for entry in client.follow(since):
            seen.append(entry.serial)
            if len(seen) == 2:
                both.set()
                return

    with Client(f"http://127.0.0.1:{port}", program="region-1082", secret="demo") as client:
        with served(url, port=port):
            last = client.get_status().serial
            following = threading.Thread(target=follow, args=(client, last), daemon=True)
            following.start()
            client.submit_changes(renaming("Mens der læses"))
        with served(url, port=port):
            client.submit_changes(renaming("Efter en pause"))
            assert both.wait(120)
    assert seen == [last + 1, last + 2]
