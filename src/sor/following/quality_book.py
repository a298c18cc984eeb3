"""The quality of the register, kept in step with the log: what is found in every unit from today on. Each process has
its own, built when first asked; a change is judged with what stands around it, a day that has come with what it brings.
"""

from collections.abc import Iterable

from sor.core.day import OPEN
from sor.following.follower import Follower, Subject
from sor.following.quality_checks import Beside
from sor.following.quality_rows import by_unit, resting_since
from sor.following.quality_state import NUMBER, SUCCESSION, QualityState
from sor.following.quality_world import UNIT
from sor.following.seen_from_below import see_from_below
from sor.store import neighbourhood, reads
from sor.store import quality as rows
from sor.store.database import Connection
from sor.store.projection import VersionRow

CODE = "code"
AT_ONCE = 500
"""Units whose rows are read together."""


class QualityBook(Follower[QualityState]):
    """What is found in every unit, as of today and the head of the log."""

    kinds = (UNIT, NUMBER, SUCCESSION, CODE)

    def is_near(self) -> bool:
        """As of every follower; a day that has come is near where it changes little."""
        kept = self._kept
        return kept is not None and kept.state.day <= self.register.today() < kept.state.ends and super().is_near()

    def bring_state(self, source: Connection, *, anew: bool = False) -> QualityState:
        """Bring the state to the head of the log, and to today. What was begun and failed is built anew."""
        try:
            state = super().bring_state(source, anew=anew)
            if not self._reach_day(source, state):
                state = super().bring_state(source, anew=True)
        except BaseException:
            self._kept = None
            raise
        return state

    def _reach_day(self, source: Connection, state: QualityState) -> bool:
        """Judge what becomes otherwise by today; False when all of it may."""
        today = self.register.today()
        if today == state.day:
            return True
        if today < state.day or today >= state.ends:
            return False
        changed, before = state.due(today), state.day
        state.day = today
        numbers = _numbers_due(source, state, today)
        due = {*changed, *(unit for number in numbers for unit in state.world.holders("location", number))}
        self._judge(source, state, due.union(*(state.affected_by_day(key, before) for key in changed)))
        return True

    def build(self, source: Connection, serial: int) -> QualityState:
        """All units, judged."""
        today, codes = self.register.today(), self.register.code_book(serial)
        successions = rows.keys_known_now(source, SUCCESSION)
        beside = Beside(codes, {}, rows.numbers_of_several(source), successions, self.register.is_demo)
        state = QualityState(codes, today, beside)
        for number, of_number in by_unit(rows.versions_known_now(source, NUMBER)):
            _rest(state, number, of_number)
        state.set_frames(by_unit(rows.versions_known_now(source, UNIT)))
        state.judge(by_unit(rows.versions_known_now(source, UNIT)))
        state.is_built = True
        return state

    def carry(self, source: Connection, state: QualityState, touched: list[Subject], serial: int) -> QualityState:
        """The same state with some units judged anew, and all that may be judged differently with them."""
        if any(kind == CODE for kind, _ in touched) or not self._reach_day(source, state):
            return self.build(source, serial)
        kept = self._kept.serial if self._kept is not None else 0
        units = rows.changed_since(source, [key for kind, key in touched if kind == UNIT], kept)
        due = set(units)
        for number in [key for kind, key in touched if kind == NUMBER]:
            _rest(state, number, neighbourhood.versions_now(source, NUMBER, [number]))
            due |= state.world.holders("location", number)
        for key in [key for kind, key in touched if kind == SUCCESSION]:
            noted = neighbourhood.versions_now(source, SUCCESSION, [key])
            (state.beside.successions.add if noted else state.beside.successions.discard)(key)
            due |= set(key.split(">"))
        before = [see_from_below(state.world, key, state.day) for key in units]
        found = _rows_of(source, units)
        state.set_frames(found.items())
        due.update(*map(state.find_affected, before))
        for number in rows.numbers_ever(source, units):
            several = reads.holdings(source, rows.SYSTEM, number, serial)
            if len({one.key for one in several}) > 1:
                state.beside.several[number] = several
            else:
                state.beside.several.pop(number, None)
            due |= {one.key for one in several}
        self._judge(source, state, due, found)
        return state

    def _judge(
        self,
        source: Connection,
        state: QualityState,
        due: Iterable[str],
        found: dict[str, list[VersionRow]] | None = None,
    ) -> None:
        """Judge some units anew, whose rows may have been read already."""
        have = found or {}
        missing = sorted(set(due) - have.keys())
        state.judge(have.items())
        for first in range(0, len(missing), AT_ONCE):
            state.judge(_rows_of(source, missing[first : first + AT_ONCE]).items())


def _rows_of(source: Connection, units: list[str]) -> dict[str, list[VersionRow]]:
    """The rows of some units that are known now, in order of time; of one that has none, none."""
    found: dict[str, list[VersionRow]] = {key: [] for key in units}
    for row in neighbourhood.versions_now(source, UNIT, units) if units else ():
        found[row.key].append(row)
    for of_unit in found.values():
        of_unit.sort(key=lambda row: row.valid_from)
    return found


def _rest(state: QualityState, number: str, of_number: list[VersionRow]) -> None:
    """Note whether a number is at rest, and when that is looked at again."""
    of_number = sorted(of_number, key=lambda row: row.valid_from)
    since = resting_since(of_number, state.day)
    if since is None:
        state.beside.resting.pop(number, None)
    else:
        state.beside.resting[number] = since
    days = [day for row in of_number for day in (row.valid_from, row.valid_to) if state.day < day < OPEN]
    if days:
        state.numbers_due[number] = min(days)
    else:
        state.numbers_due.pop(number, None)


def _numbers_due(source: Connection, state: QualityState, today: int) -> list[str]:
    """The numbers with which something became otherwise by a day."""
    due = [number for number, day in state.numbers_due.items() if day <= today]
    for number in due:
        _rest(state, number, neighbourhood.versions_now(source, NUMBER, [number]))
    return due
