"""The figures of docs/decisions/house.md, counted anew: `python -m tools.house_figures [FOLDER]`, the root of any tree.

The files that a journey enters are those of `src/sor` of which a function runs between a question and its answer.
"""

import ast
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = ("look-up", "change", "import", "SORUS create", "export")
HOSPITAL = "90000051000016000"
REGION_CVR = "90000012"
PARTICIPLE = re.compile(
    r"(?!need|feed|seed|speed|exceed|proceed|embed)[a-z]+ed|begun|born|bound|brought|built|chosen|done|drawn|given|gone|held"
    r"|found|kept|known|laid|led|left|lost|made|meant|met|said|seen|sent|shown|spelt|spoken|stood|taken|told|understood|written"
)
"""A word that is a participle and no verb (``read``, ``put``, ``cut``)."""
ENTITY = (
    "<SorType>OU</SorType><ParentSorIdentifier>{parent}</ParentSorIdentifier><EntityName>Afsnit</EntityName>"
    "<EntityTypeIdentifier>309904001</EntityTypeIdentifier><ReportingLevelIndicator>false</ReportingLevelIndicator>"
    "<EanLocationCodeState>None</EanLocationCodeState><PatientsAdmittedIndicator>false</PatientsAdmittedIndicator>"
    "<AmbulantActivityIndicator>true</AmbulantActivityIndicator>"
)


def rooms(root: Path) -> tuple[set[str], set[tuple[str, str]]]:
    """What stands on the top floor, and which of it imports which."""
    found: set[str] = set()
    arrows: set[tuple[str, str]] = set()
    for room, tree in _modules(root):
        found.add(room)
        for node in ast.walk(tree):
            for name in _imported(node):
                if name != room:
                    arrows.add((room, name))
    return found, {arrow for arrow in arrows if arrow[1] in found}


def lines_with_any(root: Path) -> int:
    """The lines of the source on which ``Any`` stands."""
    texts = (file.read_text("utf-8") for file in (root / "src/sor").rglob("*.py"))
    return sum(bool(re.search(r"\bAny\b", line)) for text in texts for line in text.splitlines())


def classes_twice(root: Path) -> dict[str, int]:
    """The names of classes that stand more than once, and how often."""
    names = Counter(node.name for _, tree in _modules(root) for node in tree.body if isinstance(node, ast.ClassDef))
    return {name: count for name, count in sorted(names.items()) if count > 1}


