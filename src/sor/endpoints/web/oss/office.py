"""Who may see and decide what of which municipality, as the pages of the synchronisation ask it."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from litestar.di import NamedDependency

from sor.access.authority import keeps
from sor.core.shapes import Fields
from sor.desk.actors import Actors
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import visit_for
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.visit import Visit
from sor.oss.municipal_names import MunicipalNames
from sor.oss.running import MunicipalStanding, standing_of
from sor.oss.sor_side import NotInSor, SorSide
from sor.oss.street_text import write_address
from sor.register import Refused
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.oss import ProposalRow


class MunicipalDesk(NamedTuple):
    """A municipality that somebody keeps, with both sides' names."""

    code: str
    name: str
    owner: str


class OssOffice:
    """The synchronisation of one register, as its pages show it."""

    def __init__(self, editing: Editing, settings: Settings) -> None:
        self.editing = editing
        self.register = editing.register
        self.settings = settings
        self.visitors = editing.logins.visitors
        self._actors = Actors(self.register)

    def visit(self, request: HttpRequest) -> Visit:
        """The visit that a request makes."""
        return visit_for(self.editing, request)

    def kept_by(self, signed_in: SignedIn, sor: MunicipalNames | SorSide) -> list[MunicipalDesk]:
        """The municipalities that somebody keeps: their own, or all."""
        found = []
        for code in sor.municipalities():
            owner = sor.owner_of(code)
            if owner is not None and self._may_keep(signed_in, owner):
                found.append(MunicipalDesk(code, sor.name_of(code), owner))
        return found

    def desk(self, signed_in: SignedIn, sor: MunicipalNames | SorSide, code: str) -> MunicipalDesk:
        """A municipality that somebody keeps. Raises Problem for any other."""
        try:
            name, owner = sor.name_of(code), sor.owner_of(code)
        except NotInSor as error:
            raise Problem("unknown", Sentence("code", error.danish, str(error))) from None
        if owner is None:
            raise Problem("unknown", Sentence(
                "code", f"{name} har ingen institutionsejer i SOR; den oprettes af Sundhedsdatastyrelsen.",
                f"{name} has no institution owner in SOR; the Danish Health Data Authority makes it.",
            ))  # fmt: skip
        if not self._may_keep(signed_in, owner):
            raise Problem("no-right", Sentence(
                "code", f"Du har ikke ret til {name} Kommunes enheder.", f"You have no right to the units of {name}.",
            ))  # fmt: skip
        return MunicipalDesk(code, name, owner)

    def standing(self, code: str) -> MunicipalStanding:
        """How a municipality stands."""
        return standing_of(rows.municipality(self.register.database.reader(), code))

    def _may_keep(self, signed_in: SignedIn, owner: str) -> bool:
        try:
            place = self._actors.place_of(owner)
        except Refused:
            return False
        return keeps(signed_in.actor, place, self.register.today())


OfGiven = NamedDependency[OssOffice]


class ShownProposal(NamedTuple):
    """A proposal as a page shows it. before, after: what differs, in words by field. faults: what a trial found."""

    row: ProposalRow
    name: str
    org_name: str
    changes: list[tuple[str, str, str]]
    reason: str
    faults: list[tuple[str, str]]
    is_sure: bool


HIDDEN = frozenset({"sure", "org_name", "parent_org", "unit", "parent", "kind", "org"})
"""Parts that only programs need, or that stand in the proposal's own line."""


def show_proposal(row: ProposalRow, name: str, org_name: str, language: str) -> ShownProposal:
    """A proposal in words."""
    before, after = _fields(row.before), _fields(row.after)
    names = [part for part in dict.fromkeys((*before, *after)) if part not in HIDDEN]
    if row.kind in ("link", "reference"):
        names = []
    changes = [(part, in_words(before.get(part)), in_words(after.get(part))) for part in names]
    findings = msgspec.json.decode(row.findings or "[]", type=list[dict[str, object]])
    told = "da" if language == "da" else "en"
    return ShownProposal(
        row, name, org_name, changes, str(_fields(row.reason).get(told, "")),
        [(str(one["severity"]), str(one[told])) for one in findings], bool(after.get("sure", True)),
    )  # fmt: skip


def in_words(value: object) -> str:
    """A value of a proposal in one line; ``inherit`` and nothing are words of the page."""
    if isinstance(value, dict) and "street" in value:
        return write_address(value)
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _fields(text: str) -> Fields:
    return msgspec.json.decode(text or "{}", type=dict[str, object])


def number_in(given: Mapping[str, str], name: str) -> int:
    """A whole number of a query or form; 0 for anything else."""
    text = given.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 8 else 0
