"""XML of strangers: read as one tree without anything that a signature does not see."""

import base64
import binascii
import re
from collections import Counter

from lxml import etree
from lxml.etree import _Element

LARGEST = 200_000
"""Bytes of a message; a login has ten thousand, most of them the list of privileges."""

MOST_ATTRIBUTES = 30
"""Of one element: canonical form orders them in a time that grows with the square of their number."""

MOST_ELEMENTS = 3000

_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\s[^?]*\?>")


class Unusable(Exception):
    """A message of a provider that is refused. da, en: what is wrong, as the end of a sentence. hidden: it is not told
    to whoever sent it, since it would tell what cannot be decrypted from what can.
    """

    def __init__(self, da: str, en: str, *, hidden: bool = False) -> None:
        super().__init__(en)
        self.da, self.en, self.hidden = da, en, hidden


def read_xml(content: bytes) -> _Element:
    """The root of a message in UTF-8. Raises Unusable for document types, comments, CDATA, instructions, and for what
    is larger than any message is.
    """
    if len(content) > LARGEST:
        raise Unusable(f"den er større end {LARGEST} byte", f"it is larger than {LARGEST} bytes")
    try:
        text = _DECLARATION.sub("", content.decode("utf-8"), count=1)
    except UnicodeDecodeError:
        raise Unusable("den er ikke UTF-8", "it is not UTF-8") from None
    if "<!" in text or "<?" in text:
        raise Unusable(
            "den har en dokumenttype, kommentarer, instruktioner eller CDATA",
            "it has a document type, comments, instructions or CDATA",
        )
    try:
        root = etree.fromstring(
            text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        )
    except etree.XMLSyntaxError as error:
        why = str(error)[:100]
        raise Unusable(f"den er ikke XML ({why})", f"it is no XML ({why})") from None
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS or any(len(element.attrib) > MOST_ATTRIBUTES for element in elements):
        raise Unusable("den har flere dele, end et login har", "it has more parts than a login has")
    _refuse_ids_twice(elements)
    return root


def _refuse_ids_twice(elements: list[_Element]) -> None:
    """A reference to an id must reach one element, however the id is spelled."""
    ids = Counter(
        str(value)
        for element in elements
        for name, value in element.items()
        if etree.QName(name).localname.lower() == "id"
    )
    if any(count > 1 for count in ids.values()):
        raise Unusable("den har samme id to gange", "it holds one id twice")


def only(element: _Element, tag: str) -> _Element:
    """The one child of that tag. Raises Unusable when there is none, or several."""
    found = [child for child in element if child.tag == tag]
    if len(found) != 1:
        name = etree.QName(tag).localname
        raise Unusable(
            f"den har {len(found)} {name}, hvor der skal være ét", f"it holds {len(found)} {name} where one must be"
        )
    return found[0]


def text_of(element: _Element) -> str:
    """The text of an element that holds nothing else. Raises Unusable."""
    if len(element):
        name = etree.QName(element).localname
        raise Unusable(f"{name} har andet end tekst i sig", f"{name} holds something else than text")
    return (element.text or "").strip()


def unpack_base64(text: str) -> bytes:
    """What is written in Base64. Raises Unusable."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unusable("den er ikke Base64", "it is not Base64") from None