def bare_participles(root: Path) -> tuple[int, int]:
    """How many functions are called by a bare participle (``shown``, ``_told``), and how many functions there are."""
    names = [
        node.name.strip("_")
        for _, tree in _modules(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sum(bool(PARTICIPLE.fullmatch(name)) for name in names), len(names)


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    source = root / "src/sor"
    for file in sorted(source.rglob("*.py")):
        room = file.relative_to(source).parts[0].removesuffix(".py")
        if room != "__init__":
            yield room, ast.parse(file.read_text("utf-8"))


def _imported(node: ast.AST) -> list[str]:
    """The rooms that a statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module == "sor":
        names = [f"sor.{alias.name}" for alias in node.names]
    else:
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
    return [name.split(".")[1] for name in names if name.startswith("sor.")]


@contextmanager
def entered(root: Path) -> Iterator[set[str]]:
    """The files of which some function runs meanwhile, in whatever thread that is begun meanwhile."""
    source, found = str(root / "src/sor") + "/", set[str]()

    def note(frame: Any, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(source) and code.co_name != "<module>":
            found.add(code.co_filename.removeprefix(source))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # typeshed asks for a function


def _ask(app: Any, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [
            (b"host", b"localhost"), (b"content-type", b"text/xml; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
        ], "client": ("127.0.0.1", 1), "server": ("localhost", 8080), "scheme": "http", "http_version": "1.1",
        "root_path": "", "extensions": {}, "state": {},
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def _journey(name: str, root: Path, folder: Path) -> list[str]:
    """The files that one journey enters, on a small sample register made for it."""
    cli, ward = loaded("sor.cli"), loaded("sor.sample.showcases").RENAMED_WARD
    register_at = f"sqlite:///{folder}/sor.db"

    def sor(*arguments: str) -> None:
        cli.main(["--database", register_at, *arguments], standalone_mode=False)

    sor("generate", "--units", "400")
    document = folder / "document.json"
    change = {"op": "edit", "unit": ward, "from": "2027-01-01", "set": {"name": "Afsnit A1"}}
    document.write_text(json.dumps({"changes": [change]}))
    sor("export", "xml2", "--out", str(folder / "Sor.xml"))
    sor("user", "add", "desk", "--name", "Desk", "--cvr", REGION_CVR)
    sor("user", "grant", "desk", "--role", "authority")
    tasks: dict[str, Callable[[], None]] = {
        "change": lambda: sor("submit", str(document), "--as", "desk"),
        "export": lambda: sor("export", "csv", "--out", str(folder / "sor.csv")),
        "import": lambda: sor("--database", f"sqlite:///{folder}/new.db", "import", str(folder / "Sor.xml")),
    }
    if name == "import":
        register_at = f"sqlite:///{folder}/new.db"
        sor("init")
    if name in tasks:
        with entered(root) as found:
            tasks[name]()
        return sorted(found)
    return _at_a_door(name, root, register_at)


def _at_a_door(name: str, root: Path, register_at: str) -> list[str]:
    os.environ["SOR_DATABASE"] = register_at
    app = loaded("sor.cli.serve").application()
    if name == "look-up":
        _ask(app, "GET", "/api/v1/units/1")  # what is made for the first question belongs to none
        with entered(root) as found:
            status, answer = _ask(app, "GET", f"/api/v1/units/{HOSPITAL}")
        assert status == 200, answer
        return sorted(found)
    body = _creation(register_at)
    with entered(root) as found:
        status, answer = _ask(app, "POST", body[0], body[1])
    assert status == 200, answer
    assert b"<ErrorCode>0<" in answer, answer
    return sorted(found)


def _creation(register_at: str) -> tuple[str, bytes]:
    """The address and the body of a request that makes a unit, with an ID card of the demo's STS."""
    now, issuing, envelope = datetime.now(UTC), loaded("sor.access.dgws.issuing"), loaded("sor.access.dgws.names").SOAP
    register = loaded("sor.register").Register(loaded("sor.store.database").Database(register_at), lambda: now)
    sts = loaded("sor.desk.demo_sts", "sor.demo_sts").DemoSts(register, lambda: now)
    card = issuing.header(sts.issue(issuing.Holder(REGION_CVR, system="figures")), uuid.uuid4().hex, now)
    version = loaded("sor.formats.soap.sorus_choices", "sor.formats.sorus_choices").VERSIONS[3]
    return version.path, (
        f'<h:Envelope xmlns:h="{envelope}"><h:Header>{card}</h:Header><h:Body>'
        f'<o:CreateSorEntity xmlns:o="{version.operations}" xmlns="{version.types}"><o:request><FromDate>2027-01-01'
        f"</FromDate><SorEntity>{ENTITY.format(parent=HOSPITAL)}</SorEntity></o:request></o:CreateSorEntity>"
        "</h:Body></h:Envelope>"
    ).encode()


def loaded(*names: str) -> Any:
    """A module of the tree that is counted, by whichever of its names it has there."""
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise SystemExit(f"There is none of {names}.")


def main(arguments: list[str]) -> None:
    """Print the table, or the files that one journey enters."""
    root = Path(arguments[0]).resolve() if arguments else ROOT
    if not (root / "src/sor").is_dir():
        raise SystemExit(f"There is no src/sor in {root}. Name the root of a tree, or nothing for this one.")
    if len(arguments) > 1:
        sys.path.insert(0, str(root / "src"))
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(_journey(arguments[1], root, Path(folder))))
        return
    found, arrows = rooms(root)
    twice = classes_twice(root)
    print(f"| rooms on the top floor | {len(found)} |\n| arrows between them | {len(arrows)} |")
    for name in JOURNEYS:
        command = [sys.executable, __file__, str(root), name]
        said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout
        print(f"| files that {name} enters | {len(json.loads(said.splitlines()[-1]))} |")
    bare, functions = bare_participles(root)
    print(f"| functions whose name is a bare participle | {bare} of {functions} ({bare / functions:.0%}) |")
    print(f"| lines with `Any` | {lines_with_any(root)} |")
    print(f"| names of classes that stand more than once | {len(twice)}: {', '.join(twice)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
