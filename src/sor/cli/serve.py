"""Commands that serve: `sor serve`, and `sor demo`, which fills an empty place with the sample register first."""

import contextlib
import errno
import gc
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from sor import __version__
from sor.cli.administration import NO_RANGE
from sor.cli.opening import (
    Wrapped,
    closed_register,
    database_option,
    open_register,
    open_whitelists,
    settings_of,
    settings_with,
)
from sor.cli.output import expected_failures, progress_bar
from sor.cli.reach import OPEN_DEMO, is_loopback, refuse_bare
from sor.clock import Clock
from sor.core.day import write_day
from sor.desk.demo_clock import go_by
from sor.following.phone_book import PhoneBook
from sor.jobs.editions import note_failure
from sor.register import MASTER, Refused, Register
from sor.settings import Settings, settle_settings
from sor.store.backing_up import is_empty
from sor.store.database import Database
from sor.store.facts import code_range
from sor.store.subscriptions import is_any

PATIENCE = 3
"""Seconds that a stopping server gives its requests; streams never end by themselves."""

LOOK = 0.5
"""Seconds between two looks at what runs beside the server."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before it is started again; doubled each time until it has run for longer than the longest."""

TRY_NEXT = """\
  search, units, trees: {address}/
  REST:                 {address}/api
  one unit as JSON:     {address}/api/v1/units/{unit}
  published files:      {address}/files
  an ID card for SOAP:  {address}/demo/card, for SORLS and SORUS (docs/guide/sorus.md)
  SORUS, certified:     {address}/certification
  how it stands:        {address}/status
  sign in, change it:   {address}/login (docs/guide/editing.md)
  change it as somebody: sor submit FILE.json --as {actor} --dry-run (docs/guide/changes.md)
Demo actors: {actors}, and others: sor user list. Each with a right has a program of its id with the secret "demo":
  curl -d grant_type=client_credentials -d client_id={actor} -d client_secret=demo {address}/api/v1/token
Everyone may read. Stop with Ctrl-C."""


def host_option(command: Wrapped) -> Wrapped:
    """The options of a server."""
    for option in (
        click.option("--workers", type=click.IntRange(1, 256), help="Server processes; else SOR_WORKERS [1]."),
        click.option("--port", type=click.IntRange(1, 65535), help="Port; else SOR_PORT [8080]."),
        click.option("--host", metavar="ADDRESS", help="Address to listen on; else SOR_HOST [127.0.0.1]."),
    ):
        command = option(command)
    return command


@click.command("serve")
@host_option
@click.option("--access-log", is_flag=True, help="Write a line of every request; else SOR_ACCESS_LOG [off].")
@database_option
def serve_command(
    database: str | None, host: str | None, port: int | None, workers: int | None, access_log: bool
) -> None:
    """Serve the register: pages, REST, files; every door at one address."""
    from sor.endpoints.soap.guards import anchors

    with expected_failures():
        settings = _with_address(settings_with(database), host, port, workers)
        settings = settings._replace(access_log=access_log or settings.access_log)
        refuse_taken(settings)
        register = open_register(settings)
        settings = settings_of(register, settings)
        refuse_bare(settings)
        anchors(settings)
        open_whitelists(register)
        click.echo(greeting(register, settings))
    run(settings)


