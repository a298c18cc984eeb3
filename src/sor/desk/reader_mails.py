"""The mails that readers get: the link that confirms, digests of entries, and news; and what consumers are told before
a piece of news is published. What readers get has a link that ends it, by one click too (RFC 8058).
"""

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from sor.core.day import write_day
from sor.desk.mail import Composer, Letter
from sor.desk.mail_addresses import public_address
from sor.desk.mail_links import Deed, MailLinks
from sor.desk.newsletter import BREAKING, SENT
from sor.desk.readers import CONFIRM
from sor.following.deliverer import TOLD_CLOSED, TOLD_MOVED
from sor.following.digests import WHAT as DIGEST
from sor.following.feed_filter import FoundUnits, find_for_parts
from sor.following.part_asked import read_part
from sor.register import Register
from sor.settings import Settings
from sor.store import actors, news, subscriptions
from sor.store.mails import MailRow
from sor.store.news import NewsRow
from sor.store.subscriptions import NEW, SubscriptionRow

MOST_ENTRIES, MOST_UNITS = 100, 10
"""Entries of a digest, and units of each, that are named."""

MOVES = {
    "da": {"in": "ændret", "entered": "kommet til", "left": "gået ud"},
    "en": {"in": "changed", "entered": "came", "left": "left"},
}
WORDS = {
    "da": {
        "confirm": "Bekræft dit abonnement på SOR",
        "confirm_lead": "Nogen har bedt om, at denne adresse får mail fra SOR. Er det dig, så bekræft her inden syv"
        " dage:",
        "confirm_else": "Er det ikke dig, så gør ingenting; adressen glemmes.",
        "digest": "Ændringer i SOR til og med serienummer {last}",
        "all_units": "mange enheder",
        "more": "og flere",
        "leave": "Afmeld",
        "planned": "Træder i kraft",
        "breaking": "Varsel: {title}",
        "breaking_lead": "Denne ændring kan bryde det, som »{name}« henter fra SOR. Den offentliggøres, når"
        " du har fået besked.",
        "unit-closed": "En enhed, du abonnerer på, er lukket",
        "unit-moved": "En enhed, du abonnerer på, er flyttet",
    },
    "en": {
        "confirm": "Confirm your subscription to SOR",
        "confirm_lead": "Somebody asked that this address gets mail from SOR. If it was you, confirm here within"
        " seven days:",
        "confirm_else": "If it was not you, do nothing; the address is forgotten.",
        "digest": "Changes in SOR up to serial {last}",
        "all_units": "many units",
        "more": "and more",
        "leave": "Unsubscribe",
        "planned": "Takes effect",
        "breaking": "Notice: {title}",
        "breaking_lead": "This change may break what '{name}' takes from SOR. It is published once you have been told.",
        "unit-closed": "A unit that you subscribe to is closed",
        "unit-moved": "A unit that you subscribe to has moved",
    },
}  # fmt: skip


