"""KRS and RFS through their doors: what is answered keeps to the published schemas, and every wrong request has an
answer that says what to do.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from lxml import etree

from sor.access.dgws.checks import Demands
from sor.access.dgws.names import MEDCOM
from sor.access.dgws.verified import VerifiedCards
from sor.endpoints.http.fair_queue import Queues
from sor.endpoints.krs import door as krs_door
from sor.endpoints.soap.dgws import Dgws
from sor.following.consumers import Consumers
from sor.formats.soap import krs
from sor.formats.soap.envelope import ENVELOPE
from sor.formats.soap.krs_tables import VIEWS, View
from sor.register import Register
from sor.settings import read_settings
from tests.access.dgws.messages import NOW, TRUST, envelope, headers
from tests.conftest import StandingClock
from tests.following.krs_sample import sample
from tests.following.replica import Row, entries
from tests.new_databases import NewDatabases
from tests.quick_part import few, few_of_several

IDS = count(1)
SKS_ENDS = 7
"""Characters 8 and 9 of a SHAK code are a region's own."""


@pytest.fixture
def client(new_sqlite: NewDatabases) -> Iterator[Any]:
    register = Register(new_sqlite.holding(sample), StandingClock())
    guard = Dgws(Demands("KRS"), lambda: NOW, lambda: TRUST, VerifiedCards(), required=True)
    consumers = Consumers(register)
    doors = krs_door.doors(register, read_settings({}, demo=True), guard, Queues().copies, consumers)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await doors[scope["path"]](scope, receive, send)
            return
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})

    with TestClient(app, raise_server_exceptions=False) as made:  # type: ignore[arg-type]
        made.consumers = consumers  # type: ignore[attr-defined]
        yield made


def request(namespace: str, inside: str) -> str:
    return f'<r:ReplicationRequest xmlns:r="{namespace}">{inside}</r:ReplicationRequest>'


def page_of(view: View, more: str = "") -> str:
    return request(krs.KRS, _named(view) + more)


def ids_of(view: View, *ids: str) -> str:
    return request(krs.RFS, f"{_named(view)}<idList>{''.join(f'<id>{one}</id>' for one in ids)}</idList>")


def _named(view: View) -> str:
    version = "" if view.register_version == 1 else f"<registerVersion>{view.register_version}</registerVersion>"
    return f"<register>sor</register><datatype>{view.datatype}</datatype><version>1</version>{version}"


def asked(client: Any, body: str, card: str | None = None) -> Any:
    path = krs_door.RFS_PATH if krs.RFS in body else krs_door.PATH
    message = envelope(headers(message_id=f"m{next(IDS)}") if card is None else card, body)
    return client.post(path, content=message.encode(), headers={"Content-Type": "text/xml"})


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.text
    return etree.tostring(etree.fromstring(answer.content).find(f"{{{ENVELOPE}}}Body")[0])  # type: ignore[index]


def answered(client: Any, body: str) -> list[tuple[str, Row]]:
    return entries(body_of(asked(client, body)))


def rows(client: Any, datatype: str) -> list[Row]:
    (view,) = (view for view in VIEWS if view.datatype == datatype)
    return [row for _, row in entries(body_of(asked(client, page_of(view))))]


def schema() -> etree.XMLSchema:
    """The schemas as they are published, of an answer with its feed and rows."""
    both = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:import namespace="{krs.KRS}" schemaLocation="krs.xsd"/>'
        f'<xs:import namespace="{krs.ATOM}" schemaLocation="atom.xsd"/></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(both.encode(), base_url=(krs.FOLDER / "all.xsd").as_uri()))


def test_every_answer_keeps_to_the_published_schemas(client: Any) -> None:
    holds = schema()
    for view in VIEWS:
        body = body_of(asked(client, page_of(view)))
        holds.assertValid(etree.fromstring(body))
        some = [row.get("SorId") or row.get("sorNummer") or "1" for _, row in entries(body)[:5]]
        holds.assertValid(etree.fromstring(body_of(asked(client, ids_of(view, *some)))))


@pytest.mark.slow
def test_a_page_says_where_the_next_one_begins_and_an_empty_one_that_there_is_none(client: Any) -> None:
    view = VIEWS[5]
    seen, offset = [], ""
    while found := entries(
        body_of(asked(client, page_of(view, f"<offset>{offset}</offset><maxRecords>50</maxRecords>")))
    ):
        assert len(found) <= 50
        seen += [one for one, _ in found]
        offset = seen[-1]
    assert seen == [one for one, _ in entries(body_of(asked(client, page_of(view))))]
    assert len(seen) > 150