@click.command("demo")
@host_option
@database_option
def demo_command(database: str | None, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the sample register; the first time it is loaded into a new database."""
    with expected_failures():
        settings = _with_files(_with_address(settings_with(database), host, port, workers))
        refuse_taken(settings)
        prepare(settings)
        register = open_register(settings)
        open_whitelists(register)
        settings = settings_of(register, settings)
        refuse_bare(settings)
        click.echo(greeting(register, settings))
        click.echo(_try_next(register, settings))
    run(settings)


def prepare(settings: Settings) -> None:
    """Make the database's schema this program's; where there was no register, load the sample register.

    A first load that does not finish takes its new file away again.
    """
    from sor.jobs.generating import Size, clear_half_filled, fill, take_away
    from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_UNITS, SAMPLE_YEARS

    register = closed_register(settings)
    clear_half_filled(register)
    if is_empty(register.database):
        settle_settings(settings, demo=True, register="what sor demo makes here")
        register.init(settings.role or MASTER, demo=True)
    else:
        register.init()  # perhaps of an older schema
    if not register.is_demo:
        raise Refused(
            f"{register.database.shown} holds a real register, which is not served as a demo. Serve it with sor serve,"
            " or name a new database with SOR_DATABASE."
        )
    if register.serial():
        _add_actors(register)
        return
    click.echo("Loading the sample register (about ten seconds, only this first time) ...")
    try:
        with progress_bar("sample") as tell:
            fill(register, Size(SAMPLE_UNITS, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY), tell)
        _add_actors(register)
    except BaseException:
        take_away(register)
        raise


def _add_actors(register: Register) -> None:
    """Demo actors for a demo register that has nobody yet, by its own clock: one that an older program made has none,
    nor has one whose first start was killed after its units were loaded.
    """
    from sor.desk.actors import Actors
    from sor.jobs.demo_actors import add_demo_actors

    if register.is_demo and not Actors(register).list_all():
        go_by(register)
        add_demo_actors(register)


def _try_next(register: Register, settings: Settings) -> str:
    from sor.jobs.demo_actors import AUTHORITY, CLINIC, REGION

    actors = f"{AUTHORITY} (the register authority), {REGION}, kommune-0707, {CLINIC}"
    return TRY_NEXT.format(address=address_of(settings), unit=_example(register), actor=REGION, actors=actors)


def run(settings: Settings) -> None:
    """Serve until stopped. The processes read the settings from the environment, as every command does."""
    import uvicorn

    from sor.cli.server_log import LOG_OF_SERVER
    from sor.endpoints.http.connections import BoundedProtocol, backlog

    if settings_with().database != settings.database:  # one that a file names stays there: it may hold a password
        os.environ.pop("SOR_DATABASE_FILE", None)
        os.environ["SOR_DATABASE"] = settings.database
    os.environ["SOR_FILES"] = settings.files
    os.environ["SOR_HOST"] = settings.host
    os.environ["SOR_PORT"] = str(settings.port)
    os.environ["SOR_ACCESS_LOG"] = "on" if settings.access_log else "off"
    with publisher(settings), deliverer(settings):
        uvicorn.run(
            "sor.cli.serve:application",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            access_log=False,  # ours says more, and less of what was asked for
            log_level="warning",
            log_config=LOG_OF_SERVER,
            http=BoundedProtocol,
            backlog=backlog(),
            server_header=False,
            proxy_headers=False,  # what a proxy says is judged at the gate
            ssl_certfile=settings.tls.certificate if settings.tls else None,
            ssl_keyfile=settings.tls.key if settings.tls else None,
            timeout_graceful_shutdown=PATIENCE,
            # A client that sends on a connection just as the server closes it loses its request ("socket hang up"):
            # idle ones are kept longer than clients and proxies keep them, which is a minute.
            timeout_keep_alive=75,
        )


@contextlib.contextmanager
def publisher(settings: Settings) -> Iterator[None]:
    """Beside the server, when a folder is named: a process of its own that publishes nightly and on every change, so
    that writing files never slows an answer down. Whatever ends it, it is started again, which is told.
    """
    if not settings.files:
        yield
        return

    def note(told: str) -> None:
        database = Database(settings.database)
        note_failure(Path(settings.files), database, told, Clock()())
        database.close()

    with _beside(Helper("publisher", ("publish", "--follow"), note)):
        yield


@contextlib.contextmanager
def deliverer(settings: Settings) -> Iterator[None]:
    """Beside the server, as soon as somebody subscribes: a process of its own that delivers, watched like the other."""
    helper = Helper("deliverer", ("deliver",), lambda _: None)
    with _beside(helper, lambda stop: _wait_for_subscription(settings, stop)):
        yield


def _wait_for_subscription(settings: Settings, stop: threading.Event) -> None:
    database = Database(settings.database)
    while not stop.wait(LOOK):
        with contextlib.suppress(Exception):  # a database that is away; it is asked again
            if is_any(database.reader()):
                break
    database.close()


class Helper(NamedTuple):
    """A program of ours that runs beside the server. note: writes down that it ended by itself."""

    name: str
    arguments: tuple[str, ...]
    note: Callable[[str], None]


@contextlib.contextmanager
def _beside(helper: Helper, wait: Callable[[threading.Event], None] = lambda _: None) -> Iterator[None]:
    """Keep a program running for the length of a block, from when ``wait`` has returned."""
    stop = threading.Event()

    def run() -> None:
        wait(stop)
        _keep_running(helper, stop)

    watching = threading.Thread(target=run, name=helper.name)
    watching.start()
    try:
        yield
    finally:  # a server that is killed does not come here: the process sees that its parent is gone
        stop.set()
        watching.join()


def _keep_running(helper: Helper, stop: threading.Event) -> None:
    """Run a program until ``stop`` is set; when it ends by itself, say so and start it again, at first soon."""
    command = [sys.executable, "-c", "from sor.cli import main; main()", *helper.arguments, "--with-parent"]
    pause = FIRST_PAUSE
    while not stop.is_set():
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
        while process.poll() is None and not stop.wait(LOOK):
            pass
        if stop.is_set():
            process.terminate()
            process.wait(PATIENCE * 10)
            return
        if time.monotonic() - started > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        told = f"The {helper.name} ended ({_ending(process.returncode)}) and is started again."
        click.echo(f"sor: {told}", err=True)
        with contextlib.suppress(Exception):  # it has been said, and it is started again all the same
            helper.note(told)
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _ending(code: int) -> str:
    """How a process ended."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


def refuse_taken(settings: Settings) -> None:
    """Say before anything is opened or loaded that the address cannot be listened on. Raises Refused."""
    host, port = settings.host, settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind((host, port))
            trying.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"Another program listens on {host} port {port}, perhaps a server that runs already. Stop it, or name"
                " another port with --port or SOR_PORT."
            ) from None
        raise Refused(f"The server cannot listen on {host} port {port}: {error.strerror}.") from None


