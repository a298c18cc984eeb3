"""The municipalities of SOR with the names of their units, for a page that needs no more: only what it shows is read,
not the whole register.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sor.core import entity_types
from sor.core.canonical import decode
from sor.core.shapes import as_unit
from sor.oss.sor_side import chosen_owners, municipality_named
from sor.register import Register
from sor.store import reads


class NamedUnit(NamedTuple):
    """An open unit below a municipality's owner. depth: how many units of it stand between."""

    name: str
    depth: int


class MunicipalNames:
    """The municipalities today."""

    def __init__(self, register: Register) -> None:
        self._at = register.at().at
        self._codes = register.code_book(self._at.known)
        self._reader = register.database.reader()
        keys = sorted(reads.units_of_types(self._reader, [entity_types.MUNICIPALITY], self._at.known))
        found = reads.versions_at(self._reader, "unit", keys, self._at)
        self._values = {code: as_unit(decode(row.body)) for code, row in sorted(found.items())}
        self._owners = chosen_owners(self._values, lambda code: len(self.below(code)))

    def municipalities(self) -> list[str]:
        """The codes of the municipalities that have an owner here."""
        return sorted(self._owners)

    def owner_of(self, municipality: str) -> str | None:
        """The owner of a municipality."""
        return self._owners.get(municipality)

    def name_of(self, municipality: str) -> str:
        """A municipality's name. Raises NotInSor for a code that is none."""
        owner = self._values.get(self._owners.get(municipality, ""))
        return municipality_named(self._codes, municipality, self._at.valid, owner)

    def below(self, owner: str) -> dict[str, NamedUnit]:
        """The open units below an owner, those of one depth after those above them."""
        found: dict[str, NamedUnit] = {}
        line, depth = [owner], 0
        while line:
            rows = sorted(reads.children_of(self._reader, line, self._at), key=lambda row: row.key)
            below = {row.key: _name_in(row.body) for row in rows if row.key not in found and row.key != owner}
            found |= {code: NamedUnit(name, depth) for code, name in below.items()}
            line, depth = [*below], depth + 1
        return found

    def names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of some units; one that is not open is missing."""
        found = reads.versions_at(self._reader, "unit", sorted({*codes} - {""}), self._at)
        return {code: _name_in(row.body) for code, row in found.items()}


def _name_in(body: str) -> str:
    return as_unit(decode(body)).get("name", "")
