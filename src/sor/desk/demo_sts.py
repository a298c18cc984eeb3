"""The demo's STS: issues ID cards to anyone, so that a service can be tried in five minutes. Production has none."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sor.access.dgws.issuing import Holder, Identity, issue, new_identity
from sor.access.dgws.trust import Trust, read_trust
from sor.clock import Clock
from sor.register import Register
from sor.settings import Settings
from sor.store import demo_sts

NAME = "demo"
"""Its trust domain."""

HEAD_START = timedelta(minutes=1)
"""Cards hold from a little before they are issued: two machines never agree about the second."""


class DemoSts:
    """The STS of a demo; its key is made when the first card is asked for."""

    def __init__(self, register: Register, clock: Callable[[], datetime]) -> None:
        self._register = register
        self._clock = clock
        self._known: Trust = ()

    def has_key(self) -> bool:
        """Whether its key was made already."""
        return demo_sts.identity(self._register.database.reader()) is not None

    def make_key(self) -> None:
        """Make its key, unless another process was first."""
        demo_sts.make_identity(self._register.database, _new)

    def identity(self) -> Identity:
        """Its key and certificate, made now when they were never needed."""
        database = self._register.database
        return Identity(*(demo_sts.identity(database.reader()) or demo_sts.make_identity(database, _new)))

    def issue(self, holder: Holder) -> bytes:
        """A signed ID card for whom it may concern, as the bytes of its assertion."""
        return issue(self.identity(), holder, self._clock() - HEAD_START, uuid.uuid4().hex)

    def trust(self) -> Trust:
        """Its certificate, to be trusted; none before its first card. Once made it never changes."""
        if not self._known:
            found = demo_sts.identity(self._register.database.reader())
            self._known = read_trust(NAME, found[1].encode()) if found else ()
        return self._known


def security_clock(register: Register, settings: Settings) -> Callable[[], datetime]:
    """The time by which ID cards and tokens are judged: the real one, whatever day the demo's register lives on,
    because callers make their messages by the real one; where ``SOR_NOW`` is set, the register's.
    """
    return register.clock if settings.now else Clock()


def _new() -> tuple[str, str]:
    made = new_identity()
    return made.key, made.certificate
