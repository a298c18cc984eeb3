"""What readers of files report. Codes of this project's own (X), since the rule book is silent about files."""

from sor.core.finding import NOTE
from sor.rules.rule import make_reported_rule

UNKNOWN_NAME = make_reported_rule(
    "X1",
    """Navnet »{value}« på {key} står ikke på kodelisten.

    The name "{value}" of {key} is on no code list.

    The file gives a name where the register holds a code; the name is kept.

    Source: this project
    """,
)

UNREADABLE = make_reported_rule(
    "X2",
    """Værdien »{value}« i kolonnen {column} for {key} kan ikke læses.

    The value "{value}" in column {column} of {key} cannot be read.

    It is left out.

    Source: this project
    """,
)

NUMBER_DIFFERS = make_reported_rule(
    "X3",
    """Oplysningerne om lokationsnummeret {key} er forskellige på {unit} og {other}; dem fra {unit} er brugt. Fra
    {other}: {rest}.

    The data of location number {key} differ between {unit} and {other}; those of {unit} are used. From {other}:
    {rest}.

    Source: this project
    """,
)

REGION_DIFFERS = make_reported_rule(
    "X4",
    """Adressen på {key} har regionen {value}, men kommunen ligger i regionen {expected}.

    The address of {key} has the region {value}, but its municipality lies in the region {expected}.

    The region follows from the municipality on each day; the other one is kept as the source has it. A region in which
    the municipality lies on another day is not told.

    Source: this project
    """,
    severity=NOTE,
)

CELLS_LEFT_OUT = make_reported_rule(
    "X5",
    """I {count} rækker i {key} mangler felterne i slutningen; de er læst som tomme.

    {count} rows of {key} lack cells at their end; these were read as empty.

    Spreadsheets leave out empty cells there. A row of which another cell does not look like its column is rejected.

    Source: this project
    """,
    severity=NOTE,
)

IN_DEGREES = make_reported_rule(
    "X6",
    """Koordinaterne i {part} på {key} er grader ({value}); de er omregnet til øst {east}, nord {north}.

    The coordinates in the {part} of {key} are degrees ({value}); they were converted to east {east}, north {north}.

    The register holds metres (ETRS89, zone 32). Degrees of Denmark are no possible metres, in whichever order.

    Source: this project
    """,
)

NO_PLACE = make_reported_rule(
    "X7",
    """Koordinaterne i {part} på {key} (øst {east}, nord {north}) er ikke et sted i Danmark.

    The coordinates in the {part} of {key} (east {east}, north {north}) are no place in Denmark.

    They are metres (ETRS89, zone 32). They are kept as the source has them. Of an address that states another country
    only degrees are told.

    Source: this project
    """,
)

SWAPPED = make_reported_rule(
    "X7",
    """Koordinaterne i {part} på {key} (øst {east}, nord {north}) er byttet om.

    The coordinates in the {part} of {key} (east {east}, north {north}) stand in each other's place.

    They are kept as the source has them.

    Source: this project
    """,
    case="swapped",
)

HALF_A_PLACE = make_reported_rule(
    "X7",
    """I {part} på {key} er kun den ene koordinat oplyst, i grader ({value}); den er udeladt.

    In the {part} of {key} only one coordinate is given, in degrees ({value}); it was left out.

    Degrees can be converted to metres only together; what is known of the place stays.

    Source: this project
    """,
    case="half",
)

GARBLED = make_reported_rule(
    "X8",
    """Teksten »{value}« i {part} på {key} er læst i en forkert tegnkodning; meningen er nok »{meant}«.

    The text "{value}" in the {part} of {key} was read in a wrong encoding; "{meant}" is probably meant.

    It is kept as the source has it.

    Source: this project
    """,
)

LETTERS_LOST = make_reported_rule(
    "X8",
    """I teksten »{value}« i {part} på {key} er bogstaver gået tabt.

    Letters of the text "{value}" in the {part} of {key} were lost.

    They became question marks or marks of their own in a program that read or wrote it in a wrong encoding. It is kept
    as the source has it.

    Source: this project
    """,
    case="lost",
)

LETTERS_FOREIGN = make_reported_rule(
    "X8",
    """Teksten »{value}« i {part} på {key} har græske eller kyrilliske bogstaver i et latinsk ord: {letters}.

    The text "{value}" in the {part} of {key} has Greek or Cyrillic letters in a Latin word: {letters}.

    Mostly they look like Latin ones, and whoever searches for the word does not find it. It is kept as the source has
    it.

    Source: this project
    """,
    case="foreign",
)

QUOTE_OPEN = make_reported_rule(
    "X8",
    """Teksten »{value}« i {part} på {key} begynder med et anførselstegn, som intet slutter.

    The text "{value}" in the {part} of {key} begins with a quotation mark that nothing closes.

    A cell of the table may be torn. It is kept as the source has it.

    Source: this project
    """,
    case="quote",
)

CODE_UNLISTED = make_reported_rule(
    "X9",
    """»{value}« er {part} på {key}, men står ikke på kodelisten {list}.

    "{value}" is the {part} of {key}, but is not on the code list {list}.

    It is kept as the source has it. Types have a rule of their own (T1); names that are on no list are told as X1.

    Source: this project
    """,
)

PLACE_UNKNOWN = make_reported_rule(
    "X9",
    """Den geografiske lokalisation »{value}« på {key} er ikke et kendt sted.

    The geographic location "{value}" of {key} is no place that is known.

    Neither the file nor the register tells of it, or it is too short for one. It is kept as the source has it.

    Source: this project
    """,
    case="place",
)

