"""The hub: change · submit · at · history · since · rebuild. Every door asks and sends here and nowhere else.

A submission is prepared outside (by comparing a file, by the rules) and written here, in the one transaction that
holds the write lock. Each part of a register knows those before it: it is read (``reading``), written (``writing``),
changed by documents (``deciding``), and made (``making``).
"""

from sor.register.deciding import BRIEFLY, TakesLong
from sor.register.making import NOT_INTO_DEMO, Register
from sor.register.reading import MASTER, MIRROR, make_registered_days
from sor.register.refused import BadTime, IsMirror, LogHasGrown, NotReady, Refused
from sor.register.submission import Submission
from sor.register.writing import RULE_BOOK

__all__ = [
    "BRIEFLY",
    "MASTER",
    "MIRROR",
    "NOT_INTO_DEMO",
    "RULE_BOOK",
    "BadTime",
    "IsMirror",
    "LogHasGrown",
    "NotReady",
    "Refused",
    "Register",
    "Submission",
    "TakesLong",
    "make_registered_days",
]
