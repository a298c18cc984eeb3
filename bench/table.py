"""What a benchmark gives: rows of a table, each a figure beside its baseline and the aim it is held against."""

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    ours, baseline: figures with their unit, as text. compared: ours held against the baseline, or against the aim
    itself where there is no baseline; None when it is only told. aim: what it should be, in words.
    """

    bench: str
    what: str
    ours: str
    baseline: str = ""
    compared: str = ""
    aim: str = ""
    met: bool | None = None


def show(rows: Iterable[Row]) -> None:
    """Print rows as a table."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "Measured", "Ours", "Baseline", "Compared", "Aim", ""):
        shown.add_column(column, overflow="fold")
    for row in rows:
        verdict = {True: "met", False: "not met", None: ""}[row.met]
        shown.add_row(row.bench, row.what, row.ours, row.baseline, row.compared, row.aim, verdict)
    Console(width=180).print(shown)


def save(rows: Iterable[Row], seconds: float) -> Path:
    """Write rows to ``bench/results/``, with the machine and the time, and give the file."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = RESULTS / f"{now:%Y-%m-%dT%H%M%S}.json"
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.platform()}
    content = {"at": now.isoformat(), "seconds": round(seconds, 1), "on": machine, "rows": [asdict(r) for r in rows]}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    return file
