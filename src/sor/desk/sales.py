"""A clinic that is sold: its owner says to whom, the buyer accepts, and both see the same preview
(``docs/decisions/sales.md``).

The change is made by the buyer, with the right that the seller lends for it: over the owner that is sold, for as long
as it is still the one that was offered.
"""

from collections.abc import Mapping

from sor.access.authority import AUTHORITY, Actor, Right, keeps
from sor.core.day import OPEN, NotADay, parse_day, write_day
from sor.core.identifiers import cvr_problem
from sor.core.instant import write_instant
from sor.core.shapes import Fields, Value
from sor.core.unit import UnitAnswer
from sor.desk.actors import Actors
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import actors as desk
from sor.store import mails
from sor.store.actors import RightRow
from sor.store.cases import FiledCase
from sor.store.database import Connection

NOT_OWN = frozenset({"inherited", "source", "taken_from", "region"})
"""What an answer says about a block beside what a unit states of it."""

OFFER = "sale"
"""The mail to a buyer."""


def refuse_odd_sale(register: Register, actors: Actors, actor: Actor, unit: str, data: Mapping[str, Value]) -> None:
    """Raises Refused for what can be no sale: by who does not keep the owner, to nobody, or to oneself."""
    owner = _find_owner(register, unit)
    cvr, day = str(data.get("cvr") or ""), str(data.get("from") or "")
    if not keeps(actor, actors.place_of(unit), register.today()):
        raise Refused("Only who keeps an owner sells it.", "Kun den, der fører ejeren, kan sælge den.")
    if problem := cvr_problem(cvr):
        raise Refused(
            f"'{cvr[:20]}' is no CVR number of a buyer: {problem}",
            f"»{cvr[:20]}« kan ikke være købers CVR-nummer: cifrene passer ikke sammen.",
        )
    if cvr == owner.get("cvr"):
        raise Refused(
            "The buyer has the owner's own CVR number; nobody sells to themselves.",
            "Køber har ejerens eget CVR-nummer; man kan ikke sælge til sig selv.",
        )
    try:
        first = parse_day(day)
    except NotADay:
        first = 0
    if first < register.today():
        raise Refused(
            f"A sale is from a day on, today or later; '{day[:20]}' is none.",
            f"Et salg gælder fra en dag, i dag eller senere; »{day[:20]}« er ingen.",
        )


def list_sale_changes(register: Register, unit: str, data: Mapping[str, Value]) -> list[Value]:
    """The changes of a sale: the owner gets the buyer's CVR number; where the buyer is an owner already, its
    institutions move to that one, keep the address and contact that they had of the old owner, and that closes.
    """
    today = write_day(register.today())
    day, cvr = max(today, str(data.get("from") or "")), str(data.get("cvr") or "")
    buyer = find_buyer(register, unit, cvr)
    if not buyer:
        return [{"op": "edit", "unit": unit, "from": day, "set": {"cvr": cvr}}]
    below = register.at().units(sorted(one["code"] for one in register.at().children(unit)))[0]
    kept: list[Value] = [
        {"op": "edit", "unit": one["code"], "from": day, "set": blocks}
        for one in below
        if (blocks := _list_inherited(one, unit))
    ]
    moved: list[Value] = [{"op": "move", "unit": one["code"], "parent": buyer, "from": day} for one in below]
    return [*kept, *moved, {"op": "close", "unit": unit, "from": day}]


def _list_inherited(institution: UnitAnswer, owner: str) -> Fields:
    """The blocks that an institution has of its owner, as its own: a clinic that is sold stays where it is."""
    fields: Mapping[str, Value] = {**institution}
    found: Fields = {}
    for block in ("postal_address", "virtual_address"):
        shown = fields.get(block)
        if isinstance(shown, dict) and shown.get("source") == owner:
            found[block] = {part: value for part, value in shown.items() if part not in NOT_OWN and value is not None}
    return found


def find_buyer(register: Register, unit: str, cvr: str) -> str:
    """The open owner that a buyer is already; empty for none."""
    snapshot = register.at()
    found = snapshot.summaries([code for code in snapshot.holders("cvr", cvr) if code != unit])
    return min((code for code, one in found.items() if one.get("level") == "IO"), default="")


def with_lent_right(register: Register, actors: Actors, actor: Actor, unit: str, cvr: str, *, both: bool) -> Actor:
    """An actor with the seller's right over what is sold. both: with the buyer's right as well, for the preview that
    either side sees. Raises Refused when the owner is open no more.
    """
    lent = [Right(actors.place_of(unit).owner_kind, unit)]
    if both and (buyer := find_buyer(register, unit, cvr)):
        lent.append(Right(actors.place_of(buyer).owner_kind, buyer))
    return Actor(actor.id, actor.name, [*actor.rights, *lent], cvr if both else actor.cvr)


def is_buyer(actor: Actor, data: Mapping[str, Value]) -> bool:
    """Whether a sale is to somebody: by the CVR number of their login."""
    return bool(actor.cvr) and actor.cvr == data.get("cvr")


def hand_over(
    register: Register, connection: Connection, row: FiledCase, who: str, data: Mapping[str, Value]
) -> None:  # fmt: skip
    """The rights after a sale: the seller's over the owner end with its day; where the owner goes on, those of who has
    accepted begin. who: the buyer, or the authority in the buyer's place, which has its rights already.
    """
    day = max(register.today(), parse_day(str(data.get("from") or "")))
    at = write_instant(register.clock())
    is_authority = any(held.role == AUTHORITY for held in desk.rights_of(connection, who))
    for held in desk.rights_of(connection, row.asker):
        if held.place == row.unit and held.to_day > day and held.withdrawn_at is None:
            desk.end_right(connection, held.number, day, who, at)
            if not is_authority and not find_buyer(register, row.unit, str(data.get("cvr") or "")):
                given = RightRow(0, who, held.role, row.unit, None, day, OPEN, 0, row.asker, at)
                desk.give_right(connection, given)


def tell_buyer(connection: Connection, settings: Settings, row: FiledCase, cvr: str, at: str) -> None:
    """A mail to each actor with the buyer's CVR number who has an address."""
    for one in desk.actors(connection, cvr) if settings.smtp else ():
        if one.email and not one.removed_at:
            mails.put(connection, row.number, one.id, OFFER, at)


def reason_of_lapse(row: FiledCase) -> str:
    """Why a sale is off that nobody answered; in Danish, as what is said in cases."""
    return f"Køber svarede ikke senest {write_day(row.due)}; salget er faldet bort, og intet er ændret."


def _find_owner(register: Register, unit: str) -> UnitAnswer:
    found = register.at().unit(unit)
    if found is None or found.get("level") != "IO" or not found["open"]:
        raise Refused(f"{unit[:40]} is no open owner.", f"{unit[:40]} er ikke en åben ejer.")
    return found
