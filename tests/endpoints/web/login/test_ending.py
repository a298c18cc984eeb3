"""A provider of OpenID Connect tells the register itself that a login has ended (Back-Channel Logout 1.0), and signing
out here leads on to it.
"""

import html
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from sor.access.login.claims import AtProvider, Person, ProvenLogin
from sor.desk.openid import ENDS
from sor.desk.sessions import Sessions
from sor.endpoints.app import app, providers_of
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in

KEY = RSAKey.generate_key(2048, auto_kid=True)
ROW = '[[provider]]\nid = "mitid"\nissuer = "{issuer}"\nclient_id = "sor"\nname_da = "MitID"\nname_en = "MitID"\n'


class Provider(BaseHTTPRequestHandler):
    """A provider that describes itself, and ends logins."""

    def do_GET(self) -> None:
        issuer = f"http://{self.headers['Host']}"
        if self.path == "/keys":
            told: dict[str, Any] = {"keys": [KEY.as_dict(private=False)]}
        else:
            places = dict.fromkeys(("authorization_endpoint", "token_endpoint"), f"{issuer}/x")
            told = {**places, "issuer": issuer, "jwks_uri": f"{issuer}/keys", "end_session_endpoint": f"{issuer}/out"}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """It says nothing."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('ending')}/sor.db"), StandingClock())
    made.init("master")
    return made


@pytest.fixture(scope="module")
def doors(register: Register, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    table = tmp_path_factory.mktemp("table") / "login.toml"
    table.write_text(ROW.format(issuer=issuer))
    made: Any = app(register, read_settings({"SOR_LOGIN": str(table)}))
    made.table = str(table)
    return made


def signed_in(doors: Any, register: Register, name: str, session: str) -> Browser:
    """A browser whose login the provider knows by a person's name and its own mark."""
    (provider,) = providers_of(read_settings({"SOR_LOGIN": doors.table}))
    proven = ProvenLogin({}, AtProvider(name, session, token="the.id.token"))
    secret = Sessions(register, [provider]).sign_in(provider, Person(provider.issuer, name), "", None, None, proven)
    browser = browser_at(doors)
    browser.cookies.set("sor_session", secret)
    assert browser.get("/me").status_code == 200
    return browser


def told(browser: Browser, issuer: str, **changed: Any) -> int:
    claims = {
        "iss": issuer,
        "aud": "sor",
        "iat": int(time.time()),
        "jti": str(time.monotonic_ns()),
        "events": {ENDS: {}},
    }
    header = {"alg": "RS256", "kid": KEY.kid}
    token = jwt.encode(header, {**claims, **changed}, KEY, algorithms=["RS256"])
    return browser.post("/login/mitid/ended", data={"logout_token": token}).status_code


@pytest.mark.slow
def test_one_login_or_all_of_a_person(doors: Any, register: Register, issuer: str) -> None:
    one, two, other = (signed_in(doors, register, *who) for who in (("anne", "1"), ("anne", "2"), ("bo", "3")))
    server = browser_at(doors)
    assert told(server, issuer, sub="anne", sid="1") == 200
    assert [browser.get("/me").status_code for browser in (one, two, other)] == [303, 200, 200]
    assert told(server, issuer, sub="anne") == 200
    assert [browser.get("/me").status_code for browser in (two, other)] == [303, 200]
    assert told(server, issuer, sid="3") == 200
    assert other.get("/me").status_code == 303


def test_what_is_not_believed_ends_nothing(doors: Any, register: Register, issuer: str) -> None:
    browser, server = signed_in(doors, register, "anne", "4"), browser_at(doors)
    for changed in ({"aud": "other"}, {"nonce": "n"}, {"events": {}}, {"iss": "https://evil.example"}, {}):
        assert told(server, issuer, **{"sub": "anne", **changed} if changed else {}) == 400
    assert told(server, issuer, sub="bo", sid="4") == 200
    assert server.post("/login/mitid/ended", data={}).status_code == 400
    assert browser.get("/me").status_code == 200


def test_the_same_word_ends_nothing_twice(doors: Any, register: Register, issuer: str) -> None:
    server = browser_at(doors)
    assert told(server, issuer, sub="anne", jti="once") == 200
    browser = signed_in(doors, register, "anne", "5")
    assert told(server, issuer, sub="anne", jti="once") == 200
    assert browser.get("/me").status_code == 200


def test_signing_out_leads_to_the_provider_and_back(doors: Any, register: Register, issuer: str) -> None:
    browser = signed_in(doors, register, "anne", "6")
    out = browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)})
    way = re.search(r'content="0; url=([^"]+)"', out.text)
    assert way is not None
    address = html.unescape(way[1])
    assert address.startswith(f"{issuer}/out?")
    assert "id_token_hint=the.id.token" in address
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Flogin%2Fmitid%2Flogout" in address
    assert browser.get("/me").status_code == 303
    assert "Du er logget ud" in browser.get("/login/mitid/logout").text


@pytest.mark.slow
def test_a_provider_that_is_away_keeps_nobody_signed_in(register: Register, tmp_path: Path) -> None:
    (tmp_path / "login.toml").write_text(ROW.format(issuer="http://127.0.0.1:9"))
    doors: Any = app(register, read_settings({"SOR_LOGIN": str(tmp_path / "login.toml")}))
    doors.table = str(tmp_path / "login.toml")
    browser = signed_in(doors, register, "anne", "7")
    out = browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)})
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert browser.get("/me").status_code == 303
