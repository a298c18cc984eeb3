"""The published files as programs and people fetch them."""

import gzip
import json
import os
import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

import pytest
from litestar.testing import TestClient

from sor.jobs.editions import NextEdition, PublishOptions, current_manifest
from sor.jobs.newest_delta import NewestDelta
from sor.jobs.publishing import publish
from tests.clinic import Clinic
from tests.endpoints.files.conftest import site
from tests.jobs.published import load

UNITS = "/files/open/units.ndjson"


def test_a_file_is_sent_with_the_digest_of_the_manifest_as_its_etag(client, published) -> None:
    manifest = client.get("/files/manifest.json").json()
    (entry,) = (file for file in manifest["files"] if file["name"] == "open/units.ndjson")
    answer = client.get(UNITS, headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    assert sha256(answer.content).hexdigest() == entry["sha256"]
    assert answer.headers["etag"] == f'"{entry["sha256"]}"'
    assert int(answer.headers["content-length"]) == entry["size"]


def test_who_has_the_file_gets_no_bytes(client) -> None:
    etag = client.get(UNITS, headers={"Accept-Encoding": "identity"}).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(UNITS, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")


def test_who_asks_what_was_modified_since_then_gets_no_bytes(client) -> None:
    when = client.get(UNITS).headers["last-modified"]
    moment = parsedate_to_datetime(when)
    for known in (when, format_datetime(moment + timedelta(days=1), usegmt=True)):
        again = client.get(UNITS, headers={"If-Modified-Since": known})
        assert (again.status_code, again.content, again.headers["last-modified"]) == (304, b"", when)
    for known in (format_datetime(moment - timedelta(seconds=1), usegmt=True), "yesterday", "0", ""):
        assert client.get(UNITS, headers={"If-Modified-Since": known}).status_code == 200
    assert client.get(UNITS, headers={"If-Modified-Since": when, "If-None-Match": '"other"'}).status_code == 200


def test_an_edition_made_in_the_same_second_was_modified_since(client, published) -> None:
    register, folder = published
    soon = int((folder / "current/manifest.json").stat().st_mtime) + 100
    for name in ("manifest.json", "open/units.ndjson"):
        os.utime(folder / "current" / name, (soon, soon))
    known = client.get(UNITS).headers["last-modified"]
    publish(register, folder, PublishOptions(force=True))
    assert client.get(UNITS, headers={"If-Modified-Since": known}).status_code == 200


def test_a_download_goes_on_when_the_file_bears_the_same_time(client) -> None:
    whole = client.get(UNITS, headers={"Accept-Encoding": "identity"})
    asked = {"Range": "bytes=100-", "If-Range": whole.headers["last-modified"]}
    rest = client.get(UNITS, headers=asked)
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    other = client.get(UNITS, headers=asked | {"If-Range": "Thu, 01 Jan 2026 00:00:00 GMT"})
    assert (other.status_code, other.content) == (200, whole.content)


def test_the_encoding_of_every_text_is_the_one_the_server_says(client, published) -> None:
    """The clinic is in Brønderslev: read as the server says, every text that names it has its letters."""
    _, folder = published
    seen = set()
    for path in sorted((folder / "current").rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        answer = client.get(f"/files/{path.relative_to(folder / 'current').as_posix()}")
        _, _, says = answer.headers["content-type"].partition("; charset=")
        if path.suffix in (".csv", ".txt", ".xml", ".xsd", ".md"):
            assert says in ("utf-8", "iso-8859-1", "windows-1252"), f"{path}: no name that IANA has"
            text = answer.content.decode(says, "strict")
            assert "Ã" not in text, path
            seen |= {(path.suffix, says)} if "ø" in text else set()
        else:
            assert not says, path
    assert {(".csv", "iso-8859-1"), (".csv", "utf-8"), (".xsd", "utf-8"), (".md", "utf-8")} <= seen


def test_gzip_for_those_who_take_it_and_the_same_content(client) -> None:
    plain = client.get(UNITS, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", UNITS, headers={"Accept-Encoding": "br, gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in client.get(UNITS, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_a_broken_download_goes_on_where_it_stopped(client) -> None:
    whole = client.get(UNITS, headers={"Accept-Encoding": "identity"})
    first = client.get(UNITS, headers={"Range": "bytes=0-99"})
    rest = client.get(UNITS, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.headers["content-range"] == f"bytes 0-99/{len(whole.content)}"
    assert first.content + rest.content == whole.content


def test_a_part_of_an_edition_that_is_no_more_gives_the_whole_new_file(client) -> None:
    whole = client.get(UNITS, headers={"Accept-Encoding": "identity"})
    other = client.get(UNITS, headers={"Range": "bytes=100-", "If-Range": '"another edition"'})
    assert (other.status_code, other.content) == (200, whole.content)


def test_a_part_beyond_the_end_is_refused_with_the_size(client) -> None:
    answer = client.get(UNITS, headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize(
    "path",
    ["nothing.txt", ".publishing", "editions/.making-1/manifest.json", "open/.units.ndjson.gz", "nowhere/",
     "editions/.making-1/", "../", "../sor.db",
     "%2e%2e/sor.db", "open/..%2f..%2f..%2f..%2fsor.db", "editions/../../sor.db"],
)  # fmt: skip
def test_only_files_of_editions_are_sent(client, path: str) -> None:
    answer = client.get(f"/files/{path}")
    assert answer.status_code == 404
    assert b"SQLite format" not in answer.content


def test_an_address_without_a_file_says_where_to_look(client) -> None:
    problem = client.get("/files/nothing.txt").json()
    assert problem["findings"][0]["da"] == "Der er ingen fil nothing.txt. Se /files for dem, der er."
    assert problem["detail"] == "There is no file nothing.txt. See /files for those there are."


def test_the_page_says_what_is_there_how_fresh_it_is_and_what_each_column_means(client) -> None:
    danish = client.get("/files").text
    assert "Udgaven er dannet 1. november 2026 kl. 13.00 ved løbenummer 1" in danish
    assert "Den viser alt, hvad registret ved." in danish
    assert '<a href="/files/sor_produktion/data/sor/sorxml/v_2_0_0/Sor.zip">' in danish
    assert "I kraft" in danish
    assert "<td><code>" not in danish  # what the columns of a format mean is asked for; all at once are a heavy page
    (way,) = re.findall(r'<a href="(/files\?format=xml2#xml2)">Vis de', danish)
    assert "<td><code>ShakIdentifier</code></td><td>Sygehus- og afdelingskode (SHAK)</td>" in client.get(way).text
    assert '<a href="/files/xsd/v_2_0_0/SorTree.xsd">SOR XML 2.0.0</a>' in danish
    assert "Ikke fastsat: SOR som XML 3, med klinisk-administrative niveauer (xml3) er bebudet og udgives" in danish
    english = client.get("/files?lang=en&format=xml2").text
    assert "This edition was made 1 November 2026 13:00 at serial 1" in english
    assert "a SNOMED CT code" in english


def test_without_a_folder_the_page_says_how_to_get_one(published) -> None:
    register, _ = published
    with TestClient(site(register)) as plain:
        assert "Angiv en mappe med SOR_FILES." in plain.get("/files").text
        assert plain.get("/files/manifest.json").status_code == 404


def test_before_the_first_edition_the_page_says_so(published, tmp_path) -> None:
    register, _ = published
    with TestClient(site(register, SOR_FILES=str(tmp_path))) as plain:
        assert "Den første udgave er ikke færdig endnu." in plain.get("/files").text


def test_a_new_edition_is_served_at_once_and_the_old_one_under_its_name(client, published) -> None:
    register, folder = published
    before = current_manifest(folder)
    assert before is not None
    publish(register, folder, PublishOptions(force=True))
    now = client.get("/files/manifest.json").json()
    assert now["edition"] != before.edition
    kept = client.get(f"/files/editions/{before.edition}/manifest.json")
    assert json.loads(kept.content)["edition"] == before.edition
    assert before.edition in client.get("/files").text


def test_the_newest_delta_is_sent_listed_and_told_in_words(client, published, tmp_path) -> None:
    register, folder = published
    assert client.get("/files/newest/manifest.json").status_code == 404, "nobody publishes by himself here yet"
    publish(register, folder, PublishOptions(force=True))
    load(register, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
    newest, since, head = NewestDelta(register, folder), register.serial() - 1, register.serial()
    newest.expect(NextEdition(head, "2026-11-01T12:01:00.000000Z"))
    newest.bring()
    told = client.get("/files/newest/manifest.json").json()
    (file,) = told["files"]
    assert (told["since"], told["serial"], file["name"]) == (since, head, f"newest/{since}-{head}.ndjson")
    sent = client.get(f"/files/{file['name']}")
    assert sha256(sent.content).hexdigest() == file["sha256"]
    assert client.get(f"/files/{file['name']}", headers={"If-None-Match": sent.headers["etag"]}).status_code == 304
    listed = client.get("/files/newest/").text
    assert f'href="{since}-{head}.ndjson"' in listed
    assert 'href="manifest.json"' in listed
    for wrong in (
        "newest/x/manifest.json",
        "newest/.lock",
        "newest/1-2.txt",
        "newest/7-8.ndjson",
        "newest/../x.json",
    ):
        assert client.get(f"/files/{wrong}").status_code in (301, 404), wrong
    danish = client.get("/files").text
    assert f"Ændringer siden udgaven, fra løbenummer {since} til {head}" in danish
    assert f"Den næste udgave ventes 1. november 2026 kl. 13.01 med mindst løbenummer {head}." in danish
    newest.expect(NextEdition(head, "2026-11-01T12:01:00.000000Z", is_begun=True))
    newest.bring()
    assert f"The next edition is being made: serial {head}, expected" in client.get("/files?lang=en").text
    publish(register, folder, PublishOptions())
    assert "The next edition is being made" not in client.get("/files?lang=en").text
