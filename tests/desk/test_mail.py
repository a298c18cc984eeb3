"""Mails about cases are sent by SMTP; what the mail server does not take waits, is tried again, and is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from litestar.testing import TestClient

from sor.desk.actors import Actors
from sor.desk.asked_case import AskedCase
from sor.desk.cases import Cases
from sor.desk.mail import Outbox, kind_of_failure
from sor.endpoints.app import app
from sor.endpoints.rest.status import RegisterStanding
from sor.settings import BadSetting, Settings, read_settings
from sor.store import actors as actor_rows
from sor.store import mails
from tests.changes.scene import Scene
from tests.desk.asking import Office
from tests.endpoints.servers import TRIED
from tests.ports import free_port

NONE_WAITS = (0, "", 0, "")


class Caught:
    """A mail server's part that keeps what it is sent; may refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"
        self.unknown, self.code = "", 550

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:
        if address == self.unknown:
            return f"{self.code} nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 taken"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            found = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(found, EmailMessage)
            self.mails.append(found)
        return self.answer


class MailServer:
    """One that is started and ended by a test."""

    def __init__(self) -> None:
        self.caught, self.port = Caught(), free_port()
        self._running: Controller | None = None

    def start(self) -> None:
        self._running = Controller(self.caught, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    @property
    def settings(self) -> Settings:
        return read_settings(
            {**TRIED, "SOR_SMTP": f"smtp://127.0.0.1:{self.port}", "SOR_MAIL_FROM": "sor@example.dk",
             "SOR_PUBLIC_URL": "https://sor.example"}
        )  # fmt: skip


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    made.start()
    yield made
    made.stop()


class Watch:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def office(scene: Scene, server: MailServer) -> Office:
    made = Office(scene)
    made.cases = Cases(scene.register, server.settings)
    made.actors.add("olga", "Olga", "sds", email="olga@example.dk")
    return made


def give(office: Office) -> int:
    case = office.ask("olga", "access", "@ward", role="region")
    assert office.approve("rikke", case).state == "approved"
    return case.number


def later(days: int = 400) -> Watch:
    found = Watch()
    found.now += timedelta(days=days)
    return found


def test_who_gets_a_right_is_told_by_mail(office: Office, server: MailServer) -> None:
    number = give(office)
    assert Outbox(office.register, server.settings, later()).send_due() == 1
    (mail,) = server.caught.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "olga@example.dk",
        "sor@example.dk",
        "Du har nu adgang til SOR",
    )
    body = mail.get_content()
    assert f"https://sor.example/cases/{number}" in body
    assert "You now have access to SOR" in body
    assert "fordi" not in body
    assert Outbox(office.register, server.settings, later()).send_due() == 0
    assert len(server.caught.mails) == 1


@pytest.mark.parametrize("how", ["away", "refuses", "busy"])
def test_while_the_server_is_away_the_case_is_decided_and_the_mail_waits(
    office: Office, server: MailServer, how: str
) -> None:
    if how == "away":
        server.stop()
    server.caught.answer = {"refuses": "554 no", "busy": "451 later"}.get(how, "250 taken")
    number, watch = give(office), later()
    outbox = Outbox(office.register, server.settings, watch)
    assert outbox.send_due() == 0
    count, since, failing, failure = mails.waiting(office.register.database.reader())
    assert (count, bool(since), failing) == (1, True, 1)
    assert kind_of_failure(failure) == {"away": "away"}.get(how, "refused")
    (told,) = mails.of_case(office.register.database.reader(), number)
    assert (told.tries, told.sent_at) == (1, "")
    server.caught.answer = "250 taken"
    if how == "away":
        server.start()
    assert outbox.send_due() == 0, "it is not tried again at once"
    watch.now += timedelta(minutes=1)
    assert outbox.send_due() == 1
    assert len(server.caught.mails) == 1
    assert mails.waiting(office.register.database.reader()) == NONE_WAITS


def test_a_mail_that_was_tried_by_a_clock_that_was_ahead_is_tried_again_when_the_clock_is_right(
    office: Office, server: MailServer
) -> None:
    server.caught.answer = "451 later"
    give(office)
    assert Outbox(office.register, server.settings, later(36_500)).send_due() == 0
    server.caught.answer = "250 taken"
    assert Outbox(office.register, server.settings, later()).send_due() == 1


def test_a_mail_that_one_program_sends_no_other_sends(office: Office, server: MailServer) -> None:
    give(office)
    one, other = (Outbox(office.register, server.settings, later()) for _ in range(2))
    assert one._take_mail() is not None
    assert other.send_due() == 0
    assert other.send_due() == 0


def test_what_is_decided_or_asked_is_told_and_what_one_does_oneself_is_not(office: Office, server: MailServer) -> None:
    sds, olga = office.actor("sds"), office.actor("olga")
    case = office.ask("olga", "error")
    office.cases.ask(sds, case, "hvad?")
    office.cases.answer(olga, case, "det")
    office.cases.refuse(sds, case, "nej", "web")
    office.cases.withdraw(olga, office.ask("olga", "error"), "", "web")
    office.cases.refuse(sds, office.ask("nina", "error"), "nej", "web")  # nina has no address
    Outbox(office.register, server.settings, later()).send_due()
    assert [mail["Subject"] for mail in server.caught.mails] == [
        f"Der er et spørgsmål til din sag {case.number}", f"Din sag {case.number} er afvist",
    ]  # fmt: skip


