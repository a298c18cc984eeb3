"""A unit or SHAK code as rows for people: each member that holds something, with names beside codes and units."""

from collections.abc import Iterator, Mapping

from sor.core.code_book import CodeBook
from sor.core.held_codes import FIELDS, IN_ADDRESSES
from sor.core.levels import in_both_notations
from sor.core.shapes import Value
from sor.core.subject import STREET_ADDRESSES

LISTS: Mapping[str, tuple[str, ...]] = {
    **FIELDS["unit"],
    **FIELDS["shak"],
    **{f"location.{part}": lists for part, lists in FIELDS["location_number"].items()},
    "specialities.code": ("speciality",),
    "specialities.type": ("speciality_type",),
    "geographic_parent.relation": ("geographic_parent_relation",),
    **{f"{kind}.{part}": (of,) for kind in STREET_ADDRESSES for part, of in IN_ADDRESSES.items() if part != "postcode"},
}
"""By path, the code lists in which a value may stand; an address says the town of its postcode itself."""

UNITS = frozenset(
    {"parent", "owner", "replaces", "replaced_by", "units", "source", "operator.unit", "geographic_parent.parent"}
)
"""The paths that name units, and whose a value is."""

TOLD = frozenset({"type_name", "location.system_type_name", "location.system_supplier_name", "location.network_name"})
"""Names that stand beside their code."""

WHOSE = ("inherited", "source", "taken_from")
UNKNOWN = "unknown code"


def name_code(codes: CodeBook, path: str, code: str, day: int, language: str = "da") -> str | None:
    """The name of a code that stands at a path, on a day or where it has none then on another; None without one."""
    lists = LISTS.get(path, ())
    names = [codes.name(one, code, day, language) or codes.name_ever(one, code, day) for one in lists]
    return next((name for name in names if name), None)


def units_named(answer: Mapping[str, Value]) -> set[str]:
    """The SOR codes of other units that an answer names."""
    found: set[str] = set()
    for field, value in answer.items():
        parts = value.items() if isinstance(value, dict) else ()
        for path, held in [(field, value), *((f"{field}.{part}", one) for part, one in parts)]:
            if path in UNITS or path.endswith(".source"):
                found.update(one for one in (held if isinstance(held, list) else [held]) if isinstance(one, str))
    return found


class UnitRows:
    """Writes answers as rows. unit_names: by SOR code, of the units that they name; day: on which codes mean what."""

    def __init__(self, codes: CodeBook, day: int, unit_names: Mapping[str, str]) -> None:
        self._codes = codes
        self._day = day
        self._unit_names = unit_names

    def of(self, answer: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        """Each member of an answer that holds something, as text."""
        for field, value in answer.items():
            if field in TOLD or value is None or value == []:
                continue
            if isinstance(value, dict):
                yield field, self._parts(field, value) + self._whose(value)
            elif isinstance(value, list):
                yield field, ", ".join(self._member(field, one) for one in value)
            else:
                yield field, self._one(field, value, answer)

    def _member(self, field: str, value: Value) -> str:
        if isinstance(value, dict) and field != "specialities":
            return f"{value.get('code', '')} {value.get('name') or ''}".strip()
        return self._parts(field, value).removeprefix("code ") if isinstance(value, dict) else self._one(field, value)

    def _parts(self, field: str, value: Mapping[str, Value]) -> str:
        return ", ".join(
            f"{part} {self._one(f'{field}.{part}', one, value)}"
            for part, one in value.items()
            if one is not None and part not in WHOSE and f"{field}.{part}" not in TOLD
        )

    def _whose(self, value: Mapping[str, Value]) -> str:
        said = [f"from {self._one('source', value['source'])}"] if value.get("inherited") else []
        if taken := value.get("taken_from"):
            said.append(f"the {taken}")
        return f" ({', '.join(said)})" if said else ""

    def _one(self, path: str, value: Value, beside: Mapping[str, Value] | None = None) -> str:
        """A value as text, with the name that a list, the register or its source has for it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        text = str(value)
        if path == "level":
            return in_both_notations(text)
        if path in UNITS:
            return f"{text} {self._unit_names.get(text, '')}".rstrip()
        if path not in LISTS:
            return text
        said = (beside or {}).get(f"{path.rpartition('.')[2]}_name")
        name = name_code(self._codes, path, text, self._day) or said
        if name is None:
            return f"{text} ({UNKNOWN})" if text.isdecimal() else text
        return text if name == text else f"{text} {name}"
