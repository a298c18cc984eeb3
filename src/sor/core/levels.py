"""The three levels of units in each notation: IO, HI, OU as the register keeps them, IE, SI, OE in Danish."""

NOTATIONS = {"IO": "IO", "HI": "HI", "OU": "OU", "IE": "IO", "SI": "HI", "OE": "OU"}


def read_level(text: str) -> str | None:
    """The level that a text names in either notation, in whatever case; None when it names none."""
    return NOTATIONS.get(text.strip().upper())
