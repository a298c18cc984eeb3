"""People log in and out through a provider of SAML that others have written (npm samlp), over the network: by forms as
a browser without scripts sends them, and in a real browser.
"""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from sor.access.login.saml.forms import CIPHERS, FORMS
from sor.access.login.saml.names import POST, REDIRECT
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.access.login.saml.idp import ATTRIBUTES, EID, SLO, SSO, UUID, Said, identities, metadata
from tests.attacks.test_no_false_saml_answer_logs_anybody_in import MEETS, MEETS_NOT
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in
from tests.endpoints.web.login.test_saml_login import TABLE
from tests.endpoints.web.served import faults, served
from tests.ports import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[4]
LOA = "https://data.gov.dk/concept/core/nsis/loa"
OTHER = "7e0b7c1e-0000-4000-8000-00000000000b"


def user(attributes: dict[str, str], name: str = f"{EID}/professional/uuid/{UUID}") -> dict[str, Any]:
    return {"name": name, "format": Said().name_format, "attributes": attributes}


USERS = {
    "anne": user(dict(ATTRIBUTES)),
    "low": user(ATTRIBUTES | {LOA: "Low"}),
    "citizen": user(dict(ATTRIBUTES), f"{EID}/person/uuid/{OTHER}"),
    "plain": user({LOA: "High"}),
}


class Served(NamedTuple):
    """A register, its address, and the provider's."""

    register: Register
    doors: Any
    base: str
    provider: str


@pytest.fixture(scope="module", params=[REDIRECT, POST])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A register at a provider that sends its wishes to end logins by query, or by form."""
    with at_provider(tmp_path_factory.mktemp("saml"), "oiosaml3", request.param, USERS) as found:
        yield found


@contextmanager
def at_provider(folder: Path, form: str, binding: str, users: Mapping[str, Any]) -> Iterator[Served]:
    """A register at a provider whose row has a form, and whom the provider knows."""
    port, own = free_port(), free_port()
    base, issuer = f"http://127.0.0.1:{own}", f"http://127.0.0.1:{port}"
    theirs, _, ours = identities()
    place = f"{base}/login/nemlogin"
    public = x509.load_pem_x509_certificate(ours.certificate.encode()).public_key()
    key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    (folder / "provider.json").write_text(json.dumps({
        "from": str(ROOT / "package.json"), "port": port, "key": theirs.key, "cert": theirs.certificate,
        "issuer": issuer, "binding": binding, "users": users,
        "register": {"id": f"{place}/metadata", "address": place, "cert": ours.certificate, "key": key},
    }))  # fmt: skip
    (folder / "key.pem").write_text(ours.key + ours.certificate)
    published = metadata(issuer=issuer).replace(SSO, f"{issuer}/sso").replace(SLO, f"{issuer}/slo")
    (folder / "idp.xml").write_text(published)
    row = {"id": "nemlogin", "issuer": issuer, "audience": f"{place}/metadata", "metadata": folder / "idp.xml"}
    (folder / "login.toml").write_text(TABLE.format(**row).replace('form = "oiosaml3"', f'form = "{form}"'))
    register = Register(Database(f"sqlite:///{folder}/sor.db"), StandingClock())
    register.init("master")
    settings = {"SOR_LOGIN": "login.toml", "SOR_SAML_KEYS": "key.pem"}
    given = {name: str(folder / file) for name, file in settings.items()}
    doors = app(register, read_settings({**given, "SOR_PUBLIC_URL": base}))
    node = shutil.which("node")
    assert node is not None, "make setup brings Node.js"
    program = [
        node,
        "--no-deprecation",
        str(Path(__file__).with_name("saml_provider.mjs")),
        str(folder / "provider.json"),
    ]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        yield Served(register, doors, base, issuer)
        running.kill()


def posted_by(page: str) -> tuple[str, dict[str, str]]:
    """The one form of a page that only sends something on: its address and fields."""
    place = re.search(r'<form method="post"[^>]* action="([^"]*)"', page)
    assert place is not None, page[:500]
    fields = re.findall(r'name="(SAML\w+|RelayState)"\s+value="([^"]*)"', page)
    return html.unescape(place[1]), {name: html.unescape(value) for name, value in fields}


def logged_in(site: Served, visitor: Browser, who: str, cipher: str = "") -> httpx.Response:
    """Through the provider, as a person without scripts does it; the register's last answer."""
    asked = visitor.get("/login/nemlogin", params={"next": "/me"}).headers["location"]
    page = httpx.get(httpx.URL(asked).copy_merge_params({"user": who, "encryption": cipher}))
    place, form = posted_by(page.text)
    assert place == f"{site.base}/login/nemlogin/acs"
    again, same = posted_by(visitor.post(place, data=form, headers={"Origin": site.provider}).text)
    assert same == form
    return visitor.post(again, data=same, headers={"Origin": site.base})


def ended(site: Served, visitor: Browser, address: str) -> str:
    """Wherever signing out leads, until there is a page that leads no further; its text."""
    for _ in range(20):
        found = httpx.get(address) if address.startswith(site.provider) else visitor.get(address)
        while found.status_code == 200 and "SAML" in found.text and 'method="post"' in found.text:
            place, form = posted_by(found.text)
            sent = visitor.post(place, data=form, headers={"Origin": site.provider})
            found = sent if place.startswith(site.base) else httpx.post(place, data=form)
        if not found.is_redirect:
            return found.text
        address = found.headers["location"]
    raise AssertionError("signing out leads on and on")


