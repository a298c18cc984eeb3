"""Putting a caller's sandbox back as it was at first; made when it is not there yet. For demo registers only."""

from typing import NamedTuple

from sor.certification.protocols import Certification
from sor.core.claim import difference
from sor.core.day import OPEN, START
from sor.core.instant import write_instant
from sor.desk.whitelists import CVR, SERVICES, Whitelists
from sor.register import Refused, Register, Submission
from sor.sample.sandbox import NUMBERS, OWNER, USED, Sandbox, never
from sor.store import actors, log, series
from sor.store.actors import ActorRow, RightRow
from sor.store.append import LineDraft
from sor.store.timelines import timelines

DEMO = "demo"
OPERATION = {"op": "sandbox"}


class PreparedSandbox(NamedTuple):
    """What was done. cases: how many were taken off the checklist. subjects: how many units and numbers were put back
    or taken away.
    """

    sandbox: Sandbox
    cases: int
    subjects: int


def prepare(register: Register, cvr: str, by: str) -> PreparedSandbox:
    """Put the sandbox of a CVR number back as it was at first, and empty its checklist.

    What its caller did elsewhere in the register stays. by: who does it. Raises Refused for a number that has none.
    """
    if not CVR.fullmatch(cvr) or cvr.startswith("0"):
        raise Refused(f"'{cvr}' can have no sandbox: that takes a CVR number of eight digits that begins with 1 to 9.")
    sandbox = Sandbox(cvr)
    _refuse_foreign(register, sandbox)
    subjects = _put_back(register, sandbox)
    _let_in(register, sandbox, by)
    return PreparedSandbox(sandbox, Certification(register).reset(cvr, by, "command"), subjects)


def _refuse_foreign(register: Register, sandbox: Sandbox) -> None:
    """The last digit of a CVR number is a check digit; numbers with a wrong one would share a sandbox."""
    owner = register.at().unit(sandbox.code(OWNER))
    if owner is not None and owner.get("cvr") != sandbox.cvr:
        raise Refused(f"{owner['code']} stands in the sandbox of CVR {owner.get('cvr')}. Take another CVR number.")


def _put_back(register: Register, sandbox: Sandbox) -> int:
    connection = register.database.reader()
    claims = {(claim.kind, claim.key): claim for claim in sandbox.claims()}
    for kind, key in log.subjects_of(connection, sandbox.actor):
        claims.setdefault((kind, key), never(kind, key))
    lines = []
    for (kind, key), claim in claims.items():
        before = timelines(connection, kind, [key]).get(key, {})
        if drafts := difference(before, claim):
            lines.append(LineDraft(kind, key, drafts, OPERATION, before=before))
    if lines:
        reason = f"The sandbox of CVR {sandbox.cvr} as at first"
        register.submit(Submission(lines, "sandbox", "import", reason), expect=log.head_serial(connection))
    return len(lines)


def _let_in(register: Register, sandbox: Sandbox, by: str) -> None:
    """An actor for the sandbox, numbers to issue, and a place on the whitelists."""
    at = write_instant(register.clock())
    with register.database.desk.writing() as connection:
        if actors.actor(connection, sandbox.actor) is None:
            row = ActorRow(sandbox.actor, f"Sandkassen for CVR {sandbox.cvr}", sandbox.cvr, None, at, DEMO)
            actors.add_actor(connection, row)
            place = sandbox.code(OWNER)
            actors.give_right(
                connection, RightRow(0, sandbox.actor, "region", place, None, START, OPEN, 0, DEMO, at)
            )  # fmt: skip
        if series.holding(connection, sandbox.number(USED)) is None:
            first, last = (int(sandbox.body(n)) for n in (USED, NUMBERS - 1))
            series.add(connection, sandbox.code(OWNER), first, last, DEMO, at)
    lists = Whitelists(register, demo=True)
    for service in SERVICES:
        if not lists.of(service)(sandbox.cvr):
            lists.add(service, sandbox.cvr, "Sandbox", by, "command")
