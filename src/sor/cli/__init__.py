"""The command line `sor`; the only place where the parts are wired together."""

import importlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from sor import __version__
from sor.cli.near import Mistyped, NearChoice, did_you_mean, told_as_ours
from sor.core.text import Unfit, pass_text


class ListedCommand(NamedTuple):
    """A command as `sor --help` lists it: the file it lives in, and what it does, in at most 64 characters."""

    module: str
    does: str


COMMANDS = {
    "init": ListedCommand("administration", "Create a register, or upgrade the schema of an old one."),
    "verify": ListedCommand("administration", "Check the log and the audit log, every entry against its chain."),
    "rebuild": ListedCommand("administration", "Build everything that is derived from the log anew."),
    "settings": ListedCommand("administration", "List every setting, and which doors are open."),
    "day": ListedCommand("day", "Tell which day the register has reached, or set another."),
    "keys": ListedCommand("keys", "The keys that sign tokens."),
    "import": ListedCommand("importing", "Load files: SOR XML, sor.csv, SOR2 CSV, SHAKCOMPLETE, any CSV."),
    "show": ListedCommand("questions", "Show one unit, or one SHAK code, on a day or over all time."),
    "search": ListedCommand("questions", "Search the phone book: what and where, names, numbers."),
    "tree": ListedCommand("questions", "Show the hierarchy below a unit."),
    "map": ListedCommand("questions", "Map between SOR, SHAK, ydernummer, GLN, CVR and P-number."),
    "reaching": ListedCommand("reaching", "List what is sent to a unit, and whether it arrives."),
    "diff": ListedCommand("differences", "List what changed between two dates, two serials or two files."),
    "export": ListedCommand("exporting", "Write the register as a file of one of the known formats."),
    "publish": ListedCommand("publishing", "Publish all files in the folders of sor-filer."),
    "submit": ListedCommand("submitting", "Send a document of changes as one entry."),
    "sheet": ListedCommand("sheet", "A tree as a spreadsheet: written, edited, taken back."),
    "withdraw": ListedCommand("submitting", "Take back an entry that has not taken effect yet."),
    "plan": ListedCommand("planning", "Plans: draw up, check, approve, commit, undo a reorganisation."),
    "erase": ListedCommand("erasing", "Erase one value, out of the log and the published files."),
    "series": ListedCommand("series", "Series of location numbers."),
    "user": ListedCommand("users", "Actors, their rights, and the secrets of their programs."),
    "backup": ListedCommand("backing_up", "Copy the whole register into one SQLite file, and check it."),
    "restore": ListedCommand("backing_up", "Bring a backup into a new, empty database."),
    "checkpoint": ListedCommand("checkpoint", "Write how far the register has come, signed."),
    "follow": ListedCommand("follow", "Keep a copy of another register, every entry proven."),
    "consumers": ListedCommand("consumers", "Show who takes the register's data, and how far each has come."),
    "deliver": ListedCommand("delivering", "Deliver entries of the log to the webhooks that subscribed."),
    "responsible": ListedCommand("responsible", "Show and name who answers for a place in the register."),
    "sites": ListedCommand("sites", "Show, register and deregister treatment sites."),
    "quality": ListedCommand("quality", "List what is wrong, missing or doubtful in the register."),
    "proof": ListedCommand("proving", "Write the proof of what a unit was, or of an entry."),
    "witness": ListedCommand("proving", "Have a witness sign how far the log is."),
    "codes": ListedCommand("codes", "Show the code lists, or load official ones in their place."),
    "news": ListedCommand("news", "Tell what came and what comes among the published formats."),
    "generate": ListedCommand("generate", "Make a register of Denmark's shape, with invented units."),
    "whitelist": ListedCommand("whitelist", "Say which CVR numbers may call SORLS and SORUS."),
    "card": ListedCommand("card", "Print an ID card of the demo's STS for a CVR number."),
    "certify": ListedCommand("certify", "Show how a CVR number stands in the test protocol of SORUS."),
    "oss": ListedCommand("oss", "Keep municipalities' organisation in FK-ORG and SOR in step."),
    "serve": ListedCommand("serve", "Serve the register: pages, REST, files, services."),
    "demo": ListedCommand("serve", "Serve the sample register, loaded the first time."),
}
"""Each command; a file is read only when its command is called, so that `sor` starts fast."""

LONGEST_NAME = max(map(len, COMMANDS))


GROUPS = {
    "Begin and run": ("init", "demo", "serve", "generate", "settings", "day", "keys"),
    "Ask": ("search", "show", "tree", "map", "reaching", "diff", "quality", "codes", "news"),
    "Files": ("import", "export", "publish", "sheet"),
    "Change": ("submit", "withdraw", "plan", "erase", "series", "sites", "responsible", "oss"),
    "Who may, and who takes it": ("user", "whitelist", "card", "certify", "consumers", "deliver"),
    "Keep and prove": ("verify", "rebuild", "backup", "restore", "follow", "checkpoint", "proof", "witness"),
}
"""The commands as `sor --help` lists them: each in the group of what it is for."""


class FitText(click.types.StringParamType):
    """A text that a command takes: composed, and refused with the place of a character that no text may hold."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text as the register keeps it."""
        try:
            return pass_text(str(super().convert(value, param, ctx)))
        except Unfit as error:
            self.fail(str(error), param, ctx)


def options_of(command: click.Command) -> Iterator[click.Parameter]:
    """Whatever a command and those below it take."""
    yield from command.params
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from options_of(below)


def let_texts_through_the_gate(command: click.Command) -> None:
    """Every text that a command takes passes the gate; what names a file or a database stays as the system has it."""
    for option in options_of(command):
        if type(option.type) is click.types.StringParamType and option.name != "database":
            option.type = FitText()
        elif type(option.type) is click.Choice:
            option.type = NearChoice(option.type.choices, option.type.case_sensitive)


class Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names, group by group."""
        return [name for group in GROUPS.values() for name in group]

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sor.cli.{COMMANDS[cmd_name].module}")
        found: Any = getattr(module, f"{cmd_name}_command")
        if not isinstance(found, click.Command):
            return None
        let_texts_through_the_gate(found)
        return found

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Their names and what each does, without reading one."""
        for group, names in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(name.ljust(LONGEST_NAME), COMMANDS[name].does) for name in names])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; of a mistyped one what may be meant is told."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            meant = did_you_mean(args[0], list(COMMANDS)) or " `sor --help` lists them."
            raise Mistyped(f"There is no command '{args[0]}'.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """What was typed, read; errors are told as ours."""
        with told_as_ours():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; errors are told as ours."""
        with told_as_ours():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sor")
@click.option("--database", metavar="URL", envvar="SOR_DATABASE", help="The register's database [sqlite:///sor.db].")
@click.pass_context
def main(context: click.Context, database: str | None) -> None:
    """The open SOR: Denmark's health care organisation register.

    Start with `sor init`, then `sor import FILE`; ask with `sor search`, `sor show`, `sor tree`,
    `sor map`, `sor reaching`.
    """
    context.obj = database
