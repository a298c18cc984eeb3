"""Plays the book of changes (`book_of_changes.txt`): chapters of submissions, and beneath each what it does.

A chapter begins with ``# title`` on the scene of `scene.py`. Lines of a person: ``+ {...} {...}`` is sent as one set,
``? {...}`` is tried, so is ``! {...}``, a document as it stands; ``* 2026-11-05`` is a day that has come. Before the
changes may stand a text, the reason that is given; a number, the entry up to which the sender has read; and who sends
them when not somebody who may all: ``sds: {...}``, the register authority, ``region: {...}`` or ``owner: {...}``, who
keep what is below the unit of that name. The lines beneath, which begin with blanks, are what the program answers: the
lines of the entry with what each states and takes back, findings, and for what is tried who shows what otherwise.
``python -m tests.changes.book_of_changes`` writes them anew; somebody who knows the domain then reads what differs.
"""

import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sor.access.authority import refusal
from sor.changes.document import BadDocument
from sor.changes.outcome import Consequences, Outcome
from sor.core.canonical import decode
from sor.core.day import OPEN, START, write_day
from sor.core.log import read_asked, read_line
from sor.core.statement import Statement
from sor.desk.actors import Actors
from sor.register import Register
from sor.store import log
from sor.store.timelines import timelines
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.owned import wanted

ROLES = {"region": "region", "owner": "private"}
BOOK = Path(__file__).with_suffix(".txt")


