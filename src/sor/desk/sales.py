"""A clinic that is sold: its owner says to whom, the buyer accepts, and both see the same preview
(``docs/decisions/sales.md``).

The change is made by the buyer, with the right that the seller lends for it: over the owner that is sold, for as long
as it is still the one that was offered.
"""

from collections.abc import Iterator, Mapping, Sequence

from sor.access.authority import AUTHORITY, OWNER_ROLES, OWNING, Actor, Right, refusal
from sor.core.day import OPEN, NotADay, parse_day, write_day
from sor.core.finding import Finding
from sor.core.identifiers import cvr_problem
from sor.core.instant import write_instant
from sor.core.shapes import Fields, Value
from sor.core.unit import UnitAnswer
from sor.desk.actors import Actors
from sor.desk.asked_case import read_fields
from sor.desk.login_owners import confirm_number
from sor.register import Refused, Register
from sor.rules.sentences import sentence
from sor.settings import Settings
from sor.store import actors as desk
from sor.store import cases, mails
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
    refuse_unless_sells(actors, actor, unit, first)


def why_not_sell(actors: Actors, actor: Actor, unit: str, day: int) -> Finding | None:
    """Why an actor may not sell an owner from a day on; None when it may: who may do to the whole owner, today and on
    that day, what a sale consists of. Raises Refused for a unit that is not open.
    """
    place = actors.place_of(unit)
    days = {actors.today(), max(day, actors.today())}
    found = (refusal(actor, op, "unit", place, when) for when in sorted(days) for op in OWNING)
    return next((one for one in found if one is not None), None)


def refuse_unless_sells(actors: Actors, actor: Actor, unit: str, day: int) -> None:
    """Raises Refused, saying who, when an actor may not sell an owner."""
    found = why_not_sell(actors, actor, unit, day)
    if found is not None:
        raise Refused(
            f"{actor.name or actor.id} may not sell {unit}, which takes the full right over the whole owner on the day"
            f" of the sale: {sentence(found, 'en')}",
            f"{actor.name or actor.id} må ikke sælge {unit}; det kræver den fulde ret over hele ejeren på salgsdagen:"
            f" {sentence(found, 'da')}",
        )


def list_sale_changes(register: Register, unit: str, data: Mapping[str, Value]) -> list[Value]:
    """The changes of a sale: the owner gets the buyer's CVR number; where the buyer is an owner already, its
    institutions move to that one, keep the address and contact that they have by then or are to get later, and that
    closes.
    """
    today = write_day(register.today())
    day, cvr = max(today, str(data.get("from") or "")), str(data.get("cvr") or "")
    buyer = find_buyer(register, unit, cvr)
    if not buyer:
        return [{"op": "edit", "unit": unit, "from": day, "set": {"cvr": cvr}}]
    snapshot = register.at()
    below = sorted(one["code"] for one in snapshot.on(parse_day(day)).children(unit))
    kept = [edit for one in below for edit in _list_kept(snapshot.history(one, resolved=True), unit, day)]
    moved: list[Value] = [{"op": "move", "unit": one, "parent": buyer, "from": day} for one in below]
    return [*kept, *moved, {"op": "close", "unit": unit, "from": day}]


def _list_kept(pieces: Sequence[UnitAnswer], owner: str, day: str) -> Iterator[Value]:
    """The edits by which an institution goes on as it would have, had it stayed with its owner. pieces: what it is to
    be on all its days.
    """
    has: Fields = {}
    for piece in pieces:
        if piece["valid_to"] is None or piece["valid_to"] > day:
            inherited = _list_inherited(piece, owner)
            if fresh := {block: value for block, value in inherited.items() if has.get(block) != value}:
                yield {"op": "edit", "unit": piece["code"], "from": max(day, piece["valid_from"]), "set": fresh}
            has = inherited


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