POSTCODE_ELSEWHERE = make_reported_rule(
    "X10",
    """Postnummer {value} i {part} på {key} ligger ikke i kommune {municipality}.

    Postcode {value} in the {part} of {key} does not lie in municipality {municipality}.

    One of the two is wrong, or a column of the file was moved. Both are kept as the source has them.

    Source: this project; which municipalities a postcode spans: PostNord's list
    """,
)

TOWN_ELSEWHERE = make_reported_rule(
    "X10",
    """Postnummer {value} i {part} på {key} er ikke postnummeret for {town}.

    Postcode {value} in the {part} of {key} is not that of {town}.

    The town is another postcode's. Both are kept as the source has them; a town that is on no list is not told.

    Source: this project; postcodes and their towns: PostNord's list
    """,
    case="town",
)

COUNTRY_ELSEWHERE = make_reported_rule(
    "X10",
    """Postnummer {value} og kommune {municipality} i {part} på {key} ligger i Danmark, men landet er {country}.

    Postcode {value} and municipality {municipality} in the {part} of {key} lie in Denmark, but its country is
    {country}.

    All are kept as the source has them.

    Source: this project
    """,
    case="country",
)

COORDINATES_ELSEWHERE = make_reported_rule(
    "X10",
    """Koordinaterne i {part} på {key} (øst {east}, nord {north}) ligger mere end 30 km fra kommune {municipality}.

    The coordinates in the {part} of {key} (east {east}, north {north}) lie more than 30 km from municipality
    {municipality}.

    The address has those of another place, or another place's municipality. All are kept as the source has them.

    Source: this project; where municipalities lie: their outlines
    """,
    case="far",
)

SHOWN_OTHERWISE = make_reported_rule(
    "X15",
    """Rækken om {key} viser {value} som {shown}; efter enhederne over den er det {expected}.

    The row of {key} shows {value} as its {shown}; by the units above it, it is {expected}.

    Tables repeat the owner, the institution and an inherited location number beside each unit. What the unit above says
    holds; the parent, or the repeated cell, is wrong.

    Source: this project
    """,
)

ON_ONE_LINE = make_reported_rule(
    "X16",
    """Teksten i {part} på {key} havde linjeskift eller tabulatorer; de er læst som blanktegn.

    The text of the {part} of {key} had line breaks or tabs; they were read as blanks.

    A text of the register stands on one line.

    Source: this project
    """,
)

LEFT_OVERS = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} har rester fra et andet program; meningen er nok »{meant}«.

    The text "{value}" in the {part} of {key} has left-overs of another program; "{meant}" is probably meant.

    Marks of web pages (<br>), of addresses on the web (%20), or of programs (\\n). It is kept as the source has it.

    Source: this project
    """,
)

BLANKS = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} har hårde mellemrum eller blanktegn af særlig bredde; meningen er nok
    »{meant}«.

    The text "{value}" in the {part} of {key} has no-break blanks or blanks of a special width; "{meant}" is probably
    meant.

    Programs that compare it find another text than the one they see. It is kept as the source has it.

    Source: this project
    """,
    case="blanks",
)

A_DATE = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} er eller ender med en dato; meningen er nok »{meant}«.

    The text "{value}" in the {part} of {key} is a date or ends with one; "{meant}" is probably meant.

    A spreadsheet takes 3-5 for a day. It is kept as the source has it; a cell of a table that is surely a date is
    rejected.

    Source: this project
    """,
    case="date",
)

CUT = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} er skåret af.

    The text "{value}" in the {part} of {key} was cut.

    It ends with an ellipsis. It is kept as the source has it.

    Source: this project
    """,
    case="cut",
)

NAMES_NOTHING = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} er ikke et navn.

    The text "{value}" in the {part} of {key} is no name.

    It has no letter, or is a word for a trial or for nothing. It is kept as the source has it.

    Source: this project
    """,
    case="nothing",
)

OF_ANOTHER_FIELD = make_reported_rule(
    "X17",
    """Teksten »{value}« i {part} på {key} indeholder, hvad der hører til et andet sted.

    The text "{value}" in the {part} of {key} holds what belongs elsewhere.

    A postcode in a street or a town, a code, an e-mail address or a web site in a name. It is kept as the source has
    it.

    Source: this project
    """,
    case="elsewhere",
)

TELEPHONE_OF_NOBODY = make_reported_rule(
    "X18",
    """{part} »{value}« på {key} er ingens: cifrene er ens eller står i rækkefølge.

    The {part} "{value}" of {key} is nobody's: its digits are alike or stand in a row.

    It is kept as the source has it.

    Source: this project
    """,
    case="nobody",
)

TELEPHONE_IN_THOUSANDS = make_reported_rule(
    "X18",
    """{part} »{value}« på {key} har prikker mellem tusinder, som et regneark sætter dem.

    The {part} "{value}" of {key} has full stops between thousands, as a spreadsheet puts them.

    It is kept as the source has it; such a cell of a table is rejected.

    Source: this project
    """,
    case="thousands",
)

TELEPHONE_OF_ANOTHER_LENGTH = make_reported_rule(
    "X18",
    """{part} »{value}« på {key} har flere cifre end et dansk nummer og ingen landekode.

    The {part} "{value}" of {key} has more digits than a Danish number and no country code.

    Numbers of Denmark have eight digits. It is kept as the source has it.

    Source: this project
    """,
    case="length",
)
