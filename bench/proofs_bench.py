"""Proofs of units, made and checked, in a log of very many lines; and the trees that they come from.

Run by itself: ``python -m bench.proofs_bench [units]``. The bench runner calls ``rows``.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bench import generated
from bench.lookup_bench import codes_of
from bench.table import Row, show
from sor.core.canonical import encode
from sor.core.checkpoint import new_key
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.jobs.offline import check_proof
from sor.jobs.proving import Prover
from sor.register import Register, Submission
from sor.settings import read_settings
from sor.store.append import LineDraft

LARGE, LINES = 100_000, 1_500_000
PROOFS = 100
MOST_MADE, MOST_CHECKED = 0.050, 0.010


def rows(units: int) -> Iterator[Row]:
    """Median processor time of a hundred proofs; of a large register, in a log of ``LINES``."""
    with TemporaryDirectory(prefix="sor-bench-") as folder:
        url = f"sqlite:///{folder}/sor.db"
        database = generated.copy(generated.database(units), Path(folder) / "sor.db")
        register = Register(database, lambda: datetime.now(UTC))
        if units >= LARGE:
            _lengthen(register)
        key = Path(folder) / "key"
        key.write_bytes(new_key())
        prover = Prover(register, read_settings({"SOR_CHECKPOINT_KEY": str(key)}))
        brought = _seconds(prover.tree.bring)
        size = prover.tree.find_reached().size
        what = f"in a log of {size:,} lines and entries"
        yield Row("proofs", f"bringing the trees over {size:,} leaves", f"{brought:.0f} s",
                  f"{size / brought:,.0f} leaves/s")  # fmt: skip
        some, day = Random(7).sample(codes_of(url, 20_000), PROOFS), register.today()
        documents: list[bytes] = []
        head = register.serial()
        made = [_seconds(lambda code=code: documents.append(prover.unit(code, day, head))) for code in some]
        checked = [_seconds(partial(check_proof, one)) for one in documents]
        for did, seconds, most in (("made", made, MOST_MADE), ("checked", checked, MOST_CHECKED)):
            found = median(seconds)
            yield Row("proofs", f"a unit's proof {did}, {what}", f"{found * 1000:.1f} ms",
                      compared=f"longest {max(seconds) * 1000:.0f} ms", aim=f"< {most * 1000:.0f} ms",
                      met=found < most)  # fmt: skip
        register.database.close()


def _lengthen(register: Register) -> None:
    """Say something of every unit, again and again, until the log has ``LINES``."""
    connection = register.database.reader()
    keys = [row[0] for row in connection.run("SELECT DISTINCT key FROM version WHERE kind = 'unit' ORDER BY key")]
    n = 0
    while connection.run("SELECT count(*) FROM line").fetchone()[0] < LINES:
        n += 1
        said = [LineDraft("unit", key, [Draft("name", register.today(), OPEN, 0, encode(f"Navn {n}"))]) for key in keys]
        register.submit(Submission(said, "bench", "import"))


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else generated.UNITS))
