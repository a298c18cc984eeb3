"""What may be there already: DUP, told of a new unit."""

from sor.core.finding import NOTE
from sor.rules.rule import make_reported_rule

SAME_CVR = make_reported_rule(
    "DUP",
    """Den findes måske allerede: {name} ({other}) har samme CVR-nummer.

    It may exist already: {name} ({other}) has the same CVR number.

    Told of a new unit beside every open one that is like it in this. A note: units of one owner rightly share much, so
    it stops nothing.

    Source: this project
    """,
    case="cvr",
    severity=NOTE,
)

SAME_PROVIDER = make_reported_rule(
    "DUP",
    """Den findes måske allerede: {name} ({other}) har samme ydernummer.

    It may exist already: {name} ({other}) has the same provider identifier (ydernummer).

    Source: this project
    """,
    case="provider identifier",
    severity=NOTE,
)

SAME_NUMBER = make_reported_rule(
    "DUP",
    """Den findes måske allerede: {name} ({other}) har samme lokationsnummer.

    It may exist already: {name} ({other}) has the same location number.

    Source: this project
    """,
    case="location number",
    severity=NOTE,
)

SAME_NAME = make_reported_rule(
    "DUP",
    """Den findes måske allerede: {name} ({other}) har samme navn og adresse.

    It may exist already: {name} ({other}) has the same name and address.

    Source: this project
    """,
    case="name and address",
    severity=NOTE,
)
