"""The documented schema of a unit names every member of the contract, once."""

from typing import get_type_hints

from sor.endpoints.rest import shapes
from sor.formats.tables.unit_words import BLOCKS, unit_columns


def test_the_schema_is_that_of_the_contract() -> None:
    names = {column.name for column in unit_columns()}
    plain = {name for name in names if "." not in name}
    blocks = {block for block, _ in BLOCKS}
    assert plain | blocks == set(shapes.Unit.__struct_fields__) - {"shown_on"}  # only a history tells it
    for block, shape in (("location", shapes.Location), ("postal_address", shapes.Address),
                         ("virtual_address", shapes.VirtualAddress)):  # fmt: skip
        parts = {name.partition(".")[2] for name in names if name.startswith(f"{block}.")}
        assert parts | {"taken_from"} == set(shape.__struct_fields__) | {"taken_from"}, block


def test_every_member_is_explained_once_in_both_languages() -> None:
    columns = unit_columns()
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.da and column.en for column in columns)
    assert get_type_hints(shapes.Unit)
