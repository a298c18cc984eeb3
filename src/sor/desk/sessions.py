"""Who is signed in: logins that a provider has proved become sessions, and a session an actor with the rights of now.

A session is known by a secret that only the browser holds. It ends when it is not used, after a working day at the
latest, when it is ended, and with its actor. Nothing that is kept in it gives a right for longer than the right counts.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from sor.access.authority import Actor
from sor.access.login.begun import LASTS, USED, Begun
from sor.access.login.claims import AtProvider, NotLetIn, Person, ProvenLogin
from sor.access.login.privileges import Group, rights_given
from sor.access.login.providers import Provider
from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.actors import Actors
from sor.desk.login_owners import confirm_number, list_owners, list_unconfirmed
from sor.register import Register
from sor.store import actors as actor_rows
from sor.store import sessions as desk
from sor.store.actors import ActorRow
from sor.store.database import Connection
from sor.store.reach import failures
from sor.store.sessions import PersonRow, SessionRow

IDLE = timedelta(minutes=60)
"""How long a session is good without being used."""

LONGEST = timedelta(hours=10)
"""How long a session is good however much it is used: a working day."""

REMEMBERED = timedelta(hours=12)
"""How long it is known whose a session was that nobody used any more: a form that was left open overnight is still
theirs.
"""

NOTED_EVERY = 60
"""Seconds after which the use of a session is noted again; not each request writes."""

LONGEST_PROGRAM = 200

MOST = 30
"""Sessions of one person at once: more browsers than anybody uses."""


class SignedIn(NamedTuple):
    """Who is signed in, and the session's own marks. csrf: what every form that writes must carry."""

    actor: Actor
    session: str
    csrf: str
    provider: str


class ShownSession(NamedTuple):
    """A session as its owner sees it. id: a mark by which it can be ended; it opens nothing. Times are in UTC."""

    id: str
    program: str
    provider: str
    made_at: datetime
    seen_at: datetime
    is_this: bool


