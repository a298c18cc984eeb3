"""Names of codes in the visitor's language, as of the asked day; a code without a name is shown as itself.

A code that means nothing on the day – the region of next year's address – is shown by the name it has on other days; a
number that stands in a list without a name is said to have none that is public, one that no list knows is called
unknown, lest it be taken for a figure.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sor.core.code_book import CodeBook
from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.words import capitalise_text
from sor.search.text import sort_key

LISTS_OF_NUMBERS = {
    "system_type": ("system_type_v2", "system_type_v1"),
    "system_supplier": ("system_supplier_v2", "system_supplier_v1"),
    "network": ("network",),
    "region": ("region",),
    "administrator": ("edi_administrator_v2", "edi_administrator_v1"),
}
"""The code lists in which the parts of a location number stand; two of them changed their keys (``CORE`` §4)."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names as of a day."""

    codes: CodeBook
    day: int
    language: str

    def of(self, code_list: str, code: str | None) -> str:
        """The name of a code, or the code itself; of a number it is said why it has none."""
        return self.find_known(code_list, code) or self._nameless(code or "", code_list)

    def _nameless(self, code: str, *code_lists: str) -> str:
        """A code without a name: of a number that a list has, that its name is not public; else that it is unknown."""
        if not code.isdecimal():
            return code
        is_listed = any(self.codes.periods(one, code) for one in code_lists)
        return label("code.unnamed" if is_listed else "code.unknown", self.language, code=code)

    def find_known(self, code_list: str, code: str | None) -> str | None:
        """The name of a code, none when it has none."""
        name = self.codes.name(code_list, code, self.day, self.language) or self._on_another_day(code_list, code)
        return capitalise_text(name) if name else None

    def _on_another_day(self, code_list: str, code: str | None) -> str | None:
        days = [entry.valid_from for entry in self.codes.periods(code_list, code or "")]
        return self.codes.name(code_list, code, days[-1], self.language) if days else None

    def of_number(self, part: str, code: str) -> str:
        """The name of a part of a location number, with its code; the code as ``of`` says it when it has no name."""
        code_lists = LISTS_OF_NUMBERS.get(part, ())
        for code_list in code_lists:
            name = self.find_known(code_list, code)
            if name:
                return name if part == "region" else f"{name} ({code})"
        return self._nameless(code, *code_lists)

    def choices(self, code_list: str) -> list[tuple[str, str]]:
        """The codes of a list with their names, as ``chosen_from`` puts them."""
        return self.chosen_from(code_list, (code for code, _ in self.codes.on(code_list, self.day)))

    def chosen_from(self, code_list: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Codes with their names, in the order of the alphabet; those of the same name each with its code."""
        named = {code: self.of(code_list, code) for code in codes}
        times = Counter(named.values())
        told = ((code, name if times[name] == 1 else f"{name} ({code})") for code, name in named.items())
        return sorted(told, key=lambda choice: sort_key(choice[1]))