def chapters() -> dict[str, str]:
    """Title to text."""
    parts = re.split(r"^# (.*)\n", BOOK.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def play(text: str, new: NewDatabases) -> str:
    """A chapter with the answers of the program."""
    clock = StandingClock()
    told = _Telling(Scene.copied(new, clock))
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(" "):
            continue
        lines.append(line)
        if line.startswith("* "):
            clock.now = clock.now.replace(year=int(line[2:6]), month=int(line[7:9]), day=int(line[10:12]))
            told.scene.register.turn_day()
        elif line.startswith("! "):
            lines += told.read(line[2:])
        elif line[:2] in ("+ ", "? "):
            lines += told.tried(*_read(line[2:])) if line[0] == "?" else told.sent(*_read(line[2:]))
    told.scene.register.database.close()
    return "".join(f"{line}\n" for line in lines)


def _read(text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The changes of a set, and how it is sent."""
    sender = re.match(r"(\w+): ", text)
    how: dict[str, Any] = {"actor": sender[1]} if sender else {}
    decoder, at, changes = json.JSONDecoder(), len(sender[0]) if sender else 0, []
    while at < len(text):
        one, at = decoder.raw_decode(text, at)
        at += 1
        if isinstance(one, str):
            how["reason"] = one
        elif isinstance(one, int):
            how["base"] = one
        else:
            changes.append(one)
    return changes, how


class _Telling:
    """Tells what a submission did, with names in place of codes."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.register: Register = scene.register
        self._actors = Actors(self.register)

    def _how(self, given: dict[str, Any]) -> dict[str, Any]:
        """How a set is sent: by an actor, who is made when it is first named."""
        if (name := given.get("actor")) is None:
            return dict(given)
        if self._actors.actor("sds") is None:
            self._actors.add("sds", "Registermyndigheden", None)
            self._actors.grant("sds", wanted("authority"), None)
        if self._actors.actor(name) is None:
            self._actors.add(name, name, "sds")
            self._actors.grant(name, wanted(ROLES[name], self.scene[name]), "sds")
        actor = self._actors.actor(name)
        assert actor is not None
        return given | {"authorise": partial(refusal, actor)}

    def sent(self, changes: list[dict[str, Any]], how: dict[str, Any]) -> list[str]:
        """Send a set."""
        try:
            outcome = self.scene.send(*changes, **self._how(how))
        except BadDocument as error:
            return [f"    cannot be read: {error} · {error.danish}"]
        self.scene.codes |= {name.removeprefix("#"): code for name, code in outcome.units.items()}
        entry = [] if outcome.serial is None else self._entry(outcome.serial)
        return self._named([*self._findings(outcome), *entry])

    def read(self, text: str) -> list[str]:
        """Try a document as it stands."""
        try:
            return self._named(
                [*self._findings(self.register.change(json.loads(text), "authority", "rest", dry_run=True))]
            )
        except BadDocument as error:
            return [f"    {error} · {error.danish}"]

    def tried(self, changes: list[dict[str, Any]], how: dict[str, Any]) -> list[str]:
        """Try a set."""
        outcome = self.scene.preview(*changes, **self._how(how))
        found = outcome.consequences
        return self._named([*self._findings(outcome), *(() if found is None else self._consequences(found))])

    def _named(self, lines: list[str]) -> list[str]:
        for name, code in self.scene.codes.items():
            lines = [line.replace(code, name) for line in lines]
        return [f"    {line}" for line in lines]

    def _findings(self, outcome: Outcome) -> Iterator[str]:
        for f in outcome.findings:
            field = f".{f.field}" if f.field else ""
            facts = ", ".join(f"{name} {_short(value)}" for name, value in f.facts.items())
            yield f"{f.severity} {f.rule} {f.kind} {f.key}{field} {_days(f.from_day, f.to_day)}: {facts}".rstrip(": ")

    def _entry(self, serial: int) -> Iterator[str]:
        yield f"entry {serial}"
        reader = self.register.database.reader()
        for line in log.lines(reader, serial):
            _, stated = read_line(line)
            yield f"  {line.kind} {line.key} {_short(read_asked(line))}"
            yield from (f"    says {_said(s)}" for s in stated)
            known = timelines(reader, line.kind, [line.key])[line.key]
            gone = [s for said in known.values() for s in said if s.withdrawn_at == serial]
            yield from (f"    takes back {_said(s)}, of entry {s.serial}" for s in sorted(gone, key=lambda s: s.id))

    def _consequences(self, found: Consequences) -> Iterator[str]:
        for one in found.touched:
            yield f"{one.kind} {one.key} ({one.name}){'' if one.stated else ' shows'}"
            turning = [change for change in one.changes if change.field == "open"]
            for change in turning or one.changes:
                source = f", of {change.source}" if change.source else ""
                until = f"–{change.to_day}" if change.to_day else ""
                days = f"{change.from_day}{until}"
                yield f"  {change.field}: {_short(change.before)} → {_short(change.after)}{source} {days}"
            if turning and len(one.changes) > len(turning):
                yield f"  with {', '.join(sorted({change.field for change in one.changes} - {'open'}))}"
        yield from (f"changes hands: {_short(one)}" for one in found.moved_identifiers)
        yield from (f"is scheduled: {_short(one)}" for one in found.scheduled)
        yield from (f"names it: {_short(one)}" for one in found.references)
        yield from (f"is seen by: {_short(one)}" for one in found.consumers)


def _short(value: Any) -> str:
    """A value as it is shown; empty parts are left out."""
    if isinstance(value, dict):
        value = {part: one for part, one in value.items() if one is not None}
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _days(start: int, end: int) -> str:
    first = "" if start == START else write_day(start)
    return first if end == OPEN else f"{first}–{write_day(end)}"


def _said(s: Statement) -> str:
    over = f", over what began before {write_day(s.over) if s.over < OPEN else 'ever'}" if s.over else ""
    return f"{s.field} {_short(decode(s.value))} {_days(s.from_day, s.to_day) or 'always'}{over}"


def main() -> int:
    """Write the answers anew."""
    from sor.store import setup
    from sor.store.database import Database
    from tests.conftest import sqlite_databases

    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.db"
        setup.upgrade(Database(f"sqlite:///{empty}"))
        with sqlite_databases(Path(folder), empty) as new:
            head = BOOK.read_text("utf-8").partition("# ")[0]
            BOOK.write_text(head + "".join(f"# {title}\n{play(text, new)}" for title, text in chapters().items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
