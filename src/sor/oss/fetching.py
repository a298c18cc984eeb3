"""Fetching a municipality's units and keeping them as they came, whole; a fetch that fails leaves what was there."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from sor.core.canonical import encode
from sor.core.instant import write_instant
from sor.oss.code_writer import SoapWriter
from sor.oss.file_source import FileSource
from sor.oss.graphql_source import GraphqlSource, OrgCaller
from sor.oss.org_tree import OrgFault, check_units
from sor.oss.org_unit import OrgUnit
from sor.oss.source import OrgSource, SourceFault, TellCount
from sor.register import Register
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.oss import SnapshotRow


class OrgSnapshot(NamedTuple):
    """A municipality's units as they were fetched last. changed: whether they are others than before."""

    municipality: str
    source: str
    fetched_at: str
    units: Sequence[OrgUnit]
    faults: Sequence[OrgFault]
    changed: bool = False


class NothingFetched(SourceFault):
    """A municipality of which nothing was fetched yet."""


def open_source(register: Register, settings: Settings, text: str) -> OrgSource:
    """The source that an address or a path names. Raises SourceFault."""
    if not text:
        raise SourceFault(
            "No source is named. Write --source with the address of FK-ORG or the path of a file, or set"
            " SOR_OSS_SOURCE.",
            "Ingen kilde er nævnt. Skriv FK-ORGs adresse eller en fils sti, eller sæt SOR_OSS_SOURCE.",
        )
    if text.startswith(("http://", "https://")):
        return GraphqlSource(text, caller_of(register, settings))
    return FileSource(Path(text))


def open_writer(register: Register, settings: Settings, text: str) -> SoapWriter | None:
    """What writes codes where a source's units come from; None for a file, and without a certificate."""
    caller = caller_of(register, settings)
    if not text.startswith(("http://", "https://")) or not caller.certificate:
        return None
    return SoapWriter(text, caller, settings.oss.sts_url)


def caller_of(register: Register, settings: Settings) -> OrgCaller:
    """Who asks FK-ORG: as the settings say; a demo without any has the certificates that its simulator made."""
    given = settings.oss
    if given.certificate or not register.is_demo:
        return OrgCaller(given.client, given.certificate, given.key, given.token_url, given.authorities)
    folder = Path("sor.oss")
    if settings.database.startswith("sqlite:///"):
        folder = Path(settings.database.removeprefix("sqlite:///").partition("?")[0]).with_suffix(".oss")
    if not (folder / "client.pem").exists():
        return OrgCaller(given.client, token_url=given.token_url)
    return OrgCaller(
        given.client or "sor-demo",
        str(folder / "client.pem"),
        str(folder / "client-key.pem"),
        given.token_url,
        str(folder / "authority.pem"),
    )


def fetch(register: Register, source: OrgSource, municipality: str, cvr: str, tell: TellCount) -> OrgSnapshot:
    """Fetch a municipality's units and keep them. Raises SourceFault, and keeps what was there then."""
    units, faults = check_units(source.units(cvr, tell))
    if not units:
        raise SourceFault(
            f"{source.name} gives no units; what was fetched before is kept.",
            f"{source.name} giver ingen enheder; det tidligere hentede er beholdt.",
        )
    body = msgspec.json.encode(sorted(units, key=lambda unit: unit.uuid))
    told = encode([[one.kind, one.org, one.da, one.en] for one in faults]).decode()
    now = write_instant(register.clock())
    row = SnapshotRow(
        municipality, source.name, now, sha256(body).hexdigest(), len(units), told, rows.pack(body)
    )  # fmt: skip
    with register.database.desk.writing() as connection:
        before = rows.snapshot(connection, municipality)
        changed = before is None or before.digest != row.digest
        rows.put_snapshot(connection, row)
        standing = rows.municipality(connection, municipality)
        rows.put_municipality(connection, standing._replace(source=source.name))
    return OrgSnapshot(municipality, source.name, now, units, faults, changed)


def read_snapshot(register: Register, municipality: str) -> OrgSnapshot:
    """What was fetched last. Raises NothingFetched."""
    row = rows.snapshot(register.database.reader(), municipality)
    if row is None:
        raise NothingFetched(
            f"Nothing is fetched for municipality {municipality} yet: sor oss fetch --municipality {municipality}",
            f"Der er endnu intet hentet for kommune {municipality}.",
        )
    faults = [OrgFault(*one) for one in msgspec.json.decode(row.faults, type=list[tuple[str, str, str, str]])]
    units = msgspec.json.decode(rows.unpack(row.units), type=list[OrgUnit])
    return OrgSnapshot(municipality, row.source, row.fetched_at, units, faults)
