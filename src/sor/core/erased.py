"""Values that were erased (``CORE`` §8): what stands in their place wherever a timeline or a version is read.

An erased value reads as nothing, so that no reader needs to know of it; but it is not the nothing that somebody states.
Fields that units below inherit stay said: who erased a unit's address did not let it inherit another.
"""

from sor.core.subject import ADDRESS_KINDS

ERASED = "erased"
"""In a version and an answer: the fields whose value on these days was erased."""

_NOTHING, _EMPTY_BLOCK = b"null ", b"{} "
"""With a blank behind, which no canonical value has."""

STOPS = frozenset({*ADDRESS_KINDS, "cvr"})
"""The fields that stay said when their value is erased, because not to say them means to inherit."""


def make_erased_value(field: str) -> bytes:
    """What a statement of a field says whose value was erased."""
    return _EMPTY_BLOCK if field in ADDRESS_KINDS else _NOTHING
