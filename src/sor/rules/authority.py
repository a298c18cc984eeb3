"""Who may change what: AUTH1–AUTH9. The table itself is ``access/authority.py``; here stand the sentences.

Codes of this project: the parties and their duties are documented, error texts are not.
"""

from sor.core.finding import ERROR
from sor.rules.rule import make_reported_rule

NO_RIGHT = make_reported_rule(
    "AUTH1",
    """{actor} har ingen ret over {key}, som hører under {owner}. Ejeren eller registermyndigheden kan give den.

    {actor} has no right over {key}, which belongs to {owner}. The owner or the register authority can give one.

    A right covers a unit and all below it, as the tree is on the day on which the change takes effect.

    Source: nspop 87377153 (the caller's part of the tree); the wording is this project's
    """,
    severity=ERROR,
)

NO_OWNER = make_reported_rule(
    "AUTH1",
    """{key} står ikke under nogen ejer den {day}; så må kun registermyndigheden {op} enheden.

    {key} stands below no owner on {day}; then only the register authority may {op} the unit.

    Also said of a new owner: it belongs to nobody before it is there.

    Source: this project
    """,
    case="no owner",
    severity=ERROR,
)

HANDING_OVER = make_reported_rule(
    "AUTH1",
    """{key} hører den {day} under {owner}, som {actor} ingen ret har over. Skal en enhed flyttes fra én ejer til en
    anden, skal begge godkende det: lav en plan, som begge godkender, eller bed registermyndigheden flytte enheden.

    On {day} {key} belongs to {owner}, over which {actor} has no right. Moving a unit from one owner to another takes
    the approval of both: make a plan that both approve, or ask the register authority to move the unit.

    Source: this project
    """,
    case="handing over",
    field="parent",
    severity=ERROR,
)

NOT_OF_THIS_ROLE = make_reported_rule(
    "AUTH2",
    """Som {role} må {actor} ikke {op} {key}, der er {level} under {owner_kind}. Det må: {allowed}.

    As {role}, {actor} may not {op} {key}, which is {level} below {owner_kind}. Who may: {allowed}.

    The table of roles, operations and places.

    Source: Sundhedsdatastyrelsen, Organisation og baggrund, Registrering i SOR; nspop 87377153
    """,
    severity=ERROR,
)

PRIVATE_HOSPITAL = make_reported_rule(
    "AUTH2",
    """Som {role} må {actor} ikke {op} {key}: enheden er et privathospital eller hospice, eller står under et, og dem
    vedligeholder registermyndigheden.

    As {role}, {actor} may not {op} {key}: the unit is a private hospital or hospice, or stands below one, and those are
    kept by the register authority.

    Source: Sundhedsdatastyrelsen, Registrering i SOR – private og statslige
    """,
    case="hospital",
    severity=ERROR,
)

LIMITED_RIGHT = make_reported_rule(
    "AUTH3",
    """Retten over {place} omfatter ikke at {op} {key}. Den omfatter: {ops}.

    The right over {place} does not include to {op} {key}. It includes: {ops}.

    Source: this project
    """,
    severity=ERROR,
)

NOT_ITS_SYSTEM = make_reported_rule(
    "AUTH3",
    """{actor} leverer ikke systemet på lokationsnummeret hos {key}; det gør CVR {cvr}. En leverandør ændrer kun
    meddelelser for sine egne systemer.

    {actor} does not supply the system of the location number of {key}; CVR {cvr} does. A vendor changes messages of its
    own systems only.

    Who supplies is told by the list of system suppliers, where it names a CVR number.

    Source: this project
    """,
    case="supplier",
    severity=ERROR,
)

NOT_YET = make_reported_rule(
    "AUTH4",
    """Retten over {place} gælder først fra {since}; ændringen af {key} gælder fra {day}.

    The right over {place} holds from {since} only; the change of {key} takes effect on {day}.

    A right is judged on the day on which the change takes effect.

    Source: this project
    """,
    case="not yet",
    severity=ERROR,
)

