"""Texts that lose the same all together are told, and refused where no people did it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile
from sor.register import Register
from tests.jobs.files import File, Row, clinic, owner, unit
from tests.quick_part import few_of_several

FIRST, SECOND = 20261101, 20261102
Edit = Callable[[str], str]


def called(count: int, edit: Edit, others: int = 0, name: str = "Sundhedshus Æblehaven I/S") -> list[Row]:
    """600 units, of which so many have a name that was edited, and so many others another name."""
    names = [name] * 600
    names[:count] = [edit(name)] * count
    names[count : count + others] = ["Ny klinik"] * others
    return [owner(), clinic(), *(unit(sor_code(1000 + n), name=one) for n, one in enumerate(names))]


LOST: list[tuple[Edit, str]] = [
    (str.upper, "lose their small letters"),
    (str.lower, "lose their capitals"),
    (lambda name: name[:16], "lose their ends"),
    (lambda name: name.replace("Æ", ""), "lose their letters outside ASCII"),
    (lambda name: name.replace("Æ", "?"), "lose their letters outside ASCII"),
    (lambda name: name.replace("Æ", "Ae"), "lose their letters outside ASCII"),
]


@pytest.mark.parametrize(("edit", "words"), few_of_several(LOST, every=6, tested=2))
def test_ten_are_told_and_twenty_five_are_refused(edit: Edit, words: str, mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, called(0, edit)).load(mirror)

    def notes(count: int, others: int = 0) -> str:
        return " ".join(File(tmp_path, SECOND, called(count, edit, others)).load(mirror, dry_run=True).notes)

    assert words not in notes(9)
    assert f"name: 10 of 11 that change {words} (" in notes(10, 1)
    assert words not in notes(10, 2)
    assert words in notes(24)
    with pytest.raises(BadFile, match=f"name: 25 of 25 that change {words}"):
        notes(25)
    forced = File(tmp_path, SECOND, called(25, edit)).load(mirror, force=True)
    assert words in " ".join(forced.notes)


@pytest.mark.parametrize(
    ("name", "edit", "words"),
    [
        ("SUNDHEDSHUS ÆBLEHAVEN", str.title, "change in capitals and small letters alone"),
        ("Sundhedshus Æblehaven I/S", lambda name: name[:-4], "lose words at their ends"),
        ("Sundhedshus Æblehaven I/S", lambda name: f"Ny {name}", ""),
        ("Sundhedshus Æblehaven I/S", lambda name: "Klinik", ""),
    ],
)
def test_what_people_do_to_many_names_is_at_most_told(
    name: str, edit: Edit, words: str, mirror: Register, tmp_path: Path
) -> None:
    File(tmp_path, FIRST, called(0, edit, name=name)).load(mirror)
    notes = " ".join(File(tmp_path, SECOND, called(28, edit, name=name)).load(mirror).notes)
    assert (words or "that change") in notes if words else "that change" not in notes


def test_what_is_cut_at_one_length_ends_with_a_word_here_and_there(mirror: Register, tmp_path: Path) -> None:
    names = ["Klinik for ører"] * 10 + ["Klinikker i Vejle"] * 15

    def rows(length: int) -> list[Row]:
        cut = [unit(sor_code(1000 + n), name=name[:length].strip()) for n, name in enumerate(names)]
        return [*called(0, str.upper)[:2], *cut, *called(0, str.upper)[27:]]

    File(tmp_path, FIRST, rows(50)).load(mirror)
    with pytest.raises(BadFile, match="name: 25 of 25 that change lose their ends"):
        File(tmp_path, SECOND, rows(6)).load(mirror)


def test_addresses_of_mail_have_no_capitals_to_lose(mirror: Register, tmp_path: Path) -> None:
    def rows(edit: Edit) -> list[Row]:
        mail = {"email": edit("Post@Klinik.dk")}
        return [owner(), clinic(), *(unit(sor_code(1000 + n), contact=mail) for n in range(28))]

    File(tmp_path, FIRST, rows(str)).load(mirror)
    changed = File(tmp_path, SECOND, rows(str.lower)).load(mirror, force=True)
    assert "that change lose" not in " ".join(changed.notes)
