"""What SORLS says when it finds nothing, word for word."""

from sor.formats.soap import sorls_texts as texts


def test_unknown() -> None:
    assert texts.unknown_unit("11000016002") == (1, "SOR-koden 11000016002 findes ikke i registret.")
    assert texts.unknown_unit("11000016003") == (
        1,
        "SOR-koden 11000016003 findes ikke i registret. Det er ikke en rigtig SOR-kode: kontrolcifret passer ikke.",
    )
    assert texts.unknown_unit("17")[1].endswith("Det er ikke en rigtig SOR-kode.")
    assert texts.unknown_provider("019062") == (1, "Ydernummer 019062 findes ikke i registret.")
    assert texts.unknown_shak("1301") == (1, "SHAK-koden 1301 findes ikke i registret.")


def test_not_valid_on_the_day() -> None:
    assert texts.tell_closed_unit("7", "2020-01-01", "2021-01-01", None, ()) == (
        2,
        "Enheden 7 er ikke gyldig den 2020-01-01. Den er gyldig fra 2021-01-01.",
    )
    assert texts.tell_closed_unit("7", "2020-01-01", "2010-01-01", "2019-12-31", ["8", "9"]) == (
        2,
        "Enheden 7 er ikke gyldig den 2020-01-01. Den var gyldig til og med 2019-12-31. Den er afløst af 8, 9.",
    )
    assert (
        texts.tell_closed_unit("7", "2020-01-01", "2010-01-01", None, ())[1]
        == "Enheden 7 er ikke gyldig den 2020-01-01."
    )
    assert texts.unheld_provider("1", "2020-01-01") == (
        2,
        "Ingen enhed har ydernummer 1 den 2020-01-01; på andre dage findes det.",
    )
    assert texts.invalid_shak("1301", "2020-01-01") == (
        2,
        "SHAK-koden 1301 er ikke gyldig den 2020-01-01; på andre dage findes den.",
    )


def test_not_mapped() -> None:
    assert texts.without_shak("7", "2020-01-01") == (3, "Enheden 7 har ingen SHAK-kode den 2020-01-01.")
    assert texts.tell_unmapped_shak("1301", "2020-01-01") == (3, "Ingen enhed har SHAK-koden 1301 den 2020-01-01.")
