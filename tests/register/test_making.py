"""What a register is made to be."""

import pytest

from sor.register import NotReady, Refused, Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.store.units import create, submit


class TestRole:
    """A register is a mirror or a master; that is written in it."""

    def test_a_new_register_is_a_mirror(self, database: Database, clock: StandingClock) -> None:
        made = Register(database, clock)
        made.init()
        assert made.role == "mirror"
        assert set(made.facts()) == {"role", "epoch"}

    def test_a_master_has_a_range_of_codes(self, register: Register) -> None:
        assert register.facts()["range"] == "9000000-9999999"

    def test_a_mirror_takes_no_changes_of_its_own(self, database: Database, clock: StandingClock) -> None:
        made = Register(database, clock)
        made.init()
        with pytest.raises(Refused) as refusal:
            submit(made, create("A", name="A"))
        assert str(refusal.value) == (
            "This register is a mirror: it is fed by files or a feed and takes no changes of its own."
        )
        assert made.submit(Submission([create("A", name="A")], "import", "import")).serial == 1

    def test_the_role_does_not_change_by_a_setting(self, register: Register) -> None:
        with pytest.raises(Refused) as refusal:
            register.init("mirror")
        assert str(refusal.value) == (
            "This register is a master. Its role is written in it and does not change by a setting."
        )
        epoch = register.facts()["epoch"]
        register.init()
        register.init("master")
        assert register.facts()["epoch"] == epoch


def test_a_database_without_a_register_is_told_apart(tmp_path, clock: StandingClock) -> None:  # type: ignore[no-untyped-def]
    register = Register(Database(f"sqlite:///{tmp_path}/none.db"), clock)
    with pytest.raises(NotReady, match=r"There is no register in sqlite:///.*/none.db. Make one with: sor init"):
        register.ready()
    assert not (tmp_path / "none.db").exists()
