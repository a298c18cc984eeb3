"""A small register of five owners and their numbers, and the three doors through which they are changed.

Each owner has a house with four units: ``desk`` has no number, ``open`` has some, ``closed`` had some, and ``coming``
gets some later.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

from click.testing import CliRunner
from litestar.testing import TestClient
from stdnum import ean

from sor.access.dgws.checks import Demands
from sor.access.dgws.issuing import Holder, issue
from sor.access.dgws.verified import VerifiedCards
from sor.access.login.claims import Person
from sor.cli import main
from sor.core.identifiers import sor_code
from sor.desk.actors import Actors
from sor.desk.demo_provider import demo_provider
from sor.desk.sessions import Sessions
from sor.endpoints.app import app
from sor.endpoints.soap.dgws import Dgws
from sor.endpoints.soap.door import SoapDoor
from sor.endpoints.sorus import door as sorus
from sor.formats.soap.sorus_choices import VERSIONS
from sor.register import Register, Submission
from sor.settings import read_settings
from sor.store.append import LineDraft
from tests.access.dgws.messages import NOW, STS, TRUST, envelope, headers
from tests.endpoints.servers import TRIED
from tests.endpoints.sorus.messages import IDS, request
from tests.endpoints.sorus.test_door import Answer, send
from tests.loops import run_apart
from tests.owned import TYPES, wanted
from tests.store.units import begin, create, own, says, submit

BEFORE, CLOSED, DAY, COMING = 20260101, 20261015, "2027-01-15", 20270301
"""When everything began; when what is closed ended; from when changes are sent; when what is scheduled begins."""

OWNERS = ("region", "municipality", "private", "state", "other")
"""The fifth is one more private owner, whose actor nobody is: numbers are taken from it."""

STANDS = ("desk", "open", "closed", "coming")
SENDERS = ("authority", "region", "municipality", "private", "state", "medcom")
LOGIN = dict(zip(SENDERS, ("33052499", "33096062", "33109466", "33129572", "33135157", "33155263"), strict=True))
"""The CVR number that each sender comes with."""

UNIT = "309904001"
"""The type of all units below a house."""

FREE = {"location": "5790000120000", "shak": "662090", "provider_identifier": "090909", "cvr": "33168667"}
"""Numbers that stand nowhere."""


class Owner(NamedTuple):
    """The codes of an owner, its house and its units."""

    n: int
    kind: str

    @property
    def type(self) -> str:
        """An entity type of such an owner."""
        return TYPES["private" if self.kind == "other" else self.kind]

    @property
    def code(self) -> str:
        """Of the owner itself."""
        return sor_code(9_000_200 + 10 * self.n)

    @property
    def house(self) -> str:
        """Of its institution."""
        return sor_code(9_000_201 + 10 * self.n)

    def unit(self, stands: str) -> str:
        """Of one of its units."""
        return sor_code(9_000_202 + 10 * self.n + STANDS.index(stands))

    def number(self, field: str, stands: str) -> str:
        """The number that stands at one of its units."""
        at = 10 * self.n + STANDS.index(stands)
        if field == "location":
            return f"57909990{at:04}" + ean.calc_check_digit(f"57909990{at:04}")
        return f"6620{at:02}" if field == "shak" else f"0{at:05}" if field == "provider_identifier" else ""


OWNER = {kind: Owner(n, kind) for n, kind in enumerate(OWNERS)}
CVR = {"open": "33188773", "closed": "33194358", "coming": "33201060"}
"""The CVR numbers of three more owners: an open one, a closed one, and one that gets it later."""

MORE = {stands: sor_code(9_000_300 + n) for n, stands in enumerate(CVR)}
OF_LOGINS = {who: sor_code(9_000_310 + n) for n, who in enumerate(SENDERS)}
"""Open owners that show the CVR number with which a sender comes."""


def filled(register: Register) -> None:
    """The owners with their units and numbers, as a file brought them, and the senders."""
    begin(
        register,
        *(line for owner in OWNER.values() for line in _tree(owner)),
        *_more_owners(),
        _number(FREE["location"]),
    )
    gone = [owner.unit("closed") for owner in OWNER.values()]
    ends = [LineDraft("unit", code, [says("open", CLOSED, False)]) for code in (*gone, MORE["closed"])]
    numbers = [owner.number("location", "closed") for owner in OWNER.values()]
    ends += [LineDraft("location_number", number, [says("open", CLOSED, False)]) for number in numbers]
    submit(register, *ends)
    submit(
        register,
        *(_later(owner) for owner in OWNER.values()),
        LineDraft("unit", MORE["coming"], [says("cvr", COMING, CVR["coming"])]),
    )
    _give_rights(register)


def scheduled(register: Register) -> dict[tuple[str, str], int]:
    """The entries of what comes for each owner's desk, by who sent it: the owner, the authority, a file."""
    found: dict[tuple[str, str], int] = {}
    for kind, owner in OWNER.items():
        for sender in ("owner", "authority", "file"):
            lines = LineDraft("unit", owner.unit("desk"), [says("note", COMING, f"fra {sender}")])
            actor = {"owner": kind, "authority": "authority", "file": "anna"}[sender]
            channel = "import" if sender == "file" else "rest"
            found[kind, sender] = register.submit(Submission([lines], actor, channel)).serial
    return found


