"""To whom a mail goes, by how its row names them."""

from sor.desk.actors import Actors
from sor.desk.mail_addresses import find_address, find_mailbox, public_address
from sor.settings import read_settings
from tests.changes.scene import Scene


def set_contact(scene: Scene, unit: str, **parts: str) -> None:
    contact = {"phone": "70102030", **parts}
    change = {"op": "edit", "unit": f"@{unit}", "from": "2026-11-01", "set": {"virtual_address": contact}}
    assert scene.send(change).serial


def test_an_actor_has_an_address_until_removed(scene: Scene) -> None:
    register, actors = scene.register, Actors(scene.register)
    actors.add("olga", "Olga", None, email="olga@example.dk")
    assert find_address(register, "olga") == "olga@example.dk"
    actors.remove("olga", None)
    assert [find_address(register, one) for one in ("olga", "nobody", "person:x", "unit:1")] == [""] * 4


def test_a_unit_is_written_to_at_the_address_that_it_shows_its_own_or_anothers(scene: Scene) -> None:
    set_contact(scene, "owner", email="post@ejer.dk")
    assert find_address(scene.register, f"unit:{scene['owner']}") == "post@ejer.dk"
    assert find_mailbox(scene.register, scene["feet"]) == "post@ejer.dk"
    set_contact(scene, "owner")
    assert find_mailbox(scene.register, scene["feet"]) == ""


def test_links_lead_to_where_the_register_is_reached() -> None:
    assert public_address(read_settings({"SOR_PUBLIC_URL": "https://sor.example/"})) == "https://sor.example"
    assert public_address(read_settings({"SOR_HOST": "127.0.0.1", "SOR_PORT": "8123"})) == "http://127.0.0.1:8123"
