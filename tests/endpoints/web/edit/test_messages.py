"""What is said about a form stands at the field that it is about."""

import pytest

from sor.core.finding import ERROR, WARNING, Finding
from sor.endpoints.web.edit.messages import document_message, finding_message
from sor.endpoints.web.kit.visit import Visit, visit_of
from tests.endpoints.web.edit.conftest import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def visit(site: Site) -> Visit:
    return visit_of(site.register, "/", {})


@pytest.mark.parametrize(
    ("sentence", "field", "text"),
    [
        ("changes[0].set.name: må højst have 60 tegn", "name", "Må højst have 60 tegn"),
        ("changes[12].from: ingen dag", "from", "Ingen dag"),
        ("changes[0].set.virtual_address.email: er ingen", "virtual_address.email", "Er ingen"),
        ("Dokumentet er for stort.", "", "Dokumentet er for stort."),
    ],
)
def test_what_cannot_be_read_of_a_document_stands_at_its_field(sentence: str, field: str, text: str) -> None:
    assert document_message(sentence) == ("DOC", ERROR, field, text)


@pytest.mark.parametrize(
    ("rule", "field", "facts", "where"),
    [
        ("F6", "virtual_address", {"case": "phone", "value": "1"}, "virtual_address.phone"),
        ("F6", "virtual_address", {"case": "fax", "value": "1"}, "virtual_address.fax"),
        ("A2", "postal_address", {"part": "postcode", "case": "postcode", "value": "0"}, "postal_address.postcode"),
        ("N1", "name", {"part": "postcode"}, "name"),
    ],
)
def test_what_is_found_stands_at_the_part_that_it_is_about(
    visit: Visit, rule: str, field: str, facts: dict[str, str], where: str
) -> None:
    one = Finding(rule, WARNING, "unit", "1", field, facts, 20260101, 99991231)
    assert finding_message(one, visit).field == where
