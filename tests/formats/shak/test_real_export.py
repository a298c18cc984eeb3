"""SHAKCOMPLETE of 2010, loaded into a register and written again: the same bytes. Only with SOR_REAL_DATA."""

import io
import os
from pathlib import Path

from sor.formats.recognise import read_file
from sor.formats.shak.export import SHAK
from sor.jobs import selection
from sor.jobs.importing import ImportOptions, code_names, import_file
from sor.register import Register

REAL = Path(os.environ["SOR_REAL_DATA"]) / "shak/shakcomplete-2010-01-22.txt"


def test_shak_of_2010_comes_out_of_the_register_byte_for_byte(register: Register) -> None:
    lookups = code_names(register, 0)
    report = import_file(
        register, REAL, lambda path: read_file(path, lookups=lookups, snapshot=20100122), ImportOptions()
    )
    assert (report.new, report.rejected) == (10_021, [])
    out = io.BytesIO()
    history = selection.history(register, register.serial(), register.clock())
    assert SHAK.write(history, out) == []
    assert out.getvalue() == REAL.read_bytes()
