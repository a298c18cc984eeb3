"""Opens the base files in LibreOffice Calc and saves them again: the samples ``libreoffice-*.csv``.

Run by hand where ``soffice`` is installed: python tests/faults/write_by_libreoffice.py. ``text``: every column opened
as text; ``plain``: as whoever double-clicks the file gets it.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

FILES = Path(__file__).parent / "files"
CALC = "Text - txt - csv (StarCalc)"
SEPARATOR, QUOTE, LATIN_1, UTF_8 = 59, 34, 12, 76
AS_TEXT = "/".join(f"{column}/2" for column in range(1, 130))


def main() -> None:
    for name, encoding in (("base-sor", LATIN_1), ("base-daily", UTF_8)):
        for how, columns in (("text", AS_TEXT), ("plain", "")):
            with tempfile.TemporaryDirectory() as folder:
                opened = f"{CALC}:{SEPARATOR},{QUOTE},{encoding},1,{columns}".rstrip(",")
                saved = f"csv:{CALC}:{SEPARATOR},{QUOTE},{UTF_8},1"
                command = ["soffice", "--headless", f"--infilter={opened}", "--convert-to", saved, "--outdir", folder]
                subprocess.run([*command, str(FILES / f"{name}.csv")], check=True)
                shutil.copy(Path(folder, f"{name}.csv"), FILES / f"libreoffice-{how}-{name.removeprefix('base-')}.csv")


if __name__ == "__main__":
    main()
