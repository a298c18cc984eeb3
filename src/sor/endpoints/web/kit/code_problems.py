"""What is wrong with a code, in the visitor's language: ``core.identifiers`` answers in English clauses. Pure."""

from sor.endpoints.web.kit.visit import Visit

TEXTS = {
    "its check digit is wrong": "problem.check_digit",
    "a SOR code has digits only": "problem.digits_only",
    "a SOR code is a running number of at most eight digits, then 100001600, then one check digit": "problem.sor_shape",
    "a location number has 13 digits": "problem.location_number_length",
}


def problem_in_words(clause: str | None, visit: Visit) -> str | None:
    """A clause of ``core.identifiers`` in the visitor's language; as it stands when no translation is known."""
    return visit.text(TEXTS[clause]) if clause in TEXTS else clause
