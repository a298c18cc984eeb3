"""Who wants news or a digest by mail says so by a link, gets what concerns them, and leaves by a link, over SMTP."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.access.authority import Actor
from sor.core.instant import parse_instant
from sor.desk.actors import Actors
from sor.desk.mail import Outbox
from sor.desk.newsletter import BadNews, GivenNews, Newsletter, NotTheOwner
from sor.desk.reader_mails import ReaderMails
from sor.desk.readers import BadReader, Readers
from sor.desk.subscriptions import Subscriptions, TooManySubscriptions
from sor.endpoints.app import app
from sor.following.consumers import Consumer, Consumers
from sor.following.digests import make_due_digests, next_digest
from sor.following.feed_filter import FeedFilter
from sor.store import subscriptions
from tests.changes.scene import TODAY, Scene
from tests.conftest import StandingClock
from tests.desk.test_mail import MailServer, later
from tests.following.receivers import until
from tests.following.test_deliverer import LOOPBACK, delivering
from tests.owned import wanted

NEWS = GivenNews("Nyt format", "Fax udgår.", "New format", "Fax goes.", planned_for="2027-01-01")


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    made.start()
    yield made
    made.stop()


class Desk:
    """A register whose mails go over SMTP to a server that keeps them, and a browser that opens their links."""

    def __init__(self, scene: Scene, server: MailServer) -> None:
        self.scene, self.register, self.server = scene, scene.register, server
        self.readers = Readers(scene.register, server.settings)
        self.newsletter = Newsletter(scene.register)
        actors = Actors(scene.register)
        actors.add("sds", "Registermyndigheden", None)
        actors.grant("sds", wanted("authority"), None)
        actors.add("anna", "Anna", "sds", email="anna@example.dk")
        self.sds, self.anna = self.actor("sds"), self.actor("anna")
        settings = server.settings._replace(hosts=("testserver", "testserver.local"))
        self.browser = TestClient(app(scene.register, settings), raise_server_exceptions=False)

    def actor(self, id: str) -> Actor:
        found = Actors(self.register).actor(id)
        assert found is not None
        return found

    def post(self) -> list[EmailMessage]:
        """Send what waits; the mails that came."""
        had = len(self.server.caught.mails)
        composers = ReaderMails(self.register, self.server.settings).composers()
        Outbox(self.register, self.server.settings, later(), composers).send_due()
        return self.server.caught.mails[had:]

    def open(self, mail: EmailMessage, deed: str, method: str = "GET", **more: Any) -> Any:
        return self.browser.request(method, link(mail, deed), **more)

    def subscribe(self, email: str = "bo@example.dk", language: str = "da") -> None:
        self.readers.ask_for_news(email, language, "10.0.0.1")
        (mail,) = self.post()
        assert self.open(mail, "confirm", "POST").status_code == 200


def link(mail: EmailMessage, deed: str) -> str:
    found = re.search(rf"https://sor\.example(/news/{deed}/\S+)", mail.get_content())
    assert found is not None
    return found[1]


@pytest.fixture
def desk(scene: Scene, server: MailServer) -> Desk:
    return Desk(scene, server)


def emails(desk: Desk) -> list[str]:
    return [row[0] for row in desk.register.database.reader().run("SELECT email FROM subscription ORDER BY email")]


def test_news_go_to_who_confirmed_in_their_language_and_to_nobody_else(desk: Desk) -> None:
    desk.subscribe("bo@example.dk")
    desk.subscribe("eve@example.dk", "en")
    desk.readers.ask_for_news("carl@example.dk", "da", "10.0.0.1")
    desk.post()  # Carl does nothing
    made = desk.newsletter.add(desk.sds, NEWS, "web")
    assert made.published_at
    mails = {str(mail["To"]): mail for mail in desk.post()}
    assert set(mails) == {"bo@example.dk", "eve@example.dk"}
    assert mails["bo@example.dk"]["Subject"] == "Nyt format"
    assert "Træder i kraft: 2027-01-01" in mails["bo@example.dk"].get_content()
    assert mails["eve@example.dk"]["Subject"] == "New format"
    assert desk.post() == []


def test_one_click_unsubscribes_and_forgets_the_address(desk: Desk) -> None:
    desk.subscribe()
    desk.newsletter.add(desk.sds, NEWS, "web")
    (mail,) = desk.post()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == f"<https://sor.example{link(mail, 'leave')}>"
    shown = desk.open(mail, "leave")
    assert "bo@example.dk" in shown.text
    assert emails(desk) == ["bo@example.dk"]  # who only looks has not left
    clicked = desk.open(mail, "leave", "POST", data={"List-Unsubscribe": "One-Click"},
                        headers={"Origin": "https://webmail.example"})  # fmt: skip
    assert clicked.status_code == 200
    assert "Du er afmeldt" in clicked.text
    assert emails(desk) == []
    for method in ("GET", "POST"):
        again = desk.open(mail, "leave", method)
        assert again.status_code == 200
        assert "Du er allerede afmeldt" in again.text
    desk.newsletter.add(desk.sds, NEWS, "web")
    assert desk.post() == []


def test_forged_doubled_and_old_links_each_have_an_answer(desk: Desk, clock: StandingClock) -> None:
    desk.readers.ask_for_news("bo@example.dk", "da", "10.0.0.1")
    (mail,) = desk.post()
    path = link(mail, "confirm")
    for forged in (
        path[:-1] + ("0" if path[-1] != "0" else "1"), path.replace("confirm", "leave"), "/news/confirm/x",
        path.rpartition(".")[0],
    ):  # fmt: skip
        for method in ("GET", "POST"):
            answer = desk.browser.request(method, forged)
            assert answer.status_code == 400, forged
            assert "ikke et af registrets" in answer.text
    assert subscriptions.in_state(desk.register.database.reader(), "news", "active") == []
    clock.pass_days(8)
    for method in ("GET", "POST"):
        old = desk.browser.request(method, path)
        assert (old.status_code, "mere end syv dage" in old.text) == (410, True)
    desk.readers.ask_for_news("bo@example.dk", "da", "10.0.0.1")
    (fresh,) = desk.post()
    for method in ("HEAD", "GET"):  # as programs do that look through mails
        assert desk.open(fresh, "confirm", method).status_code == 200
    assert subscriptions.in_state(desk.register.database.reader(), "news", "active") == []
    assert "Skal bo@example.dk have mail fra SOR?" in desk.open(fresh, "confirm").text
    foreign = desk.open(fresh, "confirm", "POST", headers={"Origin": "https://webmail.example"})
    assert foreign.status_code == 403
    assert "Adressen er bekræftet" in desk.open(fresh, "confirm", "POST").text.replace("adressen", "Adressen")
    for method in ("GET", "POST"):
        doubled = desk.open(fresh, "confirm", method)
        assert (doubled.status_code, "allerede bekræftet" in doubled.text) == (200, True)
    desk.readers.ask_for_news("bo@example.dk", "da", "10.0.0.1")
    assert desk.post() == []  # has it already, and is not troubled
    with desk.register.database.desk.writing() as connection:
        connection.run("DELETE FROM subscription")
    gone = desk.open(fresh, "confirm", "POST")
    assert gone.status_code == 410
    gone = desk.open(fresh, "confirm")
    assert (gone.status_code, "findes ikke mere" in gone.text) == (410, True)


@pytest.mark.parametrize(
    "email",
    ["", "bo", "bo@example.dk\r\nBcc: eve@example.dk", "bo@example.dk\nSubject: x", "bo@example.dk,eve@example.dk",
     "Bo <bo@example.dk>", "bo@example.dk\x00", "-f@example.dk"],
)  # fmt: skip
def test_what_is_no_address_gets_no_mail(desk: Desk, email: str) -> None:
    with pytest.raises(BadReader, match="is no e-mail address"):
        desk.readers.ask_for_news(email, "da", "10.0.0.1")
    assert emails(desk) == []
    assert desk.post() == []


def test_nobody_is_flooded_in_anothers_name(desk: Desk) -> None:
    for _ in range(3):
        desk.readers.ask_for_news("bo@example.dk", "da", "10.0.0.1")
    with pytest.raises(TooManySubscriptions):
        desk.readers.ask_for_news("bo@example.dk", "da", "10.0.0.2")


def test_a_title_of_two_lines_and_a_foreign_writer_are_refused(desk: Desk) -> None:
    with pytest.raises(BadNews, match="a title in one line"):
        desk.newsletter.add(desk.sds, NEWS._replace(title_da="x\r\nBcc: eve@example.dk"), "web")
    with pytest.raises(BadNews, match="is no door and no query"):
        desk.newsletter.add(desk.sds, NEWS._replace(breaks=("everything",)), "web")
    with pytest.raises(BadNews, match="told today or were told before"):
        desk.newsletter.add(desk.sds, NEWS._replace(told_on="2027-01-01"), "web")
    with pytest.raises(NotTheOwner):
        desk.newsletter.add(desk.anna, NEWS, "web")
    assert desk.newsletter.list_published() == desk.newsletter.waiting() == []


def test_a_consumer_is_told_before_what_breaks_its_format_is_published(desk: Desk) -> None:
    desk.subscribe()
    consumers = Consumers(desk.register)
    consumers.note(Consumer("anna"), "krs", 1)
    consumers.note(Consumer("12345678", "Uden kontakt"), "krs", 1)
    consumers.write()
    desk.server.stop()
    waiting = desk.newsletter.add(desk.sds, NEWS._replace(breaks=("krs",)), "web")
    assert not waiting.published_at
    assert [(one.name, one.contact) for one in desk.newsletter.find_concerned(("krs",))] == [
        ("Uden kontakt", ""), ("Anna", "anna@example.dk")
    ]  # fmt: skip
    desk.post()
    desk.newsletter.publish_settled()
    assert desk.newsletter.list_published() == []
    assert desk.browser.get(f"/news/{waiting.number}").status_code == 404
    desk.server.start()
    with desk.register.database.desk.writing() as connection:
        connection.run("UPDATE mail SET not_before = '' WHERE sent_at = ''")
    (told,) = desk.post()
    assert (told["To"], told["Subject"]) == ("anna@example.dk", "Varsel: Nyt format")
    assert "Fax goes." in told.get_content()
    desk.newsletter.publish_settled()
    assert [one.number for one in desk.newsletter.list_published()] == [waiting.number]
    (sent,) = desk.post()
    assert sent["To"] == "bo@example.dk"


def test_who_subscribes_with_a_query_is_told_before_it_breaks(desk: Desk) -> None:
    Subscriptions(desk.register, LOOPBACK).add_webhook(desk.anna, "http://127.0.0.1:9/", FeedFilter(field="note"), "x")
    assert desk.newsletter.find_concerned(("field=name",)) == []
    assert [one.id for one in desk.newsletter.find_concerned(("field=note",))] == ["anna"]


def test_one_actor_has_fifty_subscriptions_and_no_more(desk: Desk) -> None:
    of_one = Subscriptions(desk.register, LOOPBACK)
    for n in range(50):
        of_one.add_webhook(desk.anna, f"http://127.0.0.1:9/{n}", FeedFilter(), "x")
    with pytest.raises(TooManySubscriptions, match="You have 50 subscriptions already"):
        of_one.add_webhook(desk.anna, "http://127.0.0.1:9/50", FeedFilter(), "x")


def test_a_digest_tells_once_a_day_what_concerns_its_reader(desk: Desk, clock: StandingClock) -> None:
    scene = desk.scene
    desk.readers.add_digest(desk.anna, "anna@example.dk", FeedFilter(unit=scene["heart"]), "daily", "da", "rest")
    first = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"note": "x"}}).serial
    (mail,) = desk.post()
    assert desk.open(mail, "confirm", "POST").status_code == 200  # what happened before is in the digest too
    with delivering(scene.register):
        scene.send({"op": "edit", "unit": "@clinic", "from": TODAY, "set": {"note": "x"}})
        moved = scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": TODAY}, judge=False).serial
        reader = scene.register.database.reader()
        until(lambda: subscriptions.of_owner(reader, "anna")[0].serial == moved)
        assert desk.post() == []
        clock.pass_days(1)
        until(lambda: subscriptions.of_owner(reader, "anna")[0].sending != "[]")
    (digest,) = desk.post()
    assert digest["Subject"] == f"Ændringer i SOR til og med serienummer {moved}"
    text = digest.get_content()
    assert re.findall(r"/api/v1/log/([0-9]+)", text) == [str(first), str(moved)]
    assert "ændret" in text
    assert "gået ud" in text
    clock.pass_days(1)
    assert make_due_digests(scene.register) == 0  # nothing new, no mail
    assert desk.post() == []
    assert desk.open(digest, "leave", "POST").status_code == 200
    assert Subscriptions(scene.register).of_actor(desk.anna) == []


@pytest.mark.parametrize(
    ("language", "deed", "subject"),
    [
        ("da", "close", "En enhed, du abonnerer på, er lukket"),
        ("en", "move", "A unit that you subscribe to has moved"),
    ],
)
def test_a_reader_is_told_that_the_unit_of_a_digest_closed_or_moved(
    desk: Desk, language: str, deed: str, subject: str
) -> None:
    scene = desk.scene
    desk.readers.add_digest(
        desk.anna, "bo@example.dk", FeedFilter(unit=scene["ward"]), "weekly", language, "rest"
    )  # fmt: skip
    (mail,) = desk.post()
    assert desk.open(mail, "confirm", "POST").status_code == 200
    with delivering(scene.register):
        asked = {"op": deed, "unit": "@ward", "from": TODAY} | ({"parent": "@lungs"} if deed == "move" else {})
        serial = scene.send(asked, judge=False).serial
        reader = scene.register.database.reader()
        until(lambda: subscriptions.of_owner(reader, "anna")[0].serial == serial)
    (told,) = desk.post()
    assert (told["To"], told["Subject"]) == ("bo@example.dk", subject)
    assert f"https://sor.example/units/{scene['ward']}" in told.get_content()
    assert len(Subscriptions(scene.register).of_actor(desk.anna)) == 1  # it stays
    assert desk.open(told, "leave", "POST").status_code == 200
    assert Subscriptions(scene.register).of_actor(desk.anna) == []


@pytest.mark.parametrize(
    ("now", "every", "comes"),
    [
        ("2026-11-01T12:00:00Z", "daily", "2026-11-02T05:00:00Z"),
        ("2026-11-01T23:30:00Z", "daily", "2026-11-03T05:00:00Z"),
        ("2026-11-01T12:00:00Z", "weekly", "2026-11-02T05:00:00Z"),
        ("2026-11-02T12:00:00Z", "weekly", "2026-11-09T05:00:00Z"),
        ("2026-06-01T12:00:00Z", "daily", "2026-06-02T04:00:00Z"),
    ],
)
def test_a_digest_comes_in_the_morning_by_danish_time(now: str, every: str, comes: str) -> None:
    assert parse_instant(next_digest(datetime.fromisoformat(now), every)) == parse_instant(comes)


def test_a_digest_that_a_clock_that_was_ahead_put_off_for_a_century_comes_when_the_clock_is_right(
    desk: Desk, clock: StandingClock
) -> None:
    desk.readers.add_digest(desk.anna, "anna@example.dk", FeedFilter(unit=desk.scene["heart"]), "daily", "da", "rest")
    (mail,) = desk.post()
    assert desk.open(mail, "confirm", "POST").status_code == 200
    reader = desk.register.database.reader()
    clock.pass_days(36_500)
    make_due_digests(desk.register)
    clock.pass_days(-36_500)
    assert subscriptions.of_owner(reader, "anna")[0].next_at.startswith("2126")
    make_due_digests(desk.register)
    assert subscriptions.of_owner(reader, "anna")[0].next_at.startswith("2026-11-02")
