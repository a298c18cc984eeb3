"""Commands that look after a register: init, verify, rebuild, settings."""

import os
import re
from pathlib import Path

import click

from sor.cli import reach
from sor.cli.opening import closed_register, database_option, open_register, settings_of, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, progress_bar, table
from sor.core.checkpoint import BadCheckpoint
from sor.core.shapes import Fields, Value
from sor.following.copy_register import CopyRegister
from sor.following.proof_tree import ProofTree
from sor.jobs.checkpoints import check, read_bytes
from sor.jobs.offline import BadProof, check_proof, raw_key
from sor.register import MASTER, MIRROR, NotReady, Register
from sor.settings import SETTINGS, BadSetting, Setting, Settings, missing, settle_settings
from sor.store.audit_log import AuditFault
from sor.store.backing_up import is_empty
from sor.store.desk_check import DeskFault
from sor.store.facts import code_range
from sor.store.verify import Verdict


def _codes(_: Value, __: Value, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text)
    if found is None:
        raise click.BadParameter(
            f"'{text}' is no range. Write its first and last running number, such as 2000000-2999999."
        )
    return int(found[1]), int(found[2])


@click.command("init")
@click.option("--role", type=click.Choice([MIRROR, MASTER]), help="What the register is to be [mirror].")
@click.option("--demo", is_flag=True, help="Make a demo: with demo users, a clock to be moved and cards for everybody.")
@click.option(
    "--range", "codes", metavar="A-B", callback=_codes,
    help="The running numbers from which a real master issues SOR codes; also named later, once.",
)  # fmt: skip
@click.option(
    "--empty-desk", is_flag=True,
    help="Go on without users, rights, keys and audit log: their file is lost, and an empty one is the register's.",
)  # fmt: skip
@database_option
def init_command(
    database: str | None, role: str | None, demo: bool, codes: tuple[int, int] | None, empty_desk: bool
) -> None:
    """Create a register, or upgrade the schema of an old one; the data stay.

    A mirror is fed by files or a feed and takes no changes of its own; a master is changed through its doors.
    A register is made as a demo or as a real one, and is never turned into the other.
    """
    with expected_failures():
        settings = settings_with(database)
        register = closed_register(settings)
        if is_empty(register.database):
            settle_settings(settings, demo=demo, register="what sor init makes here")
        register.init(role or settings.role, demo=demo, codes=codes)
        if empty_desk:
            register.go_on_without()
        settings_of(register, settings)
        facts = register.facts()
    kind = "demo" if register.is_demo else "register"
    click.echo(f"{register.database.shown} holds a {kind}: a {facts['role']}, at serial {register.serial()}.")
    if facts["role"] == MASTER:
        limits = code_range(facts)
        said = f"It issues SOR codes with running numbers {limits[0]}-{limits[1]}." if limits else NO_RANGE
        click.echo(said)


NO_RANGE = "It takes changes, but makes no new units until it is told from which numbers: sor init --range A-B"


