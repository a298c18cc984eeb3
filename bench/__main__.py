"""All benchmarks, each beside its baseline in the same run: a table on the screen and in ``bench/results/``.

`make bench` takes at most ten minutes; `BENCH=large` runs them on a register of 300,000 units without limit.
"""

import os
import time
from collections.abc import Callable, Iterator

from bench import (
    changes_bench,
    dgws_bench,
    erasing_bench,
    follow_bench,
    forms_bench,
    import_bench,
    krs_bench,
    lookup_bench,
    matching_bench,
    messages_bench,
    pages_bench,
    proofs_bench,
    publication_bench,
    quality_bench,
    rules_bench,
    search_bench,
    sheets_bench,
    shown_bench,
    sores_bench,
    sorls_bench,
    sorus_bench,
    start_bench,
    tables_bench,
    verify_bench,
    waiting_bench,
    webhooks_bench,
)
from bench.table import Row, save, show

LARGE = 300_000
BENCHES: tuple[tuple[str, Callable[[int], Iterator[Row]]], ...] = (
    ("import", import_bench.rows),
    ("rules", rules_bench.rows),
    ("quality", quality_bench.rows),
    ("start", start_bench.rows),
    ("look-up", lookup_bench.rows),
    ("matching", matching_bench.rows),
    ("pages", pages_bench.rows),
    ("search", search_bench.rows),
    ("SORLS", sorls_bench.rows),
    ("DGWS", dgws_bench.rows),
    ("publication", publication_bench.rows),
    ("tables", tables_bench.rows),
    ("KRS", krs_bench.rows),
    ("SORES", sores_bench.rows),
    ("changes", changes_bench.rows),
    ("SORUS", sorus_bench.rows),
    ("waiting", waiting_bench.rows),
    ("verify", verify_bench.rows),
    ("erasing", erasing_bench.rows),
    ("follow", follow_bench.rows),
    ("shown", shown_bench.rows),
    ("proofs", proofs_bench.rows),
    ("webhooks", webhooks_bench.rows),
    ("forms", forms_bench.rows),
    ("messages", messages_bench.rows),
    ("sheets", sheets_bench.rows),
)


def main() -> None:
    """Run every benchmark, tell as it goes, and write the table."""
    units = LARGE if os.environ.get("BENCH") == "large" else 100_000
    started = time.monotonic()
    found: list[Row] = []
    for name, rows in BENCHES:
        print(f"{name} ...", flush=True)
        made = list(rows(units))
        show(made)
        found += made
    file = save(found, time.monotonic() - started)
    print(f"Written to {file}")


if __name__ == "__main__":
    main()
