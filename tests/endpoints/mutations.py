"""Requests spoilt by chance: bytes changed, pieces moved, doubled, dropped, wrapped; the same for the same seed."""

import re
from collections.abc import Iterator
from random import Random

TOKENS = (
    b"<", b">", b"/>", b"&", b"&#x49;", b"&lt;", b"<!-- x -->", b"<![CDATA[x]]>", b"<?x y?>", b"]]>", b'"', b"'", b"\0",
    b"\xff\xfe", b"\xc3", b"<x>", b"</x>", b'<x xmlns="urn:x"/>', b' id="IDCard"', b' ID="IDCard"', b" xmlns=''",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"IDCard", b"Z", b"+01:00", b"90000012", b"99999999", b"%s%n", b"\n",
    "æøå😀".encode(), b"4", b"1.0", b"soapenv:", b'mustUnderstand="1"', b"http://www.w3.org/2000/09/xmldsig#rsa-sha1",
)  # fmt: skip
LONG = 100_000
"""Bytes; what is longer is spoilt enough."""

TAG = re.compile(rb"<[^<>]*>")
ELEMENT = re.compile(rb"<([A-Za-z0-9:]+)[^<>]*(?<!/)>(?:(?!<\1[ >]).)*?</\1>", re.DOTALL)
VALUE = re.compile(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)')


def mutations(request: bytes, count: int, seed: int) -> Iterator[bytes]:
    """So many spoilt copies of a request, each with one to four changes."""
    chance = Random(seed)
    for _ in range(count):
        spoilt = request
        for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
            if len(spoilt) < LONG:
                spoilt = chance.choice(KINDS)(spoilt, chance)
        yield spoilt


def _byte(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]


def _cut(raw: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + raw[start + chance.choice((1, 2, 10, 100, 10_000)) :]


def _insert(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(TOKENS) + raw[place:]


def _between_tags(raw: bytes, chance: Random) -> bytes:
    places = [found.end() for found in TAG.finditer(raw)] or [0]
    place = chance.choice(places)
    return raw[:place] + chance.choice(TOKENS) + raw[place:]


def _value(raw: bytes, chance: Random) -> bytes:
    values = list(VALUE.finditer(raw))
    if not values:
        return raw
    one, other = chance.choice(values), chance.choice(values)
    new = chance.choice((other[0], chance.choice(TOKENS), b"", one[0] * 2, one[0][:50] * 5_000))
    return raw[: one.start()] + new + raw[one.end() :]


def _element(raw: bytes, chance: Random) -> bytes:
    elements = list(ELEMENT.finditer(raw))
    if not elements:
        return raw
    one, other = chance.choice(elements), chance.choice(elements)
    wrapped = b'<x xmlns="urn:x" id="IDCard">' + one[0] + b"</x>"
    new = chance.choice((b"", one[0] * 2, other[0], wrapped, one[0] + other[0], b"<!--" + one[0] + b"-->"))
    return raw[: one.start()] + new + raw[one.end() :]


def _name(raw: bytes, chance: Random) -> bytes:
    tags = list(TAG.finditer(raw))
    if not tags:
        return raw
    tag = chance.choice(tags)
    swapped = tag[0].swapcase() if chance.random() < 0.5 else chance.choice(tags)[0]
    return raw[: tag.start()] + swapped + raw[tag.end() :]


def _encoding(raw: bytes, chance: Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    return chance.choice(
        (
            text.encode("utf-16"),
            b"\xef\xbb\xbf" + raw,
            b"<?xml version='1.0' encoding='iso-8859-1'?>" + raw,
            b"<?xml version='1.1'?>" + raw,
            raw[::-1],
        )
    )


KINDS = (_byte, _cut, _insert, _between_tags, _between_tags, _value, _value, _element, _element, _name, _encoding)
