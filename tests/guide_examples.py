"""The examples of a guide: every `sh` and `python` block, to be run against a server at another address."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from sor.cli import main

GUIDES = Path(__file__).parents[1] / "docs/guide"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLAIN = re.compile(r"sor [^|&;<>()$`*?#~]+")
HOME = "http://127.0.0.1:8080"


def examples(guide: str) -> list[tuple[str, str]]:
    """(language, text) of each example; of a shell block each line is one."""
    found = BLOCK.findall((GUIDES / guide).read_text("utf-8"))
    return [
        (language, line)
        for language, text in found
        for line in (text.strip().split("\n") if language == "sh" else [text])
    ]


def run(example: tuple[str, str], address: str) -> str:
    """What an example prints; it must succeed."""
    language, text = example
    text = text.replace(HOME, address)
    if is_ours(text):
        return said_by_ours(text)
    command = ["sh", "-c", text] if language == "sh" else [sys.executable, "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_ours(text: str) -> bool:
    """Whether an example is one command of ours, at which the shell has nothing to do."""
    return PLAIN.fullmatch(text) is not None


def said_by_ours(text: str, environment: dict[str, str] | None = None) -> str:
    """What such a command prints, run in this process, which is many times as fast; it must succeed."""
    ran = CliRunner().invoke(main, shlex.split(text)[1:], env=environment)
    assert ran.exit_code == 0, (text, ran.output, ran.exception)
    return ran.stdout
