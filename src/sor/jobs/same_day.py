"""A corrected file of a day: what the earlier files of its format and day said is set aside (``CORE`` §4).

The corrected file is compared with the timelines as if those had not been loaded; what comes out otherwise is written
as the withdrawal of what they stated, and what is to be stated instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sor.core.canonical import decode
from sor.core.log import statements_of
from sor.core.shapes import Fields
from sor.core.statement import NEVER, Draft, Statement, StatementId
from sor.core.timeline import LIFE, TRUE, Run, Timeline, body_of, fold, stretches
from sor.store.append import LineDraft
from sor.store.database import Connection
from sor.store.log import subjects_stated_by
from sor.store.timelines import timelines

CODE_LISTS = "code"
"""The kind whose lines a first file brings along without saying them itself: they stay when it is corrected."""

CHUNK = 1000

Rest = dict[str, list[Statement]]


class Replaced:
    """What some entries stated, set aside. serials: the entries; none when the file replaces nothing."""

    def __init__(self, connection: Connection, serials: Sequence[int] = ()) -> None:
        self._connection = connection
        self.serials = tuple(serials)
        self.subjects: dict[str, set[str]] = defaultdict(set)
        for kind, key in subjects_stated_by(connection, serials) if serials else ():
            if kind != CODE_LISTS:
                self.subjects[kind].add(key)
        self._open_on: dict[tuple[str, int], dict[str, tuple[bool, bool]]] = {}

    def rest(self, kind: str, key: str, timeline: Timeline) -> Rest:
        """What of a timeline the entries did not state."""
        if key not in self.subjects.get(kind, ()):
            return {field: [*said] for field, said in timeline.items()}
        kept = {field: [s for s in said if s.serial not in self.serials] for field, said in timeline.items()}
        return {field: said for field, said in kept.items() if said}

    def find_stated(self, kind: str, key: str, timeline: Timeline) -> list[StatementId]:
        """Where the entries stated something of a subject that stands still."""
        if key not in self.subjects.get(kind, ()):
            return []
        said = (s for found in timeline.values() for s in found)
        return sorted(s.id for s in said if s.serial in self.serials and s.withdrawn_at == NEVER)

    def timelines(self, kind: str, keys: Iterable[str]) -> dict[str, dict[str, list[Statement]]]:
        """The whole timelines of some subjects."""
        wanted = sorted(keys)
        found: dict[str, dict[str, list[Statement]]] = {}
        for start in range(0, len(wanted), CHUNK):
            found |= timelines(self._connection, kind, wanted[start : start + CHUNK])
        return found

    def open_on(self, kind: str, day: int) -> dict[str, tuple[bool, bool]]:
        """Of each subject that the entries spoke of: whether it is open on a day, with what they said and without."""
        if (kind, day) not in self._open_on:
            self._open_on[kind, day] = {
                key: (_is_open(whole, day), _is_open(self.rest(kind, key, whole), day))
                for key, whole in self.timelines(kind, self.subjects.get(kind, ())).items()
            }
        return self._open_on[kind, day]

    def ever(self, kind: str) -> dict[str, tuple[bool, bool]]:
        """The same of having a life at all."""
        return {
            key: (_lives(whole), _lives(self.rest(kind, key, whole)))
            for key, whole in self.timelines(kind, self.subjects.get(kind, ())).items()
        }

    def bodies(self, kind: str, keys: Iterable[str], day: int) -> dict[str, Fields]:
        """What subjects that the entries spoke of were on a day without what they said; nothing when not alive."""
        found: dict[str, Fields] = {}
        for key, whole in self.timelines(kind, self.subjects.get(kind, set()).intersection(keys)).items():
            on = [s for s in stretches(fold(self.rest(kind, key, whole))) if s.from_day <= day < s.to_day]
            found[key] = decode(body_of(on[0].winners)) if on else {}
        return found


def gives_the_same(before: Timeline, rest: Timeline, drafts: Sequence[Draft]) -> bool:
    """Whether a timeline without what was set aside, and with some drafts, says on every day what it says already."""
    after = {field: [*said] for field, said in rest.items()}
    for s in statements_of(NEVER - 1, 1, drafts):
        after.setdefault(s.field, []).append(s)
    return _read_said(fold(before)) == _read_said(fold(after))


def correct_line(line: LineDraft, rest: Rest) -> LineDraft | None:
    """A line that sets aside what a file of the same day said; none when everything stays as it is."""
    return None if gives_the_same(line.before or {}, rest, line.drafts) else line


def _read_said(folded: Mapping[str, Sequence[Run]]) -> dict[str, list[tuple[int, int, bytes, bool]]]:
    found: dict[str, list[tuple[int, int, bytes, bool]]] = {}
    for field, runs in folded.items():
        for start, end, statement in runs:
            said = found.setdefault(field, [])
            what = (statement.value, statement.assumed)
            if said and said[-1][1] == start and said[-1][2:] == what:
                said[-1] = (said[-1][0], end, *what)
            else:
                said.append((start, end, *what))
    return found


def _is_open(timeline: Timeline, day: int) -> bool:
    runs = fold({LIFE: timeline.get(LIFE, ())})[LIFE]
    return any(run.from_day <= day < run.to_day and run.statement.value == TRUE for run in runs)


def _lives(timeline: Timeline) -> bool:
    return any(run.statement.value == TRUE for run in fold({LIFE: timeline.get(LIFE, ())})[LIFE])
