"""From a proposal to the change that makes it, as every door sends changes."""

from collections.abc import Mapping

from sor.core.day import write_day
from sor.core.shapes import Fields, Value
from sor.oss.proposing import ADDRESS, CLOSE, CONTACT, CREATE, MOVE, RENAME, REPLACE

TOLD = frozenset({"parent", "parent_org", "parent_name", "name"})
"""Parts of what a proposal brings about that only tell people; a new unit's name is set all the same."""


def document_of(kind: str, unit: str, after: Fields, day: int, reason: str, above: Mapping[str, Fields]) -> Fields:
    """The document of a proposal that changes SOR. above: of new units that are to stand below others that are not
    there yet, what each of these is to be, by UUID.
    """
    changes: list[Fields] = []
    since = write_day(day)
    if kind in (RENAME, ADDRESS, CONTACT):
        changes.append({"op": "edit", "unit": unit, "from": since, "set": after})
    elif kind == MOVE:
        changes.append({"op": "move", "unit": unit, "parent": after["parent"], "from": since})
    elif kind == REPLACE:
        changes.append({"op": "replace", "unit": [unit], "by": [after["by"]], "from": since})
        changes.append({"op": "close", "unit": unit, "from": since})
    elif kind == CLOSE:
        changes.append({"op": "close", "unit": unit, "from": since})
    elif kind == CREATE:
        changes += _new(after, since, above)
    return {"reason": reason[:500], "changes": changes}


def _new(after: Fields, since: str, above: Mapping[str, Fields]) -> list[Fields]:
    """A new unit, after those above it that are not there yet."""
    line = [after]
    while not line[-1]["parent"] and str(line[-1]["parent_org"]) in above and len(line) < len(above) + 1:
        line.append(above[str(line[-1]["parent_org"])])
    found: list[Fields] = []
    parent = line[-1]["parent"]
    for n, one in enumerate(reversed(line), 1):
        values: dict[str, Value] = {part: value for part, value in one.items() if part not in TOLD} | {
            "name": one["name"]
        }
        found.append({"op": "create", "as": f"#{n}", "level": "OU", "parent": parent, "from": since, "set": values})
        parent = f"#{n}"
    return found
