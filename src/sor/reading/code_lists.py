"""Code lists as answers show them: REST, the command line and the pages say the same."""

from sor.codes.lists import LISTS
from sor.core.code_book import CodeBook, CodeEntry
from sor.core.day import START
from sor.core.shapes import Fields
from sor.core.unit import shown_date


def list_shown(codes: CodeBook, name: str, day: int) -> Fields:
    """A list: its name, its titles where it is one of the program's own, and how many codes hold on a day."""
    known = LISTS.get(name)
    titles: Fields = {}
    if known is not None:
        titles = {"title_da": known.title_da, "title_en": known.title_en, "official": known.official}
    return {"list": name} | titles | {"codes": sum(1 for _ in codes.on(name, day))}


def code_shown(code: str, entry: CodeEntry) -> Fields:
    """An entry of a list: the code, its names and days, and what else the list says of it."""
    values: Fields = {**entry.values}
    return {
        "code": code,
        "name_da": values.pop("name_da", None),
        "name_en": values.pop("name_en", None),
        "valid_from": None if entry.valid_from <= START else shown_date(entry.valid_from),
        "valid_to": shown_date(entry.valid_to),
        "values": values,
    }


def codes_sought(codes: CodeBook, name: str, day: int, sought: str) -> list[tuple[str, CodeEntry]]:
    """The entries of a list that hold on a day and have a text in their code or one of their names."""
    wanted = sought.strip().casefold()
    return [
        (code, entry)
        for code, entry in codes.on(name, day)
        if not wanted
        or wanted in code.casefold()
        or any(wanted in str(entry.values.get(part) or "").casefold() for part in ("name_da", "name_en"))
    ]
