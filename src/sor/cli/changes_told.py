"""What loading a file changes, in lines for people: each kind and each path with its counts and some examples."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sor.endpoints.web.kit.labels import LABELS, label
from sor.jobs.path_names import name_path
from sor.jobs.stated_leaves import INHERITED
from sor.jobs.what_changed import CLOSED, EXAMPLES, LONGER, NEW, OPENED, SHORTER, ChangeCount, ChangeExample

MOST_LINES = 60
"""Lines that are printed for people; --json has all."""

LONGEST = 48
"""Letters of a value that are printed."""

HEAD = {"da": "det ændrer:", "en": "what it changes:"}
NOTHING_CHANGES = {"da": "det ændrer ingenting", "en": "it changes nothing"}
NOTHING = {"da": "intet", "en": "nothing"}
CUT = {"da": "… og {more} linjer til; --json viser alle.", "en": "… and {more} more lines; --json lists all."}
SINCE = {"da": "fra {day}", "en": "from {day}"}

DONE = {
    "da": {
        "new": "nye", "opened": "åbnet", "longer": "åbne på flere dage", "closed": "lukket",
        "shorter": "åbne på færre dage", "annulled": "annulleret", "changed": "ændret", "given": "udfyldt",
        "emptied": "tømt", "repeated": "gentaget for andre dage", "taken back": "taget tilbage",
    },
    "en": {
        "longer": "open on more days", "shorter": "open on fewer days", "repeated": "said again for other days",
    },
}  # fmt: skip
"""What was done to subjects, where the count does not say it."""

KINDS = {
    "unit": ("enheder", "units"), "shak": ("SHAK-koder", "SHAK codes"), "edi": ("meddelelsestyper", "message types"),
    "location_number": ("lokationsnumre", "location numbers"), "succession": ("efterfølgelser", "successions"),
    "place": ("steder", "places"), "code": ("koder", "codes"),
}  # fmt: skip

PATHS = {
    "status.from": "første dag", "status.updated": "dag for seneste rettelse", "location": "lokationsnummer",
    "location.inherited": "nedarvet lokationsnummer", "direction": "retning", "format": "format",
    "standard": "standard", "version": "version", "number": "nummer", "old": "afløst enhed", "new": "ny enhed",
    "record": "recordart", "institution_kind": "institutionsart", "ownership": "ejerforhold", "name": "navn",
    "name_da": "dansk navn", "name_en": "engelsk navn", "replaces": "erstatter", "replaced_by": "erstattet af",
    "specialities.1": "hovedspeciale", "specialities.type": "specialets type", "source": "kilde", "mark": "mærke",
    "open.from": "begyndelse", "open.to": "ophør", "other_names": "andre navne", "everyday_words": "hverdagsord",
    "levels": "niveauer", "municipalities": "kommuner", "order": "rækkefølge", "groups": "grupper", "values": "værdier",
    "status": "status", "open": "åben",
}  # fmt: skip
"""Danish words for what the pages have none for."""


def lines_of(counts: Sequence[ChangeCount], language: str) -> Iterator[str]:
    """The lines about what a file changes, the first its head; one line when it changes nothing."""
    if not counts:
        yield NOTHING_CHANGES[language]
        return
    yield HEAD[language]
    lines = [
        _line(group, path, list(found), language)
        for (group, path), found in groupby(counts, lambda count: (count.group, count.path))
    ]
    yield from (f"  {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield "  " + CUT[language].format(more=len(lines) - MOST_LINES)


def brings_only_new(counts: Sequence[ChangeCount]) -> bool:
    """Whether nothing that was known is changed, as by a first file."""
    return bool(counts) and all(count.what == NEW for count in counts)


def _line(group: str, path: str, counts: Sequence[ChangeCount], language: str) -> str:
    told = ", ".join(
        f"{count.subjects:,} {DONE[language].get(count.what, count.what)} ({_examples(count, language)})"
        for count in counts
    )
    return f"{path_in_words(group, path, language)}: {told}"


def _examples(count: ChangeCount, language: str) -> str:
    shown = [_example(one, count, language) for one in count.examples[:EXAMPLES]]
    return "; ".join([*shown, "…"] if count.subjects > len(shown) else shown)


def _example(one: ChangeExample, count: ChangeCount, language: str) -> str:
    who = f"{one.key} {_short(one.name)}" if one.name else one.key
    if not count.path:
        is_dated = count.what in (OPENED, LONGER, CLOSED, SHORTER) and one.new
        return f"{who} {SINCE[language].format(day=one.new)}" if is_dated else who
    return f"{who}: {_short(one.old) or NOTHING[language]} → {_short(one.new) or NOTHING[language]}"


def _short(text: str | None) -> str:
    return f"{text[:LONGEST]}…" if text and len(text) > LONGEST else text or ""


def path_in_words(group: str, path: str, language: str) -> str:
    """What is spoken of: the subjects of a kind themselves, or a path of theirs."""
    kind, _, code_list = group.partition(" ")
    of_list = f" ({code_list.replace('_', ' ')})" if code_list else ""
    subjects = KINDS[kind][language == "en"] + of_list
    if not path:
        return subjects
    if language == "en":
        return name_path(group, path)
    return _in_danish(path) if kind == "unit" else f"{subjects}, {_in_danish(path)}"


def _in_danish(path: str) -> str:
    if path in PATHS:
        return PATHS[path]
    field, _, part = path.partition(".")
    words = [PATHS.get(field) or _label(f"field.{field}", f"part.{field}") or field.replace("_", " ")]
    if part == INHERITED:
        return f"nedarvet {words[0]}"
    if part:
        words.append(_label(f"part.{part}") or part.replace("_", " "))
    return ": ".join(words)


def _label(*keys: str) -> str | None:
    """The Danish word of the pages, which begins as in the middle of a sentence."""
    found = next((label(key, "da") for key in keys if key in LABELS), None)
    return found and (found if found[:2].isupper() or found[1:2] == "-" else found[0].lower() + found[1:])
