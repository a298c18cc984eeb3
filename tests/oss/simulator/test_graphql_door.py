"""OrganisationHent as KOMBIT publishes it: names, paging, the two forms of errors, and the faults to be put on."""

from collections import Counter
from http.client import IncompleteRead
from typing import Any

import pytest

from tests.oss.simulator.simulated import CVR, LIST, OTHER_CVR, Running, all_units, municipality, run

LISTED = f'{{ organisationEnhedListe(cvr: "{CVR}", status: AKTIV, %s) {{ edges {{ cursor }} }} }}'


def classes(answer: Any) -> list[str]:
    return [error["extensions"]["classification"] for error in answer["errors"]]


def test_pages_give_every_unit_once_the_root_first(running: Running) -> None:
    truth = {one["org"]: one["name"] for one in running.truth()["units"]}
    found = all_units(running, first=70)
    assert {unit["uuid"]: unit["enhedsnavn"] for unit in found} == truth
    assert len(found) == len(truth)
    assert [unit["overordnetEnhed"] for unit in found].index(None) == 0


def test_a_page_holds_500_at_most(running: Running) -> None:
    with run(running.folder, municipality("0330", "Slagelse", CVR), units=700) as larger:
        for asked in (None, 9999):
            page = larger.query(LIST, cvr=CVR, status="AKTIV", first=asked)[1]["data"]["organisationEnhedListe"]
            assert (len(page["edges"]), page["pageInfo"]["hasNextPage"]) == (500, True)


def test_backwards_from_the_end(running: Running) -> None:
    query = """query ($cvr: CVR!, $before: Cursor) { organisationEnhedListe(cvr: $cvr, status: AKTIV, last: 120,
      before: $before) { pageInfo { hasPreviousPage startCursor } edges { node { uuid } } } }"""
    before, sizes, seen = None, [], []
    while True:
        page = running.query(query, cvr=CVR, before=before)[1]["data"]["organisationEnhedListe"]
        sizes.append(len(page["edges"]))
        seen = [edge["node"]["uuid"] for edge in page["edges"]] + seen
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert sizes == [120, 120, 60]
    assert seen == [unit["uuid"] for unit in all_units(running)]


def test_closed_units_are_in_the_list_of_inactive_ones_only(running: Running) -> None:
    closed = all_units(running, status="INAKTIV")
    assert len(closed) == 6
    assert {unit["tilstand"]["status"] for unit in closed} == {"INAKTIV"}
    assert {unit["overordnetEnhed"] for unit in closed} == {None}
    assert {unit["uuid"] for unit in closed}.isdisjoint(unit["uuid"] for unit in all_units(running))


def test_addresses_by_role_and_tasks_by_number(running: Running) -> None:
    post = "80b610c6-314b-485a-a014-a9a1d7070bc4"
    query = """query ($cvr: CVR!, $rolle: [UUID!]) { organisationEnhedListe(cvr: $cvr, status: AKTIV,
      opgaver: {kleNummer: ["27.42*", "29.00.00"]}) {
      edges { node { opgaver { kleEmneNummer } adresser(rolle: $rolle) { klassifikation { rolle } } } } } }"""
    page = running.query(query, cvr=CVR, rolle=post)[1]["data"]["organisationEnhedListe"]["edges"]
    tasks = Counter(task["kleEmneNummer"] for edge in page for task in edge["node"]["opgaver"])
    assert set(tasks) == {"27.42.00", "29.00.00"}
    roles = {address["klassifikation"]["rolle"] for edge in page for address in edge["node"]["adresser"]}
    assert roles == {post}


@pytest.mark.parametrize(
    ("query", "classification"),
    [
        ("{", "InvalidSyntax"),
        ("{ unknown }", "ValidationError"),
        ('{ organisation(cvr: "123") { uuid } }', "ValidationError"),
        ('{ organisationEnhed(uuid: "no uuid") { uuid } }', "ValidationError"),
        ('{ organisationEnhed(uuid: "5dbc66a1-94ab-4097-aacc-3931adb52b34") { uuid } }', "NotFound"),
        (f'{{ organisationEnhedListe(cvr: "{OTHER_CVR}", status: AKTIV) {{ edges {{ cursor }} }} }}', "NotFound"),
        (LISTED % 'first: 1, before: "YWJj"', "ValidationError"),
        (LISTED % 'after: "YWJj"', "ValidationError"),
        (LISTED % "first: 0", "ValidationError"),
    ],
)
def test_errors_of_the_run_come_with_200_and_a_class(running: Running, query: str, classification: str) -> None:
    status, answer = running.query(query)
    assert (status, classes(answer)) == (200, [classification])
    told = answer["errors"][0]
    assert set(told["extensions"]) == {"message", "kildeId", "id", "type", "classification"}
    assert told["extensions"]["message"] == told["message"]


