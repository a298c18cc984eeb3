"""Every list of a page is offered as a file, by a line before it."""

import pytest

from sor.core.as_of import AsOf
from sor.endpoints.web.kit.list_links import offer_lists
from sor.endpoints.web.kit.visit import Visit

ASKED = (("state", "all"), ("first", "50"))
VISIT = Visit("/cases", ASKED, "en", AsOf(20261201, 7), "2026-12-01", 7, "2026-12-01", "master", is_demo=False)
TABLE = "<table><thead><tr><th>A</th></tr></thead></table>"


@pytest.mark.parametrize(
    "shown",
    [
        TABLE,
        '<ul class="draft-list"><li>a</li></ul>',
        '<ol class="draft-list"><li>a</li></ol>',
        '<ol class="hits recipients" start="1"><li>a</li></ol>',
    ],
)
def test_a_list_is_numbered_and_offered_with_what_the_page_was_asked_for_but_from_its_beginning(shown: str) -> None:
    offered = str(offer_lists(shown, VISIT))
    assert offered.startswith(
        '<p class="downloads">Download the list: <a href="/cases?state=all&amp;as=csv&amp;list=1"'
    )
    assert 'href="/cases?state=all&amp;as=xlsx&amp;list=1"' in offered
    assert ' data-list="1"' in offered
    assert "data-print" in offered


def test_the_line_stands_before_the_box_in_which_a_list_scrolls_and_one_button_prints_the_page() -> None:
    offered = str(offer_lists(f'<div class="scroll" tabindex="0">{TABLE}</div>{TABLE}', VISIT))
    assert offered.index("downloads") < offered.index('<div class="scroll"') < offered.index('data-list="1"')
    assert offered.index('data-list="1"') < offered.rindex("downloads") < offered.index('data-list="2"')
    assert offered.count("data-print") == 1


def test_a_list_with_a_file_of_its_own_leads_to_that() -> None:
    offered = str(offer_lists('<table data-file="/edi.csv?region=1&amp;lang=en"><thead>', VISIT))
    assert 'href="/edi.csv?region=1&amp;lang=en"' in offered
    assert 'href="/edi.csv?region=1&amp;lang=en&amp;as=xlsx"' in offered
    assert "data-file" not in offered


def test_a_file_that_is_no_list_of_the_page_is_offered_as_a_workbook_too() -> None:
    offered = str(offer_lists('<a data-csv href="/sites.csv">All<span class="sr-only">: sites</span></a>', VISIT))
    assert offered.endswith('<a href="/sites.csv?as=xlsx" rel="nofollow">XLSX<span class="sr-only">: sites</span></a>')


def test_other_lists_tables_of_a_guide_and_what_was_wrong_with_a_form_are_left_as_they_are() -> None:
    for shown in (
        '<ul class="examples"><li>',
        "<table data-no-file><thead>",
        f'<article class="doc">{TABLE}</article>',
    ):
        assert str(offer_lists(shown, VISIT)) == shown
