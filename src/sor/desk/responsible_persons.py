"""Responsible persons: who answers for what the register says of a place, named by those who keep it.

A person counts while the place is open and its owner is the one for whom they were named. Whoever keeps the place for
another owner confirms them or takes them off (``docs/decisions/responsible-persons.md``).
"""

import uuid
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sor.access.authority import KINDS_OF_OWNER, MUNICIPALITY, PRIVATE, REGION, UNKNOWN, Actor, keeps
from sor.core.as_of import AsOf
from sor.core.finding import Finding
from sor.core.identifiers import tidy_identifier
from sor.core.instant import write_instant
from sor.core.text import Unfit, pass_text
from sor.core.tree import DEEPEST
from sor.desk.actors import Actors
from sor.register import MASTER, IsMirror, Refused, Register
from sor.rules.addresses import FORMS, LONGEST, SHORTEST, is_mailbox
from sor.rules.responsible import MISSING, SAME_ROLE, THIRD
from sor.store import audit_log
from sor.store import responsible_persons as desk
from sor.store.database import Connection
from sor.store.responsible_persons import ResponsibleRow, UnitFrame

RESPONSIBLE, DEPUTY = "responsible", "deputy"
ROLES = (RESPONSIBLE, DEPUTY)
ADDRESS, FORM = "address", "form"
CONTACTS = (ADDRESS, FORM)
"""How a person is reached: by the address, which everybody sees, or by a form, behind which it stays."""

MOST = 2
"""Persons of a place."""

LONGEST_NAME, LONGEST_CODE = 60, 40
TWO_OF_A_ROLE = frozenset({REGION, MUNICIPALITY})
"""Kinds of owner that may have two responsible persons; everybody else has one and a deputy."""


