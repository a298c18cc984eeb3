"""What no public source says of SORLS, and what this project chose. The one place for it; why, in decisions/sorls.md.

When the real contract becomes known, its names go here and into ``contracts/sorls``.
"""

from enum import IntEnum

NAMESPACE = "urn:open-sor:sorls:1"
"""Of every message and type. Documented: none."""

REQUESTS = {
    "GetSorEntity": "GetSorEntityRequest",
    "GetSorEntityByProvider": "GetSorEntityByProviderRequest",
    "SorShakMap": "SorShakMapRequest",
    "ShakSorMap": "ShakSorMapRequest",
    "Search": "SearchRequest",
}
"""Operation to the element that asks for it. Documented: the operations' names."""

RESPONSES = {operation: f"{operation}Response" for operation in REQUESTS}
"""Operation to the element that answers it. Documented: that GetSorEntity gives SorEntity and Status, and
GetSorEntityByProvider SorEntityList."""


class Code(IntEnum):
    """``Status/Code``. Documented: that there is a Status; that 0 is success, in SORUS."""

    FOUND = 0
    UNKNOWN = 1
    NOT_VALID = 2
    NOT_MAPPED = 3


SEARCH_GIVES = 20
"""Units in an answer to Search that does not say how many."""
