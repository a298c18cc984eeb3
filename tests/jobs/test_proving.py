"""Proofs of whatever a register knows, checked by the program and by a second verifier in another language."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from sor.core.canonical import decode, encode
from sor.core.checkpoint import new_key, public_key_of
from sor.core.day import write_day
from sor.core.merkle import leaf_hash
from sor.core.signed_note import TreeHead, sign_head
from sor.desk.actors import Actors
from sor.desk.actors import WantedRight as Right
from sor.following.proof_tree import NotProvenYet
from sor.jobs.erasing import ask, confirm
from sor.jobs.offline import BadProof, ProofDocument, check_proof, digest_of, raw_key
from sor.jobs.proving import NotInLog, Prover
from sor.register import Refused, Register
from sor.settings import Settings, read_settings
from sor.store.standing import WantedErasure
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.random_registers import entries, live
from tests.store.conftest import lived
from tests.store.units import change, says, submit

__all__ = ["lived"]

SECOND = Path(__file__).parents[2] / "docs" / "proofs" / "verify.mjs"
DAYS = (20251231, 20260101, 20261102, 20261103, 20261130, 20261201, 20270101)

MANY = """
import { check } from %s;
import { readFileSync } from "node:fs";
const told = JSON.parse(readFileSync(0, "utf8")).map(([document, pem]) => {
  try { return check(document, pem); } catch (error) { return String(error.message); }
});
console.log(JSON.stringify(told));
"""


def second_verifier(documents: Sequence[bytes], pem: bytes | None = None) -> list[Any]:
    """What the verifier in JavaScript says of each: what is proven, or why nothing is."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js: install it, on Debian with apt-get install nodejs")
    given_ = json.dumps([[document.decode("utf-8", "surrogateescape"), pem and pem.decode()] for document in documents])
    done = subprocess.run(
        [node, "--input-type=module", "-e", MANY % json.dumps(SECOND.as_uri())], input=given_, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return list(json.loads(done.stdout))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_bytes(new_key())
    return path


def signing(key: Path, **more: str) -> Settings:
    return read_settings({"SOR_CHECKPOINT_KEY": str(key), "SOR_PUBLIC_URL": "https://sor.example", **more})


def trusted(key: Path) -> bytes:
    return public_key_of(key.read_bytes())


def own_values(register: Register, code: str, day: int, known: int) -> dict[str, Any] | None:
    """What the register says of a unit itself on a day; None when it is not open."""
    row = register.database.reader().run(
        "SELECT body FROM version WHERE kind = 'unit' AND key = :code AND valid_from <= :day AND :day < valid_to"
        " AND known_from <= :known AND :known < known_to",
        code=code, day=day, known=known,
    ).fetchone()  # fmt: skip
    return None if row is None else decode(row[0])


def check_all(register: Register, prover: Prover, key: Path) -> None:
    """Every unit on every day that matters, as known at every serial, and every entry."""
    documents: list[bytes] = []
    wanted: list[tuple[str, int, int]] = []
    units = sorted({line.key for entry in register.since(0) for line in register.lines(entry.serial)
                    if line.kind == "unit"})  # fmt: skip
    for code in units:
        for known in range(1, register.serial() + 1):
            try:
                made = [prover.unit(code, day, known) for day in DAYS]
            except NotInLog:
                continue
            documents += made
            wanted += [(code, day, known) for day in DAYS]
    theirs = second_verifier(documents, trusted(key))
    for document, (code, day, known), their in zip(documents, wanted, theirs, strict=True):
        proven = check_proof(document, raw_key(trusted(key)))
        said = own_values(register, code, day, known)
        assert (proven.code, proven.valid, proven.serial) == (code, write_day(day), known)
        assert (proven.from_date is not None) is (said is not None)
        if said is not None:
            shown = {f: v for f, v in (proven.states or {}).items() if v is not None and f != "open"}
            assert shown == {f: v for f, v in said.items() if f not in ("assumed", "erased")}
        entry = register.entry(known)
        assert entry is not None
        assert proven.digest == entry.hash
        assert (their["code"], their["valid"], their["serial"], their["digest"], their["name"]) == (
            code, write_day(day), known, proven.digest, proven.name,
        )  # fmt: skip
    proofs = [prover.entry(entry.serial) for entry in register.since(0)]
    assert [check_proof(one).serial for one in proofs] == list(range(1, register.serial() + 1))
    assert [their["digest"] for their in second_verifier(proofs)] == [entry.hash for entry in register.since(0)]


@pytest.mark.slow
def test_all_that_a_register_has_lived_through_is_proven(lived: Register, key: Path) -> None:
    check_all(lived, Prover(lived, signing(key)), key)


@pytest.mark.slow
@given(history=entries)
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_so_is_any_history(new_sqlite: NewDatabases, key: Path, history: Sequence[Any]) -> None:
    clock = StandingClock("2026-10-20T12:00:00+01:00")
    register = Register(new_sqlite(), clock)
    register.init("master", demo=True)
    live(register, clock, history)
    check_all(register, Prover(register, signing(key)), key)


def spoilt(document: bytes) -> list[bytes]:
    """A document with each of its bytes another, left out, or doubled."""
    found = {document[:at] + other + document[at + 1 :] for at in range(len(document)) for other in (
        bytes([document[at] ^ 1]), b"", bytes([document[at]]) * 2, b" ")}  # fmt: skip
    return sorted(found - {document})


@pytest.mark.slow
def test_whatever_byte_is_altered_both_verifiers_refuse_it(lived: Register, key: Path) -> None:
    prover = Prover(lived, signing(key))
    for document in (prover.unit("clinic", 20261201, lived.serial()), prover.entry(2)):
        altered = spoilt(document)
        for one in altered:
            with pytest.raises(BadProof):
                check_proof(one)
        readable = [one for one in altered if one.decode("utf-8", "replace").encode() == one]
        assert [one for one in second_verifier(readable) if not isinstance(one, str)] == []


def read(document: bytes) -> ProofDocument:
    return msgspec.json.decode(document, type=ProofDocument)


def refused(proof: ProofDocument) -> str:
    """Why both verifiers refuse a document; the sentence of the program."""
    document = encode(msgspec.structs.replace(proof, digest=digest_of(proof)))
    assert isinstance(second_verifier([document])[0], str)
    with pytest.raises(BadProof) as error:
        check_proof(document)
    return str(error.value)


@pytest.mark.slow
class TestForged:
    """Documents that are written well and say what is not so."""

    def test_the_newest_line_is_left_out(self, lived: Register, key: Path) -> None:
        proof = read(Prover(lived, signing(key)).unit("owner", 20261201, lived.serial()))
        assert len(proof.lines) > 2
        for n in range(len(proof.lines)):
            left = msgspec.structs.replace(proof, lines=(*proof.lines[:n], *proof.lines[n + 1 :]))
            assert "not all that was said" in refused(left) or "order" in refused(left)

    def test_an_older_word_is_shown_as_the_newest(self, lived: Register, key: Path) -> None:
        """The lines as they were, with the entry of today: its tree of subjects tells."""
        prover = Prover(lived, signing(key))
        older, newer = read(prover.unit("owner", 20261201, 2)), read(prover.unit("owner", 20261201, lived.serial()))
        mixed = msgspec.structs.replace(newer, lines=older.lines)
        assert "not all that was said" in refused(mixed)
        assert "later than the entry" in refused(msgspec.structs.replace(older, lines=newer.lines))

    def test_of_another_unit_or_another_register(self, lived: Register, key: Path) -> None:
        prover = Prover(lived, signing(key))
        one, other = (read(prover.unit(code, 20261201, lived.serial())) for code in ("owner", "clinic"))
        assert refused(msgspec.structs.replace(one, unit="clinic"))
        assert refused(msgspec.structs.replace(one, lines=other.lines))
        elsewhere = Prover(lived, signing(key, SOR_PUBLIC_URL="https://other.example"))
        theirs = read(elsewhere.unit("owner", 20261201, lived.serial()))
        assert refused(msgspec.structs.replace(one, checkpoint=theirs.checkpoint))

    def test_a_log_of_ones_own_signed_with_ones_own_key(self, lived: Register, key: Path, tmp_path: Path) -> None:
        proof = read(Prover(lived, signing(key)).entry(2))
        own = leaf_hash(proof.entry.leaf.encode())
        head = TreeHead("sor.example/x", 1, own)
        pem = new_key()
        checkpoint = sign_head(head, pem)
        forged = msgspec.structs.replace(
            proof, checkpoint=checkpoint, entry=msgspec.structs.replace(proof.entry, beside="", number=0)
        )
        assert "checkpoint" in refused(forged)
        (tmp_path / "own.pem").write_bytes(pem)
        mine = Prover(lived, signing(tmp_path / "own.pem")).entry(2)
        assert not check_proof(mine).is_trusted, "whose key it is the document cannot say"
        with pytest.raises(BadProof, match="another key"):
            check_proof(mine, raw_key(trusted(key)))
        assert second_verifier([mine], trusted(key)) == ["another key"]

    def test_what_is_no_proof(self, lived: Register, key: Path) -> None:
        proof = read(Prover(lived, signing(key)).unit("owner", 20261201, lived.serial()))
        for wrong in ({"valid": "2026-13-01"}, {"valid": ""}, {"lines": ()}, {"of": "entry"}, {"beside": "0"},
                      {"beside": "0" * 64}, {"key": "x"}, {"checkpoint": ""}):  # fmt: skip
            assert refused(msgspec.structs.replace(proof, **wrong))
        for text in (b"", b"{}", b"[]", b"\xff", b"[" * 100_000):
            with pytest.raises(BadProof):
                check_proof(text)


def hide_name(document: bytes, by: int) -> bytes:
    """A genuine proof from which somebody took the last name, as if an erasure had."""
    proof = msgspec.json.decode(document)
    line = [one for one in proof["lines"] if "name" in one["frame"]][-1]
    salts, *values = msgspec.json.decode(line["content"])
    leaf = sha256(salts[:24].encode() + encode(values[0])).hexdigest()
    line["content"] = encode([f"-erased-{by:016d}{salts[24:]}", leaf, *values[1:]]).decode()
    proof["digest"] = sha256(encode(proof | {"digest": ""})).hexdigest()
    return encode(proof)


@pytest.mark.slow
def test_a_value_that_no_erasure_took_is_not_taken_out_of_a_proof(lived: Register, key: Path) -> None:
    prover = Prover(lived, signing(key))
    serial = submit(lived, change("clinic", says("name", 20261101, "Klinikken")))
    genuine = prover.unit("clinic", 20261105, serial)
    assert check_proof(genuine).name == "Klinikken"
    for by in (1, serial):
        forged = hide_name(genuine, by)
        with pytest.raises(BadProof, match="is missing, and no entry"):
            check_proof(forged)
        assert second_verifier([forged]) == ["no erasure names it"]
    later = check_proof(hide_name(genuine, serial + 1))
    assert (later.erased, later.erased_later) == (("name",), serial + 1)


@pytest.mark.slow
def test_after_an_erasure_it_is_proven_that_a_value_was_there(lived: Register, key: Path) -> None:
    prover = Prover(lived, signing(key))
    serial = submit(lived, change("clinic", says("name", 20261101, "Zq7hemmelig")))
    submit(lived, change("clinic", says("name", 20261101, "Klinikken")))
    before = prover.unit("clinic", 20261105, serial)
    assert b"Zq7hemmelig" in before
    actors = Actors(lived)
    for actor, by in (("sds", None), ("second", "sds")):
        actors.add(actor, actor, by)
        actors.grant(actor, Right("authority", None, None, 20260101), by)
    wanted = WantedErasure(serial, "unit", "clinic", "name")
    made, _ = ask(lived, wanted, "det skulle ikke stå der", "sds", "cli")
    confirm(lived, made.number, "second", "cli", None)
    after = prover.unit("clinic", 20261105, serial)
    assert b"Zq7hemmelig" not in after
    proven = check_proof(after, raw_key(trusted(key)))
    assert proven.erased == ("name",)
    assert proven.erased_later == lived.serial()
    now = check_proof(prover.unit("clinic", 20261105, lived.serial()), raw_key(trusted(key)))
    assert (now.name, now.erased_later) == ("Klinikken", 0)
    assert proven.name is None
    (second,) = second_verifier([after])
    assert (second["name"], second["erased"]) == (None, ["name"])
    assert second_verifier([before])[0]["erased"] == []
    assert check_proof(before, raw_key(trusted(key))).name == "Zq7hemmelig", (
        "the log is the same, and so are its hashes"
    )
    assert prover.tree.check() is None


def test_a_demo_signs_with_a_key_of_its_own_and_a_real_register_needs_one(
    lived: Register, clock: StandingClock
) -> None:
    prover = Prover(lived, read_settings({}))
    assert prover.can_sign()
    assert prover.key() == Prover(lived, read_settings({})).key()
    assert check_proof(prover.entry(1), prover.key().raw).is_trusted
    real = Register(lived.database, clock)
    real._is_demo = False
    with pytest.raises(Refused, match="SOR_CHECKPOINT_KEY is not set"):
        Prover(real, read_settings({})).checkpoint()


@pytest.mark.parametrize("text", [b"", b"-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_is_none_is_told(lived: Register, key: Path, text: bytes) -> None:
    key.write_bytes(text)
    with pytest.raises(Refused, match="SOR_CHECKPOINT_KEY cannot be used"):
        Prover(lived, signing(key)).entry(1)


def test_of_what_is_not_there_it_is_told(lived: Register, key: Path) -> None:
    prover = Prover(lived, signing(key))
    for serial in (0, -1, lived.serial() + 1):
        with pytest.raises(NotInLog, match=f"no entry {serial}"):
            prover.entry(serial)
    with pytest.raises(NotInLog, match="Nothing was said of a unit new up to entry 1"):
        prover.unit("new", 20261201, 1)


def test_nothing_is_proven_by_a_checkpoint_that_is_older_than_it(
    lived: Register, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process adds entries to the trees after the head was looked at."""
    prover = Prover(lived, signing(key))
    prover.tree.bring()
    older = prover.tree.roots_of(2)
    monkeypatch.setattr(prover.tree, "find_reached", lambda _: older)
    assert check_proof(prover.entry(2)).serial == 2
    with pytest.raises(NotProvenYet, match="the first 2 entries"):
        prover.entry(3)
    with pytest.raises(NotProvenYet, match="the first 2 entries"):
        prover.unit("owner", 20261201, lived.serial())


def test_the_second_verifier_is_short_enough_to_be_read() -> None:
    assert len(SECOND.read_text("utf-8").splitlines()) < 200
