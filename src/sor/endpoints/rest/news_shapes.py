"""The contract of news by the register's owner."""

from typing import Annotated

from msgspec import Meta, field

from sor.endpoints.rest.shapes import Shape


class WrittenNews(Shape, kw_only=True):
    """A piece of news that the register authority writes."""

    title_da: Annotated[str, Meta(description="At most 150 characters.")]
    text_da: Annotated[str, Meta(description="At most 10,000 characters.")]
    title_en: str
    text_en: str
    told_on: Annotated[str, Meta(description="The day in the archive; empty: today.")] = ""
    planned_for: Annotated[str, Meta(description="The day on which it takes effect; empty: none.")] = ""
    breaks: Annotated[
        list[str],
        Meta(
            description="Whose format or query it breaks: doors (`feed`, `follower`, `krs`, `files`, `webhook`) and"
            " queries such as `field=fax`. Consumers of those that are known by name are told before it is published."
        ),
    ] = field(default_factory=list)


class NewsItem(Shape, kw_only=True):
    """A piece of news. Those that follow from the published formats have no number."""

    number: int | None
    told_on: Annotated[str | None, Meta(description="The day in the archive; null: it is not decided.")]
    planned_for: str | None
    title_da: str
    text_da: str
    title_en: str
    text_en: str
    breaks: list[str]


class NewsList(Shape, kw_only=True):
    """News, the newest first."""

    total: int
    limit: int
    offset: int
    more: bool
    news: list[NewsItem]


class WrittenNewsAnswer(Shape, kw_only=True):
    """What became of a piece."""

    number: int
    published: Annotated[bool, Meta(description="false: it waits until those whose formats it breaks are told.")]
    told: Annotated[list[str], Meta(description="The consumers that are told before.")]
    not_told: Annotated[
        list[str], Meta(description="The consumers that it concerns, and of which no contact is known.")
    ]
