"""Ports for servers that tests start: chosen before they are bound, and nobody else's meanwhile."""

import os
import socket
from itertools import count

LOWEST, PORTS = 10_240, 22_000
"""Below those that the system gives to whoever connects to something or asks for any: between choosing and binding it
would give them away."""

_next = count(os.getpid() * 7_919)  # neighbours begin far apart, whatever number of ports each takes


def free_port() -> int:
    """A port of this machine at which nobody listens, another one each time; processes begin at different ones."""
    for n in _next:
        port = LOWEST + n % PORTS
        with socket.socket() as trying:
            try:
                trying.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("there is always another")
