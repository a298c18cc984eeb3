"""What the codes on the sample's location numbers stand for: the real names are not public, so these are invented."""

from collections.abc import Iterator

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START
from sor.core.subject import code_key

SYSTEM, SUPPLIER, ADMINISTRATOR = "225", "162", "639"

NAMES = {
    ("system_type_v2", SYSTEM): ("Demojournal", "Demo Journal"),
    ("system_supplier_v2", SUPPLIER): ("Demosystemer", "Demo Systems"),
    ("edi_administrator_v2", ADMINISTRATOR): ("Demoadministrator", "Demo Administrator"),
}
"""By code list and code: Danish, English."""

SOURCE = "sor.sample.system_names"
INVENTED = "invented for the sample register; the real name is not public"


def code_claims() -> Iterator[Claim]:
    """What the sample says of these codes, over what the bundled lists say."""
    for (code_list, code), (danish, english) in NAMES.items():
        values = {"name_da": danish, "name_en": english, "source": SOURCE, "note": INVENTED}
        piece = Piece(START, OPEN, {**values})
        yield Claim("code", code_key(code_list, code), frozenset(values), [piece], life=[(START, OPEN)])
