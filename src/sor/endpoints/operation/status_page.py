"""How the register stands, for people: what ``/status`` answers a browser; programs get JSON (``rest/status.py``)."""

from collections.abc import Mapping

from litestar.response.base import ASGIResponse

from sor.core.shapes import Value
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.visit import visit_of
from sor.register import Register


def wants_page(accept: str) -> bool:
    """Whether a request comes from a browser: it asks for HTML, and by no smaller weight than for JSON."""
    weights = {"text/html": 0.0, "application/json": 0.0}
    for part in accept[:500].split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip().lower() in weights:
            digits = weight.strip().removeprefix("q=").replace(".", "", 1)
            weights[name.strip().lower()] = float(weight.strip()[2:]) if weight and digits.isdecimal() else 1.0
    return weights["text/html"] > weights["application/json"]


def status_page(register: Register, request: HttpRequest, standing: Mapping[str, Value]) -> ASGIResponse:
    """The page; standing: what programs are told."""
    visit = visit_of(register, request.url.path, request.query_params, ignore_time=True)
    shown = page("status.html", visit, standing=standing)
    headers = shown.headers | {"Vary": f"{shown.headers['Vary']}, Accept"}
    return ASGIResponse(body=shown.content.encode(), media_type="text/html", headers=headers)
