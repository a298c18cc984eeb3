"""News of the formats: their lives in sentences."""

from sor.formats.published.exports import FORMATS
from sor.formats.published.news import news, news_text


def test_what_is_only_announced_comes_first_and_has_no_day() -> None:
    first = news(FORMATS, {})[0]
    assert first.day is None
    assert first.en == (
        "SOR as XML 3, with organisational levels (xml3) is announced and published to be tried;"
        " its day is not decided."
    )


def test_a_start_that_the_operator_names_gives_the_whole_transition() -> None:
    told = [(one.day, one.en) for one in news(FORMATS, {"xml3": 20270101})]
    assert told[:3] == [
        (20270701, "SOR as XML 2.0.0 (xml2) is no longer published; its last day is 2027-06-30."),
        (20270101, "SOR as XML 2.0.0 (xml2) has a successor and is published beside it for a transition."),
        (20270101, "SOR as XML 3, with organisational levels (xml3) comes into force."),
    ]


def test_the_text_beside_the_files_is_in_both_languages() -> None:
    text = news_text(news(FORMATS, {"xml3": 20270101}))
    assert (
        "- 2027-07-01: SOR som XML 2.0.0 (xml2) udgives ikke mere; sidste dag er 2027-06-30. / SOR as XML 2.0.0" in text
    )
    assert "ikke fastsat / not decided" in news_text(news(FORMATS, {}))
