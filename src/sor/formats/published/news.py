"""News about the published formats, made from their lives: what came, what comes, and until when the old one stays."""

from collections.abc import Mapping
from typing import NamedTuple

from sor.core.day import previous_day, write_day
from sor.formats.published.export_format import Format
from sor.formats.published.life_cycle import ANNOUNCED, ENDED, IN_FORCE, IN_TRANSITION, Event, roadmap


class News(NamedTuple):
    """One piece of news in Danish and English. day: on which it takes effect, None when that is not decided."""

    day: int | None
    da: str
    en: str


def news(formats: Mapping[str, Format], starts: Mapping[str, int]) -> list[News]:
    """Every turn in the formats' lives as a sentence: undecided ones first, then the latest."""
    return [_make_news(event, formats[event.format]) for event in roadmap(formats, starts)]


def news_text(found: list[News]) -> str:
    """News as a Markdown text in both languages."""
    lines = [
        f"- {write_day(one.day) if one.day else 'ikke fastsat / not decided'}: {one.da} / {one.en}" for one in found
    ]
    return "\n".join(["# Nyt om formaterne / News of the formats", "", *lines, ""])


def _make_news(event: Event, known: Format) -> News:
    da, en = _SENTENCES[event.state]
    facts = {"name": known.name, "last": write_day(previous_day(event.day)) if event.day else ""}
    return News(event.day, da.format(title=known.title_da, **facts), en.format(title=known.title_en, **facts))


_SENTENCES = {
    ANNOUNCED: (
        "{title} ({name}) er bebudet og udgives, så det kan prøves; dagen er ikke fastsat.",
        "{title} ({name}) is announced and published to be tried; its day is not decided.",
    ),
    IN_FORCE: ("{title} ({name}) træder i kraft.", "{title} ({name}) comes into force."),
    IN_TRANSITION: (
        "{title} ({name}) har fået en afløser og udgives ved siden af den i en overgang.",
        "{title} ({name}) has a successor and is published beside it for a transition.",
    ),
    ENDED: (
        "{title} ({name}) udgives ikke mere; sidste dag er {last}.",
        "{title} ({name}) is no longer published; its last day is {last}.",
    ),
}
