"""The WSDL, the schemas and the table of codes of SORUS under src/sor/contracts/sorus, and its page of codes."""

from sor.formats.soap import sorus_codes
from sor.formats.soap.sorus_schema import contract_files

FOLDER = "src/sor/contracts/sorus"


def generate_all() -> dict[str, str]:
    """Path in the repository to text."""
    numbers = sorus_codes.give_numbers(sorus_codes.read_kept())
    return {
        **{f"{FOLDER}/{name}": text for name, text in contract_files().items()},
        f"{FOLDER}/{sorus_codes.FILE}": sorus_codes.as_csv(numbers),
        "docs/guide/sorus-codes.md": sorus_codes.as_page(numbers),
    }
