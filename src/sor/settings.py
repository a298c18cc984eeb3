"""The settings: environment variables that begin with ``SOR_``, each with its default and meaning."""

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from sor.core.day import NotADay, parse_day, write_day
from sor.core.identifiers import SHAK_LAST_DAY, is_digits
from sor.core.instant import parse_instant
from sor.core.text import misfit

SUPPORT = ("technical", "professional")
SUPPORT_PARTS = {
    "mail": "the mail address",
    "phone": "the telephone number",
    "hours": "the hours (in Danish)",
    "hours_en": "the hours in English",
}


class Setting(NamedTuple):
    """One environment variable. secret: its value is never shown."""

    name: str
    default: str
    meaning: str
    secret: bool = False

    @property
    def may_be_in_file(self) -> bool:
        """Whether ``NAME_FILE`` may name a file that holds it: a secret, or the database with its password."""
        return self.secret or self.name == "SOR_DATABASE"


MOST_CHANGES = {
    "authority": 50_000, "region": 10_000, "municipality": 10_000, "state": 5_000, "private": 2_000, "medcom": 5_000,
    "vendor": 5_000,
}  # fmt: skip
"""Changes in one document by role, unless a setting says otherwise; no more than any document may hold."""

MOST_SECONDS = {
    "authority": 600, "region": 120, "municipality": 120, "state": 60, "private": 30, "medcom": 60, "vendor": 60,
}  # fmt: skip
"""Seconds of processor time that one document may take to be decided, by role, unless a setting says otherwise: some
times what as many changes as the role may send usually take.
"""
LONGEST_SECONDS = 3600

MOST_JOB_SECONDS = {role: 6 * most for role, most in MOST_SECONDS.items()}
"""The same of a document that is decided as a job, while its sender does not wait."""
LONGEST_JOB_SECONDS = 86_400

