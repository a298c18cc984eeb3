"""Identity providers: a table of who is believed to log people in, and what each has to send.

The table is a TOML file; what a row does not allow is refused. A provider of OpenID Connect is known by its issuer,
under which it describes itself; one of SAML by its entity id, and by the metadata that it has published.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from sor.access.authority import OWNER_ROLES, ROLES
from sor.access.login.saml.forms import CIPHERS, FORMS, NAME_FORMS, NAME_ID
from sor.core.identifiers import cvr_problem

ID = re.compile(r"[a-z][a-z0-9-]{0,31}")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class BadProviders(ValueError):
    """A table of providers that cannot be used; the message says what to write."""


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Under which names a provider sends what. A dot leads into an object (``nemlogin.cvr``); where a name holds dots
    itself, it is found as it stands. Empty: it sends no such thing.
    """

    subject: Text = "sub"
    name: str = "name"
    email: str = "email"
    cvr: str = ""
    level: str = ""
    privileges: str = ""


class Granted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a privilege gives: a role. cvr: the only organisation whose privileges give it; demanded for roles that hold
    everywhere. Roles of owners hold at the owners that bear the privilege's own CVR number.
    """

    role: str
    cvr: str | None = None


class Saml(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a provider of SAML must send: as its form says, unless the row says otherwise.

    form: one of ``FORMS``. metadata_file: what the provider has published of itself. name_forms: how it may name
    people. encryption: with what its assertions may be encrypted. attributes: those that must be sent, each with the
    values of which it must have one; none: any. contexts: what is asked of it, None: as its form does.
    """

    form: str
    metadata_file: Text
    name_forms: tuple[str, ...] = ()
    encryption: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}
    contexts: tuple[str, ...] | None = None


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table.

    id: in addresses. client_id: as which the register is known there (of SAML: its entity id). secret_file: without a
    secret it proves itself by PKCE alone. levels: the assurance levels of which one must be sent; none: the level is
    not looked at. algorithms: with which its tokens may be signed. asks_userinfo: what is missing in the token is asked
    of it. roles: what the privileges it sends give, by their names. is_own: the demo's own provider, whose subjects are
    actors. saml: of a provider of SAML; None: it speaks OpenID Connect.
    """

    id: str
    issuer: Text
    client_id: Text
    name_da: Text
    name_en: Text
    secret_file: str = ""
    scope: Text = "openid"
    claims: Named = Named()
    levels: tuple[Text, ...] = ()
    algorithms: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)] = ("RS256", "PS256", "ES256")
    asks_userinfo: bool = False
    roles: dict[str, Granted] = {}
    is_own: bool = False
    saml: Saml | None = None

    def secret(self) -> str:
        """The secret that it knows the register by; empty when there is none. Raises BadProviders."""
        if not self.secret_file:
            return ""
        try:
            return Path(self.secret_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadProviders(f"{self.id}: {self.secret_file} cannot be read: {error}.") from None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: tuple[Provider, ...] = ()


ASYMMETRIC = frozenset(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)) | {"EdDSA"}
"""A token is signed with a key that only its provider has: never ``none``, never with the secret that both know."""


def read_providers(path: str) -> Sequence[Provider]:
    """The providers that a file names, in its order. Raises BadProviders."""
    try:
        table = msgspec.toml.decode(Path(path).read_bytes(), type=_Table)
    except OSError as error:
        raise BadProviders(f"{path} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadProviders(f"{path}: {error}.") from None
    if not table.provider:
        raise BadProviders(f"{path} names no provider. Write one under [[provider]].")
    seen: set[str] = set()
    for one in table.provider:
        if problem := _problem(one) or (f"{one.id} stands twice" if one.id in seen else ""):
            raise BadProviders(f"{path}: {problem}.")
        one.secret()
        seen.add(one.id)
    return [_fill_row(one) for one in table.provider]


def _fill_row(one: Provider) -> Provider:
    """A row with what its form says where it says nothing itself."""
    if one.saml is None:
        return one
    form, saml, named = FORMS[one.saml.form], one.saml, one.claims
    return msgspec.structs.replace(
        one,
        claims=named if named != Named() else Named(
            form.subject, form.name, form.email, form.cvr, form.level, form.privileges
        ),
        levels=one.levels or form.levels,
        saml=msgspec.structs.replace(
            saml, name_forms=saml.name_forms or form.name_forms, encryption=saml.encryption or form.ciphers,
            attributes=saml.attributes or dict(form.attributes),
            contexts=form.contexts if saml.contexts is None else saml.contexts,
        ),
    )  # fmt: skip


def _problem(one: Provider) -> str:
    """What is wrong with a row, in a few words; empty when nothing is."""
    if not ID.fullmatch(one.id) or one.id == "callback":
        return f"id is '{one.id}'; write small letters, digits and hyphens"
    if one.is_own:
        return f"{one.id}: is_own is the demo's alone; take it out"
    if one.saml is not None:
        return _problem_of_saml(one, one.saml) or _problem_of_roles(one)
    issuer = urlsplit(one.issuer)
    if not issuer.hostname or issuer.query or issuer.fragment:
        return f"{one.id}: issuer is '{one.issuer}'; write the address that the provider calls itself by"
    if issuer.scheme != "https" and (issuer.scheme != "http" or issuer.hostname not in LOOPBACK):
        return f"{one.id}: issuer is '{one.issuer}'; only https is safe beyond this machine"
    if unsafe := sorted(set(one.algorithms) - ASYMMETRIC):
        return f"{one.id}: algorithms holds {', '.join(unsafe)}; one of {', '.join(sorted(ASYMMETRIC))} is safe"
    if "openid" not in one.scope.split():
        return f"{one.id}: scope lacks openid"
    if one.levels and not one.claims.level:
        return f"{one.id}: levels are demanded, but claims.level does not say where the level is sent"
    if one.roles and not (one.claims.privileges and one.claims.cvr):
        return f"{one.id}: roles need claims.privileges and claims.cvr"
    return _problem_of_roles(one)


OPENID_ALONE = ("secret_file", "scope", "algorithms", "asks_userinfo")


def _problem_of_saml(one: Provider, saml: Saml) -> str:
    """What is wrong with what a row says of SAML."""
    plain = Provider(one.id, one.issuer, one.client_id, one.name_da, one.name_en)
    if odd := next((name for name in OPENID_ALONE if getattr(one, name) != getattr(plain, name)), ""):
        return f"{one.id}: {odd} is of OpenID Connect, and the row is of SAML; take it out"
    for what, given, known in (
        ("form", (saml.form,), FORMS), ("name_forms", saml.name_forms, NAME_FORMS),
        ("encryption", saml.encryption, CIPHERS),
    ):  # fmt: skip
        if unknown := sorted(set(given) - set(known)):
            return f"{one.id}: saml.{what} holds {', '.join(unknown)}; the ones there are: {', '.join(known)}"
    if "transient" in saml.name_forms and (one.claims == Named() or one.claims.subject == NAME_ID):
        return (
            f"{one.id}: a transient name is of one login; say with claims.subject which attribute names people for ever"
        )
    if one.claims != Named() and not (one.claims.level and one.claims.cvr and one.claims.privileges):
        return f"{one.id}: claims must name level, cvr and privileges too"
    return ""


def _problem_of_roles(one: Provider) -> str:
    return next((f"{one.id}: {found}" for name, granted in one.roles.items() if (found := _wrong(name, granted))), "")


def _wrong(name: str, granted: Granted) -> str:
    if granted.role not in ROLES:
        return f"{name} gives {granted.role}; the roles are {', '.join(ROLES)}"
    if granted.cvr is not None and (problem := cvr_problem(granted.cvr)):
        return f"cvr of {name}: {problem}"
    if granted.role not in OWNER_ROLES and granted.cvr is None:
        return f"{name} gives {granted.role} everywhere; say with cvr whose privileges may"
    return ""
