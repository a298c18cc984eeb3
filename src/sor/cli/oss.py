"""`sor oss`: a municipality's organisation in FK-ORG and its units in SOR, matched and kept in step."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from sor.cli.opening import database_option, open_register, settings_of, settings_with
from sor.cli.oss_simulator import simulator_command
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.core.instant import write_instant
from sor.core.shapes import Fields, Value
from sor.oss.applying import TooManyEnd, sync
from sor.oss.deciding import decide, decide_lasting, reopen, take_links, undo_decisions
from sor.oss.fetching import NothingFetched, OrgSnapshot
from sor.oss.file_source import FileSource
from sor.oss.keeping import change_settings, read_sides, refresh
from sor.oss.proposing import KINDS
from sor.oss.running import due, fetch_one, institutions_missing, run_all, standings
from sor.oss.sor_side import NotInSor, SorSide
from sor.oss.standing import NOT_OURS, SOR_ONLY, MunicipalSettings, fields
from sor.oss.standing import settings_of as settings_in
from sor.register import Register
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.oss import ACCEPTED, OPEN, STATES, ProposalRow, count_proposals

OPERATOR = "operator"

municipality_option = click.option(
    "--municipality", metavar="CODE", required=True, help="The municipality's four digits, such as 0615."
)
source_option = click.option(
    "--source", metavar="URL-or-FILE", default="", help="FK-ORG's address or a file; else SOR_OSS_SOURCE, or as before."
)


@click.group("oss", context_settings={"max_content_width": 100})
def oss_command() -> None:
    """A municipality's organisation in FK-ORG and its units in SOR: fetched, matched, and kept in step.

    fetch takes the units of FK-ORG as they are, match compares them with SOR, proposals lists what is proposed, decide
    accepts or rejects, and sync makes what was accepted.
    """


@oss_command.command("fetch")
@municipality_option
@source_option
@as_json
@database_option
def fetch(database: str | None, municipality: str, source: str, as_json: bool) -> None:
    """Fetch a municipality's units from FK-ORG or a file, whole or not at all."""
    with expected_failures():
        register, settings = _open_register(database)
        sor = SorSide(register)
        found = fetch_one(register, settings, sor, municipality, source)
        missing = institutions_missing(sor, municipality)
    if as_json:
        print_json(_show_fetched(found))
        return
    active = sum(unit.active for unit in found.units)
    click.echo(f"{found.source}: {active} units, {len(found.units) - active} closed ones, {len(found.faults)} faults.")
    _tell_faults(found, missing)


