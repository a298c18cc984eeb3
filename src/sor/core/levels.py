"""The three levels of units in each notation: IO, HI, OU as the register keeps them, IE, SI, OE in Danish."""

NOTATIONS = {"IO": "IO", "HI": "HI", "OU": "OU", "IE": "IO", "SI": "HI", "OE": "OU"}


def read_level(text: str) -> str | None:
    """The level that a text names in either notation, in whatever case; None when it names none."""
    return NOTATIONS.get(text.strip().upper())


def in_both_notations(level: str) -> str:
    """A level as it is kept, with the other notation in brackets: HI (SI). Whatever else stands there stays."""
    danish = next((name for name, kept in NOTATIONS.items() if kept == level != name), None)
    return f"{level} ({danish})" if danish else level
