"""The control address: what the simulator holds, the day it has reached, the faults that are on. For tests, demos."""

from collections.abc import Callable, Mapping

import msgspec

from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.faults import MEANINGS, Faults, SwitchedFault
from sor.oss.simulator.graphql_door import HttpReply
from sor.oss.simulator.municipality import SimulatedMunicipality
from sor.oss.simulator.truth import as_json

WAYS = {
    "GET /control": "the municipalities, the day that each has reached, and the faults that are on",
    "POST /control/day": '{"day": 0-365, "municipality": CODE or null}: lets the year of changes go on to a day',
    "POST /control/faults": '{"fault": NAME, "municipality": CODE or null, "times": N or null}: switches a fault on',
    "DELETE /control/faults": "switches all faults off",
    "GET /control/truth?municipality=CODE": "who is who, and what the year brings",
}


class DayToReach(msgspec.Struct):
    """A day of the year to be reached; of all municipalities when none is named."""

    day: int
    municipality: str | None = None


class Control:
    """GraphqlAnswers at /control."""

    def __init__(self, municipalities: Mapping[str, SimulatedMunicipality], faults: Faults, known: Identities) -> None:
        self._municipalities = municipalities
        self._faults = faults
        self._known = known

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> HttpReply:
        """The answer to a request."""
        ways: dict[tuple[str, str], Callable[[], object]] = {
            ("GET", ""): self._ways,
            ("GET", "/control"): self._state,
            ("POST", "/control/day"): lambda: self._reach(msgspec.json.decode(body, type=DayToReach)),
            ("POST", "/control/faults"): lambda: self._put(msgspec.json.decode(body, type=SwitchedFault)),
            ("DELETE", "/control/faults"): self._clear,
        }
        if (method, path) == ("GET", "/control/truth"):
            found = self._find_named(next(iter(query.get("municipality", ())), None))
            return HttpReply(200, as_json([one.truth() for one in found]))
        way = ways.get((method, path))
        if way is None:
            return HttpReply(404, msgspec.json.encode({"error": "there is no such way", "ways": WAYS}))
        try:
            return HttpReply(200, msgspec.json.encode(way()))
        except (msgspec.MsgspecError, ValueError, LookupError) as error:
            return HttpReply(400, msgspec.json.encode({"error": str(error), "faults": MEANINGS}))

    def _ways(self) -> dict[str, object]:
        return {"simulator": "FK-ORG", "certificates": str(self._known.client.path.parent.resolve()), "control": WAYS}

    def _state(self) -> dict[str, object]:
        listed = [
            {
                "municipality": one.told.code, "name": one.told.name, "cvr": one.told.cvr, "day": one.day,
                "units_in_sor": sum(unit.inside for unit in one.told.units),
            }
            for one in self._municipalities.values()
        ]  # fmt: skip
        return {"municipalities": listed, "faults": self._faults.list_switched()}

    def _reach(self, day: DayToReach) -> dict[str, object]:
        for one in self._find_named(day.municipality):
            one.reach(day.day)
        return {"day": day.day}

    def _put(self, fault: SwitchedFault) -> dict[str, object]:
        self._find_named(fault.municipality)
        self._faults.put(fault)
        return {"faults": self._faults.list_switched()}

    def _clear(self) -> dict[str, object]:
        self._faults.clear()
        return {"faults": []}

    def _find_named(self, code: str | None) -> list[SimulatedMunicipality]:
        found = [one for one in self._municipalities.values() if code in (None, one.told.code)]
        if not found:
            raise LookupError(f"there is no municipality {code}")
        return found
