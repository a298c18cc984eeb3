"""The packages that the register runs on, from the lock files: a bill of materials, their licences, known weaknesses.

`build/sbom.json` (CycloneDX 1.5) and `build/licences.csv` are made without a network. Weaknesses are asked of the
advisory source of `uv audit`; where it cannot be reached, that is said, and nothing else is claimed.
"""

import csv
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?==([^\s;\\]+)(?: *(;[^\\\n]*))?((?:[ \\]*\n\s+--hash=\S+)*)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|ISC|Apache|PSF|Python Software Foundation|MPL|Mozilla|CC0|Unlicense|ZPL|HPND|LGPL)\b"
    r"|\bLGPLv\d|Lesser General Public",
    re.IGNORECASE,
)
"""Licences with which the whole may be passed on under its own."""

NOT_HERE = "not installed here"
"""What stands for the licence of a package that this computer does not need."""


class Package(NamedTuple):
    """A package as the lock files pin it. kind: ``pypi`` or ``npm``; where: the marker of the computers that need it;
    hashes: SHA-256 of its files.
    """

    kind: str
    name: str
    version: str
    licence: str
    where: str = ""
    hashes: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its package URL."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def locked(root: Path = ROOT) -> list[Package]:
    """The packages of `requirements/run.txt` and those of `package-lock.json` that are no tools, by kind and name."""
    found = [
        Package("pypi", name, version, _licence(name), where.strip(), tuple(HASH.findall(hashes)))
        for name, _, version, where, hashes in PINNED.findall((root / "requirements/run.txt").read_text("utf-8"))
    ]
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))
    for place, one in lock["packages"].items():
        if place and not one.get("dev"):
            name = place.rpartition("node_modules/")[2]
            found.append(Package("npm", name, one["version"], one.get("license", "")))
    return sorted(found)


def bill_of_materials(packages: list[Package]) -> dict[str, Any]:
    """The packages as a CycloneDX document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "sor", "name": "sor"}},
        "components": [
            {
                "type": "library",
                "bom-ref": package.url,
                "name": package.name,
                "version": package.version,
                "purl": package.url,
                "licenses": [{"license": {"name": package.licence or "unknown"}}],
                "externalReferences": [
                    {"type": "distribution", "url": package.url, "hashes": [{"alg": "SHA-256", "content": content}]}
                    for content in package.hashes
                ],
            }
            for package in packages
        ],
    }


def doubtful(packages: list[Package]) -> list[str]:
    """A sentence for each package whose licence is unknown, or is not among those with which ours goes."""
    return [
        f"{package.kind} {package.name} {package.version}: licence '{package.licence or 'unknown'}'"
        for package in packages
        if package.licence != NOT_HERE and not FREE.search(package.licence)
    ]


def weaknesses(packages: list[Package], source: str = "") -> tuple[str, bool]:
    """What an advisory source (``uv audit``'s own unless told) says, and whether a weakness of ours is known."""
    pins = json.dumps([f"{one.name}=={one.version} {one.where}" for one in packages if one.kind == "pypi"])
    command = [str(Path(sys.executable).parent / "uv"), "audit", "--quiet", "--output-format", "json"]
    with TemporaryDirectory() as folder:
        project = f'[project]\nname = "locked"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = {pins}\n'
        (Path(folder) / "pyproject.toml").write_text(project, "utf-8")
        done = subprocess.run(
            [*command, *(["--service-url", source] if source else [])],
            cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "UV_HTTP_RETRIES": "0"},
        )  # fmt: skip
    try:
        found = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return "No advisory source could be reached: the packages were not audited for known weaknesses.", False
    told = [f"{one['dependency']['name']} {one['dependency']['version']}: {one['id']}" for one in found]
    return "\n".join(["Known weaknesses:", *told] if told else ["No weakness of the packages is known."]), bool(told)


def main() -> int:
    """Write both files and say what is wrong; 1 when a licence is doubtful or a weakness known."""
    packages = locked()
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    (build / "sbom.json").write_text(json.dumps(bill_of_materials(packages), indent=1) + "\n", "utf-8")
    with (build / "licences.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("kind", "name", "version", "licence"), *((p.kind, p.name, p.version, p.licence) for p in packages)]
        )
    doubts = doubtful(packages)
    said, is_weak = weaknesses(packages)
    print(said)
    for doubt in doubts:
        print(doubt)
    return 1 if doubts or is_weak else 0


def _licence(name: str) -> str:
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return NOT_HERE
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    first_line = (told.get("License") or "").strip().partition("\n")[0]
    return told.get("License-Expression") or "; ".join(classified) or first_line


if __name__ == "__main__":
    sys.exit(main())
