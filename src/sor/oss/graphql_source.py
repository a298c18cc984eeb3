"""Units of FK-ORG by its GraphQL interface (OrganisationHent 1): the current state, page by page, or nothing.

Names, paging, headers and errors as kombit/org-graphql documents them: errors come inside an answer of status 200 too,
408 and 503 pass by themselves, a cursor may be stale.
"""

import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import httpx2
import msgspec

from sor.clock import Clock
from sor.core.identifiers import is_digits
from sor.oss.org_nodes import UnitNode, org_unit_of
from sor.oss.org_unit import OrgUnit
from sor.oss.source import OrgSourceAway, SourceFault, TellCount

PATH = "/organisation/organisationhent/1"
TOKEN_PATH = "/runtime/api/rest/oauth/v1/issue"  # noqa: S105 an address, no secret
SERVICE = "http://stoettesystemerne.dk/service/organisation/3"
PAGE = 500
"""Units in a page: the most that there are."""

PATIENCE = 130.0
"""Seconds for an answer; the service itself gives up after 120."""

WAITS = (1.0, 4.0, 15.0)
"""Seconds before the same is asked again when the service could not answer just now."""

MOST_PAGES = 400
PASSING = frozenset({408, 429, 502, 503, 504})
STATES = ("AKTIV", "INAKTIV")
NAMES = ("enhedsnavn", "enhedNavn")
"""How the field of the name is spelt: the guide's way first, then the schema's."""


class OrgCaller(NamedTuple):
    """Who asks: the client's id, the files of its certificate and key (PEM), and the address of the token service."""

    client: str
    certificate: str = ""
    key: str = ""
    token_url: str = ""
    authorities: str = ""


class PageInfo(msgspec.Struct, rename="camel"):
    """Where a page stands among the others."""

    has_next_page: bool = False
    end_cursor: str | None = None


class UnitEdge(msgspec.Struct):
    """A unit of a page."""

    node: UnitNode


class UnitPage(msgspec.Struct, rename="camel"):
    """A page of units."""

    edges: list[UnitEdge]
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class ErrorClass(msgspec.Struct):
    """How an error is classed."""

    classification: str = ""
    type: str = "ERROR"


class GraphError(msgspec.Struct):
    """An error inside an answer."""

    message: str = ""
    extensions: ErrorClass | None = None

    @property
    def is_fault(self) -> bool:
        """Whether it is more than a warning."""
        return (self.extensions or ErrorClass()).type != "WARNING"


class GraphData(msgspec.Struct, rename="camel"):
    """What was asked for."""

    organisation_enhed_liste: UnitPage | None = None


class GraphAnswer(msgspec.Struct):
    """An answer of the interface."""

    data: GraphData | None = None
    errors: list[GraphError] = []


class TokenAnswer(msgspec.Struct):
    """What of the answer with a token matters."""

    access_token: str


def token_url_of(base: str) -> str:
    """Where the token service is unless it is said: on the source's own host, by TLS, which shows the certificate."""
    return f"https://{base.partition('://')[2].partition('/')[0]}{TOKEN_PATH}"


class _Stale(Exception):
    """A cursor that the service does not know any more."""


