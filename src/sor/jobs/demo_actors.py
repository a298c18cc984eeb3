"""The actors of the demo: the authority, every region and municipality of the sample register, and some others.

Everybody knows their secret, so their programs get no access to a real register (``endpoints.http.callers``).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from sor.access.authority import KINDS_OF_OWNER, PRIVATE
from sor.access.client_secret import hash_secret
from sor.core.day import OPEN, START
from sor.core.instant import write_instant
from sor.desk.actors import DEMO
from sor.following.consumers import FEED, FILES, FOLLOWER, KRS
from sor.following.phone_book import PhoneBook
from sor.jobs.demo_responsible import add_demo_persons
from sor.jobs.demo_sites import add_demo_sites
from sor.reading.snapshot import Snapshot
from sor.register import Register
from sor.sample import showcases
from sor.store import actors as desk
from sor.store import consumers
from sor.store.actors import ActorRow, ClientRow, RightRow
from sor.store.consumers import ConsumerRow

SECRET = "demo"  # noqa: S105 (known to everybody, on purpose)
"""The secret of every demo program; its id is the actor's."""

AUTHORITY, REGION, CLINIC = "sds", "region-1082", "klinik"
"""Demo actors that guides and tours name."""

CLINICS = {
    CLINIC: showcases.MOVING_CLINIC,
    "tandlaege": showcases.MERGED_INTO,
    "apotek": showcases.PHARMACY,
    "fodterapeut": showcases.CLOSING_CLINIC,
    "laegehus": showcases.BUSIEST,
}
"""Private actors by the showcase whose owner they act for."""

KINDS = {code: kind for code, kind in KINDS_OF_OWNER.items() if kind != PRIVATE}
"""The owners of whom each has an actor, by the entity type; of the private ones only some have."""


class DemoConsumer(NamedTuple):
    """Somebody who takes the sample register's data. door: by which. late, behind: for how many days they have not
    asked, and how many entries they have not. part: of KRS. actor: who is told when something concerns them.
    """

    cvr: str
    actor: str
    name: str
    door: str
    late: int = 0
    behind: int = 0
    part: str = ""


CONSUMERS = (
    DemoConsumer("99000007", "dnhf", "Den Nationale Henvisningsformidling (demo)", FEED),
    DemoConsumer("99000015", "medcom-kopi", "MedCom (demo)", FOLLOWER),
    DemoConsumer("99000023", "sentinel", "Sentinel (demo)", FILES, late=1, behind=1),
    DemoConsumer("99000031", "fmk", "Fælles Medicinkort (demo)", KRS, part="sygehusafdeling"),
    DemoConsumer("99000058", "lpr", "Landspatientregisteret (demo)", KRS, late=9, behind=5, part="sorentity"),
)
"""Those who use SOR, as a sample: by which door each takes it is invented."""


class DemoActor(NamedTuple):
    """An actor with one right."""

    id: str
    name: str
    role: str
    place: str | None = None
    cvr: str | None = None


def add_demo_actors(register: Register) -> int:
    """Add the demo's actors, each with one right and a program; gives how many. Those that are there are left alone."""
    found = list(demo_actors(register))
    at = write_instant(register.clock())
    secret = hash_secret(SECRET)
    with register.database.desk.writing() as connection:
        new = [one for one in found if desk.actor(connection, one.id) is None]
        for one in new:
            desk.add_actor(connection, ActorRow(one.id, one.name, one.cvr, None, at, DEMO))
            given = RightRow(0, one.id, one.role, one.place, None, START, OPEN, 0, DEMO, at)
            desk.give_right(connection, given)
            desk.put_client(connection, ClientRow(one.id, one.id, secret, at, DEMO))
    _add_consumers(register)
    add_demo_persons(register, DEMO)
    add_demo_sites(register, DEMO)
    return len(new)


def _add_consumers(register: Register) -> None:
    """The demo's consumers, where there are none yet."""
    epoch, now = register.facts().get("epoch", ""), register.clock()
    with register.database.desk.writing() as connection:
        if consumers.list_positions(connection):
            return
        for one in CONSUMERS:
            if desk.actor(connection, one.actor) is None:
                email = f"drift@{one.actor}.example"
                made = ActorRow(one.actor, f"{one.name}, drift", one.cvr, email, write_instant(now), DEMO)
                desk.add_actor(connection, made)
            at = now - timedelta(days=one.late)
            serial = max(0, register.serial() - one.behind)
            row = ConsumerRow(one.cvr, one.door, one.part, one.name, epoch, serial, write_instant(at))
            consumers.note(connection, row)


def demo_actors(register: Register) -> Iterator[DemoActor]:
    """Who there is in the demo, by the owners that are open on its day."""
    snapshot = register.at()
    yield DemoActor(AUTHORITY, "Registermyndigheden (demo)", "authority")
    yield DemoActor("medcom", "MedCom (demo)", "medcom")
    hits = PhoneBook(register).search("", snapshot.at, limit=2000, level="IO", type=list(KINDS))
    for owner in sorted(hit.key for hit in hits.page):
        yield _keeper(snapshot, owner)
    for name, unit in CLINICS.items():
        line = snapshot.ancestors(unit)
        if line:
            yield DemoActor(
                name, f"{line[0]['name']} (demo)", "private", line[0]["code"], _cvr(snapshot, line[0]["code"])
            )
            if name == CLINIC:
                yield DemoActor("leverandoer", "Systemleverandør (demo)", "vendor", line[0]["code"])


def _keeper(snapshot: Snapshot, owner: str) -> DemoActor:
    """The actor of a public owner: region-1082, kommune-0707, stat-CODE."""
    unit = snapshot.unit(owner)
    if unit is None:
        raise LookupError(f"there is no unit {owner} on the day")
    role = KINDS[unit["type"]]
    address = unit.get("postal_address")
    number = (address and {"region": address["region"], "municipality": address["municipality"]}.get(role)) or owner
    word = {"region": "region", "municipality": "kommune", "state": "stat"}[role]
    return DemoActor(f"{word}-{number}", f"{unit.get('name', owner)} (demo)", role, owner, unit.get("cvr"))


def _cvr(snapshot: Snapshot, owner: str) -> str | None:
    unit = snapshot.unit(owner)
    return None if unit is None else unit.get("cvr")
