"""A small register with one owner of each kind, for tests of who may: a region, a municipality, a firm, the state."""

from sor.core.day import START
from sor.core.identifiers import sor_code
from sor.desk.actors import Actors, WantedRight
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.store.units import begin, create

TYPES = {
    "region": "550881000005103", "municipality": "547211000005108", "private": "550891000005100", "state": "398070004",
}  # fmt: skip

REGION, HOSPITAL, WARD, TEAM, OTHER_WARD = (sor_code(9_000_100 + n) for n in range(5))
TOWN, TOWN_HALL, HOME_CARE = (sor_code(9_000_110 + n) for n in range(3))
FIRM, CLINIC, ROOM = (sor_code(9_000_120 + n) for n in range(3))
STATE, PRISON, WING = (sor_code(9_000_130 + n) for n in range(3))
OTHER_REGION, OTHER_HOSPITAL = (sor_code(9_000_140 + n) for n in range(2))


def _tree(kind: str, owner: str, institution: str, *units: str, type: str = "550811000005108") -> list[object]:
    return [
        create(owner, name=f"{kind} {owner}", level="IO", type=TYPES[kind]),
        create(institution, name=f"institution {institution}", level="HI", type=type, parent=owner),
        *(create(unit, name=f"unit {unit}", level="OU", type="309904001", parent=institution) for unit in units),
    ]


def filled_demo(database: Database, clock: StandingClock) -> str:
    """The URL of a demo that holds the owners."""
    register = Register(database, clock)
    register.init("master", demo=True)
    fill(register)
    return database.url.set(drivername=database.dialect).render_as_string(hide_password=False)


def fill(register: Register) -> None:
    """Load the owners, and their authority ``sds``."""
    begin(
        register,
        *_tree("region", REGION, HOSPITAL, WARD, OTHER_WARD, type="22232009"),
        create(TEAM, name="team", level="OU", type="309904001", parent=WARD),
        *_tree("municipality", TOWN, TOWN_HALL, HOME_CARE),
        *_tree("private", FIRM, CLINIC, ROOM),
        *_tree("state", STATE, PRISON, WING),
        *_tree("region", OTHER_REGION, OTHER_HOSPITAL, type="22232009"),
    )  # type: ignore[arg-type]
    actors = Actors(register)
    actors.add("sds", "Registermyndigheden", None)
    actors.grant("sds", wanted("authority"), None)


def wanted(role: str, place: str | None = None, ops: str | None = None, *days: int) -> WantedRight:
    """A right in a few words."""
    return WantedRight(role, place, None if ops is None else frozenset(ops.split()), *(days or (START,)))
