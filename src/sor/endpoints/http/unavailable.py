"""A database that cannot be used for a moment, as every door tells it: 503, why, and when to try again."""

from typing import NamedTuple

import structlog

from sor.endpoints.http.fair_queue import Crowded
from sor.endpoints.http.problem import Problem, Sentence, internal
from sor.store.unavailable import Away, Busy, DiskFull, ReadOnly, Short, Stopped, Unavailable, Unknown, unavailable

logger = structlog.get_logger()


class UnavailableKind(NamedTuple):
    """What is told of one kind: the rule of the problem, the sentence in both languages, seconds until the next try."""

    rule: str
    da: str
    en: str
    retry_after: int


TOLD: dict[type[Unavailable], UnavailableKind] = {
    Busy: UnavailableKind(
        "busy",
        "En anden ændring skrives lige nu. Prøv igen om lidt.",
        "Another change is being written. Try again in a moment.",
        1,
    ),
    Crowded: UnavailableKind(
        "crowded",
        "Der venter for mange forespørgsler lige nu; intet blev gjort. Prøv igen om lidt.",
        "Too many requests are waiting at the moment; nothing was done. Try again in a moment.",
        2,
    ),
    DiskFull: UnavailableKind(
        "no-room",
        "Der er ikke plads på registrets disk; intet blev skrevet. Sig det til dem, der driver det.",
        "There is no room on the register's disk; nothing was written. Tell those who run it.",
        60,
    ),
    ReadOnly: UnavailableKind(
        "read-only",
        "Registret kan læses, men ikke skrives i øjeblikket; intet blev skrevet. Prøv igen senere.",
        "The register can be read and not written at the moment; nothing was written. Try again later.",
        30,
    ),
    Away: UnavailableKind(
        "unavailable",
        "Registrets database kan ikke nås i øjeblikket. Prøv igen om lidt.",
        "The register's database cannot be reached at the moment. Try again in a moment.",
        5,
    ),
    Unknown: UnavailableKind(
        "unknown-outcome",
        "Forbindelsen til databasen blev afbrudt, mens ændringen blev skrevet: den kan være skrevet eller ikke. Send"
        " det samme igen under samme nøgle, så skrives det én gang.",
        "The line to the database was cut while the change was being written: it may have been written or not. Send the"
        " same again under the same key, and it is written once.",
        5,
    ),
    Short: UnavailableKind(
        "short",
        "Registrets computer mangler lige nu hukommelse, filer eller tråde. Prøv igen om lidt, en ændring under samme"
        " nøgle: så skrives den én gang.",
        "The register's computer is short of memory, files or threads at the moment. Try again in a moment, a change"
        " under the same key: then it is written once.",
        5,
    ),
    Stopped: UnavailableKind(
        "stopped",
        "Registret skriver ikke: computerens ur passer ikke med den dag, registret er opdateret til og med. Intet"
        " blev skrevet. Sig det til dem, der driver det.",
        "The register has stopped writing: its computer's clock does not fit the day that it has reached. Nothing was"
        " written. Tell those who run it.",
        60,
    ),
}


def told_of(error: BaseException) -> UnavailableKind | None:
    """What is told of an error, when it says that the database cannot be used; None when it is a mistake of ours."""
    reason = unavailable(error)
    if reason is None:
        return None
    return next(told for kind, told in TOLD.items() if isinstance(reason, kind))


def problem_of(error: BaseException, path: str) -> Problem:
    """An error that no door expects, as a problem: 503 while the database cannot be used; else it is a mistake of ours,
    logged whole and told in one sentence.
    """
    told = told_of(error)
    if told is None:
        logger.error("mistake", path=path, exc_info=error)
        return internal()
    if not isinstance(error, Crowded):  # told by the figures; a line for each would be a flood of its own
        logger.warning("database not available", path=path, reason=str(error) or type(error).__name__)
    return Problem(told.rule, Sentence("", told.da, told.en), headers={"Retry-After": str(told.retry_after)})