SETTINGS = (
    Setting(
        "SOR_DATABASE", "sqlite:///sor.db", "the register's database: sqlite:///FILE or postgresql://USER@HOST/NAME"
    ),
    Setting("SOR_HOST", "127.0.0.1", "the address the server listens on"),
    Setting("SOR_PORT", "8080", "the port the server listens on"),
    Setting("SOR_WORKERS", "1", "the number of server processes"),
    Setting("SOR_ACCESS_LOG", "off", "whether the server writes a line of every request: on or off"),
    Setting(
        "SOR_PUBLIC_URL",
        "",
        "the address at which people and programs reach the register, e.g. https://sor.example; requests for names that"
        " are not the server's are refused",
    ),
    Setting(
        "SOR_HOSTS",
        "",
        "further names by which the server is called, for example by a proxy that writes a name of its own; parted by"
        " blanks",
    ),
    Setting(
        "SOR_TRUSTED_PROXIES",
        "",
        "the networks of the proxies before the server, parted by blanks: what these say of the caller (Forwarded,"
        " X-Forwarded-For, X-Forwarded-Proto) is believed; of all others it is ignored",
    ),
    Setting("SOR_TLS_CERTIFICATE", "", "the file of the server's certificate with its chain (PEM), for TLS of its own"),
    Setting("SOR_TLS_KEY", "", "the file of that certificate's private key (PEM)"),
    Setting(
        "SOR_MODE",
        "",
        "demo or production, to insist on it: a register of the other kind is refused; empty: the register, which is"
        " made as a demo or as a real one, decides",
    ),
    Setting("SOR_ROLE", "", "mirror or master; when given it must agree with the role written in the database"),
    Setting(
        "SOR_SHAK_END",
        write_day(SHAK_LAST_DAY),
        "the last valid day of SHAK in a master: in its rules, pages, and for codes still open in the SHAK files; a"
        " mirror shows what its source says",
    ),
    Setting(
        "SOR_NOW", "", "demo only: the day or time to which the register's clock is moved forward, e.g. 2026-12-24"
    ),
    Setting(
        "SOR_MOST_DAYS_AHEAD",
        "31",
        "by how many days the computer's clock may be ahead of the last day in the log of a real register; beyond it"
        " nothing is written until the clock is right or `sor day --accept` says that it is",
    ),
    Setting(
        "SOR_MOST_CHANGES",
        " ".join(f"{role}={most}" for role, most in MOST_CHANGES.items()),
        "how many changes one document may hold, by the sender's role; the largest of several counts",
    ),
    Setting(
        "SOR_MOST_SECONDS",
        " ".join(f"{role}={most}" for role, most in MOST_SECONDS.items()),
        "how many seconds of processor time one document may take to be decided, by the sender's role; the largest of"
        " several counts",
    ),
    Setting(
        "SOR_MOST_JOB_SECONDS",
        " ".join(f"{role}={most}" for role, most in MOST_JOB_SECONDS.items()),
        "the same of a document that is sent as a job, whose sender asks later what became of it",
    ),
    Setting(
        "SOR_JOB_FROM",
        "10001",
        "how many changes make a document a job though its sender, over REST, did not ask for one",
    ),
    Setting("SOR_JOB_DAYS", "30", "for how many days the answer to a job can be asked for"),
    Setting(
        "SOR_HALF_HOLIDAYS",
        "free",
        "whether 5 June, 24 and 31 December are free when the ten working days of a case are counted: free or worked",
    ),
    Setting(
        "SOR_SMTP",
        "",
        "the mail server: smtp://HOST:PORT, with TLS where it offers it, or smtps://HOST:PORT, perhaps USER:PASSWORD@"
        " before the host; empty: no mail is sent",
        True,
    ),
    Setting("SOR_MAIL_FROM", "", "the address that mails come from; needed with SOR_SMTP"),
    Setting(
        "SOR_WEBHOOK_ALLOWED",
        "",
        "the networks that webhooks may reach although they are loopback, private or link-local, parted by blanks",
    ),
    Setting(
        "SOR_WEBHOOK_PATIENCE",
        "72",
        "for how many hours a webhook's receiver may fail before the webhook is parked and its owner told; nothing is"
        " lost by it",
    ),
    Setting("SOR_FILES", "", "the folder of published files, filled and served by the server; empty: none"),
    Setting(
        "SOR_FORMAT_STARTS",
        "",
        "days on which formats come into force where no official one is known, e.g. xml3=2027-01-01",
    ),
    Setting("SOR_CHECKPOINT_KEY", "", "the file of the private key that signs checkpoints (Ed25519, PEM)"),
    Setting("SOR_CHECKPOINT_PUBLIC_KEY", "", "the file of the public key whose checkpoints are trusted"),
    Setting(
        "SOR_TOKEN_KEY",
        "",
        "the keys of tokens, each of 32 characters or more, parted by blanks: the first one signs, all are believed;"
        " empty: keys kept in the database, see `sor keys`",
        True,
    ),
    Setting(
        "SOR_FOLLOW_CLIENT",
        "",
        "the program as which `sor follow` says who it is to the register that it follows, so that it is known there"
        " how far this copy has come; empty: it does not say",
    ),
    Setting("SOR_FOLLOW_SECRET", "", "the secret of that program", True),
    Setting(
        "SOR_OSS_SOURCE",
        "",
        "where municipalities' units in FK-ORG come from unless --source says otherwise: the address of FK-ORG, or a"
        " file; with {municipality} in it, one for each",
    ),
    Setting("SOR_OSS_CLIENT", "", "the client's id towards FK-ORG's token service"),
    Setting("SOR_OSS_CERTIFICATE", "", "the file of the certificate by which FK-ORG knows the register (PEM)"),
    Setting("SOR_OSS_KEY", "", "the file of that certificate's private key (PEM)"),
    Setting("SOR_OSS_TOKEN_URL", "", "the address of FK-ORG's token service; empty: on the source's own host"),
    Setting("SOR_OSS_STS", "", "the address of KOMBIT's STS for writing to FK-ORG; empty: on the source's own host"),
    Setting("SOR_OSS_AUTHORITIES", "", "the file of the authorities that FK-ORG's certificates are from; empty: usual"),
    Setting("SOR_LOGIN", "", "the file of the identity providers that log people in (TOML); empty: none"),
    Setting(
        "SOR_SAML_KEYS",
        "",
        "the files of the register's keys towards providers of SAML, each with a private key and its certificate (PEM),"
        " parted by :; the first signs, each decrypts; see `sor keys saml`",
    ),
    Setting(
        "SOR_DGWS",
        "",
        "whether SOAP callers must show an ID card: required, or (demo only) optional; empty: required in production,"
        " optional in the demo. SORUS always requires one",
    ),
    Setting(
        "SOR_STS_CERTIFICATES",
        "",
        "the certificates of the STSs whose ID cards are trusted: a folder or files (parted by :), PEM or DER;"
        " the name of a file without its ending is the name of its trust domain",
    ),
    Setting("SOR_STS_SHA1", "", "the trust domains whose ID cards may be signed with SHA-1, parted by blanks"),
    Setting(
        "SOR_CERTIFICATION",
        "",
        "whether SORUS keeps a checklist of the test protocol for each caller: on or off; empty: on in the demo, off in"
        " production",
    ),
    Setting(
        "SOR_SORUS_STALE",
        "warning",
        "whether a unit that SORUS sets back to what somebody else changed within seven days is a warning or an error",
    ),
    Setting(
        "SOR_KRS_NOUGHTS",
        "kept",
        "whether a ydernummer in KRS register version 1 is kept as it is (019062), or cut (19062) as the old importer"
        " wrote it: kept or cut",
    ),
    *(
        Setting(
            f"SOR_SUPPORT_{kind.upper()}_{part.upper()}",
            "",
            f"{said} of the {kind} support, on every page and in every refusal; a demo has invented ones",
        )
        for kind in SUPPORT
        for part, said in SUPPORT_PARTS.items()
    ),
    Setting("SOR_SORES_ALLOWED", "127.0.0.0/8 ::1", "the networks from which SORES may be asked, parted by blanks"),
    Setting(
        "SOR_SORES_TOKEN", "", "when given, SORES also answers whoever sends it as Authorization: Bearer TOKEN", True
    ),
    Setting("SOR_SORES_RETENTION", "P2Y", "how far back SORES' cache holds history (P2Y, P18M, P90D)"),
    Setting("SOR_SORES_CACHE_TTL", "P2D", "how long SORES answers from its cache without having seen the database"),
    Setting("SOR_SORES_STARTUP_RELOAD", "true", "whether SORES' cache is made when the server starts: true or false"),
    Setting("SOR_SORES_NAMES", "5", "the most units that SORES' entityNameLookup returns"),
)


