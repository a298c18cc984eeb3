"""The register as a SQLite file, as a format: what it is called and holds. ``sor.jobs.ready_database`` writes it."""

from sor.formats.published.export_format import PROJECT, VALID, Format
from sor.formats.tables.unit_words import unit_columns

SQLITE = Format(
    name="sqlite",
    version="1",
    title_da="Registeret som SQLite-fil, med log",
    title_en="The register as a SQLite file, with its log",
    takes=frozenset({VALID}),
    write=None,
    file="sor.sqlite",
    basis=PROJECT,
    columns=unit_columns,
)
