"""The schema of KRS's rows under src/sor/contracts/krs, from the table of its data types."""

from sor.formats.soap.krs import rows_schema


def generate_all() -> dict[str, str]:
    """Path in the repository to text."""
    return {"src/sor/contracts/krs/sor-rows.xsd": rows_schema()}
