"""Who can receive a message: by message type, speciality and place, and from one unit to another, as of any day.

``index`` is what it is fed, ``view`` the index at one point in time, ``finding`` and ``between`` the two questions,
all of them pure; ``sor.following`` keeps the index in step with the log.
"""

from sor.recipients.finding import WantedRecipient

__all__ = ["WantedRecipient"]
