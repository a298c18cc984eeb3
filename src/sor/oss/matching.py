"""Which unit of FK-ORG is which unit of SOR, within one municipality: one to one, with what speaks for and against.

Nothing is decided here. What was decided is handed in and never asked again.
"""

from collections.abc import Collection, Mapping, Sequence
from math import exp
from typing import NamedTuple

import msgspec
import numpy as np

from sor.oss import evidence
from sor.oss.evidence import CODE, MAIL, NAME, OWNER, PHONE, PNUMBER, TREE, WEB, Points, SorColumns
from sor.oss.org_tree import line_above
from sor.oss.org_unit import OrgUnit
from sor.oss.sor_side import MunicipalSide, SorUnit

ROUNDS = 3
"""How often the tree is looked at again by the links that seem likely so far."""

LIKELY, WORTH, SURE = 4.0, 2.0, 6.5
"""Points from which a pair helps to place others, is proposed at all, and may be decided by a rule."""

MARGIN = 2.2
"""Points by which a sure pair is ahead of any other that one of its two units could be in."""

STANDS_ALONE = frozenset({CODE, NAME, PHONE, MAIL, WEB, PNUMBER})
LEAST_ALONE = 2.0
"""Of these a sure pair has so many points, one of them: an equal address or place in the tree is never enough."""

FOREIGN = -0.5
"""Points of a private unit: most units of a municipality are its own."""


class MatchReason(NamedTuple):
    """One piece of evidence for or against a pair, by its name in ``evidence``, with its points."""

    what: str
    points: float


class UnitMatch(msgspec.Struct, frozen=True):
    """A pair that seems to be one. score: 0 to 100, how likely it is. ahead: points before the runner-up. agreements:
    the two strongest; disagreement: the strongest, None when nothing speaks against. runner_up: the unit of SOR that
    comes next. is_sure: whether a rule may decide it.
    """

    org: str
    unit: str
    score: int
    points: float
    ahead: float
    agreements: tuple[MatchReason, ...]
    disagreement: MatchReason | None
    runner_up: str | None
    runner_up_score: int
    is_sure: bool


class SettledPairs(NamedTuple):
    """What was decided: SOR codes by UUID; UUIDs and codes that are left out; pairs that were rejected."""

    links: Mapping[str, str] = {}
    orgs_out: Collection[str] = ()
    units_out: Collection[str] = ()
    rejected: Collection[tuple[str, str]] = ()


NOTHING = SettledPairs()


