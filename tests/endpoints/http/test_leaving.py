"""A client that leaves in the middle of its body is nobody's mistake at any door, and half a body is never taken."""

from typing import Any

import pytest
from litestar.testing import TestClient
from structlog.testing import capture_logs

from sor.endpoints.http.leaving import Left, whole_or_left
from tests.endpoints.http.test_senders import addresses
from tests.endpoints.rest.conftest import client, doors, register
from tests.loops import run_apart

__all__ = ["client", "doors", "register"]

KINDS = (b"application/json", b"text/xml", b"application/x-www-form-urlencoded")


def leaving(*parts: bytes) -> Any:
    """What a server hands on from a client that sends some parts, which are not all, and closes its connection."""
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    return receive


@pytest.mark.slow
def test_nobody_logs_a_mistake_and_nothing_is_answered_as_if_the_body_were_whole(
    doors: Any, client: TestClient[Any]
) -> None:
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    whole = [b'{"changes": []}', b"<x/>", b"grant_type=client_credentials&client_id=a&client_secret=b", b"{}"]
    with capture_logs() as told:
        for path in sorted(addresses(doors)):
            for kind in KINDS:
                for parts in ([], [b"{"], *([body] for body in whole)):
                    scope = {
                        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
                        "headers": [(b"host", b"localhost"), (b"content-type", kind)], "client": ("127.0.0.1", 1),
                        "http_version": "1.1", "scheme": "http", "root_path": "", "extensions": {}, "state": {},
                        "app": None,
                    }  # fmt: skip
                    run_apart(doors(scope, leaving(*parts), send))
    assert [one for one in told if one["log_level"] in ("error", "critical")] == []
    assert not [status for status in statuses if status < 400], "half a body was taken for a whole one"
    assert 503 in statuses


def test_who_has_sent_everything_may_leave_while_the_answer_is_made() -> None:
    async def asked(method: str, *messages: Any) -> list[Any]:
        waiting = list(messages)

        async def receive() -> Any:
            return waiting.pop(0)

        given = whole_or_left({"method": method}, receive)
        return [await given() for _ in messages]

    gone, end = {"type": "http.disconnect"}, {"type": "http.request", "body": b"x"}
    begun = {"type": "http.request", "body": b"x", "more_body": True}
    assert run_apart(asked("POST", begun, end, gone, gone)) == [begun, end, gone, gone]
    assert run_apart(asked("GET", gone)) == [gone]
    for parts in ([gone], [begun, gone]):
        with pytest.raises(Left):
            run_apart(asked("POST", *parts))
