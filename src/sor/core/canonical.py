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


NULL = b"null"
