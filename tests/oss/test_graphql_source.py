"""FK-ORG's GraphQL interface asked over HTTP: whole pages or nothing, and what goes wrong as it is documented."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sor.oss.graphql_source import GraphqlSource, OrgCaller
from sor.oss.source import OrgSourceAway, SourceFault
from tests.oss.municipality import in_fk_org, node_of

URL = "https://organisation.example"
CVR = "29189889"


class Service:
    """Answers as the interface documents; ``script`` gives what is answered in place of the next pages."""

    def __init__(self, *script: Callable[[], httpx2.Response], page: int = 4, spelling: str = "enhedsnavn") -> None:
        self.script, self.page, self.spelling = [*script], page, spelling
        self.asked: list[httpx2.Request] = []
        self.tokens = 0
        self.waited: list[float] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/runtime/api/rest/oauth/v1/issue":
            self.tokens += 1
            form = request.content.decode()
            assert "grant_type=client_credentials" in form
            assert f"anvenderkontekst%3A{CVR}" in form
            return httpx2.Response(200, json={"access_token": f"token{self.tokens}", "expires_in": 3600})
        self.asked.append(request)
        assert request.headers["authorization"] == f"Bearer token{self.tokens}"
        assert request.headers["x-transaktionsid"]
        assert request.headers["x-transaktionstid"]
        if self.script:
            return self.script.pop(0)()
        return self.answer(json.loads(request.content)["query"])

    def answer(self, query: str) -> httpx2.Response:
        if self.spelling not in query:
            return failure("ValidationError", "Field 'enhedsnavn' in type 'OrganisationEnhed' is undefined")()
        units = [one for one in in_fk_org() if one.active == ("status: AKTIV" in query)]
        after = re.search(r'after: "c(\d+)"', query)
        start = int(after[1]) if after else 0
        nodes = [node_of(one) for one in units[start : start + self.page]]
        for node in nodes:
            node[self.spelling] = node.pop("enhedsnavn")
        end = start + len(nodes)
        info = {"hasNextPage": end < len(units), "endCursor": f"c{end}"}
        edges = [{"cursor": f"c{n}", "node": node} for n, node in enumerate(nodes, start)]
        return httpx2.Response(200, json={"data": {"organisationEnhedListe": {"pageInfo": info, "edges": edges}}})

    @property
    def source(self) -> GraphqlSource:
        return GraphqlSource(URL, OrgCaller("sor"), httpx2.MockTransport(self), self.waited.append)


def failure(classification: str, message: str, kind: str = "ERROR", data: Any = None) -> Callable[[], httpx2.Response]:
    told = {"message": message, "extensions": {"classification": classification, "type": kind}}
    return lambda: httpx2.Response(200, json={"data": data, "errors": [told]})


def status(code: int, text: str = "") -> Callable[[], httpx2.Response]:
    return lambda: httpx2.Response(code, text=text)


def units_of(service: Service) -> list[str]:
    return [one.uuid for one in service.source.units(CVR, lambda _: None)]


EVERYBODY = [one.uuid for one in in_fk_org()]


def test_every_page_is_read_with_one_token() -> None:
    service = Service()
    told: list[int] = []
    found = service.source.units(CVR, told.append)
    assert [one.uuid for one in found] == EVERYBODY
    assert found[2] == in_fk_org()[2] or found[2].name == "Hjemmeplejen Vest"
    assert told[:3] == [4, 8, 10]
    assert service.tokens == 1


def test_what_passes_by_itself_is_waited_for() -> None:
    service = Service(status(503), status(408), lambda: httpx2.Response(200, content=b'{"data": {"organis'))
    assert units_of(service) == EVERYBODY
    assert len(service.waited) == 3
    with pytest.raises(OrgSourceAway, match=r"cannot answer now \(status 503\)"):
        units_of(Service(*[status(503)] * 4))


def test_a_token_that_ran_out_is_fetched_anew() -> None:
    service = Service(status(401))
    assert units_of(service) == EVERYBODY
    assert service.tokens == 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (failure("Unauthorized", "No agreement for the CVR"), "svarer: Unauthorized No agreement for the CVR"),
        (failure("ServerError", "x"), "svarer: ServerError x"),
        (status(500, "fejl"), "svarer med status 500: fejl"),
        (status(403), "tager ikke mod adgangsbilletten for CVR 29189889 (status 403)"),
        (lambda: httpx2.Response(200, json={"data": {}}), "svarer uden enheder."),
    ],
)
def test_a_fault_in_the_middle_gives_nothing(answer: Callable[[], httpx2.Response], told: str) -> None:
    service = Service()
    first = service.answer("organisationEnhedListe(status: AKTIV) { enhedsnavn }")
    service.script = [lambda: first, *[answer] * 2]
    with pytest.raises(SourceFault) as refused:
        units_of(service)
    assert told in refused.value.danish


def test_a_warning_is_no_fault() -> None:
    page = json.loads(Service(page=99).answer("status: AKTIV enhedsnavn").content)["data"]
    assert units_of(Service(failure("NotFound", "no title", "WARNING", page))) == EVERYBODY


def test_a_stale_cursor_begins_again() -> None:
    service = Service()
    first = service.answer("status: AKTIV enhedsnavn")
    service.script = [lambda: first, failure("ValidationError", "Cursor is not known")]
    assert units_of(service) == EVERYBODY


def test_the_schemas_spelling_of_the_name_is_tried_as_well() -> None:
    assert units_of(Service(spelling="enhedNavn")) == EVERYBODY


def test_a_municipality_without_active_units_or_cvr_is_told() -> None:
    empty = {"data": {"organisationEnhedListe": {"pageInfo": {"hasNextPage": False}, "edges": []}}}
    service = Service(*[lambda: httpx2.Response(200, json=empty)] * 2)
    with pytest.raises(SourceFault, match=r"gives no active unit for CVR 29189889"):
        units_of(service)
    with pytest.raises(SourceFault, match=r"is no CVR number"):
        Service().source.units("", lambda _: None)
