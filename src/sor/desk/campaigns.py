"""Campaigns: a message type gives way to another version at many location numbers. The new one stands beside the old
one from a day on; the old one goes on another; until then whoever has only the old one is a straggler.

A campaign is a record of the desk. How far it has come is read from the register, so a number that was closed, or that
its vendor changed long before, needs nobody to say so. Nothing is written to the register by announcing one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sor.access.authority import AUTHORITY, MEDCOM, Actor
from sor.core.day import write_day
from sor.core.instant import write_instant
from sor.core.text import Unfit, pass_text
from sor.desk.edi_sets import DIRECTIONS, MessageWanted, WantedSet
from sor.desk.mail import CAMPAIGN
from sor.desk.mail_addresses import PERSON
from sor.desk.responsible_persons import ResponsiblePersons
from sor.following.edi_book import EdiTable
from sor.recipients.edi_rows import EdiRow
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import campaigns as desk
from sor.store import mails
from sor.store.campaigns import CampaignRow

OPEN, SHUT = "open", "shut"
DONE, BESIDE, STRAGGLER, NEITHER, CLOSED = "done", "beside", "straggler", "neither", "closed"
STATES = (DONE, BESIDE, STRAGGLER, NEITHER, CLOSED)
"""How a number stands: the new version alone; both; the old one alone; none of them; it is not listed any more."""

LONGEST_TITLE, LONGEST_PART = 120, 20
MOST_NUMBERS = 50_000
PAUSE = timedelta(days=7)
"""How long after a reminder the same person is not reminded of the same campaign again."""


class NotYourCampaign(Refused):
    """Somebody who neither is MedCom nor the authority."""

    @classmethod
    def of_actor(cls, actor: str) -> "NotYourCampaign":
        """The same of an actor."""
        return cls(
            f"{actor} may not announce campaigns: MedCom and the register authority may.",
            f"{actor} må ikke varsle kampagner: det må MedCom og registermyndigheden.",
        )


class Lacking(Refused):
    """Something about a campaign that is missing or cannot be; ``field`` says what."""

    def __init__(self, field: str, english: str, danish: str) -> None:
        super().__init__(english, danish)
        self.field = field


class GivenCampaign(NamedTuple):
    """A campaign as somebody announces it. old: empty for a message type that is new altogether. starts, ends: days."""

    title: str
    standard: str
    old: str
    new: str
    direction: str
    starts: int
    ends: int


class Progress(NamedTuple):
    """How far a campaign has come: its numbers by how each stands."""

    of_state: Mapping[str, Sequence[str]]

    def count(self, state: str) -> int:
        """How many stand so."""
        return len(self.of_state[state])

    @property
    def total(self) -> int:
        """All numbers of the campaign."""
        return sum(map(len, self.of_state.values()))

    @property
    def remaining(self) -> list[str]:
        """The numbers that still have to do something."""
        return [*self.of_state[STRAGGLER], *self.of_state[NEITHER]]


class Campaigns:
    """The campaigns of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._settings = settings

    def may_announce(self, actor: Actor | None) -> bool:
        """Whether somebody may announce campaigns today: MedCom and the authority, by a right to message types."""
        today = self._register.today()
        return actor is not None and any(
            right.role in (AUTHORITY, MEDCOM) and right.place is None and right.includes("edi")
            and right.from_day <= today < right.to_day
            for right in actor.rights
        )  # fmt: skip

    def announce(self, actor: Actor, given: GivenCampaign, numbers: Collection[str], door: str) -> CampaignRow:
        """Announce a campaign at some numbers. Raises NotYourCampaign, Lacking."""
        self._refuse_stranger(actor)
        given = _fit(given)
        _refuse_bad(given)
        if not numbers:
            raise Lacking("numbers", "Name at least one location number.", "Nævn mindst ét lokationsnummer.")
        if len(numbers) > MOST_NUMBERS:
            raise Lacking(
                "numbers", f"A campaign takes {MOST_NUMBERS} numbers.", f"En kampagne kan have {MOST_NUMBERS} numre."
            )
        row = CampaignRow(0, *given, OPEN, actor.id, write_instant(self._register.clock()))
        with self._register.database.desk.writing() as connection:
            return desk.add(connection, row, sorted(numbers), door)

    def list_all(self) -> list[CampaignRow]:
        """Every campaign, the newest first."""
        return desk.all_campaigns(self._register.database.reader())

    def find(self, number: int) -> CampaignRow | None:
        """A campaign by its number."""
        return desk.find(self._register.database.reader(), number)

    def numbers(self, row: CampaignRow) -> list[str]:
        """The location numbers of a campaign."""
        return desk.numbers_of(self._register.database.reader(), row.number)

    def progress(self, row: CampaignRow, table: EdiTable) -> Progress:
        """How far a campaign has come on a day."""
        found: dict[str, list[str]] = {state: [] for state in STATES}
        for number in self.numbers(row):
            found[state_of(row, table.by_number.get(number))].append(number)
        return Progress(found)

    def shut(self, actor: Actor, row: CampaignRow, state: str, door: str) -> None:
        """Shut a campaign, or open it again. Raises NotYourCampaign."""
        self._refuse_stranger(actor)
        with self._register.database.desk.writing() as connection:
            desk.put_state(connection, row, state, actor.id, write_instant(self._register.clock()), door)

    def remind(self, actor: Actor, row: CampaignRow, table: EdiTable) -> tuple[int, int]:
        """Let a mail wait for whoever is responsible for a number that remains; how many mails, and for how many of the
        numbers nobody is known. Who was reminded within a week is not again. Raises NotYourCampaign, and Refused where
        no mail is sent.
        """
        self._refuse_stranger(actor)
        if not self._settings.smtp:
            raise Refused(
                "This register sends no mail: SOR_SMTP is not set.",
                "Dette register sender ikke mail: SOR_SMTP er ikke sat.",
            )
        if row.state != OPEN:
            raise Refused("The campaign is shut.", "Kampagnen er afsluttet.")
        rows = [table.by_number[number] for number in self.progress(row, table).remaining]
        persons, unknown = self._responsible(rows)
        now = self._register.clock()
        what, since, sent = f"{CAMPAIGN}:{row.number}", write_instant(now - PAUSE), 0
        with self._register.database.desk.writing() as connection:
            for person in persons:
                if not mails.was_made_since(connection, PERSON + person, what, since):
                    mails.put(connection, mails.NO_CASE, PERSON + person, what, write_instant(now))
                    sent += 1
        return sent, unknown

    def _responsible(self, rows: Iterable[EdiRow]) -> tuple[list[str], int]:
        """The ids of the persons who answer for the units of some numbers, or for their owners; and for how many
        numbers there is none.
        """
        at_place: dict[str, list[str]] = {}
        for one in ResponsiblePersons(self._register).list_persons():
            at_place.setdefault(one.row.place, []).append(one.row.id)
        found: dict[str, None] = {}
        unknown = 0
        for row in rows:
            persons = at_place.get(row.unit) or at_place.get(row.owner)
            if persons is None:
                unknown += 1
            else:
                found |= dict.fromkeys(persons)
        return [*found], unknown

    def _refuse_stranger(self, actor: Actor) -> None:
        if not self.may_announce(actor):
            raise NotYourCampaign.of_actor(actor.id)


