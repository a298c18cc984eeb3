"""Canonical JSON: the one spelling of a value. What is hashed is these bytes and no others.

Keys sorted, no white space, UTF-8. A value keeps its spelling through the database because it is stored as text.
"""

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")

encode = _encoder.encode
"""A plain value (dict, list, str, int, float, bool, None, msgspec struct) as canonical bytes."""


_decoder = msgspec.json.Decoder()

decode = _decoder.decode
"""Canonical bytes, or their text, as a plain value."""


def is_plain(text: str) -> bool:
    """Whether no text in a canonical value holds what markup reserves (``&``, ``<``, ``>``), needs an escape in
    JSON, or is no character at all: then an export may write them as they are.
    """
    return not ("&" in text or "<" in text or ">" in text or "\\" in text or "\ufffe" in text or "\uffff" in text)


NULL = b"null"
