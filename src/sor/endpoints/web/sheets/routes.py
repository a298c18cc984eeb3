"""All addresses of spreadsheets, as a router to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.sheets import pages

ADDRESSES = pages.ADDRESSES


def routes(editing: Editing) -> list[Router]:
    """The pages."""

    def the_editing() -> Editing:
        return editing

    given = {"editing": Provide(the_editing, sync_to_thread=False)}
    return [Router("/", route_handlers=pages.HANDLERS, dependencies=given)]
