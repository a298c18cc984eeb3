"""`sor plan`: a reorganisation, drawn up, checked as a whole, approved by its sides, committed once and taken back."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

import click
import msgspec

from sor.access.authority import Actor
from sor.changes.document import BadDocument
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.core.day import write_day
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Fields, Value, text_in
from sor.desk.plan_commits import PlanCommits
from sor.desk.plan_document import BadPlan
from sor.desk.plan_gathering import GatheringRule, gather
from sor.desk.plan_lines import read_lines
from sor.desk.plan_records import PlanState
from sor.desk.plans import Plans
from sor.jobs.rehearsing import copy_with_plans
from sor.register import Refused
from sor.store.plans import STATES, PlanRow

DOOR = "cli"
as_actor = click.option("--as", "by", metavar="ACTOR", required=True, help="Who does it; see sor user list.")


class Office(NamedTuple):
    """The plans of the register that a command is about, and who does it."""

    plans: Plans
    commits: PlanCommits
    actor: Actor

    def find(self, id: str) -> PlanRow:
        """A plan that the actor may see. Raises Refused."""
        row = self.plans.records.seen_by(self.actor, id)
        if row is None:
            raise Refused(f"There is no plan {id[:20]}, or it is not {self.actor.id}'s to see.")
        return row


@click.group("plan", context_settings={"max_content_width": 100})
def plan_command() -> None:
    """A reorganisation: what is to change on a day, checked as a whole, approved by every owner that it touches."""


@plan_command.command("new")
@click.argument("file", type=click.File("rb"))
@as_actor
@as_json
@database_option
def new(database: str | None, file: IO[bytes], by: str, as_json: bool) -> None:
    """Begin a plan. FILE is JSON; - reads standard input.

    \b
      {"title": "…", "day": "2027-01-01", "changes": [{"op": "move", "unit": "…", "parent": "…", "from": "2027-01-01"}]}
    """
    given = _read(file)
    _do(database, by, as_json, lambda office: office.plans.new(office.actor, *given, DOOR))


@plan_command.command("gather")
@click.option("--type", "types", multiple=True, metavar="CODE", help="Units of this type; repeatable.")
@click.option("--below", multiple=True, metavar="CODE", help="Below this owner or unit; repeatable.")
@click.option("--to", metavar="CODE", default="", help="They come to stand below this unit, or #1 of the plan's own.")
@click.option("--agreement", default="", help="By which their owners of before go on running them.")
@click.option("--lines", type=click.File("r", encoding="utf-8-sig"), help="A CSV file of changes, in place of a rule.")
@click.option("--day", metavar="DATE", required=True, help="The plan's day.")
@click.option("--title", required=True, help="The plan's title.")
@database_option
def gather_command(
    database: str | None, types: tuple[str, ...], below: tuple[str, ...], to: str, agreement: str,
    lines: IO[str] | None, day: str, title: str,
) -> None:  # fmt: skip
    """Print a plan: all units of some types below some owners move, or the changes of a spreadsheet's lines.

    Look at it, save it, and begin it with sor plan new.
    """
    with expected_failures():
        register = open_register(settings_with(database))
        try:
            changes = (
                read_lines(lines.read(), day)
                if lines is not None
                else gather(register, day, GatheringRule(types, below, to, agreement))
            )
        except BadPlan as error:
            raise Fails(str(error)) from None
    print_json({"title": title, "day": day, "changes": changes})


@plan_command.command("rewrite")
@click.argument("id")
@click.argument("file", type=click.File("rb"))
@as_actor
@as_json
@database_option
def rewrite(database: str | None, id: str, file: IO[bytes], by: str, as_json: bool) -> None:
    """Write the next version of plan ID; all approvals end."""
    given = _read(file)
    _do(database, by, as_json, lambda office: office.plans.rewrite(office.actor, office.find(id), *given, DOOR))


@plan_command.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@as_actor
@as_json
@database_option
def list_(database: str | None, state: str | None, by: str, as_json: bool) -> None:
    """List the plans that the actor may see, the newest first."""
    with expected_failures():
        office = _office(database, by)
        rows = office.plans.standings.list_plans(office.actor, state)
        told = [_show_plan(office, row) for row in rows]
    if as_json:
        print_json({"plans": told})
        return
    listed = table("Plan", "Day", "State", "Author", "Lines", "Title")
    for one in told:
        listed.add_row(*(str(one[name]) for name in ("id", "day", "state", "author", "lines", "title")))
    console().print(listed)


@plan_command.command("show")
@click.argument("id")
@as_actor
@as_json
@database_option
def show(database: str | None, id: str, by: str, as_json: bool) -> None:
    """Show a plan: how far it is agreed to, and what its last check told."""
    _do(database, by, as_json, lambda office: office.find(id))


@plan_command.command("check")
@click.argument("id")
@as_actor
@as_json
@database_option
def check(database: str | None, id: str, by: str, as_json: bool) -> None:
    """Check plan ID against the register as it will be on its day. Exits 1 when something stands against it."""
    told = _do(database, by, as_json, lambda office: office.plans.checks.check(office.actor, office.find(id), DOOR))
    if not msgspec.convert(told["report"], Fields)["accepted"]:
        sys.exit(1)


@plan_command.command("approve")
@click.argument("id")
@click.option("--digest", required=True, help="Of the report that was read.")
@as_actor
@as_json
@database_option
def approve(database: str | None, id: str, digest: str, by: str, as_json: bool) -> None:
    """Agree to plan ID as it was checked, for every part over which the actor has a right."""
    _do(database, by, as_json, lambda office: office.plans.approve(office.actor, office.find(id), digest, DOOR))


@plan_command.command("refuse")
@click.argument("id")
@click.option("--text", required=True, help="Why.")
@as_actor
@as_json
@database_option
def refuse(database: str | None, id: str, text: str, by: str, as_json: bool) -> None:
    """Say no to plan ID as it stands."""
    _do(database, by, as_json, lambda office: office.plans.refuse(office.actor, office.find(id), text, DOOR))


@plan_command.command("delegate")
@click.argument("id")
@click.option("--to", metavar="ACTOR", default="", help="Who approves it in the actor's place; left out: nobody.")
@as_actor
@as_json
@database_option
def delegate(database: str | None, id: str, to: str, by: str, as_json: bool) -> None:
    """Let somebody approve plan ID in the actor's place, by the actor's rights."""
    _do(database, by, as_json, lambda office: office.plans.delegate(office.actor, office.find(id), to, DOOR))


@plan_command.command("deadline")
@click.argument("id")
@click.option("--day", metavar="DATE", default="", help="The last day on which it is approved; left out: none.")
@as_actor
@as_json
@database_option
def deadline(database: str | None, id: str, day: str, by: str, as_json: bool) -> None:
    """Say until when plan ID is to be approved."""
    _do(database, by, as_json, lambda office: office.plans.set_deadline(office.actor, office.find(id), day, DOOR))


@plan_command.command("commit")
@click.argument("id")
@as_actor
@as_json
@database_option
def commit(database: str | None, id: str, by: str, as_json: bool) -> None:
    """Write plan ID, approved by every side, as one entry; the same again writes nothing more."""
    _do(database, by, as_json, lambda office: office.commits.commit(office.actor, office.find(id)))


@plan_command.command("undo")
@click.argument("id")
@as_actor
@as_json
@database_option
def undo(database: str | None, id: str, by: str, as_json: bool) -> None:
    """Take plan ID back, whole, on the day on which it was committed."""
    _do(database, by, as_json, lambda office: office.commits.undo(office.actor, office.find(id)))


@plan_command.command("rehearse")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@as_actor
@database_option
def rehearse(database: str | None, ids: tuple[str, ...], out: Path, by: str) -> None:
    """Write a copy of the register with plans written into it: every door and file of it, with valid= of the day, shows
    how it will be. FILE is an SQLite database for `sor serve`; the register itself is only read.
    """
    with expected_failures():
        office = _office(database, by)
        if not office.plans.actors.is_authority(office.actor):
            raise Refused("A copy of the whole register is for the register authority.")
        serial = copy_with_plans(office.plans.register, office.plans.settings, ids, out)
    click.echo(f"{out}: the register at serial {serial}, with plan {', '.join(ids)} laid over it.")


def _do(database: str | None, by: str, as_json: bool, deed: Callable[[Office], PlanRow]) -> Fields:
    """Do something about a plan, and print how it stands then."""
    with expected_failures():
        office = _office(database, by)
        try:
            row = deed(office)
        except (BadPlan, BadDocument) as error:
            raise Fails(str(error)) from None
        except PlanState as error:
            if as_json and error.difference is not None:
                print_json({"detail": str(error), "difference": msgspec.json.decode(error.difference)})
            raise
        told = _whole(office, row)
    if as_json:
        print_json(told)
    else:
        _print(told)
    return told


def _office(database: str | None, by: str) -> Office:
    settings = settings_with(database)
    plans = Plans(open_register(settings), settings)
    actor = plans.actors.actor(by)
    if actor is None:
        raise Refused(f"There is no actor {by}. See: sor user list")
    return Office(plans, PlanCommits(plans), actor)


def _read(file: IO[bytes]) -> tuple[str, str, list[Value]]:
    try:
        found = read_json(file.read())
    except NotJson as error:
        raise Fails(f"{getattr(file, 'name', '<stdin>')} is not JSON: {error}.") from None
    if not isinstance(found, dict) or {*found} != {"title", "day", "changes"} or not isinstance(found["changes"], list):
        raise Fails('A plan is {"title": "…", "day": "2027-01-01", "changes": […]}, and nothing else.')
    return text_in(found, "title") or "", text_in(found, "day") or "", found["changes"]


def _show_plan(office: Office, row: PlanRow) -> Fields:
    said = office.plans.records.outline(row)
    return {
        "id": str(row.number), "title": said.title, "day": write_day(said.day),
        "state": office.plans.standings.now(row).state,
        "author": row.author, "version": row.version, "digest": said.digest,
        "lines": said.lines, "serial": row.entry or None, "undone": row.undo_entry or None,
        "deadline": write_day(row.deadline) if row.deadline else None,
    }  # fmt: skip


def _whole(office: Office, row: PlanRow) -> Fields:
    standing = office.plans.standings.of(row)
    return _show_plan(office, row) | {
        "sides": [one._asdict() for one in standing.sides], "authority": list(standing.authority),
        "missing": standing.missing, "approved_by": [one.id for one in standing.approvers],
        "delegates": office.plans.records.delegates(row), "report": office.plans.checks.report(row),
    }  # fmt: skip


def _print(told: Fields) -> None:
    click.echo(f"Plan {told['id']}, version {told['version']}: {told['title']} ({told['day']}), {told['state']}.")
    click.echo(f"Digest {told['digest']}")
    report = told["report"]
    if isinstance(report, dict):
        counts = table("Counted", "Number")
        for name, count in report["counts"].items():
            counts.add_row(name.replace("_", " "), str(count))
        console().print(counts)
        for finding in report["findings"]:
            click.echo(f"{finding['severity']} {finding['rule']}: {finding['en']}")
    missing = told["missing"]
    if isinstance(missing, list) and missing:
        click.echo(f"Still to approve: {', '.join(missing)}")
    if told["serial"]:
        click.echo(f"Written as entry {told['serial']}.")
    if told["undone"]:
        click.echo(f"Taken back by entry {told['undone']}.")
