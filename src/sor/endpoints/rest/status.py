"""Operation: how the register stands, which program this is, and figures for monitoring."""

from typing import TypedDict

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse
from msgspec import to_builtins
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from sor import __version__
from sor.core.day import to_date, write_day
from sor.desk.mail import kind_of_failure
from sor.endpoints.files.folder import PublishedFolder
from sor.endpoints.http.asking import OF_PAGES, Asking
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.operation.status_page import status_page, wants_page
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import document_answers
from sor.following.standing import CopyStanding, standing_of
from sor.register import Register
from sor.store import mails
from sor.store.unavailable import unavailable

TAGS = ["operation"]
PLAIN = CONTENT_TYPE_PLAIN_0_0_4.partition("; charset")[0]
COUNTED = ("unit", "location_number", "edi", "shak", "place", "succession", "code")


class SourceAnswer(TypedDict):
    """The newest file of a family of formats, the day that it describes, and the entry that loaded it."""

    family: str
    snapshot: str
    age_days: int
    serial: int


class FailureAnswer(TypedDict):
    """Why the newest try to publish failed, since when tries fail, and how many did."""

    reason: str
    since: str
    last: str
    tries: int


class PublicationAnswer(TypedDict):
    """The newest edition, and why there is no newer one."""

    edition: str | None
    created: str | None
    behind: int
    failure: FailureAnswer | None


class MailAnswer(TypedDict):
    """How many mails wait, since when, how many were tried in vain, and of which kind the last failure was."""

    waiting: int
    since: str | None
    failing: int
    failure: str | None


class StatusAnswer(TypedDict):
    """Everything that ``/status`` says; the contract tells what each member means (``shapes.RegisterStatus``)."""

    database: str
    version: str
    mode: str
    role: str | None
    range: str | None
    epoch: str | None
    serial: int
    hash: str
    day: str | None
    today: str
    stopped: str | None
    lacking: str | None
    recorded_ahead_until: str | None
    known_at: str | None
    age_days: int | None
    sources: list[SourceAnswer]
    counts: dict[str, int]
    publication: PublicationAnswer | None
    follows: CopyStanding | None
    mail: MailAnswer


class RegisterStanding:
    """How a register stands; the counts are kept while neither the log nor the day has moved."""

    def __init__(self, register: Register, folder: PublishedFolder | None = None) -> None:
        self._register = register
        self._folder = folder
        self._counts: tuple[tuple[int, int], dict[str, int]] | None = None

    def status(self) -> StatusAnswer:
        """Everything that ``/status`` says."""
        register = self._register
        head = register.head()
        facts = register.facts()
        today = register.today()
        waiting, since, failing, failure = mails.waiting(register.database.reader())
        sources = [_source(today, *found) for found in register.deliveries()]
        return {
            "database": register.database.dialect,
            "version": __version__,
            "mode": "demo" if register.is_demo else "production",
            "role": facts.get("role"),
            "range": facts.get("range"),
            "epoch": facts.get("epoch"),
            "serial": head.serial,
            "hash": head.hash,
            "day": write_day(head.day) if head.day else None,
            "today": write_day(today),
            "stopped": str(stopped) if (stopped := register.find_stopped()) else None,
            "lacking": register.lacking(),
            "recorded_ahead_until": register.recorded_ahead_until(),
            "known_at": head.known_at or None,
            "age_days": min((source["age_days"] for source in sources), default=None),
            "sources": sources,
            "counts": self.counts(head.serial, today),
            "publication": self.publication(head.serial),
            "follows": standing_of(register),
            "mail": {
                "waiting": waiting,
                "since": since or None,
                "failing": failing,
                # What a mail server said may hold somebody's address.
                "failure": kind_of_failure(failure) or None,
            },
        }

    def publication(self, serial: int) -> PublicationAnswer | None:
        """The newest edition of the files and why there is no newer one; None where no folder is served."""
        if self._folder is None:
            return None
        manifest, failure = self._folder.manifest(), self._folder.failure()
        return {
            "edition": manifest.edition if manifest else None,
            "created": manifest.created if manifest else None,
            "behind": serial - (manifest.serial if manifest else 0),
            "failure": to_builtins(failure),
        }

    def counts(self, serial: int, day: int) -> dict[str, int]:
        """How many subjects of each kind are alive."""
        if self._counts is None or self._counts[0] != (serial, day):
            snapshot = self._register.at()
            self._counts = (serial, day), {kind: snapshot.count(kind) for kind in COUNTED}
        return self._counts[1]


def _source(today: int, family: str, snapshot: int, serial: int) -> SourceAnswer:
    age = (to_date(today) - to_date(snapshot)).days
    return {"family": family, "snapshot": write_day(snapshot), "age_days": age, "serial": serial}


@get(
    "/status",
    operation_id="get_status",
    tags=TAGS,
    responses=document_answers(shapes.RegisterStatus),
    sync_to_thread=True,
    opt={OF_PAGES: ("lang",)},
)
def status(
    request: HttpRequest, ask: NamedDependency[Asking], standing: NamedDependency[RegisterStanding]
) -> ASGIResponse:
    """How the register stands: database, role, serial, and how old its data are. A browser is shown a page."""
    told = standing.status()
    if wants_page(request.headers.get("accept", "")):
        return status_page(ask.register, request, told)
    answer = ask.answer(lambda _: told)
    answer.headers.add("vary", "Accept")
    return answer


@get("/version", operation_id="get_version", tags=TAGS, responses=document_answers(shapes.Version), sync_to_thread=True)
def version(ask: NamedDependency[Asking]) -> ASGIResponse:
    """Which program this is; also told while the database is away, then without a serial."""
    told = {"version": __version__, "api": "v1"}
    try:
        return ask.answer(lambda _: told)
    except Exception as error:
        if unavailable(error) is None:
            raise
        return ASGIResponse(body=msgspec.json.encode(told), media_type="application/json")


@get(
    "/metrics",
    operation_id="get_metrics",
    tags=TAGS,
    responses=document_answers(str, media_type="text/plain"),
    sync_to_thread=True,
    media_type=PLAIN,
)
def metrics(figures: NamedDependency[CollectorRegistry]) -> Response[bytes]:
    """Figures for monitoring, in Prometheus' text form; requests are those of this process."""
    return Response(generate_latest(figures), media_type=PLAIN)


HANDLERS = [status, version, metrics]
