"""Builds the doors once, by being imported, in the process from which programs are forked (tests/programs.py): what the
framework reads of their functions is read by then, and a server that is forked answers after a fifth of a second.
"""

import gc
import tempfile
import threading
from pathlib import Path

from sor.clock import Clock
from sor.endpoints.app import app
from sor.register import MASTER, Register
from sor.settings import read_settings
from sor.store.database import Database

with tempfile.TemporaryDirectory(prefix="sor-doors-") as folder:
    register = Register(Database(f"sqlite:///{Path(folder)}/sor.db?synchronous=off"), Clock())
    register.init(MASTER, demo=True)
    is_built = threading.Event()
    app(register, read_settings({}, demo=True), is_built.set)
    is_built.wait(60)  # a thread of its own builds the index; there is none when somebody forks
    register.database.close()
del register, is_built

gc.collect()
gc.freeze()
