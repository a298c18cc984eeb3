"""Every page of a server, found by following its links: each page of a demo says that it is one, no page of a real
register does, and no form writes without the mark of its session.
"""

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from litestar.testing import TestClient
from lxml import html
from openpyxl import load_workbook

from sor.core.day import OPEN
from sor.desk.actors import Actors, WantedRight
from sor.desk.campaigns import Campaigns, GivenCampaign
from sor.desk.newsletter import GivenNews, Newsletter
from sor.desk.responsible_persons import FORM as BEHIND_A_FORM
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
from sor.endpoints.app import app
from sor.endpoints.doors import AT
from sor.endpoints.http.senders import DEMANDED, FORM, MARKED, OPEN_FORMS, UPLOADS
from sor.endpoints.web.kit.labels import LABELS
from sor.endpoints.web.login.visitors import FORM_TOKEN
from sor.formats.tables.formulas import is_formula
from sor.register import Register
from sor.settings import read_settings
from tests.demos import take_mark_away
from tests.endpoints.servers import TRIED
from tests.endpoints.web.small_register import HOSPITAL, PRACTICE_NUMBER, PRACTICE_OWNER, UNKNOWN, small_register

MARKS = LABELS["demo"]
BEGIN = (
    "/", "/?lang=en", "/certification", "/certification/12345678", "/demo/card", "/demo/card?cvr=90000012",
    "/demo/clock", "/files", "/files/open/", "/sor-opslag/SORLookupService", "/sor-opdatering/v3/SOROpdateringService",
    "/sor-opdatering/v4/SOROpdateringService", "/stamdata-batch-copy-ws/service/StamdataReplication",
    "/api", "/no/such/page", f"/units/{UNKNOWN}", "/?valid=snart",
    "/login?lang=en", "/me?lang=en", "/recipients", "/recipients/between", "/demo/card?cvr=1", "/units/1/compare?a=x",
    f"/tree/{HOSPITAL}/branch", "/?q=%EF%BF%BE",
)  # fmt: skip
"""Where the walk begins: whatever no link leads to, and what cannot be shown."""

USER, HOST = "sds", "127.0.0.1:8080"
OF_CONTRACTS = ("/api", "/sor-opslag", "/sor-opdatering", "/stamdata")
"""Pages that explain a contract, which is the file: OpenAPI and WSDL."""
MOST_OF_A_KIND = 4
"""Pages with one address but for what is filled in: a number, a list of codes."""

pytestmark = pytest.mark.slow
Page = tuple[str, Any, str]


