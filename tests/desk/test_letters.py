"""Who stands behind a form is written to by mail; the address is told to nobody, and letters have an end."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from sor.desk.letters import MOST_BETWEEN, MOST_FROM, MOST_TO, Letters, NotSent, TooManyLetters, WrittenLetter
from sor.desk.responsible_persons import GivenPerson, Lacks, NobodyThere, ResponsiblePersons
from sor.settings import read_settings
from sor.store import letters
from tests.changes.scene import Scene
from tests.desk.asking import Office
from tests.desk.test_mail import MailServer, Watch, server

__all__ = ["server"]
HIDDEN = "hjemme@kim.example"
WRITTEN = WrittenLetter("Rikke", "rikke@region.example", "Hej\nEr adressen rigtig?")


class Desk:
    """The clinic's person, behind a form, and letters to them."""

    def __init__(self, scene: Scene, server: MailServer) -> None:
        self.scene, self.server, self.watch = scene, server, Watch()
        office = Office(scene)
        self.kim = office.actor("kim")
        self.persons = ResponsiblePersons(scene.register)
        self.letters = Letters(scene.register, server.settings, self.watch)
        self.id = self.name("Kim Klit", "form")

    def name(self, name: str, contact: str, role: str = "responsible") -> str:
        given = GivenPerson(self.scene["clinic"], role, name, HIDDEN, "", contact)
        return self.persons.add(self.kim, given, "web").row.id

    def write(self, address: str = "10.0.0.1", **more: Any) -> None:
        self.letters.write(self.id, WRITTEN._replace(**more), address)


@pytest.fixture
def desk(scene: Scene, server: MailServer) -> Desk:
    return Desk(scene, server)


def test_a_letter_reaches_the_person_and_is_kept_nowhere(desk: Desk) -> None:
    desk.write()
    (mail,) = desk.server.caught.mails
    assert (mail["To"], mail["Reply-To"], mail["From"]) == (HIDDEN, "rikke@region.example", "sor@example.dk")
    assert mail["Subject"] == f"Til SOR-ansvarlig for Bakkens Fodterapi ({desk.scene['clinic']})"
    assert "Er adressen rigtig?" in mail.get_content()
    rows = desk.scene.register.database.reader().run("SELECT * FROM letter").fetchall()
    assert len(rows) == 1
    assert "10.0.0.1" not in repr(rows)
    assert "adressen" not in repr(rows)


def test_only_who_is_behind_a_form_is_written_to(desk: Desk) -> None:
    public = desk.name("Anna", "address", "deputy")
    for nobody in (public, "x" * 500):
        with pytest.raises(NobodyThere):
            desk.letters.write(nobody, WRITTEN, "10.0.0.1")
    assert desk.server.caught.mails == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"name": "a" * 61}, "name"), ({"name": "A\r\nBcc: b@c.example"}, "name"),
        ({"email": "a"}, "email"), ({"email": "ø@ø.dk"}, "email"),
        ({"email": "a@b.example\nBcc: b@c.example"}, "email"), ({"text": " \n "}, "text"),
        ({"text": "a" * 4001}, "text"), ({"text": "a\u0000b"}, "text"),
    ],
)  # fmt: skip
def test_what_is_no_letter_is_said(desk: Desk, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Lacks) as refused:
        desk.write(**wrong)
    assert refused.value.field == field
    assert desk.server.caught.mails == []


def test_within_an_hour_nobody_alone_takes_up_what_a_person_gets(desk: Desk) -> None:
    senders = [f"10.0.0.{n}" for n in range(MOST_TO // MOST_BETWEEN)]
    for sender in senders:
        for _ in range(MOST_BETWEEN):
            desk.write(sender)
        with pytest.raises(TooManyLetters):
            desk.write(sender)
    for n in range(MOST_TO % MOST_BETWEEN):
        desk.write(f"10.0.1.{n}")
    with pytest.raises(TooManyLetters):  # of all together it is enough
        desk.write("10.0.2.1")
    assert len(desk.server.caught.mails) == MOST_TO
    desk.watch.now += timedelta(hours=1)
    desk.write()
    assert len(desk.server.caught.mails) == MOST_TO + 1


def test_within_an_hour_one_address_writes_to_so_many(desk: Desk) -> None:
    now = int(desk.watch.now.timestamp())
    digest = sha256(b"10.0.0.1").hexdigest()[:32]
    with desk.scene.register.database.desk.writing() as connection:
        for n in range(MOST_FROM - 1):
            letters.add(connection, digest, f"person {n}", now)
    desk.write()
    with pytest.raises(TooManyLetters):
        desk.write()


def test_a_mail_server_that_is_away_or_refuses_does_not_tell_the_address(desk: Desk) -> None:
    desk.server.caught.unknown = HIDDEN
    with pytest.raises(NotSent) as refused:
        desk.write()
    desk.server.stop()
    with pytest.raises(NotSent) as away:
        desk.write()
    without = Letters(desk.scene.register, read_settings({}))
    with pytest.raises(NotSent) as none:
        without.write(desk.id, WRITTEN, "10.0.0.1")
    for error in (refused, away, none):
        assert "hjemme" not in str(error.value) + error.value.danish
