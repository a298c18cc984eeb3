"""Message types in a browser: read by everybody, set for many numbers at once, and taken back as a whole."""

import csv
from io import StringIO
from typing import Any

import httpx
import pytest
from lxml import html

from sor.desk.actors import Actors
from tests.endpoints.web.administration.conftest import AUTHORITY, REGION, Site, hidden
from tests.endpoints.web.edit.conftest import said_in
from tests.endpoints.web.login.conftest import Browser

pytestmark = pytest.mark.slow

NEW, OLD = "REF01/H0131R", "REF01/H0130R"


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def numbers_of(answer: httpx.Response) -> list[str]:
    return list(dict.fromkeys(row["number"] for row in rows_of(answer)))


def send(browser: Browser, action: str, address: str = "/edi/sets", **fields: str) -> httpx.Response:
    form = {"csrf": hidden(browser.get("/cases/new?kind=error").text, "csrf"), "action": action} | fields
    return browser.post(address, data=form)


def saved(browser: Browser, **fields: str) -> httpx.Response:
    """A set seen and then saved as it was seen."""
    seen = send(browser, "preview", **fields)
    assert seen.status_code == 200, said_in(seen.text)
    more = {name: hidden(seen.text, name) for name in ("confirmed", "key")}
    return send(browser, "save", **fields, **more)


def problems(page: str) -> dict[int, str]:
    """What is wrong with which line."""
    rows = html.document_fromstring(page).xpath("//tr[@data-problem]")
    return {int(row.get("data-row")): row.get("data-problem") for row in rows}


def messages(site: Site, number: str) -> set[tuple[str, str]]:
    """What a number receives and sends today."""
    answer: Any = site.reader().get(f"/edi.csv?q={number}")
    return {(f"{row['standard']}/{row['version']}", row["direction"]) for row in rows_of(answer) if row["standard"]}


def test_everybody_reads_the_numbers_of_a_municipality_a_vendor_and_a_region(site: Site) -> None:
    reader = site.reader()
    every = rows_of(reader.get("/edi.csv"))
    assert {"system_type", "system_supplier", "network", "administrator", "from", "to"} <= set(every[0])
    for name, code in (
        ("region", "1082"),
        ("municipality", "0707"),
        ("system_supplier", "162"),
        ("system_type", "225"),
    ):
        some = rows_of(reader.get(f"/edi.csv?{name}={code}"))
        assert some == [row for row in every if row[name] == code] != [], name
    seen, address = [], "/edi?region=1082"
    while address:
        page = html.document_fromstring(reader.get(address).text)
        seen += page.xpath("//main//td[1]/a/text()")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert seen == numbers_of(reader.get("/edi.csv?region=1082"))
    number = next(row for row in every if row["standard"])
    page = reader.get(f"/edi/numbers/{number['number']}").text
    for text in (number["standard"], "Leverandør", f"/units/{number['unit']}"):
        assert text in page
    assert "Supplier" in reader.get(f"/edi/numbers/{number['number']}?lang=en").text
    assert reader.get("/edi/numbers/5790000000005").status_code == 404


def test_the_duties_of_a_system_follow_from_the_map_and_the_list_of_the_authority(site: Site) -> None:
    reader, authority = site.reader(), site.of(AUTHORITY)
    assert rows_of(reader.get("/edi/duties.csv?system_type=225")) == []
    added = send(
        authority, "save", "/codes/medcom_type_of_system", code="225", **{"value.medcom_type": "laegesystemer"}
    )
    assert added.status_code == 303
    told = rows_of(reader.get("/edi/duties.csv?municipality=0707"))
    must = {(row["standard"], row["direction"]) for row in told}
    assert must == {("XREF22", "send"), ("XREF15", "send"), ("XDIS22", "receive"), ("DIS91", "receive"),
                    ("DIS91", "send"), ("BIN01", "receive"), ("BIN01", "send"), ("PDC-DK", "receive"),
                    ("PDC-DK", "send"), ("APD-DK", "receive"), ("APD-DK", "send")}  # fmt: skip
    for row in told:
        has = any(kind.startswith(f"{row['standard']}/") and way == row["direction"]
                  for kind, way in messages(site, row["number"]))  # fmt: skip
        assert row["fulfilled"] == ("yes" if has else "no")
        break
    page = reader.get("/edi/duties?municipality=0707").text
    assert "XREF22" in page
    assert send(authority, "save", "/codes/medcom_type_of_system", code="225",
                **{"value.medcom_type": "fodterapisystemer"}).status_code == 303  # fmt: skip


