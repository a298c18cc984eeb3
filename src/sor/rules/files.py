"""What readers of files report. Codes of this project's own (X), since the rule book is silent about files."""

from sor.core.finding import NOTE
from sor.rules.rule import reported

UNKNOWN_NAME = reported(
    "X1",
    """Navnet »{value}« på {key} står ikke på kodelisten.

    The name "{value}" of {key} is on no code list.

    The file gives a name where the register holds a code; the name is kept.

    Source: this project
    """,
)

UNREADABLE = reported(
    "X2",
    """Værdien »{value}« i kolonnen {column} for {key} kan ikke læses.

    The value "{value}" in column {column} of {key} cannot be read.

    It is left out.

    Source: this project
    """,
)

NUMBER_DIFFERS = reported(
    "X3",
    """Oplysningerne om lokationsnummeret {key} er forskellige på {unit} og {other}; dem fra {unit} er brugt. Fra
    {other}: {rest}.

    The data of location number {key} differ between {unit} and {other}; those of {unit} are used. From {other}:
    {rest}.

    Source: this project
    """,
)

REGION_DIFFERS = reported(
    "X4",
    """Adressen på {key} har regionen {value}, men kommunen ligger i regionen {expected}.

    The address of {key} has the region {value}, but its municipality lies in the region {expected}.

    The region follows from the municipality on each day; the other one is kept as the source has it.

    Source: this project
    """,
    severity=NOTE,
)

CELLS_LEFT_OUT = reported(
    "X5",
    """I {count} rækker i {key} mangler felterne i slutningen; de er læst som tomme.

    {count} rows of {key} lack cells at their end; these were read as empty.

    Spreadsheets leave out empty cells there. A row of which another cell does not look like its column is rejected.

    Source: this project
    """,
    severity=NOTE,
)

ON_ONE_LINE = reported(
    "X16",
    """Teksten i {part} på {key} havde linjeskift eller tabulatorer; de er læst som blanktegn.

    The text of {part} of {key} had line breaks or tabs; they were read as blanks.

    A text of the register stands on one line.

    Source: this project
    """,
)
