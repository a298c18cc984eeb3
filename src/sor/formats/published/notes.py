"""What a reader of the files needs to know, as text files beside them: columns of each format, and what comes when."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sor.core.day import DENMARK, write_day
from sor.formats.published.export_format import DOCUMENTED, OBSERVED, Format
from sor.formats.published.life_cycle import ENDED, IN_FORCE, IN_TRANSITION, Event, State, roadmap

BASIS = {
    DOCUMENTED: ("Formen er dokumenteret.", "Its form is documented."),
    OBSERVED: (
        "Formen kendes fra virkelige filer; det sjældne er projektets gæt.",
        "Its form is known from real files; what is rare is this project's guess.",
    ),
}
PROJECT_MADE = (
    "Formen er projektets egen, indtil en officiel beskrivelse findes.",
    "Its form is this project's own until there is an official description.",
)
STATES_DA = {"announced": "bebudet", IN_FORCE: "i kraft", IN_TRANSITION: "i overgang", ENDED: "ophørt"}


def basis_of(format: Format) -> tuple[str, str]:
    """How well a format's form is known, in Danish and English."""
    return BASIS.get(format.basis, PROJECT_MADE)


def format_note(format: Format, state: State) -> str:
    """A format and its columns as a Markdown text in both languages."""
    da, en = basis_of(format)
    head = [
        f"# {format.title_da} / {format.title_en}", "",
        f"{format.name}, version {format.version}: {state_in_words(state, 'da')} / {state_in_words(state, 'en')}", "",
        f"{da} {en}", "", "| | | |", "| --- | --- | --- |",
    ]  # fmt: skip
    return "\n".join([*head, *(f"| `{c.name}` | {c.da} | {c.en} |" for c in format.columns()), ""])


def state_in_words(state: State, language: str) -> str:
    """A state with its day."""
    name = STATES_DA[state.name] if language == "da" else state.name
    if state.name == IN_TRANSITION and state.until is not None:
        return f"{name} {'til' if language == 'da' else 'until'} {write_day(state.until)}"
    return name


def roadmap_text(formats: Mapping[str, Format], starts: Mapping[str, int]) -> str:
    """What came and what comes, as a Markdown text."""
    lines = [
        "# Køreplan for formaterne / Roadmap of the formats", "", "| dag / day | format | |", "| --- | --- | --- |"
    ]  # fmt: skip
    return "\n".join([*lines, *(_line(event, formats) for event in roadmap(formats, starts)), ""])


def rehearsal_text(day: int, created: datetime, serial: int) -> str:
    """What a folder of rehearsed files is, in both languages."""
    on, at = write_day(day), created.astimezone(DENMARK).strftime("%Y-%m-%d %H:%M")
    return (
        f"# Generalprøve / Rehearsal {on}\n\n"
        f"Filerne er en generalprøve på udgaven af {on}, dannet {at} ved løbenummer {serial}: det, der var kendt da."
        " De er ikke udgivet og må ikke bruges som register.\n\n"
        f"These files rehearse the edition of {on}. They were made {at} at serial {serial}, of what was known then."
        " They are not published and must not be used as the register.\n"
    )


def changes_text(changes: Iterable[str]) -> str:
    """The change notes of the formats as a Markdown text."""
    return "\n".join(["# Ændringer i formaterne / Changes of the formats", "", *(f"- {note}" for note in changes), ""])


def _line(event: Event, formats: Mapping[str, Format]) -> str:
    day = write_day(event.day) if event.day else "ikke fastsat / not decided"
    known = formats[event.format]
    return f"| {day} | {known.title_da} (`{event.format}`) | {STATES_DA[event.state]} / {event.state} |"


CHANGE_NOTES = (
    "2012-11-01 SOR XML 2.0.0: one EntityTypeIdentifier for all levels; where an address lies; the owner's CVR number.",
    "2024-04-16 SOR XML 3 (announced): OrganisationalLevel on organisational units.",
    "2026-11 SOR2: the owner's CVR number is called InstitutionOwnerCvrNumberId, as in the real file.",
    "2026-11 SHAKCOMPLETE, SHAKTIL: operation code (188) and group (180) on every record that is valid since 1998.",
    "2026-11 NDJSON, Parquet, SQLite 1: units with inherited values resolved and marked with their source.",
)
"""What changed in the files' forms, the oldest first. A new version of a format adds a line."""
