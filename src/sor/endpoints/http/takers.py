"""Who takes data at a door that everybody may ask: whoever says who they are is noted with what they took."""

from typing import NamedTuple

from litestar.concurrency import sync_to_thread

from sor.endpoints.http.callers import Callers
from sor.endpoints.http.request import HttpRequest
from sor.following.consumers import Consumer, Consumers


class Taker(NamedTuple):
    """The sender of a request. who: None for somebody who does not say it. sees_all: whether it is the register
    authority, which is told who else has taken what.
    """

    consumers: Consumers
    who: Consumer | None
    sees_all: bool

    def took(self, door: str, serial: int) -> None:
        """Note that everything up to a serial was sent."""
        self.consumers.note(self.who, door, serial)


def taker_of(request: HttpRequest, callers: Callers, consumers: Consumers) -> Taker:
    """The sender of a request, by the token that it bears. Raises Problem for a token that cannot be believed: whoever
    sends one wants to be known.
    """
    if not bears_token(request):
        return Taker(consumers, None, sees_all=False)
    actor = callers.actor(request.headers["authorization"])
    return Taker(consumers, Consumer(actor.id), callers.actors.is_authority(actor))


async def taker_off_the_loop(request: HttpRequest, callers: Callers, consumers: Consumers) -> Taker:
    """The same for a door that answers on the loop: a thread is waited for only where there is a token to look at."""
    if bears_token(request):
        return await sync_to_thread(taker_of, request, callers, consumers)
    return taker_of(request, callers, consumers)


def bears_token(request: HttpRequest) -> bool:
    """Whether a request shows a token, of whomever."""
    return request.headers.get("authorization", "").partition(" ")[0].lower() == "bearer"
