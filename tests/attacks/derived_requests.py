"""What is asked of a door because it is there: every address that the application serves, each parameter as the
contract names it, the contract's own example of a body, and each form of a page as its reader would send it.

A new address, parameter or form is asked by being there; what cannot be asked so is told by ``Derived.unasked``.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from lxml import html

from sor.desk.case_kinds import KINDS
from sor.endpoints.doors import AT
from sor.endpoints.http.senders import BY_LINK, MARKED, OPEN_FORMS
from sor.endpoints.openapi_form import EXAMPLES
from tests.attacks.filled_forms import LONG_FORMS, MUNICIPALITY, OF_KEEPER, Filled, Typed
from tests.mutants import BYTES, JSON, QUERY, Change

NUMBER = b"NUMBER"
"""What stands in a genuine request for the number of the copy, so that no two have one key or message id."""

FORM = (b"content-type", b"application/x-www-form-urlencoded")
CODE = re.compile(r"\b9\d{7}1000016\d{3}\b")
TYPED = {
    "name": "Afsnit NUMBER", "reason": "prøve NUMBER", "text": "tekst NUMBER", "note": "x", "from": "2026-12-01",
    "key": "kNUMBER", "with": "carl", "actor": "carl", "role": "medcom", "data.role": "region", "type": "309904001",
    "day": "2026-12-01", "cvr": "29190925", "email": "ane@eksempel.dk",
}  # fmt: skip
"""What a reader types into fields of these names."""
SHOWING = ("preview", "change", "look", "next")
"""Buttons that only show something: the page that they answer with has forms of its own, which are sent too."""

IN_HEADERS = {"Prefer": b"respond-async", "If-Match": b'"1"'}

LEAVING = ("/logout", "/me/sessions")
"""Forms that end sessions: somebody else's, so that the others go on."""

VARIANTS = {
    "/cases/new": [f"kind={kind}" for kind in KINDS], "/units/new": ["parent={unit}&level=OU"],
    "/receipts/{serial}": ["unit={scheduled}"], "/changed/receipt": ["serial={told}"], "/still-right": ["link={link}"],
    "/changed/new": ["place={keeps}"],
    **{f"/entries/{{serial}}/{op}": ["unit={scheduled}"] for op in ("withdraw", "reschedule", "undo")},
}  # fmt: skip
"""Queries with which a page has other forms."""


class Asked(NamedTuple):
    """A request. changes: how its body is spoilt."""

    door: str
    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    changes: tuple[Change, ...] = BYTES


