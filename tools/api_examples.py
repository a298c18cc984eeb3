"""Ask every address of the sample register once, and keep question and answer as the examples of the contract.

`.venv/bin/python tools/api_examples.py` writes src/sor/endpoints/rest/examples.json anew: after a change of an answer's
members, of an address, or of the sample. What differs from run to run (times, hashes, tokens) is taken as it comes.
"""

import base64
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from litestar.testing import TestClient

from sor.cli.opening import open_register
from sor.cli.serve import prepare
from sor.endpoints.app import app
from sor.endpoints.openapi_form import EXAMPLES
from sor.endpoints.rest.change_examples import EXAMPLES as CHANGES
from sor.sample.showcases import HOSPITAL, MOVING_CLINIC, RENAMED_WARD
from sor.settings import read_settings

DAY = "2026-11-01"
PROGRAM, AUTHORITY = "region-1082", "sds"
SHORTENED = {"get_metrics": 3}
"""Operations whose answer is a long text: how many of its lines are shown."""


GATHERED = {
    "title": "Hospitalerne under den nye region", "day": "2027-01-01", "types": ["22232009"],
    "below": ["90000031000016005"], "to": "90000041000016003",
}  # fmt: skip
"""A plan by a rule."""

ALLOWED = {"SOR_WEBHOOK_ALLOWED": "127.0.0.1"}

NEVER_THE_SAME = frozenset(
    {"get_metrics", "list_consumers", "list_treatment_site_log", "get_entry_proof", "get_unit_proof"}
)
"""Operations of which nothing but the form is the same in two runs: figures, hashes and signatures."""


PERSON = {
    "place": HOSPITAL,
    "role": "responsible",
    "name": "Agnes Lavendfjord",
    "email": "agnes.lavendfjord@hospital-midt.example",
}


SITE = {
    "unit": RENAMED_WARD,
    "from_day": "2026-12-01",
    "staff": {"doctor": 12, "nurse": 40},
    "posts": "10.5",
    "leadership": True,
    "person_name": "Agnes Lavendfjord",
    "person_email": "agnes.lavendfjord@hospital-midt.example",
}

NEWS = {
    "title_da": "Fax udgår",
    "text_da": "Faxnumre vises ikke fra 2027.",
    "title_en": "Fax goes",
    "text_en": "Fax numbers are not shown from 2027.",
    "planned_for": "2027-01-01",
    "breaks": ["field=fax"],
}

WEBHOOK = {"kind": "webhook", "url": "http://127.0.0.1:9/sor", "filter": {"unit": HOSPITAL}}
"""Its address leads to nobody; the settings allow it."""
PLAN = {
    "title": "Nyt navn ved nytår",
    "day": "2027-01-01",
    "changes": [{"op": "edit", "unit": RENAMED_WARD, "from": "2027-01-01", "set": {"name": "Afsnit efter nytår"}}],
}


class Question(NamedTuple):
    """A call of an operation. parameters: of path, query and header, by their names. program: who calls."""

    operation: str
    method: str
    path: str
    parameters: dict[str, Any]
    body: Any = None
    program: str = PROGRAM


