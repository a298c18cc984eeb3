"""What the documents promise about the source and a program can see: `make check` fails where one is broken.

Each promise is a function of a root folder that yields what breaks it, so that a test can break each on a copy.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = "docs/core.md"
READ = ("src/**/*.py", "tests/**/*.py", "tools/*.py", "bench/*.py", "docs/**/*.md", "*.md")
UNREAD = {"CHANGELOG.md"}  # it tells of files as they were called then
SECTIONS = re.compile(r"CORE`{0,2} ((?:§\d+(?:(?:, | and )(?=§))?)+)")
FILES = re.compile(r"`{1,2}((?:[\w.-]+/)+[\w-]+\.(?:py|md|toml|csv|sh))(?::(\w+))?`{1,2}")
STARTS = ("", "src/sor/", "src/", "docs/", "tests/")
STATEMENT = re.compile(
    r"\s*(SELECT\s|INSERT INTO\s|UPDATE \w+ SET\s|DELETE FROM\s|CREATE TABLE\s"
    r"|WITH (RECURSIVE )?\w+( \([\w, ]+\))? AS\s)"
)
AS_OF = re.compile(r":\w+ *< *(\w+\.)?(known_to|valid_to)\b|\bknown_to *(> *:|= *(:never\b|\d))", re.IGNORECASE)
FOR_TESTS = {"showcases.py"}  # the units of the sample register that somebody who tries it, or a test, asks for
LISTING = {"make_reported_rule", "range"}  # what such a function gives is listed, or its place among the others counts
LONGEST_NAME = 60
HOUSE = "docs/decisions/house.md"
DROPPED = {
    r"class Sender\b": "ChangeContext",
    r"class Moment\b": "RegisterAtSerial, of a card CardInstant",
    r"class Around\b": "FetchPlan",
    r"class World\b": "VersionsByDay",
    r"class Stage\b": "OperationState",
    r"class Hand\b": "IdentifierMove",
    r"class Side\b": "ComparedRegister",
    r"class Newcomer\b": "FirstSeen",
    r"class Twice\b": "DuplicateKey",
    r"class Learned\b": "DayKnown",
    r"progress: Callable": "tell, as every function that hears of steps is called",
    r"desk journal": "audit log",
    r"change ?sets? of": "document of changes",
    r"closed[- ]open interval": "half-open",
}
"""What is not written any more, each with what is written instead."""

OLD_WORDS = re.compile("|".join(DROPPED), re.IGNORECASE)
DATABASES = {"alembic", "psycopg", "sqlalchemy", "sqlite3"}
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


def cited_sections_stand(root: Path) -> Iterator[str]:
    """Each cited section of the decisions stands in docs/core.md."""
    there = set(re.findall(r"^## (\d+)\.", (root / CORE).read_text("utf-8"), re.MULTILINE))
    for file, text in _texts(root):
        for match in SECTIONS.finditer(text):
            for number in re.findall(r"§(\d+)", match[1]):
                if number not in there:
                    yield f"{_place(root, file, text, match)}: CORE §{number} does not stand in {CORE}"


def cited_files_stand(root: Path) -> Iterator[str]:
    """Each file that source and documents name by its path exists, and what they name in it as well."""
    for file, text in _texts(root):
        for match in FILES.finditer(text):
            path, name = match[1], match[2]
            first = path.partition("/")[0]
            if not any((root / start / first).is_dir() for start in STARTS):
                continue  # no path of this project: a name inside a zip, a placeholder
            targets = [root / start / path for start in STARTS] + [file.parent / path]
            target = next((one for one in targets if one.is_file()), None)
            if target is None:
                yield f"{_place(root, file, text, match)}: there is no file {path}"
            elif name and not _defines(target, name):
                yield f"{_place(root, file, text, match)}: {path} has no {name}"


def only_the_store_speaks_sql(root: Path) -> Iterator[str]:
    """No statement of SQL and no database driver outside src/sor/store."""
    for file, tree in _modules(root):
        if file.relative_to(root / "src/sor").parts[0] == "store":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                yield f"{file.relative_to(root)}:{node.lineno}: a statement of SQL"
            for name in _imported(node):
                if name.partition(".")[0] in DATABASES:
                    yield f"{file.relative_to(root)}:{node.lineno}: imports {name}"


def the_as_of_condition_stands_once(root: Path) -> Iterator[str]:
    """No statement spells the conditions on a row's two times: store/as_of.py gives them."""
    for file, tree in _modules(root):
        if file == root / "src/sor/store/as_of.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and AS_OF.search(node.value):
                yield f"{file.relative_to(root)}:{node.lineno}: spells an as-of condition"


def only_the_clock_knows_the_time(root: Path) -> Iterator[str]:
    """Nobody but clock.py asks what time it is; how long something takes is another question."""
    for file, tree in _modules(root):
        if file == root / "src/sor/clock.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and (asked := _asked_clock(node)):
                yield f"{file.relative_to(root)}:{node.lineno}: asks {asked}"
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                for alias in node.names:
                    if ("time", alias.name) in CLOCKS:
                        yield f"{file.relative_to(root)}:{node.lineno}: imports time.{alias.name}"


