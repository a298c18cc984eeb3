"""The settings as an environment gives them."""

import pytest

from sor.settings import BadSetting, read_settings


def test_shak_has_no_end_until_one_is_set() -> None:
    assert read_settings({}).shak_end is None
    assert read_settings({"SOR_SHAK_END": "2026-06-30"}).shak_end == 20260630


def test_an_end_of_shak_that_is_no_day_is_refused() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"SOR_SHAK_END": "snart"})
    assert str(refused.value) == (
        "SOR_SHAK_END: 'snart' is not a date. Write it as year-month-day, for example 2026-07-01."
    )
