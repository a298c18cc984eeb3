"""What a provider says of whom it has logged in, read by its row of the table: a person, or why they are not let in."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from sor.access.login.privileges import BadPrivileges, Group, read_privileges
from sor.access.login.providers import Provider
from sor.core.identifiers import cvr_problem, tidy_identifier
from sor.core.text import Unfit, compose_text, pass_text
from sor.rules.addresses import is_mailbox

LONGEST_SUBJECT = 255


class Person(msgspec.Struct, frozen=True):
    """Who has been logged in. (issuer, subject) is who it is, for ever; all else may change from login to login.

    cvr: the organisation for which they log in; None: for none.
    """

    issuer: str
    subject: str
    name: str = ""
    email: str | None = None
    cvr: str | None = None
    groups: tuple[Group, ...] = ()


class AtProvider(NamedTuple):
    """By what a provider knows a login, so that it can end it, and be asked to. name, name_format: of the person;
    session: of the login; token: of OpenID Connect, the one that named the person.
    """

    name: str = ""
    session: str = ""
    name_format: str = ""
    token: str = ""


class ProvenLogin(NamedTuple):
    """What a provider has signed of a login. once: by what the answer is known, and for how many seconds it could be
    shown again; empty: by the login it answers alone.
    """

    claims: Mapping[str, object]
    at_provider: AtProvider = AtProvider()
    once: str = ""
    lasts: int = 0


class Reason(NamedTuple):
    """A sentence in both languages."""

    da: str
    en: str


class NotLetIn(Exception):
    """A login that is refused, with the sentence that the person reads."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.reason = Reason(da, en)


def person_of(provider: Provider, claims: Mapping[str, object]) -> Person:
    """The person of whom verified claims speak. Raises NotLetIn for what the provider's row does not allow."""
    named = provider.claims
    subject = _find_claim(claims, named.subject)
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not _is_kept(subject):
        raise NotLetIn(
            f"{provider.name_da} har ikke sagt, hvem du er ({named.subject} mangler).",
            f"{provider.name_en} did not say who you are ({named.subject} is missing).",
        )
    _refuse_level(provider, _text(claims, named.level))
    cvr = tidy_identifier("cvr", _text(claims, named.cvr))
    if cvr and cvr_problem(cvr):
        raise NotLetIn(
            f"{provider.name_da} har sendt '{cvr}' som CVR-nummer, og det er ikke et.",
            f"{provider.name_en} sent '{cvr}' as a CVR number, and it is none.",
        )
    return Person(
        provider.issuer,
        subject,
        _show_text(_text(claims, named.name)),
        _mailbox(_text(claims, named.email)),
        cvr or None,
        tuple(_groups(provider, claims)),
    )


def _refuse_level(provider: Provider, level: str) -> None:
    if provider.levels and level not in provider.levels:
        danish, english = (word.join(provider.levels) for word in (" eller ", " or "))
        raise NotLetIn(
            f"Du er logget ind på sikringsniveau '{level or '–'}'. Her kræves {danish}: log ind på højere niveau.",
            f"You are logged in at assurance level '{level or '–'}'. Here {english} is required: log in"
            " at a higher level.",
        )


def _groups(provider: Provider, claims: Mapping[str, object]) -> Sequence[Group]:
    text = _text(claims, provider.claims.privileges)
    if not text:
        return ()
    try:
        return read_privileges(text)
    except BadPrivileges as error:
        raise NotLetIn(
            f"Listen over dine rettigheder fra {provider.name_da} kan ikke læses.",
            f"The list of your privileges from {provider.name_en} cannot be read: {error}.",
        ) from None


def _find_claim(claims: Mapping[str, object], name: str) -> object:
    """A claim as it was sent; None when there is none. A dot leads into an object."""
    found: object = claims.get(name) if name else None
    if found is None and "." in name:
        first, rest = name.split(".", 1)
        within = claims.get(first)
        return _find_claim(within, rest) if isinstance(within, Mapping) else None
    return found


def _is_kept(subject: str) -> bool:
    """Whether somebody's name for ever is stored as it was sent: two that differ are two people."""
    try:
        return pass_text(subject, "subject") == subject
    except Unfit:
        return False


def _text(claims: Mapping[str, object], name: str) -> str:
    """A claim that is a text, without blanks around it; empty when there is none."""
    found = _find_claim(claims, name)
    return str(found).strip() if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def _mailbox(text: str) -> str | None:
    """The address to which a person gets mail; None for a text that is not one address, which nobody can be sent to."""
    kept = compose_text(text)
    return kept if is_mailbox(kept) else None


def _show_text(text: str) -> str:
    """A text as it may be stored; what no text may hold is left out, since it is only shown."""
    try:
        return pass_text(text[:200], "name")
    except Unfit:
        return compose_text("".join(letter for letter in text[:200] if letter.isalnum() or letter in " .-@'"))
