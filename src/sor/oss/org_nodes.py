"""Units as FK-ORG's GraphQL interface (OrganisationHent 1) writes them, in its answers and in files that hold these.

Source: kombit/org-graphql. The name's field is ``enhedsnavn`` in the guide and ``enhedNavn`` in the schema: both are
taken.
"""

from collections.abc import Sequence

import msgspec

from sor.core.day import day_of
from sor.core.instant import parse_instant
from sor.core.text import fit_text, without_breaks
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit, read_uuid

ACTIVE = "AKTIV"


class NodeReference(msgspec.Struct, rename="camel"):
    """Another object, by its UUID."""

    uuid: str


class NodeClass(msgspec.Struct, rename="camel"):
    """What a relation is: role and type by UUID, and its place among those of a role."""

    rolle: str = ""
    type: str = ""
    indeks: str = ""


class AddressNode(msgspec.Struct, rename="camel"):
    """An address."""

    adresse_tekst: str = ""
    uuid: str = ""
    klassifikation: NodeClass = msgspec.field(default_factory=NodeClass)


class TaskNode(msgspec.Struct, rename="camel"):
    """A task."""

    kle_emne_nummer: str | None = None
    kle_emne_titel: str | None = None


class NodeState(msgspec.Struct, rename="camel"):
    """Whether a unit is active, and on which days that holds."""

    status: str = ACTIVE
    fra_tidspunkt: str | None = None
    til_tidspunkt: str | None = None


class UnitNode(msgspec.Struct, rename="camel"):
    """A unit."""

    uuid: str
    enhedsnavn: str | None = None
    enhed_navn: str | None = None
    overordnet_enhed: NodeReference | None = None
    tilstand: NodeState | None = None
    adresser: Sequence[AddressNode] | None = None
    opgaver: Sequence[TaskNode] | None = None


def org_unit_of(node: UnitNode) -> OrgUnit:
    """The unit of a node, with texts as the register keeps them."""
    state = node.tilstand or NodeState()
    addresses = sorted(node.adresser or (), key=lambda one: one.klassifikation.indeks)
    kept = [
        OrgAddress(read_uuid(one.klassifikation.rolle), fit(one.adresse_tekst), read_uuid(one.uuid) if one.uuid else "")
        for one in addresses
    ]
    return OrgUnit(
        read_uuid(node.uuid),
        fit(node.enhedsnavn or node.enhed_navn or ""),
        read_uuid(node.overordnet_enhed.uuid) if node.overordnet_enhed else None,
        tuple(dict.fromkeys(kept)),
        tuple(_task(one) for one in node.opgaver or () if one.kle_emne_nummer),
        state.status == ACTIVE,
        _day(state.fra_tidspunkt),
        _day(state.til_tidspunkt),
    )  # fmt: skip


def _task(node: TaskNode) -> OrgTask:
    return OrgTask(node.kle_emne_nummer or "", fit(node.kle_emne_titel or ""))


def fit(text: str) -> str:
    """A text from outside on one line, without characters that no text of the register may hold."""
    return " ".join(without_breaks(fit_text(text)[0]).split())


def _day(text: str | None) -> int:
    """The Danish day of an instant; 0 for none, and for one that cannot be read."""
    if not text:
        return 0
    try:
        return day_of(parse_instant(text.partition("[")[0]))
    except (ValueError, OverflowError):
        return 0
