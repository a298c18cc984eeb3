"""The treatment sites of the demo: of the institutions of the sample register that treat patients, all but a few."""

from decimal import Decimal
from random import Random

import msgspec

from sor.core.day import OPEN
from sor.core.instant import write_instant
from sor.desk.sites.category import TREATING, find_category, find_sort
from sor.desk.sites.stays import read_stays, stay_on, write_stays
from sor.desk.sites.treatment_sites import STAFF_OF_TYPE
from sor.register import Register
from sor.sample.names import domain, person
from sor.store import treatment_sites as desk
from sor.store.responsible_persons import UnitFrame, owners_and_institutions
from sor.store.treatment_sites import SiteRow

WITHOUT = 12
"""One institution in so many is registered by nobody yet."""

SINCE = 20240101
"""From when they are, in the demo."""


def add_demo_sites(register: Register, by: str) -> int:
    """Register the demo's treatment sites, where there are none yet; gives how many. by: who stands in the log for it.
    Names and addresses are invented.
    """
    snapshot, at, today = register.at(), write_instant(register.clock()), register.today()
    found = []
    for unit in owners_and_institutions(register.database.reader(), snapshot.at):
        chance = Random(unit.code)  # noqa: S311 (names)
        if unit.level != "HI" or unit.type not in TREATING or chance.randrange(WITHOUT) == 0:
            continue
        stays = read_stays(snapshot, unit.code, SINCE)
        if (stay := stay_on(stays, today)) is not None and stay.address:
            found.append(_invent_site(unit, write_stays(stays), max(SINCE, stays[0].from_day), at, by, chance))
    with register.database.desk.writing() as connection:
        if desk.all_sites(connection):
            return 0
        for n, row in enumerate(found):
            numbered = row._replace(number=desk.FIRST_NUMBER + n)
            desk.add(connection, numbered, "registered", by, {"unit": row.unit, "category": row.category}, "operator")
        desk.reach(connection, snapshot.at.known, today)
    return len(found)


def _invent_site(unit: UnitFrame, stays: str, since: int, at: str, by: str, chance: Random) -> SiteRow:
    group = STAFF_OF_TYPE.get(unit.type or "", "nurse")
    people = chance.randint(1, 4)
    posts = Decimal(people) if group in ("doctor", "dentist") and people > 1 else Decimal(0)
    category = find_category(find_sort(unit.type or "", in_hospital=False), {group: people}, posts)
    number, why = (category.number, category.why) if category else (0, "")
    name = person(chance)
    mailbox = domain(name).removesuffix(".example").replace("-", ".")
    return SiteRow(
        0, unit.code, number, why, msgspec.json.encode({group: people}).decode(), str(posts), "", "", since, OPEN,
        stays, name, f"{mailbox}@{domain(unit.name)}", "", by, at, at,
    )  # fmt: skip