NO_LONGER = make_reported_rule(
    "AUTH4",
    """Retten over {place} gælder til og med {last}; ændringen af {key} gælder fra {day}.

    The right over {place} holds up to and including {last}; the change of {key} takes effect on {day}.

    Source: this project
    """,
    case="no longer",
    severity=ERROR,
)

KIND_OF_OWNER = make_reported_rule(
    "AUTH5",
    """{actor} må ikke ændre ejertypen for {key}: den afgør, hvem der må hvad, og ændres kun af registermyndigheden.

    {actor} may not change the owner type of {key}: it decides who may do what, and only the register authority
    changes it.

    Source: this project
    """,
    field="type",
    severity=ERROR,
)

NUMBER_OF_OWNER = make_reported_rule(
    "AUTH5",
    """{actor} må ikke give {key} et andet CVR-nummer: de, der logger ind med det, fører så hele ejeren, og det kræver
    retten til at {ops} hos hele ejeren.

    {actor} may not give {key} another CVR number: whoever signs in with it then keeps the whole owner, which takes the
    right to {ops} over the whole owner.

    Source: this project
    """,
    case="number",
    field="cvr",
    severity=ERROR,
)

WIDER_ROLE = make_reported_rule(
    "AUTH6",
    """{actor} kan ikke give retten som {role} over {place} videre: det kan kun den, der selv har den.

    {actor} cannot hand on the right of {role} over {place}: only who has it can.

    Source: this project
    """,
    case="role",
    severity=ERROR,
)

WIDER_OPERATIONS = make_reported_rule(
    "AUTH6",
    """{actor} kan ikke give retten til at {op} videre over {place}: den har {actor} ikke selv.

    {actor} cannot hand on the right to {op} over {place}: {actor} does not have it.

    Source: this project
    """,
    case="operations",
    severity=ERROR,
)

LONGER = make_reported_rule(
    "AUTH6",
    """{actor} kan ikke give retten over {place} videre ud over de dage, hvor {actor} selv har den: {held}.

    {actor} cannot hand on the right over {place} for longer than {actor} has it: {held}.

    Source: this project
    """,
    case="days",
    severity=ERROR,
)

NEEDS_A_PLACE = make_reported_rule(
    "AUTH6",
    """Retten som {role} gælder et sted i træet. Nævn ejeren eller en enhed.

    The right of {role} is about a place in the tree. Name the owner or a unit.

    Source: this project
    """,
    case="place",
    severity=ERROR,
)

OF_THE_AUTHORITY = make_reported_rule(
    "AUTH7",
    """Post {entry} er sendt af registermyndigheden, og kun den kan trække tilbage, hvad den har planlagt for {key}. Bed
    myndigheden om det, eller send en ændring, der gælder fra en anden dag.

    Entry {entry} was sent by the register authority, and only the authority takes back what it scheduled for {key}. Ask
    the authority, or send a change that holds from another day.

    Source: this project
    """,
    severity=ERROR,
)

OF_ANOTHER = make_reported_rule(
    "AUTH8",
    """{what} {value} hører til {holder} (ejer {owner}), som du ikke har ret over; det kan ikke gives til {key}. Bed
    dens ejer eller registermyndigheden.

    {what} {value} belongs to {holder} (owner {owner}), over which you have no right; it cannot be given to {key}. Ask
    its owner or the register authority.

    A number belongs to the unit where it stands or will stand; one that stands nowhere, to the unit where it last
    stood. Units below one owner share a ydernummer, P-number and pharmacy number; the CVR number, P-number and pharmacy
    number of what is closed are free, and so is the CVR number of one's login.

    Source: this project
    """,
    severity=ERROR,
)

NOT_APPROVED = make_reported_rule(
    "AUTH9",
    """Planen rører {key} under {owner}, og ingen anden end forfatteren har godkendt den for {owner} med en ret, der
    gælder den {day}. Bed ejeren godkende planen.

    The plan touches {key} below {owner}, and nobody but its author has approved it for {owner} by a right that holds on
    {day}. Ask the owner to approve the plan.

    Each owner whose units a plan touches approves it, by somebody with the right over the part that is touched.

    Source: this project
    """,
    severity=ERROR,
)