SHORTEST_KEY = 32
URL = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


MAIL_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class BadSetting(ValueError):
    """A setting with a value that cannot be used; the message names it and says what to write."""


class SoresSettings(NamedTuple):
    """The settings of SORES; the defaults are those that NSP's operations guide documents, its inside this machine."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1"))
    token: str = ""
    retention: timedelta = timedelta(days=731)
    time_to_live: timedelta = timedelta(days=2)
    loads_at_start: bool = True
    names: int = 5


class DgwsSettings(NamedTuple):
    """The settings of DGWS. required: None when not said. certificates: files and folders; sha1: trust domains."""

    required: bool | None = None
    certificates: tuple[str, ...] = ()
    sha1: frozenset[str] = frozenset()


class OssSettings(NamedTuple):
    """The settings of the municipal synchronisation."""

    source: str = ""
    client: str = ""
    certificate: str = ""
    key: str = ""
    token_url: str = ""
    authorities: str = ""
    sts_url: str = ""


class SupportContact(NamedTuple):
    """Where help is to be had. kind: technical or professional. Empty for what is not told; hours_en: the hours as an
    English page tells them, which without it tells the Danish ones.
    """

    kind: str
    mail: str = ""
    phone: str = ""
    hours: str = ""
    hours_en: str = ""


DEMO_SUPPORT = (
    SupportContact("technical", "teknik@sor.example", "70 00 00 01", "hverdage kl. 9-15", "weekdays 9:00-15:00"),
    SupportContact(
        "professional",
        "faglig@sor.example",
        "70 00 00 02",
        "mandag, onsdag og fredag kl. 10-11.30",
        "Monday, Wednesday and Friday 10:00-11:30",
    ),
)


class TlsFiles(NamedTuple):
    """The files of the server's own certificate and its key."""

    certificate: str
    key: str


class Settings(NamedTuple):
    """The settings as read."""

    database: str
    host: str
    port: int
    workers: int
    mode: str
    role: str | None
    now: datetime | None
    shak_end: int = SHAK_LAST_DAY
    files: str = ""
    format_starts: str = ""
    checkpoint_key: str = ""
    checkpoint_public_key: str = ""
    sores: SoresSettings = SoresSettings()
    token_keys: tuple[str, ...] = ()
    dgws: DgwsSettings = DgwsSettings()
    login: str = ""
    saml_keys: tuple[str, ...] = ()
    certification: bool | None = None
    stale: str = "warning"
    krs_noughts: bool = True
    demo: bool = False
    most_days_ahead: int = 31
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    tls: TlsFiles | None = None
    most_changes: Mapping[str, int] = MappingProxyType(MOST_CHANGES)
    most_seconds: Mapping[str, int] = MappingProxyType(MOST_SECONDS)
    most_job_seconds: Mapping[str, int] = MappingProxyType(MOST_JOB_SECONDS)
    job_from: int = 10_001
    job_days: int = 30
    access_log: bool = False
    half_holidays_free: bool = True
    smtp: str = ""
    mail_from: str = ""
    follow_client: str = ""
    follow_secret: str = ""
    webhook_allowed: tuple[IPv4Network | IPv6Network, ...] = ()
    webhook_patience: timedelta = timedelta(hours=72)
    oss: OssSettings = OssSettings()
    support: tuple[SupportContact, ...] = ()


