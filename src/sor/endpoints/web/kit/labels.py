"""Every text of the pages by its key, Danish and English. ``{facts}`` are filled in; a test checks both columns."""

from sor.core.shapes import Value
from sor.desk.right_words import OPERATION_WORDS, ROLE_WORDS
from sor.endpoints.web.kit.texts import (
    administration,
    changed,
    codes,
    contract,
    edi,
    editing,
    files,
    finding,
    frame,
    guides,
    login,
    news,
    oss,
    plans,
    quality,
    shak,
    sheets,
    sites,
    trial,
    units,
)

LANGUAGES = ("da", "en")

TABLES = (
    frame.TEXTS,
    files.TEXTS,
    trial.TEXTS,
    contract.TEXTS,
    units.TEXTS,
    finding.TEXTS,
    login.TEXTS,
    plans.TEXTS,
    editing.TEXTS,
    administration.TEXTS,
    codes.TEXTS,
    news.TEXTS,
    guides.TEXTS,
    quality.TEXTS,
    changed.TEXTS,
    sheets.TEXTS,
    sites.TEXTS,
    shak.TEXTS,
    oss.TEXTS,
    edi.TEXTS,
)
"""A key stands in one of them."""

LABELS: dict[str, tuple[str, str]] = {
    **{key: words for table in TABLES for key, words in table.items()},
    **{f"op.{name}": words for name, words in OPERATION_WORDS.items()},
    **{f"role.{name}": words for name, words in ROLE_WORDS.items()},
}


def label(key: str, language: str, **facts: Value) -> str:
    """A text in a language, its facts filled in; of a count of one the key with ``.one``, where there is one. Raises
    KeyError for a key that is not there: a mistake in a page.
    """
    if facts.get("count") == 1 and f"{key}.one" in LABELS:
        key = f"{key}.one"
    return LABELS[key][LANGUAGES.index(language)].format(**facts)
