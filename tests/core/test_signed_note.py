"""Signed notes: one that others have signed, our own, and every character of it changed."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sor.core.checkpoint import new_key, public_key_of
from sor.core.signed_note import (
    WITNESS,
    BadNote,
    NoteKey,
    TreeHead,
    check_note,
    note_key,
    read_head,
    read_key,
    sign_head,
)

THEIR_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
THEIR_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example in the documentation of golang.org/x/mod/sumdb/note."""

HEAD = TreeHead("sor.example/0f", 7, bytes(range(32)))
KEY = new_key()
OURS = note_key("sor.example/0f", public_key_of(KEY))


def test_a_note_that_others_signed_is_believed() -> None:
    assert check_note(THEIR_NOTE, [read_key(THEIR_KEY)]).startswith("If you think")
    assert read_key(THEIR_KEY).write_key() == THEIR_KEY


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    note = sign_head(HEAD, KEY)
    assert note.startswith(f"sor.example/0f\n7\n{b64encode(HEAD.root).decode()}\n\n— sor.example/0f ")
    assert read_head(note, OURS) == HEAD
    assert read_key(OURS.write_key()) == OURS


def test_whatever_character_is_changed_it_is_believed_no_more() -> None:
    note = sign_head(HEAD, KEY)
    for at in range(len(note)):
        for other in ("A", "\n", " ", ""):
            spoilt = note[:at] + other + note[at + 1 :]
            if spoilt != note:
                with pytest.raises(BadNote):
                    read_head(spoilt, OURS)


def test_signatures_of_others_are_left_aside_and_sixteen_of_them_accepted() -> None:
    note = sign_head(HEAD, KEY)
    strangers = "".join(f"— w{n} {b64encode(bytes([n] * 76)).decode()}\n" for n in range(16))
    assert read_head(note + strangers, OURS) == HEAD
    with pytest.raises(BadNote, match="signed 2 times"):
        read_head(note + note.rpartition("\n\n")[2], OURS)


def test_a_witness_signs_the_time_too() -> None:
    private = Ed25519PrivateKey.generate()
    key = NoteKey("w.example", WITNESS, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    seconds = 1_796_000_000
    signature = private.sign(b"cosignature/v1\ntime %d\n%b" % (seconds, HEAD.text().encode()))
    for told, is_believed in ((seconds, True), (seconds + 1, False)):
        line = f"— w.example {b64encode(key.id + told.to_bytes(8) + signature).decode()}\n"
        note = sign_head(HEAD, KEY) + line
        if is_believed:
            assert check_note(note, [OURS, key])
        else:
            with pytest.raises(BadNote, match=r"w\.example does not fit"):
                check_note(note, [OURS, key])
    assert read_key(key.write_key()) == key


@pytest.mark.parametrize(
    "written",
    ["", "a", "a+b", "a+00000000+AAAA", THEIR_KEY[:-1], THEIR_KEY.replace("c74f", "c74e"), "a b" + THEIR_KEY[12:],
     THEIR_KEY.replace("+A", "+B")],
)  # fmt: skip
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(BadNote):
        read_key(written)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b"])
def test_a_name_with_a_blank_or_a_plus_is_none(name: str) -> None:
    with pytest.raises(BadNote):
        note_key(name, public_key_of(KEY))
    with pytest.raises(BadNote):
        sign_head(HEAD._replace(origin=name), KEY)
