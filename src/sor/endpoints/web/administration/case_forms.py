"""From what stands in the form of a case to what is asked for. Pure: no rule lives here, the desk judges it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

import msgspec

from sor.access.authority import OPERATIONS
from sor.core.shapes import Fields, Value
from sor.core.typed_day import read_typed_day
from sor.desk.asked_case import AskedCase, SentOnce
from sor.desk.case_kinds import ACCESS, kind_of
from sor.register import Refused
from sor.rules.issuing import FLAGS

DAYS = ("from", "to")
NEW_CASE = frozenset({"csrf", "key", "kind", "unit", "text", "basket"})
"""What the form of every case has, beside what its kind asks for."""


def refuse_unknown(form: Mapping[str, str], known: Collection[str]) -> None:
    """Raises Refused for a form with a member that it does not have: what is not understood is not left out."""
    for name in form:
        if name not in known:
            raise Refused(
                f"The form has no field '{name[:40]}'; nothing was done.",
                f"Formularen har intet felt »{name[:40]}«; der er ikke gjort noget.",
            )


def ops_in(form: Mapping[str, str]) -> list[str] | None:
    """The operations to which a form keeps a right; None for one that names none, and gives all of the role. Raises
    Refused for what is no operation, or one that is named without being chosen.
    """
    named = [name for name in form if name == "ops" or name.startswith("ops.")]
    for name in named:
        if name.removeprefix("ops.") not in OPERATIONS or not form[name]:
            raise Refused(
                f"'{name[:40]}' restricts the right to no operation. The operations are: {', '.join(OPERATIONS)}.",
                f"»{name[:40]}« begrænser ikke retten til en handling. Handlingerne er: {', '.join(OPERATIONS)}.",
                "ops",
            )
    return [op for op in OPERATIONS if f"ops.{op}" in named] or None


def sent_once(form: Mapping[str, str]) -> SentOnce | None:
    """By what a form is known that is sent twice; None for one without a key. When something in it is otherwise, it is
    another: whoever goes back and asks for more is not shown the first case.
    """
    if not form.get("key"):
        return None
    said = sorted((name, text) for name, text in form.items() if name != "csrf")
    return SentOnce(sha256(msgspec.json.encode(said)).hexdigest(), "")


def asked_in(form: Mapping[str, str], changes: Sequence[Value]) -> AskedCase:
    """What a form asks for. changes: of the basket, where it is to come along. Raises Refused."""
    kind = kind_of(form.get("kind", ""))
    ops = ops_in(form)
    data_names = {f"ops.{op}" for op in OPERATIONS} if "ops" in kind.data else set[str]()
    refuse_unknown(form, NEW_CASE | data_names | {f"data.{name}" for name in kind.data if name != "ops"})
    data: Fields = {}
    for name in kind.data:
        typed = form.get(f"data.{name}", "").strip()
        if name == "ops":
            data |= {"ops": list[Value](ops)} if ops is not None else {}
        elif name in (*FLAGS, "close"):
            data |= {name: True} if typed else {}
        elif typed:
            data[name] = (read_typed_day(typed) or typed) if name in DAYS else typed
    if kind.name == ACCESS and not data.get("role"):
        raise Refused("Choose the role that you ask for.", "Vælg den rolle, du beder om.", "role")
    return AskedCase(kind.name, form.get("unit", ""), form.get("text", ""), data, changes)
