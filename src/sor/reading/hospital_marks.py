"""What a unit of a hospital says of itself that SHAK said by the shape of its codes: its level and its indicators."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sor.core.shapes import Value


class HospitalMarks(NamedTuple):
    """Of one unit; None = not told."""

    organisational_level: str | None = None
    patients_admitted: bool | None = None
    ambulant_activity: bool | None = None
    reporting_level: bool | None = None


@lru_cache(maxsize=200)
def _find_shared(
    level: str | None, patients: bool | None, ambulant: bool | None, reports: bool | None
) -> HospitalMarks:  # fmt: skip
    """One for all units that say the same: a register has a handful, and a hundred thousand units."""
    return HospitalMarks(level, patients, ambulant, reports)


def read_marks(values: Mapping[str, Value]) -> HospitalMarks:
    """What a unit's values say."""
    level = values.get("organisational_level")
    said = [flag if isinstance(flag := values.get(name), bool) else None for name in HospitalMarks._fields[1:]]
    return _find_shared(level if isinstance(level, str) else None, *said)