class Lacks(Refused):
    """What is given of a person and cannot be taken; field: the one at fault."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


class NotYourPlace(Refused):
    """A place that this actor does not keep."""


class NobodyThere(Refused):
    """A person who is not, or not any more."""

    @classmethod
    def of_id(cls, id: str) -> "NobodyThere":
        """Of an id that nobody has."""
        return cls(
            f"There is no responsible person {id[:40]}; they may have been removed.",
            f"Der er ingen SOR-ansvarlig {id[:40]}; den kan være fjernet.",
        )


class GivenPerson(NamedTuple):
    """What is said of a person."""

    place: str
    role: str
    name: str
    email: str
    phone: str = ""
    contact: str = ADDRESS


class PersonAtPlace(NamedTuple):
    """A person with the place. owner_kind: region, municipality, private, state or unknown. counts: whether they were
    named, or confirmed, for the owner that the place has today.
    """

    row: ResponsibleRow
    place_name: str
    owner_kind: str
    counts: bool

    @property
    def public_email(self) -> str:
        """The address, where everybody sees it; empty behind a form."""
        return self.row.email if self.row.contact == ADDRESS else ""


class ResponsiblePersons:
    """The responsible persons of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._database = register.database
        self._actors = Actors(register)

    def list_persons(self, place: str = "", sought: str = "") -> list[PersonAtPlace]:
        """The persons who count, by place; of one place, and those who are sought by place, name or public address."""
        found = [one for one in self._list_placed(place) if one.counts]
        word = sought.strip().casefold()
        return [one for one in found if word in _make_searched(one)] if word else found

    def of_place(self, actor: Actor | None, place: str) -> list[PersonAtPlace]:
        """The persons of a place; for who keeps it, also those who do not count any more."""
        is_keeper = actor is not None and self.may_keep(actor, place)
        return [one for one in self._list_placed(place) if one.counts or is_keeper]

    def person(self, id: str) -> PersonAtPlace | None:
        """A person of an open place, whether they count or not."""
        row = desk.find(self._database.reader(), id)
        found = [] if row is None else [one for one in self._list_placed(row.place) if one.row.id == id]
        return found[0] if found else None

    def with_name(self, place: str, name: str) -> str:
        """The id of whoever has a name at a place; empty for nobody."""
        wanted = " ".join(name.split()).casefold()
        return next((one.row.id for one in self._list_placed(place) if one.row.name.casefold() == wanted), "")

    def above(self, place: str) -> list[PersonAtPlace]:
        """The persons of the nearest unit above a place that has some."""
        for one in reversed(self._register.at().ancestors(place)):
            if found := self.list_persons(one["code"]):
                return found
        return []

    def kind_of(self, place: str) -> str:
        """The kind of a place's owner; empty for a place that is not open."""
        try:
            return self._actors.place_of(place).owner_kind
        except Refused:
            return ""

    def refuse_stranger(self, actor: Actor, place: str) -> None:
        """Raises Refused for a place that an actor does not keep, or that is not open."""
        self._find_kept(actor, place)

    def is_known(self, code: str) -> bool:
        """Whether the register knows a unit of this code, of whatever day."""
        return self._register.at().is_known("unit", code)

    def may_keep(self, actor: Actor, place: str) -> bool:
        """Whether an actor says who answers for a place."""
        try:
            return keeps(actor, self._actors.place_of(place), self._register.today())
        except Refused:
            return False

    def add(self, actor: Actor, given: GivenPerson, door: str) -> PersonAtPlace:
        """Name a person of a place. Raises Refused."""
        self._refuse_mirror()
        place = tidy_identifier("code", given.place.strip())
        owner, kind = self._find_kept(actor, place)
        fit = _fit(given, kind)
        now = write_instant(self._register.clock())
        row = ResponsibleRow(
            uuid.uuid4().hex, place, owner, fit.role, fit.name, fit.email, fit.phone, fit.contact, actor.id, now, now
        )
        with self._database.desk.writing() as connection:
            _refuse_crowd(self._others(connection, row), row, kind)
            desk.add(connection, row, door)
        return self._whole(row)

    def change(self, actor: Actor, id: str, given: GivenPerson, door: str) -> PersonAtPlace:
        """Say something else of a person, at the same place; it confirms them too. Raises Refused."""
        with self._database.desk.writing() as connection:
            before = self._row(connection, id)
            owner, kind = self._find_kept(actor, before.place)
            if tidy_identifier("code", given.place.strip()) != before.place:
                raise Lacks(
                    "place",
                    f"The person stands at {before.place} and stays there. Name them at the other place instead.",
                    f"Personen står ved {before.place} og bliver der. Angiv den i stedet ved det andet sted.",
                )  # fmt: skip
            fit = _fit(given, kind)
            now = write_instant(self._register.clock())
            after = before._replace(
                owner=owner, role=fit.role, name=fit.name, email=fit.email, phone=fit.phone, contact=fit.contact,
                confirmed_at=now, reminded_at="",
            )  # fmt: skip
            _refuse_crowd(self._others(connection, after), after, kind)
            desk.put(connection, before, after, actor.id, "edit", door)
        return self._whole(after)

    def confirm(self, actor: Actor, id: str, door: str) -> PersonAtPlace:
        """Say that a person is the right one still, for the owner that the place has today. Raises Refused."""
        with self._database.desk.writing() as connection:
            before = self._row(connection, id)
            owner, kind = self._find_kept(actor, before.place)
            after = before._replace(
                owner=owner, confirmed_at=write_instant(self._register.clock()), reminded_at=""
            )  # fmt: skip
            _fit(_read_given(after), kind)
            if before.owner != owner:
                _refuse_crowd(self._others(connection, after), after, kind)
            desk.put(connection, before, after, actor.id, "confirm", door)
        return self._whole(after)

    def remove(self, actor: Actor, id: str, door: str) -> None:
        """Take a person off, who is forgotten with it. Raises Refused."""
        with self._database.desk.writing() as connection:
            row = self._row(connection, id)
            self._find_kept(actor, row.place)
            desk.remove(connection, row, actor.id, write_instant(self._register.clock()), door)

    def findings(self) -> list[Finding]:
        """The places that lack a responsible person, or have too many, by code."""
        at, connection = self._register.at().at, self._database.reader()
        units = {one.code: one for one in desk.owners_and_institutions(connection, at)}
        return self.findings_among(units, self.list_persons())

    def mark(self) -> tuple[Hashable, ...]:
        """What ``findings`` depends on: the desk, the log and the day."""
        rows = audit_log.head(self._database.reader()).rows
        epoch = self._register.facts().get("epoch", "")
        return (rows, self._register.serial(), self._register.today(), epoch)

    def findings_among(self, units: Mapping[str, UnitFrame], placed: Sequence[PersonAtPlace]) -> list[Finding]:
        """The same among some owners and institutions, of those who are placed. units: with those above them."""
        has = {one.row.place for one in placed}
        found = [_missing(one) for one in units.values() if _must_have(one, units) and not _is_covered(one, units, has)]
        found += _crowds(placed)
        return sorted(found, key=lambda one: one.key)

    def _list_placed(self, place: str = "") -> list[PersonAtPlace]:
        """The persons of open places, or of one, with their owners."""
        at, connection = self._register.at().at, self._database.reader()
        rows = desk.at_open_places(connection, at, place)
        owners = _owners(connection, at, {frame.code: frame for _, frame in rows})
        found = []
        for row, frame in rows:
            owner = owners[frame.code]
            counts = (owner.code if owner else "") == row.owner
            found.append(PersonAtPlace(row, frame.name or frame.code, _kind(owner), counts))
        return found

    def _others(self, connection: Connection, row: ResponsibleRow) -> list[ResponsibleRow]:
        """The other persons of a place who are named for the same owner."""
        return [one for one in desk.all_of(connection, row.place) if one.owner == row.owner and one.id != row.id]

    def _find_kept(self, actor: Actor, place: str) -> tuple[str, str]:
        """The owner of a place that an actor keeps, and its kind. Raises Refused."""
        if len(place) > LONGEST_CODE or not self.is_known(place):
            raise Lacks(
                "place", f"There is no unit {place[:LONGEST_CODE]}. Name an owner or a unit.",
                f"Der er ingen enhed {place[:LONGEST_CODE]}. Nævn en ejer eller en enhed.",
            )  # fmt: skip
        try:
            stands = self._actors.place_of(place)
        except Refused as error:
            raise Lacks("place", str(error), error.danish) from None
        if not keeps(actor, stands, self._register.today()):
            raise NotYourPlace(
                f"Who answers for {place} is said by whoever keeps it, and by the register authority. You hold no"
                " right over it; ask for one with a case of kind access.",
                f"Hvem der er ansvarlig for {place}, siger den, der vedligeholder stedet, og registermyndigheden. Du"
                " har ingen ret over det; bed om en med en sag om adgang.",
            )
        return stands.owner or "", stands.owner_kind

    def _row(self, connection: Connection, id: str) -> ResponsibleRow:
        """Raises NobodyThere."""
        self._refuse_mirror()
        row = desk.find(connection, id)
        if row is None:
            raise NobodyThere.of_id(id)
        return row

    def _refuse_mirror(self) -> None:
        if self._register.role != MASTER:
            source = self._register.follows()
            raise (
                IsMirror.copy_of(source.url)
                if source is not None
                else IsMirror(
                    "This register is a mirror and takes no changes of its own.",
                    "Dette register er et spejl og tager ikke selv imod ændringer.",
                )
            )

    def _whole(self, row: ResponsibleRow) -> PersonAtPlace:
        found = self.person(row.id)
        if found is None:
            raise NobodyThere(f"{row.place} was closed meanwhile.", f"{row.place} er lukket i mellemtiden.")
        return found


