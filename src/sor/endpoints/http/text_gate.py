"""The gate for text where somebody only asks: what an address, its query or a body says is composed (NFC), and refused
with the place of a character that no text may hold.
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from sor.core.text import Unfit, composed, passed, passed_all
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest


def compose(scope: Any) -> None:
    """Compose the path and the query of a request where they are not."""
    if not scope["path"].isascii():
        scope["path"] = composed(scope["path"])
    query = scope["query_string"]
    if b"%" not in query and query.isascii():
        return
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    plain = [(composed(name), composed(value)) for name, value in pairs]
    if plain != pairs:
        scope["query_string"] = urlencode(plain).encode()


async def refuse_unfit(request: HttpRequest) -> None:
    """Raises Problem for a parameter of the path or the query that holds what no text may hold, each named."""
    told = []
    given = [*request.query_params.multi_items(), *request.path_params.items()]
    for name, value in given:
        for where, text in ((name, value), ("", name)):
            try:
                passed(text if isinstance(text, str) else "", where)
            except Unfit as error:
                told.append(Sentence(where, error.danish, str(error)))
    if told:
        raise Problem("bad-parameter", *told)


def passed_body(body: Any) -> Any:
    """What a body says, composed. Raises Problem."""
    try:
        return passed_all(body)
    except Unfit as error:
        raise Problem("bad-request", Sentence(error.where, error.danish, str(error))) from None
