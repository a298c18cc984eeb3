"""Who may do what on the pages that change something, and what they are offered."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from sor.access.authority import keeps
from sor.core.finding import Finding
from sor.core.unit import UnitAnswer
from sor.desk.actors import Actors
from sor.desk.sending import show_finding
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.edited_units import EditedUnits
from sor.endpoints.web.edit.offers import level_below
from sor.endpoints.web.edit.tried import OPERATIONS, TAKING_BACK
from sor.endpoints.web.kit.deeds import LOGIN, Deed
from sor.endpoints.web.kit.wording import in_words
from sor.endpoints.web.login.logins import Logins
from sor.endpoints.web.login.visitors import asked_of
from sor.register import MASTER, Refused, Register


class EditingRights:
    """The rights of whoever is signed in, over the units of one register."""

    def __init__(self, register: Register, logins: Logins, actors: Actors, units: EditedUnits) -> None:
        self._register = register
        self._logins = logins
        self._actors = actors
        self._units = units

    def deeds(self, request: HttpRequest, code: str, serials: Collection[int]) -> list[Deed]:
        """What who sends a request may do to a unit, and to the entries of its story; at least sign in."""
        signed_in = self._logins.visitors.visitor(request)
        if signed_in is None:
            can_write = self._logins.providers and self._register.facts().get("role") == MASTER
            return [Deed(LOGIN, "/login", query={"next": asked_of(request)})] if can_write else []
        found = [Deed(op, f"/units/{code}/{op}") for op in OPERATIONS if self._may(signed_in, op, code)]
        found.append(Deed("ask", "/cases/new", query={"unit": code}))
        found += [Deed("sheet", f"/sheets/{code}.xlsx")] if self.may_keep(signed_in, code) else []
        found += self._making(signed_in, code)
        may = {op for op in TAKING_BACK if self._may(signed_in, op, code)}
        if not may:
            return found
        about = {line.serial for line in self._register.lines_about_unit(code)}
        today = self._register.today()
        for serial in sorted(about.intersection(serials)):
            entry = self._register.entry_facts(serial)
            is_of_today = entry is not None and entry.day == today
            found += [
                Deed(op, f"/entries/{serial}/{op}", serial)
                for op in TAKING_BACK
                if op in may and (op != "undo" or is_of_today)
            ]
        return found

    def may_undo(self, signed_in: SignedIn, code: str, serial: int) -> bool:
        """Whether an entry about a unit can be undone by somebody: on its own day."""
        entry = self._register.entry_facts(serial)
        return entry is not None and entry.day == self._register.today() and self._may(signed_in, "undo", code)

    def may_keep(self, signed_in: SignedIn, code: str) -> bool:
        """Whether somebody keeps the tree below a unit; nobody does below one that is not open."""
        try:
            return keeps(signed_in.actor, self._actors.place_of(code), self._actors.today())
        except Refused:
            return False

    def _making(self, signed_in: SignedIn, code: str) -> Iterator[Deed]:
        """The units that somebody may make beginning at an open one: below it, and like it."""
        unit = self._units.unit(code)
        if not unit["open"]:
            return
        if self._may_make(signed_in, unit):
            yield Deed("create", "/units/new", query={"parent": code})
        if self._may_make(signed_in, self._units.find_known(unit.get("parent", ""))):
            yield Deed("copy", f"/units/{code}/copy")

    def _may_make(self, signed_in: SignedIn, parent: UnitAnswer | None) -> bool:
        try:
            return self._why_not_make(signed_in, parent) is None
        except Refused:
            return False

    def _why_not_make(self, signed_in: SignedIn, parent: UnitAnswer | None) -> Finding | None:
        code = None if parent is None else parent["code"]
        return self._actors.why_not_new(signed_in.actor, level_below(parent), code)

    def refuse_unless_making(self, signed_in: SignedIn, parent: UnitAnswer | None) -> None:
        """Raises Problem unless somebody may make a unit below another one, or at the top."""
        self._refuse(partial(self._why_not_make, signed_in, parent))

    def _may(self, signed_in: SignedIn, op: str, code: str) -> bool:
        """Whether somebody may do something to a unit that is open today, or will be."""
        try:
            return self._actors.why_not(signed_in.actor, op, code) is None
        except Refused:
            return False

    def refuse_unless_doing(self, signed_in: SignedIn, op: str, code: str) -> None:
        """Raises Problem unless somebody may do something to a unit that is open today, or will be."""
        self._refuse(partial(self._actors.why_not, signed_in.actor, op, code))

    def _refuse(self, why_not: Callable[[], Finding | None]) -> None:
        """Raises Problem when there is a reason why not."""
        try:
            found = why_not()
        except Refused as error:
            raise Problem("no-right", Sentence("", error.danish, str(error))) from None
        if found is not None:
            said, snapshot = show_finding(found), self._register.at()
            danish, english = in_words([said["da"]], snapshot, "da"), in_words([said["en"]], snapshot, "en")
            raise Problem("no-right", Sentence("", *danish, *english))