@click.command("verify")
@click.option("--deep", is_flag=True, help="Also fold everything again and compare it with what is stored.")
@click.option(
    "--checkpoint", "checkpoints", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint or manifest.json to hold the log against; may be given several times.",
)  # fmt: skip
@click.option(
    "--public-key", type=click.Path(path_type=Path), help="The key that must have signed."
)  # fmt: skip
@click.option(
    "--offline", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check a proof that sor proof wrote; no register is needed.",
)  # fmt: skip
@as_json
@database_option
def verify_command(
    database: str | None,
    deep: bool,
    checkpoints: tuple[Path, ...],
    public_key: Path | None,
    offline: Path | None,
    as_json: bool,
) -> None:
    """Check the log and the audit log: every entry, line and row against its chain; names the first that is wrong.
    Exits 1 then.

    A chain cannot show that its end was cut off: a checkpoint from outside does.
    """
    settings = settings_with(database)
    trusted = public_key or (Path(settings.checkpoint_public_key) if settings.checkpoint_public_key else None)
    if offline is not None:
        if deep or checkpoints:
            raise click.UsageError("--deep and --checkpoint are of a register, --offline of a file alone.")
        _verify_proof(offline, trusted, as_json=as_json)
        return
    with expected_failures():
        register = open_register(settings)
        for path in checkpoints:
            check(register, path, trusted)
        with progress_bar("verify") as tell:
            verdict = register.verify(deep=deep, tell=lambda step: tell("lines", step))
            if deep and verdict.fault is None:
                derived = CopyRegister(register).check() or ProofTree(register).check()
                verdict = verdict._replace(fault=derived, of_log=False)
        audit = register.verify_audit_log()
        desk = register.verify_desk() if audit is None else None
        partial = _partial(register, verdict)
    fault = verdict.fault
    if as_json:
        shown: Fields = {
            "entries": verdict.entries,
            "lines": verdict.lines,
            "hash": verdict.hash,
            "ok": not fault and not audit and not desk,
            "lacking": register.lacking(),
        }
        shown |= partial
        faults = {"fault": fault, "audit_fault": audit, "desk_fault": desk}
        print_json(shown | {name: one._asdict() for name, one in faults.items() if one})
        if fault or audit or desk:
            raise SystemExit(1)
        return
    _refuse_faults(verdict, audit, desk)
    click.echo(f"The log is sound: {verdict.entries} entries, {verdict.lines} lines, hash {verdict.hash}.")
    if partial:
        click.echo(
            f"It is partial: a copy of the part of {partial['owner']}. Of {verdict.left_out} lines of others only the"
            " hashes are there: they belong to their entries; what they say cannot be checked here."
        )
    if checkpoints:
        click.echo(
            f"It holds what {len(checkpoints)} {'checkpoint says' if len(checkpoints) == 1 else 'checkpoints say'}."
        )


def _refuse_faults(verdict: Verdict, audit: AuditFault | None, desk: DeskFault | None) -> None:
    """Raises Fails for the first that is wrong of the log, the audit log and the desk."""
    fault = verdict.fault
    if fault:
        where = f"entry {fault.serial}" + (f", line {fault.n}" if fault.n else "")
        if not verdict.of_log:
            raise Fails(
                f"The log is sound ({verdict.entries} entries), but what is kept beside it is not what it gives, at"
                f" {where}: {fault.what}. What is made from the log is made anew by: sor rebuild"
            )
        raise Fails(f"The log is damaged at {where}: {fault.what}. Entries before it are sound ({verdict.entries}).")
    if audit:
        raise Fails(f"The log is sound, but the audit log is damaged at row {audit.n}: {audit.what}.")
    if desk:
        raise Fails(
            f"The log and the audit log are sound, but the {desk.kind} {desk.key} on the desk is not as the audit log"
            f" tells: {desk.what}. Find out who wrote into the database past the program."
        )


def _partial(register: Register, verdict: Verdict) -> Fields:
    """What is said of the copy of a part; nothing of any other register."""
    source = register.follows()
    if source is None or source.owner is None:
        return {}
    return {"partial": True, "owner": source.owner, "left_out": verdict.left_out}


