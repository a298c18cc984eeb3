"""The log as a transparency log (C2SP: checkpoint, tiles, entries), and proofs of entries and units as documents."""

import re
from collections.abc import Callable
from typing import TypeVar

from litestar import Response, Router, get
from litestar.params import FromPath

from sor.core.merkle import TILE, TILE_BITS
from sor.endpoints.http.answer import FIRST_DAY, point
from sor.endpoints.http.asking import before_answering
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Code, Known, Serial, Valid
from sor.following.proof_tree import NotProvenYet
from sor.jobs.offline import ProofDocument
from sor.jobs.proving import NotInLog, Prover
from sor.reading.before_first import before_first
from sor.register import Refused, Register

CHECKPOINT, KEY, TILES = "/log/checkpoint", "/log/key", "/log/tile"
ADDRESSES = (CHECKPOINT, KEY, f"{TILES}/{{path}}")
API = ("proofs/entries/{serial}", "proofs/units/{code}")

TILE_ADDRESS = re.compile(
    r"(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
MOST_NUMBER = 12
"""Digits of a tile's number that are read: more leaves than that no log has."""

PLAIN = "text/plain"
HARDLY_KEPT = {"Cache-Control": "no-cache"}
KEPT = {"Cache-Control": "public, max-age=3600"}
"""A tile never changes while the log is the same; after a restore that lost entries this address has another's."""

Found = TypeVar("Found")


def routes(register: Register, prover: Prover) -> list[Router]:
    """All addresses; the register's key signs."""

    @get(CHECKPOINT, media_type=PLAIN, sync_to_thread=True, include_in_schema=False)
    def checkpoint() -> Response[str]:
        """The signed head of the log (C2SP tlog-checkpoint)."""
        return Response(give_proof(prover.checkpoint), headers=HARDLY_KEPT, media_type=PLAIN)

    @get(KEY, media_type=PLAIN, sync_to_thread=True, include_in_schema=False)
    def key() -> Response[str]:
        """The key by which it is checked (C2SP vkey)."""
        return Response(f"{give_proof(prover.key).write_key()}\n", headers=HARDLY_KEPT, media_type=PLAIN)

    @get(f"{TILES}/{{path:path}}", media_type="application/octet-stream", sync_to_thread=True, include_in_schema=False)
    def tile(path: FromPath[str]) -> Response[bytes]:
        """Hashes of the tree, or entries, as they are hashed (C2SP tlog-tiles)."""
        return Response(_tile(prover, path.strip("/")), headers=KEPT, media_type="application/octet-stream")

    @get(
        "/proofs/entries/{serial:str}",
        operation_id="get_entry_proof",
        tags=["log"],
        responses=document_answers(ProofDocument, 404),
        sync_to_thread=True,
    )
    def entry_proof(serial: Serial) -> Response[bytes]:
        """The proof that an entry is in the log, to be checked without a server: `sor verify --offline`."""
        return _document(give_proof(lambda: prover.entry(serial)))

    @get(
        "/proofs/units/{code:str}",
        operation_id="get_unit_proof",
        tags=["log"],
        responses=document_answers(ProofDocument, 404),
        sync_to_thread=True,
    )
    def unit_proof(code: Code, valid: Valid = None, known: Known = None) -> Response[bytes]:
        """The proof of what a unit said of itself on a day, as known at a serial, and that nothing later counts."""
        at = point(register, valid, known)
        found = _document(give_proof(lambda: prover.unit(code, at.valid, at.known)))
        if (first := before_first(register.at(at))) is not None:
            found.headers[FIRST_DAY.decode()] = first.first
        return found

    return [
        Router("/", route_handlers=[checkpoint, key, tile]),
        Router("/api/v1", route_handlers=[entry_proof, unit_proof], before_request=before_answering),
    ]


def give_proof(make: Callable[[], Found]) -> Found:
    """What is made, or the problem that says why it is not."""
    try:
        return make()
    except NotInLog as error:
        raise Problem("unknown", Sentence("", error.danish, str(error))) from None
    except Refused as error:
        raise Problem("not-served", Sentence("", error.danish, str(error))) from None
    except NotProvenYet as error:
        raise Problem("not-yet", Sentence("", error.danish, str(error)), headers={"Retry-After": "5"}) from None


def _document(proof: bytes) -> Response[bytes]:
    return Response(proof, headers={**HARDLY_KEPT}, media_type="application/json")


def _tile(prover: Prover, path: str) -> bytes:
    """A tile by its address. Raises Problem where there is none (yet)."""
    match = TILE_ADDRESS.fullmatch(path)
    if match is None or len(digits := re.sub("[x/]", "", match["number"])) > MOST_NUMBER or _is_padded(digits):
        raise _no_tile(path)
    number, width = int(digits), int(match["width"] or TILE)
    level = 0 if match["level"] == "entries" else int(match["level"])
    size = give_proof(prover.tree.find_reached).size >> (level * TILE_BITS)
    if width > TILE or (match["width"] and width == TILE) or number * TILE + width > size:
        raise _no_tile(path)
    if match["level"] == "entries":
        return b"".join(len(leaf).to_bytes(2) + leaf for leaf in prover.tree.leaves(number * TILE, width))
    return b"".join(prover.tree.tile(level, number, width))


def _is_padded(digits: str) -> bool:
    """Whether a number is written with a group of noughts before it: each tile has one address."""
    return len(digits) > 3 and digits.startswith("000")


def _no_tile(path: str) -> Problem:
    return Problem("unknown", Sentence(
        "",
        f"Loggens træ har (endnu) ingen flise {path}.",
        f"The tree of the log has no tile {path} (yet).",
    ))  # fmt: skip