def end_with_master() -> None:
    """In a worker: end when the process that started it is gone, however it died, and not hold the address for ever."""
    master = multiprocessing.parent_process()
    if master is None:
        return

    def watch() -> None:
        master.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE * 2)
        os._exit(1)

    threading.Thread(target=watch, name="master", daemon=True).start()


def application() -> Any:
    """The doors of the register that the environment names: what every server process runs."""
    gc.disable()  # what is read and built from here on stays: looking for waste among it took a fifth of the time
    try:
        from sor.cli.server_log import configure
        from sor.endpoints.app import app

        end_with_master()
        configure()
        settings = settings_with()
        register = open_register(settings)
        open_whitelists(register)
        return app(register, settings, leave_to_the_end)
    finally:
        gc.enable()


def leave_to_the_end() -> None:
    """What stands when the index is built stands as long as the process: whoever collects waste need not look through
    it, which stopped all requests for a seventh of a second each time.
    """
    gc.collect()
    gc.freeze()


def greeting(register: Register, settings: Settings) -> str:
    """What is served, where, and which doors are open; why the others are shut."""
    from sor.cli.follow import in_words
    from sor.endpoints.doors import Doorkeeper
    from sor.following.standing import standing_of

    head = register.head()
    units = register.at().count("unit")
    today = write_day(register.today())
    kind = f"a {'demo' if register.is_demo else 'real register'}, a {register.role}"
    return "\n  ".join(
        (
            f"The open SOR {__version__} at {address_of(settings)}",
            f"{register.database.shown}: {kind} at serial {head.serial}, {units:,} units open on {today}",
            *([in_words(copy)] if (copy := standing_of(register)) else []),
            *Doorkeeper(register, settings).tell_table(),
            *([OPEN_DEMO.format(host=settings.host)] if settings.demo and not is_loopback(settings.host) else []),
            *([NO_RANGE] if register.role == MASTER and code_range(register.facts()) is None else []),
        )
    )


def address_of(settings: Settings) -> str:
    """Where people find the server: the address that is made known, else the one for a browser on this machine."""
    if settings.public_url:
        return settings.public_url
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 (compared, not bound)
    return f"{'https' if settings.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _with_files(settings: Settings) -> Settings:
    """The demo publishes its files beside its database, unless a folder is named."""
    url = settings.database
    if settings.files or not url.startswith("sqlite:///"):
        return settings
    return settings._replace(files=str(Path(url.removeprefix("sqlite:///").partition("?")[0]).with_suffix(".files")))


def _with_address(settings: Settings, host: str | None, port: int | None, workers: int | None) -> Settings:
    return settings._replace(
        host=host or settings.host, port=port or settings.port, workers=workers or settings.workers
    )


def _example(register: Register) -> str:
    """The code of some institution, to be tried."""
    found = PhoneBook(register).search("", register.at().at, limit=1, level="HI")
    return found.page[0].key if found.page else "CODE"
