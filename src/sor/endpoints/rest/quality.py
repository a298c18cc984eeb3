"""Quality: what is found in units, their owners and their numbers, and how much of a tree is free of errors. Everybody
may read it.
"""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from sor.core.shapes import Fields
from sor.desk.quality import Quality, asked_unit
from sor.desk.responsible_persons import ResponsiblePersons
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest import quality_shapes as shapes
from sor.endpoints.rest.access import PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.rules import BOOK

CODES = frozenset(code for code, _ in BOOK)


@get(
    "/quality", operation_id="list_quality_findings", tags=["quality"], sync_to_thread=True,
    responses=document_answers(shapes.QualityList, 404),
)  # fmt: skip
def list_findings(
    quality: NamedDependency[Quality],
    persons: NamedDependency[ResponsiblePersons],
    owner: Annotated[
        str, QueryParameter(description="Only of this owner and all below it, with its score.", max_length=64)
    ] = "",
    unit: Annotated[str, QueryParameter(description="Only of this unit: a SOR code.", max_length=64)] = "",
    rule: Annotated[str, QueryParameter(description="Only what this rule found: its code.", max_length=20)] = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response[Fields]:
    """What is found in the register as it is today, by unit; each once for a rule, a field and a piece of time. After a
    change the whole register may be told as it was a moment ago: the header `SOR-Serial` says when.
    """
    top, one = known_unit("owner", owner, persons), known_unit("unit", unit, persons)
    found = quality.page(top, one, known_rule(rule), limit=limit, offset=offset, waits=False)
    more = offset + len(found.findings) < found.total
    told: Fields = {
        "total": found.total, "limit": limit, "offset": offset, "more": more, "findings": found.findings,
        "score": found.score.share,
    }  # fmt: skip
    return Response(told, headers=PRIVATE | {"SOR-Serial": str(found.serial)})


def known_unit(field: str, given: str, persons: ResponsiblePersons) -> str:
    """The unit that was asked about. Raises Problem for one that the register does not know."""
    code = asked_unit(given)
    if code and not persons.is_known(code):
        raise Problem("unknown", Sentence(
            field, f"Der er ingen enhed {code[:40]} i registret.", f"There is no unit {code[:40]} in the register.",
        ))  # fmt: skip
    return code


def known_rule(given: str) -> str:
    """The rule that was asked about. Raises Problem for one that the rule book does not have."""
    rule = given.strip().upper()
    if rule and rule not in CODES:
        raise Problem("bad-parameter", Sentence(
            "rule", f"Der er ingen regel {rule[:20]}. Se /api#rules.", f"There is no rule {rule[:20]}. See /api#rules.",
        ))  # fmt: skip
    return rule


HANDLERS = [list_findings]
