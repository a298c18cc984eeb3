"""Moving a demo's clock: forward only, past everything the register knows, for all its processes at once."""

from datetime import datetime

from sor.clock import DemoClock, ahead, set_clock
from sor.core.day import day_of, write_day
from sor.core.instant import TICK, parse_instant, write_instant
from sor.register import Refused, Register
from sor.store import facts, log

ASKED = "demo_now"
"""The fact that holds the ``SOR_NOW`` which was followed last: the same one again asks for nothing new."""


class Backward(Refused):
    """The clock was to go back; the message says how to begin a new demo, ``danish`` says the same."""

    def __init__(self, today: int) -> None:
        day = write_day(today)
        super().__init__(
            f"The clock only goes forward; it is {day}. To go back, begin a new demo in a new database:"
            " SOR_DATABASE=sqlite:///new.db make run"
        )
        self.danish = (
            f"Uret går kun frem; det er {day}. Begynd en ny demo i en ny database:"
            " SOR_DATABASE=sqlite:///ny.db make run"
        )


def go_by(register: Register, asked: datetime | None = None) -> None:
    """Let a demo's register go by the demo's clock. One that was never set starts at noon of the demo's day, or after
    the last entry when that is later. asked: the moment of ``SOR_NOW``, to which it is moved once. Raises Backward.
    """
    clock = register.clock = DemoClock(register.database)
    if ahead(register.database.reader()) is None:
        with register.database.writing() as connection:
            if ahead(connection) is None:
                set_clock(connection, _start(register, log.head(connection)))
    if asked is None or register.facts().get(ASKED) == write_instant(asked):
        return
    if day_of(asked) < day_of(clock()):
        raise Backward(day_of(clock()))
    with register.database.writing() as connection:
        facts.put(connection, ASKED, write_instant(asked))
        if asked > clock():
            set_clock(connection, asked)


def move_forward(register: Register, wanted: datetime) -> None:
    """Move a demo's clock; the day that comes is noted in the log. Raises Backward."""
    with register.database.writing() as connection:
        head = log.head(connection)
        now = register.clock()
        if wanted < now or (head.serial and wanted <= parse_instant(head.recorded_at)):
            raise Backward(day_of(now))
        set_clock(connection, wanted)
    register.turn_day()


def _start(register: Register, head: log.Head) -> datetime:
    noon = parse_instant(f"{write_day(int(register.facts()[facts.DEMO_DAY]))}T12:00")
    return max(noon, parse_instant(head.recorded_at) + TICK) if head.serial else noon
