"""Atom (RFC 4287): a feed from its entries."""

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"


class AtomEntry(NamedTuple):
    """An entry. address: of the page that tells more, which is its id too; updated: an instant."""

    address: str
    title: str
    updated: str
    text: str


def atom_feed(address: str, title: str, updated: str, entries: Iterable[AtomEntry]) -> bytes:
    """A feed. address: its own; updated: for a feed without entries."""
    told = list(entries)
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", max((one.updated for one in told), default=updated))
    etree.SubElement(feed, f"{{{NAMESPACE}}}link", rel="self", href=address)
    author = etree.SubElement(feed, f"{{{NAMESPACE}}}author")
    _add(author, "name", "SOR")
    for one in told:
        entry = etree.SubElement(feed, f"{{{NAMESPACE}}}entry")
        _add(entry, "id", one.address)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated)
        etree.SubElement(entry, f"{{{NAMESPACE}}}link", href=one.address)
        _add(entry, "content", one.text)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8")


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text
