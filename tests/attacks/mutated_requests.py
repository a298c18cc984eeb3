"""Genuine requests to every door of a register, each in turn spoilt in its address, query, headers or body, and sent to
the application without a network between; every answer has to be one that its door documents.
"""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_network
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from litestar.utils import normalize_path
from lxml import etree
from structlog.testing import capture_logs

from sor.access.authority import Actor
from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.names import MEDCOM, SOAP
from sor.access.login.claims import Person
from sor.desk.actors import Actors
from sor.desk.case_kinds import KINDS as CASE_KINDS
from sor.desk.cases import AskedCase, Cases
from sor.desk.demo_provider import AUTHORIZE, TOKEN, demo_provider
from sor.desk.demo_sts import DemoSts
from sor.desk.drafts import Drafts
from sor.desk.jobs import Jobs, Sent
from sor.desk.responsible_persons import GivenPerson, ResponsiblePersons
from sor.desk.sessions import Sessions
from sor.desk.sites.told import GivenSite
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.desk.subscriptions import Subscriptions
from sor.desk.whitelists import Whitelists
from sor.endpoints.app import app
from sor.endpoints.doors import AT
from sor.endpoints.http.problem import KINDS
from sor.endpoints.krs.door import PATH as KRS
from sor.endpoints.krs.door import RFS_PATH
from sor.endpoints.sores import ADDRESSES
from sor.endpoints.sorls.door import PATH as SORLS
from sor.endpoints.web.administration import letter_pages
from sor.following.feed_filter import EVERYTHING
from sor.formats.soap import krs, sorls
from sor.formats.soap.sorus_choices import VERSIONS
from sor.jobs.editions import CURRENT, EDITIONS
from sor.register import Register
from sor.settings import Settings, read_settings
from tests.access.dgws.messages import envelope
from tests.attacks.derived_requests import FORM, NUMBER, Answered, Asked, Browser, Derived, Send, Senders, Standing
from tests.attacks.filled_forms import KEEPER, SECOND, fill
from tests.attacks.saml_requests import saml_requests, saml_settings
from tests.changes.scene import NUMBER_DATA, TODAY, Scene
from tests.endpoints.servers import TRIED
from tests.endpoints.sorus.messages import ENTITY, request
from tests.endpoints.test_doors import asked as asked_of
from tests.endpoints.test_mutations import CLIENT
from tests.mutants import BYTES, JSON, QUERY, SHEET, VALUES, XML, spoilt
from tests.owned import wanted

SORUS = VERSIONS[3].path
CVR = "29190925"
"""Of the scene's region: who calls over SOAP."""

CASES_OF_A_KIND = 4
ONLY_READ = {("POST", path) for path, (_, action) in ADDRESSES.items() if action}
"""The table of addresses says of SOAP and SORES that they take both methods: these take one."""

SOAP_DOORS = frozenset(path.encode() for path in (SORUS, VERSIONS[4].path, SORLS, KRS, RFS_PATH))

OF_THE_GATE = frozenset({400, 403, 404, 405, 413, 415, 421})
"""What any address may answer before its own door is asked: how a request must be, from where, and what there is."""

OF_PAGES = frozenset(
    {200, 206, 301, 302, 303, 304, 307, 400, 401, 403, 404, 405, 409, 410, 413, 415, 416, 421, 422, 429}
)
"""What pages, files and SORES may answer while nothing is missing (docs/guide/rest.md, sores.md, publication.md). 410
is said of a mail's link that was used or is old.
"""

OF_SOAP = frozenset({200, 400, 403, 405, 413, 415, 421, 500})
"""SOAP 1.1 wants 500 for every fault."""

