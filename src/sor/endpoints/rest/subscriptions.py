"""Subscriptions: who is told of entries of the log, and where. Everybody sees and changes their own."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal, TypeVar

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter
from msgspec import UNSET

from sor.access.authority import Actor
from sor.core.shapes import Fields
from sor.desk.readers import BadReader, Readers
from sor.desk.subscriptions import NoSubscription, NotForThis, Subscriptions, TooManySubscriptions, state_shown
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import subscription_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.responsible import refuse_anonymous
from sor.following.feed_filter import FeedFilter
from sor.following.part_asked import BadPart
from sor.following.webhook_address import BadUrl
from sor.register import Refused
from sor.store.subscriptions import MAIL, WEBHOOK, SubscriptionRow

TAGS = ["subscriptions"]
DOOR = "rest"
Id = Annotated[str, PathParameter(description="Id of the subscription.", max_length=64)]
Given = NamedDependency[Callers]
Held = NamedDependency[Subscriptions]
Made = TypeVar("Made")
PROBLEMS = {
    code: one
    for code, one in document_answers(shapes.MadeSubscription, 401, 404, 415, 422).items()
    if code not in (200, 304)
}


@get(
    "/subscriptions", operation_id="list_subscriptions", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.SubscriptionList, 401),
)  # fmt: skip
def list_subscriptions(
    callers: Given, subscriptions: Held, request: HttpRequest, limit: Limit = 100, offset: Offset = 0
) -> Response[Fields]:
    """What one subscribes to, and how far each has come."""
    found = subscriptions.of_actor(_actor(callers, request))
    page = [show_subscription(row) for row in found[offset : offset + limit]]
    more = offset + len(page) < len(found)
    told: Fields = {"total": len(found), "limit": limit, "offset": offset, "more": more, "subscriptions": page}
    return Response(told, headers=PRIVATE)


@post(
    "/subscriptions", operation_id="open_subscription", tags=TAGS, security=BEARER, sync_to_thread=True,
    before_request=refuse_anonymous,
    responses=PROBLEMS | {201: ResponseSpec(shapes.MadeSubscription, description="Made.", generate_examples=False)},
)  # fmt: skip
def subscribe(
    callers: Given,
    subscriptions: Held,
    readers: NamedDependency[Readers],
    request: HttpRequest,
    data: JSONBody[shapes.NewSubscription],
) -> Response[Fields]:
    """Be told of every entry after now that concerns a part of the register.

    A webhook gets one POST for each, with what stands on the first page of `/api/v1/log/{serial}`, signed as Standard
    Webhooks has it. Its secret is told in this answer and never again. A digest by mail begins once the address was
    confirmed by the link in a mail, with every entry after now.
    """
    actor = _actor(callers, request)
    if data.kind == WEBHOOK:
        made = do_deed(partial(subscriptions.add_webhook, actor, _read_given(data, "url"), _part(data), DOOR))
    elif data.kind == MAIL:
        made = do_deed(
            partial(readers.add_digest, actor, _read_given(data, "email"), _part(data), data.every, data.language, DOOR)
        )
    else:
        raise Problem("refused", Sentence(
            "kind", f"»{data.kind[:40]}« er ingen slags abonnement. Skriv {WEBHOOK} eller {MAIL}.",
            f"'{data.kind[:40]}' is no kind of subscription. Write {WEBHOOK} or {MAIL}.",
        ))  # fmt: skip
    return Response(
        {"id": made.row.id, "secret": made.secret or None}, status_code=201,
        headers={**PRIVATE, "Location": f"/api/v1/subscriptions/{made.row.id}"},
    )  # fmt: skip


@get(
    "/subscriptions/{id:str}", operation_id="get_subscription", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.Subscription, 401, 404),
)  # fmt: skip
def get_subscription(callers: Given, subscriptions: Held, request: HttpRequest, id: Id) -> Response[Fields]:
    """One of one's own subscriptions, and how far it has come."""
    return Response(
        show_subscription(do_deed(partial(subscriptions.find, _actor(callers, request), id))), headers=PRIVATE
    )


