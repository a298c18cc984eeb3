"""The texts of the pages: every one in both languages, none missing, none forgotten."""

import re
from pathlib import Path
from string import Formatter

import sor.endpoints.web
from sor.core.story import CHANGES, CLOSES, FIELDS, OPENS, REOPENS, RESTATED
from sor.core.subject import LEVELS
from sor.core.unit import NUMBER_PARTS, STREET_PARTS, VIRTUAL_PARTS
from sor.endpoints.web.browse.search_view import CARRIED_NUMBERS
from sor.endpoints.web.kit.labels import LABELS, LANGUAGES, TABLES, label

PACKAGE = Path(sor.endpoints.web.__path__[0])
WRITTEN = "".join(
    file.read_text("utf-8")
    for file in [*PACKAGE.rglob("*.py"), *PACKAGE.glob("templates/*.html")]
    if file.stem != "labels"
)
NAMED = set(re.findall(r'"([a-z_]+(?:\.[A-Za-z_]+)*)"', WRITTEN))
PREFIXES = set(re.findall(r'"((?:[a-z_]+\.)+)(?:"|\{)', WRITTEN))


def test_every_text_stands_in_both_languages_and_names_the_same_facts() -> None:
    for key, (danish, english) in LABELS.items():
        assert danish.strip(), key
        assert english.strip(), key
        assert facts(danish) == facts(english), key


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    unused = [
        key
        for key in LABELS
        if not NAMED & {key, key.removesuffix(".one")} and not any(key.startswith(prefix) for prefix in PREFIXES)
    ]
    assert unused == []
    sections = {key.split(".")[0] for key in LABELS if "." in key}
    files = (".html", ".css", ".js")
    missing = [
        key
        for key in NAMED
        if "." in key
        and key.split(".")[0] in sections
        and key not in LABELS
        and not any(key.endswith(f) for f in files)
    ]
    assert missing == []


def test_everything_that_a_page_may_name_has_a_label() -> None:
    wanted = [f"field.{field}" for field in FIELDS]
    wanted += [f"part.{part}" for part in (*STREET_PARTS, *VIRTUAL_PARTS, *NUMBER_PARTS, "state", "number")]
    wanted += [f"step.{kind}" for kind in (OPENS, CHANGES, RESTATED, CLOSES, REOPENS)]
    wanted += [f"level.{level}.{form}" for level in LEVELS for form in ("short", "name", "long", "tip")]
    wanted += [f"short.{system}" for system in CARRIED_NUMBERS]
    assert [key for key in wanted if key not in LABELS] == []


def test_both_notations_of_the_levels_are_explained() -> None:
    for danish, english in (("IE", "IO"), ("SI", "HI"), ("OE", "OU")):
        for language in LANGUAGES:
            tip = label(f"level.{english}.tip", language)
            assert danish in tip
            assert english in tip


def test_one_thing_is_not_told_as_several() -> None:
    assert label("cases.found", "da", count=1) == "1 sag"
    assert label("cases.found", "da", count=2) == "2 sager"


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_key_stands_in_one_table() -> None:
    keys = [key for table in TABLES for key in table]
    assert [key for key in keys if keys.count(key) > 1] == []
