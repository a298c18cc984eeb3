"""The demo's STS as a page: an ID card for any CVR number, to be copied or fetched."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from litestar import Response, Router, get
from litestar.concurrency import sync_to_thread

from sor.access.dgws.issuing import HOLDS, Holder, header
from sor.access.dgws.names import SOAP
from sor.core.instant import write_instant
from sor.desk.demo_sts import DemoSts, security_clock
from sor.desk.whitelists import CVR, SERVICES, Whitelists
from sor.endpoints.http.fair_queue import FairQueue, address_of, await_leaving
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.sorls.door import PATH
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.site import Searching
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.formats.soap.sorls_choices import NAMESPACE
from sor.register import Register
from sor.settings import Settings

ADDRESS = "/demo/card"
LONGEST = 60
FORMS = ("card", "header", "request")


def routes(register: Register, settings: Settings, search: Searching, queue: FairQueue) -> list[Router]:
    """The page; for a demo only. queue: that of those who write, in which the STS's key is made."""
    clock = security_clock(register, settings)
    sts, lists = DemoSts(register, clock), Whitelists(register, demo=True)

    def texts(holder: Holder) -> dict[str, str]:
        card = sts.issue(holder)
        entries = header(card, uuid.uuid4().hex, clock(), level=holder.level)
        return {"card": card.decode(), "header": entries, "request": question(entries, _some_unit(register, search))}

    @get(ADDRESS, include_in_schema=False)
    async def card_page(request: HttpRequest) -> Response[str]:
        """A form, and the card that was asked for; with ``format``, the card alone as XML."""
        if not await sync_to_thread(sts.has_key):
            await queue.run(address_of(request), await_leaving(request.receive), sts.make_key)
        return await sync_to_thread(show_page, request)

    def show_page(request: HttpRequest) -> Response[str]:
        asked = {name: _read_typed(request.query_params, name) for name in ("cvr", "organisation", "system", "person")}
        wanted = request.query_params.get("format", "")
        cvr = asked["cvr"] or ((lists.usual() or "") if wanted else "")
        is_number = CVR.fullmatch(cvr) is not None
        made = texts(_holder(asked | {"cvr": cvr})) if is_number else None
        if wanted in FORMS:
            return Response(made[wanted] if made else "", media_type="text/xml", status_code=200 if made else 400)
        visit = visit_of(register, request.url.path, request.query_params, ignore_time=True)
        return page(
            "card.html",
            visit,
            400 if cvr and not is_number else 200,
            asked=asked | {"cvr": cvr or lists.usual() or ""},
            mistake=visit.text("card.no_cvr", cvr=cvr) if cvr and not is_number else None,
            made=made,
            until=_until(visit, clock()),
            listed=[service.upper() for service in SERVICES if made and lists.of(service)(cvr)],
            services=[service.upper() for service in SERVICES],
            address=str(request.base_url).rstrip("/"),
            service=PATH,
        )

    return [Router("/", route_handlers=[card_page])]


def question(entries: str, unit: str) -> str:
    """A whole request that asks SORLS for a unit, with a header."""
    asked = f'<GetSorEntityRequest xmlns="{NAMESPACE}"><SorIdentifier>{unit}</SorIdentifier></GetSorEntityRequest>'
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Header>{entries}</soap:Header>'
        f"<soap:Body>{asked}</soap:Body></soap:Envelope>"
    )


def _some_unit(register: Register, search: Searching) -> str:
    found = search.search("", register.at().at, limit=1, level="HI")
    return found.page[0].key if found.page else "1"


def _holder(asked: Mapping[str, str]) -> Holder:
    given, _, surname = asked["person"].rpartition(" ")
    return Holder(
        asked["cvr"], asked["organisation"] or "Demo", asked["system"] or "Demo",
        given or surname, surname if given else "",
    )  # fmt: skip


def _until(visit: Visit, now: datetime) -> str:
    return visit.at_time(write_instant(now + HOLDS))


def _read_typed(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").strip()[:LONGEST]
