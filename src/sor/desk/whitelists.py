"""Who may call which service: the whitelists by CVR number, read on every call, so that a change counts at once."""

import re
from collections.abc import Callable

from sor.core.identifiers import tidy_identifier
from sor.core.instant import write_instant
from sor.core.text import Unfit, pass_text
from sor.register import Register
from sor.store import audit_log, whitelist
from sor.store.audit_log import Noted
from sor.store.whitelist import DEMO, ListChanger, Listed

SERVICES = ("sorls", "sorus")
"""The services with a whitelist of their own. For SOR in the copy register a valid ID card is enough."""

DEMO_CALLERS = {
    "90000012": "Region Midtjylland (sample register)",
    "90000004": "Region Nordjylland (sample register)",
    "90000020": "Region Syddanmark (sample register)",
    "90000039": "Region Hovedstaden (sample register)",
    "90000047": "Region Sjælland (sample register)",
}
"""The CVR numbers that a demo register's lists begin with: invented ones, of the sample's regions."""

CVR = re.compile(r"[0-9]{8}")
"""Eight digits; the check digit is not held against anybody, numbers without a right one are issued, too."""


class BadWhitelist(ValueError):
    """A service or CVR number that cannot be; the message says what to write."""


class Whitelists:
    """The whitelists of a register. demo: whether the rows that a demo comes with count."""

    def __init__(self, register: Register, *, demo: bool) -> None:
        self._register = register
        self._demo = demo

    def of(self, service: str) -> Callable[[str], bool]:
        """The question whether a CVR number is on a service's list."""
        database = self._register.database

        def is_listed(cvr: str) -> bool:
            return whitelist.is_listed(database.reader(), service, cvr, demo=self._demo)

        return is_listed

    def usual(self) -> str | None:
        """A number on the list of every service, to try them with; else on some list; None when all are empty."""
        services: dict[str, set[str]] = {}
        for row in self.list_rows():
            services.setdefault(row.cvr, set()).add(row.service)
        order = [*(cvr for cvr in DEMO_CALLERS if cvr in services), *services]
        return max(order, key=lambda cvr: len(services[cvr]), default=None)

    def list_rows(self) -> list[Listed]:
        """Every row that counts."""
        return [
            row for row in whitelist.list_rows(self._register.database.reader()) if self._demo or row.source != DEMO
        ]

    def history(self) -> list[Noted]:
        """Who changed what and when, the newest first."""
        return audit_log.read_notes_of(self._register.database.reader(), whitelist.WHAT)

    def add(self, service: str, cvr: str, comment: str, actor: str, channel: str) -> bool:
        """Put a number on a list, or change its comment; whether anything changed. Raises BadWhitelist."""
        cvr = tidy_identifier("cvr", cvr)
        _check(service, cvr)
        try:
            comment = pass_text(comment, "comment")
        except Unfit as error:
            raise BadWhitelist(str(error)) from None
        with self._register.database.desk.writing() as connection:
            return whitelist.put(connection, Listed(service, cvr, comment, channel), self._hand(actor, channel))

    def remove(self, service: str, cvr: str, actor: str, channel: str) -> bool:
        """Take a number off a list; whether it was there. Raises BadWhitelist."""
        _check(service)
        cvr = tidy_identifier("cvr", cvr)
        with self._register.database.desk.writing() as connection:
            return whitelist.take(connection, service, cvr, self._hand(actor, channel))

    def begin_demo(self) -> None:
        """Put the demo's callers on every list, unless anybody has ever changed one."""
        if audit_log.is_noted(self._register.database.reader(), whitelist.WHAT):
            return
        with self._register.database.desk.writing() as connection:
            if audit_log.is_noted(connection, whitelist.WHAT):
                return
            for service in SERVICES:
                for cvr, name in DEMO_CALLERS.items():
                    whitelist.put(connection, Listed(service, cvr, name, DEMO), self._hand("register", DEMO))

    def _hand(self, actor: str, channel: str) -> ListChanger:
        return ListChanger(actor, channel, write_instant(self._register.clock()))


def _check(service: str, cvr: str | None = None) -> None:
    if service not in SERVICES:
        raise BadWhitelist(f"'{service}' has no whitelist. Write {' or '.join(SERVICES)}.")
    if cvr is not None and not CVR.fullmatch(cvr):
        raise BadWhitelist(f"'{cvr}' is no CVR number: it has eight digits.")
