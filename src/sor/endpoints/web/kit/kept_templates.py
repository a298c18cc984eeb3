"""Compiled templates, kept where Python keeps its compiled modules: compiling all of them takes most of a second, in
every process that starts.
"""

import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class KeptTemplates(BytecodeCache):
    """Keeps what was compiled of the templates of a folder, and finds it again while template, program and Python are
    the same. Where nothing can be written, or Python is told to write nothing, templates are compiled at every start.
    """

    def __init__(self, templates: Path, made_by: Sequence[Path]) -> None:
        """made_by: the files that say how templates are compiled, their filters among them."""
        self.folder = Path(cache_from_source(str(templates / "template.py"))).parent
        self._made_by = sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; what is of another Python or another template, or was spoilt, is compiled anew."""
        try:
            with self._file(bucket).open("rb") as kept:
                bucket.load_bytecode(kept)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, in one step: others may start meanwhile."""
        if sys.dont_write_bytecode:
            return
        file = self._file(bucket)
        new = file.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                new.write_bytes(bucket.bytecode_to_string())
                new.replace(file)
            finally:
                new.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.{self._made_by}.{sys.implementation.cache_tag}.pyc"
