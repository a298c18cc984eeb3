"""A reader of zips that goes by the local headers alone: sizes have to stand there (facts, additions 18)."""

import struct
import zlib

HEADER = struct.Struct("<4sHHHHHIIIHH")


def walk(whole: bytes) -> dict[str, bytes]:
    """The members of a zip, each found behind the one before. Fails where a local header does not say the sizes."""
    found: dict[str, bytes] = {}
    at = 0
    while whole[at : at + 4] == b"PK\x03\x04":
        _, needs, flags, method, _, _, checksum, size, unpacked, name_length, more = HEADER.unpack_from(whole, at)
        name = whole[at + HEADER.size : at + HEADER.size + name_length].decode()
        assert not flags & 0x08, f"{name}: its sizes stand behind it, in a data descriptor"
        assert (needs, more) == (20, 0), f"{name}: zip64 without need"
        start = at + HEADER.size + name_length + more
        content = whole[start : start + size]
        found[name] = zlib.decompress(content, -15) if method == 8 else content
        assert (len(found[name]), zlib.crc32(found[name])) == (unpacked, checksum), name
        at = start + size
    assert whole[at : at + 4] == b"PK\x01\x02", "something else lies between the members and the directory"
    return found
