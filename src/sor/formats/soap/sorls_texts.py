"""What SORLS says, in Danish, when it finds nothing: the ``Status`` of its answers. Days come as ISO dates."""

from collections.abc import Sequence

from sor.core.identifiers import sor_code_problem
from sor.formats.soap.sorls import SorlsStatus
from sor.formats.soap.sorls_choices import Code


def unknown_unit(code: str) -> SorlsStatus:
    """No unit of that code is known."""
    problem = sor_code_problem(code)
    hint = "" if problem is None else " Det er ikke en rigtig SOR-kode"
    if problem is not None:
        hint += ": kontrolcifret passer ikke." if "check digit is wrong" in problem else "."
    return SorlsStatus(Code.UNKNOWN, f"SOR-koden {code} findes ikke i registret.{hint}")


def tell_closed_unit(code: str, day: str, first: str, last: str | None, successors: Sequence[str]) -> SorlsStatus:
    """A unit is not valid on a day. first, last: its life; successors: who replaced it."""
    if day < first:
        return SorlsStatus(Code.NOT_VALID, f"Enheden {code} er ikke gyldig den {day}. Den er gyldig fra {first}.")
    until = f" Den var gyldig til og med {last}." if last else ""
    after = f" Den er afløst af {', '.join(successors)}." if successors else ""
    return SorlsStatus(Code.NOT_VALID, f"Enheden {code} er ikke gyldig den {day}.{until}{after}")


def without_shak(code: str, day: str) -> SorlsStatus:
    """A unit carries no SHAK code."""
    return SorlsStatus(Code.NOT_MAPPED, f"Enheden {code} har ingen SHAK-kode den {day}.")


def unknown_provider(number: str) -> SorlsStatus:
    """No unit has ever had that ydernummer."""
    return SorlsStatus(Code.UNKNOWN, f"Ydernummer {number} findes ikke i registret.")


def unheld_provider(number: str, day: str) -> SorlsStatus:
    """Some unit has the ydernummer on other days, none on this."""
    return SorlsStatus(Code.NOT_VALID, f"Ingen enhed har ydernummer {number} den {day}; på andre dage findes det.")


def unknown_shak(code: str) -> SorlsStatus:
    """The SHAK code is not known, neither by itself nor on any unit."""
    return SorlsStatus(Code.UNKNOWN, f"SHAK-koden {code} findes ikke i registret.")


def invalid_shak(code: str, day: str) -> SorlsStatus:
    """The SHAK code is known on other days."""
    return SorlsStatus(Code.NOT_VALID, f"SHAK-koden {code} er ikke gyldig den {day}; på andre dage findes den.")


def tell_unmapped_shak(code: str, day: str) -> SorlsStatus:
    """The SHAK code is valid, but stands on no unit."""
    return SorlsStatus(Code.NOT_MAPPED, f"Ingen enhed har SHAK-koden {code} den {day}.")


NOTHING = SorlsStatus(Code.UNKNOWN, "Ingen enheder passer til det søgte.")
