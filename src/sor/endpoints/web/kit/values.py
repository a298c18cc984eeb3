"""The value of any field of an answer as text in the visitor's language. Pure."""

from collections.abc import Mapping
from typing import Any

from sor.core.shapes import GeographicParent, OperatedBy, Speciality, Value
from sor.core.subject import STREET_ADDRESSES
from sor.core.unit import ShownLocation, ShownVirtualAddress
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS, Names
from sor.endpoints.web.kit.postal import one_line
from sor.endpoints.web.kit.visit import Visit

UNITS = frozenset({"parent", "owner", "replaces", "replaced_by"})


class Values:
    """Writes values, with the names of codes and units that it is given."""

    def __init__(
        self, visit: Visit, names: Names, unit_names: Mapping[str, str], place_names: Mapping[str, str] | None = None
    ) -> None:
        self.visit = visit
        self.names = names
        self.unit_names = unit_names
        self.place_names = place_names or {}

    def of(self, field: str, value: Any) -> str:
        """A field's value as text; empty when there is none."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self.visit.text("yes" if value else "no")
        if field in STREET_ADDRESSES:
            return one_line(value)
        if field in UNITS:
            return ", ".join(self.unit(code) for code in ([value] if isinstance(value, str) else value))
        written = getattr(self, f"_{field}", None)
        return written(value) if written else self._plain(value)

    def unit(self, code: str) -> str:
        """A unit's name, or its code when it is unknown."""
        return self.unit_names.get(code, code)

    def part(self, field: str, part: str, value: Any) -> str:
        """A part of a value, such as the region of an address or the system of a location number."""
        if value is None or isinstance(value, bool):
            return self.of(part, value)
        if field == "location" and part == "state":
            return self.names.of("location_state", value)
        if field == "location" and part in LISTS_OF_NUMBERS:
            return self.names.of_number(part, str(value))
        if part in ("municipality", "region", "country"):
            return self.names.of(part, value)
        if (field, part) in (("operator", "unit"), ("geographic_parent", "parent")):
            return self.unit(str(value))
        if (field, part) == ("geographic_parent", "relation"):
            return self.names.of("geographic_parent_relation", value)
        return self._plain(value)

    def _geographic_location(self, value: str) -> str:
        return self.place_names.get(value, value)

    def _level(self, value: str) -> str:
        return self.visit.text(f"level.{value}.long")

    def _type(self, value: str) -> str:
        return self.names.of("entity_type", value)

    def _organisational_level(self, value: str) -> str:
        return self.names.of("organisational_level", value)

    def _specialities(self, value: list[Speciality]) -> str:
        return ", ".join(self.names.of("speciality", speciality.get("code")) for speciality in value)

    def _location(self, value: ShownLocation) -> str:
        state = self.names.of("location_state", value.get("state"))
        return f"{value['number']} ({state.lower()})" if value.get("number") else state

    def _virtual_address(self, value: ShownVirtualAddress) -> str:
        return ", ".join(str(value[part]) for part in ("phone", "email", "website", "fax") if value.get(part))

    def _geographic_parent(self, value: GeographicParent) -> str:
        relation = self.names.of("geographic_parent_relation", value.get("relation"))
        return f"{self.unit(value.get('parent', ''))} ({relation})"

    def _operator(self, value: OperatedBy) -> str:
        return f"{self.unit(value.get('unit', ''))} ({value.get('agreement', '')})"

    def _local_attributes(self, value: Mapping[str, str]) -> str:
        return ", ".join(f"{n}: {text}" for n, text in value.items())

    def _plain(self, value: Value) -> str:
        if isinstance(value, float):
            return f"{value:g}" if value == int(value) else f"{value:.2f}"
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return str(value)
