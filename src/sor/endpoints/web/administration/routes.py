"""All addresses of administration, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.desk.letters import Letters
from sor.desk.quality import Quality
from sor.desk.reminders import Reminders
from sor.desk.still_right import StillRight
from sor.endpoints.web.administration import (
    access_pages,
    campaign_pages,
    case_pages,
    code_pages,
    confirming_pages,
    edi_pages,
    edi_set_pages,
    letter_pages,
    plan_pages,
    quality_map,
    quality_pages,
    reaching_page,
    responsible_pages,
    shak_pages,
)
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.administration.edi_office import EdiOffice
from sor.endpoints.web.administration.quality_file import QualityFile
from sor.endpoints.web.administration.shak_pages import ShakOffice
from sor.following.shak_worklists import ShakWorklists

ADDRESSES = (
    *case_pages.ADDRESSES, *access_pages.ADDRESSES, *responsible_pages.KEEPING, *quality_pages.KEEPING,
    *shak_pages.ADDRESSES,
    *edi_set_pages.ADDRESSES, *campaign_pages.ADDRESSES, *plan_pages.ADDRESSES,
)  # fmt: skip
BY_MAIL = (confirming_pages.ADDRESS,)
PUBLIC = (
    *responsible_pages.PUBLIC, *quality_pages.PUBLIC, quality_map.MAP, letter_pages.ADDRESS, *code_pages.PUBLIC,
    *edi_pages.PUBLIC, *campaign_pages.PUBLIC, reaching_page.ADDRESS,
)  # fmt: skip


def routes(
    office: CaseOffice,
    letters: Letters,
    quality: Quality,
    still: StillRight,
    reminders: Reminders,
    edi: EdiOffice,
    worklists: ShakWorklists,
) -> list[Router]:
    """The pages."""

    def the_office() -> CaseOffice:
        return office

    def the_letters() -> Letters:
        return letters

    def the_quality() -> Quality:
        return quality

    quality_file = QualityFile(office.register, quality)

    def the_file() -> QualityFile:
        return quality_file

    def the_confirmations() -> StillRight:
        return still

    def the_reminders() -> Reminders:
        return reminders

    def the_edi() -> EdiOffice:
        return edi

    shak = ShakOffice(office, worklists, quality)

    def the_shak() -> ShakOffice:
        return shak

    handlers = [
        case_pages.queue_page, case_pages.new_case_page, case_pages.send_new_case, case_pages.case_page,
        case_pages.send_case, access_pages.access_page, access_pages.send_access, access_pages.new_user_page,
        *responsible_pages.HANDLERS, *letter_pages.HANDLERS, *code_pages.HANDLERS,
        *quality_pages.HANDLERS, *quality_map.HANDLERS, *confirming_pages.HANDLERS, *shak_pages.HANDLERS,
        *edi_pages.HANDLERS, *edi_set_pages.HANDLERS, *campaign_pages.HANDLERS, *plan_pages.HANDLERS,
        *reaching_page.HANDLERS,
    ]  # fmt: skip
    given = {
        "office": Provide(the_office, sync_to_thread=False),
        "letters": Provide(the_letters, sync_to_thread=False),
        "quality": Provide(the_quality, sync_to_thread=False),
        "reminders": Provide(the_reminders, sync_to_thread=False),
        "quality_file": Provide(the_file, sync_to_thread=False),
        "still": Provide(the_confirmations, sync_to_thread=False),
        "edi": Provide(the_edi, sync_to_thread=False),
        "shak": Provide(the_shak, sync_to_thread=False),
    }
    return [Router("/", route_handlers=handlers, dependencies=given)]