@pytest.mark.parametrize("header", ["x-TransaktionsId", "x-TransaktionsTid"])
def test_without_the_headers_of_a_transaction_400(running: Running, header: str) -> None:
    status, answer = running.query("{ __typename }", headers={header: ""})
    assert (status, answer["error"]) == (400, "BadRequest")
    assert header in answer["message"]
    assert running.query("{ __typename }", headers={header: "no such thing"})[0] == 400


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ("timeout", 408, "HttpRequest Timeout"),
        ("loading", 503, "Service Unavailable"),
        ("server-error", 500, "Internal ServerError"),
    ],
)
def test_faults_before_the_run(running: Running, fault: str, status: int, error: str) -> None:
    running.control("POST", "/control/faults", {"fault": fault, "municipality": "0330", "times": 1})
    assert len(all_units(running, cvr=OTHER_CVR)) == 300, "the other municipality has none of it"
    found, answer = running.query("{ __typename }")
    assert (found, answer["status"], answer["error"]) == (status, status, error)
    assert running.query("{ __typename }")[0] == 200


def test_faults_of_a_run(running: Running) -> None:
    def asked(fault: str, after: str | None = None) -> Any:
        running.control("POST", "/control/faults", {"fault": fault, "times": 1})
        return running.query(LIST, cvr=CVR, status="AKTIV", first=100, after=after)[1]

    cursor = running.query(LIST, cvr=CVR, status="AKTIV", first=10)[1]["data"]["organisationEnhedListe"]["pageInfo"]
    assert asked("error-in-200")["data"] is None
    half = asked("half-page")["data"]["organisationEnhedListe"]
    assert (len(half["edges"]), half["pageInfo"]["hasNextPage"]) == (50, True)
    assert classes(asked("stale-cursor", cursor["endCursor"])) == ["ValidationError"]
    partial = asked("partial-data")
    assert classes(partial) == ["ServerError"]
    with pytest.raises(IncompleteRead):
        asked("cut")
    assert len(all_units(running)) == 300


def by_uuid(running: Running) -> dict[str, Any]:
    return {unit["uuid"]: unit for unit in all_units(running)}


def parents(units: dict[str, Any]) -> dict[str, str | None]:
    return {uuid: above["uuid"] if (above := unit["overordnetEnhed"]) else None for uuid, unit in units.items()}


def test_faults_of_the_data_come_and_go(running: Running) -> None:
    right = by_uuid(running)

    def changed(fault: str) -> list[Any]:
        running.control("POST", "/control/faults", {"fault": fault})
        units = all_units(running)
        running.control("DELETE", "/control/faults")
        return [unit for unit in units if right.get(unit["uuid"]) != unit]

    (above,) = changed("cycle")
    assert parents(right)[above["overordnetEnhed"]["uuid"]] == above["uuid"]
    assert [unit["overordnetEnhed"] for unit in changed("two-roots")] == [None]
    (root,) = changed("no-root")
    assert right[root["uuid"]]["overordnetEnhed"] is None
    (twice,) = changed("same-uuid-twice")
    assert twice["uuid"] in right
    assert twice["enhedsnavn"] != right[twice["uuid"]]["enhedsnavn"]
    (long,) = changed("long-name")
    assert len(long["enhedsnavn"]) == 200
    assert len(changed("code-on-two-units")) == 2
    for fault in ("foreign-code", "bad-check-digit"):
        (coded,) = changed(fault)
        assert any(one["klassifikation"]["rolle"].startswith("b44138cf") for one in coded["adresser"])
    (bare,) = changed("no-street")
    assert "4200 Slagelse" in [one["adresseTekst"] for one in bare["adresser"]]
    assert by_uuid(running) == right


def test_a_unit_below_one_that_is_not_there_and_one_without_name(running: Running) -> None:
    right = parents(by_uuid(running))
    running.control("POST", "/control/faults", {"fault": "orphan"})
    told = parents(by_uuid(running))
    (above,) = [told[uuid] for uuid in right if right[uuid] != told[uuid]]
    assert above is not None
    assert above not in told
    running.control("DELETE", "/control/faults")
    running.control("POST", "/control/faults", {"fault": "null-name"})
    assert classes(running.query(LIST, cvr=CVR, status="AKTIV")[1]) == ["NullValueInNonNullableField"]
