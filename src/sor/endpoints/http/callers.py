"""Who is calling: from a program's secret to a token, and from a token to the actor that rules judge."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sor.access.authority import Actor
from sor.access.client_secret import LONGEST
from sor.access.token import LIFETIME, BadToken, Bearer, read, sign
from sor.changes.outcome import Outcome
from sor.core.shapes import Fields, Value
from sor.desk.actors import DEMO, ID, Actors, secret_of
from sor.desk.cases import Cases
from sor.desk.demo_sts import security_clock
from sor.desk.jobs import Jobs
from sor.desk.plan_commits import PlanCommits
from sor.desk.plans import Plans
from sor.desk.sending import most_bytes, most_changes, most_seconds, send
from sor.endpoints.http.failed_tries import FailedTries
from sor.endpoints.http.problem import Problem, Sentence
from sor.register import Register
from sor.settings import Settings
from sor.store.actors import ClientRow

REALM = 'realm="sor"'


class Secret(NamedTuple):
    """What a program shows to get a token."""

    client: str
    secret: str


class Callers:
    """The callers of one register's doors."""

    def __init__(self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
        self.register = register
        self._clock = clock or security_clock(register, settings)
        self._settings = settings
        self._tries = FailedTries(register.database)
        self.actors = Actors(register)
        self.jobs = Jobs(register, settings)
        self.cases = Cases(register, settings)
        self.plans = Plans(register, settings)
        self.commits = PlanCommits(self.plans)

    def token(self, shown: Secret, address: str) -> Fields:
        """A token for a program that shows its secret (RFC 6749, §4.4). Raises Problem."""
        if not ID.fullmatch(shown.client) or len(shown.secret) > LONGEST:
            raise wrong_secret()  # nobody's: it costs nothing, so it is not counted
        found = self.actors.program(shown.client, shown.secret)
        if found is None:
            raise self._wrong(shown.client, address)
        if self._is_demo_only(found):
            raise Problem("not-authenticated", Sentence(
                "client_id", f"{found.id} hører til demoen og får ingen adgang i drift. Lav en anden: sor user secret.",
                f"{found.id} belongs to the demo and gets no access in production. Make another: sor user secret.",
            ), headers={"WWW-Authenticate": f"Basic {REALM}"}, error="invalid_client")  # fmt: skip
        bearer = Bearer(found.actor, found.id, secret_of(found))
        signed = sign(self.keys()[0], self._issuer(), bearer, self._clock())
        return {"access_token": signed, "token_type": "Bearer", "expires_in": LIFETIME}

    def _wrong(self, client: str, address: str) -> Problem:
        """What is told of a wrong secret. A right one is not asked how many wrong ones came from its address: others
        may stand behind that, and 256 random bits are not found by trying.
        """
        wait = self._tries.wait(client, address)
        if not wait:
            self._tries.count_failure(client, address)
            return wrong_secret()
        return Problem("too-many-tries", Sentence(
            "", f"For mange forkerte forsøg. Prøv igen om {wait} sekunder.",
            f"Too many wrong tries. Try again in {wait} seconds.",
        ), headers={"Retry-After": str(wait)}, error="invalid_client")  # fmt: skip

    def actor(self, authorization: str | None) -> Actor:
        """The actor that a header ``Authorization: Bearer …`` names, with the rights that count now. Raises Problem."""
        scheme, _, token = (authorization or "").strip().partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise missing_token()
        try:
            bearer = read(self.keys(), self._issuer(), token.strip(), self._clock())
        except BadToken:
            raise refused_token(NOT_OURS) from None
        program = self.actors.in_use(bearer.client, bearer.secret_of)
        if program is None or program.actor != bearer.actor or self._is_demo_only(program):
            raise refused_token(WITHDRAWN)
        actor = self.actors.actor(program.actor)
        if actor is None:
            raise refused_token(WITHDRAWN)
        return actor

    def send(self, actor: Actor, document: Value, door: str, *, key: str | None, dry_run: bool, **more: Any) -> Outcome:
        """A document of changes sent, or only tried, as an actor (``sending.send``, which takes more)."""
        return send(self.register, self._settings, actor, document, door, key=key, dry_run=dry_run, **more)

    def most_bytes(self, actor: Actor) -> int:
        """How large a document an actor may send."""
        return most_bytes(self._settings, actor)

    def most_changes(self, actor: Actor) -> int:
        """How many changes an actor may send at once."""
        return most_changes(self._settings, actor)

    def most_job_seconds(self, actor: Actor) -> int:
        """How many seconds of processor time a job of an actor may take."""
        return most_seconds(self._settings, actor, as_job=True)

    @property
    def job_from(self) -> int:
        """How many changes make a document a job unasked."""
        return self._settings.job_from

    def _is_demo_only(self, program: ClientRow) -> bool:
        """Whether a program came with the sample register, so that everybody knows its secret, and this is no demo."""
        return program.made_by == DEMO and not self.register.is_demo

    def keys(self) -> Sequence[str]:
        """The key that signs, then others that are believed."""
        return self._settings.token_keys or [key.value for key in self.actors.signing_keys()]

    def _issuer(self) -> str:
        return f"sor:{self.register.facts().get('epoch', '')}"


def basic(authorization: str | None) -> Secret | None:
    """Id and secret from a header ``Authorization: Basic …``; None when there is none that can be read."""
    scheme, _, text = (authorization or "").strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, parted, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return Secret(client, secret) if parted else None


def wrong_secret() -> Problem:
    """Said alike of an unknown program and of a wrong secret."""
    return Problem("not-authenticated", Sentence(
        "client_id", "Programmet kendes ikke, eller hemmeligheden er forkert. Lav en ny med sor user secret.",
        "The program is not known, or its secret is wrong. Make a new one with sor user secret.",
    ), headers={"WWW-Authenticate": f"Basic {REALM}"}, error="invalid_client")  # fmt: skip


def missing_token() -> Problem:
    """Said of a request without a token to what wants one."""
    return Problem("not-authenticated", Sentence(
        "Authorization", "Der mangler et adgangsbevis. Hent et med POST /api/v1/token, og send det som"
        " Authorization: Bearer …",
        "A token is missing. Get one with POST /api/v1/token and send it as Authorization: Bearer …",
    ), headers={"WWW-Authenticate": f"Bearer {REALM}"})  # fmt: skip


NOT_OURS = Sentence(
    "Authorization",
    "Adgangsbeviset er ikke et af registrets, eller det er udløbet. Hent et nyt med POST /api/v1/token.",
    "The token is not one of this register's, or has run out. Get a new one with POST /api/v1/token.",
)
WITHDRAWN = Sentence(
    "Authorization",
    "Programmet, dets hemmelighed eller dets aktør er taget ud af brug. Spørg den, der gav adgang.",
    "The program, its secret or its actor is withdrawn. Ask who gave you access.",
)


def refused_token(sentence: Sentence) -> Problem:
    """A token that gives no access."""
    return Problem(
        "not-authenticated", sentence, headers={"WWW-Authenticate": f'Bearer {REALM}, error="invalid_token"'}
    )
