"""What can go wrong when a register is asked, as exceptions: one class for each thing that a program does about it."""

import msgspec

Finding = dict[str, object]
"""What the register says is wrong: rule, field, and a sentence in Danish (``da``) and in English (``en``)."""


class SorError(Exception):
    """The register could not be asked, or did not do what it was asked for."""


class Unreachable(SorError):
    """No answer came, or it broke off. Whether a change was written is not known: send it again with its key."""


class UnreadableAnswer(SorError):
    """What answered is no register of this program, or one whose answers have another form."""


class ProblemDocument(msgspec.Struct, kw_only=True):
    """The problem document (RFC 9457) that comes with every error. epoch and serial: only with StartOver."""

    type: str
    title: str
    status: int
    detail: str
    findings: list[Finding] = msgspec.field(default_factory=list)
    epoch: str = ""
    serial: int = 0


class ProblemError(SorError):
    """The register says no, and why. Its text is the problem's ``detail``, in English."""

    def __init__(self, problem: ProblemDocument, retry_after: float | None = None) -> None:
        super().__init__(problem.detail or problem.title)
        self.kind = problem.type.rpartition("#")[2]
        """The kind of problem, such as ``unknown`` or ``busy``; the page ``/api`` of the register lists them."""
        self.status = problem.status
        self.title = problem.title
        self.findings = problem.findings
        self.retry_after = retry_after
        """Seconds after which to try again, where the register names them."""

    @property
    def danish(self) -> str:
        """The sentences in Danish."""
        return " ".join(str(found["da"]) for found in self.findings if "da" in found)


class BadRequest(ProblemError):
    """The request has a value that cannot be, or is too large (400, 405, 413, 415, 421)."""


class NotAuthenticated(ProblemError):
    """The register does not know who is calling (401)."""


class NotAllowed(ProblemError):
    """The caller has no right to this (403)."""


class NotFound(ProblemError):
    """There is no such thing in the register (404)."""


class Conflict(ProblemError):
    """Something changed in the meantime (409)."""


class StartOver(Conflict):
    """The log is not the one that was followed: it was restored, or is another register's. Read it from serial 0."""

    def __init__(self, problem: ProblemDocument, retry_after: float | None = None) -> None:
        super().__init__(problem, retry_after)
        self.epoch = problem.epoch
        """Of the log that stands there now."""
        self.serial = problem.serial
        """How far that log has come."""


class Refused(ProblemError):
    """The rule book stands against the changes, or more was asked for than one request may (422); see ``findings``."""


class Unavailable(ProblemError):
    """The register cannot do it now (429, 500, 503): wait for ``retry_after`` seconds and ask again."""


BY_STATUS: dict[int, type[ProblemError]] = {
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    422: Refused,
    429: Unavailable,
}


def read_problem(status: int, body: bytes, retry_after: str | None) -> ProblemError:
    """The exception of an answer with an error. Raises UnreadableAnswer when no problem document came with it."""
    try:
        problem = msgspec.json.decode(body, type=ProblemDocument)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UnreadableAnswer(f"The answer has status {status} and no problem document: is it a register?") from None
    wait = float(retry_after) if retry_after is not None and retry_after.isdecimal() else None
    if problem.type.endswith("#start-over"):
        return StartOver(problem, wait)
    return BY_STATUS.get(status, Unavailable if status >= 500 else BadRequest)(problem, wait)