def state_of(row: CampaignRow, number: EdiRow | None) -> str:
    """How a number of a campaign stands; None: it is not listed any more."""
    if number is None:
        return CLOSED
    has_new = number.takes(row.standard, row.new, row.direction)
    has_old = bool(row.old) and number.takes(row.standard, row.old, row.direction)
    return BESIDE if has_new and has_old else DONE if has_new else STRAGGLER if has_old else NEITHER


def set_of(row: CampaignRow, today: int) -> WantedSet:
    """The set that brings what remains of a campaign to its end: the new version from its day on or from today, the old
    one away on its day or, when that has come, at once.
    """
    day = max(row.starts, today)
    add = [MessageWanted(row.standard, row.new, row.direction)]
    end = [MessageWanted(row.standard, row.old, row.direction)] if row.old else []
    return WantedSet(day, add, end, ends=row.ends if end and row.ends > day else None)


def _fit(given: GivenCampaign) -> GivenCampaign:
    return given._replace(
        title=_fit_part("title", given.title), standard=_fit_part("standard", given.standard).upper(),
        old=_fit_part("old", given.old), new=_fit_part("new", given.new),
    )  # fmt: skip


def _fit_part(field: str, text: str) -> str:
    try:
        return pass_text(" ".join(text.split()), field)
    except Unfit as error:
        raise Lacking(field, str(error), error.danish) from None


def _refuse_bad(given: GivenCampaign) -> None:
    """Raises Lacking for what no campaign can be."""
    if not given.title or len(given.title) > LONGEST_TITLE:
        raise Lacking(
            "title", f"Write what the campaign is called, in {LONGEST_TITLE} characters at most.",
            f"Skriv, hvad kampagnen hedder, med højst {LONGEST_TITLE} tegn.",
        )  # fmt: skip
    for field in ("standard", "new", "old"):
        text = getattr(given, field)
        if not text and field == "old":
            continue
        if not text or len(text) > LONGEST_PART or "/" in text or " " in text:
            raise Lacking(
                field, "Write the standard and its new version, such as REF01 and H0131R.",
                "Skriv standarden og dens nye version, fx REF01 og H0131R.",
            )  # fmt: skip
    if given.old == given.new:
        raise Lacking("old", "The old version is the new one.", "Den gamle version er den nye.")
    if given.direction not in DIRECTIONS:
        raise Lacking("direction", "The direction is receive or send.", "Retningen er modtag eller send.")
    if given.old and given.ends <= given.starts:
        raise Lacking(
            "ends", f"The old version cannot go on {write_day(given.ends)}, before the new one is there"
            f" ({write_day(given.starts)}).",
            f"Den gamle version kan ikke ophøre den {write_day(given.ends)}, før den nye er der"
            f" ({write_day(given.starts)}).",
        )  # fmt: skip