def with_lent_right(
    register: Register, actors: Actors, actor: Actor, seller: Actor, unit: str, data: Mapping[str, Value], *, both: bool
) -> Actor:  # fmt: skip
    """An actor with the rights that a seller has now over what is sold. both: with the buyer's right as well, for the
    preview that either side sees. Raises Refused when the owner is open no more, or the seller may not sell it (any
    more).
    """
    refuse_unless_sells(actors, seller, unit, parse_day(str(data.get("from") or "")))
    place, cvr = actors.place_of(unit), str(data.get("cvr") or "")
    lent = [one for one in seller.rights if one.role in OWNER_ROLES and one.covers(place)]
    if actors.is_authority(seller):
        lent.append(Right(place.owner_kind, unit))
    if both and (buyer := find_buyer(register, unit, cvr)):
        lent.append(Right(actors.place_of(buyer).owner_kind, buyer))
    return Actor(actor.id, actor.name, [*actor.rights, *lent], cvr if both else actor.cvr)


def is_buyer(actor: Actor, data: Mapping[str, Value]) -> bool:
    """Whether a sale is to somebody: by the CVR number of their login."""
    return bool(actor.cvr) and actor.cvr == data.get("cvr")


def hand_over(
    register: Register, connection: Connection, row: FiledCase, who: str, data: Mapping[str, Value]
) -> int:  # fmt: skip
    """The rights after a sale of an owner that goes on: those over it end with its day, the seller's and all others';
    those of who has accepted begin. who: the buyer, or the authority in the buyer's place, which has its rights
    already. Gives the number of the first right that ended; 0 for none.
    """
    cvr, at = str(data.get("cvr") or ""), write_instant(register.clock())
    if find_buyer(register, row.unit, cvr):
        return 0  # the institutions stand below the buyer by then and the owner is closed: there is no right to end
    confirm_number(connection, row.unit, cvr, who, at)  # by accepting it: a login gives the seller no right any longer
    day = max(register.today(), parse_day(str(data.get("from") or "")))
    ended = [one for one in _rights_over(connection, row.unit) if one.to_day > day and one.actor != who]
    for one in ended:
        desk.end_right(connection, one.number, day, who, at)
    is_authority = any(held.role == AUTHORITY for held in desk.rights_of(connection, who))
    if ended and not is_authority:
        given = RightRow(0, who, ended[0].role, row.unit, None, day, OPEN, 0, row.asker, at)
        desk.give_right(connection, given)
    return min((one.number for one in ended), default=0)


def give_rights_back(register: Register) -> None:
    """Give back the rights that sales ended whose entry was taken back since: on its day the owner has the seller's CVR
    number again. What the buyer got by the sale ends. It is asked after every entry, and at every start.
    """
    for row in cases.with_rights(register.database.reader(), "sale"):
        if (day := _day_of_ended(register, row)) is None or not _is_taken_back(register, row, day):
            continue
        with register.database.desk.writing() as connection:
            fresh = cases.find(connection, row.number) or row
            if not fresh.right_number:
                continue
            at = write_instant(register.clock())
            for one in _rights_over(connection, row.unit):
                before = desk.find_end_before(connection, one.number, day) if one.to_day == day else None
                if before is not None:
                    desk.end_right(connection, one.number, before, "", at, "grant")
                elif (one.actor, one.granted_by, one.from_day) == (row.decided_by, row.asker, day):
                    desk.withdraw_right(connection, one.number, "", at)
            cases.put(connection, fresh._replace(right_number=0))


def _rights_over(connection: Connection, unit: str) -> list[RightRow]:
    """The rights of owners over one owner that are not withdrawn, those too that have ended."""
    found = [one for role in OWNER_ROLES for one in desk.rights_with_role(connection, role) if one.place == unit]
    return sorted(found, key=lambda one: one.number)


def _day_of_ended(register: Register, row: FiledCase) -> int | None:
    """The day with which a sale ended the rights."""
    held = desk.right(register.database.reader(), row.right_number)
    return None if held is None else held.to_day


def _is_taken_back(register: Register, row: FiledCase, day: int) -> bool:
    """Whether the owner is the seller's on the day of the sale, as is known now."""
    found = register.at().on(day).unit(row.unit)
    return found is not None and found.get("cvr") == read_fields(row.stood).get("cvr")


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
