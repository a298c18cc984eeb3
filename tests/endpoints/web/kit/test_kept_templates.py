"""Compiled templates are found again, and never those of another template, of another program or of a spoilt file."""

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from sor.endpoints.web.kit.kept_templates import KeptTemplates


class Place:
    """A folder of templates and one of what is compiled of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "pycache_prefix", str(folder / "compiled"))
        monkeypatch.setattr(sys, "dont_write_bytecode", False)
        self.template, self.program = folder / "page.html", folder / "filters.py"
        self.template.write_text("{% for n in range(3) %}{{ n }}{% endfor %}")
        self.program.write_text("first = 1")

    def render(self, *, compiles: bool = True) -> str:
        """The page as a process that starts anew writes it. compiles: False = it has to find what is kept."""
        made = (Environment if compiles else Kept)(
            loader=FileSystemLoader(self.template.parent),
            bytecode_cache=KeptTemplates(self.template.parent, [self.program]),
        )
        return made.get_template(self.template.name).render()

    def kept(self) -> list[Path]:
        return [path for path in (self.template.parent / "compiled").rglob("*") if path.is_file()]


class Kept(Environment):
    """Compiles nothing."""

    def compile(self, *_: Any, **__: Any) -> Any:
        raise NotCompiled


class NotCompiled(Exception):
    """What is kept was not taken."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


def test_what_was_compiled_once_is_not_compiled_again(place: Place) -> None:
    assert place.render() == "012"
    assert place.render(compiles=False) == "012"
    assert len(place.kept()) == 1, "nothing half written is left"


def test_of_another_template_it_is_compiled_again(place: Place) -> None:
    place.render()
    place.template.write_text("another")
    with pytest.raises(NotCompiled):
        place.render(compiles=False)
    assert place.render() == place.render(compiles=False) == "another"


def test_by_another_program_it_is_compiled_again(place: Place) -> None:
    place.render()
    place.program.write_text("first = 2")
    with pytest.raises(NotCompiled):
        place.render(compiles=False)


def test_a_file_that_was_spoilt_is_not_taken(place: Place) -> None:
    place.render()
    (file,) = place.kept()
    whole = file.read_bytes()
    for spoilt in [whole[:length] for length in range(0, len(whole), 7)] + [b"noise", bytes(len(whole))]:
        file.write_bytes(spoilt)
        assert place.render() == "012"


def test_where_nothing_can_be_written_pages_are_written_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(place.program))  # a file, below which no folder can be made
    assert place.render() == place.render() == "012"


def test_nothing_is_written_when_python_is_told_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert place.render() == "012"
    assert place.kept() == []
