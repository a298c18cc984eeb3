"""What messages about many changes call a path of a group of subjects."""

from collections.abc import Mapping

from sor.jobs.stated_leaves import INHERITED

NAMES: Mapping[str, str] = {
    "unit location": "location number", "unit location.inherited": "inherited location number",
    "unit provider_identifier": "ydernummer", "unit cvr": "CVR number",
    "unit shak": "SHAK code", "unit open": "closing of units", "unit open.more": "opening of units on more days",
    "unit specialities.1": "main speciality", "unit specialities.type": "type of a speciality",
    "shak open": "closing of SHAK codes",
    "shak open.more": "opening of SHAK codes on more days",
    "edi open": "closing of message types", "edi open.more": "opening of message types on more days",
    "location_number open": "closing of location numbers",
    "location_number open.more": "opening of location numbers on more days",
    "succession old": "replaced unit of a succession", "succession new": "new unit of a succession",
}  # fmt: skip
"""What messages call a group and path that do not speak for themselves."""


THINGS: Mapping[str, str] = {"edi": "message type", "shak": "SHAK code"}
"""What messages call a subject of a kind whose name is no word."""


LIVES: Mapping[str, str] = {"open.from": "beginning", "open.to": "end"}
"""What messages call the days of a life."""


def name_path(group: str, path: str) -> str:
    """The words for a path: `postcode of the postal address`, `name of a place`, `name of a code (region)`."""
    if found := NAMES.get(f"{group} {path}"):
        return found
    kind, _, of_list = group.partition(" ")
    if path == "new":
        return f"new codes ({of_list.replace('_', ' ')})"
    thing = THINGS.get(kind, kind.replace("_", " "))
    things = f"{thing}s" + (f" ({of_list.replace('_', ' ')})" if of_list else "")
    if path in ("open", "open.more"):
        return f"closing of {things}" if path == "open" else f"opening of {things} on more days"
    path = LIVES.get(path, path)
    field, _, part = path.replace("_", " ").partition(".")
    if kind == "unit" and field == "specialities":
        return f"speciality {part}"
    plain = f"inherited {field}" if part == INHERITED else f"{part} of the {field}" if part else field
    plain = "first day" if path == "status.from" else "day of the last edit" if path == "status.updated" else plain
    if kind == "unit":
        return f"{plain} of a unit" if path in LIVES.values() else plain
    return f"{plain} of a {thing}" + (f" ({of_list.replace('_', ' ')})" if of_list else "")