@pytest.mark.parametrize("cipher", ["", *(CIPHERS[name] for name in FORMS["oiosaml3"].ciphers)])
def test_somebody_logs_in(site: Served, cipher: str) -> None:
    visitor = browser_at(site.doors, site.base)
    done = logged_in(site, visitor, "anne", cipher)
    assert (done.status_code, done.headers.get("location")) == (303, "/me"), done.text[:500]
    assert "Anne Ærø" in visitor.get("/me").text
    assert len([row for row in Actors(site.register).list_all() if row.id.startswith("person-")]) == 1


@pytest.mark.parametrize(
    ("who", "cipher", "told"),
    [
        ("low", "", "sikringsniveau"),
        ("citizen", "", "NameID"),
        ("plain", "", "specVersion mangler"),
        ("anne", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "ikke krypteret til registret"),
    ],
)
def test_what_the_row_does_not_allow(site: Served, who: str, cipher: str, told: str) -> None:
    visitor = browser_at(site.doors, site.base)
    refused = logged_in(site, visitor, who, cipher)
    assert refused.status_code == 403
    assert told in refused.text
    assert visitor.get("/me").status_code == 303


@pytest.mark.parametrize("form", ["kombit", "seb"])
@pytest.mark.every_case
def test_another_form_is_met_by_what_its_provider_sends_alone(form: str, tmp_path: Path) -> None:
    """Names, attributes and levels of KOMBIT's Context Handler and of SEB: what the row of the table does not allow is
    refused, also when it is signed and encrypted as it should be.
    """
    met = {f"met{n}": said for n, (name, said) in enumerate(MEETS.items()) if name.partition(",")[0] == form}
    level = FORMS[form].level
    refused = {f"not{n}": said for n, said in enumerate(MEETS_NOT[form])}
    for n, low in enumerate(("Low", "2", "")):
        refused[f"low{n}"] = next(iter(met.values()))._replace(
            attributes={**next(iter(met.values())).attributes, level: low}
        )
    users = {name: user(dict(said.attributes), said.name) for name, said in (met | refused).items()}
    with at_provider(tmp_path, form, REDIRECT, users) as site:
        for name in users:
            visitor = browser_at(site.doors, site.base)
            done = logged_in(site, visitor, name)
            if name in met:
                assert (done.status_code, done.headers.get("location")) == (303, "/me"), done.text[:500]
                assert "Anne Ærø" in visitor.get("/me").text
            else:
                assert done.status_code == 403, name
                assert re.search("aftalt|egenskaben|sikringsniveau", done.text), (name, done.text)
                assert visitor.get("/me").status_code == 303
        persons = [row.id for row in Actors(site.register).list_all() if row.id.startswith("person-")]
        assert len(persons) == 1  # one UUID is one person, however it is written


def test_signing_out_here_ends_every_login_of_the_provider(site: Served) -> None:
    one, other = browser_at(site.doors, site.base), browser_at(site.doors, site.base)
    for visitor in (one, other):
        assert logged_in(site, visitor, "anne").status_code == 303
    out = one.post("/logout", data={"csrf": csrf_in(one.get("/me").text)})
    way = re.search(r'content="0; url=([^"]+)"', out.text)
    assert way is not None
    assert one.get("/me").status_code == 303
    assert "Du er logget ud" in ended(site, one, html.unescape(way[1]))
    assert other.get("/me").status_code == 303


@pytest.fixture
def page(chromium: Chromium, site: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=site.base, viewport={"width": 320, "height": 800}, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def chromium(browser: Chromium, site: Served) -> Iterator[Chromium]:
    with served(site.doors, int(site.base.rpartition(":")[2])):
        yield browser


@pytest.mark.browser
@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["with scripts", "without scripts"])
def test_in_a_browser_by_keyboard(page: Page, axe: str, site: Served, request: pytest.FixtureRequest) -> None:
    runs = request.node.callspec.params["page"]
    heading = page.get_by_role("heading", level=1)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")

    page.goto("/me?lang=en")
    page.get_by_role("link", name="Sign in with MitID Erhverv").or_(
        page.get_by_role("link", name="Log ind med MitID Erhverv")
    ).focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_text("IdP")
    press("anne")
    if not runs:
        press("Submit")
        expect(heading).to_have_text("Du er næsten logget ind")
        press("Fortsæt")
    expect(heading).to_have_text("Anne Ærø")
    if runs:
        assert faults(page, axe) == []
    page.get_by_role("button", name="Sign out", exact=True).focus()
    page.keyboard.press("Enter")
    submit = page.get_by_role("button", name="Submit")
    for _ in range(100):
        expect(submit.or_(heading)).to_be_visible()
        if page.url.startswith(f"{site.base}/login/nemlogin/logout"):
            break
        if submit.is_visible():
            press("Submit")
        page.wait_for_timeout(50)
    expect(heading).to_have_text("Du er logget ud")
    if runs:
        assert faults(page, axe) == []
    page.goto("/me")
    expect(heading).to_have_text("Log ind")