@pytest.fixture(scope="module", params=["demo", "real"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def client(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    folder: Path = tmp_path_factory.mktemp("every_page")
    register: Register = small_register(f"sqlite:///{folder}/sor.db")
    actors = Actors(register)
    actors.add(USER, "Sundhedsdatastyrelsen", None)
    if kind == "real":
        take_mark_away(register)
    actors.add("kim", "Registermyndigheden", None)
    actors.grant("kim", WantedRight("authority", None, None, register.today(), OPEN), None)
    authority = actors.actor("kim")
    assert authority is not None
    behind_a_form = GivenPerson(PRACTICE_OWNER, "responsible", "Kim Klit", "kim@klinik.example", contact=BEHIND_A_FORM)
    ResponsiblePersons(register).add(authority, behind_a_form, "web")
    (folder / "files" / "open").mkdir(parents=True)
    (folder / "files" / "open" / "units.ndjson").write_text("{}")
    settings = read_settings({**TRIED, "SOR_FILES": str(folder / "files"), "SOR_CERTIFICATION": "on"})
    campaign = GivenCampaign("Ny version", "REF01", "", "H0131R", "receive", 20270101, OPEN)
    Campaigns(register, settings).announce(authority, campaign, [PRACTICE_NUMBER], "web")
    Newsletter(register).add(authority, GivenNews("Nyt", "Lukket søndag.", "News", "Shut on Sunday."), "web")
    with TestClient(app(register, settings), base_url=f"http://{HOST}", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def pages(client: TestClient[Any]) -> list[Page]:
    """(address, document, text) of every page that is reached."""
    text = client.get("/login", headers={"Accept": "text/html"}).text
    found: list[Page] = [("/login", html.document_fromstring(text), text)]
    client.post("/login", data={"user": USER})  # from here on as somebody signed in; in a real register nobody can
    waiting, seen, of_kind = list(BEGIN), set(BEGIN), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address, headers={"Accept": "text/html"})
        if "html" not in answer.headers.get("content-type", ""):
            continue
        document = html.document_fromstring(answer.text)
        found.append((address, document, answer.text))
        for link in document.xpath("//a[not(@rel='nofollow')]/@href | //form[@action]/@action"):
            to = urlsplit(urljoin(address, link))
            path = to.path + (f"?{to.query}" if to.query else "")
            shape = (
                re.sub(r"\d+|(?<=^/codes/)\w+", "1", to.path) + "?" + "&".join(sorted(re.findall(r"(\w+)=", to.query)))
            )
            is_ours = not to.netloc or to.netloc == HOST
            if is_ours and path not in seen and of_kind.get(shape, 0) < MOST_OF_A_KIND and "stream" not in path:
                of_kind[shape] = of_kind.get(shape, 0) + 1
                seen.add(path)
                waiting.append(path)
    return found


def is_fragment(address: str) -> bool:
    """Whether this is put into a page that is shown already."""
    return address.partition("?")[0].endswith(("/branch", "/suggest"))


def test_the_walk_reaches_every_page_there_is(pages: list[Page]) -> None:
    reached = [urlsplit(address).path for address, _, _ in pages]
    missed = [
        address
        for address, door in AT.items()
        if door.name in ("pages", "overview of files", "certification", "ID cards of the demo", "SORLS", "SORUS")
        and not address.startswith(("/data", "/static", "/suggest"))
        and not address.endswith((".csv", ".xlsx", ".svg", ".atom", "/{ticket}"))  # a ticket comes by mail
        and not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", address), path) for path in reached)
    ]
    assert missed == []


def test_every_page_says_whether_it_is_a_demos(pages: list[Page], kind: str) -> None:
    says = {address: any(mark in text for mark in MARKS) for address, _, text in pages if not is_fragment(address)}
    assert len(says) > 40
    assert [address for address, is_demo in says.items() if is_demo is not (kind == "demo")] == []


def test_forms_write_with_the_mark_of_the_session_alone_and_only_here(pages: list[Page], kind: str) -> None:
    """A form that writes is sent by POST: it bears the mark, and its address has a line in ``senders``."""
    forms = [(address, form) for address, document, _ in pages for form in document.iter("form")]
    written: set[str] = set()
    assert len(forms) > 80
    for address, form in forms:
        assert form.get("action", "/").startswith("/"), address
        if form.get("method", "get").lower() == "post":
            action = form.get("action").partition("?")[0]
            if OPEN_FORMS.fullmatch(action):
                continue
            written.add(action)
            assert MARKED.fullmatch(action) or FORM in DEMANDED[action], address
            assert action == "/login" or form.xpath(f"count(.//input[@name='{FORM_TOKEN}'])") == 1, address
        assert not form.xpath(".//*[@formmethod or @formaction]"), address
        assert form.get("action", "").partition("?")[0] in UPLOADS or not form.xpath(".//*[@type='file']"), address
    assert {action for action in written if not MARKED.fullmatch(action)} == (
        {"/login", "/logout", "/me/sessions"} if kind == "demo" else set()
    )
    asking = [document.xpath("//@hx-post | //@hx-put | //@hx-delete | //@hx-patch") for _, document, _ in pages]
    assert not any(asking)


def shown_lists(document: Any) -> list[Any]:
    """Whatever a reader takes for a list of records: a table with a head, a list of drafts, hits."""
    return [
        one
        for one in document.iter("table", "ul", "ol")
        if (one.xpath("./tbody/tr") if one.tag == "table" else one.xpath("./li"))
        and not one.xpath("ancestor::article[@class='doc']")  # part of the text of a guide
        and (one.xpath("./thead") or set(one.get("class", "").split()) & {"draft-list", "hits"})
    ]


def rows_of(shown: Any) -> list[Any]:
    return list(shown.xpath("./tbody/tr" if shown.tag == "table" else "./li"))


def files_before(shown: Any) -> list[str]:
    """The addresses of the files that are offered right before a list, or before the box that it scrolls in."""
    around = shown if shown.getprevious() is not None else shown.getparent()
    before = around.getprevious()
    before = (
        before if before is None or before.tag == "p" else next(iter(before.xpath(".//p[@class='downloads']")), None)
    )
    return [] if before is None or before.get("class") != "downloads" else before.xpath("./a/@href")


def test_every_list_is_offered_as_csv_and_as_xlsx_that_hold_the_same_rows(
    client: TestClient[Any], pages: list[Page]
) -> None:  # fmt: skip
    """All rows, those of further pages too, and no cell of the text that a spreadsheet runs."""
    seen: set[str] = set()
    without = []
    for address, document, _ in pages:
        for shown in [] if address.startswith(OF_CONTRACTS) else shown_lists(document):
            kind = re.sub(r"\d+", "1", address.partition("?")[0]), shown.get("data-list", "")
            files = files_before(shown)
            if len(files) != 2:
                without.append((address, html.tostring(shown)[:80]))
            elif str(kind) not in seen:
                seen.add(str(kind))
                texts, cells = read_csv(client.get(files[0])), read_xlsx(client.get(files[1]))
                assert texts == cells, address
                is_paged = bool(document.xpath("//a[@rel='next']")) and len(shown_lists(document)) == 1
                assert len(texts) - 1 >= len(rows_of(shown)) + is_paged, address
                assert not any(is_formula(cell) for row in texts for cell in row), address
    assert not without, "\n".join(map(str, without))
    assert len(seen) > 15


def test_every_csv_file_of_a_page_is_a_workbook_too(client: TestClient[Any], pages: list[Page]) -> None:
    offered = 0
    for address, document, _ in pages:
        links = [str(one) for one in document.xpath("//main//a/@href") if urlsplit(one).path.endswith(".csv")]
        for link in links:
            if urlsplit(link).path.startswith("/files") or "as=xlsx" in link:
                continue
            beside = {link + ("&" if "?" in link else "?") + "as=xlsx", link.replace(".csv", ".xlsx")}
            assert beside & set(document.xpath("//a/@href")), (address, link)
            offered += 1
    assert offered > 5


def read_csv(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.url
    assert answer.headers["content-type"].startswith("text/csv"), answer.url
    assert answer.headers["content-disposition"].startswith("attachment"), answer.url
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def read_xlsx(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.url
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
