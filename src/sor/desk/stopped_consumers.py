"""A consumer that has stopped is told by mail, once each time: nobody misses a copy that nobody looks at."""

from sor.core.instant import write_instant
from sor.following.consumers import STOPPED, Consumers
from sor.register import Register
from sor.store import mails

WHAT = "stopped"
"""As the outbox calls such a mail."""


def tell_stopped(register: Register, consumers: Consumers) -> int:
    """Let a mail wait for each consumer that has stopped, has an address and was not told since it last asked.
    Gives how many.
    """
    stopped = [one for one in consumers.listed() if one.state == STOPPED and one.contact]
    if not stopped:
        return 0
    told = 0
    with register.database.desk.writing() as connection:
        for one in stopped:
            if mails.was_made_since(connection, one.keeper, WHAT, one.at):
                continue
            mails.put(connection, mails.NO_CASE, one.keeper, WHAT, write_instant(register.clock()))
            told += 1
    return told
