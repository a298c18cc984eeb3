"""What is wrong with a change itself, and what its sender should know. Codes of this project's own: X20 to X42."""

from sor.core.finding import ERROR, NOTE, WARNING
from sor.rules.rule import make_reported_rule

UNKNOWN_SUBJECT = make_reported_rule(
    "X20",
    """{key} findes ikke i registeret.

    {key} is not in the register.

    Source: this project
    """,
    severity=ERROR,
)

UNKNOWN_FIELD = make_reported_rule(
    "X21",
    """Feltet »{name}« findes ikke på {kind}. Kendte felter: {known}.

    There is no field "{name}" of a {kind}. Known fields: {known}.

    Source: this project
    """,
    severity=ERROR,
)

WRONG_SHAPE = make_reported_rule(
    "X22",
    """Feltet {name} på {key} har en forkert form: {problem_da}.

    The field {name} of {key} has a wrong form: {problem_en}.

    Source: this project
    """,
    severity=ERROR,
)

NOT_OPEN = make_reported_rule(
    "X23",
    """{key} er ikke åben den {day}; den er åben {periods}.

    {key} is not open on {day}; it is open {periods}.

    A closed unit is not changed; a closing that is in force is undone by a correction, one that is to come by
    withdrawing or rescheduling it.

    Source: this project
    """,
    severity=ERROR,
)

STATED_TWICE = make_reported_rule(
    "X24",
    """Sættet angiver {name} på {key} to gange fra {day}. Behold den ene.

    The set states {name} of {key} twice from {day}. Keep one of them.

    Source: this project
    """,
    severity=ERROR,
)

NOTHING_CHANGES = make_reported_rule(
    "X25",
    """{key} er allerede sådan fra {day}; der er intet at ændre.

    {key} is like that from {day} already; there is nothing to change.

    Source: this project
    """,
    severity=NOTE,
)

IN_EFFECT = make_reported_rule(
    "X26",
    """Post {entry} kan ikke trækkes tilbage for {key}: {names} trådte i kraft {day}. Brug en rettelse, eller fortryd
    hele sættet samme dag.

    Entry {entry} cannot be withdrawn for {key}: {names} took effect on {day}. Use a correction, or undo the whole set
    on its own day.

    Only what begins after today is withdrawn.

    Source: this project
    """,
    severity=ERROR,
)

NOTHING_TO_WITHDRAW = make_reported_rule(
    "X27",
    """Post {entry} har intet, der stadig gælder og kan trækkes tilbage.

    Entry {entry} holds nothing that still stands and can be withdrawn.

    Source: this project
    """,
    severity=ERROR,
)

STATED_LATER = make_reported_rule(
    "X28",
    """Post {entry} kan ikke fortrydes: post {later} har siden ændret {name} på {key}.

    Entry {entry} cannot be undone: entry {later} has changed {name} of {key} since.

    Source: this project
    """,
    severity=ERROR,
)

NOT_ITS_DAY = make_reported_rule(
    "X29",
    """Post {entry} kan ikke fortrydes: den blev registreret {day}, og et sæt fortrydes kun samme dag. Træk det tilbage,
    der ikke er trådt i kraft, eller brug en rettelse.

    Entry {entry} cannot be undone: it was registered on {day}, and a set is undone on its own day only. Withdraw what
    has not taken effect, or use a correction.

    Source: this project
    """,
    severity=ERROR,
)

BASE = make_reported_rule(
    "X30",
    """{name} på {key} ændres fra {day}, men en ændring fra {later} (post {entry}) er allerede planlagt og står ved
    magt. Vælg »later«: leave (lad den stå), carry (før ændringen med over) eller withdraw (træk den tilbage).

    {name} of {key} changes from {day}, but a change from {later} (entry {entry}) is scheduled already and stands.
    Choose "later": leave (let it stand), carry (carry this change along into it) or withdraw (take it back).

    Source: this project
    """,
    severity=WARNING,
)

NO_EFFECT = make_reported_rule(
    "X31",
    """Den planlagte ændring af {name} på {key} fra {later} (post {entry}) træder ikke i kraft, fordi enheden er lukket
    fra {day}.

    The scheduled change of {name} of {key} from {later} (entry {entry}) will not take effect, because the unit is
    closed from {day}.

    Source: this project
    """,
    severity=NOTE,
)

CONFLICT = make_reported_rule(
    "X32",
    """{name} på {key} er ændret af post {entry}, efter at du læste registeret ved {base}. Gælder fra {day}: {theirs}.
    Du sender: {mine}. Læs igen, og send så det, der skal gælde.

    {name} of {key} was changed by entry {entry} after you read the register at {base}. From {day} it is: {theirs}. You
    send: {mine}. Read again, then send what shall hold.

    Source: this project
    """,
    severity=ERROR,
)

UNKNOWN_REFERENCE = make_reported_rule(
    "X33",
    """»{key}« henviser til en enhed, som sættet ikke har oprettet før. Skriv »as«: "{key}" på oprettelsen, og sæt den
    før brugen.

    "{key}" refers to a unit that the set has not made before. Write "as": "{key}" at its create, and put that first.

    Source: this project
    """,
    severity=ERROR,
)

