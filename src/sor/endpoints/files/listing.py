"""What a folder of published files says of itself: a page of plain relative links to them, and nothing else.

Readers in the wild take every ``href`` of such a page and choose among them (facts, additions 17).
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote


def listing(folder: str, names: Iterable[str], mark: str = "") -> str:
    """The page of a folder. names: paths of files from there. mark: what a demo says of itself."""
    title = escape(folder)
    lines = ["<!DOCTYPE html>", '<html lang="en">', f"<title>{title}</title>"]
    lines += [f"<p>{escape(mark)}</p>"] if mark else []
    lines += [f'<a href="{quote(name)}">{escape(name)}</a><br>' for name in names]
    return "\n".join([*lines, "</html>", ""])
