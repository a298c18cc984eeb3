"""Where patients are treated and no treatment site is told: SITE."""

from sor.core.finding import NOTE
from sor.rules.rule import make_reported_rule

NO_SITE = make_reported_rule(
    "SITE",
    """{name} ({key}) behandler patienter efter sin type og er ikke registreret som behandlingssted. Registrér det,
    eller meddel, hvorfor det er undtaget.

    {name} ({key}) treats patients by its type and is registered as no treatment site. Register it, or tell why it is
    exempt.

    Asked of institutions; a site at the institution, at a unit below it or at one above it counts, and so does the
    notice of an exempt one. A register that was filled from files knows of no site yet: so it is a note.

    Source (D): BEK 1257 of 2023-10-25; which types treat patients is this project's reading
    """,
    severity=NOTE,
)
