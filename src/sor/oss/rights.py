"""Who may have what done in a municipality: asked when something is decided, and again when it is made.

The entries' actor is the municipality's own, whose right is wide; so whoever decides is asked as if they sent the
change themselves.
"""

from sor.access.authority import KEEPING, Place, refusal
from sor.desk.actors import OPERATOR, Actors, Denied
from sor.oss.proposing import CLOSE, CREATE, MOVE, REPLACE
from sor.oss.sor_side import SorSide
from sor.register import Refused, Register
from sor.store import actors as desk

EDIT = "edit"
WHOLE = tuple(KEEPING.split())
"""What the whole right of a municipality holds."""

OWN = {CREATE: CREATE, MOVE: MOVE, CLOSE: CLOSE, REPLACE: REPLACE}


def operation_of(kind: str) -> str:
    """The operation that a kind of proposal comes to; links, values and codes written back are editing."""
    return OWN.get(kind, EDIT)


class MunicipalRights:
    """The rights over one municipality's units, as they are whenever they are asked for. sor: the register today, where
    it is at hand.
    """

    def __init__(self, register: Register, municipality: str, sor: SorSide | None = None) -> None:
        self._register, self._municipality, self._sor = register, municipality, sor
        self._actors = Actors(register)
        self._place: Place | None = None

    def why_not(self, who: str, *operations: str) -> Refused | None:
        """Why somebody may not do all of these to every unit of the municipality; None when they may. Whoever has the
        register's machine may: the operator, and any name there while the register has no authority.
        """
        if who == OPERATOR:
            return None
        actor = self._actors.actor(who)
        if actor is None:
            return self._why_not_unknown(who)
        try:
            place = self._unit_of_owner()
        except Refused as error:
            return error
        for operation in operations:
            found = refusal(actor, operation, "unit", place, self._register.today())
            if found is not None:
                return Denied(found)
        return None

    def refuse_unless(self, who: str, *operations: str) -> None:
        """Raises Refused unless somebody may do all of these."""
        found = self.why_not(who, *operations)
        if found is not None:
            raise found

    def refuse_withdrawn(self, actor: str) -> None:
        """Raises Refused when the municipality's own actor is known here, and was removed or has no right any more:
        then nothing is made in its name.
        """
        if desk.actor(self._register.database.reader(), actor) is None or self.why_not(actor, EDIT) is None:
            return
        raise Refused(
            f"Nothing was carried out: {actor}, in whose name it is done, has no right to the municipality's units"
            " any more. The Danish Health Data Authority gives it again.",
            f"Intet er udført: {actor}, i hvis navn det sker, har ikke længere ret til kommunens enheder."
            " Sundhedsdatastyrelsen kan give den igen.",
        )

    def _why_not_unknown(self, who: str) -> Refused | None:
        if who and desk.actor(self._register.database.reader(), who) is None and not self._actors.has_authority():
            return None
        return Refused(
            f"{who[:50] or 'Nobody'} is no actor of this register and may not decide here.",
            f"{who[:50] or 'Ingen'} er ingen bruger i registret og kan ikke beslutte noget her.",
        )

    def _unit_of_owner(self) -> Place:
        """A unit right below the municipality's owner, as every one is: a right to it is a right to all of them."""
        if self._place is None:
            owner = (self._sor or SorSide(self._register)).of(self._municipality).owner
            self._place = self._actors.place_of(owner)._replace(level="OU")
        return self._place
