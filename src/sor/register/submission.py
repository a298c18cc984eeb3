"""What is to become one entry, and what no entry may hold, whatever the door."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from sor.core.canonical import encode
from sor.core.day import day_of, write_day
from sor.core.finding import Finding
from sor.core.instant import write_instant
from sor.core.log import Entry, EntryOrigin
from sor.core.newcomer import FirstSeen
from sor.core.text import NotComposed, Plain, Unfit, fit_text, map_texts, refuse_unfit
from sor.register.refused import Refused
from sor.store.append import LineDraft


class Submission(msgspec.Struct):
    """What is to become one entry.

    lines: one per subject. origin: where the content came from (file, format, digest, snapshot day, silence).
    known_at, day: only for files loaded as dated (``CORE`` §3), else now and today.
    """

    lines: Sequence[LineDraft | FirstSeen]
    actor: str
    channel: str
    reason: str = ""
    origin: EntryOrigin | None = None
    findings: Sequence[Finding] = ()
    known_at: datetime | None = None
    day: int | None = None


def fit_told(value: Plain) -> Plain:
    """What is told of a file (its name, cells that could not be read) as it can be shown."""
    return map_texts(value, lambda text, _: fit_text(text)[0])


def insist_on_text(entry: Entry, lines: Sequence[LineDraft | FirstSeen]) -> None:
    """Whatever the door: no text goes into the log that is not just as the register keeps it. Raises Refused."""
    try:
        refuse_unfit(encode((entry.actor, entry.channel, entry.reason)), "the reason")
    except (Unfit, NotComposed) as error:
        raise Refused(str(error)) from None
    insist_on_fit_lines(lines)


def insist_on_fit_lines(lines: Iterable[LineDraft | FirstSeen]) -> None:
    """The same of lines alone, which may be long before their entry is. Raises Refused."""
    try:
        for line in lines:
            said = [line.content, line.told] if isinstance(line, FirstSeen) else [draft.field for draft in line.drafts]
            refuse_unfit(encode((line.key, line.asked, said)), f"{line.kind} {line.key}")
            for draft in () if isinstance(line, FirstSeen) else line.drafts:
                refuse_unfit(draft.value, f"{line.kind} {line.key}: {draft.field}")
    except (Unfit, NotComposed) as error:
        raise Refused(str(error)) from None


def refuse_future(submission: Submission, now: datetime) -> None:
    """A dated file from the future would make every later entry wait for its time."""
    later = submission.known_at is not None and submission.known_at > now
    if later or (submission.day or 0) > day_of(now):
        said = write_instant(submission.known_at) if later and submission.known_at else write_day(submission.day or 0)
        raise Refused(f"Its time, {said}, has not come yet by this computer's clock ({write_instant(now)}).")
