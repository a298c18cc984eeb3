"""Responsible persons are asked by mail at the interval of their place whether all is right, until somebody says so."""

import os

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.desk.actors import Actors
from sor.desk.reminders import Reminders
from sor.desk.responsible_persons import GivenPerson, Lacks, NotYourPlace, ResponsiblePersons
from sor.desk.still_right import StillRight
from sor.register import Refused
from sor.settings import read_settings
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office
from tests.desk.test_mail import MailServer, server
from tests.new_databases import NewDatabases

__all__ = ["server"]
COMMAND = "responsible remind"


@pytest.fixture
def persons(scene: Scene) -> ResponsiblePersons:
    made, rikke = ResponsiblePersons(scene.register), Office(scene).actor("rikke")
    for name in ("anna", "bo"):
        made.add(rikke, GivenPerson(scene["region"], "responsible", name, f"{name}@region.example"), "web")
    return made


def test_everybody_is_asked_after_half_a_year_and_again_after_a_month_unless_they_confirm(
    scene: Scene, persons: ResponsiblePersons, server: MailServer, clock: StandingClock
) -> None:
    reminders = Reminders(scene.register, server.settings)
    clock.pass_days(182)
    assert reminders.send() == 0
    clock.pass_days(1)
    assert reminders.send() == 2
    assert reminders.send() == 0
    mail = server.caught.mails[0]
    (anna, _) = persons.list_persons()
    assert mail["To"] == "anna@region.example"
    assert mail["Subject"] == f"Er alt i SOR stadig rigtigt for Region Sjælland ({scene['region']})?"
    told = mail.get_content().splitlines()
    assert f"Region Sjælland ({scene['region']}): åbne enheder: 5, fejl og advarsler: 0." in told
    assert f"https://sor.example/quality?owner={scene['region']}" in told
    assert f"https://sor.example/responsible/{anna.row.id}" in told
    clock.pass_days(29)
    assert reminders.send() == 0
    clock.pass_days(1)
    assert {one.row.name for one in reminders.due()} == {"anna", "bo"}
    (link,) = {line.partition("link=")[2] for line in told if "still-right" in line and "lang" not in line}
    StillRight(scene.register, server.settings).confirm_by_link(link)
    assert reminders.due() == []  # what one of them said is so for the other, too
    clock.pass_days(183)
    assert {one.row.name for one in reminders.due()} == {"anna", "bo"}


def test_who_answers_for_several_places_gets_one_mail_about_all(
    scene: Scene, server: MailServer, clock: StandingClock
) -> None:
    made, office = ResponsiblePersons(scene.register), Office(scene)
    made.add(office.actor("rikke"), GivenPerson(scene["region"], "responsible", "anna", "anna@region.example"), "web")
    made.add(office.actor("kim"), GivenPerson(scene["owner"], "deputy", "Anna", "Anna@region.example"), "web")
    clock.pass_days(183)
    assert Reminders(scene.register, server.settings).send() == 1
    (mail,) = server.caught.mails
    assert mail["Subject"] == "Er alt i SOR stadig rigtigt for 2 steder?"
    assert all(scene[place] in mail.get_content() for place in ("region", "owner"))


def test_the_keeper_of_a_place_chooses_how_often_and_lets_reminders_rest(
    scene: Scene, persons: ResponsiblePersons, server: MailServer, clock: StandingClock
) -> None:
    reminders, rikke = Reminders(scene.register, server.settings), Actors(scene.register).actor("rikke")
    assert rikke is not None
    reminders.choose(rikke, scene["region"], 3, 0, "web")
    clock.pass_days(92)
    assert len(reminders.due()) == 2
    reminders.choose(rikke, scene["region"], 3, 20270401, "web")
    assert reminders.due() == []
    clock.pass_days(59)
    assert len(reminders.due()) == 2  # the first of April has come
    for months, until, field in ((5, 0, "months"), (6, 20270401, "paused_until")):
        with pytest.raises(Lacks) as refused:
            reminders.choose(rikke, scene["region"], months, until, "web")
        assert refused.value.field == field
    with pytest.raises(NotYourPlace):
        reminders.choose(rikke, scene["owner"], 6, 0, "web")
    assert reminders.choice(scene["region"]) == (scene["region"], 3, 20270401)


def test_an_address_that_is_refused_keeps_nobody_else_waiting_and_a_server_that_is_away_is_told(
    scene: Scene, persons: ResponsiblePersons, server: MailServer, clock: StandingClock
) -> None:
    reminders = Reminders(scene.register, server.settings)
    clock.pass_days(183)
    server.caught.unknown = "anna@region.example"
    assert reminders.send() == 1
    server.stop()
    with pytest.raises(Refused, match="does not take it now"):
        reminders.send()
    assert [one.row.name for one in reminders.due()] == ["anna"]
    with pytest.raises(Refused, match="SOR_SMTP"):
        Reminders(scene.register, read_settings({})).send()
    assert len(persons.list_persons()) == 2


def test_the_command_tells_how_many(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    url = f"sqlite:///{Scene.copied(new_sqlite, clock).register.database.url.database}"
    run = CliRunner()
    env = {**os.environ, "SOR_DATABASE": url, "SOR_NOW": "", "SOR_SMTP": ""}
    told = run.invoke(main, [*COMMAND.split(), "--dry-run"], env=env)
    assert told.output == "0 would be asked.\n"
    failed = run.invoke(main, COMMAND.split(), env=env)
    assert (failed.exit_code, "SOR_SMTP" in failed.output) == (1, True)
