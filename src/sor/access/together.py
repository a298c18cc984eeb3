"""What several people may do together: changes that one has written and others have approved.

Two questions are asked about every part of them. May somebody of those who stand for the changes make it? And has
somebody who is not the author agreed to it for the owner below whom it lies? Both are asked of the rights that count
when the changes are written.
"""

from collections.abc import Collection, Mapping, Sequence

from sor.access.authority import AUTHORITY, OWNER_ROLES, Actor, Place, list_needed, refusal
from sor.core.day import write_day
from sor.core.finding import Finding
from sor.core.shapes import Value
from sor.rules import authority as said

NOBODY = "-"
"""Of an owner that there is none."""


def agrees(actor: Actor, op: str, place: Place, day: int) -> bool:
    """Whether an actor may agree to an operation at a place for its owner: the authority may, and who has the owner's
    role over the place, by a right that holds on the day and leaves the operation in. Whether the role includes the
    operation is not asked: the owner of a hospital is asked for its consent, though the authority alone moves it.
    """
    return any(
        right.role in (AUTHORITY, place.owner_kind)
        and right.covers(place)
        and right.includes(op)
        and right.from_day <= day < right.to_day
        for right in actor.rights
        if right.role in (AUTHORITY, *OWNER_ROLES)
    )


def refusal_together(
    author: Actor,
    approvers: Sequence[Actor],
    op: str,
    kind: str,
    place: Place | None,
    day: int,
    fields: Collection[str] | Mapping[str, Value] = (),
    *,
    is_new: bool = False,
) -> Finding | None:
    """Why an author and approvers may not do this together, or None when they may; the parameters are those of
    ``refusal``. is_new: the owner of the place is made by the same changes, so that nobody can agree for it yet; that
    it is made is the authority's.

    An approver who is the author counts as none, and with no approver nothing is allowed.
    """
    others = [one for one in approvers if one.id != author.id]
    owner = None if place is None else place.owner
    has_consent = (
        place is None
        or owner is None
        or is_new
        or any(
            all(agrees(one, needed, place, day) for needed in list_needed(op, kind, place, fields)) for one in others
        )
    )
    if not others or not has_consent:
        key = NOBODY if place is None else place.key
        return said.NOT_APPROVED.finding(kind, key, {"owner": owner or NOBODY, "day": write_day(day)}, day)
    why_not = refusal(author, op, kind, place, day, fields)
    if why_not is None or any(refusal(one, op, kind, place, day, fields) is None for one in others):
        return None
    return why_not
