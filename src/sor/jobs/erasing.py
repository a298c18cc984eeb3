"""Erasing a value: one of the authority asks, a second person confirms, and then it is nowhere any more.

The log and all that is made from it lose the value in one transaction (``Register.erase``). What lies outside is done
away with after it, step by step, each of which may be done twice: the files of the database, the published files. That
something is left to do stands in the register until it is done, so that whoever starts next goes on
(``docs/decisions/erasure.md``).
"""

from pathlib import Path

import msgspec

from sor.access.authority import may_erase
from sor.core.instant import write_instant
from sor.core.log import ERASE
from sor.desk.actors import Actors
from sor.formats.published.omitted import CannotWrite
from sor.jobs.editions import PublishOptions
from sor.jobs.erased_files import withdraw_from_all
from sor.jobs.publishing import publish
from sor.jobs.whole_files import NotWritten
from sor.register import Refused, Register
from sor.store import (
    campaigns,
    cases,
    certification,
    consumers,
    drafts,
    erasure_requests,
    facts,
    job,
    mails,
    news,
    oss,
    plans,
    responsible_persons,
    subscriptions,
    treatment_sites,
    whitelist,
)
from sor.store.append import LineDraft
from sor.store.database import Connection
from sor.store.erasure_requests import ASKED, DONE, WITHDRAWN, ErasureRequest
from sor.store.erasures import (
    Erasure,
    ErasureAsked,
    ErasureOrigin,
    erasures,
    find_left_of,
    origin_of,
    overwrite_what_goes,
)
from sor.store.scrubbing import scrub
from sor.store.standing import CannotErase, WantedErasure, WhereItStands, find, forget_answers, holds_text
from sor.store.unavailable import Unavailable

EVERY_EDITION = 1_000_000
"""An erasure lets go of no edition; the next publication does, as it was told."""


class FilesToErase(msgspec.Struct, frozen=True):
    """The folder of published files, and how they are published."""

    folder: Path
    options: PublishOptions


class ErasureDone(msgspec.Struct, frozen=True):
    """What an erasure did. left: what could not be done away with yet, in a sentence; None when nothing is left."""

    serial: int
    found: WhereItStands
    left: str | None = None


def look(register: Register, wanted: WantedErasure) -> WhereItStands:
    """Where what somebody wants to have erased stands. Raises Refused."""
    return _find_place(register.database.reader(), wanted, register.today())


def ask(
    register: Register, wanted: WantedErasure, reason: str, actor: str, channel: str
) -> tuple[ErasureRequest, WhereItStands]:
    """Ask for a value to be erased; a second person has to confirm it. Raises Refused."""
    _insist_on_right(register, actor)
    found = look(register, wanted)
    _insist_on_reason(reason, found)
    with register.database.desk.writing() as connection:
        made = erasure_requests.add(connection, wanted, reason, actor, write_instant(register.clock()), channel)
    return made, found


def withdraw(register: Register, number: int, actor: str, channel: str) -> None:
    """Take a request back, or turn it down. Raises Refused."""
    _insist_on_right(register, actor)
    _request(register, number)
    with register.database.desk.writing() as connection:
        erasure_requests.decide(connection, number, WITHDRAWN, actor, write_instant(register.clock()), channel)


def confirm(register: Register, number: int, actor: str, channel: str, files: FilesToErase | None) -> ErasureDone:
    """Confirm a request of another person, and erase. Raises Refused, Busy when nothing was written."""
    asked = _request(register, number)
    _insist_on_right(register, actor)
    _insist_on_right(register, asked.asked_by)
    if actor == asked.asked_by:
        raise Refused(f"{actor} asked for it: another person of the authority has to confirm it.")
    if not asked.reason:
        raise Refused(f"The reason of request {number} held a value that is erased now: withdraw it and ask again.")
    found = look(register, asked.wanted)
    with register.database.desk.writing() as connection:
        overwrite_what_goes(connection)
        job.forget_texts(connection, found.texts)
        drafts.forget_texts(connection, found.texts)
        oss.forget_texts(connection, found.texts)
        cases.forget_texts(connection, found.texts)
        plans.forget_texts(connection, found.texts)
        campaigns.forget_texts(connection, found.texts)
        responsible_persons.forget_texts(connection, found.texts, actor, write_instant(register.clock()))
        subscriptions.forget_texts(connection, found.texts, actor, write_instant(register.clock()))
        news.forget_texts(connection, found.texts, actor, write_instant(register.clock()))
        treatment_sites.forget_texts(connection, found.texts)
        mails.forget_texts(connection, found.texts)
        consumers.forget_texts(connection, found.texts)
        for one in (whitelist, erasure_requests):
            one.forget_texts(connection, found.texts, actor, write_instant(register.clock()))
        certification.forget_texts(connection, found.texts, actor, write_instant(register.clock()))
    kept: list[WhereItStands] = []

    def compose(connection: Connection, day: int) -> Erasure:
        kept.append(_find_place(connection, asked.wanted, day))
        forget_answers(connection, kept[-1])
        return _erasure(connection, kept[-1], actor, number)

    entry = register.erase(compose, asked.asked_by, channel, asked.reason)
    return ErasureDone(entry.serial, kept[-1], finish(register, files))


