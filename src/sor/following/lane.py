"""The lane of one subscription in the deliverer: how far it has come, and what waits for it."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from sor.core.shapes import Fields
from sor.following.feed_filter import FeedFilter, FoundUnits
from sor.following.part_asked import read_part
from sor.following.webhook import Receiver
from sor.store.subscriptions import DeliveredTo, SubscriptionRow

MOST_WAITING = 512
"""Serials that wait for one lane; with more it goes through the log by itself."""


class Concern(NamedTuple):
    """What an entry says, what stands beside it, and whom it concerns, by filter."""

    entry: Fields
    beside: Fields
    found: Mapping[FeedFilter, FoundUnits]
    bodies: dict[FeedFilter, bytes]

    def concerns(self, part: FeedFilter) -> bool:
        """Whether somebody who has this filter is to be told."""
        found = self.found[part]
        return found.units != [] or bool(found.own_move)

    def body(self, part: FeedFilter) -> bytes:
        """What is sent to all who have this filter, made once."""
        made = self.bodies.get(part)
        if made is None:
            entry = self.entry | (self.found[part].document() if part.asks else {})
            made = self.bodies[part] = msgspec.json.encode({"entry": entry} | self.beside)
        return made


class Lane:
    """One subscription and how far it has come. receiver: None where a digest is written; found: serials that are to
    stand in it, and are not laid aside yet. is_level: it has come to the head, and is handed what concerns it. waiting:
    what it was handed, the one that is being sent included. written: how far the desk knows it to be.
    """

    def __init__(self, row: SubscriptionRow, at: DeliveredTo, receiver: Receiver | None) -> None:
        self.row = row
        self.part = read_part(row.part)
        self.at = self.written = at
        self.receiver = receiver
        self.found: list[int] = []
        self.task: asyncio.Task[None] | None = None
        self.is_given_up = False
        self.is_level = False
        self.waiting: deque[int] = deque()
        self.wake = asyncio.Event()

    def pass_over(self, serial: int) -> None:
        """Everything up to a serial was taken, or concerns others."""
        if self.at.serial < serial:
            self.at = DeliveredTo(self.at.epoch, serial)

    def hand(self, serial: int) -> None:
        """Let an entry wait that concerns it."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            self.is_level = False
        else:
            if not self.waiting:
                self.pass_over(serial - 1)
            self.waiting.append(serial)
        self.wake.set()

    def find_reached(self, head: int) -> DeliveredTo:
        """How far it has come, with the head where nothing waits."""
        if self.is_level and not self.waiting:
            self.pass_over(head)
        return self.at