def test_the_owner_of_a_card_is_known_with_how_far_they_are(client: Any) -> None:
    def reached() -> list[tuple[str, int]]:
        client.consumers.write()
        return [(one.state, one.behind) for one in client.consumers.list_known()]

    first = "<maxRecords>1</maxRecords>"
    offset, *_ = answered(client, page_of(VIEWS[0], first))[0]
    assert [state for state, _ in reached()] == ["behind"], "one row of many"
    while found := answered(client, page_of(VIEWS[0], f"<offset>{offset}</offset>")):
        offset = found[-1][0]
    assert reached() == [("level", 0)]
    asked(client, page_of(VIEWS[5], first))
    assert [state for state, _ in reached()] == ["behind"], "of another data type"


def test_the_feed_bears_the_documented_names(client: Any) -> None:
    feed = etree.fromstring(body_of(asked(client, page_of(VIEWS[0], "<maxRecords>1</maxRecords>"))))[0]
    atom = {"a": krs.ATOM}
    assert feed.findtext("a:id", namespaces=atom) == "tag:nsi.dk,2011:sor/apotek/v1"
    assert feed.findtext("a:title", namespaces=atom) == "Stamdata Registry Feed"
    assert feed.findtext("a:author/a:name", namespaces=atom) == "National Sundheds IT"
    (entry,) = feed.findall("a:entry", atom)
    assert re.fullmatch(r"tag:nsi\.dk,2011:sor/apotek/v1/\d{20}", entry.findtext("a:id", namespaces=atom) or "")
    for when in (feed, entry):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", when.findtext("a:updated", "", atom))
    assert entry.find("a:content", atom).get("type") == "application/xml"  # type: ignore[union-attr]
    assert entry.find("a:content", atom)[0].tag == f"{{{krs.ROWS}}}apotek"  # type: ignore[index]


FIRST, ENTITIES = VIEWS[0], VIEWS[5]
BAD_OFFSET, UNKNOWN, IO = krs.INVALID_OFFSET, krs.UNKNOWN_VIEW, krs.IO_ERROR


@pytest.mark.parametrize(("body", "code", "told"), few_of_several([
    (page_of(FIRST, f"<offset>{'1' * 21}</offset>"), BAD_OFFSET, "has up to 20 digits, and '1111111"),
    (page_of(FIRST, "<offset>12x</offset>"), BAD_OFFSET, "'12x' holds something else. Send the one of the last row"),
    (page_of(FIRST, f"<offset>{'9' * 20}</offset>"), BAD_OFFSET, "was not given by this register as it is now"),
    (page_of(FIRST, f"<offset>1234567890{'1' * 10}</offset>"), BAD_OFFSET, "became known at 2009-02-13T23:31:30Z"),
    (page_of(FIRST, "<maxRecords>0</maxRecords>"), BAD_OFFSET, "0 rows would look as if there were no more"),
    (page_of(FIRST, "<maxRecords>-1</maxRecords>"), BAD_OFFSET, "'-1' is not a valid value"),
    (page_of(FIRST, "<maxRecords>x</maxRecords>"), BAD_OFFSET, "'x' is not a valid value"),
    (page_of(FIRST).replace(">sor<", ">cpr<"), UNKNOWN, "there is no register 'cpr' here; there is: sor"),
    (page_of(FIRST).replace("apotek", "hest"), UNKNOWN, "no data type 'hest' in version 1; there are: apotek, praksis"),
    (page_of(FIRST).replace("apotek", "sorentity"), UNKNOWN, "is of version 2: send &lt;registerVersion&gt;2"),
    (page_of(FIRST).replace(">1<", ">7<"), UNKNOWN, "there is no version 7 of a data type here; there is: 1"),
    (page_of(ENTITIES).replace(">2<", ">3<"), UNKNOWN, "there is no version 3 of it; there are 1 and 2"),
    (request(krs.KRS, "<register>sor</register>"), IO, "Missing child element(s). Expected is ( datatype )"),
    (page_of(FIRST, "<filter>x</filter>"), IO, "This service takes no filter"),
    (ids_of(ENTITIES), IO, "it holds 0 ids; ask for 1 to 5000 at a time"),
    (ids_of(ENTITIES, *map(str, range(5001))), IO, "it holds 5001 ids; ask for 1 to 5000 at a time"),
    (ids_of(ENTITIES, *["1"] * 5001), IO, "it holds 5001 ids"),
    (ids_of(ENTITIES, "1").replace("</idList>", "</idList><Filter/>"), IO, "the form of RFS's filters is not public"),
    (ids_of(FIRST, "1").replace("apotek", "hest"), UNKNOWN, "there is no data type 'hest'"),
], every=4))  # fmt: skip
def test_a_wrong_request_is_told_what_to_do(client: Any, body: str, code: str, told: str) -> None:
    answer = asked(client, body)
    assert answer.status_code == 500
    fault = etree.fromstring(answer.content).find(".//{*}Fault")
    assert fault is not None
    message = fault.findtext(f"detail/{{{krs.KRS}}}ReplicationFault/errorMessage") or ""
    assert message.startswith(f"{code}: ")
    assert told in message.replace("<", "&lt;").replace(">", "&gt;")
    assert fault.findtext(f".//{{{MEDCOM}}}FaultCode") is None, "who called is known: this is no fault of DGWS"


