"""The two walks through the tree of units: up one line, and over everything that hangs together.

A register may hold a circle of parents; no walk hangs in one.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Held = TypeVar("Held")
Node = TypeVar("Node", bound=Hashable)

DEEPEST = 60
"""No line is followed further up than so many steps."""


def line_above(
    key: str | None, held: Callable[[str], Held | None], parent: Callable[[Held], str | None]
) -> Iterator[tuple[str, Held]]:
    """A unit and those above it, nearest first, each with what is held of it; a circle is cut where it closes.

    held: what is known of a unit; None ends the line. parent: the unit above, from what is held.
    """
    seen: set[str] = set()
    while key is not None and key not in seen and len(seen) <= DEEPEST and (found := held(key)) is not None:
        seen.add(key)
        yield key, found
        key = parent(found)


def reach_nodes(starts: Iterable[Node], further: Callable[[Node], Iterable[Node]]) -> Iterator[Node]:
    """All that can be reached from some nodes, each once and the nearest first, the nodes themselves left out.

    further: where one leads; it is asked once of each, when its turn comes.
    """
    waiting = deque(dict.fromkeys(starts))
    seen = set(waiting)
    while waiting:
        for node in further(waiting.popleft()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
                yield node
