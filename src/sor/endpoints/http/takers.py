"""Who takes data at a door that everybody may ask: whoever says who they are is noted with what they took."""

from typing import NamedTuple

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
    shown = request.headers.get("authorization")
    is_token = shown is not None and shown.partition(" ")[0].lower() == "bearer"
    if not is_token:
        return Taker(consumers, None, sees_all=False)
    actor = callers.actor(shown)
    return Taker(consumers, Consumer(actor.id), callers.actors.is_authority(actor))
