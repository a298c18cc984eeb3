"""What the pages about message types share: the register's numbers, their names, and who may change them."""

from collections.abc import Mapping

from sor.access.authority import Actor
from sor.core.as_of import AsOf
from sor.core.unit import shown_date
from sor.desk.campaigns import Campaigns
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS, Names
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import day_before
from sor.following.edi_book import EdiBook, EdiTable
from sor.reading.snapshot import Snapshot
from sor.recipients.edi_rows import EdiRow, HeldMessage, WantedNumbers
from sor.recipients.names import standard_name
from sor.register import Refused

FILTERS = WantedNumbers._fields
LONGEST = 100


class EdiOffice:
    """The location numbers of one register, as its pages show them."""

    def __init__(self, office: CaseOffice, book: EdiBook, campaigns: Campaigns) -> None:
        self.office = office
        self.editing = office.editing
        self.register = office.register
        self.visitors = office.visitors
        self.actors = office.actors
        self.callers = office.callers
        self.book = book
        self.campaigns = campaigns

    def snapshot(self, visit: Visit) -> Snapshot:
        """The register as the visitor looks at it. Raises NotYetMade while its numbers are being read."""
        self.book.refuse_unmade()
        return self.register.at(visit.at)

    def on_day(self, day: int) -> Snapshot:
        """The register on a day, as known now."""
        return self.register.at(AsOf(day, self.register.serial()))

    def table(self, snapshot: Snapshot) -> EdiTable:
        """The numbers of a day."""
        return self.book.table(snapshot)

    def may(self, actor: Actor, row: EdiRow) -> bool:
        """Whether somebody may change the message types of a number, as far as its unit's place tells."""
        try:
            return bool(row.unit) and self.actors.why_not(actor, "edi", row.unit) is None
        except Refused:
            return False

    def may_some(self, actor: Actor | None) -> bool:
        """Whether somebody may change message types at all."""
        return actor is not None and any(right.includes("edi") for right in actor.rights)


def wanted_in(asked: Mapping[str, str]) -> WantedNumbers:
    """Which numbers an address asks for."""
    return WantedNumbers(**{name: asked.get(name, "").strip()[:LONGEST] for name in FILTERS})


def choices(names: Names) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, by name."""
    lists = {"municipality": "municipality", "region": "region", "network": "network"}
    offered = {name: names.choices(code_list) for name, code_list in lists.items()}
    for part in ("system_type", "system_supplier"):
        of_all = [(code, text) for one in LISTS_OF_NUMBERS[part] for code, text in names.choices(one)]
        offered[part] = of_all
    return offered


def message_name(names: Names, one: HeldMessage, language: str) -> str:
    """What a message type is called; its standard's name where the version has none."""
    return (
        names.find_known("edi_message_type", one.type)
        or standard_name(names.codes, one.standard, names.day, language)
        or ""
    )


def days_shown(visit: Visit, begins: int, ends: int) -> tuple[str, str]:
    """The first and the last day of a period in words; empty for an open end."""
    last = shown_date(ends)
    return visit.on(shown_date(begins)), "" if last is None else visit.on(day_before(last))
