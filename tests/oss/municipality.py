"""A municipality on both sides, small enough to be read: what stands in SOR, and what FK-ORG says of it.

In SOR: Horsens Kommune with "Sundhed og Omsorg"; below it home care with two teams, a nursing home and dental care, and
a private home beside. In FK-ORG: the same under other names, a unit that SOR does not have, a school.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import msgspec

from sor.changes.outcome import Outcome
from sor.oss import org_unit
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit
from sor.register import Register
from sor.settings import Settings, read_settings
from sor.store.database import Database
from tests.changes.scene import TODAY, create
from tests.new_databases import NewDatabases

MUNICIPALITY, CVR = "0615", "29189889"
HOME_CARE, NURSING_HOME, DENTAL, ADMINISTRATION = "554821000005109", "42665001", "550691000005104", "554041000005106"
TOWN = {"postcode": "8700", "district": "Horsens", "municipality": MUNICIPALITY, "country": "DK"}


def at(street: str, building: str) -> dict[str, str]:
    return {"street": street, "building": building, **TOWN}


IN_SOR = [
    create("#owner", "IO", None, name="Horsens Kommune", type="547211000005108", cvr=CVR, location={"state": "None"},
           postal_address=at("Rådhustorvet", "4"), virtual_address={"phone": "76292929"}),
    create("#health", "HI", "#owner", name="Sundhed og Omsorg", type=ADMINISTRATION, location={"state": "None"}),
    create("#care", "OU", "#health", name="Hjemmeplejen Vest", type=HOME_CARE, location={"state": "None"},
           visiting_address=at("Vestergade", "12"), virtual_address={"phone": "76291111"}),
    create("#team1", "OU", "#care", name="Hjemmeplejen Vest Team 1", type=HOME_CARE, location={"state": "None"}),
    create("#team2", "OU", "#care", name="Hjemmeplejen Vest Team 2", type=HOME_CARE, location={"state": "None"},
           virtual_address={"phone": "76291112"}),
    create("#home", "OU", "#health", name="Plejehjemmet Solgården", type=NURSING_HOME, location={"state": "None"},
           visiting_address=at("Solvej", "3"), production_unit="1003456789"),
    create("#dental", "OU", "#health", name="Tandklinikken Bankager", type=DENTAL, location={"state": "None"},
           visiting_address=at("Bankagervej", "7")),
    create("#firm", "IO", None, name="Fonden Egely", type="550891000005100", cvr="35095748", location={"state": "None"},
           postal_address=at("Egevej", "9"), virtual_address={"phone": "75640000"}),
    create("#private", "HI", "#firm", name="Friplejehjemmet Egely", type=NURSING_HOME, location={"state": "None"}),
]  # fmt: skip


def uuid(name: str) -> str:
    """The UUID of a unit of FK-ORG by the name that it has here."""
    return str(uuid5(NAMESPACE_DNS, name))


def org(called: str, name: str, above: str | None, *addresses: tuple[str, str], task: str = "") -> OrgUnit:
    """A unit of FK-ORG."""
    tasks = (OrgTask("29.18.00", task),) if task else ()
    kept = tuple(OrgAddress(role, text) for role, text in addresses)
    return OrgUnit(uuid(called), name, uuid(above) if above else None, kept, tasks)


def in_fk_org() -> list[OrgUnit]:
    """What FK-ORG says at first."""
    visit, phone = org_unit.CONTACT, org_unit.PHONE
    return [
        org("root", "Horsens Kommune", None),
        org("health", "Sundhed og Omsorg", "root"),
        org("care", "Hjemmeplejen Vest", "health", (visit, "Vestergade 12, 8700 Horsens"), (phone, "+45 76 29 11 11")),
        org("team1", "Hjemmeplejen Vest, team 1", "care"),
        org("team2", "Hjemmeplejen Vest Team 2", "care", (phone, "76291112")),
        org("home", "Solgaarden, plejehjem", "health", (visit, "Solvej 3, 8700 Horsens")),
        org("dental", "Tandklinikken Bankager", "health", (visit, "Bankagervej 7, 8700 Horsens")),
        org("egely", "Friplejehjemmet Egely", "health", (visit, "Egevej 9, 8700 Horsens")),
        org("visitors", "Sundhedsplejen", "health", (phone, "76293333"), task="Sundhedspleje"),
        org("school", "Bankagerskolen", "root", (visit, "Bankagervej 7, 8700 Horsens")),
    ]


class MunicipalScene:
    """A register with the municipality, and what FK-ORG says of it, which a test changes at will."""

    def __init__(self, register: Register, codes: dict[str, str], folder: Path) -> None:
        self.register, self.codes = register, codes
        self.orgs = in_fk_org()
        self.file = folder / "org.json"
        self.write()

    @classmethod
    def copied(cls, new: NewDatabases, clock: Callable[[], datetime], folder: Path) -> "MunicipalScene":
        database, codes = new.filled(play)
        return cls(Register(database, clock), codes, folder)

    @property
    def settings(self) -> Settings:
        return read_settings({"SOR_DATABASE": str(self.register.database.url)})

    def __getitem__(self, name: str) -> str:
        return self.codes[name]

    def org(self, called: str) -> OrgUnit:
        return next(one for one in self.orgs if one.uuid == uuid(called))

    def change(self, called: str, **values: Any) -> None:
        """Let FK-ORG say something else of a unit."""
        self.orgs = [msgspec.structs.replace(one, **values) if one.uuid == uuid(called) else one for one in self.orgs]
        self.write()

    def remove(self, *called: str) -> None:
        self.orgs = [one for one in self.orgs if one.uuid not in map(uuid, called)]
        self.write()

    def add(self, *units: OrgUnit) -> None:
        self.orgs += units
        self.write()

    def write(self) -> None:
        """The file as FK-ORG's GraphQL interface would answer."""
        self.file.write_bytes(msgspec.json.encode(graphql_answer(self.orgs)))

    def unit(self, name: str) -> dict[str, Any]:
        found = self.register.at().unit(self.codes.get(name, name))
        assert found is not None
        return dict(found)

    def is_open(self, name: str) -> bool:
        """Whether a unit is open; one that was closed on the day on which it was made never was."""
        found = self.register.at().unit(self.codes.get(name, name))
        return found is not None and bool(found["open"])

    def send(self, *changes: dict[str, Any]) -> Outcome:
        """A change by the authority, as others make them."""
        made = self.register.change({"changes": list(changes)}, "authority", "rest")
        assert made.accepted, made.findings
        return made


