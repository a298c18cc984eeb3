"""A subject of which nothing was known: the short way from what a file claims of it to its line and rows.

Nothing stands before it, so nothing is compared, and each of its statements wins its own days. ``difference``, ``fold``
and ``stretches`` give the same at a multiple of the cost; a property test holds the two ways together.
"""

from collections.abc import Iterator

import msgspec

from sor.core.canonical import encode
from sor.core.claim import NOT_ASSUMED_BACK, Claim
from sor.core.day import OPEN, next_day
from sor.core.log import SCHEMA, FieldBlock, Frame, Line, digest_of_wins, salt_values, write_line
from sor.core.shapes import Fields, Value
from sor.core.timeline import LIFE, TRUE


class FirstSeen(msgspec.Struct):
    """What a file says of a subject that is new: the first line about it in the making.

    born, died: its life. content: its fields on the days [since, until), which last as long as its life; before, from
    its birth on, they are assumed. told: those of its fields that are not assumed, where anything is. over: as in a
    statement.
    """

    kind: str
    key: str
    asked: Value
    born: int
    died: int
    since: int
    until: int
    over: int
    content: Fields
    told: Fields

    def line(self, serial: int, n: int) -> Line:
        """Its line, at its place in the log."""
        blocks = self._blocks()
        wins = [(tuple([(a, b, serial, n, a) for a, b, _, _ in block.periods]), block.fields) for block in blocks]
        frame = Frame(SCHEMA, self.asked, blocks, (), digest_of_wins(wins))
        values = [TRUE, *map(encode, self.content.values()), *map(encode, self.told.values())]
        return write_line(serial, n, self.kind, self.key, frame, *salt_values(values))

    def _blocks(self) -> list[FieldBlock]:
        life = FieldBlock([(self.born, self.died, self.died, False)], [LIFE])
        stated = (self.since, self.until, self.over, False)
        if self.since <= self.born:
            return [life, FieldBlock([stated], [*self.content])] if self.content else [life]
        assumed = (self.born, self.since, 0, True)
        content = [FieldBlock([assumed, stated], [*self.content])] if self.content else []
        told = [FieldBlock([stated], [*self.told])] if self.told else []
        return [life, *content, *told]

    def versions(self) -> Iterator[tuple[int, int, bytes]]:
        """Its life, cut where its content begins: from, to, and what it is on these days as one canonical object."""
        if self.born < self.since:
            assumed = {**self.content, "assumed": True} if self.content else {}
            yield self.born, min(self.since, self.died), encode(assumed)
        if self.since < self.died:
            yield max(self.born, self.since), self.died, encode({**self.content, **self.told})


def newcomer_of(claim: Claim, asked: Value) -> FirstSeen | None:
    """The newcomer that a claim tells of; none when the claim is not that simple: one life, one content to its end."""
    if claim.life is None or len(claim.life) != 1 or len(claim.pieces) != 1:
        return None
    [(born, died)], [piece] = claim.life, claim.pieces
    content, told, since = piece.values, {}, piece.from_day if piece.values else born
    if claim.snapshot is None:
        until = over = piece.to_day
    else:
        until, over = OPEN, max(next_day(claim.snapshot), next_day(since))
    if not born < died <= until or since >= until or None in content.values():
        return None
    if born < since:
        told = {field: content[field] for field in NOT_ASSUMED_BACK & content.keys()}
        content = {field: value for field, value in content.items() if field not in told}
    return FirstSeen(claim.kind, claim.key, asked, born, died, since, until, over, content, told)
