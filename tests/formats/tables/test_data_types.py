"""``SorDataTypes.xml``: the code lists of one day."""

import io

from lxml import etree

from sor.formats.tables.data_types import ELEMENTS, NAMESPACE, write
from tests.formats.selections import Given


def test_every_list_and_code_of_the_day_with_its_names() -> None:
    out = io.BytesIO()
    assert write(Given([]), out) == []
    root = etree.fromstring(out.getvalue())
    space = {"d": NAMESPACE}
    assert root.tag == f"{{{NAMESPACE}}}SorDataTypes"
    lists = [found.get("name") for found in root.findall("d:DataType", space)]
    assert lists == sorted(lists)
    assert {"entity_type", "municipality"} <= set(lists)
    (code,) = root.xpath("//d:DataType[@name='municipality']/d:DataTypeCode[d:Identifier='0810']", namespaces=space)
    assert code.findtext("d:NameDanish", namespaces=space) == "Brønderslev"
    assert code.xpath("string(d:Property[@name='region'])", namespaces=space) == "1081"


def test_every_element_is_explained() -> None:
    out = io.BytesIO()
    write(Given([]), out)
    used = {etree.QName(element).localname for element in etree.fromstring(out.getvalue()).iter()}
    assert used - {"SorDataTypes"} <= ELEMENTS.keys()
