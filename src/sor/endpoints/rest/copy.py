"""The log as it was written, for registers that follow this one: every byte over which its chain runs."""

from collections.abc import Iterator
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from sor.core.identifiers import tidy_identifier
from sor.endpoints.http.asking import Asking
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.takers import Taker
from sor.endpoints.rest.access import BEARER_IF_ANY
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.log import find_followed
from sor.endpoints.rest.parameters import LogEpoch, LogHash, Since
from sor.following.consumers import FOLLOWER
from sor.following.copied_part import copied_part
from sor.formats.log_copy import MEDIA_TYPE, LogHead, write_entry, write_head, write_line
from sor.register import Register
from sor.store.facts import DEMO_DAY
from sor.store.reads import versions_known

OWNER_LEVEL = "IO"
ENTRIES_AT_ONCE = 200
LINES_AT_ONCE = 1000
"""So many are read together; whoever reads slowly keeps nothing open meanwhile."""


@get(
    "/log/copy",
    operation_id="copy_log",
    tags=["log"],
    security=BEARER_IF_ANY,
    responses=document_answers(str, 401, 404, 409, media_type=MEDIA_TYPE),
    sync_to_thread=True,
)
def copy(
    ask: NamedDependency[Asking],
    taker: NamedDependency[Taker],
    since: Since = 0,
    hash: LogHash = None,
    epoch: LogEpoch = None,
    line: Annotated[
        int, QueryParameter(description="Lines of the next entry that you have already.", ge=0, le=2**53)
    ] = 0,
    owner: Annotated[
        str | None, QueryParameter(description="Only one owner's part whole; of others the hashes of their lines.")
    ] = None,
) -> Stream:
    """The entries after a serial with all their lines, as newline-delimited JSON, up to the head of the log.

    First `{"log": …}`: epoch, serial and hash of the head, and the mark of a demo. Then for each entry
    `{"entry": …, "lines": n}` and n times `{"line": [serial, n, kind, key, frame, content, hash]}`, as they are stored,
    salts included; only what an erasure took out lacks. The guide (`/docs`) says how to prove them. With `owner` the
    lines of others come as `{"left": [n, hash]}`, and `"earlier": m` says how many lines of earlier entries come before
    those of an entry, about what it brought into the part.
    """
    register = ask.register
    find_followed(register, since, hash, epoch)
    head = register.head()
    facts = register.facts()
    told = LogHead(facts["epoch"], head.serial, head.hash, facts.get(DEMO_DAY), _known_owner(register, owner))
    pieces = _copy_items(register, told, since, line, taker) if owner is None else _part(register, told, since, line)
    return Stream(
        pieces,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "SOR-Serial": str(head.serial)},
    )


def _copy_items(register: Register, told: LogHead, since: int, line: int, taker: Taker) -> Iterator[bytes]:
    """The items, some at a time. Each piece is read by itself, whoever's thread asks for it. What is noted as taken is
    what went before the piece that is asked for.
    """
    yield write_head(told)
    taker.took(FOLLOWER, since)
    while since < told.serial:
        entries = list(register.since(since, min(ENTRIES_AT_ONCE, told.serial - since)))
        upto = entries[-1].serial
        counts = register.count_lines_each(since, upto)
        waiting = iter(entries)
        piece: list[bytes] = []
        serial, n = since + 1, line
        piece.append(write_entry(next(waiting), counts.get(serial, 0)))
        lines = register.lines_after(serial, n, upto, LINES_AT_ONCE)
        while True:
            for one in lines:
                while one.serial > serial:
                    serial += 1
                    piece.append(write_entry(next(waiting), counts.get(serial, 0)))
                piece.append(write_line(one))
                n = one.n
            if len(lines) < LINES_AT_ONCE:
                break
            yield b"".join(piece)
            piece = []
            lines = register.lines_after(serial, n, upto, LINES_AT_ONCE)
        piece += [write_entry(entry, 0) for entry in waiting]
        yield b"".join(piece)
        since, line = upto, 0
        taker.took(FOLLOWER, since)


def _part(register: Register, told: LogHead, since: int, line: int) -> Iterator[bytes]:
    """The items of one owner's part. Who takes it is noted nowhere: of other changes they have only the hashes."""
    for _, piece in copied_part(register, told, str(told.owner), since, line):
        yield piece


def _known_owner(register: Register, owner: str | None) -> str | None:
    """An owner that the register has or had. Raises Problem; also in a copy that holds a part itself."""
    source = register.follows()
    held = source.owner if source is not None else None
    if held is not None:
        raise Problem("unknown", Sentence(
            "owner", f"Registret her er en kopi af ejeren {held}s del alene. Følg {source and source.url} selv.",
            f"This register is a copy of the part of the owner {held} alone. Follow {source and source.url} itself.",
        ))  # fmt: skip
    if owner is None:
        return None
    code = tidy_identifier("code", owner.strip())
    known = versions_known(register.database.reader(), "unit", [code], register.serial())
    if not any(row.level == OWNER_LEVEL for row in known):
        raise Problem("unknown", Sentence(
            "owner", f"Registret har ingen ejer (niveau {OWNER_LEVEL}) med SOR-koden {owner[:40]}.",
            f"The register has no owner (level {OWNER_LEVEL}) with the SOR code {owner[:40]}.",
        ))  # fmt: skip
    return code


HANDLERS = [copy]
