"""The contract of access: a token, and who its bearer is."""

from typing import Annotated, Literal

from msgspec import Meta

from sor.endpoints.rest.shapes import Day, Open, Shape


class Token(Shape, kw_only=True):
    """A bearer token (RFC 6750)."""

    access_token: Annotated[str, Meta(description="To be sent as `Authorization: Bearer …`.")]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Meta(description="Seconds for which it is good.")]


class HeldRight(Shape, kw_only=True, rename={"since": "from", "until": "to"}):
    """A role over a place, from a day to a day."""

    role: Literal["authority", "region", "municipality", "private", "state", "medcom", "vendor"]
    place: Annotated[str | None, Meta(description="SOR code; all below it too. null = everywhere.")]
    within: Annotated[list[str], Meta(description="Places of those who handed it on; all must cover the unit.")]
    operations: Annotated[list[str] | None, Meta(description="Only these; null = all of the role.")]
    since: Annotated[Day | None, Meta(description="First day; null = always.")]
    until: Open


class Me(Shape, kw_only=True):
    """An actor, and the rights that count now."""

    actor: Annotated[str, Meta(description="The id that the log names.")]
    name: str
    rights: list[HeldRight]
