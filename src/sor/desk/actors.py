"""The actors of a register: who there is, what rights they hold, handing on and taking back, and their programs.

Doors ask here who is calling and get a value (``Actor``) that the table of ``access.authority`` judges.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from sor.access.authority import (
    AUTHORITY,
    EVERYWHERE,
    OPERATIONS,
    OWNER_ROLES,
    ROLES,
    VENDOR,
    Actor,
    Place,
    Right,
    make_place,
    refusal,
)
from sor.access.client_secret import hash_secret, matches, new_secret
from sor.access.handing_on import GivenRight, hand_on, in_force
from sor.access.token import LIFETIME, SKEW
from sor.changes.belonging import placed_by
from sor.core.day import OPEN, parse_day, write_day
from sor.core.finding import Finding
from sor.core.identifiers import cvr_problem, tidy_identifier
from sor.core.instant import write_instant
from sor.core.text import Unfit, pass_text
from sor.register import Refused, Register
from sor.rules.addresses import LONGEST_LOCAL_PART, LONGEST_MAILBOX, is_mailbox
from sor.rules.sentences import sentence
from sor.store import actors as desk
from sor.store import cases, plans, reads
from sor.store import sessions as persons
from sor.store.actors import ActorRow, ClientRow, KeyRow, RightRow
from sor.store.database import Connection
from sor.store.sessions import PersonRow

OPERATOR = "operator"
"""Who stands in the audit log for what is done on the machine while there is no authority yet."""

DEMO = "demo"
"""Who stands in the audit log for the actors that come with the sample register."""

NO_AUTHORITY = (
    "Nobody has the register authority's right yet. On the register's machine:"
    ' sor user add ID --name "…", then sor user grant ID --role authority'
)

ID = re.compile(r"[a-z][a-z0-9._-]{0,63}")
LONGEST_NAME = 200
"""How many characters the name of an actor has at most: pages show it whole."""

RESERVED = frozenset({OPERATOR, DEMO, "clock", "sample", "import", "cli", "rule"})


class Denied(Refused):
    """Something that this actor may not do; ``finding`` says why, the message in English."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(sentence(finding, "en"), sentence(finding, "da"))
        self.finding = finding


class KnownActor(NamedTuple):
    """Everything about one actor: its rights and programs, those taken back too, and who logs in as it."""

    row: ActorRow
    rights: list[RightRow]
    counting: frozenset[int]
    clients: list[ClientRow]
    persons: list[PersonRow]


class WantedRight(NamedTuple):
    """A right that someone is to have. ops: None = all of the role. The days are half-open."""

    role: str
    place: str | None
    ops: frozenset[str] | None
    from_day: int
    to_day: int = OPEN


class CountingRight(NamedTuple):
    """A right that counts: as it was given, its holder's name, and what is left of it under those above it."""

    row: RightRow
    name: str
    right: Right


