"""The keys of subjects other than units are made of what they are about."""

from sor.core.subject import ADDRESS_KINDS, FIELDS, UNIT_FIELDS, code_key, edi_key, succession_key


def test_keys_are_readable_and_take_apart() -> None:
    assert edi_key("5790000000005", "BIN01", "B0131X", "receive") == "5790000000005/BIN01/B0131X/receive"
    assert succession_key("11000016002", "21000016001") == "11000016002>21000016001"
    assert code_key("municipality", "0810") == "municipality/0810"


def test_every_kind_has_a_life() -> None:
    assert all("open" in fields for fields in FIELDS.values())


def test_each_address_is_a_field_of_its_own() -> None:
    assert set(ADDRESS_KINDS) <= UNIT_FIELDS
