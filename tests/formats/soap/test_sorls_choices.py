"""What was chosen for SORLS is complete, and told in its decision record."""

from pathlib import Path

from sor.formats.soap import sorls
from sor.formats.soap.sorls_choices import NAMESPACE, REQUESTS, RESPONSES, Code

RECORD = (Path(__file__).parents[3] / "docs/decisions/sorls.md").read_text("utf-8")


def test_every_operation_of_the_contract_is_chosen() -> None:
    wsdl = (sorls.FOLDER / sorls.WSDL).read_text("utf-8")
    for operation in REQUESTS:
        assert f'<wsdl:operation name="{operation}">' in wsdl
        assert f'soapAction="{NAMESPACE}#{operation}"' in wsdl
        assert f'element="tns:{REQUESTS[operation]}"' in wsdl
        assert f'element="tns:{RESPONSES[operation]}"' in wsdl


def test_the_record_names_every_choice() -> None:
    assert NAMESPACE in RECORD
    for code in Code:
        assert f"| `{int(code)}` |" in RECORD
