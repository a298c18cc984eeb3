"""Programs of the register that tests start: forked from one process that has imported them and built the doors, so
that a start costs hundredths of a second, not two.
"""

import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

PROGRAMS = get_context("forkserver")
PROGRAMS.set_forkserver_preload(["sor.cli.serve", "uvicorn", "tests.attacks.killing", "tests.built_doors"])


def started(run: Callable[..., object], *given: object) -> BaseProcess:
    """A program that runs by itself and ends with the tests, at the latest."""
    process = PROGRAMS.Process(target=run, args=given, daemon=True)
    process.start()
    return process


def killed_after(process: BaseProcess, seconds: float) -> bool:
    """Whether a program was killed before it had come to its end."""
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode == -9


def command(words: list[str], environment: dict[str, str], told: Path) -> None:
    """`sor` with these words. told: where its output goes."""
    from sor.cli import main

    os.environ.update(environment)
    line = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(line, 1)
    os.dup2(line, 2)
    main(words)


def serve(database: str, port: int) -> None:
    """`sor serve` on this machine."""
    command(["--database", database, "serve", "--port", str(port)], {}, Path(os.devnull))


def serve_as_told(words: list[str], environment: dict[str, str]) -> None:
    """`sor` with these words, in this environment and no other; its log goes where that of the tests goes."""
    from sor.cli import main

    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    main(words)
