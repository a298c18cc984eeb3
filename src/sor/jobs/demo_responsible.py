"""The responsible persons of the demo: of every municipality and region of the sample register, and of some clinics."""

from random import Random

from sor.access.authority import KINDS_OF_OWNER, MUNICIPALITY, PRIVATE, REGION
from sor.core.instant import write_instant
from sor.desk.responsible_persons import ADDRESS, DEPUTY, FORM, RESPONSIBLE, GivenPerson
from sor.register import Register
from sor.sample import showcases
from sor.sample.names import domain, person
from sor.store import responsible_persons as desk
from sor.store.responsible_persons import ResponsibleRow

CLINICS = {showcases.MOVING_CLINIC: ADDRESS, showcases.MERGED_INTO: FORM, showcases.PHARMACY: ADDRESS}
"""Clinics with somebody responsible, and how they are reached; the others have none yet."""


def add_demo_persons(register: Register, by: str) -> int:
    """Name the demo's responsible persons, where nobody is named yet; gives how many. by: who stands in the audit log
    for it. Names and addresses are invented.
    """
    snapshot, at = register.at(), write_instant(register.clock())
    found: list[tuple[GivenPerson, str]] = []
    units = desk.owners_and_institutions(register.database.reader(), snapshot.at)
    for unit in units:
        kind = KINDS_OF_OWNER.get(unit.type or "") if unit.level == "IO" else None
        if kind in (MUNICIPALITY, REGION):
            chance = Random(unit.code)  # noqa: S311 (names)
            several = [_invent_person(unit.code, unit.name, chance) for _ in range(chance.choice((1, 2)))]
            found += [(one, unit.code) for one in several]
    for clinic, contact in CLINICS.items():
        line = snapshot.ancestors(clinic)
        if line and KINDS_OF_OWNER.get(line[0].get("type", "")) == PRIVATE:
            owner, chance = line[0]["code"], Random(clinic)  # noqa: S311 (names)
            found += [
                (_invent_person(owner, line[0].get("name", ""), chance)._replace(role=role, contact=contact), owner)
                for role in (RESPONSIBLE, DEPUTY)
            ]
    with register.database.desk.writing() as connection:
        if desk.all_persons(connection):
            return 0
        for n, (one, owner) in enumerate(found):
            row = ResponsibleRow(
                f"demo{n}", one.place, owner, one.role, one.name, one.email, one.phone, one.contact, by, at, at
            )
            desk.add(connection, row, "operator")
    return len(found)


def _invent_person(place: str, place_name: str, chance: Random) -> GivenPerson:
    name = person(chance)
    mailbox = domain(name).removesuffix(".example").replace("-", ".")
    email = f"{mailbox}@{domain(place_name)}"
    return GivenPerson(place, RESPONSIBLE, name, email, f"70{chance.randrange(10**6):06}")
