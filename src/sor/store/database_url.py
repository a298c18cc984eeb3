"""The URL of a database: ``sqlite:///sor.db`` or ``postgresql://user:secret@host/name?connect_timeout=3``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

FORM = re.compile(r"(?P<driver>\w+(\+\w+)?)://(?P<place>[^?]*)(\?(?P<query>.*))?")
SECRET = re.compile(r"(?<=:)[^@/]*(?=@)")


class NoUrl(ValueError):
    """A text that has not the form of a URL."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A URL in its parts. place: what stands between the scheme and the question mark, as written."""

    drivername: str
    place: str
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "DatabaseUrl":
        """A URL from its text. Raises NoUrl."""
        found = FORM.fullmatch(text)
        if found is None or (found["driver"] == "sqlite" and not re.match(r"(/|$)", found["place"])):
            raise NoUrl(text)
        return cls(found["driver"], found["place"], dict(parse_qsl(found["query"] or "", keep_blank_values=True)))

    @property
    def database(self) -> str | None:
        """The file, or the database's name on its server; None where there is none."""
        return self.place.partition("/")[2] or None

    def get_backend_name(self) -> str:
        """``sqlite`` or ``postgresql``, whatever the driver."""
        return self.drivername.partition("+")[0]

    def set(self, *, drivername: str | None = None, query: Mapping[str, str] | None = None) -> "DatabaseUrl":
        """The same with another driver or other words behind the question mark."""
        return replace(
            self,
            drivername=self.drivername if drivername is None else drivername,
            query=self.query if query is None else query,
        )

    def render_as_string(self, hide_password: bool = True) -> str:
        """The URL as text; the password as three stars unless it is asked for."""
        place = SECRET.sub("***", self.place, count=1) if hide_password else self.place
        query = f"?{urlencode(self.query, safe='/')}" if self.query else ""
        return f"{self.drivername}://{place}{query}"

    def __str__(self) -> str:
        return self.render_as_string()
