"""Search by name, town, owner or number, forgiving and as of any day: an index in memory, without I/O.

`Document` is what it is fed, `NameIndex` finds, `sort_key` is the Danish alphabet.
"""

from sor.search.index import Hit, Hits, NameIndex, Wanted
from sor.search.table import Document, Label
from sor.search.text import sort_key

__all__ = ["Document", "Hit", "Hits", "Label", "NameIndex", "Wanted", "sort_key"]
