"""How much may change in a file, and that whatever a file states is watched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.shapes import CodeValues, EdiValues, NumberValues, PlaceValues, ShakValues, SuccessionValues, UnitValues
from sor.core.subject import FIELDS, code_key, edi_key, succession_key
from sor.formats.delivery import NOTHING, BadFile
from sor.jobs.path_names import name_path
from sor.jobs.stated_leaves import leaves_of
from sor.jobs.suspicion import NOT_COUNTED, days_between, may_change
from sor.register import Register
from tests.jobs.files import File
from tests.quick_part import few


@pytest.mark.parametrize(
    ("stating", "days", "allowed"),
    [
        (0, 1, 10), (14, 1, 10), (200, 1, 10), (220, 1, 11), (1_000, 1, 50), (1_000, 3, 150), (1_000, 10, 500),
        (1_000, 400, 500), (39, 8, 19), (39, 1, 10), (1_000, 0, 50), (1_000, -4, 50), (15, 30, 10),
    ],
)  # fmt: skip
def test_five_per_cent_a_day_at_least_ten_at_most_half(stating: int, days: int, allowed: int) -> None:
    assert may_change(stating, days) == allowed


def test_days_are_counted_from_the_last_file_and_are_one_without_one() -> None:
    assert (days_between(20261001, 20261101), days_between(None, 20261101)) == (31, 1)


@pytest.mark.parametrize(
    ("code", "day", "ended"),
    [("1084", 20261231, False), ("1084", 20270101, True), ("1082", 20270101, False), ("9", 20270101, False)],
)
def test_the_code_of_a_region_that_is_no_more_has_ended(code: str, day: int, ended: bool) -> None:
    """Every number of that region needs another one, which is not suspicious."""
    assert CodeNames(periods_of(bundled_claims())).has_ended("region", code, day) == ended


SHAPES: dict[str, type] = {
    "unit": UnitValues, "location_number": NumberValues, "edi": EdiValues, "shak": ShakValues, "place": PlaceValues,
    "succession": SuccessionValues, "code": CodeValues,
}  # fmt: skip
"""What subjects of each kind hold."""

KEYS = {
    "unit": lambda n: sor_code(1000 + n),
    "location_number": lambda n: f"57909900{n:05}",
    "edi": lambda n: edi_key(f"57909900{n:05}", "DIS91", "1", "send"),
    "shak": lambda n: f"{1000 + n}",
    "place": lambda n: f"{800000 + n}",
    "succession": lambda n: succession_key(sor_code(2000 + n), sor_code(3000 + n)),
    "code": lambda n: code_key("network", f"{n}"),
}
SUBJECTS = 12


def value_of(shape: Any, n: int) -> Any:
    """A value of a shape with everything in it; of another n another one in every part."""
    shape = get_args(shape)[0] if get_origin(shape) is NotRequired else shape
    if is_typeddict(shape):
        return values_of(shape, n)
    if get_origin(shape) is list:
        return [value_of(get_args(shape)[0], n), value_of(get_args(shape)[0], n + 2)]
    if get_origin(shape) is dict:
        return {"AGrp": value_of(get_args(shape)[1], n)}
    return {str: f"{n}", bool: n % 2 == 0, float: float(n), int: n}[shape]


def values_of(shape: type, n: int) -> dict[str, Any]:
    held = {
        f: value_of(s, n)
        for f, s in get_type_hints(shape, include_extras=True).items()
        if f not in ("assumed", "erased")
    }
    if shape is UnitValues:
        held["location"] = {"state": "Own", "number": f"{n}"}
        held["specialities"][0] |= {"main": True}
        held["specialities"][1] |= {"main": False}
    return held


class Everything(File):
    """A file of some subjects of a kind that state everything."""

    def __init__(self, folder: Path, day: int, kind: str, n: int, stating: int = SUBJECTS) -> None:
        """n: in which of several values; none with 0. stating: how many subjects state anything."""
        super().__init__(folder, day, [], kinds=frozenset({kind}), silence=NOTHING)
        self.kind, self.values, self.stating = kind, values_of(SHAPES[kind], n) if n else {}, stating
        self.path.write_bytes(f"{day} {kind} {n} {stating}".encode())

    def claims(self) -> Iterator[Claim]:
        fields = frozenset(values_of(SHAPES[self.kind], 1))
        for n in range(SUBJECTS * 2):
            piece = Piece(20260101, OPEN, dict(self.values) if n < self.stating else {})
            yield Claim(self.kind, KEYS[self.kind](n), fields, [piece], [(20260101, OPEN)], self.day)


def watched(kind: str) -> list[str]:
    """What messages call everything that subjects of a kind can state."""
    group = "code network" if kind == "code" else kind
    paths = {path for field, value in values_of(SHAPES[kind], 1).items() for path, _ in leaves_of(field, value)}
    return sorted(name_path(group, path) for path in paths - NOT_COUNTED)


def refused(mirror: Register, file: File) -> str:
    with pytest.raises(BadFile) as refusal:
        file.load(mirror)
    return str(refusal.value)


@pytest.mark.parametrize("kind", few(SHAPES, every=3))
def test_whatever_a_file_states_is_watched_when_it_changes_goes_or_comes(
    kind: str, mirror: Register, tmp_path: Path
) -> None:
    Everything(tmp_path, 20261101, kind, 1).load(mirror, force=True)
    for n in (2, 0):
        told = refused(mirror, Everything(tmp_path, 20261102, kind, n))
        assert ("day of the last edit" in told) == (n == 0 and "status" in values_of(SHAPES[kind], 1))
        assert [path for path in watched(kind) if f"{path}: 12 of 12 would change, more than 10" not in told] == []
    told = refused(mirror, Everything(tmp_path, 20261102, kind, 1, stating=SUBJECTS * 2))
    assert [path for path in watched(kind) if f"{path}: 12 would be stated newly beside 12" not in told] == []


def test_every_kind_that_a_file_knows_has_a_shape_here() -> None:
    assert SHAPES.keys() == {*FIELDS, "code"}
