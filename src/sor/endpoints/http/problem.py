"""What can go wrong at the REST door: ``application/problem+json``, each sentence in Danish and English (RFC 9457)."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Fields
from sor.desk.sending import FindingAnswer

MEDIA_TYPE = "application/problem+json"


class ProblemKind(NamedTuple):
    """A kind of problem: its HTTP status, and its title, the same every time it occurs."""

    status: int
    title: str


KINDS = {
    "bad-document": ProblemKind(400, "The document of changes cannot be read"),
    "bad-parameter": ProblemKind(400, "A parameter has a value that cannot be used"),
    "bad-request": ProblemKind(400, "The request cannot be read"),
    "bad-time": ProblemKind(400, "The point in time cannot be used"),
    "unknown-parameter": ProblemKind(400, "There is no such parameter"),
    "not-authenticated": ProblemKind(401, "It is not known who is calling"),
    "mirror": ProblemKind(403, "This register takes no changes"),
    "no-right": ProblemKind(403, "The actor may not make these changes"),
    "foreign-origin": ProblemKind(403, "A page of another site sent the request"),
    "signed-out": ProblemKind(403, "The session of the form has ended"),
    "form-token": ProblemKind(403, "The form is not of this session"),
    "not-allowed": ProblemKind(403, "This caller may not ask here"),
    "unknown": ProblemKind(404, "There is no such thing in the register"),
    "only-demo": ProblemKind(404, "Only a demo has this"),
    "not-served": ProblemKind(404, "This register does not serve this"),
    "no-such-address": ProblemKind(404, "There is nothing at this address"),
    "method-not-allowed": ProblemKind(405, "This address does not take that method"),
    "conflict": ProblemKind(409, "Others changed the same in the meantime"),
    "begun": ProblemKind(409, "The job waits no more"),
    "decided": ProblemKind(409, "The case does not wait for this"),
    "plan-state": ProblemKind(409, "The plan does not stand so that this can be done"),
    "start-over": ProblemKind(409, "The log is not the one that was followed"),
    "too-large": ProblemKind(413, "The request is larger than this address takes"),
    "media-type": ProblemKind(415, "The body is of a kind that this address does not take"),
    "foreign-host": ProblemKind(421, "The server is not called by that name"),
    "refused": ProblemKind(422, "The changes are refused"),
    "too-much": ProblemKind(422, "More was asked for than one request may"),
    "too-many-tries": ProblemKind(429, "Too many wrong tries"),
    "internal": ProblemKind(500, "The register made a mistake"),
    "no-cache": ProblemKind(500, "There is nothing to answer from"),
    "starting": ProblemKind(503, "The server is starting"),
    "shut": ProblemKind(503, "This door is shut: something that it needs is missing"),
    "provider-away": ProblemKind(503, "The identity provider does not answer"),
    "busy": ProblemKind(503, "Another change is being written"),
    "crowded": ProblemKind(503, "Too many requests are waiting"),
    "no-room": ProblemKind(503, "There is no room for what was to be written"),
    "read-only": ProblemKind(503, "The register cannot be written at the moment"),
    "short": ProblemKind(503, "The register's computer is short of memory, files or threads"),
    "stopped": ProblemKind(503, "The register has stopped writing"),
    "unavailable": ProblemKind(503, "The register's database cannot be reached"),
    "unknown-outcome": ProblemKind(503, "It is not known whether the change was written"),
    "not-yet": ProblemKind(503, "It is not made yet"),
    "behind": ProblemKind(503, "The register has not reached the asked serial yet"),
}
"""Every kind of problem by the rule code that its findings carry."""


class Sentence(NamedTuple):
    """What is wrong, with which parameter or field (none for the request as a whole), in both languages."""

    field: str
    da: str
    en: str


class Problem(Exception):
    """A request that is answered with a problem document.

    more: further members of the document, for example the epoch of a register whose log is to be read anew.
    """

    def __init__(
        self, rule: str, *sentences: Sentence, headers: dict[str, str] | None = None, **more: str | int
    ) -> None:
        super().__init__(" ".join(sentence.en for sentence in sentences))
        self.rule = rule
        self.sentences = sentences
        self.headers = headers or {}
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.rule].status

    def document(self) -> Fields:
        """The problem as JSON."""
        return {
            "type": f"/api#{self.rule}",
            "title": KINDS[self.rule].title,
            "status": self.status,
            "detail": str(self),
            "findings": [{"rule": self.rule, "field": s.field, "da": s.da, "en": s.en} for s in self.sentences],
        } | self.more

    def body(self) -> bytes:
        """The problem as bytes."""
        return msgspec.json.encode(self.document())


class RefusedChanges(Problem):
    """Changes that are refused, with everything that the rule book says of them."""

    def __init__(self, rule: str, findings: Sequence[FindingAnswer]) -> None:
        errors = [found for found in findings if found["severity"] == "error"]
        super().__init__(rule, *(Sentence(found["field"], found["da"], found["en"]) for found in errors))
        self.findings = findings

    def document(self) -> Fields:
        """The problem as JSON; warnings and notes stand there too."""
        return super().document() | {"findings": self.findings}


def internal() -> Problem:
    """What a caller is told of a mistake of ours; the log tells the operator more."""
    return Problem(
        "internal",
        Sentence(
            "",
            "Registret begik en fejl. Den er skrevet i driftsloggen; prøv igen, eller sig det til dem der driver det.",
            "The register made a mistake. It is in the server's log; try again, or tell those who run it.",
        ),
    )