def _make_searched(one: PersonAtPlace) -> str:
    """What of a person is searched; an address behind a form is not."""
    row = one.row
    return f"{one.place_name}\n{row.place}\n{row.name}\n{one.public_email}\n{row.phone}".casefold()


def _owners(connection: Connection, at: AsOf, units: Mapping[str, UnitFrame]) -> dict[str, UnitFrame | None]:
    """The owner of each of some units; None where it has none."""
    known = dict(units)
    for _ in range(DEEPEST):
        wanted = {one.parent for one in known.values() if one.level != "IO" and one.parent} - known.keys()
        if not wanted:
            break
        above = desk.frames_at(connection, wanted, at)
        if not above:
            break
        known |= above
    return {code: _owner_above(one, known) for code, one in units.items()}


def _owner_above(unit: UnitFrame, known: Mapping[str, UnitFrame]) -> UnitFrame | None:
    return next((one for one in _line(unit, known) if one.level == "IO"), None)


def _line(unit: UnitFrame, known: Mapping[str, UnitFrame]) -> Iterable[UnitFrame]:
    """A unit and those above it that are known, a cycle cut where it closes."""
    seen: set[str] = set()
    one: UnitFrame | None = unit
    while one is not None and one.code not in seen:
        seen.add(one.code)
        yield one
        one = known.get(one.parent or "")


def _kind(owner: UnitFrame | None) -> str:
    return UNKNOWN if owner is None else KINDS_OF_OWNER.get(owner.type or "", UNKNOWN)


def _must_have(unit: UnitFrame, units: Mapping[str, UnitFrame]) -> bool:
    """Whether a place must have somebody: municipalities and regions, and the institutions of private owners."""
    kind = _kind(_owner_above(unit, units))
    return kind in TWO_OF_A_ROLE if unit.level == "IO" else kind == PRIVATE


def _is_covered(unit: UnitFrame, units: Mapping[str, UnitFrame], has: set[str]) -> bool:
    return any(one.code in has for one in _line(unit, units))


def _missing(unit: UnitFrame) -> Finding:
    return MISSING.finding("unit", unit.code, {"name": unit.name or unit.code})


