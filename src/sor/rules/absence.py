"""What an import concludes when a file no longer lists a subject: X11, X12, X13. Codes of this project's own."""

from sor.core.finding import NOTE
from sor.rules.rule import make_reported_rule

CLOSED_BY_ABSENCE = make_reported_rule(
    "X11",
    """{key} står ikke i filen af {day} og er derfor lukket fra den dag.

    {key} is not in the file of {day} and is therefore closed from that day.

    The file lists what is open; the day is assumed, because no source stated it.

    Source: this project
    """,
    field="open",
)

ANNULLED_BY_ABSENCE = make_reported_rule(
    "X12",
    """{key} står ikke i filen af {day}, som også har lukkede, og gælder derfor som registreret ved en fejl.

    {key} is not in the file of {day}, which lists closed ones too, and is therefore taken as registered by mistake.

    Source: this project
    """,
    field="open",
)

TAKEN_BACK = make_reported_rule(
    "X14",
    """{key} stod kun i en tidligere fil for {day}, som en rettet fil for samme dag erstatter, og gælder ikke mere.

    {key} was only in an earlier file of {day}, which a corrected file of the same day replaces, and does not count.

    Source: this project
    """,
    field="open",
)

UNLISTED = make_reported_rule(
    "X13",
    """{key} står ikke i filen af {day}, fordi træet ikke længere har tre niveauer; enheden er stadig åben.

    {key} is not in the file of {day}, because its tree no longer has three levels; it stays open.

    A consequence of H3: the extracts leave such trees out without closing them.

    Source: this project
    """,
    field="open",
    severity=NOTE,
)
