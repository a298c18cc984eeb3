"""What becomes of a submission: taken or refused, and what it brings about."""

import msgspec

from sor.core.finding import ERROR, Finding
from sor.core.shapes import Fields, Value


class FieldChange(msgspec.Struct, omit_defaults=True):
    """A value that a subject shows otherwise on the days [from, to).

    source: the unit from which it is inherited afterwards, None when it is its own or gone.
    """

    field: str
    from_day: str = msgspec.field(name="from")
    to_day: str | None = msgspec.field(name="to", default=None)
    before: Value = None
    after: Value = None
    source: str | None = None


class Touched(msgspec.Struct):
    """A subject whose resolved answer changes. stated: the submission itself says something about it."""

    kind: str
    key: str
    name: str | None
    stated: bool
    changes: list[FieldChange]


class Consequences(msgspec.Struct):
    """What a submission brings about, told before it is made.

    touched: the subjects whose answers change. moved_identifiers: {"system", "value", "from", "to", "day"}, an
    identifier that changes holder. scheduled: {"kind", "key", "field", "day", "entry", "becomes"}, earlier scheduled
    changes that it touches, each of which "stands", is "withdrawn", is "without effect" (its subject is closed by then)
    or is "outdone" (the submission says otherwise of the same days). references: {"kind", "key", "field", "to"}, all
    that still names a unit which ends, with the field by which it does. consumers: {"name", "subjects"}: who will see
    it, and of how many subjects.
    """

    touched: list[Touched] = []
    moved_identifiers: list[Fields] = []
    scheduled: list[Fields] = []
    references: list[dict[str, str]] = []
    consumers: list[Fields] = []


class Outcome(msgspec.Struct):
    """The answer to a submission.

    serial: of its entry; None when it was refused, only tried, or changed nothing. units: the codes of the units it
    made, by the names the set gave them. touched: how many subjects' answers it changes. replayed: the same submission
    was answered before, and this is that answer again. confirmed: units whose data were confirmed.
    """

    serial: int | None = None
    units: dict[str, str] = {}
    findings: list[Finding] = []
    touched: int = 0
    consequences: Consequences | None = None
    replayed: bool = False
    confirmed: list[str] = []

    @property
    def accepted(self) -> bool:
        """Whether nothing stands against it."""
        return not any(finding.severity == ERROR for finding in self.findings)
