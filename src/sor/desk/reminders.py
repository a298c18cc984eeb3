"""Reminders to responsible persons and deputies: at the interval of their place, half a year unless its keeper chose
another, each is asked by mail whether everything is still right. Whoever answers for several places gets one mail.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from functools import partial

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.day import OPEN
from sor.core.instant import write_instant
from sor.desk.mail import NotTaken, deliver
from sor.desk.quality import HALF_YEAR, Quality
from sor.desk.responsible_persons import Lacks, PersonAtPlace, ResponsiblePersons
from sor.desk.still_right import StillRight
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import confirmations, reminder_choices
from sor.store import responsible_persons as desk
from sor.store.reminder_choices import ReminderChoice

INTERVALS = {3: timedelta(days=92), 6: HALF_YEAR, 12: timedelta(days=365)}
"""Between two reminders, by how many months they are called."""

DEFAULT = 6
PAUSE = timedelta(days=30)
"""How long after a reminder the next one comes, while nobody answers."""


class Reminders:
    """The reminders of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self._register = register
        self._settings = settings
        self._persons = ResponsiblePersons(register)
        self._still = StillRight(register, settings)
        self._clock = clock or Clock()

    def choice(self, place: str) -> ReminderChoice:
        """How often who answers for a place is reminded."""
        found = reminder_choices.all_choices(self._register.database.reader())
        return found.get(place) or ReminderChoice(place, DEFAULT, 0)

    def choose(self, actor: Actor, place: str, months: int, paused_until: int, door: str) -> None:
        """Choose it. paused_until: the first day on which reminders go on, 0 = no pause. Raises Refused."""
        self._persons.refuse_stranger(actor, place)
        if months not in INTERVALS:
            raise Lacks(
                "months", f"Reminders come every {', '.join(map(str, INTERVALS))} months, not every {months}.",
                f"Påmindelser kommer hver {', '.join(map(str, INTERVALS))} måneder, ikke hver {months}.",
            )  # fmt: skip
        if paused_until and not self._register.today() < paused_until < OPEN:
            raise Lacks(
                "paused_until", "A pause ends on a day to come. Leave the day empty for no pause.",
                "En pause slutter en kommende dag. Lad dagen stå tom for ingen pause.",
            )  # fmt: skip
        with self._register.database.desk.writing() as connection:
            at = write_instant(self._register.clock())
            reminder_choices.choose(connection, ReminderChoice(place, months, paused_until), actor.id, at, door)

    def due(self) -> list[PersonAtPlace]:
        """Who is to be asked: nothing was said of the place, nor of them, within its interval, it is not paused, and
        they were not reminded within thirty days.
        """
        source, now, today = self._register.database.reader(), self._register.clock(), self._register.today()
        said, chosen = confirmations.last_of_all(source), reminder_choices.all_choices(source)
        pause, snapshot = write_instant(now - PAUSE), self._register.at()
        found = []
        for one in self._persons.list_persons():
            place = one.row.place
            wanted = chosen.get(place) or chosen.get(one.row.owner) or ReminderChoice(place, DEFAULT, 0)
            since = write_instant(now - INTERVALS[wanted.months])
            if wanted.paused_until > today or one.row.reminded_at > pause or one.row.confirmed_at > since:
                continue
            line = [place, *(above["code"] for above in snapshot.ancestors(place))]
            if max(said.get(code, "") for code in line) <= since:
                found.append(one)
        return found

    def send(self) -> int:
        """Ask them, each by one mail about all their places; how many were asked. It stops at the first whom the mail
        server does not take for another reason than the address. A program that is killed in between may ask one
        person twice. Raises Refused where no mail is sent.
        """
        if not self._settings.smtp:
            raise Refused("This register sends no mail: SOR_SMTP is not set.")
        sent = 0
        quality = Quality(self._register)
        for several in _by_address(self.due()):
            try:
                deliver(self._settings.smtp, several[0].row.email, partial(self._mail, several, quality))
            except NotTaken as error:
                if error.is_of_its_address:
                    continue
                raise Refused(f"The mail server does not take it now; {sent} were asked. Try again later.") from None
            with self._register.database.desk.writing() as connection:
                for one in several:
                    desk.remind(connection, one.row.id, write_instant(self._register.clock()))
            sent += 1
        return sent

    def _mail(self, several: list[PersonAtPlace], quality: Quality, to: str) -> EmailMessage:
        base = (self._settings.public_url or f"http://{self._settings.host}:{self._settings.port}").rstrip("/")
        first = several[0]
        what = f"{first.place_name} ({first.row.place})" if len(several) == 1 else f"{len(several)} steder"
        made = EmailMessage()
        made["Subject"] = f"Er alt i SOR stadig rigtigt for {what}?"
        made["From"], made["To"] = self._settings.mail_from, to
        made["Date"] = formatdate(self._clock().timestamp())
        made["Auto-Submitted"] = "auto-generated"
        danish, english = [], []
        for one in several:
            place = one.row.place
            bad = sum(found["severity"] != "note" for found in quality.page(place).findings)
            units, link = quality.score(place).units, f"{base}/still-right?link={self._still.link(one)}"
            danish.append(
                f"{one.place_name} ({place}): åbne enheder: {units}, fejl og advarsler: {bad}.\n"
                f"Se dem og ret dem:\n{base}/quality?owner={place}\n"
                f"Er alt stadig rigtigt, så bekræft det her uden login (linket virker én gang, i 60 dage):\n{link}\n"
                f"Er du ikke længere ansvarlig for stedet:\n{base}/responsible/{one.row.id}\n"
            )
            english.append(
                f"{one.place_name} ({place}): open units: {units}, errors and warnings: {bad}.\n"
                f"Look at them and mend them:\n{base}/quality?owner={place}&lang=en\n"
                f"If all is still right, confirm it here without a login (the link works once, for 60 days):\n"
                f"{link}&lang=en\n"
                f"If you do not answer for the place any more:\n{base}/responsible/{one.row.id}?lang=en\n"
            )
        made.set_content(
            "Du står som SOR-ansvarlig eller stedfortræder. Hvor ofte du får denne mail, og om den er på pause, vælger"
            " den, der vedligeholder stedet, på stedets side.\n\n" + "\n".join(danish)
            + "\nYou are responsible person or deputy in SOR. How often this mail comes, and whether it is paused, is"
            " chosen on the place's page by whoever keeps it.\n\n" + "\n".join(english),
        )  # fmt: skip
        return made


def _by_address(due: list[PersonAtPlace]) -> Iterator[list[PersonAtPlace]]:
    """Those who are due, together where one address answers for several places."""
    found: dict[str, list[PersonAtPlace]] = {}
    for one in due:
        found.setdefault(one.row.email.casefold(), []).append(one)
    yield from found.values()
