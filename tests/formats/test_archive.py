"""Zips: the right file out of them, and no harm from hostile or broken ones."""

import io
import random
import zipfile

import pytest

from sor.formats import archive
from sor.formats.archive import is_archive, members
from sor.formats.delivery import BadFile

DAY = (2026, 7, 1, 1, 0, 0)


def zipped(*files: tuple[str, bytes], day: tuple[int, ...] = DAY) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            entry = zipfile.ZipInfo(name, day)  # type: ignore[arg-type]
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        read_all(data)
    return str(refused.value)


def read_all(data: bytes) -> None:
    for member in members(io.BytesIO(data), "Sor.zip"):
        member.open().read()


def test_members_have_name_size_day_and_bytes() -> None:
    data = zipped(("SOR/", b""), ("SOR/SorEntity.csv", b"a;b\r\n"), ("SHAK.csv", b"c"))
    assert is_archive(data)
    assert not is_archive(b"a;b")
    found = members(io.BytesIO(data), "Sor.zip")
    assert [(member.name, member.size, member.date) for member in found] == [
        ("SOR/SorEntity.csv", 5, 20260701), ("SHAK.csv", 1, 20260701),
    ]  # fmt: skip
    assert [member.open().read() for member in found] == [b"a;b\r\n", b"c"]


def test_a_member_without_a_day_of_its_own() -> None:
    assert members(io.BytesIO(zipped(("a", b""), day=(1980, 1, 1, 0, 0, 0))), "Sor.zip")[0].date is None


def test_a_bomb_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_COUNTS_FROM", 1 << 20)
    assert refusal(zipped(("Sor.xml", bytes(3 << 20)))) == (
        "Sor.zip: Sor.xml unpacks to more than 200 times its size, as in a zip bomb. Nothing is loaded."
    )


def test_a_small_member_may_pack_well() -> None:
    assert len(members(io.BytesIO(zipped(("Sor.xml", bytes(3 << 20)))), "Sor.zip")[0].open().read()) == 3 << 20


def test_all_members_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1500)
    assert refusal(zipped(("a", bytes(1000)), ("b", bytes(1000)))) == (
        "Sor.zip: more than 1,500 bytes unpacked, as in a zip bomb. Nothing is loaded."
    )


def test_a_size_that_lies_is_found_out() -> None:
    data = zipped(("a", bytes(1000)))
    lied = data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(lied).startswith("Sor.zip: the zip is broken (Bad CRC-32")


def test_overlapping_members_are_refused() -> None:
    data = zipped(("a", random.Random(1).randbytes(500)))
    packed = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].compress_size
    at = data.rindex(packed.to_bytes(4, "little"))
    lied = data[:at] + (10_000).to_bytes(4, "little") + data[at + 4 :]
    assert refusal(lied) == "Sor.zip: its files overlap inside the zip, as in a zip bomb. Nothing of it is loaded."


@pytest.mark.parametrize("name", ["../Sor.xml", "/etc/passwd", "a/../../b", "C:/x", "..\\Sor.xml"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refusal(zipped((name, b""))).endswith("leads out of the archive. Nothing of it is loaded.")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 1)
    assert refusal(zipped(("a", b""), ("b", b""))) == "Sor.zip: 2 files in one zip; at most 1 are opened."


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped(("Sor.xml", b"x")))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    assert refusal(bytes(data)) == "Sor.zip: Sor.xml is encrypted. Unpack it and load the file itself."


def test_unusual_packing_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("Sor.xml", b"x")
    assert refusal(out.getvalue()) == (
        "Sor.zip: Sor.xml is packed in an unusual way. Unpack it and load the file itself."
    )


def test_damaged_zips_are_refused_and_nothing_else_happens() -> None:
    good = zipped(("Sor.xml", b"<SorTree/>" * 50), ("b.csv", b"x;y\n" * 50))
    chance = random.Random(26)
    refused = 0
    for _ in range(2000):
        data = bytearray(good[: chance.randrange(len(good))] if chance.random() < 0.2 else good)
        for _ in range(chance.randint(1, 4)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_all(bytes(data))
        except BadFile as problem:
            refused += str(problem).startswith("Sor.zip: ")
    assert refused > 1000
