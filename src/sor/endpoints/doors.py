"""The doors of a register in one table: their addresses, what each needs to be open, and what is said while that is
missing. The server lets in by it, its greeting and ``sor settings`` print it, a shut door answers with its sentence.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from litestar.concurrency import sync_to_thread

from sor.desk.actors import Actors
from sor.desk.whitelists import Whitelists
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.krs import door as krs
from sor.endpoints.operation import demo_clock
from sor.endpoints.rest import cases, plans, proofs
from sor.endpoints.sores import ADDRESSES as SORES
from sor.endpoints.sorls import door as sorls
from sor.endpoints.sorus import door as sorus
from sor.endpoints.web import edit
from sor.endpoints.web.administration import routes as administration
from sor.endpoints.web.guides import pages as guides
from sor.endpoints.web.login import pages as login
from sor.endpoints.web.news import routes as news
from sor.endpoints.web.oss import routes as oss
from sor.endpoints.web.selfservice import routes as selfservice
from sor.endpoints.web.sheets import routes as sheets
from sor.endpoints.web.sites import routes as sites
from sor.endpoints.web.trial import card_page, certification_page
from sor.jobs.proving import NO_KEY, Prover
from sor.register import MASTER, IsMirror, Register
from sor.settings import NO_STS, Settings, missing


class Need(NamedTuple):
    """Something that a door needs. rule: the kind of problem that is told while it is missing."""

    rule: str
    da: str
    en: str
    is_met: Callable[[Register, Settings], bool]


class Door(NamedTuple):
    """A door. addresses: all of its own, as the framework writes them. needs: in the order in which they are told."""

    name: str
    addresses: tuple[str, ...]
    needs: tuple[Need, ...] = ()


def _need_listing(service: str) -> Need:
    name = service.upper()
    return Need(
        "shut",
        f"Ingen CVR-numre må kalde {name} endnu: listen er tom. Skriv et på den: sor whitelist add {service} CVR",
        f"No CVR number may call {name} yet: its list is empty. Add one: sor whitelist add {service} CVR",
        lambda register, _: any(
            row.service == service for row in Whitelists(register, demo=register.is_demo).list_rows()
        ),
    )


def _unless_optional(need: Need) -> Need:
    """What a service needs only where its callers must show an ID card."""
    return need._replace(
        is_met=lambda register, settings: settings.dgws.required is False or need.is_met(register, settings)
    )


DEMO = Need(
    "only-demo",
    "Det findes kun i en demo, og dette er et rigtigt register. Lav en demo i en ny database: sor demo",
    "Only a demo has this, and this is a real register. Make a demo in a new database: sor demo",
    lambda _, settings: settings.demo,
)
MINE = Need(
    "mirror",
    "Dette register er et spejl: det fyldes fra filer eller en strøm og tager ikke selv imod ændringer.",
    "This register is a mirror: it is fed by files or a feed and takes no changes of its own.",
    lambda register, _: register.role == MASTER,
)
PROGRAM = Need(
    "shut",
    "Ingen programmer har adgang endnu, så ingen kan ændre noget. Giv et en hemmelighed: sor user add, sor user grant,"
    " sor user secret",
    "No program has access yet, so nobody can change anything. Give one a secret: sor user add, sor user grant,"
    " sor user secret",
    lambda register, _: Actors(register).has_program(),
)
STS = Need(
    "shut",
    "SOR_STS_CERTIFICATES er ikke sat: intet ID-kort kan betros, så ingen kan kalde en SOAP-tjeneste. Nævn mappen med"
    " STS'ens certifikat.",
    NO_STS,
    lambda _, settings: "SOR_STS_CERTIFICATES" not in missing(settings),
)
FILES = Need(
    "not-served",
    "Der er ingen filer: SOR_FILES er ikke sat. Nævn mappen, de skal lægges i og vises fra.",
    "There are no files: SOR_FILES is not set. Name the folder in which they are to be written and from which they are"
    " to be served.",
    lambda _, settings: bool(settings.files),
)
CHECKLISTS = Need(
    "not-served",
    "Her føres ingen tjeklister over SORUS' testprotokol. SOR_CERTIFICATION=on fører dem.",
    "No checklists of SORUS' test protocol are kept here. SOR_CERTIFICATION=on keeps them.",
    lambda _, settings: bool(settings.certification),
)

SIGNING = Need(
    "not-served",
    NO_KEY.danish,
    str(NO_KEY),
    lambda register, settings: Prover(register, settings).can_sign(),
)

LOGIN = Need(
    "shut",
    "Ingen kan logge ind: SOR_LOGIN er ikke sat. Nævn filen med loginudbydere.",
    "Nobody can sign in: SOR_LOGIN is not set. Name the file of the identity providers.",
    lambda _, settings: settings.demo or bool(settings.login),
)

API = "/api/v1"
DOORS = (
    Door("pages", (
        "/", "/found.csv", "/found.xlsx", "/suggest", "/map.svg", "/units/{code}", "/units/{code}/compare",
        "/tree/{code}", "/tree/{code}/branch", "/recipients", "/recipients/between",
        "/shak", "/shak/{code}", "/data/{name}", "/static/{name}", *administration.PUBLIC,
        *news.PUBLIC, *sites.PUBLIC, *guides.ADDRESSES,
    )),
    Door("look-ups over REST", (
        "/api", "/api/{path}", "/api/openapi.json", "/api/plain",
        *(f"{API}/{path}" for path in (
            "units", "units/lookup", "units/{code}", "units/{code}/ancestors", "units/{code}/children",
            "units/{code}/history", "units/{code}/tree", "map", "crosswalk", "shak/successors", "shak/{code}",
            "location-numbers/{gln}", "recipients",
            "recipients/between", "recipients/messages", "recipients/reaching", "responsible", "sites",
            "sites/{number}", "quality", "codes", "codes/{list}", "log", "log/atom", "news", "log/copy",
            "log/stream", "log/{serial}", "log/{serial}/touched", "log/{serial}/units",
        )),
    )),
    Door("proofs", (*proofs.ADDRESSES, *(f"{API}/{path}" for path in proofs.API)), (SIGNING,)),
    Door("operation", ("/status", "/version", "/metrics", "/health/live", "/health/ready")),
    Door("tokens", (
        f"{API}/token", f"{API}/me", f"{API}/consumers", f"{API}/subscriptions", f"{API}/subscriptions/{{id}}",
        f"{API}/subscriptions/{{id}}/secret", f"{API}/subscriptions/{{id}}/resume",
    ), (PROGRAM,)),
    Door("changes over REST", (
        f"{API}/changes", f"{API}/jobs", f"{API}/jobs/{{id}}", f"{API}/cases", f"{API}/cases/{{id}}",
        *(f"{API}/cases/{{id}}/{deed}" for deed in cases.DEEDS), f"{API}/responsible/{{id}}",
        f"{API}/plans", f"{API}/plans/gather", f"{API}/plans/{{id}}", f"{API}/plans/{{id}}/touched",
        f"{API}/sites/log", f"{API}/sites/{{number}}/deregister",
        *(f"{API}/plans/{{id}}/{deed}" for deed in plans.DEEDS),
    ), (MINE, PROGRAM)),
    Door("SORES", tuple(SORES)),
    Door("SORLS", (sorls.PATH,), (_unless_optional(STS), _unless_optional(_need_listing("sorls")))),
    Door("KRS and RFS", (krs.PATH, krs.RFS_PATH), (STS,)),
    Door("SORUS", sorus.PATHS, (MINE, STS, _need_listing("sorus"))),
    Door("overview of files", ("/files",)),
    Door("files", ("/files/{name}",), (FILES,)),
    Door("certification", (certification_page.ADDRESS, f"{certification_page.ADDRESS}/{{cvr}}"), (CHECKLISTS,)),
    Door("logins", (*login.ADDRESSES, *news.ADDRESSES), (LOGIN,)),
    Door("editing", (
        *edit.ADDRESSES, *administration.ADDRESSES, *selfservice.ADDRESSES, *sheets.ADDRESSES, *sites.ADDRESSES,
        *oss.ADDRESSES,
    ), (MINE, LOGIN)),
    Door("error reports", selfservice.PUBLIC, (MINE,)),
    Door("confirmations by mail", administration.BY_MAIL, (MINE,)),
    Door("login of the demo", login.OPENID_ADDRESSES, (DEMO,)),
    Door("ID cards of the demo", (card_page.ADDRESS,), (DEMO,)),
    Door("clock of the demo", (demo_clock.ADDRESS,), (DEMO,)),
)  # fmt: skip
"""Every address of a server belongs to one of them. A contract (``?wsdl``) is given out though its service is shut."""

AT = {address: door for door in DOORS for address in door.addresses}


class Doorkeeper:
    """Knows which doors of a register are open. A door once found open is not looked at again by the process: what it
    is opened with (a token, a card, a right) is asked of every caller all the same.
    """

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings
        self._open: set[str] = set()

    def missing(self, door: Door) -> Need | None:
        """What a door lacks first; None when it is open."""
        return next((need for need in door.needs if not need.is_met(self._register, self._settings)), None)

    def shut(self, door: Door) -> Problem | None:
        """Why a door is shut; None when it is open."""
        need = self.missing(door)
        if need is MINE and (source := self._register.follows()) is not None:
            said = IsMirror.copy_of(source.url)
            return Problem(need.rule, Sentence("", said.danish, str(said)))
        return None if need is None else Problem(need.rule, Sentence("", need.da, need.en))

    async def refusal(self, address: str) -> Problem | None:
        """Why the door at an address is shut; None when it is open. An address of no door is a mistake of ours."""
        door = AT[address]
        if not door.needs or door.name in self._open:
            return None
        if (problem := await sync_to_thread(self.shut, door)) is None:
            self._open.add(door.name)
        return problem

    def at(self, address: str) -> Callable[[], Awaitable[Problem | None]]:
        """``refusal`` of one address."""
        return lambda: self.refusal(address)

    def tell_table(self) -> Iterable[str]:
        """The whole table in a few lines: what is open, and what is shut for which reason."""
        standing = [(door.name, self.missing(door)) for door in DOORS]
        yield f"open: {', '.join(name for name, need in standing if need is None)}"
        for sentence in dict.fromkeys(need.en for _, need in standing if need is not None):
            names = ", ".join(name for name, need in standing if need is not None and need.en == sentence)
            yield f"shut: {names}. {sentence}"
