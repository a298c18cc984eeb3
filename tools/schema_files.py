"""The XML schemas under src/sor/contracts/sor-xml, generated from the tables of the format."""

from sor.formats.sor_xml.schema import schema_files
from sor.formats.sor_xml.tables import VERSIONS


def generate_all() -> dict[str, str]:
    """Path in the repository to text, for every schema of every version."""
    return {
        f"src/sor/contracts/sor-xml/{number}/{name}": text
        for number, version in VERSIONS.items()
        for name, text in schema_files(version).items()
    }
