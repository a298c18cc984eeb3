"""A register that has lived, for the tests of what is folded from its log."""

import pytest

from sor.core.finding import WARNING, Finding
from sor.register import Register
from tests.conftest import StandingClock
from tests.store.units import INHERITED, begin, change, create, own, says, submit

NUMBER = "5790000000005"


@pytest.fixture
def lived(register: Register, clock: StandingClock) -> Register:
    """A register that has seen every sort of entry: moves, corrections, withdrawals, days, a file with findings."""
    begin(
        register,
        create("owner", level="IO", name="Owner", location=own(NUMBER), postal_address={"street": "Old"}),
        create("clinic", level="HI", name="Clinic", parent="owner", location=INHERITED, provider_identifier="019062"),
        create(NUMBER, kind="location_number", system_type="225"),
        create(f"{NUMBER}/BIN01/B0131X/receive", kind="edi"),
    )
    submit(register, change("owner", says("postal_address", 20261103, {"street": "New"})))
    submit(register, create("new", level="IO", name="New"), create("clinic>new", kind="succession", replaces=True))
    submit(register, change("clinic", says("parent", 20260101, "new", over=20261201)))  # it was never below the owner
    serial = submit(register, change("owner", says("name", 20261201, "Never")))
    back = change("owner")
    back.withdrawn = [(serial, 1, 0)]
    submit(register, back)
    clock.pass_days(5)
    finding = Finding("T1", WARNING, "unit", "clinic", "type", {"value": "?"})
    origin = {"file": "f.xml", "format": "sor-xml-2", "family": "sor-xml", "digest": "d", "snapshot": 20261106}
    submit(register, change("clinic", says("type", 20261106, "?")), findings=[finding], origin=origin)
    return register
