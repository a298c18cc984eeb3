"""Who has seen it: those who take the register's data and say who they are, and how far each has come."""

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.shapes import Fields
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.following.consumers import Consumers

TAGS = ["log"]


@get(
    "/consumers",
    operation_id="list_consumers",
    tags=TAGS,
    responses=document_answers(shapes.ConsumerList, 401),
    security=BEARER,
    sync_to_thread=True,
)
def consumer_list(
    callers: NamedDependency[Callers], consumers: NamedDependency[Consumers], request: HttpRequest
) -> Response[Fields]:
    """Who takes the register's data, and how far each has come: all of them for the register authority, oneself for
    others.

    Noted is who sends a token to the log, its stream, its copy or the published files, and who shows an ID card to KRS.
    """
    actor = callers.actor(request.headers.get("authorization"))
    consumers.write()
    sees_all = callers.actors.is_authority(actor)
    cvr = {actor.cvr} if actor.cvr else set()
    found = [one.document() for one in consumers.list_known() if sees_all or one.id in {actor.id} | cvr]
    return Response({"consumers": found}, headers=PRIVATE)


HANDLERS = [consumer_list]