class Actors:
    """The actors of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def actor(self, id: str) -> Actor | None:
        """An actor with the rights that count now; None when there is none or it was removed."""
        connection = self._register.database.reader()
        row = desk.actor(connection, id)
        return None if row is None or row.removed_at else _actor(connection, row)

    def actor_apart_from(self, id: str, giver: str) -> Actor | None:
        """An actor with those of its rights alone that it does not have of somebody: who handed a right on could take
        it back, and does not become two by it.
        """
        connection = self._register.database.reader()
        row = desk.actor(connection, id)
        if row is None or row.removed_at:
            return None
        own = desk.rights_of(connection, id)
        by_number = {one.number: one for one in (*own, *desk.rights_above(connection, own))}

        def is_of_giver(right: RightRow) -> bool:
            above = by_number.get(right.handed_from)
            return above is not None and (above.actor == giver or is_of_giver(above))

        counting = [one.right for one in _read_given(connection, id) if not is_of_giver(by_number[one.number])]
        return Actor(row.id, row.name, counting, row.cvr)

    def with_cvr(self, cvr: str) -> list[Actor]:
        """The actors of a CVR number. The number finds actors; it gives no right."""
        connection = self._register.database.reader()
        return [_actor(connection, row) for row in desk.actors(connection, cvr) if not row.removed_at]

    def list_all(self) -> list[ActorRow]:
        """All actors by id, removed ones too."""
        return desk.actors(self._register.database.reader())

    def find_known(self, id: str) -> KnownActor:
        """Everything about one actor. Raises Refused when there is none."""
        connection = self._register.database.reader()
        row = desk.actor(connection, id)
        if row is None:
            raise _unknown(id)
        counting = frozenset(one.number for one in _read_given(connection, id))
        return KnownActor(
            row, desk.rights_of(connection, id), counting, desk.clients_of(connection, id),
            persons.persons_of(connection, id),
        )  # fmt: skip

    def refuse_unless_may(self, id: str, op: str, unit: str | None) -> None:
        """Raises Refused unless an actor may do something today at a unit; without a unit, unless it is the authority.
        For what is entered on the desk, outside submissions.
        """
        actor = self.actor(id)
        if actor is None:
            raise _unknown(id)
        if unit is None:
            if not self.is_authority(actor):
                raise Refused(f"{id} may not do this: only the register authority may.")
            return
        found = refusal(actor, op, "unit", self.place_of(unit), self.today())
        if found is not None:
            raise Denied(found)

    def is_authority(self, actor: Actor) -> bool:
        """Whether an actor is the register authority today."""
        return _is_authority(actor, self.today())

    def why_not(self, actor: Actor, op: str, unit: str) -> Finding | None:
        """Why an actor may not do something to a unit today, or on its first day when that is to come; None when it
        may. Raises Refused for a unit that is neither open nor to open.
        """
        found, today = self._register.at().unit(unit), self.today()
        day = today if found is None or found["open"] else max(today, parse_day(found["valid_from"]))
        return refusal(actor, op, "unit", self.place_of(unit, day), day)

    def why_not_new(self, actor: Actor, level: str, parent: str | None) -> Finding | None:
        """Why an actor may not make a unit of a level today, below another one or at the top; None when it may. Raises
        Refused for a parent that is not open.
        """
        snapshot = self._register.at()
        line: list[tuple[str, str | None, str | None]] = [("#new", level, None)]
        if parent is not None:
            above = snapshot.summary(parent)
            if above is None:
                raise _not_open(parent, snapshot.at.valid)
            units = [above, *reversed(snapshot.ancestors(parent))]
            line += [(one["code"], one.get("level"), one.get("type")) for one in units]
        return refusal(actor, "create", "unit", make_place(line), self.today())

    def has_authority(self) -> bool:
        """Whether somebody is the register authority, or will be."""
        return _has_authority(self._register.database.reader(), self._register.today())

    def speaker(self, by: str | None) -> str:
        """Who speaks for the whole register: the authority's actor or, while there is none, whoever has the machine.
        Raises Refused for anybody else.
        """
        who = self._who(self._register.database.reader(), by)
        if who is None:
            return OPERATOR
        if not self.is_authority(who):
            raise Refused(f"{who.id} may not do this: only the register authority may.")
        return who.id

    def name_user(self, by: str) -> str:
        """A name under which something that counts for all is done on the machine. Raises Refused where the register
        has an authority and the name is not of its actors: nobody is made to have done what they may not.
        """
        if not _has_authority(self._register.database.reader(), self._register.today()):
            return by
        return self.speaker(by)

    def has_program(self) -> bool:
        """Whether some program may get tokens; in a real register the demo's do not count."""
        return desk.has_client(self._register.database.reader(), but_made_by="" if self._register.is_demo else DEMO)

    def today(self) -> int:
        """The Danish day now."""
        return self._register.today()

    def add(self, id: str, name: str, by: str | None, *, cvr: str | None = None, email: str | None = None) -> None:
        """Add an actor without rights. by: an actor with some right; None only while there is no authority. cvr: by
        which callers are known as this actor; given by who may vouch for it.
        """
        _refuse_bad_id(id)
        try:
            name, email = pass_text(name, "name"), email and pass_text(email, "email")
        except Unfit as error:
            raise Refused(str(error)) from None
        _refuse_bad_name(name)
        _refuse_bad_email(email)
        cvr = tidy_identifier("cvr", cvr) if cvr else cvr
        if cvr is not None and (problem := cvr_problem(cvr)):
            raise Refused(f"{cvr} is no CVR number: {problem}")
        with self._register.database.desk.writing() as connection:
            who = self._who(connection, by)
            if who is not None and not who.rights:
                raise Refused(f"{who.id} holds no right and cannot add actors.")
            if who is not None and cvr is not None and not self._may_vouch(who, cvr):
                raise Refused(
                    f"{who.id} cannot vouch for CVR {cvr}: callers would be known by it as {id}. The register authority"
                    " can, and whoever is known by that number; a vendor cannot. Leave it out, or ask the authority."
                )
            if desk.actor(connection, id) is not None:
                raise Refused(f"There is an actor {id} already. Ids are not used again, because the log names them.")
            desk.add_actor(connection, ActorRow(id, name, cvr, email, self._now(), by or OPERATOR))

    def remove(self, id: str, by: str | None, *, erase: bool = False) -> None:
        """Let an actor be one no longer: its rights and programs end at once. Erased, its name, CVR and e-mail too, and
        what it wrote in cases and plans; its open cases are withdrawn, its open plans refused.
        """
        with self._register.database.desk.writing() as connection:
            who, row = self._who(connection, by), _row(connection, id)
            if who is not None and who.id != id and not _is_authority(who, self._register.today()):
                raise Refused(f"{who.id} cannot remove {id}: only the register authority or {id} itself can.")
            if not row.removed_at:
                desk.remove_actor(connection, id, by or OPERATOR, self._now())
            if erase:
                desk.erase_actor(connection, id, by or OPERATOR, self._now())
                cases.forget_actor(connection, id, by or OPERATOR, self._now())
                plans.forget_actor(connection, id)

    def grant(self, id: str, wanted: WantedRight, by: str | None) -> int:
        """Give an actor a right; gives its number. Raises Denied when it is wider than what the giver holds, Refused
        when it cannot be a right at all. by: None only for the first authority.
        """
        place = self.place_for(wanted)
        with self._register.database.desk.writing() as connection:
            return self.grant_within(connection, id, wanted, place, by)

    def grant_within(
        self, connection: Connection, id: str, wanted: WantedRight, place: Place | None, by: str | None
    ) -> int:
        """``grant`` as part of what else is written; place: what ``place_for`` gave."""
        right = Right(wanted.role, wanted.place, wanted.ops, wanted.from_day, wanted.to_day)
        who = self._who(connection, by)
        _row(connection, id, there=True)
        source: int | Finding = 0
        if who is not None:
            source = hand_on(who, _read_given(connection, who.id), right, place)
        elif (wanted.role, wanted.place, wanted.ops) != (AUTHORITY, None, None):
            raise Refused(f"{NO_AUTHORITY} (whole and everywhere). Everything else is granted by an actor: --as ID")
        if isinstance(source, Finding):
            raise Denied(source)
        ops = None if wanted.ops is None else " ".join(op for op in OPERATIONS if op in wanted.ops)
        days = (wanted.from_day, wanted.to_day)
        given = RightRow(0, id, wanted.role, wanted.place, ops, *days, source, by or OPERATOR, self._now())
        return desk.give_right(connection, given)

    def place_for(self, wanted: WantedRight) -> Place | None:
        """Where the place of a right stands that somebody is to have. Raises Refused for what can be no right."""
        _refuse_bad_right(wanted)
        place = self._place(wanted)
        _refuse_empty_right(wanted, place)
        return place

    def why_not_hand_on(self, id: str, wanted: WantedRight, place: Place | None) -> Finding | None:
        """Why an actor cannot give a right to others; None when it can."""
        right = Right(wanted.role, wanted.place, wanted.ops, wanted.from_day, wanted.to_day)
        connection = self._register.database.reader()
        row = desk.actor(connection, id)
        who = Actor(id) if row is None else _actor(connection, row)
        found = hand_on(who, _read_given(connection, id), right, place)
        return found if isinstance(found, Finding) else None

    def rights_under(self, by: Actor) -> list[CountingRight]:
        """The rights that count and that an actor may take back: its own, those it gave, those handed on out of its
        own; the authority's are all. By place, then by holder.
        """
        connection = self._register.database.reader()
        rows = {row.number: row for role in ROLES for row in desk.rights_with_role(connection, role)}
        names = {row.id: row.name for row in desk.actors(connection)}
        today = self._register.today()
        found = [
            CountingRight(rows[one.number], names.get(one.actor, ""), one.right)
            for one in _in_force(connection, list(rows.values()))
            if one.number in rows and _may_take_back(connection, by, rows[one.number], today)
        ]
        return sorted(found, key=lambda one: (one.row.place or "", one.row.actor, one.row.number))

    def withdraw(self, number: int, by: str | None) -> list[int]:
        """Take a right back, with all that was handed on out of it; gives the numbers of those that count no more."""
        with self._register.database.desk.writing() as connection:
            who, row = self._who(connection, by), desk.right(connection, number)
            if row is None:
                raise Refused(
                    f"There is no right {number}. See: sor user show ACTOR", f"Der er ingen ret nummer {number}."
                )
            if row.withdrawn_at:
                raise Refused(
                    f"Right {number} was taken back at {row.withdrawn_at} already.",
                    f"Ret {number} er allerede taget tilbage ({row.withdrawn_at}).",
                )
            if who is not None and not _may_take_back(connection, who, row, self._register.today()):
                raise Refused(
                    f"{who.id} cannot take right {number} back: the register authority can, {row.actor} itself, and"
                    " those who gave it or hold a right it came from.",
                    f"{who.id} kan ikke tage ret {number} tilbage: det kan registermyndigheden, {row.actor} selv og de,"
                    " der har givet den eller har en ret, den stammer fra.",
                )
            before = _counting(connection)
            desk.withdraw_right(connection, number, by or OPERATOR, self._now())
            return sorted(before - _counting(connection))

    def new_secret(self, id: str, by: str | None, client: str | None = None) -> tuple[str, str]:
        """Make a program that gets tokens as an actor, or give it another secret: (client id, secret). The secret is
        shown here only.
        """
        client_id = client or id
        _refuse_bad_id(client_id)
        secret = new_secret()
        with self._register.database.desk.writing() as connection:
            who = self._who(connection, by)
            _row(connection, id, there=True)
            if who is not None and who.id != id and not _is_authority(who, self._register.today()):
                raise Refused(
                    f"{who.id} cannot make a secret for {id}: only the register authority or {id} itself can."
                )
            had = desk.client(connection, client_id)
            if had is not None and had.actor != id:
                raise Refused(f"The program {client_id} belongs to another actor. Name another one with --client.")
            desk.put_client(connection, ClientRow(client_id, id, hash_secret(secret), self._now(), by or OPERATOR))
        return client_id, secret

    def withdraw_client(self, client: str, by: str | None) -> None:
        """Let a program get no tokens any more; those it has end at once."""
        with self._register.database.desk.writing() as connection:
            who, row = self._who(connection, by), desk.client(connection, client)
            if row is None:
                raise Refused(f"There is no program {client}.")
            if who is not None and who.id != row.actor and not _is_authority(who, self._register.today()):
                raise Refused(f"{who.id} cannot withdraw {client}: only the register authority or {row.actor} can.")
            desk.withdraw_client(connection, client, by or OPERATOR, self._now())

    def program(self, client: str, secret: str) -> ClientRow | None:
        """The program with this id and secret, when it and its actor are in use; None otherwise, as slowly."""
        connection = self._register.database.reader()
        row = desk.client(connection, client) if ID.fullmatch(client) else None
        is_right = matches(secret, row.secret if row else None)
        return self.in_use(row.id, secret_of(row)) if is_right and row is not None else None

    def in_use(self, client: str, secret: str) -> ClientRow | None:
        """The program, when it still has the secret of that mark (``secret_of``), and it and its actor are in use."""
        connection = self._register.database.reader()
        row = desk.client(connection, client)
        if row is None or row.withdrawn_at or secret_of(row) != secret:
            return None
        actor = desk.actor(connection, row.actor)
        return None if actor is None or actor.removed_at else row

    def link(self, id: str, issuer: str, subject: str, by: str | None) -> None:
        """Let a person log in as an actor. issuer, subject: who the person is, as their identity provider says; whoever
        has logged in before stands in the log as ``person-…`` and finds both with ``sor user show``. Raises Refused.
        """
        with self._register.database.desk.writing() as connection:
            who = self.speaker(by)
            _row(connection, id, there=True)
            persons.link(connection, PersonRow(issuer, subject, id, self._now(), who))

    def unlink(self, issuer: str, subject: str, by: str | None) -> None:
        """Let a person be nobody here; their sessions as that actor end. Raises Refused."""
        with self._register.database.desk.writing() as connection:
            who = self.speaker(by)
            row = persons.person(connection, issuer, subject)
            if row is None or row.actor == persons.NOBODY:
                raise Refused(f"Nobody is known as {subject} at {issuer}. See: sor user show ACTOR")
            persons.unlink(connection, row, who, self._now())
            persons.end_sessions(connection, row.actor)

    def signing_keys(self) -> list[KeyRow]:
        """The keys of this register's tokens: first the one that signs, made the first time, then those that signed
        tokens which have not run out.
        """
        kept = desk.signing_keys(self._register.database.reader())
        if not kept:
            with self._register.database.desk.writing() as connection:
                kept = desk.signing_keys(connection) or [desk.make_signing_key(connection, "register", self._now())]
        since = write_instant(self._register.clock() - timedelta(seconds=LIFETIME + SKEW))
        return [kept[0], *(key for newer, key in pairwise(kept) if newer.made_at > since)]

    def new_signing_key(self, by: str | None) -> KeyRow:
        """A key that signs from now on; tokens of the one before run out by themselves. Raises Refused."""
        with self._register.database.desk.writing() as connection:
            return desk.make_signing_key(connection, self.speaker(by), self._now())

    def drop_signing_key(self, id: str, by: str | None) -> None:
        """Forget a key that may be known to others: the tokens that it signed end at once. Raises Refused."""
        with self._register.database.desk.writing() as connection:
            who = self.speaker(by)
            if id not in {key.id for key in desk.signing_keys(connection)}:
                raise Refused(f"There is no key {id}. See: sor keys list")
            desk.drop_signing_key(connection, id, who, self._now())

    def _place(self, wanted: WantedRight) -> Place | None:
        """Where the place of a wanted right stands now. Raises Refused when the register does not know it."""
        return None if wanted.place is None else self.place_of(wanted.place)

    def place_of(self, code: str, day: int | None = None) -> Place:
        """Where a unit stands on a day, or today. Raises Refused when it is not open then."""
        snapshot = self._register.at()
        if day is not None:
            snapshot = snapshot.on(day)
        if snapshot.summary(code) is None:
            raise _not_open(code, snapshot.at.valid)
        return placed_by(reads.chain_at(self._register.database.reader(), code, snapshot.at))

    def _who(self, connection: Connection, by: str | None) -> Actor | None:
        """Who does it; None = whoever has the machine, which counts only while nobody has the authority's right."""
        if by is None:
            if _has_authority(connection, self._register.today()):
                raise Refused("Say who does it, with --as ACTOR: this register has an authority.")
            return None
        row = desk.actor(connection, by)
        if row is None or row.removed_at:
            raise _unknown(by)
        return _actor(connection, row)

    def _may_vouch(self, who: Actor, cvr: str) -> bool:
        """Whether an actor may say that another one is of a CVR number: the authority, and one who is known by it."""
        return _is_authority(who, self._register.today()) or (
            who.cvr == cvr and any(right.role != VENDOR for right in who.rights)
        )

    def _now(self) -> str:
        return write_instant(self._register.clock())


