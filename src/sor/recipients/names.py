"""Names of message types: SOR-EDI's list names versions; a standard is called what its versions are called."""

from sor.core.code_book import CodeBook


def standard_name(codes: CodeBook, standard: str, day: int, language: str = "da") -> str | None:
    """What a standard is called on a day; None when no list names it."""
    versions = [code for code, _ in codes.on("edi_message_type", day) if code.partition("/")[0] == standard]
    names = (codes.name("edi_message_type", code, day, language) for code in sorted(versions, reverse=True))
    return next((name for name in names if name), None)