def test_an_address_that_was_erased_gets_nothing_and_no_address_forges_a_head(
    office: Office, server: MailServer
) -> None:
    give(office)
    Actors(office.register).remove("olga", "sds", erase=True)
    assert Outbox(office.register, server.settings, later()).send_due() == 0
    assert server.caught.mails == []
    at = "2026-11-01T12:00:00.000000Z"
    with office.register.database.desk.writing() as connection:
        actor_rows.add_actor(connection, actor_rows.ActorRow("ivan", "I", None, "i@x.dk, b@x.dk>", at, "sds"))
        mails.put(connection, 1, "ivan", "right", at)
    Outbox(office.register, server.settings, later(800)).send_due()
    assert all("b@x.dk" not in (mail["To"] or "").split(",")[0] for mail in server.caught.mails)


def test_an_address_that_is_gone_does_not_keep_the_others_from_their_mails(office: Office, server: MailServer) -> None:
    office.actors.add("otto", "Otto", "sds", email="otto@example.dk")
    for who in ("olga", "otto"):
        assert office.approve("rikke", office.ask(who, "access", "@ward", role="region")).state == "approved"
    with office.register.database.desk.writing() as connection:
        connection.run("UPDATE actor SET email = NULL WHERE id = 'olga'")
    assert Outbox(office.register, server.settings, later()).send_due() == 1
    assert [mail["To"] for mail in server.caught.mails] == ["otto@example.dk"]
    server.caught.unknown = "olga@example.dk"
    with office.register.database.desk.writing() as connection:
        connection.run("UPDATE actor SET email = 'olga@example.dk' WHERE id = 'olga'")
    assert office.approve("rikke", office.ask("otto", "access", "@ward", role="region")).state == "approved"
    assert Outbox(office.register, server.settings, later(800)).send_due() == 1, "one address is not taken"


def test_without_a_mail_server_no_mail_waits(office: Office) -> None:
    silent = Cases(office.register, read_settings({}))
    asked = AskedCase("error", "", "x")
    silent.refuse(office.actor("sds"), silent.open(office.actor("olga"), asked, "web"), "nej", "web")
    assert mails.waiting(office.register.database.reader()) == NONE_WAITS


@pytest.mark.parametrize("how", ["refused for good", "refused for now", "none"])
def test_a_mail_for_nobody_is_given_up_after_a_few_tries_and_no_other(
    office: Office, server: MailServer, how: str
) -> None:
    server.caught.unknown = "olga@example.dk"
    server.caught.code = 450 if how == "refused for now" else 550
    number, watch = give(office), later()
    if how == "none":
        with office.register.database.desk.writing() as connection:
            connection.run("UPDATE actor SET email = NULL WHERE id = 'olga'")
    outbox = Outbox(office.register, server.settings, watch)
    for n in range(mails.MOST_TRIES + 3):
        (told,) = mails.of_case(office.register.database.reader(), number)
        assert told.tries == (n if how == "refused for now" else min(n, mails.MOST_TRIES))
        assert outbox.send_due() == 0
        watch.now += timedelta(hours=2)
    (told,) = mails.of_case(office.register.database.reader(), number)
    assert mails.is_given_up(told) is (how != "refused for now")
    count, *_ = mails.waiting(office.register.database.reader())
    assert count == (1 if how == "refused for now" else 0)


@pytest.mark.parametrize(
    ("kept", "kind"),
    [("", ""), ("away: x", "away"), ("SMTPRecipientsRefused: {'z1@bad.example': (550, b'no')}", "other"),
     ("z1@bad.example", "other")],
)  # fmt: skip
def test_of_a_failure_its_kind_alone_is_told(kept: str, kind: str) -> None:
    assert kind_of_failure(kept) == kind


def test_status_tells_no_address_and_the_page_of_the_case_tells_it_is_given_up(
    office: Office, server: MailServer
) -> None:
    server.caught.unknown = "olga@example.dk"
    number, watch = give(office), later()
    Outbox(office.register, server.settings, watch).send_due()
    told = RegisterStanding(office.register).status()
    assert told["mail"]["failing"] == 1
    assert told["mail"]["failure"] == "nobody"
    assert "olga" not in str(told)
    assert "nobody of that name" not in str(told)
    (mail,) = mails.of_case(office.register.database.reader(), number)
    assert "nobody of that name" in mail.failure


@pytest.mark.slow
def test_a_server_sends_what_waits_and_status_tells_what_does(office: Office, server: MailServer) -> None:
    server.stop()
    give(office)
    settings = server.settings._replace(demo=True)
    with TestClient(app(office.register, settings), base_url="https://sor.example") as client:
        for _ in range(100):
            told = client.get("/status").json()["mail"]
            if told["failure"]:
                break
        assert told["waiting"] == 1
        assert told["failure"] == "away"


@pytest.mark.parametrize(
    "given",
    [
        {"SOR_SMTP": "mail.example"}, {"SOR_SMTP": "http://x"}, {"SOR_SMTP": "smtp://x:99999"}, {"SOR_SMTP": "smtp://x"},
        {"SOR_SMTP": "smtp://x", "SOR_MAIL_FROM": "sor"}, {"SOR_SMTP": "smtp://u:secret@", "SOR_MAIL_FROM": "a@b"},
    ],
)  # fmt: skip
def test_settings_that_no_mail_can_be_sent_with_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings(given)
    assert "secret" not in str(refused.value)