ASKED = (
    Question("get_unit", "GET", "/api/v1/units/{code}", {"code": MOVING_CLINIC, "valid": DAY}),
    Question(
        "search_units",
        "GET",
        "/api/v1/units",
        {"q": "apotek aarhus", "level": "HI", "limit": 1, "near": "8000", "facets": True},
    ),
    Question("get_unit_history", "GET", "/api/v1/units/{code}/history", {"code": RENAMED_WARD}),
    Question("list_quality_findings", "GET", "/api/v1/quality", {"rule": "GLN-SHARED", "limit": 1}),
    Question("list_children", "GET", "/api/v1/units/{code}/children", {"code": HOSPITAL, "limit": 2}),
    Question("list_ancestors", "GET", "/api/v1/units/{code}/ancestors", {"code": RENAMED_WARD}),
    Question("get_tree", "GET", "/api/v1/units/{code}/tree", {"code": RENAMED_WARD, "depth": 1}),
    Question("look_up_units", "POST", "/api/v1/units/lookup", {}, {"codes": [RENAMED_WARD, "1"]}),
    Question("find_shak_successors", "GET", "/api/v1/shak/successors", {"code": ["{shak}"]}),
    Question("map_identifiers", "GET", "/api/v1/map", {"code": ["{shak}"]}),
    Question("get_shak", "GET", "/api/v1/shak/{code}", {"code": "{shak}"}),
    Question("get_location_number", "GET", "/api/v1/location-numbers/{gln}", {"gln": "{gln}"}),
    Question("find_recipients", "GET", "/api/v1/recipients", {"message": "REF01", "near": "8800", "limit": 1}),
    Question(
        "check_recipient",
        "GET",
        "/api/v1/recipients/between",
        {"sender": MOVING_CLINIC, "receiver": RENAMED_WARD, "message": "REF01"},
    ),
    Question("list_reaching_messages", "GET", "/api/v1/recipients/reaching", {"unit": MOVING_CLINIC}),
    Question("list_message_types", "GET", "/api/v1/recipients/messages", {}),
    Question("list_code_lists", "GET", "/api/v1/codes", {}),
    Question("get_code_list", "GET", "/api/v1/codes/{list}", {"list": "region", "limit": 2}),
    Question("list_entries", "GET", "/api/v1/log", {"since": 1, "limit": 1}),
    Question("get_entry", "GET", "/api/v1/log/{serial}", {"serial": 2, "limit": 1}),
    Question("list_touched", "GET", "/api/v1/log/{serial}/touched", {"serial": 2, "limit": 2}),
    Question("list_touched_units", "GET", "/api/v1/log/{serial}/units", {"serial": 2, "limit": 1}),
    Question(
        "get_token",
        "POST",
        "/api/v1/token",
        {},
        {"grant_type": "client_credentials", "client_id": PROGRAM, "client_secret": "demo"},
    ),
    Question("get_me", "GET", "/api/v1/me", {}),
    Question("list_consumers", "GET", "/api/v1/consumers", {}, program=AUTHORITY),
    Question("get_liveness", "GET", "/health/live", {}),
    Question("get_readiness", "GET", "/health/ready", {}),
    Question("submit_changes", "POST", "/api/v1/changes", {"dry_run": True}, CHANGES["edit"].document),
    Question(
        "submit_changes as a job",
        "POST",
        "/api/v1/changes",
        {"Prefer": "respond-async", "dry_run": True},
        CHANGES["edit"].document,
    ),
    Question("list_jobs", "GET", "/api/v1/jobs", {}),
    Question("get_job", "GET", "/api/v1/jobs/{id}", {"id": "{job}"}),
    Question("get_entry_proof", "GET", "/api/v1/proofs/entries/{serial}", {"serial": 2}),
    Question("get_unit_proof", "GET", "/api/v1/proofs/units/{code}", {"code": MOVING_CLINIC, "valid": DAY}),
    Question(
        "open_case",
        "POST",
        "/api/v1/cases",
        {},
        {
            "kind": "institution",
            "unit": HOSPITAL,
            "text": "Hospitalet får nyt navn.",
            "changes": [{"op": "edit", "unit": HOSPITAL, "from": "2027-01-01", "set": {"name": "Hospital Midt"}}],
        },
    ),
    Question("list_cases", "GET", "/api/v1/cases", {"state": "new"}),
    Question("assign_case", "POST", "/api/v1/cases/{id}/assign", {"id": "1"}, {"text": "", "to": ""}, AUTHORITY),
    Question("ask_about_case", "POST", "/api/v1/cases/{id}/ask", {"id": "1"}, {"text": "Også adressen?"}, AUTHORITY),
    Question("answer_case", "POST", "/api/v1/cases/{id}/answer", {"id": "1"}, {"text": "Nej, kun navnet."}),
    Question(
        "propose_changes_of_case",
        "POST",
        "/api/v1/cases/{id}/propose",
        {"id": "1"},
        {"changes": [{"op": "edit", "unit": HOSPITAL, "from": "2027-01-01", "set": {"name": "Hospital Midtby"}}]},
        AUTHORITY,
    ),
    Question("try case", "POST", "/api/v1/cases/{id}/approve", {"id": "1", "dry_run": True}, {"text": ""}, AUTHORITY),
    Question(
        "approve_case",
        "POST",
        "/api/v1/cases/{id}/approve",
        {"id": "1"},
        {"text": "enig", "seen": "{seen}"},
        AUTHORITY,
    ),
    Question("get_case", "GET", "/api/v1/cases/{id}", {"id": "1"}),
    Question("another case", "POST", "/api/v1/cases", {}, {"kind": "error", "unit": HOSPITAL, "text": "Forkert."}),
    Question("refuse_case", "POST", "/api/v1/cases/{id}/refuse", {"id": "2"}, {"text": "Det passer."}, AUTHORITY),
    Question("another case", "POST", "/api/v1/cases", {}, {"kind": "error", "unit": HOSPITAL, "text": "Forkert."}),
    Question("withdraw_case", "POST", "/api/v1/cases/{id}/withdraw", {"id": "3"}, {"text": "Det passer alligevel."}),
    Question("list_responsible_persons", "GET", "/api/v1/responsible", {"limit": 2}),
    Question("name_responsible_person", "POST", "/api/v1/responsible", {}, PERSON, AUTHORITY),
    Question(
        "change_responsible_person",
        "PUT",
        "/api/v1/responsible/{id}",
        {"id": "{person}"},
        PERSON | {"phone": "86000000"},
        AUTHORITY,
    ),
    Question("remove_responsible_person", "DELETE", "/api/v1/responsible/{id}", {"id": "{person}"}, None, AUTHORITY),
    Question("submit_treatment_site", "POST", "/api/v1/sites", {}, SITE, AUTHORITY),
    Question("list_treatment_sites", "GET", "/api/v1/sites", {"limit": 2}),
    Question("get_treatment_site", "GET", "/api/v1/sites/{number}", {"number": "{site}"}),
    Question("change_treatment_site", "PUT", "/api/v1/sites/{number}", {"number": "{site}"}, SITE, AUTHORITY),
    Question(
        "remove_treatment_site",
        "POST",
        "/api/v1/sites/{number}/deregister",
        {"number": "{site}"},
        {"day": "2027-01-01"},
        AUTHORITY,
    ),
    Question("list_treatment_site_log", "GET", "/api/v1/sites/log", {"limit": 2}, None, AUTHORITY),
    Question("open_subscription", "POST", "/api/v1/subscriptions", {}, WEBHOOK),
    Question("list_subscriptions", "GET", "/api/v1/subscriptions", {"limit": 2}),
    Question("get_subscription", "GET", "/api/v1/subscriptions/{id}", {"id": "{subscription}"}),
    Question("change_subscription_secret", "POST", "/api/v1/subscriptions/{id}/secret", {"id": "{subscription}"}),
    Question("resume_subscription", "POST", "/api/v1/subscriptions/{id}/resume", {"id": "{subscription}"}),
    Question("remove_subscription", "DELETE", "/api/v1/subscriptions/{id}", {"id": "{subscription}"}),
    Question("get_crosswalk", "GET", "/api/v1/crosswalk", {"from": "2026-01-01", "to": DAY, "limit": 2}),
    Question("open_plan", "POST", "/api/v1/plans", {}, PLAN),
    Question("gather_plan", "POST", "/api/v1/plans/gather", {}, GATHERED),
    Question("list_plans", "GET", "/api/v1/plans", {"state": "draft"}),
    Question("check_plan", "POST", "/api/v1/plans/{id}/check", {"id": "1"}),
    Question("list_touched_by_plan", "GET", "/api/v1/plans/{id}/touched", {"id": "1", "limit": 1}),
    Question("comment_on_plan", "POST", "/api/v1/plans/{id}/comment", {"id": "1"}, {"text": "Enig?"}, AUTHORITY),
    Question("approve_plan", "POST", "/api/v1/plans/{id}/approve", {"id": "1"}, {"digest": "{digest}"}, AUTHORITY),
    Question("commit_plan", "POST", "/api/v1/plans/{id}/commit", {"id": "1"}),
    Question("get_plan", "GET", "/api/v1/plans/{id}", {"id": "1"}),
    Question("undo_plan", "POST", "/api/v1/plans/{id}/undo", {"id": "1"}),
    Question("another plan", "POST", "/api/v1/plans", {}, PLAN),
    Question("change_plan", "PUT", "/api/v1/plans/{id}", {"id": "2"}, PLAN | {"title": "Nyt navn til nytår"}),
    Question("set_plan_deadline", "POST", "/api/v1/plans/{id}/deadline", {"id": "2"}, {"day": "2026-12-15"}),
    Question("delegate_plan", "POST", "/api/v1/plans/{id}/delegate", {"id": "2"}, {"actor": "region-1081"}, AUTHORITY),
    Question("withdraw_check", "DELETE", "/api/v1/plans/{id}/check", {"id": "2"}),
    Question("refuse_plan", "POST", "/api/v1/plans/{id}/refuse", {"id": "2"}, {"text": "Ikke endnu."}, AUTHORITY),
    Question("list_news", "GET", "/api/v1/news", {"limit": 2}),
    Question("submit_news", "POST", "/api/v1/news", {}, NEWS, AUTHORITY),
    Question("get_status", "GET", "/status", {}),
    Question("get_version", "GET", "/version", {}),
    Question("get_metrics", "GET", "/metrics", {}),
)

