"""The codes on the sample's numbers have names, which say that they are invented."""

from sor.codes.bundle import read_bundled_book
from sor.core.held_codes import FIELDS
from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_YEARS, standing
from sor.sample.system_names import INVENTED, code_claims


def test_every_code_on_a_number_of_the_sample_has_a_name() -> None:
    bundled = read_bundled_book()
    named = {claim.key for claim in code_claims()}
    numbers = [one.piece.values for one in standing(300, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY)
               if one.kind == "location_number"]  # fmt: skip
    assert len(numbers) > 20
    for values in numbers:
        for field, lists in FIELDS["location_number"].items():
            code = str(values[field])
            assert any(f"{one}/{code}" in named or bundled.name(one, code, SAMPLE_DAY) for one in lists), (field, code)


def test_nothing_is_named_that_has_a_name_and_all_is_said_to_be_invented() -> None:
    bundled = read_bundled_book()
    for claim in code_claims():
        code_list, code = claim.key.split("/")
        assert bundled.name(code_list, code, SAMPLE_DAY) is None
        assert [piece.values["note"] for piece in claim.pieces] == [INVENTED]