LETTERS = AT[letter_pages.ADDRESS].name
"""The door of letters: no mail is sent here, and it says so (503)."""

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND")
HEADERS = (
    (b"accept", b"text/html"), (b"accept-encoding", b"gzip"), (b"accept-language", b"en"), (b"if-none-match", b'"x"'),
    (b"origin", b"http://evil.example"), (b"sec-fetch-site", b"cross-site"), (b"forwarded", b"for=1.2.3.4;host=evil"),
    (b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-host", b"evil.example"), (b"range", b"bytes=0-5,7-"),
    (b"sor-serial", b"1"), (b"sor-serial", b"999999"), (b"idempotency-key", b"k"), (b"content-encoding", b"gzip"),
    (b"authorization", b"Basic c2RzOng="), (b"cookie", b"a=b"), (b"transfer-encoding", b"chunked"),
    (b"content-type", b"text/plain"), (b"content-type", b"application/json; charset=utf-16"), (b"soapaction", b'"x"'),
    (b"content-type", b"multipart/form-data; boundary=x"), (b"expect", b"100-continue"), (b"host", b"evil.example"),
)  # fmt: skip
SHARES = {
    "reading": 22, "read pages": 4, "forms": 10, "rest me": 4, "token": 0.5, "rest look-up": 14, "rest changes": 14,
    "sores": 14, "sorus": 14, "sorls": 10, "krs": 4, "saml": 6, "changes over REST": 24, "editing": 40, "logins": 10,
    "look-ups over REST": 16, "clock of the demo": 0.2,
}  # fmt: skip
"""How often a door is asked: what costs much (secrets are slow to check on purpose) less often."""
USUAL_SHARE = 4
"""Of doors that are not named: they are asked because they are there."""

ALLOWED_IN_PATHS = re.compile(rb"[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]")
NOT_IN_QUERIES = re.compile(rb"[^\x21-\x7e]|#")
"""What a server's own parser refuses before any door is asked; it is sent as a client sends it, quoted."""
NOT_IN_HEADERS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
PATIENCE = 60
"""Seconds of one answer, many thousand times as long as the slowest takes: who waits longer waits for ever."""


class Wrong(AssertionError):
    """An answer that no door documents. The request is named."""

    def __init__(self, asked: Asked, why: str, told: Sequence[Any] = ()) -> None:
        self.told = told
        super().__init__(f"{why}: {asked._replace(changes=())}")


class Doors:
    """All doors of a register, and what is asked of each."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.register: Register = scene.register
        self._scene = scene
        self._numbers = count(1)
        self.of_others = {code for name, code in scene.codes.items() if name not in ("owner", "clinic", "feet")}
        actors = Actors(self.register)
        actors.add("sds", "Registermyndigheden", None, cvr=CVR)
        right = str(actors.grant("sds", wanted("authority"), None))
        self._secret = actors.new_secret("sds", "sds")[1]
        for service in ("sorls", "sorus"):
            Whitelists(self.register, demo=True).add(service, CVR, "", "test", "test")
        settings = read_settings({
            **TRIED, "SOR_SHAK_END": "2028-12-31", "SOR_FILES": str(folder / "files"), "SOR_CERTIFICATION": "on",
            "SOR_WEBHOOK_ALLOWED": "127.0.0.1", "SOR_SMTP": "smtp://127.0.0.1:9", "SOR_MAIL_FROM": "sor@eksempel.dk",
            **saml_settings(folder),
        }, demo=True)  # fmt: skip
        standing = self._standing_of(actors, right, settings, folder)
        self.began = self.register.serial()
        edition = Path(EDITIONS) / "20261101T120000Z"
        (folder / "files" / edition / "open").mkdir(parents=True)
        (folder / "files" / edition / "open" / "units.csv").write_text("code;name\r\n" * 99)
        (folder / "files" / CURRENT).symlink_to(edition)
        self._app: Any = app(self.register, settings)
        self._statuses: list[tuple[re.Pattern[str], dict[str, frozenset[int]]]] = []
        card = DemoSts(self.register, lambda: datetime.now(UTC)).issue(Holder(CVR))
        self._header = header(card, NUMBER.decode(), datetime.now(UTC))
        sessions = Sessions(self.register, [demo_provider("")])
        self._session, self._leaving, keeping = (
            sessions.sign_in(demo_provider(""), Person("demo", name), "test", None) for name in ("sds", "carl", KEEPER)
        )
        self._browser, self._leaver, self._keeper = (
            _browser(sessions, secret) for secret in (self._session, self._leaving, keeping)
        )
        self._mark = self._browser.mark
        self._secrets = {name: actors.new_secret(name, "sds")[1] for name in (SECOND, "carl")}
        self._standing = standing
        self.genuine: list[Asked] = []
        self.derived: list[Asked] = []

    def _standing_of(self, actors: Actors, right: str, settings: Settings, folder: Path) -> Standing:
        """Cases, drafts, a job and a scheduled change, so that there is something at every address."""
        s = self._scene
        actors.add("carl", "Carl", "sds")
        actors.grant("carl", wanted("private", s["owner"]), "sds")
        change = {"op": "edit", "unit": s["ward"], "from": "2026-12-01", "set": {"note": "x"}}
        carl = actors.actor("carl")
        assert carl is not None
        cases, drafts = Cases(self.register, read_settings({})), Drafts(self.register)
        about = {"access": {"role": "region"}, "claim": {"role": "region"}, "location_number": NUMBER_DATA}
        opened = [
            cases.open(carl, AskedCase(kind, s["region" if kind == "claim" else "ward"], "x", about.get(kind, {}),
                                                [] if kind in about else [change]), "rest")
            for kind in CASE_KINDS if kind != "sale" for _ in range(CASES_OF_A_KIND)  # carl owns no clinic to sell
        ]  # fmt: skip
        document = {"reason": "x", "changes": [{**change, "unit": s["region"]}]}
        kept = [drafts.keep("sds", "edit", s["ward"], {"from": "2026-12-01"}, *one) for one in ((document,), (), ())]
        persons = ResponsiblePersons(self.register)
        may = actors.actor("sds")
        assert may is not None
        named = [
            persons.add(may, GivenPerson(s[place], "responsible", "Ane", "ane@eksempel.dk", contact=contact), "rest")
            for place, contact in (("region", "address"), ("hospital", "address"), ("owner", "form"))
        ]
        TreatmentSites(self.register).register_site(may, GivenSite(s["heart"], exemption="unpaid", reason="x"), "rest")
        hooks = Subscriptions(self.register, [ip_network("127.0.0.1")])

        def hook(actor: Actor) -> str:
            return hooks.add_webhook(actor, "http://127.0.0.1:9/", EVERYTHING, "rest").row.id

        sent = Sent(json.dumps(document).encode(), dry_run=True)
        job, _ = Jobs(self.register, read_settings({})).put(Actor("sds"), sent)
        s.send({"op": "shak", "code": "9600", "from": TODAY, "set": {"name": "Fjordby"}})
        scheduled = s.send({"op": "edit", "unit": s["feet"], "from": "2026-12-01", "set": {"note": "y"}}).serial
        filled = fill(s, settings, folder, named[0])
        keeper = actors.actor(KEEPER)
        assert keeper is not None
        return Standing(
            s["ward"],
            s["region"],
            s["feet"],
            right,
            "9600",
            "5790999000017",
            ["1", str(scheduled)],
            [str(one.number) for one in opened],
            kept,
            [job.id],
            [one.row.id for one in named],
            [hook(may), (hook(keeper), hook(may))[1]],
            s["owner"],
            filled,
        )

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Doors"]:
        """The application as a server runs it, from its beginning to its end."""
        heard: asyncio.Queue[Any] = asyncio.Queue()
        told: asyncio.Queue[Any] = asyncio.Queue()
        living = asyncio.create_task(self._app({"type": "lifespan", "asgi": {}, "state": {}}, heard.get, told.put))
        await heard.put({"type": "lifespan.startup"})
        assert (await told.get())["type"] == "lifespan.startup.complete"
        contract = json.loads((await self.sent(Asked("contract", "GET", b"/api/openapi.json"))).body)
        for path, methods in sorted(contract["paths"].items(), key=lambda one: one[0].count("{")):
            named = {name.upper(): frozenset(map(int, one["responses"])) for name, one in methods.items()}
            self._statuses.append((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), named))
        form, kind, shown = _credentials("sds", self._secret), FORM, await self._token("sds", self._secret)
        self.genuine = [*self._all(shown, kind, form)]
        program = (b"authorization", b"Bearer " + shown)
        others = [(b"authorization", b"Bearer " + await self._token(*one)) for one in self._secrets.items()]
        senders = Senders(self._browser, self._leaver, self._keeper, program, *others)
        routes = [one for one in asked_of(self._app) if one not in ONLY_READ]
        self._derived = Derived(routes, contract, self._standing, senders)
        self.genuine += await saml_requests(self.sent)
        self.genuine += await _logins_of_the_demo(self.sent)
        self.derived = await self._derived.all(self.sent)
        yield self
        await heard.put({"type": "lifespan.shutdown"})
        await told.get()
        await living

    async def _token(self, name: str, secret: str) -> bytes:
        asked = Asked("token", "POST", b"/api/v1/token", headers=(FORM,), body=_credentials(name, secret))
        return bytes(json.loads((await self.sent(asked)).body)["access_token"].encode())

    def unasked(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """(method, address) of whatever there is and nothing asks. more: as if these were there too."""
        return self._derived.unasked([*self.genuine, *self.derived], more)

    async def sent(self, asked: Asked, client: str = "127.0.0.1") -> Answered:
        """The answer to a request; whatever is raised comes through."""
        number = str(next(self._numbers)).encode()
        body = asked.body.replace(NUMBER, number)
        parts = [{"type": "http.request", "body": body, "more_body": False}]
        ended, sent = asyncio.Event(), []

        async def receive() -> Any:
            if parts:
                return parts.pop()
            await ended.wait()  # then the client leaves; from a stream without end after its first part
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and (is_stream or not _goes_on(message)):
                ended.set()

        is_stream = normalize_path(unquote(asked.path.decode("latin-1"))).endswith("/stream")
        raw = ALLOWED_IN_PATHS.sub(lambda found: b"%%%02X" % found[0][0], asked.path) or b"/"
        named = [(b"host", b"testserver"), *((name, value.replace(NUMBER, number)) for name, value in asked.headers)]
        named += [(b"content-length", b"%d" % len(body))] if body else []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.method, "scheme": "http",
            "path": unquote(raw.decode("ascii")), "raw_path": raw, "root_path": "", "query_string": asked.query,
            "headers": [one for one in named if one[0] != b"transfer-encoding"], "client": (client, 40000),
            "server": ("127.0.0.1", 8080), "state": {},
        }  # fmt: skip
        async with asyncio.timeout(PATIENCE):
            await self._app(scope, receive, send)
        heads = [one for one in sent if one["type"] == "http.response.start"]
        bodies = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
        assert len(heads) == 1, "there is one answer"
        return Answered(heads[0]["status"], dict(heads[0]["headers"]), bodies)

    async def judged(self, asked: Asked, client: str = "127.0.0.1") -> str:
        """What is answered, in a word. Raises Wrong when no door documents it, or when something is logged as a
        mistake.
        """
        with capture_logs() as told:
            try:
                found = await self.sent(asked, client)
            except Exception as error:
                raise Wrong(asked, f"{type(error).__name__} {error}") from error
        if any(one["log_level"] in ("error", "critical") for one in told):
            raise Wrong(asked, f"logged as a mistake: {told}", told)
        if is_soap(asked) and asked.method == "POST":
            return self._soap(asked, found)
        self._http(asked, found)
        return str(found.status)

    def _http(self, asked: Asked, found: Answered) -> None:
        path, method = unquote(asked.path.decode("latin-1")), asked.method.replace("HEAD", "GET")
        named = next((one for pattern, one in self._statuses if pattern.fullmatch(normalize_path(path))), None)
        documented = OF_PAGES if named is None else named.get(method, frozenset()) | OF_THE_GATE
        is_problem = found.headers.get(b"content-type", b"").startswith(b"application/problem+json")
        rule = ""
        if is_problem and asked.method != "HEAD":
            told = json.loads(found.body)
            rule = told["type"].removeprefix("/api#")
            if KINDS[rule] != (found.status, told["title"]) or not told["findings"]:
                raise Wrong(asked, f"no such kind of problem: {found.body[:300]!r}")
        is_later = rule in ("behind", "not-yet") or (
            asked.method == "HEAD" and (b"sor-serial", b"999999") in asked.headers
        )
        is_unsent = asked.path.endswith(b"/write") and asked.door == LETTERS and found.status == 503
        if found.status not in documented - {503} | ({204} if method == "OPTIONS" else set()) and not (
            is_later or is_unsent
        ):
            raise Wrong(asked, f"{found.status} is not documented: {found.body[:300]!r}")
        length = found.headers.get(b"content-length")
        if length is not None and asked.method != "HEAD" and int(length) != len(found.body):
            raise Wrong(asked, f"{length!r} bytes are told, {len(found.body)} come")

    def _soap(self, asked: Asked, found: Answered) -> str:
        root = etree.fromstring(found.body)
        if root.tag != f"{{{SOAP}}}Envelope" or found.status not in OF_SOAP:
            raise Wrong(asked, f"{found.status} {found.body[:300]!r}")
        if found.status == 200:
            return "answered"
        side, code = root.findtext(".//faultcode") or "", root.findtext(f".//{{{MEDCOM}}}FaultCode") or ""
        is_refused = side.startswith("soap:") and side != "soap:Server" and (code in CLIENT or not code)
        if not root.findtext(".//faultstring") or not (is_refused or code == "nonrepudiation_not_supported"):
            raise Wrong(asked, f"{found.status} {side} {code} {found.body[-500:]!r}")
        return code or "fault"

    def _all(self, token: bytes, form: tuple[bytes, bytes], secret: bytes) -> Iterator[Asked]:
        """Every door with its documents."""
        code = {name: value.encode() for name, value in self._scene.codes.items()}
        yield from self._reading(code)
        bearer = ((b"authorization", b"Bearer " + token),)
        for path in (b"/api/v1/me", b"/api/v1/jobs", b"/api/v1/jobs/1"):
            yield Asked("rest me", "GET", path, headers=bearer)
        yield Asked("token", "POST", b"/api/v1/token", headers=(form,), body=secret, changes=QUERY)
        kinds = ((b"content-type", b"application/json"),)
        body = json.dumps({"codes": [*self._scene.codes.values()][:3]}).encode()
        yield Asked("clock of the demo", "POST", b"/demo/clock", b"", kinds, b'{"now": "2026-11-01T12:30:00Z"}', JSON)
        yield Asked("rest look-up", "POST", b"/api/v1/units/lookup", b"valid=2026-11-01", kinds, body, JSON)
        for n, change in enumerate(self._changes()):
            document = json.dumps({"reason": "prøve", "changes": [change]}).encode()
            query, key = (b"dry_run=true", ()) if n % 3 == 0 else (b"", ((b"idempotency-key", b"k-" + NUMBER),))
            yield Asked("rest changes", "POST", b"/api/v1/changes", query, (*bearer, *kinds, *key), document, JSON)
        for command in (
            {"Command": "GetSorEntity", "SorIds": [self._scene["ward"], self._scene["region"]], "Date": "2026-11-01"},
            {"SearchAllChildren": {"SorIds": [self._scene["hospital"]]}}, {"Command": "MapShakToSor", "ShakId": "9600"},
            {"Command": "MapProviderToSor", "ProviderIdentifier": "019062"},
            {"Command": "entityNameLookup", "EntityName": "fodterapi", "MaxResultCount": 3},
        ):  # fmt: skip
            version = (b"/sores", b"/sores/v2", b"/sores/v3")[len(str(command)) % 3]
            yield Asked("sores", "POST", version, b"", kinds, json.dumps(command).encode(), JSON)
        yield from self._over_soap()
        yield from self._forms(form)

    def _forms(self, kind: tuple[bytes, bytes]) -> Iterator[Asked]:
        """What the browser of somebody signed in reads and sends."""
        s, browser = self._scene, ((b"cookie", b"__Host-sor_session=" + self._session.encode()),)
        pages = [f"/units/{s['ward']}/{op}" for op in ("edit", "move", "close")] + ["/me", f"/units/{s['heart']}"]
        pages += [f"/receipts/{self.began}"]
        for path in pages:
            yield Asked("forms", "GET", path.encode(), b"lang=en", (*browser, (b"accept", b"text/html")))
        marked = {"csrf": self._mark, "key": "kNUMBER", "base": str(self.began), "reason": "NUMBER"}
        street = {"street": "Vestergade", "building": "2", "postcode": "4000", "municipality": "0265"}
        own = {"postal_address": "own"} | {f"postal_address.{name}": value for name, value in street.items()}
        sent: list[tuple[str, dict[str, str]]] = [
            (f"/units/{s['ward']}/edit", {"from": "2026-12-01", "name": "Afsnit NUMBER", "note": "x"}),
            (f"/units/{s['lungs']}/edit", {"from": "1.12.2026", "to": "2027-01-01", "later": "carry", **own}),
            (f"/units/{s['ward']}/move", {"from": "2026-12-01", "parent": s["lungs"]}),
            (f"/units/{s['hospital']}/close", {"from": "2027-01-01", "branch": "1"}),
        ]
        for path, fields in sent:
            for action in ("", "change", "save"):
                body = urlencode(marked | fields | {"action": action}).encode()
                yield Asked("forms", "POST", path.encode(), b"lang=da", (*browser, kind), body, QUERY)
        body = urlencode(marked | {"session": "0" * 16}).encode()
        letter = urlencode({"name": "Ane NUMBER", "email": "ane@eksempel.dk", "text": "Hej NUMBER"}).encode()
        address = letter_pages.ADDRESS.replace("{id}", self._standing.persons[-1]).encode()
        yield Asked(LETTERS, "POST", address, b"", (kind,), letter, QUERY)
        yield Asked("forms", "POST", b"/me/sessions", b"", (*browser, kind), body, QUERY)
        leaving = (b"cookie", b"__Host-sor_session=" + self._leaving.encode())
        yield Asked("forms", "POST", b"/logout", b"", (leaving, kind), body, QUERY)
        yield Asked("forms", "POST", b"/login", b"", (kind,), b"user=sds&next=/me", QUERY)
        upload = _upload({"csrf": self._mark, "from": "2026-12-01", "reason": "NUMBER", "action": "preview"},
                         self._standing.filled_with.sheet)  # fmt: skip
        yield Asked("sheets", "POST", b"/sheets", b"", (*browser, UPLOAD), upload, SHEET)

    def _reading(self, code: Mapping[str, bytes]) -> Iterator[Asked]:
        unit = b"/api/v1/units/" + code["ward"]
        between = b"sender=" + code["ward"] + b"&receiver=" + code["feet"] + b"&message=REF01"
        page = ((b"accept", b"text/html"),)
        for path, query in (
            (unit, b"valid=2026-11-01"), (unit, b"known=1"), (unit, b""), (unit + b"/history", b"resolved=true"),
            (b"/api/v1/units/" + code["hospital"] + b"/children", b"limit=2&offset=1"), (unit + b"/ancestors", b""),
            (b"/api/v1/units/" + code["region"] + b"/tree", b"depth=3&valid=2027-01-01&known=@1"),
            (b"/api/v1/units", b"q=hjerte&level=OU&open=any&limit=5&valid=2026-11-01"),
            (b"/api/v1/map", b"code=019062&code=" + code["ward"]), (b"/api/v1/shak/9600", b""),
            (b"/api/v1/location-numbers/5790999000017", b"known=@1"),
            (b"/api/v1/recipients", b"message=REF01&limit=10"), (b"/api/v1/recipients/messages", b""),
            (b"/api/v1/recipients/between", between), (b"/api/v1/codes", b""), (b"/api/v1/log", b"since=0&limit=2"),
            (b"/api/v1/codes/entity_type", b"valid=2026-11-01"), (b"/demo/openid/keys", b""), (b"/files", b"lang=en"),
            (b"/files/editions/20261101T120000Z/open/units.csv", b""),
            (b"/api/v1/log/1", b""), (b"/api/v1/log/1/touched", b"limit=3"), (b"/status", b""), (b"/version", b""),
            (b"/api/v1/log/stream", b"since=0"), (b"/api/v1/log/copy", b"since=1&line=0"), (b"/api", b""),
            (b"/sores/status", b""), (b"/sores/v2/version", b""),
            (SORLS.encode(), b"wsdl"), (SORUS.encode(), b"xsd=sorus-v3.xsd"), (b"/files/open/units.csv", b""),
            (b"/log/checkpoint", b""), (b"/log/key", b""), (b"/log/tile/0/000.p/1", b""),
            (b"/api/v1/proofs/entries/1", b""), (b"/api/v1/proofs/units/" + code["ward"], b"valid=2026-11-01&known=1"),
            (b"/static/js/tree.js", b""), (b"/demo/clock", b""), (b"/demo/card", b"cvr=29190925&format=request"),
        ):  # fmt: skip
            yield Asked("reading", "GET", path, query)
        for path, query in (
            (b"/", b"q=hjerte&level=OU&page=1"), (b"/units/" + code["ward"], b"valid=2026-11-01&known=@1&lang=en"),
            (b"/units/" + code["ward"] + b"/compare", b"from=2026-11-01&to=2027-01-01"), (b"/files", b"lang=en"),
            (b"/tree/" + code["region"], b"valid=2027-01-01"), (b"/tree/" + code["region"] + b"/branch", b"depth=2"),
            (b"/recipients", b"unit=" + code["feet"] + b"&message=REF01"), (b"/demo/card", b"cvr=29190925&person=x"),
            (b"/certification", b"lang=en"), (b"/login", b"to=/units/1"), (b"/me", b"lang=en"),
            (b"/units/" + code["ward"] + b"/edit", b"lang=en"), (b"/receipts/1", b"unit=1&from=2027-01-01"),
            (b"/units/new", b"parent=" + code["ward"]), (b"/units/" + code["ward"] + b"/copy", b""),
            (b"/drafts/1", b""), (b"/basket", b"lang=en"),
            (b"/entries/1/withdraw", b"unit=" + code["ward"]), (b"/entries/1/undo", b"unit=1"),
            (b"/login/demo", b"to=/"),
        ):  # fmt: skip
            yield Asked("read pages", "GET", path, query, page)

    def _changes(self) -> Iterator[dict[str, Any]]:
        """One change of every operation."""
        s, day = self._scene, {"from": "2026-12-01"}
        values = {"name": "Nyt afsnit", "type": "309904001", "location": "inherit", "reporting_level": True,
                  "patients_admitted": True, "ambulant_activity": False}  # fmt: skip
        address = {"street": "Vestergade", "building": "2", "postcode": "4000", "municipality": "0265"}
        yield {"op": "create", "as": "#a", "level": "OU", "parent": s["heart"], **day, "set": values}
        yield {"op": "edit", "unit": s["ward"], **day, "to": "2027-01-01", "set": {"name": "Sengeafsnit NUMBER"}}
        yield {"op": "edit", "unit": s["lungs"], **day, "later": "carry", "set": {"postal_address": address}}
        yield {"op": "edit", "unit": s["feet"], **day, "set": {"provider_identifier": None,
               "virtual_address": {"phone": "86123456", "email": "a@b.dk", "website": "https://b.dk"},
               "specialities": [{"code": "394594003", "main": True}]}}  # fmt: skip
        yield {"op": "move", "unit": s["ward"], **day, "parent": s["lungs"]}
        yield {"op": "replace", "unit": [s["lungs"]], "by": [s["heart"]], **day}
        yield {"op": "close", "unit": s["hospital"], **day, "branch": True}
        yield {"op": "merge", "unit": s["heart"], "absorb": [s["lungs"]], "carry": ["location"], **day}
        yield {"op": "correct", "unit": s["ward"], "from": "2026-11-01", "to": "2026-11-20", "set": {"note": "x"}}
        scheduled = int(self._standing.entries[-1])
        yield {"op": "withdraw", "entry": scheduled, "line": 1}
        yield {"op": "undo", "entry": 2}
        yield {"op": "reschedule", "entry": scheduled, "from": "2026-12-15"}
        yield {"op": "annul", "unit": s["ward"]}
        yield {"op": "confirm", "unit": s["ward"]}
        yield {"op": "number", "location_number": "#n", "unit": s["ward"], **day, "issue": NUMBER_DATA}
        yield {"op": "number", "location_number": "5790999000017", **day, "set": {"note": "NUMBER"}}
        yield {"op": "shak", "code": "9600", **day, "set": {"name": "Fjordby"}}
        messages = [{"standard": "REF01", "version": "H0131R", "direction": "receive"}]
        yield {"op": "edi", "location_number": "5790999000017", **day, "set": {"messages": messages}}

    def _over_soap(self) -> Iterator[Asked]:
        s = self._scene
        kinds = ((b"content-type", b"text/xml; charset=utf-8"), (b"soapaction", b'""'))
        unit, day = f"<SorIdentifier>{s['ward']}</SorIdentifier>", "<FromDate>2027-01-01</FromDate>"
        entity = ENTITY.replace("Afsnit &amp;", "Afsnit NUMBER &amp;")
        below = entity.replace(
            "<PostalAddress", f"<ParentSorIdentifier>{s['hospital']}</ParentSorIdentifier><PostalAddress", 1
        )
        moved = f"<ParentSorIdentifier>{s['lungs']}</ParentSorIdentifier>"
        by = f"<ReplacedBySorIdentifier>{s['lungs']}</ReplacedBySorIdentifier>"
        number = (
            "<EanLocationCode>5790999000017</EanLocationCode><RegionCode>1082</RegionCode>"
            "<EdiAdministrator>1</EdiAdministrator><SorNote>NUMBER</SorNote>"
        )
        for operation, inside in (
            ("CreateSorEntity", f"{day}<SorEntity>{below}</SorEntity>"),
            ("EditSorEntity", f"{day}{unit}<SorEntity>{entity}</SorEntity>"),
            ("MoveSorEntity", day + unit + moved), ("ReplaceSorEntity", day + unit + by),
            ("CloseSorEntity", f"{unit}<ToDate>2027-01-01</ToDate>"),
            ("UpdateEdi", f"{day}{unit}<EanLocationCodeEntity>{number}</EanLocationCodeEntity>"),
        ):  # fmt: skip
            body = envelope(self._header, request(operation, inside)).encode()
            yield Asked("sorus", "POST", SORUS.encode(), b"", kinds, body, XML)
        closing = f"{unit}<ToDate>2027-01-01</ToDate>"
        body = envelope(self._header, request("CloseSorEntity", closing, version=4)).encode()
        yield Asked("sorus", "POST", VERSIONS[4].path.encode(), b"", kinds, body, XML)
        search = "<SearchText>hjerte</SearchText><SorType>OU</SorType><MaxRecords>5</MaxRecords>"
        for asked in (
            f"<GetSorEntityRequest xmlns='{sorls.NAMESPACE}'>{unit}<date>2026-11-01</date></GetSorEntityRequest>",
            f"<SearchRequest xmlns='{sorls.NAMESPACE}'>{search}</SearchRequest>",
            f"<ShakSorMapRequest xmlns='{sorls.NAMESPACE}'><ShakIdentifier>9600</ShakIdentifier></ShakSorMapRequest>",
            f"<SorShakMapRequest xmlns='{sorls.NAMESPACE}'>{unit}</SorShakMapRequest>",
        ):
            yield Asked("sorls", "POST", SORLS.encode(), b"", kinds, envelope(self._header, asked).encode(), XML)
            plain = envelope("", asked).encode()
            yield Asked("sorls", "POST", SORLS.encode(), b"", kinds, plain, XML)

        view = "<register>sor</register><datatype>yder</datatype><version>1</version>"
        some = f"<idList><id>{s['ward']}</id><id>1</id></idList>"
        for door, namespace, more in ((KRS, krs.KRS, "<maxRecords>5</maxRecords>"), (RFS_PATH, krs.RFS, some)):
            asked = f'<r:ReplicationRequest xmlns:r="{namespace}">{view}{more}</r:ReplicationRequest>'
            yield Asked("krs", "POST", door.encode(), b"", kinds, envelope(self._header, asked).encode(), XML)

    def spoilt(self, number: int, seed: int) -> Iterator[Asked]:
        """So many spoilt copies of genuine requests."""
        chance = Random(seed)
        by_door: dict[str, list[Asked]] = {}
        for one in [*self.genuine, *self.derived]:
            by_door.setdefault(one.door, []).append(one)
        shares = [SHARES.get(door, USUAL_SHARE) for door in by_door]
        for of in chance.choices(list(by_door.values()), shares, k=number):
            yield _spoilt(chance.choice(of), chance, of)


def _credentials(name: str, secret: str) -> bytes:
    return f"grant_type=client_credentials&client_id={name}&client_secret={secret}".encode()


def _browser(sessions: Sessions, secret: str) -> Browser:
    found = sessions.signed_in(secret)
    assert found is not None
    return Browser(((b"cookie", b"__Host-sor_session=" + secret.encode()), (b"accept", b"text/html")), found.csrf)


UPLOAD = (b"content-type", b"multipart/form-data; boundary=part")


def _upload(fields: Mapping[str, str], file: bytes) -> bytes:
    """A form with a file, as a browser sends it."""
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{head.format(name)}\r\n\r\n{value}".encode() for name, value in fields.items()]
    parts.append(f'{head.format("file")}; filename="ark.xlsx"\r\n\r\n'.encode() + file)
    return b"".join(b"--part\r\n" + part + b"\r\n" for part in parts) + b"--part--\r\n"


async def _logins_of_the_demo(send: Send) -> list[Asked]:
    """A login by the demo's own provider, step by step; and the code of another, for its tokens."""
    begun = await send(Asked("logins", "POST", b"/login", b"", (FORM,), b"user=carl&next=/me", QUERY))
    cookie = (b"cookie", begun.headers[b"set-cookie"].partition(b";")[0])
    query = dict(parse_qsl(urlsplit(begun.headers[b"location"].decode()).query))
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    steps = [Asked("login of the demo", "GET", AUTHORIZE.encode(), urlencode(one).encode()) for one in (
        query, {**query, "code_challenge": challenge},
    )]  # fmt: skip
    codes = [dict(parse_qsl(urlsplit((await send(one)).headers[b"location"].decode()).query)) for one in steps]
    token = {
        "grant_type": "authorization_code", "client_id": query["client_id"], "code": codes[1]["code"],
        "redirect_uri": query["redirect_uri"], "code_verifier": verifier,
    }  # fmt: skip
    return [
        *steps,
        Asked("logins", "GET", b"/login/demo/callback", urlencode(codes[0]).encode(), (cookie,)),
        Asked("login of the demo", "POST", TOKEN.encode(), b"", (FORM,), urlencode(token).encode(), QUERY),
    ]


def is_soap(asked: Asked) -> bool:
    """Whether a SOAP door answers."""
    return asked.path in SOAP_DOORS


def _goes_on(message: Any) -> bool:
    return bool(message.get("more_body", False))


def _spoilt(asked: Asked, chance: Random, others: list[Asked]) -> Asked:
    """A copy with one part spoilt, now and then two."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        ways: list[Callable[..., Asked]] = [_query, _headers, _path] if asked.query else [_headers, _path]
        asked = chance.choice([*ways, *[_body] * 8] if asked.body else [*ways, _query, _query])(asked, chance, others)
    return asked


def _body(asked: Asked, chance: Random, others: list[Asked]) -> Asked:
    bodies = [one.body for one in others if one.body]
    return asked._replace(body=spoilt(asked.body, chance, asked.changes, bodies))


def _query(asked: Asked, chance: Random, others: list[Asked]) -> Asked:
    raw = spoilt(asked.query, chance, QUERY, [one.query for one in others])
    return asked._replace(query=NOT_IN_QUERIES.sub(lambda found: b"%%%02X" % found[0][0], raw))


def _path(asked: Asked, chance: Random, others: list[Asked]) -> Asked:
    if chance.random() < 0.1:
        return asked._replace(method=chance.choice(METHODS))
    parts = asked.path.split(b"/")
    at = chance.randrange(len(parts))
    parts[at] = chance.choice((
        chance.choice(VALUES), chance.choice(chance.choice(others).path.split(b"/")), parts[at] * 2, b"..", b"%2e%2e",
        spoilt(parts[at], chance, BYTES), parts[at] + b"/", b"%2f", parts[at].swapcase(),
    ))  # fmt: skip
    return asked._replace(path=b"/" + b"/".join(parts).lstrip(b"/").replace(b"?", b"%3F").replace(b"#", b"%23"))


def _headers(asked: Asked, chance: Random, others: list[Asked]) -> Asked:
    """A header put in, dropped, doubled, or with a spoilt value."""
    named = list(asked.headers)
    kind = chance.randrange(4)
    if not named or kind == 0:
        named.append(chance.choice(HEADERS))
    else:
        name, value = named.pop(chance.randrange(len(named)))
        if kind == 1:
            value = chance.choice((chance.choice(VALUES), *(other for _, other in HEADERS)))
        elif kind == 2:
            value = spoilt(value, chance, BYTES)
        if kind < 3:
            named.append((name, NOT_IN_HEADERS.sub(b"", value).strip()))
            if chance.random() < 0.2:
                named.append(named[-1])
    return asked._replace(headers=tuple(named))
