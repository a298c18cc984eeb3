"""The page of a folder, as a program reads it that knows nothing but links."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from sor.endpoints.files.listing import listing
from sor.jobs.editions import PublishOptions, current_manifest
from sor.jobs.publishing import publish
from tests.formats.walking import walk

DATA = "/files/sor2_produktion/V1_00/data/"


class Links(HTMLParser):
    """Every link of a page, of whatever element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def test_a_script_in_the_wild_finds_the_newest_file_by_the_listing(client) -> None:
    """It takes every href, keeps those with a known ending, and fetches the last of them in order."""
    page = client.get(DATA)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    names = sorted(name for name in re.findall(r'href="([^"]+)"', page.text) if name.endswith((".zip", ".csv", ".gz")))
    assert names == ["SOR_complete.zip", "SorEntity_daily.csv"]
    assert client.get(urljoin(DATA, names[-1])).text.startswith("\ufeffSorId;EntityName")
    assert "SOREntity.csv" in walk(client.get(urljoin(DATA, names[0])).content)


def test_every_folder_lists_its_published_files_and_nothing_else(client, published) -> None:
    _, out = published
    manifest = current_manifest(out)
    assert manifest is not None
    files = [entry.name for entry in manifest.files]
    assert (out / "current/open/.units.ndjson.gz").is_file()
    report = out / "current/open/units.xlsx.left-out.csv"
    report.write_text("code;field;reason\n")
    folders = {name.rpartition("/")[0] for name in files}
    folders |= {"/".join(folder.split("/")[:depth]) for folder in folders for depth in range(1, folder.count("/") + 1)}
    for folder in folders:
        links = Links(client.get(f"/files/{folder}/").text).found
        assert [f"{folder}/{link}" for link in links] == sorted(name for name in files if name.startswith(f"{folder}/"))
        assert all(client.get(urljoin(f"/files/{folder}/", link)).status_code == 200 for link in links)
    report.unlink()


def test_the_same_in_an_edition_that_is_kept(client, published) -> None:
    manifest = current_manifest(published[1])
    assert manifest is not None
    below = f"/files/editions/{manifest.edition}/sor2_produktion/V1_00/data/"
    assert Links(client.get(below).text).found == ["SOR_complete.zip", "SorEntity_daily.csv"]
    assert "open/units.ndjson" in Links(client.get(f"/files/editions/{manifest.edition}/").text).found
    of_all = Links(client.get("/files/editions/").text).found
    assert f"{manifest.edition}/open/units.ndjson" in of_all
    assert {client.get(f"/files/editions/{link}").status_code for link in of_all} == {200}


def test_an_address_without_the_slash_leads_to_the_one_with_it(client) -> None:
    answer = client.get(DATA.rstrip("/") + "?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, DATA)


def test_a_name_that_means_something_in_html_or_in_an_address_stays_a_name() -> None:
    (link,) = Links(listing("/files/<x>/", ['a&b "c" ø?#.csv'])).found
    assert link == "a%26b%20%22c%22%20%C3%B8%3F%23.csv"
    assert "<x>" not in listing("/files/<x>/", [])


def test_a_rehearsal_is_listed_and_read_under_its_day(client, published) -> None:
    register, out = published
    publish(register, out, PublishOptions(rehearsal=20270101))
    assert '<a href="/files/rehearsals/2027-01-01/">1. januar 2027</a>' in client.get("/files").text
    assert "open/units.ndjson" in Links(client.get("/files/rehearsals/2027-01-01/").text).found
    assert "2027-01-01/open/units.ndjson" in Links(client.get("/files/rehearsals/").text).found
    manifest = client.get("/files/rehearsals/2027-01-01/manifest.json").json()
    assert manifest["rehearsal"]
    first = client.get("/files/rehearsals/2027-01-01/open/units.ndjson").headers["etag"]
    assert first.strip('"').removesuffix("-gzip") in {file["sha256"] for file in manifest["files"]}
