"""Errors that anybody reports about a unit, without a login: each becomes a case with whoever keeps the unit and with
the authority, and is answered by mail.

Twenty within an hour are taken from one address, and fifty may wait about one unit, so that who has many addresses
takes the door away from that unit at most. Name and mail address stand in the case for who decides it alone, and
go when the answer has been sent.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sor.clock import Clock
from sor.core.identifiers import tidy_identifier
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
from sor.store.database import Connection

MOST_FROM = 20
"""Reports within an hour from one address."""

MOST_ABOUT = 50
"""Reports that wait about one unit; beyond them a machine must be writing."""

MOST_OPEN = 20_000
"""Reports that wait in all, some 80 MB of text at most."""

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
        code, fit = tidy_identifier("code", unit), fit_letter(letter)
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
            self._refuse_flood(connection, code)
            if letters.count_between(connection, sender, COUNTED, now - HOUR) >= MOST_FROM:
                raise TooManyReports(
                    "Too many reports within an hour; nothing was sent. Try again later.",
                    "For mange meldinger inden for en time; intet er sendt. Prøv igen senere.",
                )
            letters.add(connection, sender, COUNTED, now)
            return desk.open_case(connection, row, fit.text)

    def _refuse_flood(self, connection: Connection, unit: str) -> None:
        if desk.count_open(connection, NO_ACTOR, unit) >= MOST_ABOUT:
            raise TooManyReports(
                f"{MOST_ABOUT} reports about {unit} wait for an answer, and no more are taken until some have one;"
                " nothing was sent. Whoever answers for the unit stands on its page.",
                f"{MOST_ABOUT} meldinger om {unit} venter på svar, og der tages ikke imod flere, før nogle har fået"
                " det; intet er sendt. Hvem der er ansvarlig for enheden, står på dens side.",
            )
        if desk.count_open(connection, NO_ACTOR) >= MOST_OPEN:
            raise TooManyReports(
                f"{MOST_OPEN} reports wait for an answer, and no more are taken until some have one; nothing was sent.",
                f"{MOST_OPEN} meldinger venter på svar, og der tages ikke imod flere, før nogle har fået det; intet er"
                " sendt.",
            )