def _verify_proof(path: Path, trusted: Path | None, *, as_json: bool) -> None:
    with expected_failures():
        try:
            proven = check_proof(read_bytes(path), raw_key(read_bytes(trusted)) if trusted else None)
        except (BadProof, BadCheckpoint) as error:
            raise Fails(f"{path} proves nothing: {error}.") from None
    if as_json:
        print_json(proven)
        return
    if proven.of == "entry":
        click.echo(f"Entry {proven.serial} is in the log of {proven.origin}.")
    elif proven.from_date is None:
        click.echo(f"{proven.code} was not open on {proven.valid}, as known at serial {proven.serial}.")
    else:
        days = f"{proven.from_date} – {proven.to_date or ''}".rstrip()
        named = " ".join(filter(None, (proven.code, proven.name)))
        click.echo(f"{named}, {days}, on {proven.valid} as known at serial {proven.serial}.")
        if proven.erased:
            click.echo(f"Erased since: {', '.join(proven.erased)}.")
        if proven.erased_later:
            click.echo(
                f"By entry {proven.erased_later}, later than what is proven: that it did, and nobody just took the"
                f" value out of the file, a proof with --known {proven.erased_later} shows."
            )
    click.echo(f"Serial {proven.serial}, digest {proven.digest}.")
    if not proven.is_trusted:
        click.echo(f"Signed with {proven.key}. Whose key that is, the file cannot say: name it with --public-key.")


@click.command("rebuild")
@database_option
def rebuild_command(database: str | None) -> None:
    """Build everything that is derived from the log anew: versions, identifiers, who was touched, and, where
    somebody has asked for them, the copy register (KRS) and the trees of proofs.
    """
    with expected_failures():
        register = open_register(settings_with(database))
        with progress_bar("rebuild") as tell:
            copies = CopyRegister(register)
            was_made, proofs = copies.is_made(), ProofTree(register)
            was_proven = proofs.is_made()
            register.rebuild(lambda step: tell("lines", step))
            if was_made:
                copies.bring()
            if was_proven:
                proofs.bring()
    click.echo(f"Rebuilt from the log up to serial {register.serial()}.")


@click.command("settings")
@as_json
def settings_command(as_json: bool) -> None:
    """List every setting: its value now, its default and its meaning; then which doors of the register are open, and
    what the others lack.
    """
    from sor.endpoints.app import providers_of
    from sor.endpoints.doors import Doorkeeper
    from sor.endpoints.soap.guards import anchors

    with expected_failures():
        register, settings = _settings_here()
        lacking = dict(missing(settings))
        try:
            providers_of(settings)
        except BadSetting as error:
            lacking[re.split(r"[: ]", str(error))[0]] = str(error)
        trusted = anchors(settings)
    rows = [(s.name, _show_value(s), s.default, s.meaning) for s in SETTINGS]
    if as_json:
        names = ("name", "value", "default", "meaning", "missing")
        print_json([dict(zip(names, (*row, lacking.get(row[0], "")), strict=True)) for row in rows])
        return
    shown = table("Setting", "Value", "Default", "Meaning")
    for row in rows:
        shown.add_row(*row)
    console().print(shown)
    for one in trusted:
        click.echo(f"Trusted STS: {one.sts}, {one.subject}, until {one.not_after:%Y-%m-%d}.")
    for sentence in lacking.values():
        click.echo(f"Missing: {sentence}")
    for wanted in reach.lacking(settings):
        click.echo(f"Missing, to be served on {settings.host}: {wanted}")
    for line in Doorkeeper(register, settings).tell_table() if register is not None else ():
        click.echo(f"Doors {line}")


PASSWORD = re.compile(r"(?<=://)([^/?#\s:@]*:)[^/?#\s@]*(?=@)")
"""What stands between a user's name and the host in an address."""


def _settings_here() -> tuple[Register | None, Settings]:
    """The register in the database and the settings as they hold for it; where there is none yet, for the kind asked
    for.
    """
    settings = settings_with()
    register = closed_register(settings)
    try:
        register.ready()
    except NotReady:
        return None, settle_settings(settings, demo=settings.mode != "production")
    return register, settings_of(register, settings)


def _show_value(setting: Setting) -> str:
    """The value of a setting; of a secret, and of an address the password in it, only that it is set."""
    value = os.environ.get(setting.name, "")
    if not value and setting.may_be_in_file and (path := os.environ.get(f"{setting.name}_FILE")):
        return f"(set by {path}, not shown)"
    return "(set, not shown)" if value and setting.secret else PASSWORD.sub(r"\1***", value)
