"""From what stands in the form of an entry of a code list to what is wanted, and back. Pure."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sor.codes.lists import LISTS
from sor.core.code_book import CodeBook, CodeEntry
from sor.core.day import OPEN, START, NotADay, parse_day, write_day
from sor.core.finding import Finding
from sor.core.typed_day import read_typed_day
from sor.desk.code_lists import ABOUT_ITSELF, WantedCode
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.register import Refused
from sor.rules import listed_codes

PLAIN = ("code", "name_da", "name_en", "from", "to")
FORM = frozenset({*PLAIN, "csrf", "action", "base", "confirmed", "reason"})
VALUE = "value."
"""Before the names of what a list says besides names."""


class ReadForm(NamedTuple):
    """What a form wants; or what is wrong with its days."""

    wanted: WantedCode
    findings: list[Finding]


def columns_of(codes: CodeBook, code_list: str) -> list[str]:
    """What the entries of a list say besides their names and where they come from."""
    entries = (entry for code in codes.codes(code_list) for entry in codes.periods(code_list, code))
    offered = LISTS[code_list].offered if code_list in LISTS else frozenset[str]()
    return sorted(({column for entry in entries for column in entry.values} | offered) - ABOUT_ITSELF)


def fill_form(code: str, entry: CodeEntry | None, columns: Collection[str], serial: int, today: int) -> dict[str, str]:
    """The form of an entry as it is; of none, an empty one."""
    form = {"base": str(serial), "code": code, "from": write_day(today)}
    if entry is None:
        return form
    if entry.valid_to < OPEN:
        form["to"] = write_day(entry.valid_to)
    if entry.valid_from > today > START:
        form["from"] = write_day(entry.valid_from)
    values: Mapping[str, object] = entry.values
    for name in ("name_da", "name_en"):
        form[name] = str(values.get(name) or "")
    for column in columns:
        held = values.get(column)
        form[f"{VALUE}{column}"] = ";".join(map(str, held)) if isinstance(held, list) else str(held or "")
    return form


def read_form(code_list: str, form: Mapping[str, str], columns: Collection[str]) -> ReadForm:
    """What a form wants. Raises Refused for a field that it does not have."""
    refuse_unknown(form, FORM | {f"{VALUE}{column}" for column in columns})
    findings: list[Finding] = []
    days: dict[str, int | None] = {}
    for name in ("from", "to"):
        typed = form.get(name, "").strip()
        days[name] = _day(typed) if typed else None
        if typed and days[name] is None:
            facts = {"field": name, "value": typed[:40]}
            findings.append(listed_codes.BAD_DAYS.finding("code", f"{code_list}/{form.get('code', '')}", facts))
    base = form.get("base", "")
    if base and not (base.isascii() and base.isdecimal() and len(base) < 16):
        raise Refused(
            "The form does not say which serial it was read at. Open it anew.",
            "Formularen siger ikke, ved hvilket serienummer den blev læst. Åbn den igen.",
        )
    values = {column: form[f"{VALUE}{column}"].strip() for column in columns if f"{VALUE}{column}" in form}
    wanted = WantedCode(
        code_list, form.get("code", "").strip(), form.get("name_da", "").strip(), form.get("name_en", "").strip(),
        days["from"], days["to"] or OPEN, values, int(base) if base else None,
    )  # fmt: skip
    return ReadForm(wanted, findings)


def _day(text: str) -> int | None:
    try:
        day = parse_day(read_typed_day(text) or text)
    except NotADay:
        return None
    return day if 18000101 <= day < 22000101 else None
