"""What others make of the contract: five generators take it whole, and a client that one of them made does the three
main calls against a running server.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sor.endpoints.rest.change_examples import EXAMPLES
from sor.sample.showcases import RENAMED_WARD
from tests.conftest import copy_demo
from tests.endpoints.servers import served

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
NODE = Path(__file__).parents[2] / "node_modules" / ".bin"
PYTHON, JAVA, MODELS, TYPES, FETCH = (
    [str(BIN / "openapi-python-client"), "generate", "--path", "{api}", "--output-path", "{out}", "--meta", "none",
     "--config", "{settings}"],
    [str(BIN / "openapi-generator-cli"), "generate", "-i", "{api}", "-g", "java", "--library", "native", "-o", "{out}"],
    [str(BIN / "datamodel-codegen"), "--input", "{api}", "--output", "{out}.py", "--input-file-type", "openapi",
     "--output-model-type", "pydantic_v2.BaseModel", "--formatters", "builtin"],
    [str(NODE / "openapi-typescript"), "{api}", "-o", "{out}.d.ts"],
    [str(NODE / "openapi-ts"), "-i", "{api}", "-o", "{out}"],
)  # fmt: skip
SETTINGS = json.dumps({"content_type_overrides": {"application/x-ndjson": "text/plain"}})
"""openapi-python-client is told that lines of JSON are text."""
NOTED = (
    "OpenAPI 3.1 support is still in beta",
    "Failed to get the schema name: null",
    "Ignoring complex example on request body",
    "List (reserved word) cannot be used as model name",
)
"""What the generator for Java says of itself: everything is there all the same."""


@pytest.fixture(scope="module")
def server(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(copy_demo(demo_file, tmp_path_factory.mktemp("served"))) as address:
        yield address


@pytest.fixture(scope="module")
def api(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract in a file."""
    file = tmp_path_factory.mktemp("contract") / "openapi.json"
    file.write_bytes(httpx.get(f"{server}/api/openapi.json").content)
    return file


def generated(command: list[str], api: Path, out: Path) -> str:
    """What a generator says while it makes a client."""
    settings = out.parent / "settings.json"
    settings.write_text(SETTINGS)
    done = subprocess.run(
        [part.format(api=api, out=out, settings=settings) for part in command],
        capture_output=True, text=True, check=False, cwd=out.parent,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def operations(api: Path) -> set[str]:
    paths = json.loads(api.read_bytes())["paths"].values()
    return {operation["operationId"] for methods in paths for operation in methods.values()}


def shapes(api: Path) -> set[str]:
    return set(json.loads(api.read_bytes())["components"]["schemas"])


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def test_openapi_python_client_makes_every_operation_and_a_client_that_does_the_three_main_calls(
    server: str, api: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = generated(PYTHON, api, tmp_path / "sor_calls")
    assert not {"WARNING", "Unable"} & set(said.split()), said
    made = {file.stem for file in (tmp_path / "sor_calls" / "api").glob("*/*.py")}
    assert operations(api) <= made
    monkeypatch.syspath_prepend(tmp_path)
    calls = importlib.import_module("sor_calls")
    program = EXAMPLES["edit"]
    with calls.Client(base_url=server) as reader:
        found = _call("units.search_units").sync(client=reader, q="hospital", limit=3)
        second = _call("units.search_units").sync(client=reader, q="hospital", limit=3, cursor=found.next_)
        assert len({unit.code for unit in (*found.units, *second.units)}) == 6
        ward = _call("units.get_unit").sync(client=reader, code=RENAMED_WARD)
        assert (ward.code, ward.location.state) == (RENAMED_WARD, "Inherited")
        form = {"grant_type": "client_credentials", "client_id": program.actor, "client_secret": "demo"}
        token = _call("access.get_token").sync(client=reader, body=_shape("TokenRequest").from_dict(form))
    with calls.AuthenticatedClient(base_url=server, token=token.access_token) as writer:
        document = _shape("ChangeSet").from_dict(program.document)
        tried = _call("changes.submit_changes").sync(client=writer, body=document, dry_run=True)
    assert (tried.accepted, tried.serial) == (True, None)
    assert tried.consequences.touched


def _shape(name: str) -> Any:
    return getattr(importlib.import_module("sor_calls.models"), name)


def _call(name: str) -> Any:
    return importlib.import_module(f"sor_calls.api.{name}")


def test_datamodel_code_generator_makes_every_shape(api: Path, tmp_path: Path) -> None:
    generated(MODELS, api, tmp_path / "models")
    source = (tmp_path / "models.py").read_text("utf-8")
    compile(source, "models.py", "exec")
    assert [name for name in shapes(api) if f"class {name}(" not in source] == []


def test_openapi_typescript_makes_every_operation_and_its_types_hold(api: Path, tmp_path: Path) -> None:
    generated(TYPES, api, tmp_path / "types")
    source = (tmp_path / "types.d.ts").read_text("utf-8")
    assert [name for name in operations(api) if f"    {name}: {{" not in source] == []
    subprocess.run([str(NODE / "tsc"), "--strict", "--noEmit", "types.d.ts"], cwd=tmp_path, check=True)


def test_hey_api_makes_every_operation(api: Path, tmp_path: Path) -> None:
    generated(FETCH, api, tmp_path / "fetch")
    source = (tmp_path / "fetch" / "sdk.gen.ts").read_text("utf-8")
    assert [name for name in operations(api) if f"export const {camel(name)} = " not in source] == []


@pytest.mark.skipif(shutil.which("java") is None, reason="the generator runs on Java")
def test_openapi_generator_makes_a_java_client_of_every_operation_and_shape(api: Path, tmp_path: Path) -> None:
    said = generated(JAVA, api, tmp_path / "java")
    warned = [line for line in said.splitlines() if "WARN" in line or "ERROR" in line]
    assert [line for line in warned if not any(one in line for one in NOTED)] == []
    sources = tmp_path / "java" / "src" / "main" / "java" / "org" / "openapitools" / "client"
    calls = "".join(file.read_text("utf-8") for file in (sources / "api").glob("*.java"))
    assert [name for name in operations(api) if f" {camel(name)}(" not in calls] == []
    forms = {"TokenRequest"}  # given to the call field by field
    assert shapes(api) - forms <= {file.stem for file in (sources / "model").glob("*.java")}
