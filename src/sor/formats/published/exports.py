"""Every format in which the register can be written. To add one: a file with its ``Format``, and its name below.

``export_format`` says what a format is, ``selected`` what it is handed. The ready database (``sqlite``) is no stream of
bytes and is written by ``sor.jobs.ready_database``.
"""

from sor.formats.published.export_format import Format
from sor.formats.shak.export import SHAK, SHAKDELTA, SHAKTIL
from sor.formats.shak.region import SHAKREGION
from sor.formats.sor2.complete_export import CSV2
from sor.formats.sor_xml.export import XML1, XML2, XML3
from sor.formats.tables.data_types import DATATYPES
from sor.formats.tables.edityper_export import EDITYPER
from sor.formats.tables.municipality_export import MUNICIPALITY
from sor.formats.tables.ndjson import NDJSON
from sor.formats.tables.operators_export import OPERATORS
from sor.formats.tables.parquet import PARQUET
from sor.formats.tables.ready_database import SQLITE
from sor.formats.tables.region_dump import REGIONDUMP
from sor.formats.tables.sor_csv_export import CSV
from sor.formats.tables.xlsx import XLSX

ALL = (
    XML1, XML2, XML3, DATATYPES, CSV, CSV2, SHAK, SHAKDELTA, SHAKTIL, SHAKREGION, EDITYPER, MUNICIPALITY, OPERATORS,
    REGIONDUMP,     XLSX, NDJSON, PARQUET, SQLITE,
)  # fmt: skip
FORMATS: dict[str, Format] = {made.name: made for made in ALL}
