"""Errors that anybody reports about a unit, without a login: each becomes a case with whoever keeps the unit and with
the authority, and is answered by mail.

Twenty within an hour are taken from one address. Name and mail address stand in the case for who decides it alone, and
go when the answer has been sent.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sor.clock import Clock
from sor.core.identifiers import tidied
from sor.core.instant import write_instant
from sor.desk.asked_case import write_json
from sor.desk.case_kinds import ERROR
from sor.desk.case_units import read_standing, refuse_unknown_unit
from sor.desk.cases import WORKING_DAYS
from sor.desk.letters import HOUR, WrittenLetter, fit_letter
from sor.desk.working_days import after_working_days
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import cases as desk
from sor.store import letters
from sor.store.cases import NEW, NO_ACTOR, FiledCase

MOST_FROM = 20
"""Reports within an hour from one address."""

MOST_OPEN = 2_000
"""Reports that wait in all; beyond them a machine must be writing."""

COUNTED = "report"
"""In the place of the person to whom a letter is counted."""


class TooManyReports(Refused):
    """More reports than are taken within an hour."""


class ErrorReports:
    """The reports of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self._register = register
        self._database = register.database
        self._settings = settings
        self._clock = clock or Clock()

    def file(self, unit: str, letter: WrittenLetter, address: str, door: str) -> FiledCase:
        """Open a case for what is written about a unit. address: of who sends it, to count by. Raises Refused."""
        code, fit = tidied("code", unit), fit_letter(letter)
        refuse_unknown_unit(self._register, code)
        stood = read_standing(self._register, code)
        due = after_working_days(
            self._register.today(), WORKING_DAYS, half_holidays_free=self._settings.half_holidays_free
        )
        row = FiledCase(
            0, ERROR, code, fit.text, write_json({"name": fit.name, "email": fit.email}), write_json([]), NO_ACTOR,
            door, write_instant(self._register.clock()), due, NEW, "", stood, stood, "", "", "", 0, 0,
        )  # fmt: skip
        sender, now = sha256(address.encode()).hexdigest()[:32], int(self._clock().timestamp())
        with self._database.desk.writing() as connection:
            letters.keep_only(connection, now - HOUR)
            is_flood = desk.count_open(connection, NO_ACTOR) >= MOST_OPEN
            if is_flood or letters.count_between(connection, sender, COUNTED, now - HOUR) >= MOST_FROM:
                raise TooManyReports(
                    "Too many reports within an hour; nothing was sent. Try again later.",
                    "For mange meldinger inden for en time; intet er sendt. Prøv igen senere.",
                )
            letters.add(connection, sender, COUNTED, now)
            return desk.open_case(connection, row, fit.text)
