"""The house rules that a program can check, so that no reviewer has to."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/sor"
MODULES = sorted(SOURCE.rglob("*.py"))

FORBIDDEN_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

# True makes a module without its own test a failure; until then the test counts as expected to fail and lists them.
EVERY_MODULE_HAS_ITS_TEST = False

# Module, as a path in src/sor → why another test covers it better than one of its own.
TESTED_ELSEWHERE: dict[str, str] = {
    "access/dgws/card.py": "tests/access/dgws/test_checks.py reads good and bad cards",
    "access/dgws/instants.py": "one line; tests/access/dgws/test_answering.py sees it",
    "access/dgws/linking.py": "tests/access/dgws/test_checks.py sends good and bad headers",
    "access/dgws/message.py": "tests/attacks/test_no_forged_card_is_believed.py and test_checks.py send messages",
    "access/dgws/names.py": "a list of names",
    "access/dgws/refusal.py": "tests/endpoints/soap/test_dgws.py sees both sides",
    "access/dgws/signature.py": "tests/attacks/test_no_forged_card_is_believed.py",
    "certification/checks.py": "tests/certification/test_cases.py: a good call and each bad one for every case",
    "certification/seen.py": "plain values",
    "cli/backing_up.py": "tests/journeys/test_publication.py runs the commands",
    "cli/checkpoint.py": "tests/jobs/test_checkpoints.py runs the commands",
    "cli/exporting.py": "tests/journeys/test_publication.py runs the command",
    "cli/news.py": "tests/journeys/test_publication.py runs the command",
    "cli/publishing.py": "tests/journeys/test_publication.py runs the command",
    "core/as_of.py": "plain values",
    "endpoints/files/folder.py": "tests/endpoints/files/test_routes.py asks for files through the door",
    "endpoints/files/overview.py": "tests/endpoints/files/test_routes.py reads the page",
    "endpoints/files/sending.py": "tests/endpoints/files/test_routes.py asks for files through the door",
    "formats/published/exports.py": "a list; each format has a test of its own",
    "formats/published/omitted.py": "two plain values",
    "formats/published/file_set.py": "a table; tests/jobs/test_publishing.py finds its files",
    "formats/tables/ready_database.py": "one value; tests/journeys/test_publication.py writes the file",
    "formats/sor_xml/export.py": "tests/journeys/test_xml_round_trips.py writes and reads all versions",
    "formats/sor_xml/words.py": "tests/formats/sor_xml/test_schema.py holds it against the tables",
    "reading/histories.py": "tests/jobs/test_selection.py tells its promises: every row is true on every day it covers",
    "jobs/comparing.py": "tests/jobs/test_importing.py and tests/faults/test_missing_elements.py load files",
    "jobs/exporting.py": "tests/journeys/test_publication.py exports through the command",
    "jobs/held_back.py": "tests/faults/test_rejected_rows.py spoils rows of every format for every reason",
    "jobs/ready_database.py": "tests/journeys/test_publication.py asks the file in SQL and opens it as a register",
    "jobs/trial.py": "tests/journeys/test_publication.py compares files with the register",
    "rules/hospital_fields.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/issuing.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/life.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/names.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/organisational_units.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/owners.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/pharmacies.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/places.py": "tests/rules/test_cases.py has cases for each of its rules",
    "sample/sandbox.py": "tests/jobs/test_sandbox.py makes it and judges it",
    "store/whitelist.py": "tests/desk/test_whitelists.py tells its promises on both databases",
    "store/backing_up.py": "tests/jobs/test_backing_up.py tells its promises on both databases",
    "store/ready_file.py": "tests/journeys/test_publication.py asks the file in SQL and opens it as a register",
    "store/selecting.py": "tests/jobs/test_selection.py holds what it reads against look-ups",
}

# Parts kept apart, so that this file passes its own test.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
    ]
]
REGISTRY_SETTINGS = re.compile(rb'index-url\s*[= ]\s*\w+:|find-links\s*[= ]\s*[\w/]|"resolved":\s*"')


def within_source(module: Path) -> str:
    return module.relative_to(SOURCE).as_posix()


def has_code(module: Path) -> bool:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) for node in ast.parse(module.read_text("utf-8")).body)


def own_test(module: Path) -> Path:
    """a/b.py is tested by tests/a/test_b.py, a package a/b by tests/a/b/test_b.py."""
    place = module.relative_to(SOURCE)
    name = place.parent.name if place.stem == "__init__" else place.stem
    return ROOT / "tests" / place.parent / f"test_{name.strip('_')}.py"


def needs_own_test(module: Path) -> bool:
    return module.stem != "__init__" or has_code(module)


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so there are no tracked files to read")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        within_source(module) for module in MODULES if not ast.get_docstring(ast.parse(module.read_text("utf-8")))
    ]
    assert silent == []


def test_no_name_hides_what_a_module_is_about() -> None:
    places = [module.relative_to(SOURCE) for module in MODULES]
    assert [str(place) for place in places if FORBIDDEN_NAMES & set(place.with_suffix("").parts)] == []


def test_every_module_has_its_own_test() -> None:
    missing = [
        within_source(module)
        for module in MODULES
        if needs_own_test(module) and not own_test(module).exists() and within_source(module) not in TESTED_ELSEWHERE
    ]
    if missing and not EVERY_MODULE_HAS_ITS_TEST:
        pytest.xfail("without a test of their own: " + ", ".join(missing))
    assert missing == []


def test_every_exception_is_needed_and_has_its_reason() -> None:
    for name, reason in TESTED_ELSEWHERE.items():
        module = SOURCE / name
        assert module.exists(), f"{name} is gone; take it off the list"
        assert not own_test(module).exists(), f"{name} has its own test now; take it off the list"
        assert reason.strip()


def test_nothing_tracked_names_a_package_registry() -> None:
    hosts = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)).encode())
    named = []
    for file in tracked_files():
        for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
            if hosts.search(line) or REGISTRY_SETTINGS.search(line):
                named.append(f"{file.relative_to(ROOT)}:{number}")
    assert named == []


@pytest.mark.parametrize("lock", ["build.txt", "dev.txt", "node.txt", "run.txt"])
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z])", text)
    assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []
