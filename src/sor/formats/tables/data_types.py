"""``SorDataTypes.xml``: the code lists of one day, which the nightly zip holds beside ``Sor.xml``.

The official file's form is not public; this one is the project's own, from one table, until a real one shows the
right names (``ELEMENTS``). Names of lists are those of the register's own code lists.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from sor.core.day import START, last_day_before, write_day
from sor.core.shapes import CodeValues
from sor.formats.published.export_format import KNOWN, PROJECT, VALID, Format, ShownColumn
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import Selection
from sor.formats.sor_xml.write import LINE, write_created

NAMESPACE = "urn:oio:nsi:datatypes:3.0.0"
"""Made by this project."""

ELEMENTS = {
    "SnapshotDate": ("Den dag, listerne beskriver", "the day that the lists describe"),
    "CreatedAtTime": ("Filens oprettelsetidspunkt", "when the file was made"),
    "DataType": ("En kodeliste, navngivet i name", "a code list, named in name"),
    "DataTypeCode": ("En kode", "a code"),
    "Identifier": ("Koden", "the code"),
    "NameDanish": ("Dansk navn", "Danish name"),
    "NameEnglish": ("Engelsk navn", "English name"),
    "FromDate": ("Gældende fra", "first valid day"),
    "ToDate": ("Sidste gyldige dag", "last valid day"),
    "Property": ("Andet, navngivet i name", "anything else, named in name"),
}
NAMED = ("name_da", "name_en")


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """Every code list as it holds on the day, codes in their own order."""
    codes = selection.codes
    lines = [
        '\ufeff<?xml version="1.0" encoding="utf-8"?>',
        f'<SorDataTypes xmlns="{NAMESPACE}">',
        f"\t<CreatedAtTime>{write_created(selection.created)}</CreatedAtTime>",
        f"\t<SnapshotDate>{write_day(selection.valid)}</SnapshotDate>",
    ]
    for code_list in codes.lists():
        lines.append(f"\t<DataType name={quoteattr(code_list)}>")
        for code, entry in sorted(codes.on(code_list, selection.valid), key=lambda pair: pair[0]):
            lines += _code(code, entry.valid_from, entry.valid_to, entry.values)
            selection.rows[""] += 1
        lines.append("\t</DataType>")
    lines.append("</SorDataTypes>")
    out.write(LINE.join(lines).encode())
    return []


def _code(code: str, start: int, end: int, values: CodeValues) -> Iterator[str]:
    yield "\t\t<DataTypeCode>"
    yield f"\t\t\t<Identifier>{escape(code)}</Identifier>"
    for name, element in ((values.get("name_da"), "NameDanish"), (values.get("name_en"), "NameEnglish")):
        if name:
            yield f"\t\t\t<{element}>{escape(name)}</{element}>"
    if start > START:
        yield f"\t\t\t<FromDate>{write_day(start)}</FromDate>"
    last = last_day_before(end)
    if last is not None:
        yield f"\t\t\t<ToDate>{write_day(last)}</ToDate>"
    for name in sorted(values.keys() - set(NAMED)):
        held = values.get(name)
        for value in held if isinstance(held, list) else [held]:
            yield f"\t\t\t<Property name={quoteattr(name)}>{escape(str(value))}</Property>"
    yield "\t\t</DataTypeCode>"


DATATYPES = Format(
    name="datatypes",
    version="3",
    title_da="Kodelister (SorDataTypes.xml)",
    title_en="Code lists (SorDataTypes.xml)",
    takes=frozenset({VALID, KNOWN}),
    write=write,
    file="SorDataTypes.xml",
    basis=PROJECT,
    columns=lambda: [ShownColumn(name, *words) for name, words in ELEMENTS.items()],
    encoding="utf-8",
)
