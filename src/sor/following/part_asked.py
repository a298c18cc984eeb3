"""The filter of a subscription: what somebody asks for, held against the register, and as it is kept."""

from typing import get_type_hints

import msgspec

from sor.core.identifiers import tidy_identifier
from sor.core.unit import UnitAnswer
from sor.following.feed_filter import NOT_COMPARED, FeedFilter
from sor.register import Refused, Register

FIELDS = sorted(set(get_type_hints(UnitAnswer)) - NOT_COMPARED - {"code", "open", "serial", "shown_on", "erased"})
"""What a filter can name of a unit."""


class BadPart(Refused):
    """A filter that lets nothing through; field: which of its members is at fault."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


def read_part(kept: str) -> FeedFilter:
    """A filter as it is kept."""
    return FeedFilter(**msgspec.json.decode(kept, type=dict[str, str]))


def write_part(part: FeedFilter) -> str:
    """A filter to be kept: what it asks for, nothing else."""
    return msgspec.json.encode({name: asked for name, asked in part._asdict().items() if asked is not None}).decode()


def check_part(register: Register, part: FeedFilter) -> FeedFilter:
    """A filter of which everything is known to the register. Raises BadPart."""
    if part.unit is not None:
        part = part._replace(unit=tidy_identifier("code", part.unit.strip()))
    snapshot = register.at()
    if part.unit is not None and not snapshot.is_known("unit", part.unit):
        raise BadPart(
            "unit", f"There is no unit {part.unit[:40]} in the register.",
            f"Der er ingen enhed {part.unit[:40]} i registret.",
        )  # fmt: skip
    book = register.code_book(snapshot.at.known)
    for field, code_list in (("type", "entity_type"), ("municipality", "municipality")):
        asked = getattr(part, field)
        if asked is not None and not book.periods(code_list, asked):
            raise BadPart(
                field, f"The register has no {field} {asked[:40]}; see /api/v1/codes/{code_list}.",
                f"Registret har ingen {field} {asked[:40]}; se /api/v1/codes/{code_list}.",
            )  # fmt: skip
    if part.field is not None and part.field not in FIELDS:
        raise BadPart(
            "field", f"A unit has no field {part.field[:40]}. It has: {', '.join(FIELDS)}.",
            f"En enhed har intet felt {part.field[:40]}. Den har: {', '.join(FIELDS)}.",
        )  # fmt: skip
    return part
