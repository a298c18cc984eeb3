"""A process that sends changes from several threads until it is killed; says each acknowledged one, line by line."""

import sys
import threading
from datetime import UTC, datetime

from sor.register import Register
from sor.store.database import Busy, Database
from tests.changes.scene import DEPARTMENT, INDICATORS, create

SENDERS = 8
SUBMISSIONS = 200
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def document(key: str, parent: str) -> dict[str, object]:
    """A set of three units, one below the other: it is there whole, or not at all."""
    values = {"name": key, "type": DEPARTMENT, "location": "inherit", **INDICATORS}
    names = ("#a", "#b", "#c")
    changes = [create(name, "OU", above, **values) for name, above in zip(names, (parent, *names), strict=False)]
    return {"reason": key, "changes": changes}


def send_for_ever(url: str, parent: str, run: str) -> None:
    """Send a part of the run's submissions from each thread, each under its key."""
    said = threading.Lock()
    register = Register(Database(url), lambda: NOW)
    register.code_book(register.serial())

    def tell(what: str) -> None:
        with said:
            sys.stdout.write(f"{what}\n")
            sys.stdout.flush()

    def send(first: int) -> None:
        for n in range(first, SUBMISSIONS, SENDERS):
            key = f"{run}-{n}"
            try:
                outcome = register.change(document(key, parent), f"sender {first}", "rest", key=key)
            except Busy:
                continue
            tell(f"{key} {outcome.serial}")

    tell("ready")
    threads = [threading.Thread(target=send, args=(first,)) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    send_for_ever(*sys.argv[1:])
