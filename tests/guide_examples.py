"""The examples of a guide: every `sh` and `python` block, to be run against a server at another address."""

import re
import subprocess
import sys
from pathlib import Path

GUIDES = Path(__file__).parents[1] / "docs/guide"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
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
    command = ["sh", "-c", text] if language == "sh" else [sys.executable, "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
