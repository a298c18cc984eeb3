"""A witness (C2SP tlog-witness) as a process of its own: python -m tests.journeys.witness ORIGIN VKEY

Prints its address and its key. It keeps what it has signed in memory, and shares with the register nothing but the form
of a signature.
"""

import sys
import time
from base64 import b64decode, b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = "witness.example/1"
OWN = Ed25519PrivateKey.generate()
RAW = OWN.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
ID = sha256(NAME.encode() + b"\n\x04" + RAW).digest()[:4]


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def is_consistent(old: int, size: int, first: bytes, second: bytes, proof: list[bytes]) -> bool:
    """RFC 9162 §2.1.4.2."""
    if old == size:
        return first == second and not proof
    path = [first, *proof] if old & (old - 1) == 0 else proof
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    if not path:
        return False
    fr = sr = path[0]
    for one in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(one, fr), node(one, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, one)
        fn, sn = fn >> 1, sn >> 1
    return fr == first and sr == second and sn == 0


class Witness(BaseHTTPRequestHandler):
    """Signs what continues what it has seen."""

    seen: tuple[int, bytes] = (0, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked, _, note = body.partition("\n\n")
        old, *proof = asked.split("\n")
        text = note.rpartition("\n\n")[0] + "\n"
        origin, size, root = text.split("\n")[:3]
        signature = b64decode(note.rstrip("\n").rsplit(" ", 1)[1])
        try:
            Ed25519PublicKey.from_public_bytes(b64decode(sys.argv[2].split("+", 2)[2])[1:]).verify(
                signature[4:], text.encode()
            )
        except InvalidSignature:
            return self.answer(403)
        if origin != sys.argv[1]:
            return self.answer(404)
        before, new = int(old.removeprefix("old ")), int(size)
        if before != Witness.seen[0]:
            return self.answer(409, f"{Witness.seen[0]}\n", "text/x.tlog.size")
        if before > new:
            return self.answer(400)
        if before and not is_consistent(before, new, Witness.seen[1], b64decode(root), [*map(b64decode, proof)]):
            return self.answer(422)
        Witness.seen = new, b64decode(root)
        seconds = int(time.time())
        signed = OWN.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        blob = b64encode(ID + seconds.to_bytes(8, "big") + signed).decode()
        return self.answer(200, f"— {NAME} {blob}\n")

    def answer(self, status: int, text: str = "", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Witness)
    key = f"{NAME}+{ID.hex()}+{b64encode(bytes([4]) + RAW).decode()}"
    sys.stdout.write(f"http://127.0.0.1:{server.server_port} {key}\n")
    sys.stdout.flush()
    server.serve_forever()
