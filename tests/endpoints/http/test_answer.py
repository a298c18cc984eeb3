"""From a question to bytes: tags, compression, and what is sent to a reader who has it already."""

import gzip

from sor.endpoints.http.answer import COMPRESSED_FROM, Answer, AnswerRequest, answer, etag, unless_known
from sor.register import Register
from tests.endpoints.rest.conftest import register

__all__ = ["register"]
LONG = "x" * COMPRESSED_FROM


def test_the_same_serial_day_and_address_have_the_same_tag_and_nothing_else_has() -> None:
    tags = {etag(head, day, address) for head in ("a", "b") for day in (1, 2) for address in (b"/x", b"/y")}
    assert len(tags) == 8
    assert etag("a", 1, b"/x") == etag("a", 1, b"/x")


def test_a_long_answer_is_compressed_for_who_takes_it_under_a_tag_of_its_own(register: Register) -> None:
    plain = answer(register, AnswerRequest(b"/x"), lambda _: LONG)
    packed = answer(register, AnswerRequest(b"/x", accept_encoding="br, gzip"), lambda _: LONG)
    assert gzip.decompress(packed.body) == plain.body
    tags = [dict(a.headers)[b"etag"].decode() for a in (plain, packed)]
    assert tags[1] == tags[0][:-1] + '-gzip"'
    for tag in tags:
        assert answer(register, AnswerRequest(b"/x", tag), lambda _: 1 / 0).status == 304
        assert unless_known(plain, AnswerRequest(b"/x", tag)).status == 304
        assert unless_known(plain, AnswerRequest(b"/x", f'"other", W/{tag}')).status == 304


def test_every_answer_names_its_serial_a_problem_too(register: Register) -> None:
    for found in (
        answer(register, AnswerRequest(b"/x"), lambda _: 1),
        answer(register, AnswerRequest(b"/x"), lambda _: 1, valid="x"),
    ):
        assert isinstance(found, Answer)
        assert dict(found.headers)[b"sor-serial"] == b"2"