DAYS_OUT_OF_ORDER = make_reported_rule(
    "X34",
    """Perioden for {key} slutter {to_day}, som ikke er efter dens begyndelse {day}.

    The period for {key} ends on {to_day}, which is not after its beginning {day}.

    Source: this project
    """,
    severity=ERROR,
)

KEY_USED = make_reported_rule(
    "X35",
    """Nøglen »{idempotency_key}« er allerede brugt til en anden ændring (post {entry}). Brug en ny nøgle.

    The key "{idempotency_key}" was used for another change already (entry {entry}). Use a new key.

    Source: this project
    """,
    severity=ERROR,
)

NUMBER_HELD = make_reported_rule(
    "X36",
    """Lokationsnummeret {key} kan ikke lukkes fra {day}: {unit} bruger det som sit eget. Nævn enheden i ændringen, så
    får den ingen, eller giv den et andet nummer i samme sæt.

    Location number {key} cannot be closed from {day}: {unit} uses it as its own. Name the unit in the change, then it
    has none, or give it another number in the same set.

    Source: this project
    """,
    severity=ERROR,
)

CODE_HELD = make_reported_rule(
    "X36",
    """SHAK-koden {key} lukkes fra {day}, men {unit} har den stadig. Giv enheden en anden kode, eller tag koden fra den.

    SHAK code {key} closes on {day}, but {unit} still holds it. Give the unit another code, or take this one from it.

    A code ends all the same, as all of them do at the end of SHAK. What the same set takes from a unit is not told.

    Source: this project
    """,
    case="shak",
    severity=WARNING,
)

FOLLOWS_OWNER = make_reported_rule(
    "X37",
    """{kind} {key} lukkes fra {day}, fordi {unit} lukkes.

    {kind} {key} is closed from {day}, because {unit} closes.

    A location number ends with the unit that owns it (L11), its message types with it; a SHAK code with the last unit
    that holds it (C3).

    Source: admin.stps.dk "Lukning af plejeenhed"
    """,
    severity=NOTE,
)

COMES_BACK_WITH = make_reported_rule(
    "X43",
    """{kind} {key} er åben igen fra {day}, fordi {unit} er det.

    {kind} {key} is open again from {day}, because {unit} is.

    What ended with a unit (X37) comes back when a correction takes its closing back.

    Source: this project
    """,
    severity=NOTE,
)

WITHDRAWN_WITH = make_reported_rule(
    "X38",
    """Den planlagte ændring af {name} på {key} fra {later} (post {entry}) trækkes tilbage sammen med {unit}.

    The scheduled change of {name} of {key} from {later} (entry {entry}) is withdrawn together with {unit}.

    Source: this project
    """,
    severity=NOTE,
)

CODE_TAKEN = make_reported_rule(
    "X39",
    """{kind} {key} findes allerede den {day}.

    {kind} {key} exists already on {day}.

    Source: this project
    """,
    severity=ERROR,
)

NO_CODES_LEFT = make_reported_rule(
    "X40",
    """Registerets løbenumre ({range}) er brugt op; der kan ikke oprettes flere enheder. Bed dem, der driver registeret,
    om en ny række.

    The running numbers of this register ({range}) are used up; no more units can be made. Ask those who run the
    register for another range.

    Source: this project
    """,
    severity=ERROR,
)

NO_NUMBERS_LEFT = make_reported_rule(
    "X41",
    """Der er ikke flere ledige lokationsnumre i {owner}s serier. Indtast en ny serie, eller skriv et nummer.

    There are no free location numbers left in the series of {owner}. Enter another series, or write a number.

    Source: this project
    """,
    severity=ERROR,
)

NUMBER_LEFT = make_reported_rule(
    "X45",
    """Lokationsnummeret {key} er stadig åbent, men fra {day} står det ikke på nogen enhed: {unit} opgiver det.
    Meddelelser, der sendes til det, har ingen modtager i registeret. Luk det med operationen »number« (close), når
    afsenderne bruger det nye, eller lad den enhed overtage det, der overtager stedet.

    Location number {key} is still open, but from {day} on it stands at no unit: {unit} gives it up. Messages sent to it
    have no recipient in the register. Close it with the operation "number" (close) once its senders use the new one, or
    let the unit take it over that takes the place over.

    A number that ends with its unit, or that another unit states on such a day or later, is not told.

    Source: this project
    """,
    severity=WARNING,
)

NO_RANGE = make_reported_rule(
    "X44",
    """Registeret har ingen række af løbenumre, så det kan ikke oprette enheder. Bed dem, der driver det, om at angive
    en: sor init --range A-B.

    This register has no range of running numbers, so it can make no units. Ask those who run it to name one:
    sor init --range A-B.

    Source: this project
    """,
    severity=ERROR,
)

REPLACES_ITSELF = make_reported_rule(
    "X42",
    """Enheden {key} kan ikke afløse sig selv.

    Unit {key} cannot be replaced by itself.

    Source: this project
    """,
    severity=ERROR,
)