def secret_of(row: ClientRow) -> str:
    """A mark by which a program's secret is known from the one after, without telling it."""
    return sha256(row.secret.encode()).hexdigest()[:16]


def _actor(connection: Connection, row: ActorRow) -> Actor:
    return Actor(row.id, row.name, [one.right for one in _read_given(connection, row.id)], row.cvr)


def _read_given(connection: Connection, id: str) -> list[GivenRight]:
    """The rights of an actor that count now."""
    own = desk.rights_of(connection, id)
    return [one for one in _in_force(connection, [*own, *desk.rights_above(connection, own)]) if one.actor == id]


def _in_force(connection: Connection, rows: Sequence[RightRow]) -> list[GivenRight]:
    """Of rights with all those above them, the ones that count. With an actor goes what it handed on."""
    removed = desk.find_removed(connection)
    return in_force(
        GivenRight(
            row.number,
            row.actor,
            Right(
                row.role, row.place, None if row.ops is None else frozenset(row.ops.split()), row.from_day, row.to_day
            ),
            row.handed_from,
            row.withdrawn_at is None and row.actor not in removed,
        )
        for row in rows
    )


def _counting(connection: Connection) -> set[int]:
    rows = [row for role in ROLES for row in desk.rights_with_role(connection, role)]
    return {one.number for one in _in_force(connection, rows)}


