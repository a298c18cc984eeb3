"""KRS and RFS at their documented paths: who calls, which rows are asked for, and the feed that answers."""

from datetime import datetime

from sor.access.dgws.names import HEADERS
from sor.endpoints.http.fair_queue import FairQueue
from sor.endpoints.soap.door import Admitted, Answer, Guard, Reply, Service, SoapDoor
from sor.endpoints.web.kit.labels import label
from sor.following.consumers import KRS, Consumer, Consumers
from sor.following.copy_register import BadOffset, CopyRegister, NotMadeYet
from sor.formats.soap import krs
from sor.formats.soap.envelope import Call, Fault, Trouble
from sor.formats.soap.krs_tables import describe_tables
from sor.register import Register
from sor.settings import Settings

PATH = "/stamdata-batch-copy-ws/service/StamdataReplication"
RFS_PATH = "/stamdata-batch-copy-ws-rfs/service/StamdataReplication-20240227"
LONGEST_SYSTEM = 100
"""Characters by which systems of one CVR number are told apart."""

AGAIN_AFTER = 5
"""Seconds after which rows that are being made may be asked for again."""


def doors(
    register: Register, settings: Settings, guard: Guard, queue: FairQueue, consumers: Consumers
) -> dict[str, SoapDoor]:
    """Both services of a register, by path. guard: asks who calls, always. queue: where requests wait for a thread.
    consumers: where it is noted who has taken what.
    """
    answering = Answering(register, CopyRegister(register), consumers, keeps_noughts=settings.krs_noughts)
    asked = Replicating(guard)
    return {
        PATH: _door(register, "KRS – Stamdata kopiregister", krs.KRS, answering.page, asked, queue),
        RFS_PATH: _door(register, "RFS – Stamdata ved id'er", krs.RFS, answering.some, asked, queue),
    }


def _door(register: Register, title: str, namespace: str, answer: Answer, guard: Guard, queue: FairQueue) -> SoapDoor:
    service = Service(
        title=title,
        contract=krs.contract(namespace, HEADERS),
        folder=krs.FOLDER,
        wsdl=krs.WSDL_OF[namespace],
        answers={krs.OPERATION: answer},
        slow=frozenset({krs.OPERATION}),
        guard=guard,
        mark=label("demo", "da") if register.is_demo else "",
        about="".join(describe_tables()),
    )
    return SoapDoor(service, in_thread=register.database.dialect != "sqlite", queue=queue)


class Answering:
    """Answers the requests of both services. keeps_noughts: whether a ydernummer keeps those it begins with."""

    def __init__(self, register: Register, copies: CopyRegister, consumers: Consumers, *, keeps_noughts: bool) -> None:
        self._register = register
        self._copies = copies
        self._consumers = consumers
        self._keeps_noughts = keeps_noughts

    def page(self, call: Call, admitted: Admitted) -> Reply:
        """The rows behind an offset. Raises Fault."""
        asked = krs.page(call)
        try:
            shown = self._copies.page(asked.view, asked.offset, asked.limit)
        except BadOffset as error:
            raise call.client_fault("offset", str(error)) from None
        except NotMadeYet as error:
            raise _not_yet(error) from None
        if (caller := admitted.caller) is not None and caller.cvr:
            # Systems of one number take apart: that one has everything says nothing of another.
            part = f"{asked.view.name} {caller.system[:LONGEST_SYSTEM]}".rstrip()
            self._consumers.note(Consumer(caller.cvr, caller.organisation), KRS, shown.taken, part)
        return Reply(krs.feed(asked.view, shown.rows, self._now(), keeps_noughts=self._keeps_noughts), shown.serial)

    def some(self, call: Call, _: Admitted) -> Reply:
        """The rows of some ids. Raises Fault."""
        asked = krs.some(call)
        try:
            shown = self._copies.of_ids(asked.view, asked.ids)
        except NotMadeYet as error:
            raise _not_yet(error) from None
        return Reply(krs.feed(asked.view, shown.rows, self._now(), keeps_noughts=self._keeps_noughts), shown.serial)

    def _now(self) -> datetime:
        return self._register.clock()


def _not_yet(error: NotMadeYet) -> Fault:
    return Fault("Server", Trouble(0, "", str(error)), status=503, retry_after=AGAIN_AFTER)


class Replicating:
    """A guard whose callers, once they are known, are told faults as KRS has them: a ``ReplicationFault``."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def recognise(self, raw: bytes, charset: str | None) -> tuple[bytes, object]:
        """As the guard within."""
        return self._guard.recognise(raw, charset)

    def admit(self, call: Call, recognised: object) -> Admitted:
        """As the guard within."""
        return self._guard.admit(call, recognised)

    def tell_fault(self, fault: Fault, call: Call | None, admitted: Admitted) -> Fault:
        """The fault with its code: DGWS's for who is not known, one of the copy register's for who is."""
        if admitted.caller is not None and not fault.says_code:
            fault.detail += krs.fault_detail(krs.code_of(fault), str(fault))
            fault.says_code = True
        return self._guard.tell_fault(fault, call, admitted)
