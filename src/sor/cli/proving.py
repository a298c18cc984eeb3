"""The commands that prove: `sor proof` writes a proof, `sor witness` has somebody else sign how far the log is.

`sor verify --offline` checks a proof, with no register at hand.
"""

from pathlib import Path

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, expected_failures
from sor.cli.publishing import stop_signal
from sor.cli.questions import known_option, snapshot_of, valid_option
from sor.core.signed_note import WITNESS, BadNote, read_key
from sor.following.proof_tree import NotProvenYet
from sor.jobs.proving import NotInLog, Prover
from sor.jobs.whole_files import NotWritten, whole_file
from sor.jobs.witnessing import NotWitnessed, witness_head, witness_on_change
from sor.reading.mapping import write_identifier


@click.command("proof")
@click.argument("unit", required=False)
@click.option("--entry", type=click.IntRange(min=1), metavar="SERIAL", help="Prove that this entry is in the log.")
@valid_option
@known_option
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@database_option
def proof_command(
    database: str | None, unit: str | None, entry: int | None, valid: str | None, known: str | None, out: Path
) -> None:
    """Write the proof of what a UNIT said of itself on a day, as known at a time, or that an entry is in the log.

    The file is checked without a server and without trust in it: sor verify --offline FILE. It is signed with
    SOR_CHECKPOINT_KEY; a demo signs with a key of its own.
    """
    if (unit is None) == (entry is None):
        raise click.UsageError("Name a unit by its SOR code, or an entry with --entry SERIAL.")
    if entry is not None and (valid or known):
        raise click.UsageError("An entry is what it is on every day: --valid and --known are for units.")
    with expected_failures():
        settings = settings_with(database)
        register = open_register(settings)
        prover = Prover(register, settings)
        prover.tree.bring()
        try:
            if entry is not None:
                proof = prover.entry(entry)
            else:
                at = snapshot_of(register, valid, known).at
                proof = prover.unit(write_identifier(unit or ""), at.valid, at.known)
            with whole_file(out) as file:
                file.write(proof)
        except (NotInLog, NotProvenYet, NotWritten) as error:
            raise Fails(str(error)) from error
    click.echo(f"{out}: {len(proof)} bytes. Check it anywhere: sor verify --offline {out}")


@click.command("witness")
@click.argument("url")
@click.option("--key", required=True, metavar="VKEY", help="The witness's key in one line, as it publishes it.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for what was signed.")
@click.option("--follow", is_flag=True, help="Go on: ask again whenever the log has grown.")
@database_option
def witness_command(database: str | None, url: str, key: str, out: Path | None, follow: bool) -> None:
    """Have the witness at URL sign how far the log is (C2SP tlog-witness); /log/checkpoint shows what was signed.

    A witness signs only a log that continues what it has seen: who rewrites the log, or loses its end, gets no
    signature any more. It must know the log by its origin and its key; /log/key shows both.
    """
    with expected_failures():
        settings = settings_with(database)
        try:
            known = read_key(key)
            if known.kind != WITNESS:
                raise BadNote(f"'{key}' is the key of a log, not of a witness")
            prover = Prover(open_register(settings), settings)

            def done(note: str) -> None:
                if out is not None:
                    with whole_file(out) as file:
                        file.write(note.encode())
                click.echo(f"{out or '/log/checkpoint'}: {note.split(chr(10))[1]} leaves, signed by {known.name}.")

            if follow:
                witness_on_change(prover, url, known, stop_signal(False), done, lambda said: click.echo(said, err=True))
                return
            prover.tree.bring()
            done(witness_head(prover, url, known))
        except (BadNote, NotWitnessed, NotProvenYet, NotWritten) as error:
            raise Fails(str(error)) from error
