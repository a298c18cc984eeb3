"""The guards of a server's SOAP services: whom to trust, from the settings; which lists, from the register."""

import contextlib
import os
import stat
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from sor.access.dgws.checks import Demands
from sor.access.dgws.issuing import DEMO_ISSUER
from sor.access.dgws.trust import BadCertificate, Trust, Trusted, read_trust
from sor.access.dgws.verified import VerifiedCards
from sor.desk.demo_sts import DemoSts, security_clock
from sor.desk.whitelists import Whitelists
from sor.endpoints.soap.dgws import Dgws
from sor.register import Register
from sor.settings import BadSetting, DgwsSettings, Settings

LOOK = 0.2
"""Seconds between two looks at the files: a look costs as much as a look-up."""

logger = structlog.get_logger()

ENDINGS = (".pem", ".crt", ".cer", ".der")


class Guards:
    """What the guards of one process share: whom to trust, the clock, the cards that were verified already.

    Raises BadSetting when certificates are named that cannot be used.
    """

    def __init__(self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
        self._settings = settings
        self._anchors = Anchors(settings)
        self._clock = clock or security_clock(register, settings)
        self._demo = DemoSts(register, self._clock) if register.is_demo else None
        self._whitelists = Whitelists(register, demo=register.is_demo)
        self._kept = VerifiedCards()

    def of(self, service: str, name: str, *, has_whitelist: bool = True, always: bool = False) -> Dgws:
        """The guard of a service. name: as its callers know it. has_whitelist: whether its callers must be listed.
        always: whether it asks for a card even where the demo lets others do without.
        """
        demands = Demands(name, self._whitelists.of(service) if has_whitelist else None)
        required = always or self._settings.dgws.required is not False
        return Dgws(demands, self._clock, self._trust, self._kept, required=required)

    def _trust(self) -> Trust:
        return self._anchors.now() + (self._demo.trust() if self._demo else ())


class Anchors:
    """The certificates that the settings name, as their files stand now: one that is put there is trusted within a
    moment, one that is taken away no more, in every process.

    Raises BadSetting for files that cannot be used; later such a file is only told, and its certificates are not
    trusted, so that nobody's mistake keeps alive what was to be revoked.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._next = 0.0
        self._state = _state(settings.dgws)
        self._trust = anchors(settings)

    def now(self) -> Trust:
        """Whom to trust now."""
        now = time.monotonic()
        if now < self._next:
            return self._trust
        self._next = now + LOOK
        state = _state(self._settings.dgws)
        if state != self._state:
            self._trust = self._read()
            self._state = state
            logger.warning("trusted certificates", certificates=[f"{one.sts}: {one.subject}" for one in self._trust])
        return self._trust

    def _read(self) -> Trust:
        found: list[Trusted] = []
        for file in _there(self._settings.dgws):
            try:
                found += _in_file(file, self._settings.dgws, demo=self._settings.demo)
            except BadSetting as error:
                logger.error("not trusted", reason=str(error))  # noqa: TRY400 (it says which file and why)
        return tuple(found)


def _state(given: DgwsSettings) -> list[tuple[str, int, int, int]]:
    """What tells whether the files are those that were read. Asked often, so not by ``Path``, which is slow."""
    found = []
    for name in given.certificates:
        with contextlib.suppress(OSError):
            seen = os.stat(name)  # noqa: PTH116
            if stat.S_ISDIR(seen.st_mode):
                with os.scandir(name) as files:
                    found += [_stamp(file.path, file.stat()) for file in files if file.name.lower().endswith(ENDINGS)]
            else:
                found.append(_stamp(name, seen))
    return sorted(found)


def _stamp(path: str, seen: os.stat_result) -> tuple[str, int, int, int]:
    return path, seen.st_mtime_ns, seen.st_ino, seen.st_size


def _there(given: DgwsSettings) -> list[Path]:
    """The files that hold certificates, of those that are there now."""
    found: list[Path] = []
    for name in given.certificates:
        path = Path(name)
        with contextlib.suppress(OSError):
            found += _in_folder(path) if path.is_dir() else [path] if path.is_file() else []
    return found


def _in_folder(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS)


def anchors(settings: Settings) -> Trust:
    """The certificates that the settings name. Raises BadSetting."""
    given = settings.dgws
    found = tuple(one for file in _files(given) for one in _in_file(file, given, demo=settings.demo))
    unknown = given.sha1 - {one.sts for one in found}
    if unknown:
        raise BadSetting(
            f"SOR_STS_SHA1 names {', '.join(sorted(unknown))}, but SOR_STS_CERTIFICATES brings no such trust domain."
            " Write the name of a certificate's file without its ending."
        )
    return found


def _files(given: DgwsSettings) -> list[Path]:
    found = []
    for name in given.certificates:
        path = Path(name)
        if path.is_dir():
            here = _in_folder(path)
            if not here:
                raise BadSetting(f"SOR_STS_CERTIFICATES: there is no certificate (.pem, .crt, .cer, .der) in {path}.")
            found += here
        elif path.is_file():
            found.append(path)
        else:
            raise BadSetting(f"SOR_STS_CERTIFICATES: {path} is neither a file nor a folder.")
    return found


def _in_file(file: Path, given: DgwsSettings, *, demo: bool) -> Trust:
    try:
        found = read_trust(file.stem, file.read_bytes(), sha1=file.stem in given.sha1)
    except BadCertificate as error:
        raise BadSetting(f"SOR_STS_CERTIFICATES: {file} cannot be trusted: {error}.") from None
    except OSError as error:
        raise BadSetting(f"SOR_STS_CERTIFICATES: {file} cannot be read: {error.strerror}.") from None
    if not demo and any(DEMO_ISSUER in one.subject for one in found):
        raise BadSetting(
            f"SOR_STS_CERTIFICATES: {file} is the certificate of a demo STS, which production never trusts."
        )
    return found
