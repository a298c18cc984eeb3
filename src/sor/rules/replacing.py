"""What is told of a unit that is sent whole, as SORUS does: what is left out is removed, what is sent is its own."""

from sor.core.finding import ERROR, NOTE, WARNING
from sor.rules.rule import make_reported_rule

ECHO = make_reported_rule(
    "X50",
    """{field} på {key} er den samme, som enheden ellers arver. Den er nu enhedens egen og følger ikke længere med, når
    den ændres ovenfor. Udelad den for at arve.

    The {field} of {key} is what the unit would inherit anyway. It is now the unit's own and no longer follows when it
    changes above. Leave it out to inherit.

    A value that is sent stops inheritance (A3). A caller that sends back an answer, inherited values and all, would end
    the inheritance of the whole unit unawares.

    Source: this project
    """,
    severity=WARNING,
)

STALE = make_reported_rule(
    "X51",
    """{name} på {key} sættes tilbage til det, der gjaldt, før en anden ændrede det {day} (post {entry}). Er det ikke
    meningen, så læs enheden igen, og send den på ny.

    {name} of {key} goes back to what held before somebody else changed it on {day} (entry {entry}). If that is not
    meant, read the unit again and send it anew.

    Asked within seven days after the other's change: SORUS does not say upon what a caller has decided.

    Source: this project
    """,
    severity=WARNING,
)

GIVEN_BY_REGISTER = make_reported_rule(
    "X52",
    """{element} for {key} kan ikke ændres her: der er sendt »{value}«, i registeret står »{held}«. Udelad elementet,
    eller send det uændret.

    {element} of {key} cannot be changed here: "{value}" was sent, the register holds "{held}". Leave the element out,
    or send it unchanged.

    Source (D/I): nspop 170362180 and 137039807 (SORUS data types)
    """,
    severity=ERROR,
)

STANDS = make_reported_rule(
    "X53",
    """{name} på {key} ændres stadig fra {later}, som planlagt i post {entry}.

    {name} of {key} still changes from {later}, as scheduled by entry {entry}.

    A unit that is sent whole replaces what holds on its first day; what was scheduled after that day stays.

    Source: this project
    """,
    severity=NOTE,
)

NOT_SENT = make_reported_rule(
    "X54",
    """{element} er obligatorisk og mangler.

    {element} is mandatory and missing.

    Source (D): nspop 99442840 and 99442944 (SORUS use cases 1 and 2)
    """,
    severity=ERROR,
)

WITHOUT_NUMBER = make_reported_rule(
    "X55",
    """Enheden {key} har ikke eget lokationsnummer den {day}; dets EDI-oplysninger kan ikke ændres.

    Unit {key} has no location number of its own on {day}; its EDI data cannot be changed.

    Source (D): SDS "SOR for kommuner"
    """,
    severity=ERROR,
)
