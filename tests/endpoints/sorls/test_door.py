"""SORLS's door: an answer that was kept is never given once the register knows more. On both databases."""

import pytest
from lxml import etree

from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN
from sor.core.subject import UNIT_FIELDS
from sor.endpoints.http.kept_answers import KeptAnswers
from sor.endpoints.soap.door import Admitted
from sor.endpoints.sorls.door import answers
from sor.following.phone_book import PhoneBook
from sor.formats.soap import sorls
from sor.formats.soap.envelope import ENVELOPE, Call
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.timelines import timelines

CODE = "90000071000016007"


def named(register: Register, name: str) -> None:
    """Let the unit have a name from today on."""
    today = register.today()
    claim = Claim(
        "unit", CODE, UNIT_FIELDS - {"open"}, [Piece(today, OPEN, {"name": name, "level": "OU"})], life=[(today, OPEN)]
    )
    before = timelines(register.database.reader(), "unit", [CODE]).get(CODE, {})
    register.submit(
        Submission(
            [LineDraft("unit", CODE, difference(before, claim), {"op": "test"}, before=before)], "test", "import"
        )
    )


def request(operation: str, inside: str) -> Call:
    element = f'<{operation}Request xmlns="{sorls.NAMESPACE}">{inside}</{operation}Request>'
    return sorls.contract().parse(f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{element}</e:Body></e:Envelope>'.encode())


@pytest.mark.parametrize(
    ("operation", "inside"),
    [("GetSorEntity", f"<SorIdentifier>{CODE}</SorIdentifier>"), ("Search", f"<SearchText>{CODE}</SearchText>")],
)
def test_the_next_entry_is_seen_at_once(register: Register, operation: str, inside: str) -> None:
    reply = answers(register, PhoneBook(register), KeptAnswers(10))[operation]
    for name in ("Sengeafsnit 1", "Sengeafsnit 2"):
        named(register, name)
        for _ in range(2):
            given = reply(request(operation, inside), Admitted())
            assert given.serial == register.serial()
            assert etree.fromstring(given.body).findtext(".//{*}EntityName") == name


def test_what_was_kept_for_today_is_not_given_tomorrow(register: Register, clock) -> None:
    named(register, "Sengeafsnit 1")
    kept = KeptAnswers[bytes](10)
    reply = answers(register, PhoneBook(register), kept)["GetSorEntity"]
    asked = request("GetSorEntity", f"<SorIdentifier>{CODE}</SorIdentifier>")
    reply(asked, Admitted())
    today = register.today()
    assert kept.at(register.serial()).get(("GetSorEntity", CODE, today)) is not None
    clock.pass_days(1)
    reply(asked, Admitted())
    assert kept.at(register.serial()).get(("GetSorEntity", CODE, register.today())) is not None
    assert register.today() == today + 1
