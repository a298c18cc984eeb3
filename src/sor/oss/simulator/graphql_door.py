"""OrganisationHent over HTTP: headers, the run, and errors in the two forms that KOMBIT publishes."""

import re
import uuid
from datetime import datetime
from typing import NamedTuple

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    specified_rules,
    validate,
)

from sor.oss.simulator.graphql_answers import SERVER_ERROR, VALIDATION, GraphqlAnswers
from sor.oss.simulator.graphql_schema import schema

PATH = "/organisation/organisationhent/1"
SOURCE = "GrapqhQL Organisation"
"""As published, letters included."""

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?(\[[\w/+-]+\])?")

ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    408: "HttpRequest Timeout",
    500: "Internal ServerError",
    503: "Service Unavailable",
}


class GraphqlRequest(msgspec.Struct):
    """The body of a request."""

    query: str
    variables: dict[str, object] | None = None
    operationName: str | None = None  # noqa: N815 (named so by GraphQL)


class HttpReply(NamedTuple):
    """What goes back over HTTP."""

    status: int
    body: bytes
    content_type: str = "application/json"


def error(now: datetime, status: int, message: str, path: str = PATH) -> HttpReply:
    """An error that was met before the run."""
    told = {
        "timestamp": now.isoformat(),
        "status": status,
        "error": ERRORS.get(status, "Error"),
        "message": message,
        "path": path,
    }
    return HttpReply(status, msgspec.json.encode(told))


def lacking(headers: dict[str, str]) -> str | None:
    """What is wrong with the two headers of a transaction; None when both are there and well formed."""
    number, time = headers.get("x-transaktionsid"), headers.get("x-transaktionstid")
    try:
        uuid.UUID(number or "")
    except ValueError:
        return "The header x-TransaktionsId is missing or is not a UUID"
    return None if TIME.fullmatch(time or "") else "The header x-TransaktionsTid is missing or is not an ISO time"


_SCHEMA = schema()


def run(body: bytes, answers: GraphqlAnswers, now: datetime) -> HttpReply:
    """Run a query against a municipality."""
    try:
        asked = msgspec.json.decode(body, type=GraphqlRequest)
    except msgspec.MsgspecError as fault:
        return error(now, 400, f"The body is not a GraphQL request in JSON: {fault}")
    try:
        document = parse(asked.query)
    except GraphQLSyntaxError as fault:
        return _reply(None, [fault], "InvalidSyntax")
    faults = validate(_SCHEMA, document, specified_rules)
    if faults:
        return _reply(None, faults, VALIDATION)
    result = _execute_document(document, asked, answers)
    return _reply(result.data, result.errors or [], None)


def fail_run() -> HttpReply:
    """A run that failed as a whole, told with HTTP 200."""
    return _reply(None, [GraphQLError("The service met an error")], SERVER_ERROR)


def _execute_document(document: DocumentNode, asked: GraphqlRequest, answers: GraphqlAnswers) -> ExecutionResult:
    return execute_sync(
        _SCHEMA, document, answers.query(), variable_values=asked.variables, operation_name=asked.operationName
    )


def _reply(data: dict[str, object] | None, faults: list[GraphQLError], classification: str | None) -> HttpReply:
    told: dict[str, object] = {"errors": [_tell_fault(fault, classification) for fault in faults]} if faults else {}
    return HttpReply(200, msgspec.json.encode({**told, "data": data}))


def _tell_fault(fault: GraphQLError, classification: str | None) -> dict[str, object]:
    found = classification or (fault.extensions or {}).get("classification")
    if found is None:
        null = fault.message.startswith("Cannot return null for non-nullable field")
        found = "NullValueInNonNullableField" if null else SERVER_ERROR if fault.path else VALIDATION
    told: dict[str, object] = {
        "message": fault.message,
        "locations": [{"line": one.line, "column": one.column} for one in fault.locations or ()],
        "extensions": {
            "message": fault.message,
            "kildeId": SOURCE,
            "id": str(uuid.uuid4()),
            "type": "ERROR",
            "classification": found,
        },
    }
    return {**told, "path": list(fault.path)} if fault.path else told
