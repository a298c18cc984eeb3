"""A finding: what a rule says about one subject. Data, never a sentence: ``rules`` makes those (``CORE`` §21)."""

from collections.abc import Mapping

import msgspec

from sor.core.day import OPEN, START
from sor.core.shapes import Value

ERROR, WARNING, NOTE = "error", "warning", "note"


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a rule found.

    rule: its code in the rule book (H2, L3 ...). field: the glossary's field name, empty for the subject as a whole.
    facts: what the sentence names (``parent``, ``value``, ``day`` ...), as plain text. from_day, to_day: the piece of
    time it is about.
    """

    rule: str
    severity: str
    kind: str
    key: str
    field: str = ""
    facts: Mapping[str, Value] = {}
    from_day: int = START
    to_day: int = OPEN
