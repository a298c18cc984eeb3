"""The first page of »What has changed?«: whom it is about, the ticks, how it stands today, and what is under way."""

from sor.changes.guided.answers import STEPS
from sor.changes.guided.practice import Practice
from sor.desk.open_cases import list_open_cases
from sor.desk.sessions import SignedIn
from sor.endpoints.web.edit.answers import Answer
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.selfservice.sent import FIRST, SentSteps
from sor.endpoints.web.selfservice.service import SelfService
from sor.endpoints.web.selfservice.views import list_facts

MOST_OTHERS = 20
"""So many places of others are shown."""


def show_first_page(
    service: SelfService, practice: Practice | None, sent: SentSteps, signed_in: SignedIn, visit: Visit,
    *, is_wrong: bool = False, said: str = "",
) -> Answer:  # fmt: skip
    """The ticks; for who keeps no practice, the way to one."""
    practices = service.practices(signed_in)
    snapshot = service.register.at()
    held = [(code, one) for code in service.owners_kept(signed_in) if (one := snapshot.unit(code)) is not None]
    lacks = visit.text("changed.tick" if practice is not None else "changed.which")
    return personal_page(
        "changed.html", visit, 422 if is_wrong and practices else 200, signed_in=signed_in, steps=STEPS, sent=sent,
        practices=[one for one in practices if one.institutions or len(practices) > 1], practice=practice,
        places=[place for one in practices for place in _places(one)],
        facts=[] if practice is None else list_facts(service.register, practice, service.sites, visit),
        others=[] if practices else service.places_of_others(signed_in)[:MOST_OTHERS],
        large=[] if practices else [code for code, one in held if one["open"]],
        closed=[] if practices else [(code, one.get("name") or code) for code, one in held if not one["open"]],
        open_cases=list_open_cases(service.register, service.cases, signed_in.actor),
        claimable=service.claimable(signed_in), said=(said or lacks) if is_wrong else "",
        hidden=[(name, value) for name, value in sent.hidden(FIRST) if name != "place"],
    )  # fmt: skip


def _places(practice: Practice) -> list[tuple[str, str]]:
    """What may be spoken of: a practice as a whole, and each of its institutions where it has several."""
    owner, below = practice.owner, practice.institutions
    whole = (owner["code"], owner.get("name", owner["code"]))
    return [whole, *((one["code"], one.get("name", one["code"])) for one in below)] if len(below) > 1 else [whole]