class Sessions:
    """The sessions of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self, register: Register, providers: Sequence[Provider], clock: Callable[[], datetime] | None = None
    ) -> None:
        self._register = register
        self._providers = {one.id: one for one in providers}
        self._clock = clock or Clock()
        self._actors = Actors(register)

    def sign_in(
        self,
        provider: Provider,
        person: Person,
        program: str,
        replaces: str | None,
        login: Begun | None = None,
        proven: ProvenLogin | None = None,
    ) -> str:
        """A session for a person; gives the secret for the browser. program: what the browser calls itself. replaces:
        the secret of the session that the browser had, which ends. login: by which it came, and which is used up: its
        answer gives no second session, whatever its provider says. proven: that answer, used up as well. Raises
        NotLetIn.
        """
        secret, now = secrets.token_urlsafe(32), self._now()
        confirmed = self._list_confirmed(provider, person)
        with self._register.database.desk.writing() as connection:
            if login is not None and not desk.use_up(connection, _mark(login.state), now, now + LASTS):
                raise NotLetIn(*USED)
            if proven and proven.once and not desk.use_up(connection, _mark(proven.once), now, now + proven.lasts):
                raise NotLetIn(*USED)
            at_provider = AtProvider() if proven is None else proven.at_provider
            actor = self._actor_of(connection, provider, person)
            if replaces:
                desk.end_session(connection, _mark(replaces))
            groups = msgspec.json.encode(person.groups).decode()
            row = SessionRow(
                _mark(secret), actor, person.issuer, person.subject, person.cvr, groups, provider.id,
                secrets.token_urlsafe(32), _fit(program), now, now,
                at_provider.name or None, at_provider.session or None,
                msgspec.json.encode(at_provider).decode() if at_provider.name else None,
            )  # fmt: skip
            ended = {"seen_before": now - _seconds(IDLE + REMEMBERED), "made_before": now - _seconds(LONGEST)}
            desk.add_session(connection, row, **ended, most=MOST)
            for owner in confirmed:
                confirm_number(connection, owner, person.cvr or "", actor, write_instant(self._register.clock()))
        return secret

    def signed_in(self, secret: str) -> SignedIn | None:
        """Who holds the secret of a session that has not ended, with the rights that count now."""
        row = desk.session(self._register.database.reader(), _mark(secret)) if secret else None
        if row is None:
            return None
        found = SignedIn(Actor(row.actor), row.id, row.csrf, row.provider)
        actor, now = self.still(found), self._now()
        if actor is None:
            return None
        if abs(now - row.seen_at) >= NOTED_EVERY:
            # A database that takes no writes for a moment keeps nobody from reading; the session ends the sooner.
            with suppress(*failures()), self._register.database.desk.writing() as connection:
                desk.see(connection, row.id, now)
        return found._replace(actor=actor)

    def still(self, signed_in: SignedIn) -> Actor | None:
        """Whoever is signed in, with the rights that count at this moment; None when the session has ended. It writes
        nothing, so it can be asked while the register is being written.
        """
        row = desk.session(self._register.database.reader(), signed_in.session)
        if row is None or not self._is_good(row, self._now()):
            return None
        actor, provider = self._actors.actor(row.actor), self._providers.get(row.provider)
        return None if actor is None or provider is None else self._with_login(actor, provider, row)

    def whose(self, csrf: str) -> str | None:
        """The actor to whom a form was given out, by its mark, also when the session has ended meanwhile."""
        row = desk.session_of_form(self._register.database.reader(), csrf) if csrf else None
        return None if row is None else row.actor

    def show_sessions(self, signed_in: SignedIn) -> list[ShownSession]:
        """The sessions of whoever is signed in, the one used last first."""
        now = self._now()
        return [
            ShownSession(
                row.id[:16], row.program, row.provider, datetime.fromtimestamp(row.made_at, self._clock().tzinfo),
                datetime.fromtimestamp(row.seen_at, self._clock().tzinfo), row.id == signed_in.session,
            )
            for row in desk.sessions_of(self._register.database.reader(), signed_in.actor.id)
            if self._is_good(row, now)
        ]  # fmt: skip

    def end(self, signed_in: SignedIn, shown: str) -> None:
        """End one of one's own sessions, by the mark under which it is shown."""
        with self._register.database.desk.writing() as connection:
            for row in desk.sessions_of(connection, signed_in.actor.id):
                if row.id[:16] == shown:
                    desk.end_session(connection, row.id)

    def end_this(self, signed_in: SignedIn) -> None:
        """Sign out."""
        with self._register.database.desk.writing() as connection:
            desk.end_session(connection, signed_in.session)

    def at_provider(self, signed_in: SignedIn) -> AtProvider:
        """By what the provider knows the login of whoever is signed in; empty when it cannot end it."""
        row = desk.session(self._register.database.reader(), signed_in.session)
        return AtProvider() if row is None else _at_provider(row)

    def end_from(self, provider: Provider, asked: str, name: str, sessions: Sequence[str], lasts: int) -> bool:
        """End what a provider says has ended; False when it has said so before. asked: by what its question is known,
        which is used up for some seconds. name: of the person, empty where the logins' own marks are enough; sessions:
        those marks, none for all logins of the person.
        """
        now = self._now()
        with self._register.database.desk.writing() as connection:
            if not desk.use_up(connection, _mark(asked), now, now + lasts):
                return False
            for session in sessions or ("",):
                for row in desk.sessions_at(connection, provider.id, name, session):
                    desk.end_session(connection, row.id)
        return True

    def end_all(self, signed_in: SignedIn) -> None:
        """Sign out everywhere."""
        with self._register.database.desk.writing() as connection:
            desk.end_sessions(connection, signed_in.actor.id)

    def _actor_of(self, connection: Connection, provider: Provider, person: Person) -> str:
        """The actor that a person is; who was never seen before becomes one, without rights of their own."""
        if provider.is_own:
            found = actor_rows.actor(connection, person.subject)
            if found is None or found.removed_at:
                raise NotLetIn(f"Der er ingen bruger {person.subject}.", f"There is no user {person.subject}.")
            return found.id
        known = desk.person(connection, person.issuer, person.subject)
        if known is not None and known.actor == desk.NOBODY:
            raise NotLetIn(
                "Din adgang er taget tilbage. Spørg registermyndigheden.",
                "Your access was taken back. Ask the register authority.",
            )
        if known is not None:
            found = actor_rows.actor(connection, known.actor)
            if found is None or found.removed_at:
                raise NotLetIn(
                    f"Din bruger {known.actor} er lukket. Spørg registermyndigheden.",
                    f"Your user {known.actor} is closed. Ask the register authority.",
                )
            # Who was added by another has the address that the other gave.
            if found.added_by == found.id and person.email not in (None, found.email):
                at = write_instant(self._register.clock())
                actor_rows.put_email(connection, found, person.email or "", found.id, at)
            return known.actor
        at = write_instant(self._register.clock())
        new = f"person-{_mark(f'{person.issuer} {person.subject}')[:12]}"
        if actor_rows.actor(connection, new) is None:
            # Without the CVR number: by that number programs are known as an actor, and a person is none.
            actor_rows.add_actor(connection, ActorRow(new, person.name or new, None, person.email, at, new))
        desk.link(connection, PersonRow(person.issuer, person.subject, new, at, new))
        return new

    def _with_login(self, actor: Actor, provider: Provider, row: SessionRow) -> Actor:
        """An actor with what the login gives beside its own rights."""
        groups = msgspec.json.decode(row.privileges, type=list[Group])
        owners = list_owners(self._register, row.cvr) if row.cvr and groups else []
        given = rights_given(groups, row.cvr, provider.roles, owners)
        cvr = actor.cvr if provider.is_own else row.cvr
        return Actor(actor.id, actor.name, [*actor.rights, *given], cvr)

    def _list_confirmed(self, provider: Provider, person: Person) -> list[str]:
        """The owners with whose new CVR number somebody comes, for the first time, by privileges that count there."""
        if not (person.cvr and person.groups):
            return []
        owners = list_unconfirmed(self._register, person.cvr)
        rights = rights_given(person.groups, person.cvr, provider.roles, owners)
        return [owner for owner in owners if any(owner in (right.place, *right.within) for right in rights)]

    def _is_good(self, row: SessionRow, now: int) -> bool:
        # What a clock that was ahead has noted is no younger than what it will be that long hence.
        return abs(now - row.seen_at) < _seconds(IDLE) and abs(now - row.made_at) < _seconds(LONGEST)

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _mark(secret: str) -> str:
    """By what a secret is known here: whoever reads the database cannot use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _at_provider(row: SessionRow) -> AtProvider:
    return AtProvider() if not row.at_provider else msgspec.json.decode(row.at_provider, type=AtProvider)


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())


def _fit(program: str) -> str:
    return "".join(letter for letter in program[:LONGEST_PROGRAM] if letter.isascii() and letter.isprintable())
