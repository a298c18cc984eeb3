"""No column of any table holds an erased value: each that may hold one is planted, and each other is named here."""

from typing import Any

import pytest

from sor.core.canonical import encode
from sor.core.finding import Finding
from sor.jobs.erasing import ask, confirm
from sor.register import Refused, Register
from sor.store import erasure_requests, news, scrubbing, whitelist
from sor.store.database import Connection
from sor.store.news import NewsRow
from sor.store.oss import pack
from sor.store.schema import (
    BESIDE,
    FOLLOWED,
    PROVEN,
    answered,
    left_out,
    metadata,
    touched,
)
from sor.store.standing import WantedErasure
from sor.store.tables import StoredTable
from sor.store.whitelist import ListChanger, Listed
from tests.conftest import StandingClock
from tests.jobs.test_erasing import MARK, REASON, TODAY, let_in
from tests.new_databases import NewDatabases
from tests.owned import CLINIC
from tests.store.units import begin, change, create, says, submit

TEXT = f"{MARK}-name"
JSON = encode([{"said": TEXT}]).decode()
PAIR = encode({"da": TEXT, "en": TEXT}).decode()

PLANTED: dict[str, dict[str, str]] = {
    "answered": {"answer": encode({"serial": 1, "findings": [], "units": {}, "consequences": [TEXT]}).decode()},
    "campaign": {"title": TEXT},
    "case_file": {"text": TEXT, "data": PAIR, "changes": JSON},
    "case_message": {"text": TEXT},
    "certification": {"misses": JSON},
    "consumer": {"part": TEXT, "name": TEXT},
    "draft": {"form": PAIR, "document": JSON},
    "erasure": {"reason": TEXT},
    "job": {"answer": PAIR},
    "mail": {"failure": f"later: {TEXT}"},
    "news_item": {"title_da": TEXT, "text_da": TEXT, "title_en": TEXT, "text_en": TEXT},
    "oss_action": {"told": PAIR},
    "oss_decision": {"reason": TEXT, "facts": PAIR},
    "oss_municipality": {"fault": PAIR},
    "oss_proposal": {"before": PAIR, "after": PAIR, "reason": TEXT, "findings": JSON, "document": JSON},
    "oss_snapshot": {"faults": JSON},
    "plan_message": {"text": TEXT},
    "plan_version": {"title": TEXT, "changes": JSON, "report": PAIR},
    "responsible_person": {"name": TEXT, "email": TEXT, "phone": TEXT},
    "subscription": {"url": TEXT, "email": TEXT, "failure": TEXT},
    "treatment_site": {"reason": TEXT, "person_name": TEXT, "person_email": TEXT, "person_phone": TEXT,
                       "stays": JSON},
    "whitelist": {"comment": TEXT},
}  # fmt: skip
"""By table: what somebody or something may have written into it; each column by a row of its own."""

BY_THE_ENTRY = {
    "entry": {"reason", "origin", "findings"},
    "line": {"content"},
    "version": {"body"},
    "finding": {"body"},
    "desk_journal": {"after"},
}
"""What the entry itself and the audit log of what was planted hold."""

PACKED = {"oss_snapshot": {"units"}, "plan_version": {"touched"}, "job": {"document"}}
"""What is kept packed; the tests of these tables look into it."""

OF_THE_REGISTER = {
    "entry": {
        "kind", "recorded_at", "known_at", "actor", "channel", "rule_book", "subjects", "previous", "hash", "salts",
        "erased",
    },
    "line": {"kind", "key", "frame", "hash"},
    "version": {"kind", "key", "parent", "level", "type"},
    "identifier": {"system", "value", "kind", "key"},
    "finding": {"rule", "severity", "kind", "key"},
    "delivery": {"format", "digest", "silence"},
    "desk_journal": {"at", "who", "what", "kind", "key", "before", "channel", "salt", "leaf", "hash"},
}  # fmt: skip
"""Codes, keys, instants, hashes and channels. An identifier and a file's digest follow from what the log says."""

OF_THE_DESK = {
    "campaign": {"standard", "old", "new", "direction", "state", "made_by", "made_at"},
    "case_file": {
        "kind", "unit", "asker", "door", "asked_at", "state", "assigned_to", "stood", "seen", "tried_by", "decided_by",
        "decided_at", "sent_key", "sent_digest",
    },
    "case_message": {"who", "at", "what"},
    "certification": {"cvr", "case_key", "ticked_at", "message_id", "unit", "tried_at", "tried_by"},
    "consumer": {"id", "door", "epoch", "at"},
    "draft": {"id", "actor", "shared_with", "op", "unit"},
    "erasure": {"kind", "key", "field", "part", "asked_by", "asked_at", "state", "decided_by", "decided_at"},
    "job": {
        "id", "actor", "state", "idempotency_key", "digest", "base", "sent_at", "not_before", "began_at", "ended_at",
        "taken_by", "seen_at",
    },
    "mail": {"recipient", "what", "made_at", "not_before", "sent_at"},
    "news_item": {"made_at", "made_by", "published_at", "breaks"},
    "oss_action": {"municipality", "at", "who", "what", "kind", "unit", "org"},
    "oss_decision": {"municipality", "org", "unit", "kind", "decided_by", "decided_at"},
    "oss_municipality": {"municipality", "settings", "source", "tried_at", "good_at", "progress"},
    "oss_proposal": {
        "municipality", "kind", "state", "unit", "org", "facts", "made_at", "decided_by", "decided_at", "second",
        "applied_at",
    },
    "oss_snapshot": {"municipality", "source", "fetched_at", "digest"},
    "plan_message": {"who", "at", "what"},
    "plan_version": {"digest", "written_at", "mark", "parts"},
    "responsible_person": {
        "id", "place", "owner", "role", "contact", "named_by", "named_at", "confirmed_at", "reminded_at",
    },
    "subscription": {
        "id", "kind", "owner", "language", "every", "part", "state", "epoch", "made_at", "secret", "old_secret",
        "old_until", "next_at", "failing_since", "pending", "sending",
    },
    "treatment_site": {
        "unit", "why", "staff", "posts", "exemption", "registered_by", "registered_at", "changed_at",
    },
    "whitelist": {"service", "cvr", "source"},
}  # fmt: skip
"""Who, when, which, how far: what a person's words stand beside."""