class ReaderMails:
    """Composes the mails of one register's readers."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._base = public_address(settings)
        self._links = MailLinks(register)

    def composers(self) -> Mapping[str, Composer]:
        """By what is told."""
        return {
            CONFIRM: self._confirm, DIGEST: self._digest, SENT: self._news, BREAKING: self._breaking,
            f"reader-{TOLD_CLOSED}": partial(self._unit_told, TOLD_CLOSED),
            f"reader-{TOLD_MOVED}": partial(self._unit_told, TOLD_MOVED),
        }  # fmt: skip

    def _confirm(self, mail: MailRow) -> Letter | None:
        row = self._reader(mail)
        if row is None or row.state != NEW:
            return None
        said = WORDS[row.language]
        link = self._link("confirm", row)
        text = f"{said['confirm_lead']}\n{link}\n\n{said['confirm_else']}\n"
        return Letter(row.email, said["confirm"], text)

    def _digest(self, mail: MailRow) -> Letter | None:
        row = self._reader(mail)
        serials = [] if row is None else msgspec.json.decode(row.sending, type=list[int])
        if row is None or row.state == NEW or not serials:
            return None
        said = WORDS[row.language]
        lines = [line for serial in serials[:MOST_ENTRIES] for line in self._tell_entry(row, serial)]
        lines += [said["more"]] if len(serials) > MOST_ENTRIES else []
        return self._to_reader(
            row,
            said["digest"].format(last=serials[-1]),
            "\n".join(lines),
            partial(self._forget_sent, row.id, len(serials)),
        )

    def _tell_entry(self, row: SubscriptionRow, serial: int) -> Iterator[str]:
        """What a digest says of an entry, by the register as it is when the mail is sent."""
        entry, part = self._register.entry(serial), read_part(row.part)
        if entry is None:
            return
        yield f"{write_day(entry.day)} · {serial}: {self._base}/api/v1/log/{serial}"
        found = find_for_parts(self._register, entry, [part])[part]
        yield from (f"  {line}" for line in self._units(row.language, found))
        yield ""

    def _units(self, language: str, found: FoundUnits) -> Iterator[str]:
        if found.units is None:
            yield WORDS[language]["all_units"]
            return
        snapshot = self._register.at()
        for one in found.units[:MOST_UNITS]:
            unit = snapshot.unit(one.code)
            name = one.code if unit is None else unit.get("name", one.code)
            yield f"{name} ({one.code}), {MOVES[language][one.move]}: {self._base}/units/{one.code}"
        if len(found.units) > MOST_UNITS:
            yield WORDS[language]["more"]

    def _forget_sent(self, id: str, count: int) -> None:
        """The serials that stood in a digest wait no more."""
        with self._register.database.desk.writing() as connection:
            row = subscriptions.find(connection, id)
            if row is not None:
                left = msgspec.json.decode(row.sending, type=list[int])[count:]
                subscriptions.put_digest(connection, id, row.pending, msgspec.json.encode(left).decode(), row.next_at)

    def _news(self, mail: MailRow) -> Letter | None:
        row, item = self._reader(mail), self._item(mail)
        if row is None or row.state == NEW or item is None:
            return None
        title, text = _in_language(item, row.language)
        return self._to_reader(row, title, f"{self._tell_planned(item, row.language)}{text}\n\n{self._where(item)}")

    def _breaking(self, mail: MailRow) -> Letter | None:
        """To the contact of a consumer, in both languages."""
        actor, item = actors.actor(self._register.database.reader(), mail.recipient), self._item(mail)
        if actor is None or actor.removed_at or not actor.email or item is None:
            return None
        parts = []
        for language in ("da", "en"):
            title, text = _in_language(item, language)
            lead = WORDS[language]["breaking_lead"].format(name=actor.name)
            parts.append(f"{lead}\n\n{title}\n{self._tell_planned(item, language)}{text}\n")
        return Letter(actor.email, WORDS["da"]["breaking"].format(title=item.title_da), "\n\n".join(parts))

    def _unit_told(self, what: str, mail: MailRow) -> Letter | None:
        row = self._reader(mail)
        if row is None or row.state == NEW:
            return None
        unit = read_part(row.part).unit
        return self._to_reader(row, WORDS[row.language][what], f"{self._base}/units/{unit}")

    def _to_reader(
        self, row: SubscriptionRow, subject: str, text: str, when_sent: "partial[None] | None" = None
    ) -> Letter:  # fmt: skip
        leave = self._link("leave", row)
        headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        text = f"{text}\n\n-- \n{WORDS[row.language]['leave']}: {leave}\n"
        return Letter(row.email, subject, text, headers, when_sent or (lambda: None))

    def _link(self, deed: Deed, row: SubscriptionRow) -> str:
        language = "?lang=en" if row.language == "en" else ""
        return f"{self._base}{self._links.path(deed, row.id)}{language}"

    def _tell_planned(self, item: NewsRow, language: str) -> str:
        return f"{WORDS[language]['planned']}: {write_day(item.planned_for)}\n\n" if item.planned_for else ""

    def _where(self, item: NewsRow) -> str:
        return f"{self._base}/news/{item.number}"

    def _reader(self, mail: MailRow) -> SubscriptionRow | None:
        return subscriptions.find(self._register.database.reader(), mail.recipient)

    def _item(self, mail: MailRow) -> NewsRow | None:
        return news.find(self._register.database.reader(), mail.case_number)


def _in_language(item: NewsRow, language: str) -> tuple[str, str]:
    """Title and text of a piece."""
    return (item.title_da, item.text_da) if language == "da" else (item.title_en, item.text_en)
