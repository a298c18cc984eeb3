"""Signed links in mails: by one somebody says that a subscription is wanted, or no more. Whoever has the mail may;
nobody else can make one.
"""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias

from sor.register import Refused, Register
from sor.store import news

Deed: TypeAlias = Literal["confirm", "leave"]

GOOD_FOR = timedelta(days=7)
"""How long a link that confirms is good; one that ends a subscription always is."""

FORM = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([0-9a-f]{64})")


class ForgedLink(Refused):
    """A link that is none of the register's."""


class OldLink(Refused):
    """A link that was good and is so no more."""


class ReadLink(NamedTuple):
    """What a link says: which subscription, and when the mail was made."""

    id: str
    at: datetime


class MailLinks:
    """The links of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def path(self, deed: Deed, id: str) -> str:
        """The path of a link."""
        at = str(int(self._register.clock().timestamp()))
        return f"/news/{deed}/{id}.{at}.{self._mark(deed, id, at)}"

    def read(self, deed: Deed, ticket: str) -> ReadLink:
        """What the last part of a link's path says. Raises ForgedLink, OldLink."""
        found = FORM.fullmatch(ticket)
        if found is None or not hmac.compare_digest(found[3], self._mark(deed, found[1], found[2])):
            raise ForgedLink(
                "This link is none of the register's, or a part of it is missing. Open it from the mail once more.",
                "Linket er ikke et af registrets, eller en del af det mangler. Åbn det fra mailen igen.",
            )
        at = datetime.fromtimestamp(int(found[2]), UTC)
        if deed == "confirm" and at + GOOD_FOR < self._register.clock():
            raise OldLink(
                "This link is older than seven days. Subscribe again to get a new one.",
                "Linket er mere end syv dage gammelt. Tilmeld dig igen for at få et nyt.",
            )
        return ReadLink(found[1], at)

    def _mark(self, deed: str, id: str, at: str) -> str:
        return hmac.new(self._key().encode(), f"{deed}.{id}.{at}".encode(), hashlib.sha256).hexdigest()

    def _key(self) -> str:
        """The key, made when it is first asked for."""
        if key := news.key_of_links(self._register.database.reader()):
            return key
        with self._register.database.desk.writing() as connection:
            if key := news.key_of_links(connection):
                return key
            key = secrets.token_hex(32)
            news.put_key_of_links(connection, key)
            return key
