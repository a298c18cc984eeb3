"""Somebody's word that all that the register says of a place is still right: by whoever keeps it, or by a link in a
mail to whoever answers for it. It changes nothing, stands beside the log, and holds for the place and all below it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from sor.access.authority import Actor
from sor.access.token import ALGORITHM, LONGEST
from sor.core.instant import write_instant
from sor.core.shapes import Fields, text_in
from sor.desk.actors import Actors
from sor.desk.responsible_persons import PersonAtPlace, ResponsiblePersons
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import confirmations, sessions
from sor.store import responsible_persons as desk
from sor.store.confirmations import Confirmation

PURPOSE = "still-right"
GOOD_FOR = timedelta(days=60)
"""For how long a link can be used."""

BY_LINK = "responsible:"
"""Before the id of a person, as whom somebody confirmed without a login."""

FORGED, OLD, USED, GONE = "forged", "old", "used", "gone"


class BadLink(Refused):
    """A link that confirms nothing. kind: forged, old, used, or gone, when the person answers for the place no more."""

    def __init__(self, kind: str) -> None:
        super().__init__(*SAID[kind])
        self.kind = kind


SAID = {
    FORGED: (
        "The link is none of this register's, or cut off. Open it from the mail again; nothing was confirmed.",
        "Linket er ikke et af registrets, eller det er skåret af. Åbn det fra mailen igen; intet er bekræftet.",
    ),
    OLD: (
        "The link has run out after 60 days; nothing was confirmed. Sign in to confirm, or wait for the next mail.",
        "Linket er udløbet efter 60 dage; intet er bekræftet. Log ind og bekræft, eller vent på den næste mail.",
    ),
    USED: (
        "The link has been used; it works once. What it confirmed stands, and nothing was confirmed again.",
        "Linket er brugt; det virker én gang. Det, som det bekræftede, står, og intet er bekræftet igen.",
    ),
    GONE: (
        "Whoever got the mail does not answer for the place any more. Nothing was confirmed.",
        "Den, der fik mailen, er ikke længere ansvarlig for stedet. Intet er bekræftet.",
    ),
}
"""What is said of each, in English and Danish."""


class ConfirmingLink(NamedTuple):
    """What a link says that one of our keys signed. mark: by which it is known when it is used."""

    person: PersonAtPlace
    mark: str
    ends_at: int


class StillRight:
    """The confirmations of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings
        self._actors = Actors(register)
        self._persons = ResponsiblePersons(register)

    def may_confirm(self, actor: Actor, place: str) -> bool:
        """Whether an actor keeps a place."""
        return self._persons.may_keep(actor, place)

    def confirm(self, actor: Actor, place: str) -> None:
        """Note that all of a place is still right. Raises Refused for one that the actor does not keep."""
        self._persons.refuse_stranger(actor, place)
        self._note(place, actor.id)

    def last(self, place: str) -> Confirmation | None:
        """The newest confirmation of a place, or of a unit above it."""
        above = [one["code"] for one in self._register.at().ancestors(place)]
        source = self._register.database.reader()
        found = [one for code in (place, *above) if (one := confirmations.last(source, code)) is not None]
        return max(found, key=lambda one: one.at, default=None)

    def link(self, person: PersonAtPlace) -> str:
        """What a mail to a person carries, by which they confirm their place once, without a login."""
        now = int(self._register.clock().timestamp())
        claims = {
            "iss": self._issuer(), "use": PURPOSE, "sub": person.row.id, "place": person.row.place,
            "to": _mailbox(person), "iat": now, "jti": token_urlsafe(12),
        }  # fmt: skip
        key = OctKey.import_key(self._keys()[0])
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])

    def read_link(self, text: str) -> ConfirmingLink:
        """Whom a link is for. Raises BadLink for one that is forged, old or used, or whose person is gone."""
        said = self._claims(text)
        begun = said.get("iat")
        if said.get("iss") != self._issuer() or said.get("use") != PURPOSE or not isinstance(begun, int):
            raise BadLink(FORGED)
        now, ends_at = int(self._register.clock().timestamp()), begun + int(GOOD_FOR.total_seconds())
        mark = sha256(f"{PURPOSE} {text_in(said, 'jti')}".encode()).hexdigest()
        if now >= ends_at:
            raise BadLink(OLD)
        if sessions.is_used_up(self._register.database.reader(), mark):
            raise BadLink(USED)
        person = self._persons.person(text_in(said, "sub") or "")
        if person is None or not person.counts or person.row.place != said.get("place"):
            raise BadLink(GONE)
        if said.get("to") != _mailbox(person):  # another is named in their stead, or is written to elsewhere
            raise BadLink(GONE)
        return ConfirmingLink(person, mark, ends_at)

    def confirm_by_link(self, text: str) -> PersonAtPlace:
        """Note that all of a person's place is still right, and that they answer for it still. Raises BadLink."""
        link = self.read_link(text)
        row, now = link.person.row, self._register.clock()
        with self._register.database.desk.writing() as connection:
            if desk.find(connection, row.id) != row:  # who was named or taken off meanwhile stays so
                raise BadLink(GONE)
            if not sessions.use_up(connection, link.mark, int(now.timestamp()), link.ends_at):
                raise BadLink(USED)
            after = row._replace(confirmed_at=write_instant(now), reminded_at="")
            desk.put(connection, row, after, f"{BY_LINK}{row.id}", "confirm", "mail")
        self._note(row.place, f"{BY_LINK}{row.id}")
        return link.person

    def _note(self, place: str, by: str) -> None:
        with self._register.database.writing() as connection:
            confirmations.add(connection, place, by, write_instant(self._register.clock()))

    def _claims(self, text: str) -> Fields:
        for key in self._keys() if len(text) <= LONGEST else ():
            with suppress(JoseError, ValueError, TypeError):
                return jwt.decode(text, OctKey.import_key(key), algorithms=[ALGORITHM]).claims
        raise BadLink(FORGED)

    def _keys(self) -> Sequence[str]:
        """The key that signs, then others that are believed."""
        return self._settings.token_keys or [key.value for key in self._actors.signing_keys()]

    def _issuer(self) -> str:
        return f"sor:{self._register.facts().get('epoch', '')}"


def _mailbox(person: PersonAtPlace) -> str:
    """Who was written to, and where, without saying it."""
    told = f"{PURPOSE} {person.row.name.casefold()} {person.row.email.casefold()}"
    return sha256(told.encode()).hexdigest()[:16]