def _is_authority(who: Actor, today: int) -> bool:
    return any(
        right.role == AUTHORITY and right.place is None and right.ops is None and right.from_day <= today < right.to_day
        for right in who.rights
    )


def _has_authority(connection: Connection, today: int) -> bool:
    """Whether somebody is the authority, or will be."""
    return any(
        row.place is None and row.ops is None and today < row.to_day
        for row in desk.rights_with_role(connection, AUTHORITY)
    )


def _may_take_back(connection: Connection, who: Actor, row: RightRow, today: int) -> bool:
    above = desk.rights_above(connection, [row])
    return _is_authority(who, today) or who.id in {row.actor, row.granted_by, *(one.actor for one in above)}


def _row(connection: Connection, id: str, *, there: bool = False) -> ActorRow:
    row = desk.actor(connection, id)
    if row is None or (there and row.removed_at):
        raise _unknown(id)
    return row


def _not_open(code: str, day: int) -> Refused:
    then = write_day(day)
    return Refused(
        f"There is no unit {code} that is open on {then}. Name an owner or a unit.",
        f"Der er ingen enhed {code}, der er åben den {then}. Nævn en ejer eller en enhed.",
    )


def _unknown(id: str) -> Refused:
    return Refused(f"There is no actor {id}. See: sor user list", f"Der er ingen bruger {id[:50]}.", "actor")


