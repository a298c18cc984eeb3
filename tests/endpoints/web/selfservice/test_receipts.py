"""The receipt of what was told: by page and by mail, to whoever wrote it."""

from pathlib import Path

import pytest

from sor.desk.mail import Outbox
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store import actors, mails
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.desk.test_mail import MailServer, server
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.login.conftest import browser_at, sign_in
from tests.endpoints.web.selfservice.conftest import Owner, post

__all__ = ["server"]  # a fixture
pytestmark = pytest.mark.slow

WITH_MAIL = {"SOR_SMTP": "smtp://127.0.0.1:1", "SOR_MAIL_FROM": "sor@example.dk"}


def test_a_receipt_is_sent_once_to_the_address_of_who_wrote_it(demo_to_try: Path, tmp_path: Path) -> None:
    register = Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock())
    with register.database.desk.writing() as connection:
        found = actors.actor(connection, "klinik")
        assert found is not None
        actors.put_email(connection, found, "klinik@example.dk", "klinik", "2026-11-01T12:00:00Z")
    doors = app(register, read_settings(WITH_MAIL))
    owner, other = (Owner(browser_at(doors)) for _ in range(2))
    sign_in(owner.browser, "klinik")
    sign_in(other.browser, "tandlaege")
    owner.open().tick("contact").tell({"virtual_address.phone": "86112233"}).save().follow()
    address, serial = str(owner.page.url).removeprefix("http://127.0.0.1:8080"), register.serial()
    fields = owner.fields()
    for _ in range(2):
        assert post(owner.browser, address, fields).status_code == 303
    owner.open(address)
    assert "sendt til klinik@example.dk" in owner.page.text
    assert mails.has_receipt(register.database.reader(), "klinik", serial)
    assert mails.waiting(register.database.reader())[0] == 1
    assert not mails.of_case(register.database.reader(), serial)
    assert "klinik@example.dk" not in other.open(address).page.text


def test_who_has_no_mail_address_gets_it_at_that_of_the_clinic_and_nobody_else_sends_it(
    demo_to_try: Path, tmp_path: Path, server: MailServer
) -> None:
    register = Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock())
    settings = read_settings(WITH_MAIL | {"SOR_SMTP": f"smtp://127.0.0.1:{server.port}"})
    doors = app(register, settings)
    owner, other = (Owner(browser_at(doors)) for _ in range(2))
    sign_in(owner.browser, "klinik")
    sign_in(other.browser, "tandlaege")
    owner.open().tick("contact").tell({"virtual_address.phone": "86112233"}).save().follow()
    address = str(owner.page.url).removeprefix("http://127.0.0.1:8080")
    assert "Send den til mail@laegehuset-havneparken.example" in owner.page.text
    other.open()
    assert post(other.browser, address, other.fields()).status_code == 404
    assert post(owner.browser, address, owner.fields()).status_code == 303
    assert "sendt til mail@laegehuset-havneparken.example" in owner.open(address).page.text
    assert Outbox(register, settings).send_due() == 1
    (mail,) = server.caught.mails
    assert mail["To"] == "mail@laegehuset-havneparken.example"
    told = mail.get_content().splitlines()
    assert told[1:3] == [
        "Fortalt i selvbetjening: telefon, e-mail eller hjemmeside", "- Lægehuset Havneparken (90000131000016009)",
    ]  # fmt: skip
    assert told[3].endswith(f"/changed/receipt?serial={register.serial()}")


def test_a_receipt_of_nothing(site: Site) -> None:
    browser = site.of("klinik")
    for query in ("serial=0", "serial=999999", "serial=1", "serial=x", "cases=1"):
        assert browser.get(f"/changed/receipt?{query}").status_code == 404
