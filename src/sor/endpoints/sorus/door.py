"""SORUS at its documented paths: who calls, by which right, what becomes of it, and the answer."""

from sor.access.authority import Actor
from sor.access.dgws.checks import Caller
from sor.access.dgws.names import HEADERS
from sor.certification.protocols import Certification
from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.day import next_day, write_day
from sor.core.finding import ERROR, Finding
from sor.core.shapes import Fields
from sor.desk.actors import Actors
from sor.desk.sending import send
from sor.endpoints.http.fair_queue import FairQueue, Queues
from sor.endpoints.soap.door import Admitted, Answer, Guard, Reply, Service, SoapDoor
from sor.endpoints.sorus.composing import NEW, composing, messages, show_unit
from sor.endpoints.web.kit.labels import label
from sor.formats.soap import envelope as soap
from sor.formats.soap import sorus
from sor.formats.soap.envelope import Call
from sor.formats.soap.sorus import SorusRequest, Writer
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, OPERATIONS, REPLACE, VERSIONS, SorusVersion
from sor.formats.soap.sorus_codes import CANNOT_READ, DONE
from sor.register import Refused, Register
from sor.rules.changing import NOTHING_CHANGES
from sor.rules.location_numbers import USED_BEFORE
from sor.settings import Settings

DOOR = "sorus"
DONE_TEXTS = {
    CREATE: "Enheden er oprettet fra {day}.",
    EDIT: "Enheden er ændret fra {day}.",
    MOVE: "Enheden er flyttet fra {day}.",
    REPLACE: "Afløsningen er noteret fra {day}.",
    CLOSE: "Enheden er gyldig til og med {day} og lukket fra og med {next}.",
    EDI: "EDI-oplysningerne er ændret fra {day}.",
}
UNCHANGED = "Registeret er allerede sådan; intet er ændret."


PATHS = tuple(version.path for version in VERSIONS.values())


def doors(register: Register, settings: Settings, guard: Guard, queue: FairQueue | None = None) -> dict[str, SoapDoor]:
    """The service of a register, a door for each version, by path. guard: asks who calls, always. queue: where changes
    wait for their turn; one of its own when none is named.
    """
    queue = queue or Queues().changes
    return {version.path: _door(register, settings, version, guard, queue) for version in VERSIONS.values()}


def _door(register: Register, settings: Settings, version: SorusVersion, guard: Guard, queue: FairQueue) -> SoapDoor:
    answer = SorusAnswering(register, settings, version)
    answers: dict[str, Answer] = dict.fromkeys(OPERATIONS, answer)
    service = Service(
        title=f"SORUS – SOR Opdateringsservice, version {version.number}",
        contract=sorus.contract(version, HEADERS),
        folder=sorus.FOLDER,
        wsdl=version.wsdl,
        answers=answers,
        slow=frozenset(OPERATIONS),
        guard=guard,
        mark=label("demo", "da") if register.is_demo else "",
    )
    return SoapDoor(service, in_thread=register.database.dialect != "sqlite", queue=queue)


class SorusAnswering:
    """Answers the requests of one version."""

    def __init__(self, register: Register, settings: Settings, version: SorusVersion) -> None:
        self._register = register
        self._settings = settings
        self._version = version
        self._writer = Writer(version)
        self._actors = Actors(register)
        self._certification = Certification(register)

    def __call__(self, call: Call, admitted: Admitted) -> Reply:
        """The answer to a checked call. Raises Fault."""
        caller = admitted.caller
        if caller is None:
            raise soap.server_fault("SORUS answers nobody without an ID card.")
        asked = sorus.read_asked(call, self._version)
        try:
            outcome = self._send_asked(asked, caller)
        except BadDocument as error:
            return self._reply(asked, {"code": str(CANNOT_READ), "text": error.danish})
        except Refused as refused:
            raise soap.client_fault(str(refused)) from None
        result = self._result(asked, outcome)
        if self._settings.certification:
            self._certification.notice(caller, asked, outcome, result, NEW)
        return self._reply(asked, result)

    def _send_asked(self, asked: SorusRequest, caller: Caller) -> Outcome:
        """What became of a request, sent as the first of the caller's actors who may. When none may, the answer is that
        of one who lacks only the right to assign a used number, for that says what else to do.
        """
        refused: list[Outcome] = []
        for actor in self._actors.with_cvr(caller.cvr) or [Actor(f"CVR {caller.cvr}")]:
            outcome = send(
                self._register, self._settings, actor, composing(asked, actor.id, self._settings.stale), DOOR,
                key=f"{caller.cvr} {caller.message_id}", sent=[asked.operation, asked.version, asked.given],
            )  # fmt: skip
            if not _has_no_right(outcome):
                return outcome
            refused.append(outcome)
        return next((one for one in refused if not any(map(_is_about_rights, one.findings))), refused[-1])

    def _result(self, asked: SorusRequest, outcome: Outcome) -> Fields:
        findings = [one for one in outcome.findings if outcome.serial is None or one.rule != NOTHING_CHANGES.code]
        found: Fields = {"findings": [sorus.finding_of(one) for one in findings]}
        worst = next((one for one in findings if one.severity == ERROR), None)
        if worst is not None:
            told = sorus.finding_of(worst)
            return found | {"code": told["code"], "text": told["text"]}
        text = UNCHANGED if outcome.serial is None else DONE_TEXTS[asked.operation]
        days = {"day": write_day(asked.day), "next": write_day(next_day(asked.day))}
        found |= {"code": str(DONE), "text": text.format(**days)}
        code = outcome.units.get(NEW) or asked.code
        if code is not None and OPERATIONS[asked.operation].gives_entity:
            snapshot = self._register.at(AsOf(asked.day, outcome.serial or self._register.serial()))
            found["entity"] = show_unit(snapshot, code)
            if asked.operation == EDI:
                found["messages"] = messages(snapshot, code)
        return found

    def _reply(self, asked: SorusRequest, result: Fields) -> Reply:
        return Reply(self._writer.body(asked.operation, result), self._register.serial())


def _has_no_right(outcome: Outcome) -> bool:
    """Whether another of the caller's actors might do what this one may not."""
    return any(_is_about_rights(one) or _is_for_the_authority(one) for one in outcome.findings)


def _is_about_rights(finding: Finding) -> bool:
    return finding.severity == ERROR and finding.rule.startswith("AUTH")


def _is_for_the_authority(finding: Finding) -> bool:
    """Whether only the register authority may give the number away (the sentence without a case)."""
    return finding.rule == USED_BEFORE.code and "case" not in finding.facts
