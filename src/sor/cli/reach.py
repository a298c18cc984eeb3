"""Whether other machines can reach a server, and what a real register must have before it is served to them."""

import socket
import ssl
from ipaddress import IPv6Address, ip_address

from sor.register import Refused
from sor.settings import Settings

PLAIN = (
    "TLS: its own, with SOR_TLS_CERTIFICATE and SOR_TLS_KEY, or that of a proxy before it, named in SOR_TRUSTED_PROXIES"
)
NO_KEY = "a key of its own that signs tokens: SOR_TOKEN_KEY"
OPEN_DEMO = (
    "Whoever reaches {host} can do everything here: this is a demo, and everybody knows its secrets. Let no strangers"
    " reach it."
)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address: each that the name stands for is one of its own loopback."""
    try:
        found = {str(place[4][0]) for place in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError:
        return False
    return bool(found) and all(_is_loopback(text) for text in found)


def _is_loopback(text: str) -> bool:
    found = ip_address(text)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def lacking(settings: Settings) -> list[str]:
    """What a register that is served as these settings say must have, and has not. Nothing on one's own machine."""
    if settings.demo or is_loopback(settings.host):
        return []
    has_tls = settings.tls is not None or bool(settings.proxies)
    return [what for what, is_there in ((PLAIN, has_tls), (NO_KEY, bool(settings.token_keys))) if not is_there]


def refuse_bare(settings: Settings) -> None:
    """Raises Refused while something is missing that must be there, or the files of TLS cannot be used."""
    if settings.tls is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(*settings.tls)
        except OSError as error:  # ssl.SSLError is one
            raise Refused(f"SOR_TLS_CERTIFICATE and SOR_TLS_KEY cannot be used: {error}") from None
    if wanted := lacking(settings):
        raise Refused(
            f"Other machines can reach {settings.host}, and a real register is not served to them without"
            f" {'; nor without '.join(wanted)}. On 127.0.0.1 it can be read on this machine as it is."
        )
