"""What is said of an entry of a code list that somebody adds, renames or ends: X80 to X87."""

from sor.core.finding import ERROR, NOTE, WARNING
from sor.rules.rule import make_reported_rule

BAD_CODE = make_reported_rule(
    "X80",
    """Koden »{value}« kan ikke bruges. Skriv 1-64 tegn: bogstaver, tal og . / + - uden mellemrum.

    The code "{value}" cannot be used. Write 1 to 64 characters: letters, digits and . / + - without blanks.

    Source: this project
    """,
    field="",
    severity=ERROR,
)

NO_NAME = make_reported_rule(
    "X81",
    """Skriv det danske navn: {key} er en ny kode og har intet.

    Write the Danish name: {key} is a new code and has none.

    Source: this project
    """,
    severity=ERROR,
)

BAD_DAYS = make_reported_rule(
    "X82",
    """»{value}« er ikke en dag i registret. Skriv den som 2027-01-31.

    "{value}" is no day of this register. Write it as 2027-01-31.

    Source: this project
    """,
    case="no day",
    severity=ERROR,
)

DAYS_OUT_OF_ORDER = make_reported_rule(
    "X82",
    """{key} kan ikke ophøre den {to_day}, før den begynder den {day}.

    {key} cannot end on {to_day}, before it begins on {day}.

    Source: this project
    """,
    case="order",
    severity=ERROR,
)

STILL_HELD = make_reported_rule(
    "X83",
    """{key} ophører den {day}, men {count} enheder og numre bruger den da stadig, fx {held}. De beholder koden, som så
    intet betyder. Giv dem en anden først, eller gem alligevel.

    {key} ends on {day}, but {count} units and numbers still hold it then, such as {held}. They keep the code, which
    then means nothing. Give them another one first, or save it all the same.

    Source: this project
    """,
    severity=WARNING,
)

NAME_TAKEN = make_reported_rule(
    "X84",
    """{other} på samme liste hedder også »{value}«. Filer med navne i stedet for koder kan ikke skelne dem.

    {other} of the same list is called "{value}" as well. Files that hold names and no codes cannot tell them apart.

    Source: this project
    """,
    severity=WARNING,
)

NO_NUMBER = make_reported_rule(
    "X85",
    """{key} er ikke et tal. Koden udelades af filer og tjenester, hvis felt er et tal; det siges i filens siderapport.

    {key} is no number. The code is left out of files and services whose field is a number, as their side reports say.

    Source: this project
    """,
    severity=NOTE,
)

CHANGED_SINCE = make_reported_rule(
    "X86",
    """{key} er ændret i post {entry}, efter at formularen blev hentet. Se, hvad der står nu, og gem igen.

    {key} was changed by entry {entry} after the form was read. See what stands there now, and save again.

    Source: this project
    """,
    severity=ERROR,
)

NO_MUNICIPALITY = make_reported_rule(
    "X87",
    """»{value}« er ingen kommune på listen den {day}. Skriv de firecifrede kommunekoder med semikolon imellem.

    "{value}" is no municipality of the list on {day}. Write the municipalities' codes of four digits, parted by
    semicolons.

    Source: this project
    """,
    case="unknown",
    severity=ERROR,
)

IN_TWO_AREAS = make_reported_rule(
    "X87",
    """Kommune {value} ligger den {day} allerede i området for {other}. En kommune hører til ét sundhedsråd: tag den ud
    der først.

    Municipality {value} lies in the area of {other} on {day} already. A municipality belongs to one health council:
    take it out there first.

    Source: this project
    """,
    case="two areas",
    severity=ERROR,
)