def test_a_set_for_many_numbers_is_one_entry_seen_before_and_taken_back_as_a_whole(site: Site) -> None:
    authority, serial = site.of(AUTHORITY), site.register.serial()
    numbers = [row for row in numbers_of(site.reader().get("/edi.csv?region=1082")) if len(messages(site, row)) > 1][
        :20
    ]
    before = {number: messages(site, number) for number in numbers}
    pasted = "Lokationsnummer\r\n" + "\r\n".join(f"{number};noget" for number in numbers)
    wanted = {"numbers": pasted, "from": "2026-11-01", "add": "DIS32/D3233L modtag\nDIS91/D9135L", "end": ""}
    refused = send(authority, "preview", **wanted)
    assert (refused.status_code, set(said_in(refused.text))) == (422, {"EDI"})
    assert "D9135L" in refused.text
    wanted |= {"add": "DIS32/D3233L"}
    preview = send(authority, "preview", **wanted)
    assert preview.status_code == 200, (said_in(preview.text), problems(preview.text))
    assert site.register.serial() == serial
    done = saved(authority, **wanted)
    assert done.status_code == 303, said_in(done.text)
    assert done.headers["location"] == f"/edi/sets/{serial + 1}"
    added = {("DIS32/D3233L", "receive"), ("DIS32/D3233L", "send")}
    assert {number: messages(site, number) for number in numbers} == {
        number: held | added for number, held in before.items()
    }
    again = send(authority, "preview", **wanted)
    assert (again.status_code, "Gem</button>" in again.text) == (200, False)
    receipt = authority.get(done.headers["location"]).text
    assert f"{len(numbers)} lokationsnumre" in receipt
    back = send(authority, "undo", done.headers["location"])
    assert back.status_code == 303, said_in(back.text)
    assert {number: messages(site, number) for number in numbers} == before
    assert site.register.verify(deep=True).fault is None


def test_each_wrong_row_has_its_answer_and_the_others_can_go_on_without_them(site: Site) -> None:
    authority = site.of(AUTHORITY)
    good, other, closing = numbers_of(site.reader().get("/edi.csv?region=1082"))[:3]
    unit = rows_of(site.reader().get(f"/edi.csv?q={closing}"))[0]["unit"]
    closed = site.register.change(
        {"op": "number", "location_number": closing, "unit": unit, "from": "2026-11-01", "close": True}, "sds", "cli"
    )
    assert closed.accepted, closed.findings
    wrong = [good, good, good[:-1], other[:-1] + str((int(other[-1]) + 1) % 10), "5,79E+12", "abc", closing,
             "5790000000005", other]  # fmt: skip
    wanted = {"numbers": "\n".join(wrong), "from": "1.11.2026", "add": "DIS32/D3233L modtag"}
    answer = send(authority, "save", **wanted)
    assert answer.status_code == 422
    assert problems(answer.text) == {
        2: "twice", 3: "short", 4: "check_digit", 5: "damaged", 6: "no_number", 7: "closed", 8: "unknown",
    }  # fmt: skip
    for text in ("linje 1", f"Var det {good}?", "2026-10-31"):
        assert text in answer.text
    assert 'href="#numbers"' in answer.text
    assert hidden(answer.text, "confirmed") == ""
    done = saved(authority, **wanted, skip="1")
    assert done.status_code == 303, (said_in(done.text), problems(done.text))
    assert {row.partition("/")[0] for kind, row, _ in site.register.touched_by(site.register.serial(), 99)
            if kind == "edi"} <= {good, other}  # fmt: skip


def test_nobody_sets_anothers_number_and_a_stranger_none(site: Site) -> None:
    number = numbers_of(site.reader().get("/edi.csv?region=1081"))[0]
    wanted = {"numbers": number, "from": "2026-11-01", "add": "DIS91/D9134L"}
    region = site.of(REGION)
    answer = send(region, "save", **wanted)
    assert (answer.status_code, problems(answer.text)) == (422, {1: "not_yours"})
    assert site.reader().get("/edi/sets").status_code == 303
    Actors(site.register).add("gaest", "Gæst", AUTHORITY)
    assert site.of("gaest").get("/edi/sets").status_code == 403
    assert region.post("/edi/sets", data={"csrf": "x"} | wanted).status_code == 403
