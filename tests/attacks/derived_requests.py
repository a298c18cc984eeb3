"""What is asked of a door because it is there: every address that the application serves, each parameter as the
contract names it, the contract's own example of a body, and each form of a page as its reader would send it.

A new address, parameter or form is asked by being there; what cannot be asked so is told by ``Derived.unasked``.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from lxml import html

from sor.desk.case_kinds import KINDS
from sor.endpoints.doors import AT
from sor.endpoints.http.senders import BY_LINK, MARKED, OPEN_FORMS
from sor.endpoints.openapi_form import EXAMPLES
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
SHOWING = ("preview", "change", "look")
"""Buttons that only show something: the page that they answer with has forms of its own, which are sent too."""

LEAVING = ("/logout", "/me/sessions")
"""Forms that end sessions: somebody else's, so that the others go on."""

VARIANTS = {
    "/cases/new": [f"kind={kind}" for kind in KINDS], "/units/new": ["parent={unit}&level=OU"],
    "/receipts/{serial}": ["unit={scheduled}"],
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
    own_right: of whoever asks, which is not to be taken back. persons: the last stands behind a form.
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
    plans: list[str]

    def filled(self, address: str) -> Iterator[str]:
        """The paths that an address stands for here."""
        given = {
            "code": [self.shak if "/shak/" in address else self.unit], "serial": self.entries, "cvr": ["29190925"],
            "gln": [self.location_number], "list": ["entity_type"], "provider": ["demo", "nemlogin"],
            "id": self._of_kind(address),
            "number": [self.location_number] if "/numbers/" in address else ["1"],
            "ticket": ["x"],  # what a genuine mail holds nobody can guess
            "name": ["open/units.csv" if "/files" in address else "municipalities.geojson"],
            "path": ["0/000.p/1" if "/tile/" in address else "explorer.css"],
        }  # fmt: skip
        name = re.search(r"\{(\w+)\}", address)
        for value in [""] if name is None else given[name[1]]:
            yield re.sub(r"\{\w+\}", value, address)

    def _of_kind(self, address: str) -> list[str]:
        """The ids of what an address is about; programs and pages do not take them from each other."""
        kinds = {
            "drafts": self.drafts,
            "jobs": self.jobs,
            "cases": self.cases,
            "responsible": self.persons[:-1],
            "subscriptions": self.subscriptions,
            "plans": self.plans,
            "begun": ["1"],
        }
        found = next((ids for kind, ids in kinds.items() if f"/{kind}/" in address), [])
        if address.endswith("/write"):
            return self.persons[-1:]
        return found if len(found) < 2 or found is self.drafts else found[not address.startswith("/api/") :: 2]


class Browser(NamedTuple):
    """A browser in which somebody is signed in: the headers that it sends, and the mark of its forms."""

    headers: tuple[tuple[bytes, bytes], ...]
    mark: str


Send = Callable[[Asked], Awaitable[Answered]]


@cache
def _shape(address: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", lambda name: ".+" if name[1] in ("path", "name") else "[^/]+", address))


def address_of(path: str) -> str | None:
    """The address of the table of doors that a path is at."""
    shapes = sorted(AT, key=lambda address: (address.count("{"), -len(address)))
    return next((one for one in shapes if _shape(one).fullmatch(path)), None)


class Derived:
    """The requests that follow from what an application serves. routes: (method, address) of everything there is."""

    def __init__(
        self,
        routes: Iterable[tuple[str, str]],
        contract: Mapping[str, Any],
        standing: Standing,
        program: tuple[bytes, bytes],
        browser: Browser,
        leaving: Browser,
    ) -> None:
        self.routes = sorted(set(routes))
        self._paths: Mapping[str, Any] = contract["paths"]
        self._standing, self._program, self._browser, self._leaving = standing, program, browser, leaving
        self._examples = json.loads(Path(EXAMPLES).read_text("utf-8"))

    async def all(self, send: Send) -> list[Asked]:
        """All of them. send: how a page is read, whose forms are to be sent."""
        found = [one for method, address in self.routes for one in self._of(method, address)]
        pages = [one for one in found if one.method == "GET" and not self._is_rest(one)]
        for page in pages:
            found += await self._forms(page, send)
        found += [one for method, address in self.unasked(found) if method == "POST" for one in self._posted(address)]
        return list(dict.fromkeys(found))

    def _posted(self, address: str) -> Iterator[Asked]:
        """What is sent to an address whose form the one who asks is not shown here: it is not for them, or by mail."""
        if address in self._paths or not any(forms.fullmatch(address) for forms in (MARKED, OPEN_FORMS, BY_LINK)):
            return
        body = urlencode(TYPED | {"csrf": self._browser.mark, "place": self._standing.place, "action": "save"})
        for path in self._standing.filled(address):
            yield Asked(
                AT[address].name, "POST", path.encode(), b"", (*self._browser.headers, FORM), body.encode(), QUERY
            )

    def unasked(self, asked: Iterable[Asked], more: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """(method, address) of what none of some requests asks. more: as if these were served too."""
        paths = {(one.method, one.path.decode()) for one in asked}
        return [
            (method, address)
            for method, address in (*self.routes, *more)
            if not any(method == one and _shape(address).fullmatch(path) for one, path in paths)
        ]

    def _is_rest(self, asked: Asked) -> bool:
        return self._program in asked.headers

    def _of(self, method: str, address: str) -> Iterator[Asked]:
        operation = self._paths.get(address, {}).get(method.lower())
        if operation is not None:
            yield from self._of_operation(method, address, operation)
        elif method == "GET":
            for path in self._standing.filled(address):
                for query in ["", *VARIANTS.get(address, ())]:
                    asked = query.format(unit=self._standing.unit, scheduled=self._standing.scheduled).encode()
                    yield Asked(AT[address].name, "GET", path.encode(), asked, self._browser.headers)

    def _of_operation(self, method: str, address: str, operation: Mapping[str, Any]) -> Iterator[Asked]:
        example = self._examples.get(operation["operationId"], {})
        takes = operation.get("requestBody", {}).get("content", {})
        if takes and "application/json" not in takes:
            return
        headers: tuple[tuple[bytes, bytes], ...] = (self._program,)
        body = b""
        if takes:
            headers += ((b"content-type", b"application/json"),)
            given = {"place": self._standing.place} if "place" in example["body"] else {}
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
                more = ((name.lower().encode(), b"respond-async" if name == "Prefer" else b"k-" + NUMBER),)
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

    async def _forms(self, page: Asked, send: Send, depth: int = 2) -> list[Asked]:
        """The forms of a page and, of those that only show something, of the pages that they are answered with."""
        told = await send(page)
        if not told.headers.get(b"content-type", b"").startswith(b"text/html") or not told.body:
            return []
        found: list[Asked] = []
        for form in html.fromstring(told.body).forms:
            for asked, button in self._sent(page, form):
                found.append(asked)
                if button in SHOWING and depth > 1:
                    found += await self._forms(asked, send, depth - 1)
        return found

    def _sent(self, page: Asked, form: html.FormElement) -> Iterator[tuple[Asked, str]]:
        """A form with each of its buttons; the button's value beside it."""
        path, _, query = urljoin(page.path.decode(), form.action or "").partition("?")
        address = address_of(path)
        if address is None:
            return
        who = self._leaving if path in LEAVING else self._browser
        typed = TYPED | {"place": self._standing.place}
        fields = {name: value or typed.get(name, "") for name, value in form.form_values()}
        for field in form.inputs:
            if field.tag == "select" and field.value is None and not field.multiple and field.value_options:
                fields.setdefault(field.get("name"), field.value_options[0])
        fields |= {field.get("name"): typed[field.get("name")] for field in form.inputs
                   if field.get("name") in typed and not fields.get(field.get("name"))}  # fmt: skip
        if "csrf" in fields:
            fields |= {"csrf": who.mark}
        if "key" in fields:
            fields |= {"key": TYPED["key"]}
        buttons = {(one.get("name"), one.get("value") or "") for one in form.iter("button") if one.get("name")}
        for name, value in sorted(buttons) or [("", "")]:
            if (name, value) == ("withdraw", self._standing.own_right):
                continue
            body = urlencode(fields | ({name: value} if name else {}))
            if form.method == "POST":
                headers = (*who.headers, FORM)
                yield (
                    Asked(AT[address].name, "POST", path.encode(), query.encode(), headers, body.encode(), QUERY),
                    value,
                )
            else:
                yield Asked(AT[address].name, "GET", path.encode(), body.encode(), who.headers), value
