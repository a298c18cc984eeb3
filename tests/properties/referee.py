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
        heard = []
        for statement in self.said:
            serial, line, place, about, of, from_day, to_day, over, value = statement
            if about != subject or of != field:
                continue
            if serial > known:
                continue
            if self.taken_back.get((serial, line, place), OPEN) <= known:
                continue
            if not from_day <= day < to_day:
                continue
            heard.append(statement)
        standing = []
        for one in heard:
            set_aside = False
            for other in heard:
                said_later = other[0] > one[0]
                begins_before = one[5] < other[7]
                if said_later and begins_before:
                    set_aside = True
            if not set_aside:
                standing.append(one)
        if not standing:
            return None
        latest = standing[0]
        for one in standing[1:]:
            if (one[5], one[0], one[1], one[2]) > (latest[5], latest[0], latest[1], latest[2]):
                latest = one
        return latest[8]

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
