"""What the simulator is told of the register around which it invents an organisation: a few values of each unit."""

from typing import NamedTuple


class KnownAddress(NamedTuple):
    """A street address. postcode: four digits."""

    street: str
    building: str
    floor: str
    suite: str
    postcode: str
    district: str

    @property
    def text(self) -> str:
        """In one line as Danes write it: ``Skovvej 3, 1. th., 4200 Slagelse``."""
        storey = " ".join(filter(None, (f"{self.floor}." if self.floor else "", self.suite and f"{self.suite}.")))
        return ", ".join(filter(None, (f"{self.street} {self.building}".strip(), storey, self.town)))

    @property
    def town(self) -> str:
        """Postcode and its town."""
        return f"{self.postcode} {self.district}".strip()


class KnownUnit(NamedTuple):
    """A unit that is open. level: IO, HI, OU. type: its entity type in words. address: as shown, inherited or not;
    phone, email, website: its own. inside: whether it belongs to the municipality, and is not only situated there.
    """

    code: str
    name: str
    level: str
    type: str
    parent: str | None
    address: KnownAddress | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    production_unit: str = ""
    inside: bool = True


class KnownMunicipality(NamedTuple):
    """A municipality. code: four digits. name, full_name: ``Vejle``, ``Vejle Kommune``. units: each after the one above
    it, the owner first; empty where the register has none. towns: (postcode, town) that lie in it.
    """

    code: str
    name: str
    full_name: str
    cvr: str
    units: tuple[KnownUnit, ...]
    towns: tuple[tuple[str, str], ...] = ()
