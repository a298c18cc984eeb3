"""Texts of the published files, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "files.title": ("Filer", "Files"),
    "files.fresh": (
        "Udgaven er dannet {when} ved løbenummer {serial} og viser {day}.",
        "This edition was made {when} at serial {serial} and shows {day}.",
    ),
    "files.up_to_date": ("Den viser alt, hvad registret ved.", "It shows all that the register knows."),
    "files.behind": (
        "Registret er {count} løbenumre længere; næste udgave er på vej.",
        "The register is {count} entries further on; the next edition is on its way.",
    ),
    "files.behind.one": (
        "Registret er {count} løbenummer længere; næste udgave er på vej.",
        "The register is {count} entry further on; the next edition is on its way.",
    ),
    "files.newest": (
        "Ændringer siden udgaven, fra løbenummer {since} til {serial}",
        "Changes since this edition, from serial {since} to {serial}",
    ),
    "files.next": (
        "Den næste udgave ventes {when} med mindst løbenummer {serial}.",
        "The next edition is expected {when}, of serial {serial} at least.",
    ),
    "files.next_begun": (
        "Den næste udgave er ved at blive dannet: løbenummer {serial}, ventet {when}.",
        "The next edition is being made: serial {serial}, expected {when}.",
    ),
    "files.failing": (
        "Siden {when} er der ikke lavet nogen ny udgave ({tries} forsøg). Udgaven før står. Grund: {reason}",
        "Since {when} no new edition could be made (tries: {tries}). The edition before stays. Reason: {reason}",
    ),
    "files.list": ("De offentliggjorte filer", "The published files"),
    "files.file": ("Fil", "File"),
    "files.content": ("Indhold", "Content"),
    "files.state": ("Status", "Status"),
    "files.rehearsals": ("Generalprøver", "Rehearsals"),
    "files.rehearsals_hint": (
        "Udgaver af dage, der ikke er kommet, dannet af det, der er kendt. De er ikke udgivet.",
        "Editions of days that have not come, made of what is known. They are not published.",
    ),
    "files.rows": ("Rækker", "Rows"),
    "files.left_out": ("{count} oplysninger er udeladt", "{count} things are not in the file"),
    "files.left_out.one": ("{count} oplysning er udeladt", "{count} thing is not in the file"),
    "files.own": ("projektets egen form", "this project's own form"),
    "files.missing": (
        "{path} mangler: serveren har ikke den pakke, der skriver det format.",
        "{path} is missing: the server lacks the package that writes its format.",
    ),
    "files.deltas": ("Ændringer siden tidligere udgaver", "Changes since earlier editions"),
    "files.deltas_hint": (
        "Har du units.ndjson fra et løbenummer, fører filen med det nummer dig hertil.",
        "If you have units.ndjson of a serial, the file of that serial brings you here.",
    ),
    "files.since": ("siden løbenummer {serial}", "since serial {serial}"),
    "files.kept": ("Gemte udgaver", "Kept editions"),
    "files.schemas": ("Skemaer og noter", "Schemas and notes"),
    "files.changes": ("Ændringer i formaterne", "Changes of the formats"),
    "files.roadmap": ("Køreplan", "Roadmap"),
    "files.none_yet": ("Den første udgave er ikke færdig endnu.", "The first edition is not ready yet."),
    "files.not_configured": (
        "Her offentliggøres ingen filer. Angiv en mappe med SOR_FILES.",
        "No files are published here. Name a folder with SOR_FILES.",
    ),
    "files.news": ("Nyt om formaterne", "News of the formats"),
    "files.not_decided": ("Ikke fastsat", "Not decided"),
    "files.columns": ("Hvad kolonnerne betyder", "What the columns mean"),
    "files.show_columns": ("Vis de {count} kolonner", "Show the {count} columns"),
    "files.version": ("version {version}", "version {version}"),
    "files.column": ("Kolonne eller element", "Column or element"),
    "files.meaning": ("Betydning", "Meaning"),
}
