"""The referee: a register as plain lists, replayed from the start for each question. Slow, and plainly right.

It shares no code with the timeline: the decision in words is written out again here (``CORE`` §1).
"""

OPEN = 99991231


class Referee:
    """Everything that was ever said, in the order in which it was said."""

    def __init__(self):
        self.said = []
        self.taken_back = {}

    def say(self, serial, line, place, subject, field, from_day, to_day, over, value):
        self.said.append((serial, line, place, subject, field, from_day, to_day, over, value))

    def take_back(self, serial, statement_id):
        self.taken_back.setdefault(statement_id, serial)

    def holds(self, subject, field, day, known):
        """What a field of a subject holds on a day, as known at a serial; None when nothing was said."""
        heard = [said for said in self.said if self._is_heard(said, subject, field, day, known)]
        standing = [said for said in heard if not any(self._sets_aside(later, said) for later in heard)]
        latest = None
        for said in standing:
            if latest is None or self._rank(said) > self._rank(latest):
                latest = said
        return None if latest is None else latest[8]

    def _is_heard(self, said, subject, field, day, known):
        """Said about this field of this subject by then, not taken back by then, and about this day."""
        about, of, from_day, to_day = said[3:7]
        taken_back = self.taken_back.get(said[:3], OPEN)
        return (about, of) == (subject, field) and said[0] <= known < taken_back and from_day <= day < to_day

    def _sets_aside(self, later, said):
        """One that was recorded later sets aside what begins before its ``over``."""
        return later[0] > said[0] and said[5] < later[7]

    def _rank(self, said):
        """What begins last wins, then what was recorded last."""
        return (said[5], *said[:3])

    def unit(self, subject, day, known, fields):
        """What a subject is on a day: its fields that hold something; None when it is not alive."""
        if self.holds(subject, "open", day, known) is not True:
            return None
        found = {}
        for field in fields:
            value = self.holds(subject, field, day, known)
            if value is not None:
                found[field] = value
        return found
