"""News by the register's owner: written by the register authority, kept for good, sent to who reads the newsletter.

What breaks the format or query of a consumer that is known by name is told to its contact first; it is published when
all of them were.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.access.authority import Actor
from sor.core.day import READ_AS_OPEN, NotADay, parse_day
from sor.core.instant import write_instant
from sor.core.text import Unfit, pass_text
from sor.desk.actors import Actors
from sor.following.consumers import FEED, FILES, FOLLOWER, KRS, Consumers
from sor.following.part_asked import read_part
from sor.register import Refused, Register
from sor.store import mails, news, subscriptions
from sor.store.database import Connection
from sor.store.news import NewsRow
from sor.store.subscriptions import ACTIVE, MAIL, NEWS, WEBHOOK

BREAKING, SENT = "breaks", "news"
"""As the outbox calls what a consumer is told before a piece is published, and the piece itself."""

DOORS = (FEED, FOLLOWER, KRS, FILES, WEBHOOK)
QUERIES = ("unit", "type", "municipality", "field")
LONGEST_TITLE, LONGEST_TEXT = 150, 10_000


class BadNews(Refused):
    """A piece that cannot be taken; field: the one at fault."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


class NotTheOwner(Refused):
    """Somebody who is not the register authority writes news."""


class GivenNews(NamedTuple):
    """What is said. told_on: the day in the archive, empty for today; planned_for: empty for none. breaks: doors by
    which data are taken, and queries such as ``field=fax``.
    """

    title_da: str
    text_da: str
    title_en: str
    text_en: str
    told_on: str = ""
    planned_for: str = ""
    breaks: Sequence[str] = ()


class Concerned(NamedTuple):
    """A consumer whose format or query a piece breaks. contact: empty when nobody knows one; keeper: the actor whose
    address that is.
    """

    id: str
    name: str
    contact: str
    keeper: str


class Newsletter:
    """The news of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def list_published(self) -> list[NewsRow]:
        """What everybody reads, the newest first."""
        return [one for one in news.list_pieces(self._register.database.reader()) if one.published_at]

    def waiting(self) -> list[NewsRow]:
        """What waits until those whose formats it breaks are told."""
        return news.waiting(self._register.database.reader())

    def find(self, number: int) -> NewsRow | None:
        """A published piece."""
        row = news.find(self._register.database.reader(), number)
        return row if row is not None and row.published_at else None

    def add(self, actor: Actor, given: GivenNews, door: str) -> NewsRow:
        """Write a piece and publish it, at once or when those whose formats it breaks are told. Raises Refused."""
        if not Actors(self._register).is_authority(actor):
            raise NotTheOwner(
                "News are written by the register authority alone.", "Nyheder skrives kun af registermyndigheden."
            )
        row = self._fit(actor, given)
        with self._register.database.desk.writing() as connection:
            made = news.add(connection, row, door)
            for one in self.find_concerned(given.breaks):
                if one.contact:
                    mails.put(connection, made.number, one.keeper, BREAKING, row.made_at)
            self._publish_settled(connection)
            return news.find(connection, made.number) or made

    def publish_settled(self) -> None:
        """Publish what waits, when all who were to be told before have been, or cannot be."""
        if self.waiting():
            with self._register.database.desk.writing() as connection:
                self._publish_settled(connection)

    def find_concerned(self, breaks: Sequence[str]) -> list[Concerned]:
        """The consumers of some doors, and those who subscribe with some queries."""
        wanted = {one for one in breaks if one in DOORS}
        connection = self._register.database.reader()
        found = {
            one.key: Concerned(one.id, one.name, one.contact, one.keeper)
            for one in Consumers(self._register).list_known()
            if wanted & {*one.doors}
        }
        actors = Actors(self._register)
        for kind in (WEBHOOK, MAIL):
            for row in subscriptions.in_state(connection, kind, ACTIVE):
                asked = {f"{name}={value}" for name, value in read_part(row.part)._asdict().items() if value}
                if (asked & {*breaks} or (kind in wanted)) and row.owner not in found:
                    known = actors.find_known(row.owner).row
                    found[row.owner] = Concerned(row.owner, known.name, known.email or "", row.owner)
        return sorted(found.values())

    def _publish_settled(self, connection: Connection) -> None:
        now = write_instant(self._register.clock())
        for row in news.waiting(connection):
            if mails.has_unsettled(connection, BREAKING, row.number):
                continue
            if news.publish(connection, row.number, now):
                for reader in subscriptions.in_state(connection, NEWS, ACTIVE):
                    mails.put(connection, row.number, reader.id, SENT, now)

    def _fit(self, actor: Actor, given: GivenNews) -> NewsRow:
        """Raises BadNews."""
        texts = {}
        for name in ("title_da", "text_da", "title_en", "text_en"):
            most = LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT
            texts[name] = _fit_text(name, getattr(given, name), most)
        today = self._register.today()
        told_on = _day("told_on", given.told_on) if given.told_on.strip() else today
        if told_on > today:
            raise BadNews(
                "told_on", "News are told today or were told before; the day of a planned change is planned_for.",
                "Nyheder fortælles i dag eller er fortalt før; dagen for en planlagt ændring er planned_for.",
            )  # fmt: skip
        planned = _day("planned_for", given.planned_for) if given.planned_for.strip() else 0
        if planned >= READ_AS_OPEN:
            raise BadNews(
                "planned_for", f"{given.planned_for.strip()} is no day on which anything is planned.",
                f"{given.planned_for.strip()} er ikke en dag, som noget er planlagt til.",
            )  # fmt: skip
        breaks = [_fit_text("breaks", one, LONGEST_TITLE) for one in given.breaks]
        for one in breaks:
            name, parted, value = one.partition("=")
            if one not in DOORS and not (parted and name in QUERIES and value):
                raise BadNews(
                    "breaks",
                    f"'{one[:40]}' is no door and no query. Doors: {', '.join(DOORS)}; queries such as field=fax.",
                    f"»{one[:40]}« er ingen dør og ingen forespørgsel. Døre: {', '.join(DOORS)}; forespørgsler som"
                    " field=fax.",
                )
        broken = msgspec.json.encode(breaks).decode()
        now = write_instant(self._register.clock())
        return NewsRow(0, now, actor.id, "", told_on, planned, **texts, breaks=broken)


def _fit_text(field: str, given: str, most: int) -> str:
    """Raises BadNews."""
    try:
        found = "\n".join(pass_text(line, field) for line in given.strip().splitlines())
    except Unfit as error:
        raise BadNews(field, str(error), error.danish) from None
    if not found or len(found) > most or (field.startswith("title") and "\n" in found):
        raise BadNews(
            field, f"Write a text of at most {most} characters, a title in one line; in both languages.",
            f"Skriv en tekst på højst {most} tegn, en overskrift på én linje; på begge sprog.",
        )  # fmt: skip
    return found


def _day(field: str, text: str) -> int:
    try:
        return parse_day(text.strip())
    except NotADay as error:
        raise BadNews(field, str(error), f"»{text[:40]}« er ingen dato. Skriv fx 2027-01-01.") from None
