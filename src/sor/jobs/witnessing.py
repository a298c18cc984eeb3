"""Having a witness sign the head of the log (C2SP tlog-witness): it signs only what continues what it has seen."""

import threading
from base64 import b64encode
from collections.abc import Callable

import httpx2

from sor.core.signed_note import BadNote, NoteKey, check_note
from sor.following.proof_tree import NotProvenYet
from sor.jobs.proving import Prover
from sor.jobs.whole_files import NotWritten
from sor.store.unavailable import Unavailable, driver_errors

PATIENCE = 10.0
"""Seconds within which a witness has to answer."""

SEEN = "text/x.tlog.size"
"""The kind of an answer that names how many leaves the witness has seen."""

MOST_DIGITS = 18


LOOK = 2.0
"""Seconds between two looks at the log, and between two questions to a witness that cannot be asked."""


class NotWitnessed(RuntimeError):
    """A witness that did not sign; the message says why."""


class WitnessAway(NotWitnessed):
    """A witness that cannot be asked: it is asked again later."""


def witness_on_change(
    prover: Prover,
    address: str,
    key: NoteKey,
    stop: threading.Event,
    done: Callable[[str], None],
    say: Callable[[str], None] = lambda _: None,
    pause: float = LOOK,
) -> None:
    """Have a witness sign now and whenever the log has grown, until ``stop`` is set. done: told what was signed; say:
    that it is away. Raises NotWitnessed when it refuses.
    """
    seen = ""
    while not stop.is_set():
        try:
            prover.tree.bring()
            own = prover.own_checkpoint()
            if own != seen:
                done(witness_head(prover, address, key))
                seen = own
        except driver_errors(WitnessAway, NotProvenYet, NotWritten, Unavailable) as error:
            say(f"{error} It is tried again.")
        stop.wait(pause)


def witness_head(prover: Prover, address: str, key: NoteKey) -> str:
    """The checkpoint of the log as far as its trees have come, signed by the log and by a witness.

    The witness is asked as if it had seen nothing; where it has, it says how much, and is shown that the log has only
    grown since. Kept, so that whoever asks for the checkpoint gets it. Raises NotWitnessed, Refused, NotProvenYet.
    """
    note = prover.own_checkpoint()
    size = int(note.split("\n")[1])
    with httpx2.Client(timeout=PATIENCE, follow_redirects=False) as client:
        answer = _ask_witness(client, prover, address, note, 0, size)
        if answer.status_code == 409:
            seen = _read_seen(answer)
            if seen > size:
                raise NotWitnessed(
                    f"The witness has seen {seen} leaves of this log, and it has {size}: its end was lost. Restore a"
                    " newer backup, or find out who cut it off."
                )
            answer = _ask_witness(client, prover, address, note, seen, size)
    if answer.status_code in (409, 422):
        raise NotWitnessed("The witness has seen another history under this name, and signs this one not.")
    if answer.status_code != 200:
        raise NotWitnessed(f"The witness answers {answer.status_code}: {answer.text[:200].strip() or 'nothing'}")
    signed = note + answer.text
    try:
        check_note(signed, [prover.key(), key])
    except BadNote as error:
        raise NotWitnessed(f"What the witness answers is no signature of its own: {error}.") from None
    prover.keep_witnessed(signed)
    return signed


def _ask_witness(
    client: httpx2.Client, prover: Prover, address: str, note: str, seen: int, size: int
) -> httpx2.Response:
    proof = [b64encode(one).decode() for one in prover.tree.consistency(seen, size)]
    body = "\n".join([f"old {seen}", *proof, "", note])
    try:
        return client.post(f"{address.rstrip('/')}/add-checkpoint", content=body.encode())
    except httpx2.HTTPError as error:
        said = (str(error) or type(error).__name__).rstrip(".")
        raise WitnessAway(f"The witness at {address} cannot be asked: {said}.") from None
    except (httpx2.InvalidURL, ValueError):
        raise NotWitnessed(f"'{address}' is no address of a witness.") from None


def _read_seen(answer: httpx2.Response) -> int:
    """How many leaves the witness has seen, as it says when it is asked from another number on."""
    told = answer.text.strip()
    if (
        answer.headers.get("content-type") != SEEN
        or not told.isascii()
        or not told.isdigit()
        or len(told) > MOST_DIGITS
    ):
        raise NotWitnessed("The witness has seen something else of this log, and does not say how much.")
    return int(told)
