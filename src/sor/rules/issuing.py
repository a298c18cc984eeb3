"""Location numbers that are issued: their data (L5, L6) and the series they come from (L9)."""

from collections.abc import Iterator

from sor.rules.asked import Asked
from sor.rules.rule import Facts, change_rule
from sor.rules.surroundings import Surroundings

DATA = ("system_supplier", "system_type", "network", "region", "administrator")
"""What must be told of a number when it is issued."""

FLAGS = ("internal", "active")
NUMBER = "location_number"

AUTHORITY = "authority"
"""Whose series it is: the authority's, or a region's by its SOR code."""


@change_rule("L5", "number")
def tells_the_data_of_a_new_number(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {key} kan ikke udstedes uden {fields}.

    Location number {key} cannot be issued without {fields}.

    Source (D): documentation of SOR XML 1.0.0
    """
    missing = [field for field in DATA if not asked.given.get(field)]
    if missing and _is_issued(asked):
        yield {"fields": missing}


@change_rule("L6", "number")
def states_flags_as_yes_or_no(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {key}: {field} skal være ja eller nej (true eller false).

    Location number {key}: {field} must be true or false.

    Two flags: used only inside the owner's own network, and active.

    Source (D/I): documentation of SOR XML 1.0.0
    """
    for field in FLAGS if asked.kind == NUMBER else ():
        if not isinstance(asked.given.get(field, True), bool | None):
            yield {"field": field}


@change_rule("L9", "number", case="no series")
def issues_from_a_series(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {key} står i ingen nummerserie og kan ikke udstedes.

    Location number {key} stands in no series of numbers and cannot be issued.

    The option ``series`` names the series that holds the number. It is the authority's or a region's, entered
    beforehand, and each of its numbers is used once.

    Source (D): SDS "SOR for kommuner", "Registrering i SOR – private og statslige", "Registrering i SOR for regioner"
    """
    if _is_issued(asked) and "series" in asked.options and asked.options["series"] is None:
        yield {}


@change_rule("L9", "number", case="other series")
def issues_from_the_series_of_its_owner(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {key} er fra en serie, som {series} selv udsteder af, men enheden {unit} hører til {owner}.

    Location number {key} is from a series from which {series} itself issues, but unit {unit} belongs to {owner}.

    Regions issue their own numbers, to their own units; municipalities and private firms get theirs from the authority.

    Source (D): SDS "SOR for kommuner", "Registrering i SOR – private og statslige", "Registrering i SOR for regioner"
    """
    series = asked.options.get("series")
    unit = around.units.get(asked.options.get("unit", ""))
    if not _is_issued(asked) or series in (None, AUTHORITY) or unit is None:
        return
    owner = around.within(unit).owner
    if owner is not None and owner.key != series:
        yield {"series": series, "unit": unit.key, "owner": owner.key}


@change_rule("L9", "create", "edit", case="stated", field="location")
def states_a_number_that_was_issued_or_can_be(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {number} på {key} er ukendt i registeret og står i ingen nummerserie. Er det en skrivefejl?
    Ellers udsted et fra en serie med operationen »number«, eller bed registermyndigheden om at indtaste serien.

    Location number {number} of {key} is unknown to the register and stands in no series of numbers. Is it a slip? Else
    issue one of a series with the operation "number", or ask the register authority to enter the series.

    A number that the register holds already, whoever loaded it, may be stated. The option ``unissued`` names one that
    it does not and that is in no series.

    Source (D/I): SDS "SOR for kommuner", "Registrering i SOR – private og statslige", "Registrering i SOR for regioner"
    """
    if (number := asked.options.get("unissued")) is not None:
        yield {"number": number}


def _is_issued(asked: Asked) -> bool:
    """A number is made, not changed or closed; the operation is also asked about the unit that gets it."""
    return asked.kind == NUMBER and bool(asked.options.get("issue"))
