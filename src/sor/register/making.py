"""What a register is made to be, once: its role, its range of codes, whether it is a demo."""

import uuid
from collections.abc import Mapping

from sor.clock import set_clock
from sor.core.identifiers import DEMO_RANGE, LAST_RUNNING_NUMBER
from sor.register.deciding import ChangeableRegister
from sor.register.reading import MASTER, MIRROR
from sor.register.refused import NotReady, Refused
from sor.store import (
    desk_file,
    facts,
    setup,
)
from sor.store.database import Connection

NOT_INTO_DEMO = (
    "This is a real register, and a real one is never turned into a demo. Make a demo in a new database:"
    " sor init --demo --database sqlite:///demo.db"
)


class Register(ChangeableRegister):
    """A register as a program opens it: made or upgraded, and ready."""

    def init(self, role: str | None = None, *, demo: bool = False, codes: tuple[int, int] | None = None) -> None:
        """Create or upgrade the schema. A new register takes its role, its range of codes and whether it is a demo; an
        old one keeps them, but a master without a range may be given one.

        codes: the first and last running number of the SOR codes that a real master is to issue. Raises Refused for
        what a register cannot be or become, NotReady when a newer program made the database.
        """
        try:
            setup.upgrade(self.database)
        except (setup.Newer, setup.BadDeskFile) as error:
            raise NotReady(str(error)) from None
        with self.database.writing() as connection:
            had = facts.all_facts(connection)
            if "role" not in had:
                self._make(connection, role or MIRROR, codes, demo=demo)
                return
            if role is not None and role != had["role"]:
                raise Refused(
                    f"This register is a {had['role']}. Its role is written in it and does not change by a setting."
                )
            if demo and not facts.is_demo(had):
                raise Refused(NOT_INTO_DEMO)
            if codes is not None and codes != facts.code_range(had):
                _name_range(connection, codes, had)

    def _make(self, connection: Connection, role: str, codes: tuple[int, int] | None, *, demo: bool) -> None:
        """Write what a new register is."""
        facts.put(connection, "role", role)
        facts.put(connection, "epoch", uuid.uuid4().hex)
        if demo:
            facts.put(connection, facts.DEMO_DAY, str(self.today()))
            set_clock(connection, self.clock())
        if demo and role == MASTER and codes is None:
            facts.put(connection, facts.RANGE, "-".join(map(str, DEMO_RANGE)))
        if codes is not None:
            _name_range(connection, codes, facts.all_facts(connection))

    def ready(self) -> None:
        """Raises NotReady unless the database holds a register of this program's schema. What the log says and the
        operational tables do not know yet, because a program was stopped between the two, is made up for.
        """
        problem = setup.problem(self.database)
        if problem:
            raise NotReady(problem)
        self._let_series_go_on()

    def lacking(self) -> str | None:
        """What the register was found without, in a sentence with what to do; None when it has everything."""
        if not desk_file.is_missing(self.database):
            return None
        return (
            f"{self.database.shown} was found without {self.database.desk_file}, which holds its users, rights, keys,"
            " whitelists, series of numbers and audit log: these are empty. Stop all programs and put that file back,"
            " or go on without it: sor init --empty-desk"
        )

    def go_on_without(self) -> None:
        """Let the empty operational tables of a register that was found without its own be the register's."""
        desk_file.adopt(self.database)


def _name_range(connection: Connection, codes: tuple[int, int], had: Mapping[str, str]) -> None:
    """Write down the range of codes of a real master that has none. Raises Refused."""
    first, last = codes
    given, demos = f"{first}-{last}", "-".join(map(str, DEMO_RANGE))
    if had["role"] != MASTER:
        raise Refused("A mirror issues no SOR codes: leave the range out, or make a master with --role master.")
    if facts.is_demo(had):
        raise Refused(f"A demo issues its codes from {demos} and from nowhere else. Leave the range out.")
    if (kept := facts.code_range(had)) is not None:
        raise Refused(f"This register issues codes from {kept[0]}-{kept[1]} already, and that does not change.")
    if not 1 <= first <= last <= LAST_RUNNING_NUMBER:
        raise Refused(f"{given} is no range of running numbers: write A-B, from 1 to {LAST_RUNNING_NUMBER}.")
    if facts.is_of_demos(first, last):
        raise Refused(f"{given} lies in {demos}, which is kept for demos. Name another range.")
    facts.put(connection, facts.RANGE, given)
