"""New SOR codes: the next running numbers of the register's own range, above every one it ever gave (``CORE`` §5).

Looked up when a submission is decided, used up only when it is taken, in the write transaction; never given twice, also
not after an annulment.
"""

from collections.abc import Sequence

from sor.core.finding import Finding
from sor.core.identifiers import running_number, sor_code
from sor.rules import changing
from sor.store import facts, issued_codes
from sor.store.database import Connection

RESERVED_FROM = 9_990_000
"""In a demo register's range the last running numbers stand for parents that files name and nobody knows."""


class NoCodesLeft(ValueError):
    """The register's range is used up, or it has none; the message is the range."""


def upcoming_codes(connection: Connection, count: int) -> list[str]:
    """The next ``count`` codes; none is used up by asking. Raises NoCodesLeft."""
    if not count:
        return []
    found = facts.all_facts(connection)
    limits = facts.code_range(found)
    if limits is None:
        raise NoCodesLeft
    first, last = limits
    last = min(last, RESERVED_FROM - 1) if facts.is_demo(found) else last
    given = issued_codes.last_issued(connection, first, last)
    codes: list[str] = []
    while len(codes) < count and given < last:
        given += 1
        if not issued_codes.is_used(connection, code := sor_code(given)):
            codes.append(code)
    if len(codes) < count:
        raise NoCodesLeft(f"{first}-{last}")
    return codes


def use_codes(connection: Connection, codes: Sequence[str]) -> None:
    """Codes were given: the register counts on after the last of them."""
    if codes:
        issued_codes.count_on(connection, max(running_number(code) for code in codes))


def none_left(error: NoCodesLeft) -> Finding:
    """What is told when the range is used up, or was never named."""
    if not str(error):
        return changing.NO_RANGE.finding("register", "", {})
    return changing.NO_CODES_LEFT.finding("register", "", {"range": str(error)})
