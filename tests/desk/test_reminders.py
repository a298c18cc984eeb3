"""Responsible persons are asked once a year whether it is still so, again after a month, and not once they confirm."""

import os
from datetime import timedelta

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.desk.reminders import Reminders
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
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


def test_everybody_is_asked_after_a_year_and_again_after_a_month_unless_they_confirm(
    scene: Scene, persons: ResponsiblePersons, server: MailServer, clock: StandingClock
) -> None:
    reminders = Reminders(scene.register, server.settings)
    clock.pass_days(364)
    assert reminders.send() == 0
    clock.pass_days(1)
    assert reminders.send() == 2
    assert reminders.send() == 0
    mail = server.caught.mails[0]
    (anna, _) = persons.listed()
    assert mail["To"] == "anna@region.example"
    assert mail["Subject"] == f"Er du stadig SOR-ansvarlig for Region Sjælland ({scene['region']})?"
    assert f"https://sor.example/responsible/{anna.row.id}" in mail.get_content().splitlines()
    clock.pass_days(29)
    assert reminders.send() == 0
    clock.pass_days(1)
    assert {one.row.name for one in reminders.due()} == {"anna", "bo"}


def test_who_confirmed_is_left_in_peace_for_a_year(scene: Scene, server: MailServer, clock: StandingClock) -> None:
    made, rikke = ResponsiblePersons(scene.register), Office(scene).actor("rikke")
    anna = made.add(rikke, GivenPerson(scene["region"], "responsible", "anna", "anna@region.example"), "web")
    reminders = Reminders(scene.register, server.settings)
    clock.now += timedelta(days=365)
    assert reminders.send() == 1
    made.confirm(rikke, anna.row.id, "web")
    clock.pass_days(364)
    assert reminders.send() == 0
    clock.pass_days(1)
    assert reminders.send() == 1


def test_an_address_that_is_refused_keeps_nobody_else_waiting_and_a_server_that_is_away_is_told(
    scene: Scene, persons: ResponsiblePersons, server: MailServer, clock: StandingClock
) -> None:
    reminders = Reminders(scene.register, server.settings)
    clock.pass_days(365)
    server.caught.unknown = "anna@region.example"
    assert reminders.send() == 1
    server.stop()
    with pytest.raises(Refused, match="does not take it now"):
        reminders.send()
    assert [one.row.name for one in reminders.due()] == ["anna"]
    with pytest.raises(Refused, match="SOR_SMTP"):
        Reminders(scene.register, read_settings({})).send()
    assert len(persons.listed()) == 2


def test_the_command_tells_how_many(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    url = f"sqlite:///{Scene.copied(new_sqlite, clock).register.database.url.database}"
    run = CliRunner()
    env = {**os.environ, "SOR_DATABASE": url, "SOR_NOW": "", "SOR_SMTP": ""}
    told = run.invoke(main, [*COMMAND.split(), "--dry-run"], env=env)
    assert told.output == "0 would be asked.\n"
    failed = run.invoke(main, COMMAND.split(), env=env)
    assert (failed.exit_code, "SOR_SMTP" in failed.output) == (1, True)
