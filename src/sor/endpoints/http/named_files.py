"""Files that a caller names: a name that no disk can hold names none, which ``pathlib`` tells as a mistake."""

import os
from pathlib import Path


def is_file(path: Path) -> bool:
    """Whether there is a file at a path of which a caller told a part."""
    return os.path.isfile(path)  # noqa: PTH113 (see above)


def is_folder(path: Path) -> bool:
    """Whether there is a folder there."""
    return os.path.isdir(path)  # noqa: PTH112 (see above)
