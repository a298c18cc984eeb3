"""The message types of the sample are MedCom's own."""

import pytest

from sor.codes.bundle import bundled_claims
from sor.sample import messages

KNOWN = {claim.key.removeprefix("edi_message_type/"): claim.pieces[0].values for claim in bundled_claims()}


@pytest.mark.parametrize("group", ["LETTERS", "GENERAL_PRACTICE", "HOSPITAL", "MUNICIPAL_CARE"])
def test_every_message_type_is_in_the_code_list_with_its_format(group: str) -> None:
    for message in getattr(messages, group):
        assert KNOWN[f"{message.standard}/{message.version}"]["format"] == message.format
