"""An empty register is filled with the sample, delivery by delivery, and remembers what was known when."""

import pytest

from sor.core.instant import write_instant
from sor.desk.demo_clock import go_by
from sor.jobs.generating import Size, fill
from sor.register import Refused, Register
from sor.sample import showcases
from sor.store import facts
from sor.store.database import Database
from tests.conftest import StandingClock

pytestmark = pytest.mark.slow

SMALL = Size(units=150, years=8, seed=1, day=20261101)


def test_each_delivery_becomes_an_entry_known_from_its_own_day(register: Register) -> None:
    filled = fill(register, SMALL)
    assert [entry.known for entry in filled] == [
        "2025-05-01", "2025-08-01", "2025-11-01", "2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01",
    ]  # fmt: skip
    assert filled[0].subjects["unit"] > 100
    assert register.verify(deep=True).fault is None
    assert facts.all_facts(register.database.reader())["demo_day"] == "20261101"


def test_its_entries_lie_in_the_demos_past(register: Register) -> None:
    fill(register, SMALL)
    go_by(register)
    entries = list(register.since(0))
    assert all(entry.recorded_at[:10] == entry.known_at[:10] for entry in entries)
    assert entries[-1].recorded_at < write_instant(register.clock())
    assert register.today() == SMALL.day


def test_a_real_register_is_not_filled_even_when_empty(database: Database, clock: StandingClock) -> None:
    real = Register(database, clock)
    real.init("master")
    with pytest.raises(Refused, match="holds a real register, and invented units never go into one"):
        fill(real, SMALL)
    assert real.serial() == 0


def test_what_was_believed_before_a_correction_can_still_be_asked(register: Register) -> None:
    fill(register, SMALL)

    def name(known: str) -> str:
        unit = register.at(register.as_of("2026-02-15", known)).unit(showcases.CORRECTED)
        assert unit is not None
        return str(unit["name"])

    assert name("2026-08-01") == "Kiropraktisk Klinik Lyngparken"
    assert name("2026-11-01") == "Kiropraktisk Klinik Gammelbo"


def test_a_register_that_holds_something_is_not_filled(register: Register) -> None:
    fill(register, SMALL)
    before = register.serial()
    with pytest.raises(Refused) as refusal:
        fill(register, SMALL)
    assert str(refusal.value) == (
        f"{register.database.shown} holds {before} entries. Generate into a new database, for example"
        " --database sqlite:///sample.db"
    )
    assert register.serial() == before


def test_the_codes_of_the_sample_have_names_beside_those_of_the_bundled_lists(register: Register) -> None:
    fill(register, SMALL)
    names = register.at().codes
    assert names.name("system_type_v2", "225", SMALL.day) == "Demojournal"
    assert names.name("edi_administrator_v2", "639", SMALL.day, "en") == "Demo Administrator"
    assert names.name("entity_type", "264372000", SMALL.day) == "apotek"
