"""The REST tests' register: an owner with a clinic that moved, a unit that was replaced, and who shares what."""

from datetime import UTC, datetime

from sor.core.identifiers import sor_code
from sor.register import Register
from sor.store.database import Database
from tests.store.units import INHERITED, create, own, says, submit
from tests.store.units import change as changed

NOW = datetime(2026, 11, 1, 11, tzinfo=UTC)
OWNER, CLINIC, OLD, NEW, UNKNOWN = (sor_code(9_000_000 + n) for n in range(1, 6))
GLN, SHAK, PROVIDER, CVR = "5790000121526", "1301011", "019062", "13585628"


def clinics(database: Database) -> Register:
    """Serial 1: all units; serial 2: the clinic's new name from 2027, the owner's new phone."""
    register = Register(database, lambda: NOW)
    register.init("master", demo=True)
    submit(
        register,
        create(OWNER, 20180401, name="Asta Klitgaard ApS", level="IO", type="550891000005100", cvr=CVR,
               location=own(GLN), virtual_address={"phone": "98765432"},
               postal_address={"street": "Østergade", "building": "7", "postcode": "9700", "municipality": "0810"}),
        create(CLINIC, 20180401, name="Klitgårdens Lægehus", level="HI", parent=OWNER, location=INHERITED,
               provider_identifier=PROVIDER, specialities=[{"code": "408443003", "main": True}]),
        create(OLD, 20180401, name="Ågården", level="OU", parent=CLINIC, shak=SHAK),
        create(NEW, 20220101, name="Ærøhus", level="OU", parent=CLINIC, shak="1301021"),
        create(GLN, 20180401, "location_number", system_type="225", active=True, internal=False),
        create(f"{GLN}/MedRpt/1.0/receive", 20180401, "edi", format="XML"),
        create(SHAK, 20180401, "shak", name="Ågården", record="afd", specialities=["00"]),
        create(f"{OLD}>{NEW}", 20220101, "succession", replaces=True, replaced_by=True),
        reason="first load",
    )  # fmt: skip
    submit(
        register,
        changed(CLINIC, says("name", 20270101, "Klitgårdens Sundhedshus")),
        changed(OWNER, says("virtual_address", 20261001, {"phone": "11223344"})),
        changed(OLD, says("open", 20220101, False)),
    )
    return register
