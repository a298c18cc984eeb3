"""The simulator as a whole: which address answers what, for which municipality, with which faults."""

import time
import zlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from sor.oss.simulator import bearer, graphql_door, soap_door, trust_service
from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.control import Control
from sor.oss.simulator.faults import FaultName, Faults
from sor.oss.simulator.graphql_answers import GraphqlAnswers
from sor.oss.simulator.graphql_door import HttpReply
from sor.oss.simulator.known_units import KnownMunicipality
from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.server import Cut, HttpRequest
from sor.oss.simulator.soap_door import Organisation6Door
from sor.oss.simulator.trust_service import TrustService

HANGS = 30
"""Seconds."""
MOST_KEPT, SMALL = 32, 20_000
"""Answers that are kept of a municipality, and bytes of one that is not worth it."""


class Simulator:
    """FK-ORG, its STS, and a control address."""

    def __init__(
        self,
        told: Sequence[KnownMunicipality],
        known: Identities,
        clock: Callable[[], datetime],
        *,
        units: int,
        seed: int,
        begin: date,
    ) -> None:
        """units: of each municipality. begin: the day on which the year of changes begins."""
        foreign = {one.code: _foreign_code(one, told) for one in told}
        self.municipalities = {
            one.cvr: SimulatedMunicipality(one, units, seed, begin, foreign[one.code]) for one in told
        }
        self.known = known
        self._clock = clock
        self.faults = Faults()
        self.bearer = bearer.BearerTokens(known, self.municipalities, clock)
        self.trust = TrustService(known, self.municipalities, clock)
        self._soap = Organisation6Door(known, self.municipalities, clock, self.faults.meets, self._suffer)
        self._control = Control(self.municipalities, self.faults, known)

    def answer(self, request: HttpRequest) -> HttpReply:
        """The answer to a request. Raises Cut where the connection is to break."""
        path = urlsplit(request.path).path.rstrip("/")
        if path == graphql_door.PATH:
            return self._graphql(request)
        if path == bearer.PATH:
            return self._token(request)
        if path == trust_service.PATH:
            self.trust.expired = self.faults.meets("expired-tokens", None)
            return self.trust.answer(request.body, over_tls=request.over_tls)
        if path in soap_door.PATHS:
            return self._soap.answer(
                path, request.body, lambda code: self._broken(lambda name: self.faults.meets(name, code))
            )
        if path == "" or path.startswith("/control"):
            return self._control.answer(request.method, path, parse_qs(urlsplit(request.path).query), request.body)
        return self._error(404, f"There is nothing at {path}", path)

    def _token(self, request: HttpRequest) -> HttpReply:
        if request.method != "POST":
            return self._error(405, "POST a form", bearer.PATH)
        self.bearer.holds = -60 if self.faults.meets("expired-tokens", None) else bearer.HOLDS
        return self.bearer.issue(request.body, request.certificate)

    def _graphql(self, request: HttpRequest) -> HttpReply:
        if request.method != "POST":
            return self._error(405, "POST a query")
        try:
            cvr = self.bearer.cvr_of(request.headers.get("authorization"))
        except bearer.BadBearer as bad:
            return self._error(401, str(bad))
        if lack := graphql_door.lacking(request.headers):
            return self._error(400, lack)
        municipality = self.municipalities.get(cvr)
        if municipality is None:
            return self._error(401, "the token is for a municipality that is not here")

        def meets(name: FaultName) -> bool:
            return self.faults.meets(name, municipality.told.code)

        if broken := self._broken(meets):
            return broken
        with municipality.lock:
            self._suffer(municipality)
            reply = self._run(request.body, municipality, meets)
        if meets("cut"):
            raise Cut(reply, len(reply.body) // 2)
        return reply

    def _run(self, body: bytes, municipality: SimulatedMunicipality, meets: Callable[[FaultName], bool]) -> HttpReply:
        """The answer to a query; while nothing changes and no fault is on, the one that is kept, compressed."""
        undisturbed = not self.faults.list_switched()
        version, kept = municipality.kept.get(body, (-1, b""))
        if undisturbed and version == municipality.version:
            return HttpReply(200, zlib.decompress(kept))
        reply = graphql_door.run(body, GraphqlAnswers(municipality, meets), self._clock())
        if undisturbed and len(reply.body) > SMALL:
            if len(municipality.kept) >= MOST_KEPT:
                municipality.kept.clear()
            municipality.kept[body] = municipality.version, zlib.compress(reply.body, 1)
        return reply

    def _suffer(self, municipality: SimulatedMunicipality) -> None:
        municipality.suffer({one.fault for one in self.faults.of(municipality.told.code)})

    def _broken(self, meets: Callable[[FaultName], bool]) -> HttpReply | None:
        """What is answered instead of running the query."""
        if meets("hang"):
            time.sleep(HANGS)
        if meets("timeout"):
            return self._error(408, "The request took longer than 120 seconds")
        if meets("loading"):
            return self._error(503, "The service is out of use while data are synchronised")
        if meets("server-error"):
            return self._error(500, "Something went wrong")
        if meets("error-in-200"):
            return graphql_door.fail_run()
        return None

    def _error(self, status: int, message: str, path: str = graphql_door.PATH) -> HttpReply:
        return graphql_door.error(self._clock(), status, message, path)


def _foreign_code(one: KnownMunicipality, told: Sequence[KnownMunicipality]) -> str:
    others = (unit.code for other in told if other.code != one.code for unit in other.units if unit.level == "OU")
    return next((unit.code for unit in one.units if not unit.inside), None) or next(others, "")
