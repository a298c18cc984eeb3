"""Where a receipt goes, and what it says of an entry."""

from sor.desk.actors import Actors
from sor.desk.receipt_mails import ReceiptMails, ReceiptTo, tell_receipt
from sor.settings import read_settings
from tests.changes.scene import Scene

WITH_MAIL = read_settings({"SOR_SMTP": "smtp://127.0.0.1:1", "SOR_MAIL_FROM": "sor@example.dk"})


def test_it_goes_to_the_writer_else_to_the_first_unit_that_has_an_address(scene: Scene) -> None:
    receipts, actors = ReceiptMails(scene.register, WITH_MAIL), Actors(scene.register)
    actors.add("olga", "Olga", None, email="olga@example.dk")
    actors.add("kim", "Kim", None)
    contact = {"virtual_address": {"phone": "70102030", "email": "post@ejer.dk"}}
    serial = scene.send({"op": "edit", "unit": "@owner", "from": "2026-11-01", "set": contact}).serial or 0
    units = [scene["ward"], scene["feet"]]
    assert receipts.find("olga", units) == ReceiptTo("olga", "olga@example.dk")
    to = receipts.find("kim", units)
    assert to == ReceiptTo(f"unit:{scene['feet']}", "post@ejer.dk")
    assert receipts.find("kim", [scene["ward"]]) is None
    assert ReceiptMails(scene.register, read_settings({})).find("olga", units) is None
    assert not receipts.has(to, serial)
    receipts.put(to, serial)
    assert receipts.has(to, serial)
    assert not receipts.has(ReceiptTo("olga", "olga@example.dk"), serial)


def test_it_says_why_and_of_which_units(scene: Scene) -> None:
    contact = {"virtual_address": {"phone": "70102030"}}
    sent = [{"op": "edit", "unit": unit, "from": "2026-11-01", "set": contact} for unit in ("@owner", "@ward")]
    serial = scene.send(*sent).serial or 0
    entry = scene.register.entry_facts(serial)
    assert entry is not None
    assert tell_receipt(scene.register, serial).splitlines() == [
        *([entry.reason] if entry.reason else []), f"- Bakkens Fodterapi ({scene['owner']})",
        f"- Sengeafsnit 1 ({scene['ward']})",
    ]  # fmt: skip
    assert tell_receipt(scene.register, 999) == ""
