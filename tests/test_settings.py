"""The settings as an environment gives them."""

from pathlib import Path

import pytest

from sor.settings import SETTINGS, BadSetting, missing, read_settings


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


SECRETS = [setting.name for setting in SETTINGS if setting.may_be_in_file]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    value = {"SOR_DATABASE": "sqlite:///other.db", "SOR_SMTP": "smtp://sor:geheim@mail.example"}.get(name, "x" * 40)
    (tmp_path / "secret").write_text(f"{value}\n")
    beside = {"SOR_MAIL_FROM": "sor@example.dk"} if name == "SOR_SMTP" else {}
    assert read_settings({f"{name}_FILE": str(tmp_path / "secret"), **beside}) == read_settings({name: value, **beside})


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_of_a_secret_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff")
    (tmp_path / "empty").write_text("\n")
    for environment, sentence in (
        ({f"{name}_FILE": "/nowhere"}, f"{name}_FILE: /nowhere cannot be read: No such file or directory."),
        (
            {f"{name}_FILE": f"{tmp_path}/bytes"},
            f"{name}_FILE: {tmp_path}/bytes cannot be read: it is no UTF-8 text.",
        ),
        (
            {f"{name}_FILE": f"{tmp_path}/empty"},
            f"{name}_FILE: {tmp_path}/empty is empty. Write the value into it, or remove the setting.",
        ),
        ({f"{name}_FILE": "/nowhere", name: "x" * 40}, f"{name} and {name}_FILE are both set. Remove one of them."),
    ):
        with pytest.raises(BadSetting) as refused:
            read_settings(environment)
        assert str(refused.value) == sentence


def test_only_what_may_be_secret_is_read_from_a_file() -> None:
    assert set(SECRETS) == {"SOR_DATABASE", "SOR_TOKEN_KEY", "SOR_SORES_TOKEN", "SOR_SMTP", "SOR_FOLLOW_SECRET"}
    assert read_settings({"SOR_HOST_FILE": "/nowhere"}) == read_settings({})


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("short", "SOR_TOKEN_KEY has 5 characters. Write at least 32, made by chance."),
        ("x" * 32 + " short", "Key 2 of SOR_TOKEN_KEY has 5 characters. Write at least 32, made by chance."),
    ],
)
def test_a_key_that_is_too_short_is_refused(keys: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"SOR_TOKEN_KEY": keys})
    assert str(refused.value) == sentence
