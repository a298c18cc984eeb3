"""Why something about a plan is not done, as a problem document."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from sor.changes.document import BadDocument
from sor.core.shapes import Fields, Value
from sor.desk.plan_document import BadPlan
from sor.desk.plan_records import NotYourPlan, PlanState
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest.submission import not_taken
from sor.register import Refused

Made = TypeVar("Made")


def do_deed(deed: Callable[[], Made]) -> Made:
    """What a deed gives. Raises Problem for one that is refused."""
    try:
        return deed()
    except BadDocument as error:
        raise Problem("bad-document", Sentence("", error.danish, str(error))) from None
    except Refused as error:
        raise problem_of(error) from None


class PlanStands(Problem):
    """A plan that does not stand so that something can be done: in what it differs stands in the document."""

    def __init__(self, error: PlanState) -> None:
        super().__init__("plan-state", Sentence("", error.danish, str(error)))
        self.difference: Value = None if error.difference is None else msgspec.json.decode(error.difference)

    def document(self) -> Fields:
        """The problem as JSON."""
        return super().document() | ({} if self.difference is None else {"difference": self.difference})


def problem_of(error: Refused) -> Problem:
    """Why something about a plan is refused."""
    if isinstance(error, PlanState):
        return PlanStands(error)
    if isinstance(error, NotYourPlan):
        return Problem("no-right", Sentence("", error.danish, str(error)))
    if isinstance(error, BadPlan):
        return Problem("refused", Sentence(error.field, error.danish, str(error)))
    return not_taken(error, is_job=False)
