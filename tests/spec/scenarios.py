"""What a timeline is, told as short scenarios: what was recorded, in this order, and what then holds on which day.

Days are days of one month. Each line of ``recorded`` is one entry of the log; its number is the serial:

* ``create 1: name A, phone 10``       the unit opens on day 1 with these values
* ``from 10: name B``                  a change: B from day 10 on
* ``5 to 20: name Y``                  a temporary change: Y on days 5-19, then what was there
* ``correct 5 to 20: name Y``          it was Y all along on days 5-19, whatever was said before
* ``close 20`` · ``open 25``           the unit closes, opens again
* ``withdraw 2``                       takes back what entry 2 said
* ``annul``                            the unit was registered by mistake
* ``file of 2: name B since 1``        a daily file read on day 2 says: B, since day 1
* ``history: 1 to 5 A, from 5 B``      a file with all periods says so of the name

``holds`` has one line per field: from which day it holds what; ``–`` is: the unit is not open. ``versions`` are the
days on which a version begins. ``known 1: name ...`` is the answer as it was known at serial 1.
"""

from typing import NamedTuple


class Scenario(NamedTuple):
    """One case: its title, the sentence that a reader should remember, what was recorded and what holds."""

    title: str
    lesson: str
    recorded: str
    holds: str


SCENARIOS = [
    Scenario(
        "Out of order",
        "A change that begins earlier may arrive later. It holds until the change that was there already.",
        """
        create 0: name A
        from 10: name B
        from 1: name C
        """,
        """
        name: 0 A | 1 C | 10 B
        known 2: name: 0 A | 10 B
        known 1: name: 0 A
        """,
    ),
    Scenario(
        "Two changes of the same day",
        "Of two changes from the same day the one recorded later holds; other fields are left alone.",
        """
        create 0: name A, phone 10
        from 5: name B, phone 20
        from 5: name C
        """,
        """
        name: 0 A | 5 C
        phone: 0 10 | 5 20
        """,
    ),
    Scenario(
        "Created, then changed before it opens",
        "A change from the opening day holds for the whole life: the old value never shows.",
        """
        create 10: name A
        from 10: name B
        """,
        "name: – | 10 B",
    ),
    Scenario(
        "The opening is postponed",
        "Only the life moves. What was stated for the days before is masked, not lost, and later changes stay.",
        """
        create 5: name A
        from 8: name B
        correct 5 to 15: closed
        """,
        """
        name: – | 15 B
        known 2: name: – | 5 A | 8 B
        """,
    ),
    Scenario(
        "The opening is moved to an earlier day",
        "The content is stated again from the earlier day; what was scheduled stays.",
        """
        create 10: name A
        from 15: name B
        correct 5 to 10: open, name A
        """,
        "name: – | 5 A | 15 B",
    ),
    Scenario(
        "Closed, then a change that begins before",
        "The change is taken, and ends with the unit.",
        """
        create 0: name A
        close 20
        from 10: name B
        """,
        "name: 0 A | 10 B | 20 –",
    ),
    Scenario(
        "A scheduled change, then a closing before it, then the closing is withdrawn",
        "A closing deletes nothing that is scheduled after it: taking it back brings the change back.",
        """
        create 0: name A
        from 20: name B
        close 10
        withdraw 3
        """,
        """
        name: 0 A | 20 B
        known 3: name: 0 A | 10 –
        """,
    ),
    Scenario(
        "A withdrawn change is as if it had never been sent",
        "Taking back the change in the middle lets the later recorded, earlier beginning one go on.",
        """
        create 0: name A
        from 10: name B
        from 1: name C
        withdraw 2
        """,
        """
        name: 0 A | 1 C
        known 3: name: 0 A | 1 C | 10 B
        """,
    ),
    Scenario(
        "A move that arrives late",
        "Days 1-9 are below the new parent of the late move, from day 10 the scheduled move holds.",
        """
        create 0: parent Old
        from 10: parent Scheduled
        from 1: parent Late
        """,
        "parent: 0 Old | 1 Late | 10 Scheduled",
    ),
    Scenario(
        "A temporary change",
        "It ends by itself, and what was there goes on.",
        """
        create 0: name A
        5 to 20: name Y
        """,
        "name: 0 A | 5 Y | 20 A",
    ),
    Scenario(
        "A correction of the past changes exactly its days",
        "The change from day 10 is gone for days 10-19 only: it holds again where the correction ends.",
        """
        create 0: name A
        from 10: name B
        correct 5 to 20: name Y
        """,
        """
        name: 0 A | 5 Y | 20 B
        known 2: name: 0 A | 10 B
        """,
    ),
    Scenario(
        "A correction, then an earlier change arrives",
        "What the correction left open is not frozen: the earlier change shows on both sides of it.",
        """
        create 0: name A
        correct 5 to 20: name Y
        from 2: name Z
        """,
        "name: 0 A | 2 Z | 5 Y | 20 Z",
    ),
    Scenario(
        "Closed and opened again",
        "A life may have gaps, as 380 SHAK codes of 2025 have. Content goes on after the gap.",
        """
        create 0: name A
        close 10
        open 20
        from 25: name B
        """,
        "name: 0 A | 10 – | 20 A | 25 B",
    ),
    Scenario(
        "A version boundary without any difference",
        "Where a statement begins a version begins, even when nothing differs: it must survive a round trip.",
        """
        create 0: name A, status 0
        from 5: status 5
        """,
        """
        name: 0 A
        versions: 0 | 5
        """,
    ),
    Scenario(
        "The next day's file has the same FromDate and another name",
        "The source has corrected the past: the new name holds since FromDate.",
        """
        create 0: name A
        file of 10: name B since 5
        file of 11: name C since 5
        """,
        """
        name: 0 A | 5 C
        known 2: name: 0 A | 5 B
        """,
    ),
    Scenario(
        "The next day's file, while a change is scheduled",
        "A file of day 2 cannot speak for day 9: its value holds until then, the scheduled one after.",
        """
        create 0: name A
        from 9: name B
        file of 2: name C since 1
        """,
        "name: 0 A | 1 C | 9 B",
    ),
    Scenario(
        "The file of the day before a scheduled change",
        "A change that begins on the very next day is scheduled still, and stays.",
        """
        create 0: name A
        from 9: name B
        file of 8: name C since 1
        """,
        "name: 0 A | 1 C | 9 B",
    ),
    Scenario(
        "The file of the day on which a scheduled change should have happened",
        "On day 10 the file speaks for day 9 as well: the source did not make the change.",
        """
        create 0: name A
        from 9: name B
        file of 10: name A since 0
        """,
        "name: 0 A",
    ),
    Scenario(
        "A file says nothing about the days before its FromDate",
        "Days before FromDate stay as they were known.",
        """
        create 0: name A
        from 3: name B
        file of 10: name C since 6
        """,
        "name: 0 A | 3 B | 6 C",
    ),
    Scenario(
        "A file with all periods",
        "A history file is one correction per stretch that differs; the rest is not stated again.",
        """
        create 0: name A
        from 10: name C
        history: 0 to 5 A, 5 to 12 B, from 12 C
        """,
        """
        name: 0 A | 5 B | 12 C
        known 2: name: 0 A | 10 C
        """,
    ),
    Scenario(
        "Registered by mistake",
        "The life is corrected away; what was known before stays answerable.",
        """
        create 5: name A
        annul
        """,
        """
        name: –
        known 1: name: – | 5 A
        """,
    ),
]
"""Every case of the table in the decision on timelines, and a few more."""
