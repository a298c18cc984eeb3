"""Every format in which the register can be written. To add one: a file with its ``Format``, and its name below.

``export_format`` says what a format is, ``selected`` what it is handed. The ready database (``sqlite``) is no stream of
bytes and is written by ``sor.store.ready_file``.
"""

from sor.formats.data_types import DATATYPES
from sor.formats.export_format import Format
from sor.formats.ndjson import NDJSON
from sor.formats.parquet import PARQUET
from sor.formats.sor_xml_export import XML1, XML2, XML3

FORMATS: dict[str, Format] = {made.name: made for made in (XML1, XML2, XML3, DATATYPES, NDJSON, PARQUET)}
