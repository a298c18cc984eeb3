"""A server's log is one JSON object a line, without the values of variables."""

import json
import subprocess
import sys

import pytest

LOGS = """
import structlog
from sor.cli.server_log import configure
configure()
secret = "hemmelig"
try:
    raise ValueError("told")
except ValueError:
    structlog.get_logger().exception("failed", unit="Ø")
"""


@pytest.mark.slow
def test_a_failure_is_one_line_that_tells_no_variable() -> None:
    done = subprocess.run([sys.executable, "-c", LOGS], check=True, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert (said["event"], said["unit"], said["level"]) == ("failed", "Ø", "error")
    assert "ValueError: told" in said["exception"]
    assert "hemmelig" not in line.replace('secret = "hemmelig"', "")
    assert done.stdout == ""
