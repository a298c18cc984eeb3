"""Texts of spreadsheets, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "sheets.title": ("Ret i et regneark", "Edit in a spreadsheet"),
    "sheets.lead": (
        "Hent et træ, ret i det, og send det ind igen. Kun rettelserne tæller, og du ser dem, før noget gemmes.",
        "Take a tree, edit it, and send it in again. Only changes count, and you see them before anything is saved.",
    ),
    "sheets.preview": ("Det medfører regnearket", "What the sheet brings about"),
    "sheets.preview_lead": (
        "Regnearket ændrer {count} enheder. Intet er gemt endnu.",
        "The sheet changes {count} units. Nothing is saved yet.",
    ),
    "sheets.wrong": ("Ret det, og send regnearket igen", "Correct this and send the sheet again"),
    "sheets.more_said": (
        "Og {count} mere. Alt står som kommentarer i arket med fejlene.",
        "And {count} more. All of it stands as comments in the sheet with the errors.",
    ),
    "sheets.returned": ("Hent arket med fejlene", "Take the sheet with the errors"),
    "sheets.conflicts": ("Andre har rettet det samme imens", "Others changed the same meanwhile"),
    "sheets.before": ("Da du hentede arket", "When you took the sheet"),
    "sheets.theirs": ("Andre skrev", "Others wrote"),
    "sheets.yours": ("Du skriver", "You write"),
    "sheets.more_groups": ("Og {count} enheder mere.", "And {count} units more."),
    "sheets.save": ("Gem alt på én gang", "Save all at once"),
    "sheets.nothing": ("Regnearket ændrer intet.", "The sheet changes nothing."),
    "sheets.take": ("Hent et regneark", "Take a sheet"),
    "sheets.below": (
        "Et mindre træ hentes på enhedens egen side.",
        "A smaller tree is taken on the page of its unit.",
    ),
    "sheets.any": (
        "Find enheden, og hent dens træ på dens egen side.",
        "Find the unit and take its tree on its own page.",
    ),
    "sheets.send": ("Send et regneark ind", "Send a sheet in"),
    "sheets.again": ("Send regnearket ind igen", "Send the sheet in again"),
    "sheets.file": ("Regneark (.xlsx)", "Spreadsheet (.xlsx)"),
    "sheets.from": ("Ændringerne gælder fra", "The changes hold from"),
    "sheets.no_file": ("Vælg regnearket.", "Choose the sheet."),
    "sheets.column.code": ("SOR-kode; ændres ikke", "SOR code; is not changed"),
    "edit.sheet": ("Regneark", "Spreadsheet"),
    "deed.sheet": ("Hent træet som regneark", "Take the tree as a spreadsheet"),
}
