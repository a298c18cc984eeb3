"""SOR XML 1.0.0, 2.0.0 and 3, the nightly file of the whole register as one tree of units: its door.

``sor_xml_tables`` is the specification; reading and writing follow it.
"""

from sor.formats.listed_unit import ListedNumber, ListedUnit, Status
from sor.formats.published.omitted import CannotWrite, Omitted
from sor.formats.sor_xml_read import read, units
from sor.formats.sor_xml_stream import recognises
from sor.formats.sor_xml_write import write

__all__ = ["CannotWrite", "ListedNumber", "ListedUnit", "Omitted", "Status", "read", "recognises", "units", "write"]
