"""The guide's page on round trips, made from the formats' own lists: what each file cannot hold, field by field."""

from sor.formats.published.export_format import Format
from sor.formats.published.exports import FORMATS

OPENING = """# What comes back from a file

*Generated from the formats' lists; tests change every field and insist that a file shows it or its list names it.*

A file that `sor export` writes can be loaded into an empty register (`sor import`). What is then missing is listed here
by the names of the fields; everything else is the same, day by day. Units that a file leaves out altogether (trees of
fewer than three levels, units below no owner, values that are only assumed) are named one by one in the report beside
the file, `FILE.left-out.csv`. `address.…` is a part of each of the three addresses, `location_number.…` a fact of a
location number. Files of one day hold nothing that begins after it.
"""
NOT_READ = "## Not read again\n\nThese are made for other programs: {names}.\n"
NOTHING = "Nothing is missing.\n"


def generate() -> str:
    """The page."""
    forms = [form for made in FORMATS.values() for form in (made, *made.also)]
    parts = [OPENING, *(_section(form) for form in forms if form.loses is not None)]
    names = ", ".join(f"`{form.name}` ({form.file})" for form in forms if form.loses is None)
    return "\n".join([*parts, NOT_READ.format(names=names)])


def _section(form: Format) -> str:
    lost = form.loses() if form.loses is not None else {}
    by_reason: dict[str, list[str]] = {}
    for field, reason in lost.items():
        by_reason.setdefault(reason, []).append(f"`{field}`")
    rows = "".join(f"| {', '.join(fields)} | {reason} |\n" for reason, fields in by_reason.items())
    table = f"| fields | why |\n| --- | --- |\n{rows}" if rows else NOTHING
    return f"## {form.file} – `sor export {form.name}`, version {form.version}\n\n{table}"
