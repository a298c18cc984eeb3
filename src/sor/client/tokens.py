"""Who calls: a token, fetched anew when it has run out."""

from collections.abc import AsyncGenerator, Generator

import httpx2
import msgspec

from sor.client.errors import read_problem
from sor.client.log_answers import Token


class ProgramToken(httpx2.Auth):
    """The token of a program, fetched for its secret. base: the path before ``/api/v1``."""

    def __init__(self, program: str, secret: str, base: str) -> None:
        self._shown = {"grant_type": "client_credentials", "client_id": program, "client_secret": secret}
        self._path = f"{base}/api/v1/token"
        self._token = ""

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request with a token. Raises NotAuthenticated for a secret that the register does not know."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
            answer = yield request
            if answer.status_code != 401:
                return
        got = yield httpx2.Request("POST", request.url.copy_with(path=self._path, query=None), data=self._shown)
        if got.status_code != 200:
            raise read_problem(got.status_code, got.content, got.headers.get("retry-after"))
        self._token = msgspec.json.decode(got.content, type=Token).access_token
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The same; only answers with a token are read here: what was asked for may be a stream without end."""
        flow = self.auth_flow(request)
        asked = next(flow)
        while True:
            answer = yield asked
            if asked is not request:
                answer.read()
            try:
                asked = flow.send(answer)
            except StopIteration:
                return

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """The same for the client that does not wait."""
        flow = self.auth_flow(request)
        asked = next(flow)
        while True:
            answer = yield asked
            if asked is not request:
                await answer.aread()
            try:
                asked = flow.send(answer)
            except StopIteration:
                return


class GivenToken(httpx2.Auth):
    """A token that the caller has."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request with the token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def choose_auth(url: str, token: str | None, program: str | None, secret: str | None) -> httpx2.Auth | None:
    """How a client says who it is; None: it does not. Raises ValueError for half of a name."""
    if (program is None) != (secret is None):
        raise ValueError("A program shows its name and its secret: give both.")
    if token is not None and program is not None:
        raise ValueError("Give a token, or a program with its secret, not both.")
    if token is not None:
        return GivenToken(token)
    if program is not None and secret is not None:
        return ProgramToken(program, secret, httpx2.URL(url).path.rstrip("/"))
    return None
