"""What is looked at in data that stand: numbers that are missing, shared, at rest or another's, ends that have passed,
addresses that cannot be, units that may be there twice, and owners who have long said nothing.

No change is held up by these; they are told on the page of quality, beside what the rules about units find.
"""

from sor.core.finding import ERROR, NOTE
from sor.rules.rule import make_reported_rule

SHARED = make_reported_rule(
    "GLN-SHARED",
    """Lokationsnummeret {number} står som eget nummer på {key} og på {others}. Post til nummeret kan kun nå én af dem.
    Lad én beholde det, og lad de andre arve det eller få et nyt.

    Location number {number} is stated as its own by {key} and by {others}. Mail to the number can reach one of them
    only. Let one keep it, and let the others inherit it or get a new one.

    Stands in the place of L2 where quality is told.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """,
    field="location",
    severity=ERROR,
)

USED = make_reported_rule(
    "GLN-USED",
    """Lokationsnummeret {number} på {key} var før {other}s, til og med {last}. Et brugt nummer gives ikke til en anden
    part eller et andet sted. Bed om et nyt, eller notér, at {key} afløser {other}.

    Location number {number} of {key} was that of {other} before, until {last}. A used number is not given to another
    party or place. Ask for a new one, or note that {key} replaces {other}.

    Silent where it is noted that the one replaces the other.

    Source (D): gs1.org, GLN non-reuse (GSCN 20-061)
    """,
    field="location",
)

MISSING = make_reported_rule(
    "GLN-MISSING",
    """{key} er en {place} og har intet lokationsnummer. Henvisninger og svar kan ikke sendes
    elektronisk dertil. Lad enheden arve et, eller bed om et.

    {key} is a {place} and has no location number. Referrals and answers cannot be sent to it
    electronically. Let the unit inherit one, or ask for one.

    Asked of units with a ydernummer or a pharmacy number that say they have no location number: those must be reached
    by MedCom's messages. Where a source tells nothing of numbers it is silent, and of one that inherits L3 tells.

    Source (I): MedCom's messages to practices and pharmacies go by location number
    """,
    field="location",
)

RESTING = make_reported_rule(
    "GLN-RESTING",
    """Lokationsnummeret {number} på {key} hviler: det er sat ud af brug, eller det er udløbet. Meddelelser til det
    kommer ikke frem. Tag det i brug igen, eller giv enheden et andet.

    Location number {number} of {key} is at rest: it is not active, or has run out. Messages to it do not arrive. Put it
    to use again, or give the unit another one.

    Source (I): a location number has a flag that says whether it is active, and days
    """,
    field="location",
)

FAR = make_reported_rule(
    "FAR",
    """{key} arver sit lokationsnummer fra {source}, {count} trin højere oppe. Er det dér, posten til enheden skal
    åbnes? Ellers giv enheden eller en nærmere et eget nummer.

    {key} inherits its location number from {source}, {count} steps further up. Is it there that the unit's mail is to
    be opened? Else give the unit, or one nearer to it, a number of its own.

    Source (U): decided here; from four steps on nobody sees any more where mail ends
    """,
    field="location",
    severity=NOTE,
)

ENDED_CODE = make_reported_rule(
    "END",
    """{field} på {key}, {value}, gælder ikke mere: koden udløb den {last}. Vælg en, der gælder.

    The {field} of {key}, {value}, holds no more: the code ended on {last}. Choose one that holds.

    Source (I): the code lists are dated
    """,
    case="code",
)

ENDED_PLACE = make_reported_rule(
    "END",
    """{key} ligger hos {other}, som lukkede den {last}. Sig, hvor enheden ligger nu.

    {key} lies at {other}, which closed on {last}. Say where the unit lies now.

    Source (I): a geographic parent is a unit with a life of its own
    """,
    case="place",
    field="geographic_parent",
)

MAIL = make_reported_rule(
    "MAIL",
    """E-mailadressen »{value}« på {key} kan ikke modtage mail. Ret den, fx til navn@sted.dk.

    The e-mail address "{value}" of {key} cannot receive mail. Correct it, for example to name@place.dk.

    It is no address, is of a domain that nobody can have, or is a slip of a large provider's name. No mail is sent to
    try it.

    Source (D): RFC 5321, RFC 2606
    """,
    field="virtual_address",
)

WEB = make_reported_rule(
    "WEB",
    """Hjemmesiden »{value}« på {key} kan ikke findes under den adresse. Skriv den som www.sted.dk eller
    https://www.sted.dk.

    The web site "{value}" of {key} cannot be found under that address. Write it as www.place.dk or
    https://www.place.dk.

    It is no address of the web, is an e-mail address, or is of a domain that nobody can have. It is not called to try
    it.

    Source (D): RFC 2606
    """,
    field="virtual_address",
)

TWICE = make_reported_rule(
    "DUP",
    """{key} og {others} har samme navn, type og adresse. Er det den samme, så sammenlæg dem; ellers lad dem stå.

    {key} and {others} have the same name, type and address. If they are one, merge them; else leave them.

    Asked of units of one level that stand directly below the same unit, or below different owners, unless each has a
    ydernummer, SHAK code or other number of its own.

    Source: this project
    """,
    case="group",
    severity=NOTE,
)

SAME_PROVIDER_TWICE = make_reported_rule(
    "DUP",
    """{key} og {others} har samme navn og samme ydernummer. Er det den samme, så sammenlæg dem; ellers lad dem stå.

    {key} and {others} have the same name and the same ydernummer. If they are one, merge them; else leave them.

    One that has moved and was registered again stands so, at another address.

    Source: this project
    """,
    case="provider",
    severity=NOTE,
)

SAME_OWNER_TWICE = make_reported_rule(
    "DUP",
    """Institutionsejerne {key} og {others} har samme CVR-nummer {cvr}. Er det den samme ejer, så sammenlæg dem.

    The institution owners {key} and {others} have the same CVR number {cvr}. If they are one owner, merge them.

    Source: this project
    """,
    case="owners",
    field="cvr",
    severity=NOTE,
)

UNCONFIRMED = make_reported_rule(
    "CONFIRM",
    """Ingen har i seks måneder bekræftet, at oplysningerne om {name} ({key}) stadig er rigtige
    (åbne enheder: {count}). Se dem igennem, og bekræft dem.

    Nobody has confirmed within six months that what is said of {name} ({key}) is still right (open units: {count}).
    Look through them and confirm them.

    Told once for each owner. A unit counts as confirmed with one above it, and by its own beginning.

    Source: this project
    """,
    severity=NOTE,
)
