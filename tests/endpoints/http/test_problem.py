"""A problem document: kind, title, status, and the same in both languages."""

import msgspec

from sor.endpoints.http.problem import KINDS, Problem, Sentence, internal


def test_a_problem_names_its_kind_and_says_everything_in_both_languages() -> None:
    problem = Problem("start-over", Sentence("since", "Læs forfra.", "Start over."), epoch="e", serial=3)
    assert msgspec.json.decode(problem.body()) == {
        "type": "/api#start-over",
        "title": "The log is not the one that was followed",
        "status": 409,
        "detail": "Start over.",
        "findings": [{"rule": "start-over", "field": "since", "da": "Læs forfra.", "en": "Start over."}],
        "epoch": "e",
        "serial": 3,
    }


def test_a_mistake_of_ours_gives_nothing_away() -> None:
    assert (
        str(internal())
        == "The register made a mistake. It is in the server's log; try again, or tell those who run it."
    )
    assert {kind.status for kind in KINDS.values()} == {400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 429, 500, 503}
