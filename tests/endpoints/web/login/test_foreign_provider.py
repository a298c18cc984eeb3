"""A real register, and people who log in through a provider that others have written, over the network."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.access.login.test_privileges import KEEPER, OURS, group, listed
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in
from tests.ports import free_port

pytestmark = pytest.mark.slow

USERS = [
    {"sub": "anne", "name": "Anne Ærø", "email": "anne@example.dk", "cvr": OURS, "level": "Substantial",
     "privileges": listed(group(KEEPER))},
    {"sub": "low", "level": "Low"},
    {"sub": "nobody", "level": "High"},
]  # fmt: skip
TABLE = """
[[provider]]
id = "mitid"
issuer = "{issuer}"
client_id = "sor"
secret_file = "{secret}"
name_da = "MitID Erhverv"
name_en = "MitID Erhverv"
scope = "openid profile email"
levels = ["Substantial", "High"]
asks_userinfo = true
[provider.claims]
cvr = "cvr"
level = "level"
privileges = "privileges"
[provider.roles."http://sor.example/roles/usersystemrole/sor_kommune/1"]
role = "municipality"
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    program = Path(sys.executable).with_name("oidc-provider-mock")
    users = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    running = subprocess.Popen(
        [program, "--port", str(port), "--require-nonce", "true", *users],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(3000):
            try:
                httpx.get(f"{address}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        running.kill()
        running.wait()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('real')}/sor.db"), StandingClock())
    made.init("master")
    return made


@pytest.fixture(scope="module")
def doors(register: Register, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    table = written(tmp_path_factory.mktemp("table"), issuer)
    return app(register, read_settings({"SOR_LOGIN": str(table)}))


def written(folder: Path, issuer: str) -> Path:
    (folder / "secret").write_text("a secret that the provider knows\n", "utf-8")
    (folder / "login.toml").write_text(TABLE.format(issuer=issuer, secret=folder / "secret"), "utf-8")
    return folder / "login.toml"


def logged_in(visitor: Browser, user: str, goes_to: str = "/me") -> Any:
    """Through the provider, as a person does it; the register's answer to what the provider sent back."""
    asked = visitor.get("/login/mitid", params={"next": goes_to})
    assert asked.status_code == 303
    back = httpx.post(asked.headers["location"], data={"sub": user, "action": "authorize"})
    assert back.is_redirect, back.text[:500]
    return visitor.get(back.headers["location"])


def test_the_page_offers_the_provider_and_no_demo_users(visitor: Browser) -> None:
    page = visitor.get("/login?next=/tree/1").text
    assert re.search(r'href="/login/mitid\?next=%2Ftree%2F1"', page)
    assert 'name="user"' not in page


def test_somebody_new_becomes_an_actor_without_rights_of_their_own(visitor: Browser, register: Register) -> None:
    answer = logged_in(visitor, "anne", "/tree/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tree/1")
    page = visitor.get("/me").text
    assert "Anne Ærø" in page
    assert OURS in page
    (known,) = [row for row in Actors(register).list_all() if row.id.startswith("person-")]
    assert (known.name, known.email, known.cvr) == ("Anne Ærø", "anne@example.dk", None)
    assert Actors(register).with_cvr(OURS) == []  # a card with that number is not this person's
    logged_in(visitor, "anne")
    assert len([row for row in Actors(register).list_all() if row.id.startswith("person-")]) == 1


def test_an_assurance_level_that_is_too_low(visitor: Browser, register: Register) -> None:
    before = Actors(register).list_all()
    answer = logged_in(visitor, "low")
    assert answer.status_code == 403
    assert "sikringsniveau" in answer.text
    assert visitor.get("/me").status_code == 303
    assert Actors(register).list_all() == before


def test_who_has_no_right_is_told_what_to_do(visitor: Browser) -> None:
    logged_in(visitor, "nobody")
    assert "ingen rettigheder" in visitor.get("/me").text


def test_signing_out(visitor: Browser) -> None:
    logged_in(visitor, "nobody")
    visitor.post("/logout", data={"csrf": csrf_in(visitor.get("/me").text)})
    assert visitor.get("/me").status_code == 303


def test_a_denied_login(visitor: Browser) -> None:
    asked = visitor.get("/login/mitid")
    back = httpx.post(asked.headers["location"], data={"sub": "anne", "action": "deny"})
    answer = visitor.get(back.headers["location"])
    assert answer.status_code == 403
    assert "access_denied" in answer.text


def test_a_token_with_the_nonce_of_another_login(visitor: Browser) -> None:
    """Whoever began another login at the provider lends its token to nobody."""
    asked = httpx.URL(visitor.get("/login/mitid").headers["location"])
    other = asked.copy_set_param("nonce", asked.params["nonce"][::-1])
    for question, status in ((other, 403), (asked, 403)):  # and the login that was answered wrongly is over
        back = httpx.post(question, data={"sub": "anne", "action": "authorize"})
        assert visitor.get(back.headers["location"]).status_code == status
        assert visitor.get("/me").status_code == 303


def test_an_answer_is_of_no_use_in_another_browser_or_for_another_provider(
    visitor: Browser, register: Register, issuer: str, tmp_path: Path
) -> None:
    asked = visitor.get("/login/mitid").headers["location"]
    back = httpx.post(asked, data={"sub": "anne", "action": "authorize"}).headers["location"]
    thief = browser_at(app(register, read_settings({"SOR_LOGIN": str(written(tmp_path, issuer))})))
    assert thief.get(back).status_code == 403
    assert thief.get("/me").status_code == 303
    table = written(tmp_path, issuer)
    row = table.read_text("utf-8")
    table.write_text(row + row.replace('id = "mitid"', 'id = "broker"'), "utf-8")
    both = browser_at(app(register, read_settings({"SOR_LOGIN": str(table)})))
    asked = both.get("/login/mitid").headers["location"]
    back = httpx.post(asked, data={"sub": "anne", "action": "authorize"}).headers["location"]
    assert both.get(back.replace("/login/mitid/", "/login/broker/")).status_code == 403
    assert both.get("/me").status_code == 303


def test_there_is_no_demo_login(visitor: Browser) -> None:
    assert visitor.post("/login", data={"user": "sds"}).status_code == 404
    assert visitor.get("/login/demo").status_code == 404
    assert visitor.get("/demo/openid/keys").status_code == 404


def test_a_provider_that_is_away(register: Register, tmp_path: Path) -> None:
    table = written(tmp_path, "http://127.0.0.1:9")
    answer = browser_at(app(register, read_settings({"SOR_LOGIN": str(table)}))).get("/login/mitid")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_without_a_table_nobody_can_sign_in(register: Register) -> None:
    answer = browser_at(app(register, read_settings({}))).get("/me")
    assert answer.status_code == 503
    assert "SOR_LOGIN" in answer.text
