"""The guide's table of operations names every key that an operation takes, and no other."""

import re
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

from sor.changes.document import Change

GUIDE = (Path(__file__).parents[2] / "docs/guide/changes.md").read_text("utf-8")
TABLE = GUIDE.partition("| operation | Danish | its own keys |")[2].partition("\n\n")[0]
ROWS = dict(re.findall(r"^\| `(\w+)` \|[^|]*\|(.*)\|$", TABLE, re.MULTILINE))
VALUES = {"#n1"}
"""What stands in code in the table and is no key."""


def test_it_has_a_row_for_each_operation() -> None:
    assert set(ROWS) == {kind.__struct_config__.tag for kind in get_args(Change)}


@pytest.mark.parametrize("kind", get_args(Change), ids=lambda kind: kind.__struct_config__.tag)
def test_a_row_names_the_keys_of_its_operation(kind: type) -> None:
    named = {key.partition(".")[0] for key in re.findall(r"`([^`]+)`", ROWS[kind.__struct_config__.tag])}
    assert named - VALUES == {field.encode_name for field in fields(kind)}
