"""Tries the faults that mutmut makes (``[tool.mutmut]`` in pyproject.toml), each with the tests that run its lines.

    python -m tools.try_mutants             make them, let the type checker refuse what it can, and try the rest
    python -m tools.try_mutants PATTERN...  try these again, whatever is known of them
    python -m tools.try_mutants --told      how many there are, were refused, seen and not tried; those nobody saw
    SAMPLE=300 before any of them           the same of so many, drawn at random of those that it did not refuse

It stands where ``mutmut run`` would, in a copy of the tree, writes what that would write, and goes on where it stopped.
``mutmut run`` collects the tests anew for every fault, calls all functions through its own, and runs all tests that
enter a function: seven seconds for a fault, and a minute for one that nobody sees. Here one process collects the tests
of the unchanged tree once, notes which lines each of them runs, and forks for every fault. The child puts the fault
into its function and runs the tests of the fault's own lines, those first that have last seen a fault of the same
function, then the shortest, until one fails.
"""

import ast
import gc
import hashlib
import importlib
import json
import os
import re
import resource
import shutil
import signal
import sys
import textwrap
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import CodeType, FunctionType
from typing import Any, NoReturn

import mutmut.__main__ as mutmut
import pytest
from coverage import Coverage
from mutmut.configuration import config as settings
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData

from tools import mutant_types

UNCHANGED = "__mutmut_orig"
MANGLED = re.compile(r"\w*__mutmut_\w+")
SURVIVED, SEEN, NO_TESTS, TIMEOUT, REFUSED, BROKEN = 0, 1, 33, 36, 37, 99
"""The exit codes by which mutmut keeps what became of a fault, and ours for a fault that could not be tried."""

CHILDREN = int(os.environ.get("CHILDREN", "2"))
FIRST_SECONDS = float(os.environ.get("FIRST_SECONDS", "1.5"))
"""What the tests may take with which every fault is tried before any is tried with more of its tests."""

MORE = 4
"""In the next round what is left is tried with tests that take so many times as long, and so on."""

MOST_SECONDS = float(os.environ.get("MOST_SECONDS", "inf"))
"""A round longer than this is not begun: what is left waits, and the next run goes on with the tests that are left."""

SAMPLE = int(os.environ.get("SAMPLE", "0"))
"""So many faults of those that the type checker did not refuse are looked at, drawn at random; 0: all. The same are
drawn of the same faults, and a larger sample holds a smaller one.
"""

SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None
MOST_MEMORY = 2 * 2**30
AT_LEAST, TIMES_AS_LONG = 1.5, 10.0
"""A test may take so many seconds of processor time, and so many times what it took without a fault."""

BOOKS = ("tests/changes/test_book_of_changes.py", "tests/changes/guided/test_book_of_steps.py")
"""Their tests compare all that the program does with what stands written, word by word; every fault is tried with them
before it is known what the others run.
"""

NOTED, CHECKED = Path("mutants/lines-by-test.json"), Path("mutants/type-checked")


@dataclass
class Mutant:
    """One fault: where its verdict is kept, its function, and the source of that with it and without."""

    name: str
    data: SourceFileMutationData
    function: str
    source: str
    unchanged: str

    @property
    def key(self) -> str:
        """By what the tests are kept that have not seen it."""
        return f"{self.name} {hashlib.sha256(self.source.encode()).hexdigest()[:16]}"

    @property
    def lines(self) -> frozenset[int]:
        """The lines of the statement that it changes, counted from the function's head; none when it changes that."""
        return changed_lines(self.unchanged, self.source)

    def __str__(self) -> str:
        before, after = differing(self.unchanged, self.source)
        path = str(self.data.path).removeprefix("src/").removeprefix("sor/")
        name = self.function.partition(":")[2].removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        return f"`{path}:{name}` `{before}` → `{after}`"

    def put_in(self) -> None:
        """Put the fault into the function, for the rest of this process."""
        target = find_function(self.function)
        name, made = self.name.rpartition(".")[2], dict(target.__globals__)
        around = ", ".join(target.__code__.co_freevars)  # a method that says ``super()`` has its class there
        text = f"def make({around}):\n{textwrap.indent(self.source, ' ')}\n return {name}\n"
        exec(compile(text, target.__code__.co_filename, "exec", dont_inherit=True), made)
        changed = made["make"](*[None] * len(target.__code__.co_freevars))
        changed = getattr(changed, "__func__", changed)
        for before, after in zip(_inner(target.__code__), _inner(changed.__code__), strict=False):
            if not before.co_name.startswith("<") and before.co_freevars == after.co_freevars:
                gc.unfreeze()  # what the tests have put aside is looked through as well
                for one in gc.get_referrers(before):  # what it made when its module was read goes on with the fault
                    if isinstance(one, FunctionType):
                        one.__code__ = after
        target.__code__ = changed.__code__
        target.__defaults__, target.__kwdefaults__ = changed.__defaults__, changed.__kwdefaults__


