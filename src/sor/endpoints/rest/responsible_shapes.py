"""The contract of responsible persons: who answers for what the register says of a place."""

from typing import Annotated, Literal

from msgspec import Meta

from sor.endpoints.rest.shapes import Shape

Role = Literal["responsible", "deputy"]


class NamedPerson(Shape, kw_only=True):
    """Somebody who is to answer for what the register says of a place."""

    place: Annotated[str, Meta(description="SOR code of an open unit, mostly of an owner.")]
    role: Annotated[str, Meta(description="`responsible` or `deputy`.")]
    name: Annotated[str, Meta(description="At most 60 characters.")]
    email: Annotated[str, Meta(description="To which mail can be sent; public unless `contact` is `form`.")]
    phone: Annotated[str, Meta(description="8 to 20 characters, or empty; public.")] = ""
    contact: Annotated[
        str,
        Meta(
            description="How the person is reached: `address`, which everybody sees; or `form`, behind which the e-mail"
            " address stays, for the places of private owners."
        ),
    ] = "address"


class ResponsiblePerson(Shape, kw_only=True):
    """Somebody who answers for what the register says of a place."""

    id: str
    place: Annotated[str, Meta(description="SOR code.")]
    place_name: str
    role: Role
    name: str
    email: Annotated[str | None, Meta(description="null = behind a form.")]
    phone: Annotated[str | None, Meta(description="null = none is told.")]
    contact: Literal["address", "form"]


class ResponsibleList(Shape, kw_only=True):
    """Responsible persons, by place, the responsible before the deputy."""

    total: int
    limit: int
    offset: int
    more: bool
    responsible: list[ResponsiblePerson]
