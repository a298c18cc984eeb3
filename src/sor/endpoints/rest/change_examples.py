"""Examples of change documents, on the units of the sample register; the tests send each of them to it."""

from typing import NamedTuple

from sor.core.shapes import Fields, Value
from sor.sample.showcases import (
    CLOSING_CLINIC,
    HOSPITAL,
    MERGED_INTO,
    MOVING_CLINIC,
    NEW_TELEPHONE,
    OPENING_CLINIC,
    RENAMED_WARD,
)

FROM, TO = "2027-01-01", "2027-04-01"


class Example(NamedTuple):
    """A document, what it is for, and the demo actor who sends it."""

    summary: str
    actor: str
    document: Fields


def _one(**change: Value) -> Fields:
    return {"changes": [change]}


EXAMPLES = {
    "edit": Example(
        "Another name from a day on",
        "region-1082",
        {"reason": "Ny organisation"} | _one(op="edit", unit=RENAMED_WARD, **{"from": FROM}, set={"name": "Afsnit A1"}),
    ),
    "edit for a time": Example(
        "Another telephone number for three months",
        "klinik",
        _one(op="edit", unit=MOVING_CLINIC, **{"from": FROM}, to=TO, set={"virtual_address": {"phone": "86123456"}}),
    ),
    "inherit": Example(
        "The unit's own telephone number goes, so that it inherits",
        "region-1082",
        _one(op="edit", unit=NEW_TELEPHONE, **{"from": FROM}, set={"virtual_address": "inherit"}),
    ),
    "create": Example(
        "A new ward, and a team below it, in one set",
        "region-1082",
        {
            "changes": [
                {
                    "op": "create", "as": "#ward", "level": "OU", "parent": RENAMED_WARD, "from": FROM,
                    "set": {
                        "name": "Kardiologisk Sengeafsnit 2", "type": "309904001", "location": "inherit",
                        "reporting_level": True, "patients_admitted": True, "ambulant_activity": False,
                    },
                },
                {
                    "op": "create", "as": "#team", "level": "OU", "parent": "#ward", "from": FROM,
                    "set": {
                        "name": "Kardiologisk Team Nord", "type": "309904001", "location": "inherit",
                        "reporting_level": False, "patients_admitted": False, "ambulant_activity": True,
                    },
                },
            ]
        },
    ),
    "move": Example(
        "Another parent: the ward comes directly below the hospital",
        "region-1082",
        _one(op="move", unit=RENAMED_WARD, parent=HOSPITAL, **{"from": FROM}),
    ),
    "close": Example(
        "The first day on which it is closed, with all below it",
        "fodterapeut",
        _one(op="close", unit=CLOSING_CLINIC, **{"from": "2026-11-20"}, branch=True),
    ),
    "replace": Example(
        "A note that one clinic is replaced by another; it closes nobody",
        "sds",
        _one(op="replace", unit=[OPENING_CLINIC], by=[MERGED_INTO], **{"from": FROM}),
    ),
    "confirm": Example("The data are still right", "klinik", _one(op="confirm", unit=MOVING_CLINIC)),
}  # fmt: skip
"""By what they show. The days lie after the sample register's."""
