"""`sor oss simulator`: FK-ORG and its security, invented around the register's municipalities."""

import gc
from pathlib import Path

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, expected_failures
from sor.clock import Clock
from sor.core.day import to_date
from sor.oss.simulator.faults import FaultName, SwitchedFault, names
from sor.oss.simulator.known_units import KnownMunicipality
from sor.oss.simulator.year import DAYS


@click.command("simulator")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one.  [default: 0]")
@click.option(
    "--units", type=click.IntRange(20, 5000), default=2000, show_default=True, help="Units of each municipality."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same gives the same.")
@click.option("--municipality", metavar="CODE", help="The one that is printed; else the one with most units in SOR.")
@click.option("--days", type=click.IntRange(0, DAYS), default=0, help="Days of the year of changes that have passed.")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write which unit of the one printed is which, and what its year brings (JSON).",
)
@click.option(
    "--fault", "faults", multiple=True, type=click.Choice(list(names())), metavar="NAME",
    help="A fault to begin with; see docs/guide/oss-simulator.md.",
)  # fmt: skip
@click.option(
    "--certificates",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The demo's certificates, made when missing; else beside the database.",
)
@database_option
def simulator_command(
    database: str | None,
    port: int,
    units: int,
    seed: int,
    municipality: str | None,
    days: int,
    truth: Path | None,
    faults: tuple[FaultName, ...],
    certificates: Path | None,
) -> None:
    """Simulate FK-ORG around the municipalities of SOR_DATABASE, until stopped.

    Prints one line: its address, and CVR number and code of one municipality. All 98 are there; each is invented
    when it is first asked for, its units the register's under other names, among many that SOR does not have.
    """  # fmt: skip
    from sor.jobs.simulated_municipalities import municipalities_of
    from sor.oss.simulator.certificates import folder_of, identities
    from sor.oss.simulator.server import Server, tls
    from sor.oss.simulator.simulator import Simulator
    from sor.oss.simulator.truth import as_json

    clock = Clock()  # certificates and tokens hold by the real time, whatever day the register lives on
    with expected_failures():
        settings = settings_with(database)
        register = open_register(settings)
        if not register.is_demo:
            raise Fails(
                f"{register.database.shown} holds a real register: the simulator is for demos. Name one with"
                " SOR_DATABASE."
            )
        told = municipalities_of(register)
        chosen = _choose_municipality(told, municipality)
        known = identities(certificates or folder_of(settings.database), clock())
        begin = to_date(register.today())
        simulator = Simulator(told, known, clock, units=units, seed=seed, begin=begin)
        for one in simulator.municipalities.values():
            one.reach(days)
        for fault in faults:
            simulator.faults.put(SwitchedFault(fault))
        if truth:
            _write(truth, as_json([simulator.municipalities[chosen.cvr].truth()]))
        try:
            server = Server(port, simulator.answer, tls(known))
        except OSError as error:
            raise Fails(f"Port {port} cannot be listened on: {error.strerror}. Give another with --port.") from error
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)  # what it holds stays to the end: looking through it costs, and frees nothing
    click.echo(f"http://127.0.0.1:{server.port} CVR {chosen.cvr} municipality {chosen.code}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _write(file: Path, text: bytes) -> None:
    """The file of the truth, whole or not at all."""
    from sor.jobs.whole_files import NotWritten, whole_file

    try:
        with whole_file(file) as opened:
            opened.write(text)
    except NotWritten as error:
        raise Fails(str(error)) from error


def _choose_municipality(told: list[KnownMunicipality], code: str | None) -> KnownMunicipality:
    """The municipality that is printed."""
    if code is None:
        return max(told, key=lambda one: (sum(unit.inside for unit in one.units), one.code))
    found = next((one for one in told if one.code == code), None)
    if found is None:
        raise click.BadParameter(f"there is no municipality {code}", param_hint="--municipality")
    return found
