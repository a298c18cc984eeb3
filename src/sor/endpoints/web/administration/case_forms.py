"""From what stands in the form of a case to what is asked for. Pure: no rule lives here, the desk judges it."""

from collections.abc import Mapping, Sequence

from sor.access.authority import OPERATIONS
from sor.core.shapes import Fields, Value
from sor.desk.case_kinds import kind_of
from sor.desk.cases import AskedCase
from sor.endpoints.web.edit.forms import day_of
from sor.rules.issuing import FLAGS

DAYS = ("from", "to")


def asked_in(form: Mapping[str, str], changes: Sequence[Value]) -> AskedCase:
    """What a form asks for. changes: of the basket, where it is to come along. Raises Refused."""
    kind = kind_of(form.get("kind", ""))
    data: Fields = {}
    for name in kind.data:
        typed = form.get(f"data.{name}", "").strip()
        if name == "ops":
            ops = [op for op in OPERATIONS if form.get(f"ops.{op}")]
            data |= {"ops": ops} if ops else {}
        elif name in (*FLAGS, "close"):
            data |= {name: True} if typed else {}
        elif typed:
            data[name] = (day_of(typed) or typed) if name in DAYS else typed
    return AskedCase(kind.name, form.get("unit", ""), form.get("text", ""), data, changes)
