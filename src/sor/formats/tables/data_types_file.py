"""Reading ``SorDataTypes.xml``: the code lists of one day, in the form in which ``data_types`` writes them.

The official file's form is not public: what it has otherwise is told where it stands, and nothing of it is taken.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from lxml import etree
from lxml.etree import _Element

from sor.core.day import OPEN, START, NotADay, next_day, parse_day
from sor.core.shapes import Fields
from sor.core.text import Unfit, pass_text
from sor.formats.delivery import BadFile
from sor.formats.sor_xml.stream import SAFE
from sor.formats.tables.data_types import NAMESPACE

LARGEST = 50_000_000
"""Bytes; the lists that are known have half a million."""
ROOT = "SorDataTypes"


class FileCode(NamedTuple):
    """A code of a list as a file has it; the days are half-open."""

    code_list: str
    code: str
    from_day: int
    to_day: int
    values: Fields


class CodeFile(NamedTuple):
    """The lists of a file: the day they describe, the lists in their order, those without codes too, and the codes."""

    snapshot: int
    lists: list[str]
    codes: list[FileCode]


def read(stream: BinaryIO, file: str) -> CodeFile:
    """A file as values. Raises BadFile for another file, and for one that is damaged or says something twice."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadFile(f"{file} is larger than {LARGEST} bytes, which code lists are not.")
    try:
        root = etree.fromstring(content, etree.XMLParser(**SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadFile(f"{file} is no XML that can be read ({error}). Code lists are loaded from {ROOT}.xml.") from None
    found = etree.QName(root)
    if found.localname != ROOT:
        raise BadFile(
            f"{file} holds a {found.localname} and no code lists: it is a file of another kind or another register."
            f" Give the {ROOT}.xml that lies beside Sor.xml; other files are loaded by sor import."
        )
    if found.namespace != NAMESPACE:
        raise BadFile(
            f"{file} is a {ROOT} of the namespace {found.namespace}, which is not known here; the known one is"
            f" {NAMESPACE}. Nothing was loaded."
        )
    snapshot = _day(root, "SnapshotDate", file)
    if snapshot is None:
        raise BadFile(f"{file} does not say which day it describes: it has no SnapshotDate.")
    lists = [_name(one, file) for one in _children(root, "DataType")]
    if not lists:
        raise BadFile(f"{file} holds no code list.")
    codes = list(_codes(root, file))
    _refuse_twice(lists, "the list", file)
    _refuse_twice([f"{one.code_list}/{one.code}" for one in codes], "the code", file)
    return CodeFile(snapshot, lists, codes)


def _codes(root: _Element, file: str) -> Iterator[FileCode]:
    for of_list in _children(root, "DataType"):
        for one in _children(of_list, "DataTypeCode"):
            code = _text(one, "Identifier", file)
            if not code:
                raise BadFile(
                    f"{file}, line {one.sourceline}: a code of the list {_name(of_list, file)} has no Identifier."
                )
            values: Fields = {}
            for element, field in (("NameDanish", "name_da"), ("NameEnglish", "name_en")):
                if name := _text(one, element, file):
                    values[field] = name
            several: dict[str, list[str]] = {}
            for held in _children(one, "Property"):
                several.setdefault(_name(held, file), []).append(_fit(held.text or "", held, file))
            values |= {column: found if len(found) > 1 else found[0] for column, found in several.items()}
            start, last = _day(one, "FromDate", file), _day(one, "ToDate", file)
            end = OPEN if last is None else next_day(last)
            if end <= (start or START):
                raise BadFile(f"{file}, line {one.sourceline}: the code {code} ends before it begins.")
            yield FileCode(_name(of_list, file), code, start or START, end, values)


def _children(element: _Element, name: str) -> list[_Element]:
    return element.findall(f"{{{NAMESPACE}}}{name}")


def _name(element: _Element, file: str) -> str:
    name = _fit(element.get("name") or "", element, file)
    if not name:
        raise BadFile(f"{file}, line {element.sourceline}: {etree.QName(element).localname} has no name.")
    return name


def _text(element: _Element, name: str, file: str) -> str:
    found = _children(element, name)
    if len(found) > 1:
        raise BadFile(f"{file}, line {element.sourceline}: {name} stands there twice.")
    return _fit(found[0].text or "", found[0], file) if found else ""


def _fit(text: str, element: _Element, file: str) -> str:
    try:
        return pass_text(text.strip())
    except Unfit as error:
        raise BadFile(f"{file}, line {element.sourceline}: {error}") from None


def _day(element: _Element, name: str, file: str) -> int | None:
    text = _text(element, name, file)
    if not text:
        return None
    try:
        return parse_day(text[:10])
    except NotADay as error:
        raise BadFile(f"{file}, line {element.sourceline}: {name}: {error}") from None


def _refuse_twice(names: list[str], what: str, file: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadFile(f"{file}: {what} {name} stands there twice. Nothing was loaded.")
        seen.add(name)
