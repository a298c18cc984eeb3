"""News by the register's owner: read by everybody, written by the register authority."""

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from sor.core.shapes import Fields
from sor.core.unit import shown_date
from sor.desk.newsletter import BadNews, GivenNews, Newsletter, NotTheOwner
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import news_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.responsible import refuse_anonymous
from sor.formats.published.news import News
from sor.store.news import NewsRow

TAGS = ["news"]
DOOR = "rest"
Given = NamedDependency[Newsletter]
PROBLEMS = {
    code: one
    for code, one in document_answers(shapes.WrittenNewsAnswer, 401, 403, 415, 422).items()
    if code not in (200, 304)
}


@get(
    "/news", operation_id="list_news", tags=TAGS, sync_to_thread=True, responses=document_answers(shapes.NewsList),
)  # fmt: skip
def list_news(
    newsletter: Given, format_news: NamedDependency[list[News]], limit: Limit = 100, offset: Offset = 0
) -> Response[Fields]:
    """News of the register and its formats, the newest first, as far back as they are known."""
    found = archive(newsletter.list_published(), format_news)
    page = found[offset : offset + limit]
    more = offset + len(page) < len(found)
    told: Fields = {"total": len(found), "limit": limit, "offset": offset, "more": more, "news": page}
    return Response(told, headers={"Cache-Control": "no-cache"})


@post(
    "/news", operation_id="submit_news", tags=TAGS, security=BEARER, sync_to_thread=True,
    before_request=refuse_anonymous,
    responses=PROBLEMS | {201: ResponseSpec(shapes.WrittenNewsAnswer, description="Kept.", generate_examples=False)},
)  # fmt: skip
def submit_news(
    newsletter: Given, callers: NamedDependency[Callers], request: HttpRequest, data: JSONBody[shapes.WrittenNews]
) -> Response[Fields]:
    """Write a piece of news. It is published and sent to the readers of the newsletter at once; one that breaks a
    consumer's format or query when those consumers have been told.
    """
    actor = callers.actor(request.headers.get("authorization"))
    given = GivenNews(
        data.title_da, data.text_da, data.title_en, data.text_en, data.told_on, data.planned_for, tuple(data.breaks)
    )
    try:
        made = newsletter.add(actor, given, DOOR)
    except BadNews as error:
        raise Problem("refused", Sentence(error.field, error.danish, str(error))) from None
    except NotTheOwner as error:
        raise Problem("no-right", Sentence("", error.danish, str(error))) from None
    concerned = newsletter.find_concerned(given.breaks)
    told: Fields = {
        "number": made.number, "published": bool(made.published_at),
        "told": [one.name for one in concerned if one.contact],
        "not_told": [one.name for one in concerned if not one.contact],
    }  # fmt: skip
    return Response(told, status_code=201, headers={**PRIVATE, "Location": f"/news/{made.number}"})


def archive(written: list[NewsRow], of_formats: list[News]) -> list[Fields]:
    """News of both kinds, the newest first; what is not decided before all others."""
    told = [(row.told_on, _write_item(row)) for row in written]
    told += [(one.day or 99_999_999, _of_format(one)) for one in of_formats]
    return [item for _, item in sorted(told, key=lambda one: -one[0])]


def _write_item(row: NewsRow) -> Fields:
    return {
        "number": row.number, "told_on": shown_date(row.told_on),
        "planned_for": shown_date(row.planned_for) if row.planned_for else None, "title_da": row.title_da,
        "text_da": row.text_da, "title_en": row.title_en, "text_en": row.text_en,
        "breaks": msgspec.json.decode(row.breaks),
    }  # fmt: skip


def _of_format(one: News) -> Fields:
    day = shown_date(one.day) if one.day else None
    return {
        "number": None, "told_on": day, "planned_for": day, "title_da": one.da, "text_da": "", "title_en": one.en,
        "text_en": "", "breaks": [],
    }  # fmt: skip


HANDLERS = [list_news, submit_news]
