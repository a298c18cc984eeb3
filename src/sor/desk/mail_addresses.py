"""To whom a mail goes, as its row names them, the address as it stands when it is sent, and where its links lead."""

from sor.core.shapes import Fields, text_in
from sor.register import Register
from sor.rules.addresses import is_mailbox
from sor.settings import Settings
from sor.store import actors, responsible_persons

PERSON, PLACE = "person:", "unit:"
"""Before the id of a responsible person who is no actor; before the code of a unit, which is written to at the address
that it shows in the register. All others are actors.
"""


def find_address(register: Register, recipient: str) -> str:
    """The address of an actor, a person or a unit; empty when they have none, or are not there any more."""
    connection = register.database.reader()
    if recipient.startswith(PLACE):
        return find_mailbox(register, recipient.removeprefix(PLACE))
    if recipient.startswith(PERSON):
        person = responsible_persons.find(connection, recipient.removeprefix(PERSON))
        return "" if person is None else person.email
    actor = actors.actor(connection, recipient)
    return "" if actor is None or actor.removed_at else actor.email or ""


def find_mailbox(register: Register, unit: str) -> str:
    """The mail address that a unit shows today, its own or inherited; empty for none that can be written to."""
    found = register.at().unit(unit)
    if found is None or not found["open"]:
        return ""
    fields: Fields = {**found}
    address = text_in(fields.get("virtual_address"), "email")
    return address if address and is_mailbox(address) else ""


def public_address(settings: Settings) -> str:
    """The address of the register as links in mails have it."""
    return (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
