"""Proofs from logs of real files, by both verifiers; no altered byte proves anything. With SOR_REAL_DATA."""

import os
from functools import partial
from pathlib import Path

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.checkpoint import new_key
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, import_file
from sor.jobs.offline import BadProof, check_proof, raw_key
from sor.jobs.proving import Prover
from sor.register import Register
from tests.conftest import StandingClock
from tests.jobs.test_proving import second_verifier, signing, trusted
from tests.new_databases import NewDatabases

REAL = Path(os.environ["SOR_REAL_DATA"])
FILES = ("sor-xml-v1/ONE_PRAKSIS.xml", "sor-xml-v1/ONE_APOTEK.xml", "sor-xml-v2/Sor_small.xml")


@pytest.mark.slow
def test_a_log_of_real_files_is_proven_and_no_altered_byte(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    register = Register(new_sqlite(), clock)
    register.init("mirror")
    reader = partial(read_file, lookups=CodeNames(periods_of(bundled_claims())))
    for name in FILES:
        import_file(register, REAL / name, reader, ImportOptions(force=True))
    key = tmp_path / "key.pem"
    key.write_bytes(new_key())
    prover, head, day = Prover(register, signing(key)), register.serial(), register.today()
    units = sorted({line.key for n in range(1, head + 1) for line in register.lines(n) if line.kind == "unit"})
    documents = [prover.unit(code, day, head) for code in units] + [prover.entry(n) for n in range(1, head + 1)]
    for document, their in zip(documents, second_verifier(documents, trusted(key)), strict=True):
        proven = check_proof(document, raw_key(trusted(key)))
        assert (their["serial"], their["digest"], their.get("code")) == (proven.serial, proven.digest, proven.code)
    assert len(units) > 6
    for document in (documents[0], documents[-1]):
        altered = [document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :] for at in range(len(document))]
        for one in altered:
            with pytest.raises(BadProof):
                check_proof(one)
        assert [said for said in second_verifier(altered) if not isinstance(said, str)] == []
