"""A unit of FK-ORG, as a source gives it: its name, its place, its addresses by role, its tasks.

The roles are those of the shared classification (``docs/guide/oss.md`` lists them).
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

POST = "80b610c6-314b-485a-a014-a9a1d7070bc4"
CONTACT = "639a3ed9-86b0-4968-825b-434666cf6220"
PLACE = "ec387d90-263c-4cce-8de2-63b407a0daac"
EMAIL = "2b670843-ce42-411a-8fb5-311dfdd5caf0"
PHONE = "8dcfa714-5ed3-4000-b551-2ba520e7d8ad"
LANDLINE = "02826f64-5613-468e-ace5-3f089cb3ed20"
WEBSITE = "a99c073d-482e-47d3-9275-13c79f453c3a"
PRODUCTION_UNIT = "7c6e2a82-ec39-4ec4-a2b7-fdfe667e1d2b"
SOR_CODE = "b44138cf-72df-45d1-8821-83db39b62093"
"""The roles of a unit's addresses that matter here. The role for invoices (EAN) is no location number of SOR's, and is
not read.
"""


class OrgAddress(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address of any kind, in a role. uuid: of a street address, its id in DAR when the source knows it."""

    role: str
    text: str
    uuid: str = ""


class OrgTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """A task by its KLE number and title."""

    number: str
    title: str = ""


class OrgUnit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit. parent: the UUID of the unit above, None at the top. since, until: the days (yyyymmdd, until exclusive)
    on which its state holds, 0 where the source says none.
    """

    uuid: str
    name: str
    parent: str | None = None
    addresses: Sequence[OrgAddress] = ()
    tasks: Sequence[OrgTask] = ()
    active: bool = True
    since: int = 0
    until: int = 0

    def texts(self, *roles: str) -> list[str]:
        """The addresses in some roles, each once, those of the first role first."""
        found = [one.text for role in roles for one in self.addresses if one.role == role and one.text]
        return list(dict.fromkeys(found))

    def text(self, *roles: str) -> str:
        """The first of them; empty when there is none."""
        return next(iter(self.texts(*roles)), "")


def read_uuid(text: str) -> str:
    """A UUID in its one spelling, also from a URN that holds one; the text itself when there is none in it."""
    try:
        return str(UUID(text.strip().rpartition(":")[2]))
    except ValueError:
        return text.strip()