def _refuse_bad_id(id: str) -> None:
    if not ID.fullmatch(id) or id in RESERVED:
        raise Refused(
            f"'{id}' cannot be an id. Write a small letter, then letters, digits and . _ - saying what it is, such as"
            " region-midtjylland-1. It stands in the log for ever: no names of persons."
        )


def _refuse_bad_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise Refused(f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}.")


def _refuse_bad_email(email: str | None) -> None:
    if email and not is_mailbox(email):
        raise Refused(
            f"'{email[:60]}' is no e-mail address to which mail can be sent: one, such as mail@example.dk, of at most"
            f" {LONGEST_MAILBOX} characters, {LONGEST_LOCAL_PART} of them before the @."
        )


def _refuse_empty_right(wanted: WantedRight, place: Place | None) -> None:
    """A role over another sort of owner would allow nothing."""
    if place is not None and wanted.role in OWNER_ROLES and place.owner_kind != wanted.role:
        raise Refused(
            f"{wanted.place} belongs to an owner of kind {place.owner_kind}; the role {wanted.role} allows nothing.",
            f"{wanted.place} hører til en ejer af slagsen {place.owner_kind}; rollen {wanted.role} tillader intet dér.",
            "role",
        )


def _refuse_bad_right(wanted: WantedRight) -> None:
    if wanted.role not in ROLES:
        raise Refused(
            f"'{wanted.role[:40]}' is no role. The roles are: {', '.join(ROLES)}.",
            f"»{wanted.role[:40]}« er ingen rolle. Rollerne er: {', '.join(ROLES)}.",
            "role",
        )
    if wanted.ops is not None and (unknown := sorted(wanted.ops - set(OPERATIONS))):
        raise Refused(
            f"{', '.join(unknown)}: no operation. The operations are: {', '.join(OPERATIONS)}.",
            f"{', '.join(unknown)}: ingen handling. Handlingerne er: {', '.join(OPERATIONS)}.",
            "ops",
        )
    if wanted.ops is not None and not wanted.ops:
        raise Refused(
            "A right without any operation is none. Leave them out to give all of the role.",
            "En ret uden handlinger er ingen ret. Udelad dem for at give alle rollens.",
            "ops",
        )
    if wanted.from_day >= wanted.to_day:
        first = write_day(wanted.from_day)
        raise Refused(
            f"The right would end before it begins ({first}).",
            f"Retten ville ende, før den begynder ({first}).",
            "to",
        )
    if wanted.place is None and wanted.role not in EVERYWHERE:
        raise Refused(
            f"The right of {wanted.role} is about a place. Name an owner or a unit: --place CODE",
            f"Retten som {wanted.role} gælder et sted. Nævn en ejer eller en enhed.",
            "place",
        )