class GraphqlSource:
    """FK-ORG at an address. transport: by which it is reached; None: the network. wait: how to wait some seconds."""

    def __init__(
        self,
        url: str,
        caller: OrgCaller,
        transport: httpx2.BaseTransport | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = url.rstrip("/")
        self._base = self.name.removesuffix(PATH)
        self._caller = caller
        self._wait = wait
        self._tokens: dict[str, str] = {}
        self._spelling = NAMES[0]
        self._client = httpx2.Client(transport=transport, timeout=PATIENCE, verify=tls_of(caller))

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def units(self, cvr: str, tell: TellCount) -> Sequence[OrgUnit]:
        """Every unit of a municipality, the active ones first. Raises SourceFault, OrgSourceAway."""
        if not is_digits(cvr) or len(cvr) != 8:
            raise SourceFault(
                f"'{cvr}' is no CVR number; the municipality's owner in SOR has none.",
                f"»{cvr}« er intet CVR-nummer; kommunens ejer i SOR har ikke noget.",
            )
        found: list[OrgUnit] = []
        for state in STATES:
            for _ in range(3):
                try:
                    got: list[OrgUnit] = []
                    for page in self._pages(cvr, state):
                        got += page
                        tell(len(found) + len(got))
                    break
                except _Stale:  # the list was made anew meanwhile: from its beginning again
                    continue
            else:
                raise OrgSourceAway(
                    f"{self.name} forgot its cursor three times while it was read.",
                    f"{self.name} glemte tre gange, hvor langt læsningen var kommet.",
                )
            found += got
        if not any(unit.active for unit in found):
            raise SourceFault(
                f"{self.name} gives no active unit for CVR {cvr}; what was fetched before is kept.",
                f"{self.name} giver ingen aktive enheder for CVR {cvr}; det tidligere hentede er beholdt.",
            )
        return found

    def _pages(self, cvr: str, state: str) -> Iterator[list[OrgUnit]]:
        after = ""
        for _ in range(MOST_PAGES):
            page = self._page(cvr, state, after)
            yield [org_unit_of(edge.node) for edge in page.edges]
            if not page.page_info.has_next_page:
                return
            if not page.page_info.end_cursor or page.page_info.end_cursor == after:
                raise SourceFault(
                    f"{self.name} says that more units follow and not where.",
                    f"{self.name} siger, at der følger flere enheder, men ikke hvor.",
                )
            after = page.page_info.end_cursor
        raise SourceFault(f"{self.name} has no end.", f"{self.name} har ingen ende.")

    def _page(self, cvr: str, state: str, after: str) -> UnitPage:
        answer = self._ask(cvr, self._question(cvr, state, after))
        faults = [one for one in answer.errors if one.is_fault]
        if any("enhedsnavn" in one.message or "FieldUndefined" in one.message for one in faults):
            self._spelling = NAMES[1]
            answer = self._ask(cvr, self._question(cvr, state, after))
            faults = [one for one in answer.errors if one.is_fault]
        if faults:
            if after and any("cursor" in one.message.casefold() for one in faults):
                raise _Stale
            said = "; ".join(
                f"{(one.extensions or ErrorClass()).classification} {one.message}".strip() for one in faults[:3]
            )
            raise SourceFault(f"{self.name} answers: {said[:300]}", f"{self.name} svarer: {said[:300]}")
        page = answer.data and answer.data.organisation_enhed_liste
        if not page:
            raise SourceFault(f"{self.name} answers without units.", f"{self.name} svarer uden enheder.")
        return page

    def _question(self, cvr: str, state: str, after: str) -> str:
        cursor = f", after: {msgspec.json.encode(after).decode()}" if after else ""
        return (
            f'query {{ organisationEnhedListe(cvr: "{cvr}", status: {state}, first: {PAGE}{cursor})'
            " { pageInfo { hasNextPage endCursor } edges { cursor node {"
            f" uuid {self._spelling} brugervendtNoegle overordnetEnhed {{ uuid }}"
            " tilstand { status fraTidspunkt tilTidspunkt }"
            " adresser { uuid adresseTekst klassifikation { type rolle indeks } }"
            " opgaver { uuid kleEmneNummer kleEmneTitel } } } } }"
        )

    def _ask(self, cvr: str, question: str) -> GraphAnswer:
        """An answer; what passes by itself is waited for. Raises OrgSourceAway, SourceFault."""
        fault = OrgSourceAway("", "")
        for wait in (*WAITS, None):
            try:
                return self._ask_once(cvr, question)
            except OrgSourceAway as error:
                fault = error
            if wait is not None:
                self._wait(wait)
        raise fault

    def _ask_once(self, cvr: str, question: str) -> GraphAnswer:
        answer = self._post(cvr, question)
        if answer.status_code == 401:
            self._tokens.pop(cvr, None)
            answer = self._post(cvr, question)
        if answer.status_code in PASSING:
            raise OrgSourceAway(
                f"{self.name} cannot answer now (status {answer.status_code}).",
                f"{self.name} kan ikke svare nu (status {answer.status_code}).",
            )
        if answer.status_code in (401, 403):
            raise SourceFault(
                f"{self.name} does not take the token for CVR {cvr} (status {answer.status_code}): look at the service"
                " agreement of the municipality and at the certificate.",
                f"{self.name} tager ikke mod adgangsbilletten for CVR {cvr} (status {answer.status_code}): se på"
                " kommunens serviceaftale og på certifikatet.",
            )
        if answer.status_code != 200:
            raise SourceFault(
                f"{self.name} answers with status {answer.status_code}: {answer.text[:200]}",
                f"{self.name} svarer med status {answer.status_code}: {answer.text[:200]}",
            )
        try:
            return msgspec.json.decode(answer.content, type=GraphAnswer)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise OrgSourceAway(
                f"{self.name} sent an answer that cannot be read, perhaps half of one: {error}.",
                f"{self.name} sendte et svar, der ikke kan læses, måske kun det halve: {error}.",
            ) from None

    def _post(self, cvr: str, question: str) -> httpx2.Response:
        headers = {
            "Authorization": f"Bearer {self._token(cvr)}",
            "x-TransaktionsId": str(uuid.uuid4()),
            "x-TransaktionsTid": Clock()().isoformat(),
        }
        return self._send(
            self._base + PATH, lambda at: self._client.post(at, json={"query": question}, headers=headers)
        )

    def _token(self, cvr: str) -> str:
        if cvr in self._tokens:
            return self._tokens[cvr]
        form = {
            "client_id": self._caller.client,
            "grant_type": "client_credentials",
            "scope": f"entityid:{SERVICE},anvenderkontekst:{cvr}",
        }
        url = self._caller.token_url or token_url_of(self._base)
        answer = self._send(url, lambda at: self._client.post(at, data=form))
        if answer.status_code in PASSING:
            raise OrgSourceAway(
                f"{url} gives no token now (status {answer.status_code}).",
                f"{url} giver ingen adgangsbillet nu (status {answer.status_code}).",
            )
        if answer.status_code != 200:
            raise SourceFault(
                f"{url} gives no token for CVR {cvr} (status {answer.status_code}): {answer.text[:200]}",
                f"{url} giver ingen adgangsbillet for CVR {cvr} (status {answer.status_code}): {answer.text[:200]}",
            )
        try:
            self._tokens[cvr] = msgspec.json.decode(answer.content, type=TokenAnswer).access_token
        except (msgspec.MsgspecError, UnicodeError):
            raise SourceFault(f"{url} sent no token.", f"{url} sendte ingen adgangsbillet.") from None
        return self._tokens[cvr]

    def _send(self, url: str, send: Callable[[str], httpx2.Response]) -> httpx2.Response:
        try:
            return send(url)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise SourceFault(f"'{url}' is no address.", f"»{url}« er ingen adresse.") from None
        except httpx2.HTTPError as error:
            why = str(error) or type(error).__name__
            if "certificate" in why.casefold():
                raise SourceFault(
                    f"{url} does not agree about a certificate: {why}.", f"{url} afviser et certifikat: {why}."
                ) from None
            raise OrgSourceAway(f"{url} cannot be reached: {why}.", f"{url} kan ikke nås: {why}.") from None


def tls_of(caller: OrgCaller) -> ssl.SSLContext:
    """How the service is trusted, and by which certificate it knows us. Raises SourceFault for files of no use."""
    try:
        context = ssl.create_default_context(cafile=caller.authorities or None)
        if caller.certificate:
            context.load_cert_chain(caller.certificate, caller.key or None)
    except (OSError, ssl.SSLError) as error:
        raise SourceFault(
            f"The certificate towards FK-ORG cannot be used: {error}.",
            f"Certifikatet over for FK-ORG kan ikke bruges: {error}.",
        ) from None
    return context
