"""A call as certification sees it: what was sent, what was answered, and what the register holds because of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.shapes import Value, parts_of

Values = Mapping[str, Value]


class SeenCall(NamedTuple):
    """One call that SORUS answered.

    operation: SORUS's name of it. day: the first day on which it holds, of a closing the last valid one. given: the
    request, answer: the result, both by the fields of ``formats.soap.sorus_tables``. serial: of the entry that it made;
    None when it made none. before, held, next_day: the unit as the register shows it on the day without the call, on
    the day with it, and on the day after with it; None where it is not known. unlike: the elements whose own value in
    the register is not the one that was sent. number_unlike: the same of the location number's data. messages: the
    message types that the number holds on the day. of_hospital: whether the unit stands below a hospital.
    """

    operation: str
    version: int
    day: str
    given: Values
    answer: Values
    serial: int | None
    unit: str | None = None
    before: Values | None = None
    held: Values | None = None
    next_day: Values | None = None
    unlike: Sequence[str] = ()
    number_unlike: Sequence[str] = ()
    messages: Sequence[Values] = ()
    of_hospital: bool = False

    @property
    def entity(self) -> Values:
        """The unit as it was sent."""
        return parts_of(self.given.get("entity"))

    @property
    def answered(self) -> Values:
        """The unit as it was answered."""
        return parts_of(self.answer.get("entity"))

    def has_sent(self, field: str) -> bool:
        """Whether an element of the unit was sent with something in it."""
        return self.entity.get(field) not in (None, {}, [], "")