@pytest.mark.parametrize("text", few(["", "0", "1024", "00000", "0" * 20], every=4))
def test_a_short_offset_is_padded_and_begins_anew(client: Any, text: str) -> None:
    whole = entries(body_of(asked(client, page_of(FIRST))))
    assert entries(body_of(asked(client, page_of(FIRST, f"<offset>{text}</offset>")))) == whole


def test_more_rows_than_the_bound_are_not_given(client: Any) -> None:
    assert len(entries(body_of(asked(client, page_of(ENTITIES, "<maxRecords>1000000000</maxRecords>"))))) <= 2000


def test_without_a_card_nobody_is_told_anything(client: Any) -> None:
    for body in (page_of(FIRST), ids_of(FIRST, "1"), page_of(FIRST).replace("apotek", "hest")):
        answer = asked(client, body, card="")
        assert answer.status_code == 500
        fault = etree.fromstring(answer.content).find(".//{*}Fault")
        assert fault is not None
        assert fault.findtext(f".//{{{MEDCOM}}}FaultCode"), "DGWS's own code"
        assert "ReplicationFault" not in answer.text


def test_an_answer_is_linked_to_its_request(client: Any) -> None:
    assert "flow_finalized_succesfully" in asked(client, page_of(FIRST)).text


def test_doubled_and_foreign_ids_answer_once_and_not_at_all(client: Any) -> None:
    code = rows(client, "sorentity")[0]["SorId"]
    found = entries(body_of(asked(client, ids_of(ENTITIES, code, code, "4711", "x"))))
    assert {row["SorId"] for _, row in found} == {code}
    assert len({one for one, _ in found}) == len(found)
    assert entries(body_of(asked(client, ids_of(ENTITIES, "4711")))) == []


def test_the_page_for_people_describes_every_column(client: Any) -> None:
    page = client.get(krs_door.PATH).text
    for view in VIEWS:
        assert f"<code>{view.name}</code>" in page
        assert all(f"<dt><code>{column.name}</code>" in page for column in view.columns)


def test_the_contract_names_its_schemas_at_the_callers_address(client: Any) -> None:
    wsdl = client.get(f"{krs_door.RFS_PATH}?wsdl").text
    for name in ("rfs.xsd", "krs.xsd"):
        assert f"{krs_door.RFS_PATH}?xsd={name}" in wsdl
        assert client.get(f"{krs_door.RFS_PATH}?xsd={name}").status_code == 200


def is_organisation(client: Any, kind: str, code: str) -> bool:
    """As the medicine card asks: a SHAK number among the departments, a pharmacy's location number among the
    pharmacies. It cuts what regions add to a SHAK code, and takes rows that hold today.
    """
    datatype, element = {"SHAK": ("sygehusafdeling", "nummer"), "GLN": ("apotek", "eanLokationsnummer")}[kind]
    today = "2026-11-01T12:00:00.000+01:00"
    return any(
        row.get(element) == (code[:SKS_ENDS] if kind == "SHAK" else code) and row["validFrom"] <= today < row["validTo"]
        for row in rows(client, datatype)
    )


def test_a_reader_as_the_medicine_card_gets_the_right_answer_in_ten_cases(client: Any) -> None:
    departments = [row for row in rows(client, "sygehusafdeling") if row["validTo"].startswith("2999")]
    ward = next(row["nummer"] for row in departments if len(row["nummer"]) == 7)
    part = next(row["nummer"] for row in departments if len(row["nummer"]) == 6)
    pharmacy = next(row["eanLokationsnummer"] for row in rows(client, "apotek") if row["validTo"].startswith("2999"))
    cases = [
        ("SHAK", ward, True), ("SHAK", part, True), ("SHAK", f"{ward}AB", True), ("SHAK", ward[:6] + "?", False),
        ("SHAK", "9999999", False), ("SHAK", ward[:5], False), ("SHAK", "", False), ("GLN", pharmacy, True),
        ("GLN", pharmacy[:-1] + "x", False), ("GLN", ward, False),
    ]  # fmt: skip
    assert [is_organisation(client, kind, code) for kind, code, _ in cases] == [known for _, _, known in cases]


def test_the_schema_of_the_rows_is_made_from_the_table() -> None:
    assert Path(krs.FOLDER / "sor-rows.xsd").read_text("utf-8") == krs.rows_schema()
