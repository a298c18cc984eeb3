"""Whether a page tells what is wrong with a form as every page does: first, in a summary that leads to the field; and
beside the field, which is described by the same words.
"""

from datetime import date

from lxml import html


def badly_told(text: str) -> list[str]:
    """What is wrong with how a page tells mistakes; nothing for a page that tells none."""
    document = html.document_fromstring(text)
    summaries = document.xpath("//main//*[contains(@class, 'error-summary')]")
    invalid = document.xpath("//main//*[@aria-invalid='true']")
    blank = [f"{_named(one)} shows nothing of {one.get('value')!r}" for one in _blank_days(document)]
    if not summaries:
        return blank + [f"{_named(one)} is told to be wrong, and no summary says so" for one in invalid]
    found = blank if len(summaries) == 1 else [*blank, "there are several summaries"]
    first = document.xpath("//main//*[self::form[@method='post'] or contains(@class, 'error-summary')]")[0]
    if first is not summaries[0]:
        found.append("a form stands before the summary")
    led: set[str] = set()
    for link in summaries[0].xpath(".//a[starts-with(@href, '#')]"):
        led.add(link.get("href")[1:])
        found += _badly_led(document, link.get("href")[1:], _words(link))
    known = {one.get("id") for one in _fields_at(document, led)}
    return found + [f"the summary does not lead to {_named(one)}" for one in invalid if one.get("id") not in known]


def _blank_days(document: html.HtmlElement) -> list[html.HtmlElement]:
    """The fields of days that hold what is no ISO date: a browser shows them empty, and what was typed is lost."""
    return [one for one in document.xpath("//main//input[@type='date']") if not _is_day(one.get("value") or "")]


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _badly_led(document: html.HtmlElement, id: str, said: str) -> list[str]:
    targets = _fields_at(document, {id})
    if not [one for one in targets if one.get("type") != "hidden"]:
        return [f"there is no field {id} that anybody sees"]
    ids = {one for target in targets for one in (target.get("aria-describedby") or "").split()}
    described = [_words(one) for one in document.xpath("//*[@id]") if one.get("id") in ids]
    return [] if any(said in text for text in described) else [f"{id} is not described by: {said}"]


def _fields_at(document: html.HtmlElement, ids: set[str]) -> list[html.HtmlElement]:
    """The elements of some ids, with the fields in them."""
    found = [one for one in document.xpath("//main//*[@id]") if one.get("id") in ids]
    inner = [field for one in found for field in one.iter("input", "select", "textarea")]
    return found + inner


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _named(element: html.HtmlElement) -> str:
    return f"{element.tag} {element.get('id') or element.get('name')}"
