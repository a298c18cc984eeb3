"""What is not found is answered with the reason."""

from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core import identifiers
from sor.endpoints.rest.unknown import DANISH
from tests.endpoints.rest.clinics import NEW, PROVIDER, UNKNOWN

Client = TestClient[Any]


def finding(client: Client, address: str) -> tuple[str, str]:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()["findings"][0]
    return found["da"], found["en"]


def test_a_code_that_is_right_but_not_in_the_register(client: Client) -> None:
    assert finding(client, f"/api/v1/units/{UNKNOWN}") == (
        f"Der er ingen enhed med SOR-koden {UNKNOWN}.",
        f"There is no unit with the SOR code {UNKNOWN}.",
    )


def test_a_code_whose_last_digit_is_wrong(client: Client) -> None:
    wrong = NEW[:-1] + str((int(NEW[-1]) + 1) % 10)
    da, en = finding(client, f"/api/v1/units/{wrong}")
    assert en.startswith(f"There is no unit with the SOR code {wrong}: its check digit is wrong")
    assert da.startswith(f"Der er ingen enhed med SOR-koden {wrong}: kontrolcifret er forkert")


def test_a_code_that_a_spreadsheet_rounded_comes_with_the_repair(client: Client) -> None:
    rounded = "2988061000016000"
    repair = identifiers.sor_code_repair(rounded)
    assert repair is not None
    da, en = finding(client, f"/api/v1/units/{rounded}")
    assert en.endswith(f"If a spreadsheet rounded it, it was {repair}.")
    assert da.endswith(f"Har et regneark afrundet den, var den {repair}.")


def test_another_kind_of_number_is_recognised(client: Client) -> None:
    _, en = finding(client, f"/api/v1/units/{PROVIDER}")
    assert en.endswith(f"{PROVIDER} is a ydernummer: see /api/v1/map?code={PROVIDER}.")


@pytest.mark.parametrize(
    ("address", "english"),
    [
        (
            "/api/v1/shak/99",
            f"There is nothing about the SHAK code 99 on 2026-11-01: {identifiers.shak_problem('99')}.",
        ),
        ("/api/v1/location-numbers/5790000121527",
         "There is nothing about the location number 5790000121527 on 2026-11-01: its check digit is wrong."),
        ("/api/v1/log/99", "The log has no serial 99; the last one is 2."),
        ("/nowhere", "There is nothing at the address /nowhere. See /api."),
    ],
)  # fmt: skip
def test_other_things_that_are_not_there(client: Client, address: str, english: str) -> None:
    assert finding(client, address)[1] == english


def test_a_list_that_is_not_there_is_answered_with_those_that_are(client: Client) -> None:
    _, english = finding(client, "/api/v1/codes/nothing")
    assert english.startswith("There is no code list nothing. The register has: country, ")


def test_every_clause_of_the_identifiers_has_its_danish(client: Client) -> None:
    wrong = ("x", "12", "123451000016000", NEW[:-1] + str((int(NEW[-1]) + 1) % 10), "100001600", NEW + "1")
    clauses = {identifiers.sor_code_problem(code) for code in wrong}
    clauses |= {identifiers.location_number_problem(n) for n in ("1", "5790000121527")}
    clauses |= {identifiers.shak_problem("x")}
    assert {clause for clause in clauses if clause} <= DANISH.keys()
