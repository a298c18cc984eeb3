"""The names of SORUS in one table: versions with their namespaces and addresses, operations, results.

What is documented (mark D) is kept to the letter; what no public source says (mark U) was chosen here and is changed
here when the real WSDL becomes known. Why each was chosen: docs/decisions/sorus.md.
"""

from typing import NamedTuple

SERVICE = "SOROpdateringService"


class SorusVersion(NamedTuple):
    """A version of the service. operations, types: the two namespaces."""

    number: int
    operations: str
    types: str

    @property
    def path(self) -> str:
        """Its address on the server (D)."""
        return f"/sor-opdatering/v{self.number}/{SERVICE}"

    @property
    def wsdl(self) -> str:
        """The file of its WSDL."""
        return f"{SERVICE}-v{self.number}.wsdl"

    @property
    def schema(self) -> str:
        """The file of the schema of its messages."""
        return f"sorus-v{self.number}.xsd"

    @property
    def schema_of_types(self) -> str:
        """The file of the schema of its types."""
        return f"sorus-v{self.number}-types.xsd"


VERSIONS = {
    3: SorusVersion(
        3, "http://sundhedsdatastyrelsen.dk/SOROpdateringService/2019/10/08/", "SOR.Services.SOAPServices.V3"
    ),
    4: SorusVersion(4, "http://sundhedsdatastyrelsen.dk/SOROpdateringService/v4/", "SOR.Services.SOAPServices.V4"),
}
"""Version 3 is documented; version 4's namespaces are by analogy and ours (U, I), its fields documented."""

CREATE, EDIT, MOVE = "CreateSorEntity", "EditSorEntity", "MoveSorEntity"
REPLACE, CLOSE, EDI = "ReplaceSorEntity", "CloseSorEntity", "UpdateEdi"


class Operation(NamedTuple):
    """An operation. use_case: of the test protocol; mark: how well its name is known; gives_entity: whether it answers
    with the unit (a move has not done so since version 2).
    """

    name: str
    use_case: str
    mark: str
    words: str
    gives_entity: bool = True

    @property
    def request_type(self) -> str:
        """The name of the type of its request."""
        return f"{self.name}Request"

    @property
    def result_type(self) -> str:
        """The name of the type of its result."""
        return f"{self.name}Result"


OPERATIONS = {
    one.name: one
    for one in (
        Operation(CREATE, "UC1", "D", "A new unit, from a day on at least seven days ahead."),
        Operation(EDIT, "UC2", "D", "A unit as it shall be from a day on: what is left out counts as removed."),
        Operation(MOVE, "UC3", "D", "Another parent from a day on.", gives_entity=False),
        Operation(REPLACE, "UC4", "U", "A note that a unit is replaced by others from a day on; it closes nobody."),
        Operation(CLOSE, "UC5", "U", "The end of a unit, after its last valid day."),
        Operation(EDI, "UC10", "U", "The data and message types of a unit's own location number from a day on."),
    )
}
"""By name."""

REQUEST = "request"
"""The one element of an operation's message (U; documented: that request and answer are wrapped once more)."""


def response(operation: str) -> str:
    """The element that answers an operation (U)."""
    return f"{operation}Response"


def result(operation: str) -> str:
    """The one element of an answer (U)."""
    return f"{operation}Result"
