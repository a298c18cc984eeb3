"""What the page of the files shows: every published file, what is in it, how fresh it is, and what comes."""

from collections.abc import Mapping

from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.endpoints.files.folder import PublishedFolder
from sor.endpoints.web.kit.visit import Visit
from sor.formats.published.export_format import PROJECT, Format, ShownColumn
from sor.formats.published.exports import FORMATS
from sor.formats.published.file_set import DELTA
from sor.formats.published.life_cycle import State, state_of
from sor.formats.published.news import News, news
from sor.formats.published.notes import CHANGE_NOTES, basis_of, state_in_words
from sor.formats.sor_xml.tables import VERSIONS
from sor.jobs.editions import FileEntry, Manifest


def overview(
    folder: PublishedFolder | None, visit: Visit, today: int, starts: Mapping[str, int], asked: str = ""
) -> Fields:  # fmt: skip
    """The page's content in the visit's language. asked: the format whose columns are shown, empty for none; all of
    them would be half of a page's weight twice over.
    """
    manifest = folder.manifest() if folder else None
    files = manifest.files if manifest else []
    return {
        "manifest": manifest,
        "is_configured": folder is not None,
        "newest": folder.newest() if folder else None,
        "behind": visit.head - manifest.serial if manifest else 0,
        "failure": folder.failure() if folder else None,
        "files": [_shown_file(entry, visit) for entry in files if not entry.name.startswith(f"{DELTA}/")],
        "deltas": [_shown_file(entry, visit) for entry in files if entry.name.startswith(f"{DELTA}/")],
        "missing": manifest.missing if manifest else {},
        "editions": folder.editions() if folder else [],
        "rehearsals": folder.rehearsals() if folder else [],
        "formats": [
            _shown_format(form, made, state_of(made.name, today, starts), visit, asked)
            for made in FORMATS.values()
            for form in (made, *made.also)
            if form is made or form.columns() != made.columns()
        ],
        "news": [_news(one, visit) for one in news(FORMATS, starts)],
        "changes": CHANGE_NOTES,
        "schemas": _schemas(manifest),
    }


def _shown_file(entry: FileEntry, visit: Visit) -> Fields:
    made = FORMATS.get(entry.format)
    state = State(entry.state, None, _number(entry.state_until))
    return {
        "name": entry.name,
        "title": _title(made.for_file(entry.name), visit) if made else entry.format,
        "format": entry.format,
        "version": entry.version,
        "state": state_in_words(state, visit.language),
        "is_own": entry.basis == PROJECT,
        "size": visit.number(round(entry.size / 1e6, 2)),
        "rows": entry.rows,
        "sha256": entry.sha256,
        "left_out": entry.left_out,
        "report": entry.report,
        "since": entry.since,
    }


def _shown_format(form: Format, made: Format, state: State, visit: Visit, asked: str) -> Fields:
    """A form of a format; one that has other columns than the usual one goes by the name of its file."""
    name, columns = made.name if form is made else form.file, form.columns()
    return {
        "name": name,
        "has_columns": len(columns),
        "title": _title(form, visit),
        "version": form.version,
        "state": state_in_words(state, visit.language),
        "basis": basis_of(form)[0 if visit.language == "da" else 1],
        "columns": [(column.name, _say_column(column, visit)) for column in columns] if asked == name else [],
    }


def _news(one: News, visit: Visit) -> Fields:
    return {
        "day": visit.on(write_day(one.day)) if one.day else None,
        "text": one.da if visit.language == "da" else one.en,
    }


def _schemas(manifest: Manifest | None) -> list[tuple[str, str]]:
    """(version, path) of the schema to start from, for each version of SOR XML."""
    if manifest is None:
        return []
    return [(number, f"xsd/v_{_folder(number)}/SorTree.xsd") for number in VERSIONS]


def _folder(number: str) -> str:
    return (number if "." in number else f"{number}.0.0").replace(".", "_")


def _title(made: Format, visit: Visit) -> str:
    return made.title_da if visit.language == "da" else made.title_en


def _say_column(column: ShownColumn, visit: Visit) -> str:
    return column.da if visit.language == "da" else column.en


def _number(iso: str | None) -> int | None:
    return int(iso.replace("-", "")) if iso else None
