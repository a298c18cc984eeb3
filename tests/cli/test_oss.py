"""`sor oss`: which commands the group has, and that the simulator stands by itself."""

import ast
from pathlib import Path

from click.testing import CliRunner

import sor
from sor.cli import main

SIMULATOR = Path(sor.__file__).parent / "oss" / "simulator"


def test_it_lists_its_commands() -> None:
    shown = CliRunner().invoke(main, ["oss", "--help"])
    assert shown.exit_code == 0
    assert "simulator" in shown.output


def test_the_simulator_imports_nothing_of_its_client() -> None:
    """Two programs that share code share its mistakes."""
    imported = {
        node.module
        for module in SIMULATOR.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    ours = {name for name in imported if name.split(".")[0] == "sor"}
    assert {name for name in ours if not name.startswith("sor.oss.simulator")} == set()
