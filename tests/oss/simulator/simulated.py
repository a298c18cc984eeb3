"""A simulator in a thread of the test, around two small municipalities, and a client that is none of ours."""

import json
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sor.oss.simulator.certificates import identities
from sor.oss.simulator.known_units import KnownAddress, KnownMunicipality, KnownUnit
from sor.oss.simulator.server import Server, tls
from sor.oss.simulator.simulator import Simulator

BEGIN = date(2026, 11, 30)
CVR, OTHER_CVR = "90000330", "90000461"
SERVICE = "http://stoettesystemerne.dk/service/organisation/3"
NAMES = ("Plejecenter", "Sundhedscenter", "Hjemmeplejen", "Genoptræningen", "Bostedet", "Sygeplejeklinikken")
PLACES = ("Nordlys", "Skovbo", "Havnen", "Birkely", "Engen", "Møllebo", "Åkanden", "Søglimt", "Kløver", "Fjorden")


def municipality(code: str, name: str, cvr: str, homes: int = 60, private: int = 3) -> KnownMunicipality:
    """A municipality with an owner, an institution, and homes with telephones below."""
    first = int(code) * 1000

    def sor_code(n: int) -> str:
        return f"{first + n}1000016000"

    address = KnownAddress("Rådhuspladsen", "1", "", "", "4200", "Slagelse")
    units = [
        KnownUnit(sor_code(1), f"{name} Kommune", "IO", "kommune", None, address),
        KnownUnit(sor_code(2), "Sundhed og Ældre", "HI", "sundhedsforvaltning", sor_code(1), address),
    ]
    for n in range(homes):
        own = KnownAddress("Skovvej", str(1 + n // 2), "", "", "4200", "Slagelse")
        kind, place = NAMES[n % len(NAMES)], PLACES[n // len(NAMES) % len(PLACES)]
        units.append(
            KnownUnit(
                sor_code(3 + n), f"{kind} {place}", "OU", "plejehjem", sor_code(2), own, phone=f"{20_000_000 + n}"
            )
        )
    for n in range(private):
        own = KnownAddress("Privatvej", str(1 + n), "", "", "4200", "Slagelse")
        code_ = sor_code(900 + n)
        units.append(KnownUnit(code_, f"Klinik {n}", "OU", "lægepraksis", None, own, f"{30_000_000 + n}", inside=False))
    return KnownMunicipality(code, name, f"{name} Kommune", cvr, tuple(units), (("4200", "Slagelse"),))


class Running:
    """A simulator that runs; asks it as any program would."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder

    def ask_over(self, connection: HTTPConnection, method: str, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        """A request; gives status and body, decoded where it is JSON."""
        with closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """What the control address answers."""
        sent = None if body is None else json.dumps(body)
        return self.ask_over(self.plain(), method, path, sent, {})[1]

    def truth(self, municipality: str = "0330") -> Any:
        """Who is who in a municipality, and what its year brings."""
        return self.control("GET", f"/control/truth?municipality={municipality}")["municipalities"][0]

    def plain(self) -> HTTPConnection:
        """A connection without TLS."""
        return HTTPConnection("127.0.0.1", self.port)

    def tls(self, client: str | None) -> HTTPSConnection:
        """A connection on which a client shows a certificate: client, expired, foreign, or none."""
        context = ssl.create_default_context(cafile=self.folder / "authority.pem")
        if client:
            context.load_cert_chain(self.folder / f"{client}.pem", self.folder / f"{client}-key.pem")
        return HTTPSConnection("127.0.0.1", self.port, context=context)

    def token(self, cvr: str = CVR, client: str | None = "client", **others: str) -> tuple[int, Any]:
        """What the token service answers."""
        form = {
            "client_id": SERVICE,
            "grant_type": "client_credentials",
            "scope": f"entityid:{SERVICE},anvenderkontekst:{cvr}",
            **others,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        path = "/runtime/api/rest/oauth/v1/issue"
        return self.ask_over(self.tls(client), "POST", path, urlencode(form), headers)

    def query(self, query: str, token: str | None = None, **given: Any) -> tuple[int, Any]:
        """What OrganisationHent answers."""
        token = token if token is not None else self.token()[1]["access_token"]
        headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "x-TransaktionsId": str(uuid.uuid4()),
            "x-TransaktionsTid": "2023-10-10T17:10:11.3441152+02:00[Europe/Berlin]",
            **given.pop("headers", {}),
        }
        body = json.dumps({"query": query, "variables": given})
        return self.ask_over(
            self.plain(), "POST", "/organisation/organisationhent/1", body, {k: v for k, v in headers.items() if v}
        )


LIST = """query ($cvr: CVR!, $status: TilstandStatus!, $first: Int, $after: Cursor) {
  organisationEnhedListe(cvr: $cvr, status: $status, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node { uuid enhedsnavn overordnetEnhed { uuid } tilstand { status tilTidspunkt }
      adresser { uuid adresseTekst klassifikation { rolle type } } opgaver { kleEmneNummer } } } } }"""


def all_units(running: Running, *, status: str = "AKTIV", first: int = 500, cvr: str = CVR) -> list[Any]:
    """All units of a municipality, page by page."""
    token, after, found = running.token(cvr)[1]["access_token"], None, []
    while True:
        asked = running.query(LIST, token, cvr=cvr, status=status, first=first, after=after)[1]
        page = asked["data"]["organisationEnhedListe"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@contextmanager
def run(folder: Path, *told: KnownMunicipality, units: int = 300, seed: int = 1) -> Iterator[Running]:
    """A simulator until the end of the block."""
    known = identities(folder, datetime.now(UTC))
    simulator = Simulator(told, known, lambda: datetime.now(UTC), units=units, seed=seed, begin=BEGIN)
    server = Server(0, simulator.answer, tls(known))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Running(server.port, folder)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