ONLY_DEMO = {
    "SOR_NOW": "SOR_NOW moves the clock, which only a demo allows, and this is a real register. Remove it.",
    "SOR_DGWS": "SOR_DGWS is optional, which only a demo allows, and this is a real register. Remove it.",
}
WRONG_MODE = {
    "production": "SOR_MODE is production, but {register} was made as a demo: its units are invented and everybody"
    " knows its secrets, so it is never served as a real one. Name a real register with SOR_DATABASE, or remove"
    " SOR_MODE.",
    "demo": "SOR_MODE is demo, but {register} is a real register: no setting gives it the doors of a demo. Make a demo"
    " in a new database with sor init --demo, or remove SOR_MODE.",
}


def read_settings(environment: Mapping[str, str] = os.environ, *, demo: bool | None = None) -> Settings:
    """The settings of an environment; with demo, as they hold for a demo or a real register. Raises BadSetting."""
    given = {s.name: _read_given(environment, s) or s.default for s in SETTINGS}
    for name, value in given.items():
        if (found_in := misfit(value)) is not None:
            raise BadSetting(f"{name}: {found_in.english}; take it out.")
    now = given["SOR_NOW"]
    found = Settings(
        database=given["SOR_DATABASE"],
        host=given["SOR_HOST"],
        port=_number(given, "SOR_PORT", 65535),
        workers=_number(given, "SOR_WORKERS", 256),
        mode=_one_of(given, "SOR_MODE", ("", "demo", "production")),
        role=_one_of(given, "SOR_ROLE", ("", "mirror", "master")) or None,
        now=_instant(now) if now else None,
        shak_end=_day(given, "SOR_SHAK_END"),
        most_days_ahead=_number(given, "SOR_MOST_DAYS_AHEAD", 36525),
        files=given["SOR_FILES"],
        format_starts=given["SOR_FORMAT_STARTS"],
        checkpoint_key=given["SOR_CHECKPOINT_KEY"],
        checkpoint_public_key=given["SOR_CHECKPOINT_PUBLIC_KEY"],
        sores=SoresSettings(
            allowed=_networks(given, "SOR_SORES_ALLOWED"),
            token=given["SOR_SORES_TOKEN"],
            retention=_duration(given, "SOR_SORES_RETENTION"),
            time_to_live=_duration(given, "SOR_SORES_CACHE_TTL"),
            loads_at_start=_one_of(given, "SOR_SORES_STARTUP_RELOAD", ("true", "false")) == "true",
            names=_number(given, "SOR_SORES_NAMES", 500),
        ),
        token_keys=_keys(given, "SOR_TOKEN_KEY"),
        dgws=_dgws(given),
        login=given["SOR_LOGIN"],
        saml_keys=tuple(part for part in given["SOR_SAML_KEYS"].split(os.pathsep) if part),
        certification=_switch(given, "SOR_CERTIFICATION", "on", "off"),
        stale=_one_of(given, "SOR_SORUS_STALE", ("warning", "error")),
        krs_noughts=_one_of(given, "SOR_KRS_NOUGHTS", ("kept", "cut")) == "kept",
        public_url=_url(given, "SOR_PUBLIC_URL"),
        hosts=tuple(given["SOR_HOSTS"].replace(",", " ").lower().split()),
        proxies=_networks(given, "SOR_TRUSTED_PROXIES"),
        tls=_tls(given),
        most_changes=_by_role(given, "SOR_MOST_CHANGES", MOST_CHANGES, MOST_CHANGES["authority"]),
        most_seconds=_by_role(given, "SOR_MOST_SECONDS", MOST_SECONDS, LONGEST_SECONDS),
        most_job_seconds=_by_role(given, "SOR_MOST_JOB_SECONDS", MOST_JOB_SECONDS, LONGEST_JOB_SECONDS),
        job_from=_number(given, "SOR_JOB_FROM", MOST_CHANGES["authority"] + 1),
        job_days=_number(given, "SOR_JOB_DAYS", 3650),
        follow_client=given["SOR_FOLLOW_CLIENT"],
        oss=OssSettings(
            given["SOR_OSS_SOURCE"],
            given["SOR_OSS_CLIENT"],
            given["SOR_OSS_CERTIFICATE"],
            given["SOR_OSS_KEY"],
            given["SOR_OSS_TOKEN_URL"],
            given["SOR_OSS_AUTHORITIES"],
            given["SOR_OSS_STS"],
        ),
        follow_secret=given["SOR_FOLLOW_SECRET"],
        webhook_allowed=_networks(given, "SOR_WEBHOOK_ALLOWED"),
        webhook_patience=timedelta(hours=_number(given, "SOR_WEBHOOK_PATIENCE", 8760)),
        access_log=_one_of(given, "SOR_ACCESS_LOG", ("on", "off")) == "on",
        smtp=_smtp(given),
        mail_from=given["SOR_MAIL_FROM"].strip(),
        support=_support(given),
        half_holidays_free=_one_of(given, "SOR_HALF_HOLIDAYS", ("free", "worked")) == "free",
    )
    return found if demo is None else settle_settings(found, demo=demo)


