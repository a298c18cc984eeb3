"""The guards of a server's SOAP services: whom to trust, from the settings; which lists, from the register."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sor.access.dgws.checks import Demands
from sor.access.dgws.issuing import DEMO_ISSUER
from sor.access.dgws.trust import BadCertificate, Trust, trusted
from sor.access.dgws.verified import VerifiedCards
from sor.desk.demo_sts import DemoSts, security_clock
from sor.desk.whitelists import Whitelists
from sor.endpoints.soap.dgws import Dgws
from sor.register import Register
from sor.settings import BadSetting, DgwsSettings, Settings

ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})


class Guards:
    """What the guards of one process share: whom to trust, the clock, the cards that were verified already.

    Raises BadSetting when certificates are named that cannot be used.
    """

    def __init__(self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
        self._settings = settings
        self._anchors = anchors(settings)
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
        return self._anchors + (self._demo.trust() if self._demo else ())


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
            here = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
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
        found = trusted(file.stem, file.read_bytes(), sha1=file.stem in given.sha1)
    except BadCertificate as error:
        raise BadSetting(f"SOR_STS_CERTIFICATES: {file} cannot be trusted: {error}.") from None
    except OSError as error:
        raise BadSetting(f"SOR_STS_CERTIFICATES: {file} cannot be read: {error.strerror}.") from None
    if not demo and any(DEMO_ISSUER in one.subject for one in found):
        raise BadSetting(
            f"SOR_STS_CERTIFICATES: {file} is the certificate of a demo STS, which production never trusts."
        )
    return found