def _erasure(connection: Connection, found: WhereItStands, second: str, number: int) -> Erasure:
    origin = ErasureOrigin(second, found.parts, find_left_of(connection, found.parts), number)
    wanted = found.wanted
    if not found.statements:
        return Erasure(origin, [])
    asked = ErasureAsked(wanted.field, [stated.place for stated in found.statements])
    return Erasure(origin, [LineDraft(wanted.kind, wanted.key, [], msgspec.to_builtins(asked))])


def finish(register: Register, files: FilesToErase | None) -> str | None:
    """Do away with what erasures left outside the log: tell the desk, write the database's files anew, take the value
    out of the published ones. None when nothing is left; else what is, in a sentence. It is tried again by whoever
    opens the register next.
    """
    serial = find_unfinished(register)
    if not serial:
        return None
    try:
        _tell_desk(register)
        scrub(register.database)
        if files is not None and files.folder.is_dir():
            _publish(register, files)
    except (Unavailable, NotWritten, CannotWrite) as error:
        return f"The log is done; not yet everything beside it: {error} Try again with: sor erase --finish"
    with register.database.writing() as connection:
        if facts.get(connection, facts.ERASING) == str(serial):
            facts.put(connection, facts.ERASING, "")
    return None


def find_unfinished(register: Register) -> int:
    """The serial of the last erasure after which something may be left outside the log; 0: nothing is."""
    return int(facts.get(register.database.reader(), facts.ERASING) or 0)


def _publish(register: Register, files: FilesToErase) -> None:
    options = msgspec.structs.replace(files.options, keep=EVERY_EDITION)
    try:
        publish(register, files.folder, options)
    finally:
        withdraw_from_all(register, files.folder)


def _tell_desk(register: Register) -> None:
    """The log is written first; what it says of requests the desk learns after it."""
    asked = {one.number for one in erasure_requests.all_requests(register.database.reader()) if one.state == ASKED}
    if not asked:
        return
    for entry in list(erasures(register.database.reader())):
        origin = origin_of(entry)
        if origin.request in asked:
            with register.database.desk.writing() as connection:
                erasure_requests.decide(
                    connection, origin.request, DONE, origin.second, entry.recorded_at, entry.channel, entry.serial
                )


def _request(register: Register, number: int) -> ErasureRequest:
    """A request that nobody has decided. Raises Refused."""
    _tell_desk(register)
    found = erasure_requests.find(register.database.reader(), number)
    if found is None:
        raise Refused(f"There is no request {number}. List them with: sor erase --list")
    if found.state == DONE:
        raise Refused(f"Request {number} was confirmed by {found.decided_by}: entry {found.serial}.")
    if found.state == WITHDRAWN:
        raise Refused(f"Request {number} was withdrawn by {found.decided_by}.")
    return found


def _find_place(connection: Connection, wanted: WantedErasure, day: int) -> WhereItStands:
    try:
        return find(connection, wanted, day)
    except CannotErase as error:
        raise Refused(str(error)) from None


def _insist_on_right(register: Register, id: str) -> None:
    actor = Actors(register).actor(id)
    if actor is None:
        raise Refused(f"There is no actor {id}. List them with: sor user list")
    if not may_erase(actor, register.today()):
        raise Refused(f"{id} may not do this: only the register authority may {ERASE}.")


def _insist_on_reason(reason: str, found: WhereItStands) -> None:
    if not reason.strip():
        raise Refused("Give a reason: it stands in the log.")
    if holds_text(reason, found.texts):
        raise Refused("The reason holds the value itself, and would stand in the log: say it without.")