def _crowds(placed: Sequence[PersonAtPlace]) -> list[Finding]:
    """The places that have more persons than they can, or two in a role that one has."""
    by_place: dict[str, list[PersonAtPlace]] = {}
    for one in placed:
        by_place.setdefault(one.row.place, []).append(one)
    found = []
    for place, there in by_place.items():
        name, most = there[0].place_name, _most_of_a_role(there[0].owner_kind, there[0].row)
        of_a_role = max(sum(one.row.role == role for one in there) for role in ROLES)
        if len(there) > MOST:
            found.append(THIRD.finding("unit", place, {"name": name, "count": len(there)}))
        elif of_a_role > most:
            found.append(SAME_ROLE.finding("unit", place, {"name": name, "count": of_a_role}))
    return found


def _most_of_a_role(kind: str, row: ResponsibleRow) -> int:
    """How many persons of a place may have the same role."""
    return MOST if kind in TWO_OF_A_ROLE and row.place == row.owner else 1


def _refuse_crowd(others: Sequence[ResponsibleRow], row: ResponsibleRow, kind: str) -> None:
    """Raises Lacks for a person who is there already, a third, or a second in a role that one has."""
    if any(one.name.casefold() == row.name.casefold() for one in others):
        raise Lacks("name", f"{row.name} stands at this place already.", f"{row.name} står der allerede på dette sted.")
    if len(others) >= MOST:
        raise Lacks(
            "place", "The place has two persons already; remove one before you name another.",
            "Stedet har allerede to personer; fjern en, før du udpeger en anden.",
        )  # fmt: skip
    if sum(one.role == row.role for one in others) >= _most_of_a_role(kind, row):
        raise Lacks(
            "role",
            "The place has one responsible person and one deputy; that role is taken. Choose the other, or remove who"
            " has it.",
            "Stedet har én ansvarlig og én stedfortræder, og den rolle er optaget. Vælg den anden, eller fjern den, der"
            " har den.",
        )


def _read_given(row: ResponsibleRow) -> GivenPerson:
    return GivenPerson(row.place, row.role, row.name, row.email, row.phone, row.contact)


def _fit(given: GivenPerson, kind: str) -> GivenPerson:
    """What is said of a person, as it is kept. kind: of the place's owner. Raises Lacks."""
    if given.role not in ROLES:
        raise Lacks(
            "role", f"'{given.role[:40]}' is no role. The roles are: {', '.join(ROLES)}.",
            f"»{given.role[:40]}« er ingen rolle. Rollerne er: {', '.join(ROLES)}.",
        )  # fmt: skip
    name = " ".join(_pass_text("name", given.name).split())
    email, phone = _pass_text("email", given.email).strip(), _pass_text("phone", given.phone).strip()
    if not name:
        raise Lacks("name", "Write the person's name.", "Skriv personens navn.")
    if len(name) > LONGEST_NAME:
        raise Lacks(
            "name", f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}.",
            f"Et navn har højst {LONGEST_NAME} tegn; dette har {len(name)}.",
        )  # fmt: skip
    if "<" in name or ">" in name:
        raise Lacks("name", "A name holds no < and no >.", "Et navn indeholder ikke < eller >.")
    if not is_mailbox(email):
        raise Lacks(
            "email",
            f"'{email[:60]}' is no e-mail address to which mail can be sent. Write one, such as mail@example.dk.",
            f"»{email[:60]}« er ingen e-mailadresse, som der kan sendes mail til. Skriv én, fx mail@example.dk.",
        )  # fmt: skip
    if phone and not (SHORTEST <= len(phone) <= LONGEST and FORMS["phone"].fullmatch(phone)):
        raise Lacks(
            "phone",
            f"'{phone[:40]}' is no telephone number: {SHORTEST} to {LONGEST} characters, digits, blanks and"
            " + ( ) . / -.",
            f"»{phone[:40]}« er intet telefonnummer: {SHORTEST} til {LONGEST} tegn, cifre, blanktegn og + ( ) . / -.",
        )
    if given.contact not in CONTACTS:
        raise Lacks(
            "contact", f"'{given.contact[:40]}' is no way to reach somebody. Choose: {', '.join(CONTACTS)}.",
            f"»{given.contact[:40]}« er ingen måde at nå nogen på. Vælg: {', '.join(CONTACTS)}.",
        )  # fmt: skip
    if given.contact == FORM and kind != PRIVATE:
        raise Lacks(
            "contact", "The work address of a public owner's responsible person is public. Choose address.",
            "En offentlig ejers SOR-ansvarlige står med sin arbejdsadresse. Vælg address.",
        )  # fmt: skip
    return GivenPerson(given.place, given.role, name, email, phone, given.contact)


def _pass_text(field: str, text: str) -> str:
    """Raises Lacks for a text that the register does not keep."""
    try:
        return pass_text(text, field)
    except Unfit as error:
        raise Lacks(field, str(error), error.danish) from None