ABOUT_PEOPLE_WHO_LOG_IN = {
    "actor", "client", "person", "session", "right_given", "used_login", "failed_try", "letter", "signing_key",
    "link_key", "demo_sts", "number_series",
}  # fmt: skip
"""Tables of who may enter: what they hold of an actor goes with the actor (``sor user remove``)."""

WITHOUT_WORDS = {
    "as_of", "campaign_number", "plan", "plan_approval", "plan_delegate", "plan_place", "plan_unit", "quality_score",
    "reminder_choice", "treatment_site_reached",
    *(table.name for table in (*FOLLOWED, *PROVEN, *BESIDE, left_out, touched)),
} - {answered.name}  # fmt: skip
"""Tables of keys, days and hashes only."""


def texts(table: StoredTable) -> set[str]:
    return {column.name for column in table.columns if column.python_type is str}


def test_every_column_of_text_is_one_that_is_planted_or_one_that_holds_no_value() -> None:
    OF_THE_REGISTER["answered"] = {"caller", "idempotency_key", "digest", "answered_at"}
    for table in metadata.sorted_tables:
        if table.name in ABOUT_PEOPLE_WHO_LOG_IN | WITHOUT_WORDS:
            continue
        said = [
            set(named.get(table.name, ())) for named in (PLANTED, BY_THE_ENTRY, PACKED, OF_THE_REGISTER, OF_THE_DESK)
        ]
        assert texts(table) == set().union(*said), table.name


def plant(connection: Connection, table: StoredTable, column: str, content: str, n: int) -> None:
    """Write a row that holds nothing but what is planted, and what its other columns need to be read."""
    row: dict[str, Any] = {
        one.name: n if one.python_type is int else (f"{n}" if one.primary_key else "") for one in table.columns
    }
    empty = {PAIR: "{}", JSON: "[]"}
    row |= {name: empty.get(said, "") for name, said in PLANTED[table.name].items()}
    if table.name == "case_file" and column != "data":
        row |= {"data": ""}  # an error report whose sender is forgotten
    if table.name == "treatment_site":
        row |= {"staff": "{}"}
    if table.name == "oss_snapshot":
        row |= {"units": pack(b"[]")}
    if table.name == "subscription":
        row |= {"owner": "anna", "part": "{}"}
    connection.insert(table, [tuple((row | {column: content}).values())])


def held(register: Register) -> set[tuple[str, str]]:
    """The columns in which the mark stands."""
    run = register.database.reader().run
    found = set()
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        for row in run(f"SELECT {', '.join(names)} FROM {table.name}").fetchall():
            found |= {(table.name, name) for name, value in zip(names, row, strict=True) if MARK in str(value)}
    return found


@pytest.fixture
def register(new_database: NewDatabases, clock: StandingClock) -> Register:
    """A name that was replaced, with the mark in its entry's head."""
    made = Register(new_database(), clock)
    made.init("master")
    begin(made, create(CLINIC, name="Klinik", type="550811000005108"))
    let_in(made)
    found = Finding("A3", "warning", "unit", CLINIC, "name", {"value": TEXT})
    submit(
        made, change(CLINIC, says("name", 20260201, TEXT)), findings=[found], reason=f"{TEXT} ringede",
        origin={"file": f"{TEXT}.xml"},
    )  # fmt: skip
    submit(made, change(CLINIC, says("name", TODAY, "Klinikken")))
    return made


WANTED = WantedErasure(2, "unit", CLINIC, "name")


def test_no_column_holds_it_afterwards(register: Register) -> None:

    n = 100
    for table in metadata.sorted_tables:
        for column, content in PLANTED.get(table.name, {}).items():
            lock = register.database if table is answered else register.database.desk
            n += 1
            with lock.writing() as connection:
                plant(connection, table, column, content, n)
    with register.database.desk.writing() as connection:  # what the audit log is told
        whitelist.put(connection, Listed("sorls", "13585628", TEXT, "cli"), ListChanger("anna", "cli", "t"))
        erasure_requests.add(connection, WantedErasure(1, part="reason"), TEXT, "anna", "t", "cli")
        news.add(connection, NewsRow(0, "t", "anna", "t", TODAY, 0, TEXT, "", "", "", "[]"), "cli")
    before = held(register)
    wanted = {(table, column) for said in (PLANTED, BY_THE_ENTRY) for table in said for column in said[table]}
    assert before == wanted
    assert {table for table, _ in wanted} <= set(scrubbing.HELD), "what a table held has to be written over"
    made, _ = ask(register, WANTED, REASON, "anna", "cli")
    confirm(register, made.number, "bodil", "cli", None)
    assert held(register) == set()
    assert register.verify(deep=True).fault is None
    assert register.verify_audit_log() is None


def test_a_request_whose_reason_held_what_was_erased_is_asked_for_anew(register: Register) -> None:
    other, _ = ask(register, WantedErasure(2, part="reason"), f"{TEXT} er privat", "anna", "cli")
    made, _ = ask(register, WANTED, REASON, "anna", "cli")
    confirm(register, made.number, "bodil", "cli", None)
    with pytest.raises(Refused, match="ask again"):
        confirm(register, other.number, "bodil", "cli", None)
