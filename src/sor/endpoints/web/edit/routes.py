"""All addresses of editing, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.edit import creating, draft_pages, pages, receipts, taking_back
from sor.endpoints.web.edit.trying import Editing

ADDRESSES = (*pages.ADDRESSES, *creating.ADDRESSES, *draft_pages.ADDRESSES, *taking_back.ADDRESSES, *receipts.ADDRESSES)


def routes(editing: Editing) -> list[Router]:
    """The pages."""

    def the_editing() -> Editing:
        return editing

    handlers = [
        pages.form_page, pages.send_form, creating.new_page, creating.send_new, creating.copy_page, creating.send_copy,
        taking_back.taking_back_page, taking_back.take_back, receipts.receipt,
        draft_pages.draft_page, draft_pages.change_draft, draft_pages.basket_page, draft_pages.send_basket,
    ]  # fmt: skip
    given = {"editing": Provide(the_editing, sync_to_thread=False)}
    return [Router("/", route_handlers=handlers, dependencies=given)]
