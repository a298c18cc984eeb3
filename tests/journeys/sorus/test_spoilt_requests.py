"""Ten thousand spoilt requests of every operation to a started server: a result or a fault each; it goes on."""

import http.client
import os
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from lxml import etree

from sor.access.dgws.names import MEDCOM
from sor.formats.soap.sorus_choices import VERSIONS
from sor.sample.showcases import RENAMED_WARD
from tests.access.dgws.messages import envelope
from tests.endpoints.sorus.messages import creation, edit, request
from tests.endpoints.test_mutations import judged
from tests.mutants import mutations

COUNT = int(os.environ.get("MUTATIONS", "10000"))
DATED, NAMED = "<FromDate>2027-01-01</FromDate>", f"<SorIdentifier>{RENAMED_WARD}</SorIdentifier>"
BODIES = (
    creation(),
    edit(RENAMED_WARD),
    request("MoveSorEntity", f"{DATED}{NAMED}<ParentSorIdentifier>{RENAMED_WARD}</ParentSorIdentifier>"),
    request("CloseSorEntity", f"{NAMED}<ToDate>2027-01-01</ToDate>"),
)


@pytest.mark.soak
def test_the_server_outlives_them(server: str, header: Callable[[], str]) -> None:
    shown = header()
    place = urlsplit(f"{server}{VERSIONS[3].path}")
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=300)
    sent = 0

    def ask(body: str | bytes) -> str:
        nonlocal sent
        sent += 1
        head, tail = envelope(shown.replace("</medcom:MessageID>", f"-{sent}</medcom:MessageID>"), "<b/>").split("<b/>")
        whole = head.encode() + (body.encode() if isinstance(body, str) else body) + tail.encode()
        return answered(whole)

    def answered(whole: bytes) -> str:
        connection.request("POST", place.path, whole, {"Content-Type": "text/xml; charset=utf-8"})
        answer = connection.getresponse()
        text = answer.read()
        said = judged(answer.status, text)
        assert said != "answered" or etree.fromstring(text).findtext(".//{*}ErrorText")
        return said

    for seed, body in enumerate(BODIES):
        assert ask(body) == "answered"
        for spoilt in mutations(body.encode(), COUNT // (2 * len(BODIES)), seed):
            ask(spoilt)
        whole = envelope(shown.replace("</medcom:MessageID>", f"-whole-{seed}</medcom:MessageID>"), body).encode()
        for spoilt in mutations(whole, COUNT // (2 * len(BODIES)), seed):
            answered(spoilt)
    assert ask(creation()) == "answered"
    assert MEDCOM in shown
    connection.close()
