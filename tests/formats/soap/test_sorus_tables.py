"""The elements of SORUS and the fields of the register: each is held, or left out with a reason."""

from sor.core.subject import LOCAL_ATTRIBUTES, UNIT_FIELDS
from sor.formats.soap.sorus import fields_of
from sor.formats.soap.sorus_choices import OPERATIONS
from sor.formats.soap.sorus_tables import ENTITY, LEFT_OUT, REQUESTS, RESULTS
from tests.formats.soap.test_sorus import MUNICIPALITIES

ELSEWHERE = {"open", "status", "level", "parent"}
"""Life, level and place are told by operations of their own."""


def test_every_field_of_a_unit_is_held_or_left_out_with_its_reason() -> None:
    held = set(fields_of({}, 4, MUNICIPALITIES, 20261224))
    assert held | ELSEWHERE | (set(LEFT_OUT) & UNIT_FIELDS) == UNIT_FIELDS
    assert not held & set(LEFT_OUT)
    assert all(reason.strip() for reason in LEFT_OUT.values())


def test_every_field_that_is_held_has_its_element() -> None:
    elements = {one.key for one in ENTITY} | set(LOCAL_ATTRIBUTES) | {"location"}
    assert set(fields_of({}, 4, MUNICIPALITIES, 20261224)) <= elements


def test_every_operation_has_a_request_and_a_result() -> None:
    assert REQUESTS.keys() == RESULTS.keys() == OPERATIONS.keys()