def _read_given(environment: Mapping[str, str], setting: Setting) -> str:
    """The value of a setting; of one that may be secret also from the file that ``NAME_FILE`` names."""
    value, path = environment.get(setting.name, ""), environment.get(f"{setting.name}_FILE", "")
    if not path or not setting.may_be_in_file:
        return value
    if value:
        raise BadSetting(f"{setting.name} and {setting.name}_FILE are both set. Remove one of them.")
    try:
        held = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{setting.name}_FILE: {path} cannot be read: {reason_of(error)}.") from None
    if not held:
        raise BadSetting(f"{setting.name}_FILE: {path} is empty. Write the value into it, or remove the setting.")
    return held


def reason_of(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, in a few words."""
    return error.strerror or str(error) if isinstance(error, OSError) else "it is no UTF-8 text"


def settle_settings(settings: Settings, *, demo: bool, register: str = "this register") -> Settings:
    """The settings as they hold for a register: its own kind decides what no setting says.

    demo: whether it was made as a demo. register: what it is called in messages. Raises BadSetting for a setting that
    the other kind alone takes.
    """
    if settings.mode not in ("", "demo" if demo else "production"):
        raise BadSetting(WRONG_MODE[settings.mode].format(register=register))
    if not demo and settings.now is not None:
        raise BadSetting(ONLY_DEMO["SOR_NOW"])
    if not demo and settings.dgws.required is False:
        raise BadSetting(ONLY_DEMO["SOR_DGWS"])
    required = settings.dgws.required
    keeps = settings.certification
    return settings._replace(
        demo=demo,
        dgws=settings.dgws._replace(required=not demo if required is None else required),
        certification=demo if keeps is None else keeps,
        support=settings.support or (DEMO_SUPPORT if demo else ()),
    )


def _switch(given: Mapping[str, str], name: str, on: str, off: str) -> bool | None:
    """Whether a setting says the one or the other; None when it says nothing."""
    asked = _one_of(given, name, ("", on, off))
    return asked == on if asked else None


def _keys(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    keys = tuple(given[name].split())
    for n, key in enumerate(keys, 1):
        if len(key) < SHORTEST_KEY:
            which = f"{name} has" if len(keys) == 1 else f"Key {n} of {name} has"
            raise BadSetting(f"{which} {len(key)} characters. Write at least {SHORTEST_KEY}, made by chance.")
    return keys


NO_STS = (
    "SOR_STS_CERTIFICATES is not set: no ID card can be trusted, so every call of a SOAP service is refused."
    " Name the folder that holds the certificate of the STS."
)


def missing(settings: Settings) -> dict[str, str]:
    """The settings that production lacks, each with a sentence that says what to do; none in the demo."""
    return {} if settings.demo or settings.dgws.certificates else {"SOR_STS_CERTIFICATES": NO_STS}


def _url(given: Mapping[str, str], name: str) -> str:
    """A web address without a path; empty when there is none."""
    text = given[name].rstrip("/")
    if text and not URL.fullmatch(text):
        raise BadSetting(f"{name} is '{given[name]}'. Write scheme and name, for example https://sor.example.")
    return text


def _support(given: Mapping[str, str]) -> tuple[SupportContact, ...]:
    """The support contacts of which something is told."""
    found = [
        SupportContact(kind, *(given[f"SOR_SUPPORT_{kind.upper()}_{part.upper()}"].strip() for part in SUPPORT_PARTS))
        for kind in SUPPORT
    ]
    for one in found:
        if one.mail and not MAIL_ADDRESS.fullmatch(one.mail):
            name = f"SOR_SUPPORT_{one.kind.upper()}_MAIL"
            raise BadSetting(f"{name} is '{one.mail}'. Write a mail address, such as support@example.dk.")
    return tuple(one for one in found if any(one[1:]))


def _smtp(given: Mapping[str, str]) -> str:
    """The address of the mail server; empty when there is none. Raises BadSetting, which tells no password."""
    text = given["SOR_SMTP"].strip()
    if not text:
        return ""
    try:
        found = urlsplit(text)
        is_good = found.scheme in ("smtp", "smtps") and bool(found.hostname) and found.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise BadSetting("SOR_SMTP is no address of a mail server. Write smtp://HOST:PORT or smtps://HOST:PORT.")
    if not MAIL_ADDRESS.fullmatch(given["SOR_MAIL_FROM"].strip()):
        raise BadSetting("SOR_SMTP needs SOR_MAIL_FROM, the address that mails come from, such as sor@example.dk.")
    return text


def _by_role(given: Mapping[str, str], name: str, usual: Mapping[str, int], highest: int) -> Mapping[str, int]:
    """Numbers by role, the usual ones for roles that are not named."""
    found = dict(usual)
    for part in given[name].split():
        role, _, most = part.partition("=")
        if role not in found or not is_digits(most) or not 1 <= int(most) <= highest:
            known = ", ".join(found)
            example = f"region={usual['region']}"
            raise BadSetting(
                f"{name}: '{part}'. Write role=number, such as {example}, from 1 to {highest}; the roles are {known}."
            )
        found[role] = int(most)
    return found


def _tls(given: Mapping[str, str]) -> TlsFiles | None:
    """The files of TLS. Raises BadSetting when there is only one of them."""
    files = TlsFiles(given["SOR_TLS_CERTIFICATE"], given["SOR_TLS_KEY"])
    if bool(files.certificate) != bool(files.key):
        raise BadSetting("SOR_TLS_CERTIFICATE and SOR_TLS_KEY belong together. Write both or neither.")
    return files if files.key else None


def _dgws(given: Mapping[str, str]) -> DgwsSettings:
    required = _switch(given, "SOR_DGWS", "required", "optional")
    certificates = tuple(filter(None, given["SOR_STS_CERTIFICATES"].split(os.pathsep)))
    return DgwsSettings(required, certificates, frozenset(given["SOR_STS_SHA1"].replace(",", " ").split()))


def _day(given: Mapping[str, str], name: str) -> int:
    try:
        return parse_day(given[name])
    except NotADay as error:
        raise BadSetting(f"{name}: {error}") from None


def _one_of(given: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if given[name] not in allowed:
        raise BadSetting(f"{name} is '{given[name]}'. Write {' or '.join(filter(None, allowed))}.")
    return given[name]


def _number(given: Mapping[str, str], name: str, highest: int) -> int:
    text = given[name]
    if not is_digits(text) or not 1 <= int(text) <= highest:
        raise BadSetting(f"{name} is '{text}'. Write a whole number from 1 to {highest}.")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(f"{text}T12:00" if len(text) == 10 else text)
    except ValueError:
        raise BadSetting(f"SOR_NOW is '{text}'. Write a day or a time, for example 2026-11-01.") from None


def _networks(given: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in given[name].replace(",", " ").split())
    except ValueError as error:
        raise BadSetting(f"{name}: {error}. Write networks such as 10.1.0.0/16 ::1, parted by blanks.") from None


_DURATION = re.compile(r"P(?=.)(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?")


def _duration(given: Mapping[str, str], name: str) -> timedelta:
    """A duration of years, months and days; years and months are counted generously."""
    found = _DURATION.fullmatch(given[name])
    if found is None:
        raise BadSetting(f"{name} is '{given[name]}'. Write a duration such as P2Y, P18M or P90D.")
    years, months, days = (int(part or 0) for part in found.groups())
    return timedelta(days=-(-years * 731 // 2) + 31 * months + days)