def _give_rights(register: Register) -> None:
    actors = Actors(register)
    actors.add("authority", "", None, cvr=LOGIN["authority"])
    actors.grant("authority", wanted("authority"), None)
    for who in SENDERS[1:]:
        actors.add(who, "", "authority", cvr=LOGIN[who])
        actors.grant(who, wanted(who, OWNER[who].code if who in OWNER else None), "authority")


def _tree(owner: Owner) -> Iterator[LineDraft]:
    none = {"state": "None"}
    yield create(owner.code, name=f"{owner.kind} ejer", level="IO", type=owner.type, location=none)
    yield create(owner.house, name="hus", level="HI", type="550811000005108", parent=owner.code, location=none)
    for stands in STANDS:
        has = stands in ("open", "closed")
        numbers = {f: owner.number(f, stands) for f in ("shak", "provider_identifier")} if has else {}
        location = own(owner.number("location", stands)) if has else none
        yield create(
            owner.unit(stands), name=stands, level="OU", type=UNIT, parent=owner.house, location=location, **numbers
        )
        if stands != "desk":
            yield _number(owner.number("location", stands))


def _later(owner: Owner) -> LineDraft:
    numbers = {field: owner.number(field, "coming") for field in ("shak", "provider_identifier")}
    said = {"location": own(owner.number("location", "coming")), **numbers}
    return LineDraft("unit", owner.unit("coming"), [says(field, COMING, value) for field, value in said.items()])


def _more_owners() -> Iterator[LineDraft]:
    for stands, code in MORE.items():
        shown = {} if stands == "coming" else {"cvr": CVR[stands]}
        yield create(code, name=stands, level="IO", type=TYPES["private"], **shown)
    for who, code in OF_LOGINS.items():
        yield create(code, name=who, level="IO", type=TYPES["private"], cvr=LOGIN[who])


def _number(gln: str) -> LineDraft:
    return create(gln, kind="location_number", system_type="225", region="1082", administrator="1")


