"""The units that forms are about, as they are today."""

from sor.core.as_of import AsOf
from sor.core.identifiers import tidy_identifier
from sor.core.unit import UnitAnswer
from sor.endpoints.http.problem import Problem, Sentence
from sor.register import Register


class EditedUnits:
    """The units of one register, for who edits them."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def unit(self, code: str, serial: int | None = None) -> UnitAnswer:
        """A unit as of today, or of its first day when that is to come, as known at a serial. Raises Problem."""
        head = self._register.serial()
        at = AsOf(self._register.today(), head if serial is None or not 0 < serial <= head else serial)
        found = self._register.at(at).unit(code)
        if found is None:
            raise unknown(code)
        return found

    def find_known(self, code: str) -> UnitAnswer | None:
        """A unit by what may be its code; None when it is none."""
        return self._register.at().unit(tidy_identifier("code", code.strip())) if code.strip() else None


def unknown(what: str) -> Problem:
    """A unit or receipt that there is not."""
    return Problem("unknown", Sentence(
        "", f"Registret har intet med nummeret {what[:50]}.", f"The register has nothing numbered {what[:50]}.",
    ))  # fmt: skip