def every_module_has_its_test(root: Path) -> Iterator[str]:
    """a/b.py is tested by tests/a/test_b.py, a package a/b by tests/a/b/test_b.py, or the list of exceptions tells by
    which; not plain values, whose readers' tests see them, and no migration: all of these run in
    tests/store/test_setup.py.
    """
    excepted = _tested_elsewhere(root / "tests/test_house_rules.py")
    for file, tree in _modules(root):
        does_something = any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))
        name = file.relative_to(root / "src/sor")
        if does_something and "migrations" not in name.parts and name.as_posix() not in excepted:
            own = own_test(name)
            if not (root / own).exists():
                yield f"{file.relative_to(root)}: has no test of its own, {own.as_posix()}"


def own_test(module: Path) -> Path:
    """The test of a module, whose path is one in src/sor."""
    name = module.parent.name if module.stem == "__init__" else module.stem
    return Path("tests") / module.parent / f"test_{name.strip('_')}.py"


def _tested_elsewhere(rules: Path) -> set[str]:
    """The modules in the list of exceptions."""
    for node in ast.parse(rules.read_text("utf-8")).body if rules.exists() else ():
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "TESTED_ELSEWHERE" and node.value:
            return {*ast.literal_eval(node.value)}
    return set()


def text_becomes_code_in_one_place(root: Path) -> Iterator[str]:
    """Nothing but formats/xml_tables/program.py makes code of a text, and only of constants of our own tables."""
    for file, tree in _modules(root):
        if file == root / "src/sor/formats/xml_tables/program.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"compile", "eval", "exec"}:
                yield f"{file.relative_to(root)}:{node.lineno}: makes code of a text"


def nothing_stands_for_tests_alone(root: Path) -> Iterator[str]:
    """Each function, class and constant on the top of a module is used by the program or its tools."""
    used = {word for file in root.glob("src/sor/**/*.html") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    defined: list[tuple[Path, int, str]] = []
    for file, tree in (*_modules(root), *_modules(root, "tools/*.py")):
        used.update(word for node in ast.walk(tree) for word in _used(node))
        if file.is_relative_to(root / "src") and file.name not in FOR_TESTS and "migrations" not in file.parts:
            defined += [(file, node.lineno, name) for node in tree.body for name in _defined(node)]
    for file, line, name in defined:
        if name not in used and not name.startswith("__"):
            yield f"{file.relative_to(root)}:{line}: nothing but tests uses {name}"


def dropped_words_stay_away(root: Path) -> Iterator[str]:
    """What was given a better name is not called by the old one again (GLOSSARY.md, docs/decisions/house.md)."""
    for pattern in ("src/sor/**/*.py", "docs/**/*.md", "*.md"):
        for file in sorted(root.glob(pattern)):
            text = "" if file.name in UNREAD or file == root / HOUSE else file.read_text("utf-8")
            for match in OLD_WORDS.finditer(text):
                yield f"{_place(root, file, text, match)}: {match[0]}; write {_new_word(match[0])}"


def _new_word(found: str) -> str:
    return next(new for old, new in DROPPED.items() if re.fullmatch(old, found, re.IGNORECASE))


PROMISES: tuple[Callable[[Path], Iterator[str]], ...] = (
    cited_sections_stand,
    cited_files_stand,
    only_the_store_speaks_sql,
    the_as_of_condition_stands_once,
    only_the_clock_knows_the_time,
    text_becomes_code_in_one_place,
    every_module_has_its_test,
    nothing_stands_for_tests_alone,
    dropped_words_stay_away,
)


def _texts(root: Path) -> Iterator[tuple[Path, str]]:
    for pattern in READ:
        for file in sorted(root.glob(pattern)):
            if file.name not in UNREAD and "vendor" not in file.parts and file.stem != "test_check_promises":
                yield file, file.read_text("utf-8")


def _modules(root: Path, pattern: str = "src/sor/**/*.py") -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(root.glob(pattern)):
        yield file, ast.parse(file.read_text("utf-8"))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _used(node: ast.AST) -> list[str]:
    """The names that a node uses; a short text may name some too, as what is looked up by its name."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < LONGEST_NAME:
        return re.findall(r"\w+", node.value)
    return []


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement on the top of a module defines, but for those that a decorator or a list of rules
    makes known.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [] if node.decorator_list else [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign) and getattr(getattr(node.value, "func", None), "id", "") not in LISTING:
        targets = [one for to in node.targets for one in (to.elts if isinstance(to, ast.Tuple) else [to])]
        return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _asked_clock(node: ast.Attribute) -> str | None:
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return f"{owner}.{node.attr}" if (owner, node.attr) in CLOCKS else None


def _defines(file: Path, name: str) -> bool:
    return bool(re.search(rf"^ *(?:(?:async )?def |class )?{name}\b", file.read_text("utf-8"), re.MULTILINE))


def _place(root: Path, file: Path, text: str, match: re.Match[str]) -> str:
    return f"{file.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}"


def main() -> int:
    broken = [f"{promise.__doc__}\n  {fault}" for promise in PROMISES for fault in promise(ROOT)]
    print("\n".join(broken), file=sys.stderr, end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