class Doors:
    """A register and its doors, opened when they are needed."""

    def __init__(self, register: Register, url: str, tokens: Mapping[str, str]) -> None:
        self.register, self._url, self._tokens = register, url, tokens
        self._settings = read_settings(SETTINGS, demo=True)

    @cached_property
    def _rest(self) -> TestClient[Any]:
        return TestClient(app(self.register, self._settings), raise_server_exceptions=False)

    @cached_property
    def _sorus(self) -> SoapDoor:
        guard = Dgws(Demands("SORUS", None), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
        return sorus.doors(self.register, self._settings, guard)[VERSIONS[3].path]

    def rest(self, who: str, document: dict[str, Any], *, trial: bool) -> list[str]:
        """The rules that refuse a set over REST. trial: nothing is written."""
        shown = {"Authorization": f"Bearer {self._tokens[who]}"}
        answer = self._rest.post(f"/api/v1/changes?dry_run={str(trial).lower()}", json=document, headers=shown)
        found = _errors(answer.json()["findings"])
        refused = 403 if any(rule.startswith("AUTH") for rule in found) else 422
        assert answer.status_code == (200 if trial else refused if found else 201), answer.text
        return found

    def command_line(self, who: str, document: dict[str, Any]) -> list[str]:
        """The rules that refuse a set from the command line."""
        options = ["--as", who, "--json", "--database", self._url]
        given = {"SOR_NOW": "2026-11-01", **SETTINGS}
        done = CliRunner().invoke(main, ["submit", "-", *options], input=json.dumps(document), env=given)
        return _errors(json.loads(done.output)["findings"])

    def sorus(self, who: str, body: str) -> list[str]:
        """The rules that refuse a request of SORUS."""
        message = envelope(headers(CARDS[who], f"matrix-{next(IDS)}"), body)
        answer = Answer(*run_apart(send(self._sorus, message)))
        assert answer.status == 200, answer.body
        found = [{child.tag.split("}")[1]: child.text for child in one} for one in answer.root.iter("{*}Finding")]
        return [str(one["Rule"]) for one in found if one["Severity"] == "Error"]

    def form(self, who: str, address: str, fields: Mapping[str, str], *, trial: bool) -> tuple[int, list[str]]:
        """The status of a form that somebody signed in sends, and the rules that its page tells. trial: what it brings
        about is only shown.
        """
        sessions = Sessions(self.register, [demo_provider("")])
        secret = sessions.sign_in(demo_provider(""), Person("demo", who), "test", None)
        signed_in = sessions.signed_in(secret)
        assert signed_in is not None
        marked = {"csrf": signed_in.csrf, "base": str(self.register.serial()), "key": f"matrix{next(IDS)}"}
        sent, cookie = {**marked, **fields, "action": ""}, {"Cookie": f"__Host-sor_session={secret}"}
        answer = self._rest.post(address, data=sent, headers=cookie, follow_redirects=False)
        if not trial:  # saved as it was seen
            seen = re.search(r'name="confirmed" value="([^"]+)"', answer.text)
            sent |= {"action": "save", "confirmed": seen[1] if seen else ""}
            answer = self._rest.post(address, data=sent, headers=cookie, follow_redirects=False)
        return answer.status_code, re.findall(r'data-rule="([^"]+)"', answer.text)

    def close(self) -> None:
        """Let go of the database."""
        self.register.database.close()


def _errors(findings: list[dict[str, Any]]) -> list[str]:
    return [one["rule"] for one in findings if one["severity"] == "error"]


def sorus_edit(unit: str, kind: str, name: str, held: Mapping[str, str]) -> str:
    """A unit as it shall be, in the words of SORUS: with these numbers and no others."""
    number = held.get("location")
    said = [("SorType", "OU" if kind == UNIT else "IO"), ("EntityName", name), ("EntityTypeIdentifier", kind)]
    said += [("EanLocationCodeState", "Own" if number else "None")]
    said += [("EanLocationCodeEntity", f"<EanLocationCode>{number}</EanLocationCode>")] if number else []
    said += [(element, held[field]) for field, element in SORUS_NAMES.items() if field in held]
    entity = "".join(f"<{element}>{value}</{element}>" for element, value in said)
    inside = f"<FromDate>{DAY}</FromDate><SorIdentifier>{unit}</SorIdentifier><SorEntity>{entity}</SorEntity>"
    return request("EditSorEntity", inside)


def sorus_number(unit: str, number: str, note: str) -> str:
    """Other data of a unit's own number."""
    data = f"<EanLocationCode>{number}</EanLocationCode><RegionCode>1082</RegionCode>"
    data += f"<EdiAdministrator>1</EdiAdministrator><SorNote>{note}</SorNote>"
    inside = f"<FromDate>{DAY}</FromDate><SorIdentifier>{unit}</SorIdentifier>"
    return request("UpdateEdi", f"{inside}<EanLocationCodeEntity>{data}</EanLocationCodeEntity>")


SETTINGS = {**TRIED, "SOR_SHAK_END": "2028-12-31"}
"""SHAK codes go on being given, so that the rights to them can be told."""

SORUS_NAMES = {"provider_identifier": "ProviderIdentifier", "cvr": "CVRnumberIdentifier", "shak": "ShakIdentifier"}

CARDS = {who: issue(STS, Holder(cvr), NOW - timedelta(hours=1), f"card-{who}").decode() for who, cvr in LOGIN.items()}
