"""What hangs on rejected rows: the subjects of which a file counts as not having spoken (``CORE`` §4).

A rejected row takes nothing along: neither its subject nor its location number or succession is claimed, closed or
missed because of it. A file of which hardly anything could be read is refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.claim import Claim
from sor.formats.delivery import CLOSED, NOTHING, BadFile, Delivery, Untold
from sor.store import reads
from sor.store.database import Connection

Subject = tuple[str, str]

SHOWN = 3
"""Rejected rows that a refusal quotes."""

FEWEST = 10
"""So many rejected rows of a table are always borne."""


class HeldBack:
    """The subjects held back in one delivery; it grows while the delivery is read.

    silent: nothing is claimed of them. spared: they do not count as absent. The silent are spared too.
    """

    def __init__(self, connection: Connection, delivery: Delivery, known: int) -> None:
        self._connection, self._delivery, self._known = connection, delivery, known
        self._read = 0
        self.silent: set[Subject] = set()
        self.spared: set[Subject] = set()

    def refresh(self) -> None:
        """Take in what was rejected since."""
        new = self._delivery.untold[self._read :]
        if not new:
            return
        self._read += len(new)
        hanging = self._hanging({row.key for row in new if row.kind == "unit"})
        for row in new:
            self._hold(row, hanging.get(row.key, set()) if row.kind == "unit" else set())

    def _hold(self, row: Untold, hanging: set[Subject]) -> None:
        subjects = {(row.kind, row.key), *row.beside, *hanging}
        self.spared |= subjects
        if not row.repeated:
            self.silent |= subjects

    def _hanging(self, units: set[str]) -> dict[str, set[Subject]]:
        """What the register knows to hang on units, on whatever day: their own numbers, their successions."""
        found: dict[str, set[Subject]] = {key: set() for key in units}
        for row in reads.versions_known(self._connection, "unit", sorted(units), self._known):
            number = (decode(row.body).get("location") or {}).get("number")
            if number is not None:
                found[row.key].add(("location_number", number))
        for system in ("predecessor_of", "successor_of"):
            for key in units:
                found[key] |= reads.holders_ever(self._connection, system, key, self._known)
        return found

    def allow_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """The claims of subjects that are not silent."""
        for claim in claims:
            self.refresh()
            if (claim.kind, claim.key) not in self.silent:
                yield claim

    def may_lack_a_row(self, claim: Claim) -> bool:
        """Whether a rejected row may be missing from what a claim was gathered from."""
        if claim.gathered is None:
            return False
        return claim.gathered in self._delivery.unclear or (claim.kind, claim.key) in self.spared

    def of_kind(self, kind: str) -> set[str]:
        """The keys of a kind that do not count as absent."""
        self.refresh()
        return {key for found, key in self.spared if found == kind}


def hold_lost_parents(
    connection: Connection, delivery: Delivery, parents: Set[str], seen: Mapping[str, Set[str]], at: AsOf
) -> None:
    """Hold back the open units that a file names as parents and has no row of: a list of all that is open lost them.

    It matters only where a unit that is absent would be closed.
    """
    if "unit" not in delivery.kinds or delivery.silence != CLOSED:
        return
    rejected = {row.key for row in delivery.untold if row.kind == "unit"}
    lost = sorted(reads.versions_at(connection, "unit", sorted(parents - seen.get("unit", set()) - rejected), at))
    if lost:
        delivery.untold += [Untold("unit", key) for key in lost]
        shown = ", ".join(lost[:SHOWN]) + (", …" if len(lost) > SHOWN else "")
        delivery.notes.append(
            f"unit: {len(lost)} absent from the file and not closed, because units below them are in it: {shown}."
        )


def refuse_if_mostly_rejected(delivery: Delivery, *, empty: bool, force: bool) -> None:
    """Raises BadFile when nothing of a file could be read, or more than a tenth and at least ten rows of a table not.

    empty: not one subject was read.
    """
    if force:
        return
    rejected = delivery.rejected
    for all_rows, bad in delivery.tally.values():
        if bad >= FEWEST and bad * 10 > all_rows:
            rest = "; --force loads the rest" if not empty else ""
            raise BadFile(
                f"{delivery.file}: {bad} of {all_rows} rows cannot be loaded, more than a tenth, so it is damaged or"
                f" not what it seems. {_first_of(delivery)} Mend it or fetch it again{rest}."
            )
    if empty and (rejected or delivery.silence != NOTHING):
        told = f" {_first_of(delivery)}" if rejected else ""
        raise BadFile(f"{delivery.file} holds no row that can be loaded.{told} Fetch it again.")


def _first_of(delivery: Delivery) -> str:
    shown = "; ".join(f"line {row.line}: {row.reason}" for row in delivery.rejected[:SHOWN])
    return f"The first: {shown}."