@oss_command.command("match")
@municipality_option
@source_option
@click.option("--links", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Links as FUT takes them.")
@as_json
@database_option
def match(database: str | None, municipality: str, source: str, links: Path | None, as_json: bool) -> None:
    """Compare a municipality's units with SOR, and make its proposals anew."""
    with expected_failures():
        register, settings = _open_register(database)
        sor = SorSide(register)
        snapshot = _snapshot(register, settings, sor, municipality, source)
        if links is not None:
            sides = read_sides(register, sor, municipality, snapshot)
            count = take_links(register, sides, FileSource(links).links(), OPERATOR)
            click.echo(f"{count} links taken.", err=True)
        found = refresh(register, settings, sor, municipality, snapshot=snapshot)
        missing = institutions_missing(sor, municipality)
    counts = _counts(found.rows)
    if as_json:
        print_json({"municipality": municipality, "new": found.new, "gone": found.gone, "proposals": counts})
        return
    for kind, states in counts.items():
        told = ", ".join(f"{count} {state}" for state, count in states.items())
        click.echo(f"{kind}: {told}")
    click.echo(f"{found.new} new, {found.gone} gone, {found.asked_again} asked again.")
    if missing is not None:
        click.echo(f"warning: {missing}", err=True)


@oss_command.command("proposals")
@municipality_option
@source_option
@click.option("--kind", type=click.Choice(KINDS), help="Only those of this kind.")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@as_json
@database_option
def proposals(
    database: str | None, municipality: str, source: str, kind: str | None, state: str | None, as_json: bool
) -> None:
    """List what is proposed, and what was decided about it."""
    with expected_failures():
        register, settings = _open_register(database)
        found = _list_proposals(register, settings, municipality, source)
    listed = [row for row in found if kind in (None, row.kind) and state in (None, row.state)]
    if as_json:
        print_json({"proposals": [show_proposal(row) for row in listed]})
        return
    rows_shown = table("Id", "Kind", "State", "Score", "SOR", "FK-ORG", "Change", "Why")
    for row in listed:
        change = f"{_short(row.before)} → {_short(row.after)}"
        reason = msgspec.json.decode(row.reason, type=dict[str, str])["en"]
        rows_shown.add_row(str(row.id), row.kind, row.state, str(row.score), row.unit, row.org, change, reason)
    console().print(rows_shown)


@oss_command.command("decide")
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@municipality_option
@source_option
@click.option("--all", "every", is_flag=True, help="All that are open.")
@click.option("--kind", type=click.Choice(KINDS), help="With --all: only those of this kind.")
@click.option("--threshold", type=click.IntRange(0, 100), default=0, help="With --all: only from this score on.")
@click.option("--accept/--reject", "accept", default=None, help="Accept them, or reject them.")
@click.option("--reopen", "again", is_flag=True, help="Take decisions back that are not carried out.")
@click.option("--reason", default="", help="Why.")
@click.option("--as", "by", metavar="ACTOR", default=OPERATOR, help="Who decides [operator].")
@as_json
@database_option
def decide_(
    database: str | None,
    municipality: str,
    source: str,
    ids: tuple[int, ...],
    every: bool,
    kind: str | None,
    threshold: int,
    accept: bool | None,
    again: bool,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Accept or reject proposals, by their numbers or all that are open. Nothing in SOR changes by it."""
    if (accept is None) != again:
        raise click.UsageError("Say --accept, --reject or --reopen.")
    if bool(ids) == every:
        raise click.UsageError("Name proposals by their ids, or say --all.")
    with expected_failures():
        register, settings = _open_register(database)
        found = _list_proposals(register, settings, municipality, source)
        if again:
            click.echo(f"{reopen(register, municipality, ids or [row.id for row in found], by)} reopened.")
            return
        chosen = list(ids) or [
            row.id for row in found if row.state == OPEN and kind in (None, row.kind) and row.score >= threshold
        ]
        done = decide(register, municipality, chosen, by, accept=bool(accept), reason=reason)
    if as_json:
        print_json({"decided": done.decided, "waiting": done.waiting})
        return
    word = "accepted" if accept else "rejected"
    click.echo(f"{done.decided} {word}." + (f" {done.waiting} wait for a second person." if done.waiting else ""))


@oss_command.command("sync")
@municipality_option
@source_option
@click.option("--confirm", type=int, metavar="N", help="So many units are to be closed or unlinked, and that is right.")
@as_json
@database_option
def sync_(database: str | None, municipality: str, source: str, confirm: int | None, as_json: bool) -> None:
    """Make what was accepted: in SOR as the municipality's own actor, kommune-CODE."""
    with expected_failures():
        register, settings = _open_register(database)
        sor = SorSide(register)
        snapshot = _snapshot(register, settings, sor, municipality, source)
        try:
            done = sync(register, settings, sor, municipality, confirmed=confirm, snapshot=snapshot)
        except TooManyEnd as error:
            raise Fails(f"{error} Here: --confirm {error.count}.") from None
    if as_json:
        print_json(
            {
                "municipality": municipality, "applied": dict(done.counts), "refused": done.refused,
                "cases": done.cases, "waiting": done.waiting, "open": done.open, "by_rule": done.by_rule,
            }
        )  # fmt: skip
        return
    told = ", ".join(f"{count} {kind}" for kind, count in done.counts.items()) or "nothing"
    click.echo(f"Made: {told}. {done.open} open, {done.waiting} wait.")
    if done.refused:
        click.echo(
            f"{done.refused} are open that the register would not take: sor oss proposals --state open", err=True
        )


@oss_command.command("run")
@click.option("--municipality", metavar="CODE", help="Only this one.")
@source_option
@click.option("--all", "every", is_flag=True, help="Every municipality that has an owner in SOR.")
@database_option
def run(database: str | None, municipality: str | None, source: str, every: bool) -> None:
    """Fetch, match, let rules decide and sync: the municipalities that are due, one, or all. One's fault stops none."""
    with expected_failures():
        register, settings = _open_register(database)
        codes = [municipality] if municipality else SorSide(register).municipalities() if every else due(register)
        failed = 0
        for n, found in enumerate(run_all(register, settings, codes, source), 1):
            if found.fault is not None:
                failed += 1
                click.echo(f"{n}/{len(codes)} {found.municipality}: {found.fault}", err=True)
            elif found.applied is not None:
                made = sum(found.applied.counts.values())
                click.echo(f"{n}/{len(codes)} {found.municipality}: {made} made, {found.applied.open} open")
    if failed:
        raise Fails(f"{failed} of {len(codes)} municipalities failed; the others went through.")


@oss_command.command("unit")
@click.argument("unit")
@municipality_option
@click.option("--not-ours", "kind", flag_value=NOT_OURS, help="UNIT (a UUID) does not belong in SOR.")
@click.option("--sor-only", "kind", flag_value=SOR_ONLY, help="UNIT (a SOR code) is not in FK-ORG.")
@click.option("--ask-again", "kind", flag_value="", help="What was decided of UNIT is taken back.")
@click.option("--reason", default="", help="Why.")
@click.option("--as", "by", metavar="ACTOR", default=OPERATOR, help="Who decides [operator].")
@database_option
def unit_(database: str | None, unit: str, municipality: str, kind: str | None, reason: str, by: str) -> None:
    """Decide something that lasts about UNIT, which nobody proposed; or let it be asked about again."""
    if kind is None:
        raise click.UsageError("Say --not-ours, --sor-only or --ask-again.")
    with expected_failures():
        register, _ = _open_register(database)
        if not kind:
            count = undo_decisions(register, municipality, unit, by)
            click.echo(f"{count} taken back.")
            return
        decide_lasting(register, municipality, kind, unit, by, reason)
    click.echo(f"{unit}: {kind}.")


@oss_command.command("settings")
@municipality_option
@click.option("--on/--off", "is_on", default=None, help="Whether it is kept in step by itself.")
@click.option("--every", type=click.IntRange(1, 744), metavar="HOURS", help="How often that is.")
@click.option("--from", "own", metavar="URL-or-FILE", help="Where its units come from.")
@click.option("--write-back/--no-write-back", "writes", default=None, help="Whether FK-ORG is given the SOR codes.")
@click.option("--number-state", type=click.Choice(["Inherited", "None"]), help="Of new units' location numbers.")
@click.option("--rule", "rules", multiple=True, metavar="KIND=SCORE", help="Accept this kind from a score on.")
@click.option("--no-rules", is_flag=True, help="Let no rule decide anything.")
@click.option("--two", "two", multiple=True, type=click.Choice(KINDS), help="Two persons decide this kind.")
@click.option("--as", "by", metavar="ACTOR", default=OPERATOR, help="Who changes them [operator].")
@as_json
@database_option
def settings_(
    database: str | None,
    municipality: str,
    is_on: bool | None,
    every: int | None,
    own: str | None,
    writes: bool | None,
    number_state: str | None,
    rules: tuple[str, ...],
    no_rules: bool,
    two: tuple[str, ...],
    by: str,
    as_json: bool,
) -> None:
    """Show a municipality's settings, or change those that are named."""
    named = {"on": is_on, "every_hours": every, "source": own, "write_back": writes, "number_state": number_state}
    given: Fields = {name: value for name, value in named.items() if value is not None}
    if rules or no_rules:
        given["rules"] = [_rule(text) for text in rules]
    if two:
        given["two_people"] = list(two)
    with expected_failures():
        register, _ = _open_register(database)
        SorSide(register).name_of(municipality)
        had = settings_in(rows.municipality(register.database.reader(), municipality))
        wanted = msgspec.convert({**fields(had), **given}, MunicipalSettings)
        if wanted != had or (given and by != had.set_by):
            wanted = change_settings(register, municipality, wanted, by)
    if wanted.leaving:
        click.echo(f"warning: two persons decide {', '.join(wanted.leaving)} until another wishes otherwise.", err=True)
    print_json(msgspec.to_builtins(wanted) if as_json else _all_settings(wanted))


@oss_command.command("status")
@as_json
@database_option
def status(database: str | None, as_json: bool) -> None:
    """Show how each municipality stands: its last run, its next one, and what waits for a decision."""
    with expected_failures():
        register, _ = _open_register(database)
        counts = count_proposals(register.database.reader())
        found = standings(register)
    told = [
        {
            "municipality": one.row.municipality, "on": one.settings.on, "source": one.row.source,
            "tried_at": one.row.tried_at or None, "good_at": one.row.good_at or None,
            "next_at": write_instant(one.next_at) if one.next_at else None,
            "step": one.progress.step if one.progress else None,
            "fault": msgspec.json.decode(one.row.fault, type=dict[str, str])["en"] if one.row.fault else None,
            "proposals": {state: counts.get((one.row.municipality, state), 0) for state in STATES},
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        print_json({"municipalities": told})
        return
    listed = table("Municipality", "On", "Last good run", "Next", "Open", "Accepted", "Fault")
    for one, row in zip(told, found, strict=True):
        numbers = [str(counts.get((row.row.municipality, state), 0)) for state in (OPEN, ACCEPTED)]
        listed.add_row(
            row.row.municipality, "yes" if row.settings.on else "no", str(one["good_at"] or ""),
            str(one["next_at"] or ""), *numbers, str(one["fault"] or ""),
        )  # fmt: skip
    console().print(listed)


def _all_settings(wanted: MunicipalSettings) -> Fields:
    return {name: getattr(wanted, name) for name in wanted.__struct_fields__}


def _rule(text: str) -> Fields:
    kind, _, score = text.partition("=")
    if kind not in KINDS or not score.isdecimal() or len(score) > 3 or int(score) > 100:
        raise click.UsageError(f"'{text}' is no rule. Write a kind and a score, such as link=98.")
    return {"kind": kind, "threshold": int(score)}


def show_proposal(row: ProposalRow) -> Fields:
    """A proposal as programs read it."""
    return {
        "id": row.id, "kind": row.kind, "state": row.state, "unit": row.unit or None, "org": row.org or None,
        "before": _decode_json(row.before), "after": _decode_json(row.after),
        "reason": msgspec.json.decode(row.reason, type=dict[str, str])["da"], "findings": _decode_json(row.findings),
        "score": row.score, "serial": row.serial or None, "decided_by": row.decided_by or None,
    }  # fmt: skip


def _open_register(database: str | None) -> tuple[Register, Settings]:
    settings = settings_with(database)
    register = open_register(settings)
    return register, settings_of(register, settings)


def _snapshot(
    register: Register, settings: Settings, sor: SorSide, municipality: str, source: str
) -> OrgSnapshot | None:
    """What is fetched now, when a source is named; None lets what was fetched before do."""
    return fetch_one(register, settings, sor, municipality, source) if source else None


def _list_proposals(register: Register, settings: Settings, municipality: str, source: str) -> list[ProposalRow]:
    """The proposals of a municipality; made first when there are none yet, or when they are to come from elsewhere."""
    standing = rows.municipality(register.database.reader(), municipality)
    if (source and source != standing.source) or rows.snapshot(register.database.reader(), municipality) is None:
        sor = SorSide(register)
        if not source:
            sor.of(municipality)
            raise NothingFetched(
                f"Nothing is fetched for municipality {municipality} yet: sor oss fetch --municipality {municipality}"
            )
        snapshot = fetch_one(register, settings, sor, municipality, source)
        refresh(register, settings, sor, municipality, snapshot=snapshot)
    return rows.proposals(register.database.reader(), municipality)


def _show_fetched(found: OrgSnapshot) -> Fields:
    return {
        "municipality": found.municipality, "source": found.source, "fetched_at": found.fetched_at,
        "changed": found.changed, "units": len(found.units), "active": sum(unit.active for unit in found.units),
        "faults": [{"kind": one.kind, "org": one.org or None, "da": one.da, "en": one.en} for one in found.faults],
    }  # fmt: skip


def _tell_faults(found: OrgSnapshot, missing: NotInSor | None) -> None:
    for fault in found.faults[:20]:
        click.echo(f"warning: {fault.en}", err=True)
    if len(found.faults) > 20:
        click.echo(f"warning: and {len(found.faults) - 20} more; see --json", err=True)
    if missing is not None:
        click.echo(f"warning: {missing}", err=True)


def _counts(listed: Sequence[ProposalRow]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        for state in STATES:
            count = sum(1 for row in listed if (row.kind, row.state) == (kind, state))
            if count:
                found.setdefault(kind, {})[state] = count
    return found


def _decode_json(text: str) -> Value:
    found: Value = msgspec.json.decode(text or "[]")
    return found


def _short(text: str) -> str:
    parts: Fields = msgspec.json.decode(text, type=dict[str, object])
    return ", ".join(str(value) for value in parts.values())[:60]


oss_command.add_command(simulator_command)