class UnitMatcher:
    """The units of a municipality with all evidence between them; made once, then asked again after each change."""

    def __init__(self, side: MunicipalSide, orgs: Sequence[OrgUnit]) -> None:
        self._side = side
        self._sor = SorColumns([*side.units.values(), *side.private.values()], side.name)
        self._orgs = [unit for unit in orgs if unit.active]
        self._rows = {unit.uuid: n for n, unit in enumerate(self._orgs)}
        self._by_uuid = {unit.uuid: unit for unit in orgs}
        self._evidence = evidence.gather(self._orgs, self._sor)
        self._foreign = np.where(self._sor.private, FOREIGN, 0.0).astype(np.float32)
        self._total = sum(self._evidence.values()) + self._foreign[None, :]

    def update(self, unit: OrgUnit) -> None:
        """Take a unit that was changed, or is new."""
        self._by_uuid[unit.uuid] = unit
        row = self._rows.get(unit.uuid)
        found = evidence.gather([unit], self._sor)
        if row is None:
            self._rows[unit.uuid] = len(self._orgs)
            self._orgs.append(unit)
            self._evidence = {name: np.vstack([points, found[name]]) for name, points in self._evidence.items()}
            self._total = np.vstack([self._total, sum(found.values()) + self._foreign[None, :]])
            return
        self._orgs[row] = unit
        for name, points in found.items():
            self._evidence[name][row] = points[0]
        self._total[row] = sum(points[0] for points in found.values()) + self._foreign

    def matches(self, settled: SettledPairs = NOTHING) -> list[UnitMatch]:
        """The pairs that seem to be one, each unit in one at most, the likeliest first."""
        rows = [
            n
            for n, unit in enumerate(self._orgs)
            if unit.uuid not in settled.links and unit.uuid not in settled.orgs_out
        ]
        taken = {*settled.links.values(), *settled.units_out}
        columns = [n for n, unit in enumerate(self._sor.units) if unit.code not in taken]
        if not rows or not columns:
            return []
        orgs = [self._orgs[n] for n in rows]
        lines = [line_above(self._by_uuid, unit.uuid) for unit in orgs]
        base = self._total[np.ix_(rows, columns)]
        down, across = {unit.uuid: n for n, unit in enumerate(orgs)}, {n: at for at, n in enumerate(columns)}
        for org, code in settled.rejected:
            column = across.get(self._sor.columns.get(code, -1))
            if org in down and column is not None:
                base[down[org], column] = -100.0
        linked = dict(settled.links)
        total, tree, pairs = base, np.zeros_like(base), np.empty((0, 2), dtype=np.int64)
        for _ in range(ROUNDS):
            tree = evidence.in_tree(orgs, lines, self._sor, linked)[:, columns]
            total = base + tree
            pairs = _pair_up(total)
            likely = [(row, column) for row, column in pairs if total[row, column] >= LIKELY]
            now = dict(settled.links) | {
                orgs[row].uuid: self._sor.units[columns[column]].code for row, column in likely
            }
            if now == linked:
                break
            linked = now
        found = [
            self._match(rows[row], columns[column], total, tree, row, column, columns, ahead)
            for (row, column), ahead in zip(pairs, _margins(total, pairs), strict=True)
        ]
        return sorted(found, key=lambda one: (-one.points, one.org))

    def _match(
        self,
        at: int,
        unit: int,
        total: Points,
        tree: Points,
        row: int,
        column: int,
        columns: Sequence[int],
        ahead: float,
    ) -> UnitMatch:
        reasons = [MatchReason(name, float(points[at, unit])) for name, points in self._evidence.items()]
        reasons.append(MatchReason(TREE, float(tree[row, column])))
        if self._sor.private[unit]:
            reasons.append(MatchReason(OWNER, FOREIGN))
        agreements = sorted((one for one in reasons if one.points > 0.1), key=lambda one: -one.points)
        against = min((one for one in reasons if one.points < -0.1), key=lambda one: one.points, default=None)
        points = float(total[row, column])
        others = total[row].copy()
        others[column] = -np.inf
        next_best = int(others.argmax()) if len(columns) > 1 else None
        alone = [one.points for one in reasons if one.what in STANDS_ALONE]
        is_sure = (
            points >= SURE and ahead >= MARGIN and sum(alone) >= LEAST_ALONE and max(alone) >= LEAST_ALONE
        )  # fmt: skip
        return UnitMatch(
            self._orgs[at].uuid, self._sor.units[unit].code, score_of(points), points, ahead, tuple(agreements[:2]),
            against, None if next_best is None else self._sor.units[columns[next_best]].code,
            0 if next_best is None else score_of(float(others[next_best])), is_sure,
        )  # fmt: skip

    def unit(self, code: str) -> SorUnit | None:
        """A unit of SOR that is compared."""
        return self._side.find(code)


def score_of(points: float) -> int:
    """Points as a number between 0 and 100."""
    return round(100 / (1 + exp(-(points - LIKELY) / 1.3)))


def _pair_up(total: Points) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Pairs (row, column), the best first, each row and column in one at most; those that are not worth it left out."""
    rows, columns = np.nonzero(total >= WORTH)
    order = np.argsort(-total[rows, columns], kind="stable")
    free_rows, free_columns = np.ones(total.shape[0], dtype=bool), np.ones(total.shape[1], dtype=bool)
    found: list[tuple[int, int]] = []
    for n in order:
        row, column = rows[n], columns[n]
        if free_rows[row] and free_columns[column]:
            free_rows[row] = free_columns[column] = False
            found.append((int(row), int(column)))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _margins(total: Points, pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> list[float]:
    """By how many points each pair is ahead of what else its units could be in: with a unit that is in no pair, or by
    changing places with another pair.
    """
    if not len(pairs):
        return []
    rows, columns = pairs[:, 0], pairs[:, 1]
    own = total[rows, columns]
    among = total[np.ix_(rows, columns)]
    swapped = own[:, None] + own[None, :] - among - among.T
    np.fill_diagonal(swapped, np.inf)
    ahead = swapped.min(axis=1) if len(pairs) > 1 else np.full(1, np.inf, dtype=np.float32)
    free_columns = np.setdiff1d(np.arange(total.shape[1]), columns)
    if len(free_columns):
        ahead = np.minimum(ahead, own - total[np.ix_(rows, free_columns)].max(axis=1))
    free_rows = np.setdiff1d(np.arange(total.shape[0]), rows)
    if len(free_rows):
        ahead = np.minimum(ahead, own - total[np.ix_(free_rows, columns)].max(axis=0))
    return [min(float(one), 99.0) for one in ahead]
