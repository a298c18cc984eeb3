"""A right in words: its role, the place over which it holds, what it lets one do, and its days. Pure."""

from sor.access.authority import OPERATIONS
from sor.core.day import OPEN, previous_day, write_day
from sor.desk.actors import WantedRight

ROLE_WORDS: dict[str, tuple[str, str]] = {
    "authority": ("Registermyndighed", "Register authority"),
    "region": ("Region", "Region"),
    "municipality": ("Kommune", "Municipality"),
    "private": ("Privat ejer", "Private owner"),
    "state": ("Statslig ejer", "State owner"),
    "medcom": ("MedCom", "MedCom"),
    "vendor": ("Leverandør", "Vendor"),
}
"""What the pages call a role, Danish and English."""

OPERATION_WORDS: dict[str, tuple[str, str]] = {
    "create": ("oprette", "create"),
    "edit": ("rette", "edit"),
    "move": ("flytte", "move"),
    "replace": ("erstatte", "replace"),
    "close": ("lukke", "close"),
    "merge": ("lægge sammen", "merge"),
    "correct": ("rette fortiden", "correct"),
    "withdraw": ("trække tilbage", "withdraw"),
    "undo": ("fortryde", "undo"),
    "reschedule": ("udsætte", "reschedule"),
    "annul": ("annullere", "annul"),
    "confirm": ("bekræfte", "confirm"),
    "number": ("lokationsnumre", "location numbers"),
    "shak": ("SHAK-koder", "SHAK codes"),
    "edi": ("meddelelsestyper", "message types"),
}
"""What the pages call an operation, Danish and English."""

OTHER_CVR, EVERYWHERE = "other_cvr", "everywhere"
WARNING_WORDS: dict[str, tuple[str, str]] = {
    OTHER_CVR: (
        "Den, der beder om retten, har ikke det CVR-nummer, som enhedens ejer har.",
        "Who asks for the right does not have the CVR number that the unit's owner has.",
    ),
    EVERYWHERE: ("Retten gælder hele registret.", "The right holds in the whole register."),
}
"""What whoever gives a right has to know beside it."""


def right_in_words(right: WantedRight, place_name: str, language: str) -> str:
    """A right as a sentence. place_name: of its unit."""
    n = 0 if language == "da" else 1
    role = ROLE_WORDS[right.role][n]
    ops = ", ".join(OPERATION_WORDS[op][n] for op in OPERATIONS if right.ops is not None and op in right.ops)
    first, last = write_day(right.from_day), "" if right.to_day >= OPEN else write_day(previous_day(right.to_day))
    if language == "da":
        place = f"{place_name} ({right.place}) med alt derunder" if right.place else "hele registret"
        until = f"til og med {last}" if last else "uden slutdag"
        return f"Ret som {role} over {place}: {ops or 'alle rollens handlinger'}; fra {first} {until}."
    place = f"{place_name} ({right.place}) with all below it" if right.place else "the whole register"
    until = f"up to and including {last}" if last else "without an end"
    return f"The right of {role} over {place}: {ops or 'all operations of the role'}; from {first} {until}."
