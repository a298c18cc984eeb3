"""Signing in and out in a demo, as a browser without scripts does it, and what a session
holds against those who mean harm.
"""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from sor.access.login.claims import Person
from sor.desk import sessions as desk
from sor.desk.actors import Actors, WantedRight
from sor.desk.demo_provider import demo_provider
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.sessions import sessions_of
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import BASE, Browser, browser_at, csrf_in, sign_in
from tests.quick_part import few, few_of_several

USER = "medcom"


def test_every_demo_user_has_a_button(visitor: Browser, demo: Register) -> None:
    page = visitor.get("/login").text
    for row in Actors(demo).list_all():
        assert f'<button type="submit" name="user" value="{row.id}"' in page
    assert 'action="/login"' in page


def test_by_redirects_alone_one_comes_to_ones_own_page(visitor: Browser) -> None:
    answer = sign_in(visitor, USER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    page = visitor.get("/me")
    assert page.status_code == 200
    assert USER in page.text
    assert "MedCom" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_way_is_that_of_openid_connect(visitor: Browser) -> None:
    asked = visitor.post("/login", data={"user": USER}).headers["location"]
    query = parse_qs(urlsplit(asked).query)
    assert asked.startswith(f"{BASE}/demo/openid/authorize?")
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert {"state", "nonce", "code_challenge", "redirect_uri", "client_id"} <= query.keys()
    back = visitor.get(asked).headers["location"]
    assert back.startswith(f"{BASE}/login/demo/callback?code=")


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_new_at_each_login(visitor: Browser) -> None:
    first = sign_in(visitor, USER).headers.get_list("set-cookie")
    kept = next(one for one in first if one.startswith("sor_session="))
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert "Path=/" in kept
    assert "Secure" not in kept  # on one's own machine, without TLS
    had = visitor.cookies["sor_session"]
    sign_in(visitor, USER)
    assert visitor.cookies["sor_session"] != had


def test_the_session_before_ends_with_a_new_login(visitor: Browser) -> None:
    sign_in(visitor, USER)
    had = visitor.cookies["sor_session"]
    sign_in(visitor, USER)
    visitor.cookies.set("sor_session", had)
    assert visitor.get("/me").headers["location"] == "/login?next=/me"


def test_over_tls_the_cookie_goes_nowhere_else(demo: Register) -> None:
    visitor = browser_at(app(demo, read_settings({"SOR_PUBLIC_URL": "https://sor.example"})), "https://sor.example")
    kept = next(one for one in sign_in(visitor, USER).headers.get_list("set-cookie") if "sor_session" in one)
    assert kept.startswith("__Host-sor_session=")
    assert "Secure" in kept


@pytest.mark.parametrize(
    ("asked", "comes_to"),
    few_of_several(
        [
            ("/units/90000021000016003?lang=en", "/units/90000021000016003?lang=en"),
            ("/me", "/me"),
            ("", "/me"),
            ("https://evil.example/", "/me"),
            ("//evil.example/", "/me"),
            ("/\\evil.example", "/me"),
            ("\\\\evil.example", "/me"),
            ("/%0d%0aSet-Cookie:x=1", "/%0d%0aSet-Cookie:x=1"),
            ("/a\r\nSet-Cookie: x=1", "/me"),
            ("javascript:alert(1)", "/me"),
            ("/logout", "/me"),
            ("/units/1?note=" + "a" * 2200, "/me"),
            ("/login/demo", "/me"),
        ],
        every=4,
    ),
)
def test_a_login_ends_at_a_page_of_this_register(visitor: Browser, asked: str, comes_to: str) -> None:
    answer = visitor.post("/login", data={"user": USER, "next": asked})
    while answer.headers["location"].startswith(BASE):
        answer = visitor.get(answer.headers["location"])
    assert answer.headers["location"] == comes_to


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(visitor: Browser) -> None:
    assert visitor.get("/me?lang=en").headers["location"] == "/login?next=/me%3Flang%3Den"


def test_who_is_signed_in_is_not_asked_again(visitor: Browser) -> None:
    sign_in(visitor, USER)
    assert visitor.get("/login?next=/tree/1").headers["location"] == "/tree/1"


@pytest.mark.parametrize("user", ["", "nobody", "operator", "<script>"])
def test_nobody_else_is_logged_in(visitor: Browser, user: str) -> None:
    answer = sign_in(visitor, user)
    assert answer.status_code == 403
    assert "sor_session" not in visitor.cookies
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


class TestForms:
    """No form of somebody signed in writes without the mark of its session."""

    @pytest.mark.parametrize("address", ["/logout", "/me/sessions"])
    @pytest.mark.parametrize("csrf", few([None, "", "x", "æ"], every=2))
    def test_without_the_mark_nothing_is_written(self, visitor: Browser, address: str, csrf: str | None) -> None:
        sign_in(visitor, USER)
        data = {"all": "1"} | ({} if csrf is None else {"csrf": csrf})
        assert visitor.post(address, data=data).status_code == 403
        assert visitor.get("/me").status_code == 200

    def test_the_mark_of_another_session_is_none(self, visitor: Browser, other: Browser) -> None:
        sign_in(visitor, USER)
        sign_in(other, USER)
        theirs = csrf_in(other.get("/me").text)
        assert visitor.post("/logout", data={"csrf": theirs}).status_code == 403

    @pytest.mark.parametrize("address", ["/login", "/logout", "/me/sessions"])
    def test_from_a_page_of_another_site(self, visitor: Browser, address: str) -> None:
        sign_in(visitor, USER)
        csrf = csrf_in(visitor.get("/me").text)
        answer = visitor.post(address, data={"csrf": csrf}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert visitor.get("/me").status_code == 200

    @pytest.mark.parametrize("body", [b"\xff", b"&" * 600 + b"a=1", b"a=" + b"x" * 30_000, b"a=%ff"])
    def test_a_form_that_cannot_be_read(self, visitor: Browser, body: bytes) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert visitor.post("/logout", content=body, headers=kind).status_code == 400


class TestEnds:
    """When a session ends."""

    def test_signing_out(self, visitor: Browser) -> None:
        sign_in(visitor, USER)
        had, csrf = visitor.cookies["sor_session"], csrf_in(visitor.get("/me").text)
        assert visitor.post("/logout", data={"csrf": csrf}).headers["location"] == "/"
        assert "sor_session" not in visitor.cookies
        visitor.cookies.set("sor_session", had)
        assert visitor.get("/me").status_code == 303

    def test_everywhere(self, visitor: Browser, other: Browser) -> None:
        sign_in(visitor, USER)
        sign_in(other, USER)
        page = visitor.get("/me").text
        assert page.count('name="session"') >= 1
        visitor.post("/me/sessions", data={"csrf": csrf_in(page), "all": "1"})
        assert other.get("/me").status_code == 303

    def test_one_of_ones_own_elsewhere(self, visitor: Browser, other: Browser, demo: Register) -> None:
        sign_in(visitor, USER)
        before = {row.id for row in sessions_of(demo.database.reader(), USER)}
        sign_in(other, USER)
        (elsewhere,) = {row.id for row in sessions_of(demo.database.reader(), USER)} - before
        page = visitor.get("/me").text
        (shown,) = (one for one in re.findall('name="session" value="([^"]+)"', page) if elsewhere.startswith(one))
        visitor.post("/me/sessions", data={"csrf": csrf_in(page), "session": shown})
        assert other.get("/me").status_code == 303
        assert visitor.get("/me").status_code == 200

    def test_nobody_elses(self, visitor: Browser, other: Browser, demo: Register) -> None:
        sign_in(visitor, USER)
        sign_in(other, "sds")
        page = visitor.get("/me").text
        for row in sessions_of(demo.database.reader(), "sds"):
            visitor.post("/me/sessions", data={"csrf": csrf_in(page), "session": row.id[:16]})
        assert other.get("/me").status_code == 200

    def test_with_its_actor(self, visitor: Browser, demo: Register) -> None:
        Actors(demo).add("leaving", "Leaving", "sds")
        sign_in(visitor, "leaving")
        assert visitor.get("/me").status_code == 200
        Actors(demo).remove("leaving", "sds")
        assert visitor.get("/me").status_code == 303

    def test_a_right_that_is_taken_back_counts_no_more(self, visitor: Browser, demo: Register) -> None:
        actors = Actors(demo)
        actors.add("changing", "Changing", "sds")
        given = actors.grant("changing", WantedRight("medcom", None, None, demo.today()), "sds")
        sign_in(visitor, "changing")
        assert "hele registret" in visitor.get("/me").text
        actors.withdraw(given, "sds")
        assert "ingen rettigheder" in visitor.get("/me").text


def test_the_database_holds_nothing_that_opens_a_session(visitor: Browser, demo: Register) -> None:
    sign_in(visitor, USER)
    secret = visitor.cookies["sor_session"]
    kept = [str(row) for row in demo.database.reader().run("SELECT * FROM session")]
    assert kept
    assert not any(secret in row for row in kept)


def test_the_answer_of_a_provider_is_taken_once_and_in_its_own_browser(visitor: Browser, other: Browser) -> None:
    asked = visitor.post("/login", data={"user": USER}).headers["location"]
    back = visitor.get(asked).headers["location"]
    assert other.get(back).status_code == 403
    assert other.get("/me").status_code == 303
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 403


def test_a_login_gives_one_session_whatever_its_browser_keeps_of_it(visitor: Browser) -> None:
    asked = visitor.post("/login", data={"user": USER}).headers["location"]
    back, kept = visitor.get(asked).headers["location"], visitor.cookies["sor_login"]
    assert visitor.get(back).status_code == 303
    for _ in "while signed in", "signed out":
        visitor.cookies.set("sor_login", kept)
        assert visitor.get(back).status_code == 403
        visitor.post(
            "/logout", data={"csrf": csrf_in(visitor.get("/me").text)} if "sor_session" in visitor.cookies else {}
        )
    assert visitor.get("/me").status_code == 303


@pytest.mark.parametrize("host", ["sor.example", "127.0.0.1:8080"])
def test_where_a_proxy_tells_nothing_the_settings_say_how_browsers_know_the_register(demo: Register, host: str) -> None:
    doors = app(demo, read_settings({"SOR_PUBLIC_URL": "https://sor.example"}))
    visitor = browser_at(doors, f"http://{host}")
    asked = visitor.post("/login", data={"user": USER}, headers={"Origin": "https://sor.example"})
    assert asked.status_code == 303
    query = parse_qs(urlsplit(asked.headers["location"]).query)
    assert query["redirect_uri"] == ["https://sor.example/login/demo/callback"]
    (kept,) = asked.headers.get_list("set-cookie")
    assert kept.startswith("__Host-sor_login=")
    assert "Secure" in kept
    for foreign in ("https://sor.example:8443", "https://sor.example.evil.example", "https://evil.example", "null"):
        assert visitor.post("/login", data={"user": USER}, headers={"Origin": foreign}).status_code == 403


@pytest.mark.parametrize(
    "change", [{"state": "x"}, {"state": ""}, {"code": "x"}, {"code": ""}, {"iss": "https://evil"}]
)
def test_an_answer_that_was_changed(visitor: Browser, change: dict[str, str]) -> None:
    asked = visitor.post("/login", data={"user": USER}).headers["location"]
    back = urlsplit(visitor.get(asked).headers["location"])
    query = {name: values[0] for name, values in parse_qs(back.query).items()}
    assert visitor.get(back.path, params=query | change).status_code == 403
    assert visitor.get("/me").status_code == 303


def test_ends_by_time(demo: Register) -> None:
    clock, provider = StandingClock(), demo_provider("")
    sessions = desk.Sessions(demo, [provider], clock)
    person = Person(provider.issuer, USER)
    secret = sessions.sign_in(provider, person, "browser", None)
    began = clock.now
    for _ in range(14):
        clock.now += desk.IDLE - timedelta(minutes=15)
        if clock.now - began < desk.LONGEST:
            assert sessions.signed_in(secret) is not None
    assert sessions.signed_in(secret) is None
    secret = sessions.sign_in(provider, person, "browser", None)
    clock.now += desk.IDLE
    assert sessions.signed_in(secret) is None
