"""Letters to responsible persons who stand behind a form: handed to the mail server at once, and kept nowhere.

Whoever writes is told whether the mail server took it, never the address to which it went. So many letters are taken
within an hour from one address, so many to one person, and few from one address to one person: nobody alone takes up
what a person gets.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256
from typing import NamedTuple

from sor.clock import Clock
from sor.core.text import Unfit, pass_text
from sor.desk.mail import NotTaken, deliver
from sor.desk.responsible_persons import FORM, LONGEST_NAME, Lacks, NobodyThere, PersonAtPlace, ResponsiblePersons
from sor.register import Refused, Register
from sor.rules.addresses import is_mailbox
from sor.settings import Settings
from sor.store import letters

HOUR = 3600
MOST_FROM, MOST_TO, MOST_BETWEEN = 20, 20, 3
"""Letters within an hour from one address, to one person, and from one address to one person."""

LONGEST_TEXT = 4_000


class TooManyLetters(Refused):
    """More letters than are taken within an hour."""


class NotSent(Refused):
    """A letter that cannot be handed to the mail server now, or not here."""


class WrittenLetter(NamedTuple):
    """What somebody writes, and where they want to be answered."""

    name: str
    email: str
    text: str


class Letters:
    """The letters to the persons of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(
        self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self._database = register.database
        self._persons = ResponsiblePersons(register)
        self._settings = settings
        self._clock = clock or Clock()

    @property
    def can_send(self) -> bool:
        """Whether this register sends mail at all."""
        return bool(self._settings.smtp)

    def to(self, id: str) -> PersonAtPlace:
        """Who is written to: somebody behind a form. Raises NobodyThere, also for who is not behind one."""
        found = self._persons.person(id)
        if found is None or not found.counts or found.row.contact != FORM:
            raise NobodyThere.of_id(id)
        return found

    def write(self, id: str, letter: WrittenLetter, address: str) -> None:
        """Send a letter. address: of who sends it, to count by; only a digest of it is kept. Raises Refused."""
        one, fit = self.to(id), fit_letter(letter)
        if not self.can_send:
            raise NotSent(
                "This register sends no mail; nothing was sent. Ask the register authority.",
                "Dette register sender ikke mail; intet er sendt. Spørg registermyndigheden.",
            )
        self._count(id, sha256(address.encode()).hexdigest()[:32])
        try:
            deliver(self._settings.smtp, one.row.email, lambda to: self._mail(one, fit, to))
        except NotTaken:
            raise NotSent(
                "The mail server does not take it now; nothing was sent. Try again later.",
                "Mailserveren tager ikke imod den nu; intet er sendt. Prøv igen senere.",
            ) from None

    def _count(self, id: str, sender: str) -> None:
        """Raises TooManyLetters."""
        now = int(self._clock().timestamp())
        with self._database.desk.writing() as connection:
            letters.keep_only(connection, now - HOUR)
            if (
                letters.count_from(connection, sender, now - HOUR) >= MOST_FROM
                or letters.count_to(connection, id, now - HOUR) >= MOST_TO
                or letters.count_between(connection, sender, id, now - HOUR) >= MOST_BETWEEN
            ):
                raise TooManyLetters(
                    "Too many letters within an hour; nothing was sent. Try again later.",
                    "For mange breve inden for en time; intet er sendt. Prøv igen senere.",
                )
            letters.add(connection, sender, id, now)

    def _mail(self, one: PersonAtPlace, letter: WrittenLetter, to: str) -> EmailMessage:
        made = EmailMessage()
        made["Subject"] = f"Til SOR-ansvarlig for {one.place_name} ({one.row.place})"
        made["From"], made["To"], made["Reply-To"] = self._settings.mail_from, to, letter.email
        made["Date"] = formatdate(self._clock().timestamp())
        made.set_content(
            f"{letter.name} <{letter.email}> skriver til dig gennem SOR. Svarer du, ser modtageren din adresse.\n"
            "Written to you by a form of SOR. Whoever you answer sees your address.\n\n"
            f"{letter.text}\n"
        )
        return made


def fit_letter(letter: WrittenLetter) -> WrittenLetter:
    """What is written, as it is sent. Raises Lacks."""
    try:
        name, email = pass_text(letter.name, "name").strip(), pass_text(letter.email, "email").strip()
        text = "\n".join(pass_text(line, "text") for line in letter.text.strip().splitlines())
    except Unfit as error:
        raise Lacks(error.where, str(error), error.danish) from None
    if not name or len(name) > LONGEST_NAME:
        raise Lacks(
            "name", f"Write your name, of at most {LONGEST_NAME} characters.",
            f"Skriv dit navn, på højst {LONGEST_NAME} tegn.",
        )  # fmt: skip
    if not is_mailbox(email) or not email.isascii():  # an answer goes by servers that know no other letters
        raise Lacks(
            "email", "Write an e-mail address to which you can be answered, in the letters a to z.",
            "Skriv en e-mailadresse, som du kan få svar på, med bogstaverne a til z.",
        )  # fmt: skip
    if not text or len(text) > LONGEST_TEXT:
        raise Lacks(
            "text", f"Write a text, of at most {LONGEST_TEXT} characters.",
            f"Skriv en tekst, på højst {LONGEST_TEXT} tegn.",
        )  # fmt: skip
    return WrittenLetter(name, email, text)
