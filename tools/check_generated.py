"""Compare every generated document with what its generator says today; `--write` brings them up to date.

A generator is a module with a function `generate() -> str`. To add a document, add one line to DOCUMENTS.
"""

import difflib
import importlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Path in the repository → the module that generates it.
DOCUMENTS: dict[str, str] = {
    "RULES.md": "tools.rules_document",
    "docs/guide/time.md": "tools.time_chapter",
    "docs/guide/round-trips.md": "tools.round_trips",
}

# Modules that generate several documents: `generate_all() -> dict[str, str]`, path in the repository to its text.
SETS = ("tools.schema_files", "tools.sorus_files", "tools.krs_files")


def difference(name: str, stands: str, generated: str) -> str:
    """The difference as a patch, at most 40 lines of it."""
    lines = list(difflib.unified_diff(stands.splitlines(), generated.splitlines(), name, "generated", lineterm=""))
    return "\n".join(lines[:40])


def stale(root: Path, documents: Mapping[str, str], sets: Iterable[str] = (), *, write: bool) -> list[str]:
    """The documents that differ from their generator, each with its difference; with `write` they are mended."""
    found = []
    made = {name: importlib.import_module(module).generate() for name, module in documents.items()}
    for module in sets:
        made |= importlib.import_module(module).generate_all()
    for name, generated in made.items():
        path = root / name
        stands = path.read_text("utf-8") if path.exists() else ""
        if stands == generated:
            continue
        found.append(f"{name}\n{difference(name, stands, generated)}")
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated, "utf-8")
    return found


def main(arguments: list[str]) -> int:
    """Print what is stale; 1 when something was and is still."""
    sys.path.insert(0, str(ROOT))
    write = arguments == ["--write"]
    found = stale(ROOT, DOCUMENTS, SETS, write=write)
    for entry in found:
        print(("Written: " if write else "Stale: ") + entry, file=sys.stderr)
    if found and not write:
        print("Bring them up to date with: .venv/bin/python tools/check_generated.py --write", file=sys.stderr)
    return 1 if found and not write else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
