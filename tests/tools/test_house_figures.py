"""The figures of the house, counted on a small tree of which every figure is known."""

from pathlib import Path

import pytest

from tools import house_figures as figures

FILES = {
    "core/day.py": "from typing import Any\n\n\nclass Line: ...\n\n\nasked: Any = None\nAnything = 1\n",
    "store/rows.py": "import sor.core.day\n"
    "from sor import core\nfrom sor.core.day import Line as O\n\nclass Line: ...\n",
    "store/log.py": "from sor.store.rows import Line\nimport json\n\n\nclass Entry:\n    class Line: ...\n",
    "register.py": "from sor.core import day\nfrom sor.store.log import Entry\nfrom sor.gone import it\n",
    "__init__.py": "from sor.core import day\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "src/sor" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


def test_rooms_are_what_stands_on_the_top_floor_and_an_arrow_is_counted_once(root: Path) -> None:
    found, arrows = figures.rooms(root)
    assert found == {"core", "store", "register"}
    assert arrows == {("store", "core"), ("register", "core"), ("register", "store")}


def test_lines_with_any_are_counted_and_lines_with_longer_words_are_not(root: Path) -> None:
    assert figures.lines_with_any(root) == 2


def test_classes_of_one_name_are_counted_on_the_top_of_a_module(root: Path) -> None:
    assert figures.classes_twice(root) == {"Line": 2}


def test_a_function_is_called_by_a_participle_when_that_is_its_whole_name(root: Path) -> None:
    names = ("told", "_shown", "read", "tell_day", "told_days", "find_shown", "speed")
    (root / "src/sor/core/names.py").write_text("".join(f"def {name}(): ...\n" for name in names), "utf-8")
    assert figures.bare_participles(root) == (2, len(names))


def test_what_is_no_tree_of_the_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"There is no src/sor in .*Name the root of a tree"):
        figures.main([str(tmp_path)])


def test_a_file_is_entered_when_one_of_its_functions_runs_not_when_it_is_imported(tmp_path: Path) -> None:
    source = tmp_path / "src/sor"
    source.mkdir(parents=True)
    for name in ("run", "loaded", "before"):
        (source / f"{name}.py").write_text("def it(): ...\n", "utf-8")
    functions = {}
    for name in ("run", "before"):
        space: dict[str, object] = {}
        exec(compile((source / f"{name}.py").read_text("utf-8"), str(source / f"{name}.py"), "exec"), space)
        functions[name] = space["it"]
    functions["before"]()  # type: ignore[operator]
    with figures.entered(tmp_path) as found:
        functions["run"]()  # type: ignore[operator]
        exec(compile("def it(): ...\n", str(source / "loaded.py"), "exec"), {})
    assert found == {"run.py"}