LONG = {
    "follow_log": {
        "parameters": {"since": 17},
        "status": 200,
        "answer": ': the log of the register\nretry: 1000\n\nid: 18\nevent: entry\ndata: {"serial":18}\n\n',
    },
    "copy_log": {
        "parameters": {"since": 17},
        "status": 200,
        "answer": '{"log":{"epoch":"5c6f","hash":"9b1d","serial":17}}\n',
    },
}
"""Addresses whose answer has no end, or is the whole log."""


def answered(client: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation's example: parameters, body where there is one, status and answer."""
    unit = client.get(f"/api/v1/units/{RENAMED_WARD}").json()
    told = {
        "shak": unit["shak"],
        "gln": unit["location"]["number"],
        "job": "",
        "person": "",
        "site": "",
        "subscription": "",
        "digest": "",
    }
    tokens = {program: _token(client, program) for program in (PROGRAM, AUTHORITY)}
    for asked in ASKED:
        seen = {"seen": told["seen"]} if asked.operation == "approve_case" else {}
        seen |= {"digest": told["digest"]} if asked.operation == "approve_plan" else {}
        question = asked._replace(body={**asked.body, **seen}) if seen else asked
        parameters = {name: _filled(value, told) for name, value in question.parameters.items()}
        response = _asked(client, question, parameters, tokens[question.program])
        for _ in range(50):
            is_begun = asked.operation == "get_job" and response.json()["state"] in ("waiting", "deciding")
            if (
                response.status_code != 503 and not is_begun
            ):  # else the tree of the log, or the job's answer, is to come
                break
            time.sleep(0.2)
            response = _asked(client, question, parameters, tokens[question.program])
        assert response.status_code in (200, 201, 202, 204), (question, response.text)
        if question.operation.endswith("as a job"):
            told["job"] = response.json()["id"]
            continue
        if question.operation == "open_plan":
            told["digest"] = response.json()["digest"]
        if question.operation == "another plan":
            continue
        if " case" in question.operation:
            told["seen"] = response.json().get("seen", "")
            continue
        if question.operation == "name_responsible_person":
            told["person"] = response.json()["id"]
        if question.operation == "submit_treatment_site":
            told["site"] = str(response.json()["number"])
        if question.operation == "open_subscription":
            told["subscription"] = response.json()["id"]
        if question.operation == "get_job":
            yield "withdraw_job", _withdrawn(parameters, response.json())
        body = {} if question.body is None else {"body": question.body}
        answer = {"status": response.status_code, "answer": _short(question.operation, response)}
        yield question.operation, {"parameters": parameters, **body, **answer}
    yield from LONG.items()


def _token(client: Any, program: str) -> str:
    secret = base64.b64encode(f"{program}:demo".encode()).decode()
    form = {"grant_type": "client_credentials"}
    found = client.post("/api/v1/token", data=form, headers={"Authorization": f"Basic {secret}"}).json()
    return str(found["access_token"])


def _withdrawn(parameters: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """The answer to who withdraws a job: as if this one had still waited."""
    kept = {name: job[name] for name in ("id", "url", "actor", "dry_run", "sent_at")}
    return {"parameters": parameters, "status": 200, "answer": {**kept, "state": "withdrawn"}}


def _asked(client: Any, question: Question, parameters: dict[str, Any], token: str) -> Any:
    in_path = {name: value for name, value in parameters.items() if f"{{{name}}}" in question.path}
    headers = {name: value for name, value in parameters.items() if name == "Prefer"}
    query = {name: value for name, value in parameters.items() if name not in {*in_path, *headers}}
    kind = "data" if question.operation == "get_token" else "json"
    body = {} if question.body is None else {kind: question.body}
    return client.request(
        question.method,
        question.path.format(**in_path),
        params=query,
        headers={"Authorization": f"Bearer {token}", **headers},
        **body,
    )


def _filled(value: Any, told: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(one, told) for one in value]
    return value.format(**told) if isinstance(value, str) else value


def _short(operation: str, response: Any) -> Any:
    if operation in SHORTENED:
        return "\n".join(response.text.splitlines()[: SHORTENED[operation]]) + "\n"
    if not response.content:
        return None
    answer = response.json()
    if operation == "get_token":
        answer["access_token"] = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmVk"
    for name in ("lists", "messages"):
        if name in answer:
            answer[name] = answer[name][:2]
    if operation == "get_status":
        answer["database"] = "sqlite:///sor.db"
    return answer


def main() -> None:
    """Make the sample register, ask it, and write the file."""
    os.environ["SOR_NOW"] = DAY
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(
            {"SOR_DATABASE": f"sqlite:///{folder}/sor.db", "SOR_HOSTS": "testserver.local", "SOR_NOW": DAY, **ALLOWED}
        )
        prepare(settings)
        with TestClient(app(open_register(settings), settings)) as client:
            found = dict(answered(client))
    EXAMPLES.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=False) + "\n", "utf-8")
    print(f"{len(found)} examples written to {EXAMPLES}", file=sys.stderr)


if __name__ == "__main__":
    main()
