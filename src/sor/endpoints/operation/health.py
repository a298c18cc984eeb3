"""Health, for load balancers, containers and service managers: whether the process lives, and whether it can answer."""

import threading
from collections.abc import Callable

import structlog
from litestar import get
from litestar.di import NamedDependency

from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import document_answers
from sor.following.phone_book import PhoneBook
from sor.register import Register

TAGS = ["operation"]
RETRY_AFTER = 2

logger = structlog.get_logger()


class Readiness:
    """Whether a process can answer every question: its database does, and its search index is built."""

    def __init__(self, register: Register, phone_book: PhoneBook, when_built: Callable[[], None]) -> None:
        """when_built: what is done once the index stands."""
        self._when_built = when_built
        self._register = register
        self._phone_book = phone_book
        self._building: threading.Thread | None = None

    def build_index(self) -> None:
        """Build the search index beside the requests, unless that is being done."""
        if self._building is None or not self._building.is_alive():
            self._building = threading.Thread(target=self._build, name="phone book", daemon=True)
            self._building.start()

    def _build(self) -> None:
        try:
            self._phone_book.prepare()
            self._when_built()
        except Exception:
            logger.exception(
                "the search index could not be built; the first search, or question of health, tries again"
            )

    def refuse_unready(self) -> None:
        """Raises Problem while the index is being built, and what the database raises while it is away."""
        self._register.head()
        if not self._phone_book.is_built:
            self.build_index()
            raise Problem("starting", Sentence(
                "", "Serveren er ved at starte: søgeindekset bygges. Prøv igen om lidt.",
                "The server is starting: its search index is being built. Try again in a moment.",
            ), headers={"Retry-After": str(RETRY_AFTER)})  # fmt: skip


@get("/health/live", operation_id="get_liveness", tags=TAGS, responses=document_answers(shapes.Health))
async def live() -> dict[str, str]:
    """Whether the process lives. Nothing is asked of the database: a server whose database is away need not be started
    anew.
    """
    return {"state": "live"}


@get(
    "/health/ready",
    operation_id="get_readiness",
    tags=TAGS,
    responses=document_answers(shapes.Health),
    sync_to_thread=True,
)
def ready(readiness: NamedDependency[Readiness]) -> dict[str, str]:
    """Whether requests can be sent here: the database answers and the search index is built; else 503, which says why.
    A register that is read-only, or has stopped writing, is ready: it can be read.
    """
    readiness.refuse_unready()
    return {"state": "ready"}


HANDLERS = [live, ready]
