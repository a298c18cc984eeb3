"""The settings as an environment gives them."""

import pytest

from sor.settings import BadSetting, missing, read_settings


def test_shak_ends_when_its_file_of_2025_says_until_another_day_is_set() -> None:
    assert read_settings({}).shak_end == 20260630
    assert read_settings({"SOR_SHAK_END": "2027-06-30"}).shak_end == 20270630


def test_an_end_of_shak_that_is_no_day_is_refused() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"SOR_SHAK_END": "snart"})
    assert str(refused.value) == (
        "SOR_SHAK_END: 'snart' is not a date. Write it as year-month-day, for example 2026-07-01."
    )


def test_production_says_what_it_lacks() -> None:
    assert missing(read_settings({}, demo=True)) == {}
    assert missing(read_settings({"SOR_STS_CERTIFICATES": "/etc/sor/sts"}, demo=False)) == {}
    assert missing(read_settings({}, demo=False)) == {
        "SOR_STS_CERTIFICATES": (
            "SOR_STS_CERTIFICATES is not set: no ID card can be trusted, so every call of a SOAP service is refused."
            " Name the folder that holds the certificate of the STS."
        )
    }


@pytest.mark.parametrize(
    ("demo", "given", "keeps"),
    [(True, "", True), (True, "off", False), (False, "", False), (False, "on", True)],
)
def test_checklists_of_certification_are_kept_in_the_demo_and_where_told(demo: bool, given: str, keeps: bool) -> None:
    assert read_settings({"SOR_CERTIFICATION": given}, demo=demo).certification is keeps