@delete(
    "/subscriptions/{id:str}", operation_id="remove_subscription", tags=TAGS, security=BEARER, status_code=204,
    sync_to_thread=True, responses={**PROBLEMS, 204: ResponseSpec(None, description="Ended, and forgotten.")},
)  # fmt: skip
def unsubscribe(callers: Given, subscriptions: Held, request: HttpRequest, id: Id) -> None:
    """End a subscription; what is being delivered at this moment may still arrive."""
    do_deed(partial(subscriptions.remove, _actor(callers, request), id, DOOR))


@post(
    "/subscriptions/{id:str}/secret", operation_id="change_subscription_secret", tags=TAGS, security=BEARER,
    status_code=200, sync_to_thread=True,
    responses=PROBLEMS | {200: ResponseSpec(shapes.MadeSubscription, description="OK", generate_examples=False)},
)  # fmt: skip
def change_secret(callers: Given, subscriptions: Held, request: HttpRequest, id: Id) -> Response[Fields]:
    """A new secret for a webhook. For 24 hours deliveries bear two signatures, of the new one and of the one before."""
    made = do_deed(partial(subscriptions.rotate, _actor(callers, request), id, DOOR))
    return Response({"id": made.row.id, "secret": made.secret}, headers=PRIVATE)


@post(
    "/subscriptions/{id:str}/resume", operation_id="resume_subscription", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True,
    responses=PROBLEMS | {200: ResponseSpec(shapes.Subscription, description="OK", generate_examples=False)},
)  # fmt: skip
def resume_subscription(callers: Given, subscriptions: Held, request: HttpRequest, id: Id) -> Response[Fields]:
    """Go on with a parked subscription, from the first entry that was not taken: nothing is left out."""
    return Response(
        show_subscription(do_deed(partial(subscriptions.resume, _actor(callers, request), id, DOOR))), headers=PRIVATE
    )


def do_deed(deed: Callable[[], Made]) -> Made:
    """What a deed gives. Raises Problem for one that is refused."""
    try:
        return deed()
    except BadUrl as error:
        raise Problem("refused", Sentence("url", error.danish, str(error))) from None
    except BadPart as error:
        raise Problem("refused", Sentence(f"filter.{error.field}", error.danish, str(error))) from None
    except BadReader as error:
        raise Problem("refused", Sentence(error.field, error.danish, str(error))) from None
    except TooManySubscriptions as error:
        raise Problem("too-much", Sentence("", error.danish, str(error))) from None
    except NoSubscription as error:
        raise Problem("unknown", Sentence("id", error.danish, str(error))) from None
    except NotForThis as error:
        raise Problem("refused", Sentence("id", error.danish, str(error))) from None
    except Refused as error:
        raise Problem("refused", Sentence("", error.danish, str(error))) from None


def show_subscription(row: SubscriptionRow) -> Fields:
    """A subscription as its owner sees it."""
    return {
        "id": row.id, "kind": row.kind, "url": row.url or None, "email": row.email or None,
        "filter": msgspec.json.decode(row.part), "state": state_shown(row), "serial": row.serial,
        "failure": row.failure or None,
    }  # fmt: skip


def _actor(callers: Callers, request: HttpRequest) -> Actor:
    return callers.actor(request.headers.get("authorization"))


def _read_given(data: shapes.NewSubscription, name: Literal["url", "email"]) -> str:
    """Raises Problem."""
    given = getattr(data, name)
    if isinstance(given, str):
        return given
    raise Problem("refused", Sentence(
        name, f"Der mangler {name}: hvor det sendes hen.", f"{name} is missing: where it is sent.",
    ))  # fmt: skip


def _part(data: shapes.NewSubscription) -> FeedFilter:
    asked = data.filter
    if asked is UNSET:
        return FeedFilter()
    return FeedFilter(*(None if (one := getattr(asked, name)) is UNSET else one for name in FeedFilter._fields))


HANDLERS = [list_subscriptions, subscribe, get_subscription, unsubscribe, change_secret, resume_subscription]