class Answered(NamedTuple):
    """An answer as it went out."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Standing(NamedTuple):
    """What there is in the register to be asked about. place: an owner. scheduled: the unit of the last of the entries.
    own_right: of whoever asks, which is not to be taken back. persons: the last stands behind a form. keeps: the owner
    of who keeps a clinic.
    """

    unit: str
    place: str
    scheduled: str
    own_right: str
    shak: str
    location_number: str
    entries: list[str]
    cases: list[str]
    drafts: list[str]
    jobs: list[str]
    persons: list[str]
    subscriptions: list[str]
    keeps: str
    filled_with: Filled

    def filled(self, address: str) -> Iterator[str]:
        """The paths that an address stands for here."""
        given = {
            "code": [self._code_at(address)], "serial": self._entries_at(address), "cvr": ["29190925"],
            "gln": [self.location_number], "list": ["network" if address.startswith("/codes/") else "entity_type"],
            "provider": ["demo", "nemlogin"], "id": self._of_kind(address),
            "number": [self._number_at(address)],
            "ticket": [self.filled_with.confirm if "/confirm/" in address else self.filled_with.leave],
            "name": [self._name_at(address)], "place": ["clinic", "guide/start"],
            "path": ["0/000.p/1" if "/tile/" in address else "explorer.css"],
        }  # fmt: skip
        names = re.findall(r"\{(\w+)\}", address)
        for values in product(*(given[name] for name in names)):
            yield re.sub(r"\{\w+\}", "{}", address).format(*values)

    def _entries_at(self, address: str) -> list[str]:
        return [self.filled_with.edi] if address.startswith("/edi/") else self.entries

    def _code_at(self, address: str) -> str:
        return self.shak if "/shak/" in address else MUNICIPALITY if address.startswith("/oss/") else self.unit

    def _number_at(self, address: str) -> str:
        return self.location_number if "/numbers/" in address else "1001" if "/sites/" in address else "1"

    def _name_at(self, address: str) -> str:
        names = {"/files/": "open/units.csv", "/sheets/begun/": "SOR.xlsx", "/sheets/": f"{self.unit}.xlsx"}
        return next((name for start, name in names.items() if address.startswith(start)), "municipalities.geojson")

    def _of_kind(self, address: str) -> list[str]:
        """The ids of what an address is about; programs and pages do not take them from each other."""
        plans = self.filled_with.plans
        kinds = {
            "drafts": self.drafts,
            "jobs": self.jobs,
            "cases": self.cases,
            "responsible": self.persons[:-1],
            "subscriptions": self.subscriptions,
            "plans": [*plans["read"]],
            "begun": [self.filled_with.begun],
        }
        deed = address.rpartition("/")[2]
        if "/plans/" in address and deed in plans:
            return plans[deed]
        if "/cases/" in address and deed in ("answer", "withdraw"):
            return self.filled_with.asked
        found = next((ids for kind, ids in kinds.items() if f"/{kind}/" in address), [])
        if address.endswith("/write"):
            return self.persons[-1:]
        is_shared = len(found) < 2 or found in (self.drafts, self.subscriptions)
        return found if is_shared else found[not address.startswith("/api/") :: 2]


class Browser(NamedTuple):
    """A browser in which somebody is signed in: the headers that it sends, and the mark of its forms."""

    headers: tuple[tuple[bytes, bytes], ...]
    mark: str


Send = Callable[[Asked], Awaitable[Answered]]


@cache
def _shape(address: str) -> re.Pattern[str]:
    is_deep = address.startswith(("/files/", "/static/"))
    rest = ("path", "name") if is_deep else ("path",)
    return re.compile(re.sub(r"\{(\w+)\}", lambda name: ".+" if name[1] in rest else "[^/]+", address))


def address_of(path: str) -> str | None:
    """The address of the table of doors that a path is at."""
    shapes = sorted(AT, key=lambda address: (address.count("{"), -len(address)))
    return next((one for one in shapes if _shape(one).fullmatch(path)), None)


class Senders(NamedTuple):
    """Who asks: browsers and programs of the authority, of who keeps a clinic, and of who asked for something."""

    browser: Browser
    leaving: Browser
    keeper: Browser
    program: tuple[bytes, bytes]
    second: tuple[bytes, bytes]
    asker: tuple[bytes, bytes]

    def browser_at(self, address: str) -> Browser:
        """Whose browser an address is read in."""
        return self.leaving if address in LEAVING else self.keeper if address.startswith(OF_KEEPER) else self.browser

    def program_at(self, address: str) -> tuple[bytes, bytes]:
        """Whose program asks at an address."""
        if address in ("/api/v1/plans/{id}/approve", "/api/v1/plans/{id}/delegate"):
            return self.second
        return self.asker if address.endswith(("/cases/{id}/answer", "/cases/{id}/withdraw")) else self.program


class Derived:
    """The requests that follow from what an application serves. routes: (method, address) of everything there is."""

    def __init__(
        self,
        routes: Iterable[tuple[str, str]],
        contract: Mapping[str, Any],
        standing: Standing,
        senders: Senders,
    ) -> None:
        self.routes = sorted(set(routes))
        self._paths: Mapping[str, Any] = contract["paths"]
        self._standing, self._senders = standing, senders
        self._examples = json.loads(Path(EXAMPLES).read_text("utf-8"))

    async def all(self, send: Send) -> list[Asked]:
        """All of them. send: how a page is read, whose forms are to be sent."""
        found = [one for method, address in self.routes for one in self._of(method, address)]
        pages = [one for one in found if one.method == "GET" and not self._is_rest(one)]
        for page in pages:
            found += await self._forms(page, send, LONG_FORMS.get(page.path.decode(), 2))
        found += [one for method, address in self.unasked(found) if method == "POST" for one in self._posted(address)]
        return list(dict.fromkeys(found))

    def _posted(self, address: str) -> Iterator[Asked]:
        """What is sent to an address whose form the one who asks is not shown here: it is not for them, or by mail."""
        if address in self._paths or not any(forms.fullmatch(address) for forms in (MARKED, OPEN_FORMS, BY_LINK)):
            return
        browser = self._senders.browser_at(address)
        forms = self._standing.filled_with.forms.get(address)
        for path, typed in product(self._standing.filled(address), forms or [TYPED]):
            more = {} if forms and not MARKED.fullmatch(path) else {"csrf": browser.mark, "action": "save"}
            fields = typed if forms else typed | {"place": self._standing.place}
            body = urlencode({**more, **fields}).encode()
            yield Asked(AT[address].name, "POST", path.encode(), b"", (*browser.headers, FORM), body, QUERY)

    def unasked(self, asked: Iterable[Asked], more: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """(method, address) of what none of some requests asks. more: as if these were served too."""
        paths = {(one.method, one.path.decode()) for one in asked}
        return [
            (method, address)
            for method, address in (*self.routes, *more)
            if not any(method == one and _shape(address).fullmatch(path) for one, path in paths)
        ]

    def _is_rest(self, asked: Asked) -> bool:
        return asked.path.startswith(b"/api/v1/")

    def _of(self, method: str, address: str) -> Iterator[Asked]:
        operation = self._paths.get(address, {}).get(method.lower())
        if operation is not None:
            yield from self._of_operation(method, address, operation)
        elif method == "GET":
            browser = self._senders.browser_at(address)
            for path in self._standing.filled(address):
                for query in ["", *VARIANTS.get(address, ())]:
                    asked = query.format(**self._facts()).encode()
                    yield Asked(AT[address].name, "GET", path.encode(), asked, browser.headers)

    def _facts(self) -> Mapping[str, str]:
        """What queries may name."""
        standing = self._standing
        filled = standing.filled_with
        return {
            "unit": standing.unit, "scheduled": standing.scheduled, "keeps": standing.keeps, "link": filled.link,
            "told": filled.told,
        }  # fmt: skip

    def _of_operation(self, method: str, address: str, operation: Mapping[str, Any]) -> Iterator[Asked]:
        example = self._examples.get(operation["operationId"], {})
        takes = operation.get("requestBody", {}).get("content", {})
        if takes and "application/json" not in takes:
            return
        headers: tuple[tuple[bytes, bytes], ...] = (self._senders.program_at(address),)
        body = b""
        if takes:
            headers += ((b"content-type", b"application/json"),)
            given = {"place": self._standing.place, "digest": self._standing.filled_with.digest}
            given |= {"name": "Agnes NUMBER"} if "/responsible/" in address else {}
            given |= {"actor": "carl"} if address.endswith("/delegate") else {}
            given |= {"below": [self._standing.place]} if address.endswith("/gather") else {}
            given = {name: value for name, value in given.items() if name in example["body"]}
            body = json.dumps({**json.loads(self._here(json.dumps(example["body"]))), **given}).encode()
        named = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "query"}
        in_header = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"]
        queries = [{name: value for name, value in example.get("parameters", {}).items() if name in named}]
        queries += [{name: self._value(name, one["schema"])} for name, one in named.items()]
        for path in self._standing.filled(address):
            for query in queries:
                asked = self._here(urlencode(query, doseq=True)).encode()
                yield Asked(AT[address].name, method, path.encode(), asked, headers, body, JSON)
            for name in in_header:
                more = ((name.lower().encode(), IN_HEADERS.get(name, b"k-" + NUMBER)),)
                yield Asked(AT[address].name, method, path.encode(), b"", headers + more, body, JSON)

    def _here(self, text: str) -> str:
        """A text of an example about what stands in this register."""
        return CODE.sub(self._standing.unit, text)

    def _value(self, name: str, schema: Mapping[str, Any]) -> Any:
        """Some value of a parameter."""
        plain = next((one for one in schema.get("oneOf", ()) if one.get("type") != "null"), schema)
        if "enum" in plain:
            return plain["enum"][0]
        if plain.get("type") in ("integer", "boolean"):
            return {"integer": "1", "boolean": "true"}[plain["type"]]
        if plain.get("format") == "date":
            return "2026-11-01"
        return {"unit": self._standing.unit, "q": "hjerte", "known": "1", "field": "name"}.get(name, "x")

    async def _forms(self, page: Asked, send: Send, depth: int, typed: Typed | None = None) -> list[Asked]:
        """The forms of a page and, of those that only show something, of the pages that they are answered with."""
        told = await send(page)
        if not told.headers.get(b"content-type", b"").startswith(b"text/html") or not told.body:
            return []
        found: list[Asked] = []
        for form in html.fromstring(told.body).forms:
            for one in self._sent(page, form, typed):
                found.append(one.asked)
                if one.button in SHOWING and depth > 1:
                    found += await self._forms(one.asked, send, depth - 1, one.typed)
        return found

    def _sent(self, page: Asked, form: html.FormElement, typed: Typed | None) -> Iterator["SentForm"]:
        """A form with each of its buttons, filled in every way there is. typed: what the page before was filled with,
        which goes on.
        """
        path, _, query = urljoin(page.path.decode(), form.action or "").partition("?")
        address = address_of(path)
        if address is None:
            return
        ways = [typed] if typed else self._standing.filled_with.forms.get(address, [{}])
        buttons = {(one.get("name"), one.get("value") or "") for one in form.iter("button") if one.get("name")}
        for way, (name, value) in product(ways, sorted(buttons) or [("", "")]):
            if (name, value) == ("withdraw", self._standing.own_right):
                continue
            fields = self._fields(form, path, way)
            body = urlencode(fields | ({name: value} if name else {}))
            who, door = self._senders.browser_at(path), AT[address].name
            if form.method == "POST":
                headers = (*who.headers, FORM)
                asked = Asked(door, "POST", path.encode(), query.encode(), headers, body.encode(), QUERY)
            else:
                asked = Asked(door, "GET", path.encode(), body.encode(), who.headers)
            yield SentForm(asked, value, way)

    def _fields(self, form: html.FormElement, path: str, way: Typed) -> dict[str, str]:
        """What stands in a form, and what is typed where nothing does. way: what is typed whatever stands there."""
        typed = TYPED | {"place": self._standing.place}
        fields = {name: value or typed.get(name, "") for name, value in form.form_values()}
        for field in form.inputs:
            if field.tag == "select" and field.value is None and not field.multiple and field.value_options:
                fields.setdefault(field.get("name"), field.value_options[0])
        names = {field.get("name") for field in form.inputs}
        fields |= {name: typed[name] for name in names if name in typed and not fields.get(name)}
        fields |= {name: value for name, value in way.items() if name in names or name in UNSEEN}
        if "csrf" in fields:
            fields |= {"csrf": self._senders.browser_at(path).mark}
        if "key" in fields:
            fields |= {"key": TYPED["key"]}
        return fields


UNSEEN = ("draft", "what")
"""What a page has no field for as long as nothing was sent, or several."""


class SentForm(NamedTuple):
    """A form as it is sent. button: the value of the one that was pressed. typed: what it was filled with."""

    asked: Asked
    button: str
    typed: Typed
