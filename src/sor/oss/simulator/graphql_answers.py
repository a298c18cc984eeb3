"""How a municipality's units are told by OrganisationHent: the snapshot of the day, nothing of before or after."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Required, TypeAlias, TypedDict

from graphql import GraphQLError, GraphQLResolveInfo

from sor.oss.simulator import classification as known
from sor.oss.simulator.building import TASK_OF_UUID, cursor_of
from sor.oss.simulator.faults import FaultName
from sor.oss.simulator.graphql_schema import written_time
from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.objects import Gyldighed, Registration, Relation

Info: TypeAlias = GraphQLResolveInfo[None]
Told: TypeAlias = dict[str, object]
"""What a type's fields resolve to: values, or functions that are asked when the field is."""

MOST = 500
"""Units of a page."""

NOT_FOUND, VALIDATION, SERVER_ERROR = "NotFound", "ValidationError", "ServerError"


def refuse_run(classification: str, message: str) -> GraphQLError:
    """An error of the run, as KOMBIT classifies them."""
    return GraphQLError(message, extensions={"classification": classification})


class KleFilter(TypedDict, total=False):
    """Which tasks a unit must have. kleNummer: patterns."""

    kleNummer: Required[list[str]]
    rolle: str | None


class PageAsked(NamedTuple):
    """What a caller asks of a list."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None


class GraphqlAnswers:
    """The fields of Query, for a token of one municipality. meets: whether this call meets a fault."""

    def __init__(
        self, municipality: SimulatedMunicipality, meets: Callable[[FaultName], bool] = lambda _: False
    ) -> None:
        self._of = municipality
        self._now = municipality.now
        self._meets = meets

    def query(self) -> Told:
        """The root value."""
        return {
            "organisation": self.organisation,
            "organisationEnhed": self.units,
            "organisationEnhedListe": self.list_units,
            "bruger": self.users,
            "brugerListe": self.list_users,
        }

    def organisation(self, _: Info, cvr: str) -> Told:
        """The municipality itself."""
        self._demand(cvr)
        return self._organisation()

    def units(self, _: Info, uuid: Sequence[str]) -> list[Told | GraphQLError]:
        """Units by UUID; each that is not there is an error and null."""
        found: list[Told | GraphQLError] = []
        for number in uuid:
            one = self._of.find_object("organisationenhed", number)
            found.append(
                self._unit(one.uuid) if one else refuse_run(NOT_FOUND, f"OrganisationEnhed {number} was not found")
            )
        return found

    def users(self, _: Info, uuid: Sequence[str]) -> list[GraphQLError]:
        """The simulator holds no people."""
        return [refuse_run(NOT_FOUND, f"Bruger {number} was not found") for number in uuid]

    def list_users(self, _: Info, cvr: str, **__: object) -> Told:
        """The simulator holds no people."""
        self._demand(cvr)
        return _connection([], has_next=False, has_previous=False)

    def list_units(
        self,
        _: Info,
        cvr: str,
        status: str,
        opgaver: KleFilter | None = None,
        itSystemer: Sequence[str] | None = None,  # noqa: N803 (named so by KOMBIT)
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Told:
        """A page of the units with a status, the root first."""
        self._demand(cvr)
        wanted = PageAsked(first, last, after, before)
        if (wanted.after or wanted.before) and self._meets("stale-cursor"):
            raise refuse_run(VALIDATION, f"The cursor {(wanted.after or wanted.before or '')[:60]} is not valid")
        ids = self._with_status(active=status == "AKTIV")
        if opgaver is not None:
            ids = [unit for unit in ids if self._does(unit, opgaver)]
        if itSystemer:
            ids = []  # no unit of the simulator uses one
        start, end = _bounds(ids, wanted)
        if self._meets("half-page"):
            end = start + (end - start) // 2
        edges: list[Told] = [
            {"cursor": cursor_of(unit), "node": told} for unit in ids[start:end] for told in self._nodes(unit)
        ]
        if edges and self._meets("partial-data"):
            edges[len(edges) // 2]["node"] = refuse_run(SERVER_ERROR, "The unit could not be read")
        return _connection(edges, has_next=end < len(ids), has_previous=start > 0)

    def _demand(self, cvr: str) -> None:
        if cvr != self._of.told.cvr:
            raise refuse_run(NOT_FOUND, f"Organisation with CVR {cvr} was not found, or is not what the token is for")

    def _nodes(self, unit: str) -> list[Told]:
        """A unit as a list tells it: once, but for a fault."""
        second = self._of.told_twice(unit)
        return [self._unit(unit), *([self._tell_unit(unit, second)] if second else [])]

    def _with_status(self, *, active: bool) -> list[str]:
        states = ((unit, self._of.newest(unit).state(self._now)) for unit in self._of.unit_ids())
        return [unit for unit, state in states if state is not None and state.active == active]

    def _does(self, unit: str, wanted: KleFilter) -> bool:
        patterns = [re.escape(one).replace(r"\*", ".*") for one in wanted["kleNummer"]]
        role = wanted.get("rolle")
        for task in self._of.newest(unit).list_related("Opgaver", self._now):
            number = TASK_OF_UUID.get(task.target.value if task.target else "", "")
            fits = role is None or (task.role is not None and task.role.value == role.lower())
            if fits and any(re.fullmatch(pattern, number) for pattern in patterns):
                return True
        return False

    def _organisation(self) -> Told:
        building, told = self._of.organisation.building, self._of.told
        name = told.full_name
        return {
            "uuid": building.organisation,
            "organisationsnavn": name,
            "brugervendtNoegle": name,
            "myndighed": {"uuid": building.authority, "myndighedskode": told.code.lstrip("0")},
            "virksomhed": {"uuid": building.company, "cvrNummerTekst": told.cvr},
            "organisationEnhed": lambda _: self._unit(building.root),
        }

    def _unit(self, unit: str) -> Told:
        return self._tell_unit(unit, self._of.newest(unit))

    def _tell_unit(self, unit: str, newest: Registration) -> Told:
        now = self._now

        def parent(_: Info) -> Told | None:
            number = newest.target("Overordnet", now)
            if number is None:
                return None
            above = self._of.find_object("organisationenhed", number)
            return self._unit(above.uuid) if above else {"uuid": number}  # of one that is not there only the number

        return {
            "uuid": unit,
            "enhedsnavn": newest.text("EnhedNavn", now),
            "brugervendtNoegle": newest.text("BrugervendtNoegleTekst", now),
            "underliggendeEnheder": lambda _: [self._unit(below) for below in self._of.below(unit)],
            "overordnetEnhed": parent,
            "tilstand": lambda _: _state(newest.state(now)),
            "tilhoerer": lambda _: self._organisation(),
            "adresser": lambda _, rolle=None: list(self._addresses(newest, rolle)),
            "opgaver": lambda _: list(self._tasks(newest)),
            "itSystemer": [],
            "medlemskaber": lambda _, **__: [],
            "henvendelsessteder": [],
        }

    def _addresses(self, newest: Registration, roles: Sequence[str] | None) -> Iterator[Told]:
        for relation in newest.list_related("Adresser", self._now):
            role = relation.role.value if relation.role else ""
            number = relation.target.value if relation.target else ""
            if roles is not None and role not in {one.lower() for one in roles}:
                continue
            text = self._of.address_text(number)
            if text is None:
                continue
            yield {
                "uuid": number,
                "adresseTekst": text[0],
                "brugervendtNoegle": text[1] or None,
                "adresseRolleTitel": known.ROLE_TITLES.get(role),
                "klassifikation": _classify_relation(relation),
            }

    def _tasks(self, newest: Registration) -> Iterable[Told]:
        for relation in newest.list_related("Opgaver", self._now):
            number = TASK_OF_UUID.get(relation.target.value if relation.target else "")
            role = relation.role.value if relation.role else ""
            yield {
                "uuid": relation.target and relation.target.value,
                "kleEmneNummer": number,
                "kleEmneTitel": known.TASKS.get(number or ""),
                "opgaveRolleTitel": known.TASK_ROLE_TITLES.get(role),
                "klassifikation": _classify_relation(relation),
            }


def _classify_relation(relation: Relation) -> Told:
    kind, role = relation.kind, relation.role
    return {"type": kind and kind.value, "rolle": role and role.value, "indeks": relation.index or ""}


def _state(state: Gyldighed | None) -> Told | None:
    if state is None:
        return None
    start, end = written_time(state.period.start), written_time(state.period.end)
    return {"status": "AKTIV" if state.active else "INAKTIV", "fraTidspunkt": start, "tilTidspunkt": end}


def _connection(edges: list[Told], *, has_next: bool, has_previous: bool) -> Told:
    info = {
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
        "hasNextPage": has_next,
        "hasPreviousPage": has_previous,
    }
    return {"edges": edges, "pageInfo": info}


def _bounds(ids: list[str], page: PageAsked) -> tuple[int, int]:
    """[start, end) of the page in the list."""
    backward = page.last is not None or page.before is not None
    if backward and (page.first is not None or page.after is not None):
        raise refuse_run(VALIDATION, "first and after cannot be mixed with last and before")
    wanted = page.last if backward else page.first
    if wanted is not None and wanted < 1:
        raise refuse_run(VALIDATION, "first and last must be at least 1")
    most = min(wanted or MOST, MOST)
    if backward:
        end = len(ids) if page.before is None else _place(ids, page.before)
        return max(0, end - most), end
    start = 0 if page.after is None else _place(ids, page.after) + 1
    return start, min(start + most, len(ids))


def _place(ids: list[str], cursor: str) -> int:
    """Where the unit of a cursor stands. Raises GraphQLError: it is none, or not in the list any more."""
    try:
        return ids.index(base64.b64decode(cursor).decode("ascii"))
    except ValueError:
        raise refuse_run(VALIDATION, f"The cursor {cursor[:60]} is not valid") from None