def play(database: Database) -> dict[str, str]:
    """Make a new database a master with the municipality; gives the codes of its units."""
    from tests.changes.scene import NOW

    register = Register(database, lambda: NOW)
    register.init("master", demo=True)
    made = register.change({"reason": "en kommune", "changes": IN_SOR}, "authority", "rest")
    assert made.accepted, made.findings
    return {name.removeprefix("#"): code for name, code in made.units.items()}


def graphql_answer(units: Sequence[OrgUnit]) -> dict[str, Any]:
    """Units as the interface writes them."""
    edges = [{"cursor": one.uuid, "node": node_of(one)} for one in units]
    return {"data": {"organisationEnhedListe": {"edges": edges, "pageInfo": {"hasNextPage": False}}}}


def node_of(unit: OrgUnit) -> dict[str, Any]:
    """One unit as the interface writes it."""
    return {
        "uuid": unit.uuid,
        "enhedsnavn": unit.name,
        "overordnetEnhed": {"uuid": unit.parent} if unit.parent else None,
        "tilstand": {"status": "AKTIV" if unit.active else "INAKTIV", "fraTidspunkt": None, "tilTidspunkt": None},
        "adresser": [
            {
                "uuid": uuid(one.text),
                "adresseTekst": one.text,
                "klassifikation": {"rolle": one.role, "type": "9b33c0a0-a566-4ec0-8200-325cb1e5bb9a", "indeks": str(n)},
            }
            for n, one in enumerate(unit.addresses, 1)
        ],
        "opgaver": [
            {"uuid": uuid(one.number), "kleEmneNummer": one.number, "kleEmneTitel": one.title} for one in unit.tasks
        ],
    }


__all__ = ["MUNICIPALITY", "TODAY", "MunicipalScene", "graphql_answer", "node_of", "org", "uuid"]
