"""SOR XML 1.0.0, 2.0.0 and 3, the nightly file of the whole register as one tree of units: its door.

``tables`` is the specification; reading and writing follow it.
"""

from sor.formats.published.omitted import CannotWrite, Omitted
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.formats.sor_xml.read import read, units
from sor.formats.sor_xml.stream import recognises
from sor.formats.sor_xml.write import write

__all__ = [
    "CannotWrite",
    "ListedNumber",
    "ListedStatus",
    "ListedUnit",
    "Omitted",
    "read",
    "recognises",
    "units",
    "write",
]
