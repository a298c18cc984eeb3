"""The contract of subscriptions: who is told of entries of the log, and where."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from sor.endpoints.rest.shapes import Shape

Asked = Annotated[str, Meta(min_length=1, max_length=64)]


class PartAsked(Shape, kw_only=True):
    """A part of the register, as the log's own parameters name it. What is left out asks for nothing."""

    unit: Annotated[Asked | UnsetType, Meta(description="SOR code: it and all below it.")] = UNSET
    type: Annotated[Asked | UnsetType, Meta(description="Code of the units' type.")] = UNSET
    municipality: Annotated[Asked | UnsetType, Meta(description="Code of the municipality visited.")] = UNSET
    field: Annotated[Asked | UnsetType, Meta(description="Only what changes this member of a unit.")] = UNSET


class NewSubscription(Shape, kw_only=True):
    """What somebody wants to be told, and where."""

    kind: Annotated[str, Meta(description="`webhook` or `mail`.")]
    url: Annotated[
        str | UnsetType, Meta(description="Of a webhook: where each entry is sent, by POST; http or https.")
    ] = UNSET
    email: Annotated[
        str | UnsetType, Meta(description="Of a digest by mail: where it is sent, once the address was confirmed.")
    ] = UNSET
    every: Annotated[str, Meta(description="How often a digest comes: `daily` or `weekly`.")] = "daily"
    language: Annotated[str, Meta(description="Of a digest: `da` or `en`.")] = "da"
    filter: Annotated[
        PartAsked | UnsetType, Meta(description="Of what part of the register; everything when left out.")
    ] = UNSET


class MadeSubscription(Shape, kw_only=True):
    """A subscription that was made."""

    id: str
    secret: Annotated[
        str | None, Meta(description="By which deliveries are signed, told this once; null where nothing is signed.")
    ]


class Subscription(Shape, kw_only=True):
    """A subscription and how far it has come."""

    id: str
    kind: Literal["webhook", "mail"]
    url: str | None
    email: str | None
    filter: PartAsked
    state: Annotated[
        Literal["active", "parked"],
        Meta(
            description="`parked`: the receiver did not take it for so long that it was given up, or the address of a"
            " digest is not confirmed yet."
        ),
    ]
    serial: Annotated[int, Meta(description="Up to which everything was delivered.")]
    failure: Annotated[str | None, Meta(description="Why the next entry was not taken at the last try.")]


class SubscriptionList(Shape, kw_only=True):
    """What one subscribes to, the oldest first."""

    total: int
    limit: int
    offset: int
    more: bool
    subscriptions: list[Subscription]
