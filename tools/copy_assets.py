"""Copy the front-end files that the pages need from node_modules to the static folder.

A style sheet brings what it refers to (fonts, icons), at the same relative place; every package brings its licence.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src/sor/endpoints/web/static/vendor"

# Target folder: (folder of the package, the files that a page names itself and the licence texts).
PACKAGES = {
    "dkfds": (
        "dkfds/dist",
        [
            "css/dkfds.min.css",
            "css/dkfds-borgerdk.min.css",
            "css/dkfds-virkdk.min.css",
            "img/all-svg-icons.svg",
            "js/dkfds.min.js",
            "LICENSE.md",
            "fonts/IBMPlexSans/split/woff2/license.txt",
        ],
    ),
    "htmx": ("htmx.org", ["dist/htmx.min.js", "LICENSE"]),
    "swagger-ui": (
        "swagger-ui-dist",
        ["swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"],
    ),
    "leaflet": ("leaflet", ["dist/leaflet.js", "dist/leaflet.css", "LICENSE"]),
}
# Leaflet's script looks for its default marker beside its style sheet without the sheet saying so in full.
EXTRA = {"leaflet": ["dist/images"]}

REFERENCE = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")?#]+)")
# Source maps are not copied, so their mention only makes browsers ask in vain.
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: ?\*/)?")


def references(sheet: Path) -> set[Path]:
    """The files that a style sheet refers to, as absolute paths."""
    return {(sheet.parent / name).resolve() for name in REFERENCE.findall(sheet.read_text("utf-8"))}


def wanted(package: Path, names: list[str], folders: list[str]) -> set[Path]:
    """All files to copy of one package: the named ones, what their style sheets refer to, and whole folders."""
    files = {package / name for name in names}
    for sheet in [file for file in files if file.suffix == ".css"]:
        files |= references(sheet)
    for folder in folders:
        files |= {file for file in (package / folder).iterdir() if file.is_file()}
    return files


def copy(file: Path, target: Path) -> None:
    """Copy one file; scripts and style sheets lose the mention of their source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix in {".css", ".js"}:
        target.write_text(SOURCE_MAP.sub("", file.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(file, target)


def main() -> int:
    """Fill a new folder and put it in the old one's place; name every file that is missing."""
    fresh = TARGET.with_name("vendor.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    missing = []
    for name, (folder, names) in PACKAGES.items():
        package = (SOURCE / folder).resolve()
        for file in sorted(wanted(package, names, EXTRA.get(name, []))):
            if not file.is_file():
                missing.append(file.relative_to(SOURCE))
                continue
            place = file.relative_to(package)
            copy(file, fresh / name / place.relative_to("dist") if place.parts[0] == "dist" else fresh / name / place)
    if missing:
        print("These front-end files are missing; run `npm ci` again:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