def _inner(code: CodeType) -> list[CodeType]:
    """The functions that a function makes."""
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def find_function(key: str) -> FunctionType:
    """A function by its module and the name by which mutmut calls it."""
    module, _, mangled = key.partition(":")
    names = mangled[1:].strip("ǁ").split("ǁ") if mangled[1] == "ǁ" else [mangled[2:]]
    found: Any = importlib.import_module(module)
    for name in names[:-1]:
        found = getattr(found, name)
    found = vars(found)[names[-1]]
    function = getattr(found, "__func__", found)
    assert isinstance(function, FunctionType)
    return function


@dataclass
class Tests:
    """What is known of the tests: seconds, the lines of functions that each runs, which faults they have seen."""

    sources: str
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)
    passed: dict[str, list[str]] = field(default_factory=dict)

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run a line of a fault: first those that have last seen a fault of its function, then by what
        is likely to see much in little time. That is a test that runs many lines, in a file of which more tests enter
        the function than elsewhere; before all, one of the module's own file, or of the book that tells everything.
        """
        changed, key = mutant.lines, mutant.function
        own = f"/test_{Path(mutant.data.path).stem}.py"
        found = [
            test
            for test, lines in self.lines.items()
            if key in lines and (not changed or changed.intersection(lines[key]))
        ]
        seen = {test: n for n, test in enumerate(self.seen.get(key, ()))}
        tests = Counter(map(_file, self.lines))
        entering = Counter(_file(test) for test, lines in self.lines.items() if key in lines)

        def dearness(test: str) -> float:
            file = _file(test)
            favour = 10 if file in BOOKS or file.endswith(own) else 1
            return (
                self.seconds[test] * tests[file] / (entering[file] * favour * sum(map(len, self.lines[test].values())))
            )

        return sorted(found, key=lambda test: (seen.get(test, len(seen)), dearness(test)))

    def note_seen(self, mutant: Mutant, test: str) -> None:
        """The next fault of the function is tried with this test first."""
        seen = self.seen.setdefault(mutant.function, [])
        self.seen[mutant.function] = [test, *(one for one in seen if one != test)]


def _file(test: str) -> str:
    return test.partition("::")[0]


def make() -> None:
    """Make the faults, and note those that the type checker refuses."""
    Path("mutants").mkdir(exist_ok=True)
    mutmut.set_mutant_under_test("mutant_generation")
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.create_mutants(CHILDREN)
    waits = any(code is None for data in _files() for code in data.exit_code_by_key.values())
    if waits and not (CHECKED.exists() and CHECKED.read_text() == hash_sources()):
        refused = mutant_types.find_refused(Path("mutants"))
        for data in _files():
            for name, code in data.exit_code_by_key.items():
                said = refused.get((str(data.path), name.rpartition(".")[2]))
                if code is None and said is not None:
                    data.exit_code_by_key[name] = REFUSED
                    data.type_check_error_by_key[name] = said
            data.save()
        CHECKED.write_text(hash_sources())


def hash_sources() -> str:
    """By what it is known whether the program is still the one of which something was noted."""
    return hashlib.sha256(b"".join(Path(data.path).read_bytes() for data in _files())).hexdigest()


def waiting(patterns: Sequence[str]) -> list[Mutant]:
    """The faults that are to be tried, in the order of it: all that were not, or those that are named."""
    drawn = draw()
    found = _find(
        lambda name, code: (
            any(fnmatch(name, one) for one in patterns) if patterns else code is None and (not drawn or name in drawn)
        )
    )
    return sorted(found, key=lambda one: (drawn.get(one.name, 0), one.name))


def draw() -> dict[str, int]:
    """The faults of the sample, each with its place in it; none when all are looked at."""
    if not SAMPLE:
        return {}
    names = sorted(n for data in _files() for n, code in data.exit_code_by_key.items() if code != REFUSED)
    Random(1).shuffle(names)
    return {name: place for place, name in enumerate(names[:SAMPLE])}


def tell() -> Iterator[str]:
    """How many faults there are, were refused, seen and not tried; then those that nobody saw. Of a sample only those
    are counted that are in it.
    """
    drawn = draw()
    codes = Counter(
        code for data in _files() for name, code in data.exit_code_by_key.items() if not drawn or name in drawn
    )
    seen = codes.total() - codes[REFUSED] - codes[None] - codes[SURVIVED] - codes[NO_TESTS]
    yield f"{codes.total()} {codes[REFUSED]} {seen} {codes[None]}"
    yield from map(str, _find(lambda name, code: code in (SURVIVED, NO_TESTS) and (not drawn or name in drawn)))


def _find(is_wanted: Callable[[str, int | None], bool]) -> list[Mutant]:
    found = []
    for data in _files():
        spans = MutantLineSpans.load(data.path)
        assert spans is not None
        text = spans.mutants_path.read_text().splitlines()
        places = {
            name: textwrap.dedent("\n".join(text[span.start - 1 : span.end])).strip("\n")
            for name, span in spans.span_by_function_name.items()
        }
        for name, code in data.exit_code_by_key.items():
            if is_wanted(name, code):
                module, _, made = name.rpartition(".")
                function = made.rpartition("__mutmut_")[0]
                unchanged = places[f"{function}{UNCHANGED}"]
                found.append(Mutant(name, data, f"{module}:{function}", places[made], unchanged))
    return found


def differing(unchanged: str, source: str) -> tuple[str, str]:
    """The lines that a fault changes, without and with it, each as one."""
    names = [MANGLED.sub("", text).splitlines() for text in (unchanged, source)]
    parts = [
        part
        for kind, *places in SequenceMatcher(None, *names, autojunk=False).get_opcodes()
        if kind != "equal"
        for part in [(names[0][places[0] : places[1]], names[1][places[2] : places[3]])]
    ]
    before, after = ([line.strip() for part in parts for line in part[side]] for side in (0, 1))
    return " ".join(before), " ".join(after)


def changed_lines(unchanged: str, source: str) -> frozenset[int]:
    """The lines of the statement that differs, counted from the function's head; none when that differs."""
    one, other = (MANGLED.sub("", text).splitlines() for text in (unchanged, source))
    tree = ast.parse(unchanged).body[0]
    assert isinstance(tree, ast.FunctionDef)
    pairs = enumerate(zip(one, other, strict=False), 1)
    first = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    statements = [
        _head(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and node is not tree
    ]
    around = [(end - begin, begin, end) for begin, end in statements if begin <= first <= end]
    if not around:
        return frozenset()
    _, begin, end = min(around)
    return frozenset(line - tree.lineno for line in range(begin, end + 1))


def _head(node: ast.AST) -> tuple[int, int]:
    """The lines of a statement without those of the statements in it."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, node.body[0].lineno
    assert isinstance(node, ast.stmt | ast.ExceptHandler)
    inner = [one.lineno for one in getattr(node, "body", []) if isinstance(one, ast.stmt)]
    inner += [one.pattern.lineno for one in getattr(node, "cases", [])]
    return node.lineno, max(node.lineno, min(inner) - 1) if inner else node.end_lineno or node.lineno


def _files() -> Iterator[SourceFileMutationData]:
    for path in mutmut.walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        yield data


class Lines:
    """Notes which lines of the functions with faults run, counted from their heads."""

    def __init__(self, functions: set[str]) -> None:
        self._places: defaultdict[str, dict[int, tuple[str, int]]] = defaultdict(dict)
        for key in functions:
            code = find_function(key).__code__
            text = Path(code.co_filename).read_text().splitlines()[code.co_firstlineno - 1 :]
            head = next(n for n, line in enumerate(text) if line.lstrip().startswith("def "))
            self._add(code, key, code.co_firstlineno + head)
        self._coverage = Coverage(data_file=None, config_file=False, include=[*self._places])
        self._coverage.set_option("run:disable_warnings", ["no-data-collected"])  # of a test that runs none of them

    def _add(self, code: CodeType, key: str, head: int) -> None:
        lines = {line for _, _, line in code.co_lines() if line is not None and line > head}
        self._places[code.co_filename].update({line: (key, line - head) for line in lines})
        for inner in _inner(code):
            self._add(inner, key, head)

    def run(self, test: Callable[[], object]) -> dict[str, list[int]]:
        """The lines that a test runs, by function."""
        self._coverage.erase()
        with self._coverage.collect():
            test()
        data, found = self._coverage.get_data(), defaultdict[str, list[int]](list)
        for file in data.measured_files():
            for line in sorted(data.lines(file) or ()):
                if (place := self._places[file].get(line)) is not None:
                    found[place[0]].append(place[1])
        return found


class Tries:
    """Takes the place of pytest's loop: notes what each test runs, then tries the faults."""

    def __init__(self, patterns: list[str], until: float, folder: Path) -> None:
        self._patterns, self._until, self._folder = patterns, until, folder
        self._tests = Tests(hash_sources())
        self._failed = ""
        self._kept = time.time()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has failed, in any of its phases."""
        if report.failed:
            self._failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All of it."""
        items = {item.nodeid: item for item in session.items}
        left = waiting(self._patterns)
        if self._patterns:
            for one in left:
                self._tests.passed.pop(one.key, None)
        self._read_noted()
        for gone in self._tests.seconds.keys() - items.keys():
            del self._tests.seconds[gone], self._tests.lines[gone]
        self._note_lines([item for name, item in items.items() if _file(name) in BOOKS or name in self._tests.seconds])
        print(f"{len(left)} to try, {len(self._tests.seconds)} of {len(items)} tests", flush=True)
        left = self._try(session, items, left, FIRST_SECONDS, is_all=False)
        if time.time() > self._until:
            return True
        self._note_lines(list(items.values()))
        print(f"{len(left)} left, {len(items)} tests of {sum(self._tests.seconds.values()):.0f} s", flush=True)
        most = FIRST_SECONDS
        while left and most <= MOST_SECONDS and time.time() < self._until:
            print(f"{len(left)} with tests of {most} s", flush=True)
            left, most = self._try(session, items, left, most), MORE * most
        return True

    def _read_noted(self) -> None:
        if NOTED.exists() and (kept := json.loads(NOTED.read_text()))["sources"] == self._tests.sources:
            self._tests = Tests(**kept)

    def _note_lines(self, items: list[pytest.Item]) -> None:
        """Run the tests whose lines are not known, and the shortest of each file: that makes what they begin with."""
        tests = self._tests
        lines = Lines({f"{n.rpartition('.')[0]}:{n.rpartition('.')[2].rpartition('__mutmut_')[0]}"
                       for data in _files() for n in data.exit_code_by_key})  # fmt: skip
        new = [item for item in items if item.nodeid not in tests.seconds]
        known = sorted((one for one in items if one not in new), key=lambda one: -tests.seconds[one.nodeid])
        new += [one for one in {one.path: one for one in known}.values() if tests.seconds[one.nodeid] < FIRST_SECONDS]
        for item in new[:1]:
            item.session._setupstate.teardown_exact(item)  # noqa: SLF001 - what was run last stands there
        for count, (item, after) in enumerate(zip(new, [*new[1:], *new[:1]], strict=True), 1):
            begun = time.process_time()
            run = partial(item.config.hook.pytest_runtest_protocol, item=item, nextitem=after)
            found = lines.run(run) if item.nodeid not in tests.seconds else run() and None
            if self._failed:
                print(f"{self._failed} fails without any fault and is left out", flush=True)
                self._failed = ""
            elif found is not None:
                tests.seconds[item.nodeid] = time.process_time() - begun
                tests.lines[item.nodeid] = found
            if count % 50 == 0:
                self._keep()
        self._keep()

    def _keep(self) -> None:
        self._kept = time.time()
        NOTED.with_suffix(".new").write_text(json.dumps(vars(self._tests)))
        NOTED.with_suffix(".new").rename(NOTED)

    def _try(
        self,
        session: pytest.Session,
        items: dict[str, pytest.Item],
        left: list[Mutant],
        most: float,
        *,
        is_all: bool = True,
    ) -> list[Mutant]:
        """Try faults with the tests that fit into so many seconds; gives those that may be seen by others. is_all: the
        lines of all tests are known.
        """
        rest, again = [*left], []
        running: dict[int, tuple[Mutant, list[str], bool, int, float, Path]] = {}
        while running or (rest and time.time() < self._until):
            if rest and len(running) < CHILDREN and time.time() < self._until:
                one = rest.pop(0)
                known = self._tests.of(one)
                passed = {*self._tests.passed.get(one.key, ())}
                untried = [test for test in known if test not in passed]
                if not untried and is_all:
                    self._note(one, SURVIVED if known else NO_TESTS, "", 0.0)
                    continue
                if not (tests := [*self._take_fitting(untried, most)]):
                    again.append(one)
                    continue
                here, there = os.pipe()
                folder = self._folder / one.name
                child = os.fork()
                if child == 0:
                    self._answer(session, [items[test] for test in tests], one, there, folder)
                os.close(there)
                running[child] = (one, tests, is_all and len(tests) == len(untried), here, time.time(), folder)
                continue
            child, status = os.wait()
            one, tests, whole, here, begun, folder = running.pop(child)
            said = os.read(here, 10_000).decode()
            os.close(here)
            shutil.rmtree(folder, ignore_errors=True)
            code, seconds = os.waitstatus_to_exitcode(status), time.time() - begun
            if code == BROKEN:
                print(f"{one.name} could not be tried and waits: {said}", flush=True)
            elif code == SURVIVED and not whole:
                again.append(one)
                self._tests.passed.setdefault(one.key, []).extend(tests)
                print(f"later {seconds:.2f} {one.name}", flush=True)
            else:
                self._note(one, TIMEOUT if code < 0 else code, said, seconds)
            if time.time() > self._kept + 60:
                self._keep()
        self._keep()
        return again

    def _take_fitting(self, tests: list[str], most: float) -> Iterator[str]:
        for test in tests:
            if self._tests.seconds[test] <= most:
                most -= self._tests.seconds[test]
                yield test

    def _note(self, mutant: Mutant, code: int, killer: str, seconds: float) -> None:
        mutant.data.exit_code_by_key[mutant.name] = code
        mutant.data.durations_by_key[mutant.name] = seconds
        mutant.data.save()
        if killer:
            self._tests.note_seen(mutant, killer)
        print(f"{code} {seconds:.2f} {mutant.name} {killer}", flush=True)

    def _answer(
        self, session: pytest.Session, items: list[pytest.Item], mutant: Mutant, answer: int, folder: Path
    ) -> NoReturn:
        """In a child: run tests until one fails, tell which, and end."""
        code, said = BROKEN, ""
        try:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            for number in (signal.SIGPROF, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
            folder.mkdir()
            session.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]  # noqa: SLF001
            session._setupstate.teardown_exact(items[0])  # noqa: SLF001 - what the parent ran last stands there
            mutant.put_in()
            for item, after in zip(items, [*items[1:], items[0]], strict=True):
                limit = AT_LEAST + TIMES_AS_LONG * self._tests.seconds[item.nodeid]
                signal.setitimer(signal.ITIMER_PROF, limit)
                signal.alarm(int(60 + 30 * limit))
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                if self._failed:
                    break
            code, said = (SEEN, self._failed) if self._failed else (SURVIVED, "")
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told
            said = traceback.format_exc()
        finally:
            os.write(answer, said.encode()[-9_000:])
            os._exit(code)


def main(patterns: list[str]) -> int:
    """Make and try, or tell."""
    if patterns == ["--told"]:
        print(*tell(), sep="\n")
        return 0
    make()
    until = time.time() + 60 * float(os.environ.get("MINUTES", "1e6"))
    chosen = settings()
    sys.path.insert(0, str(Path("src").absolute()))
    with TemporaryDirectory(dir=SCRATCH) as folder:
        arguments = [
            "-q",
            "-s",
            "--tb=no",
            "--assert=plain",
            "-o",
            "tmp_path_retention_policy=none",
            f"--basetemp={folder}/parent",
        ]
        arguments += [*chosen.pytest_add_cli_args_test_selection, *chosen.pytest_add_cli_args]
        return int(pytest.main(arguments, plugins=[Tries(patterns, until, Path(folder))]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
