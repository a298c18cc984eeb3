"""Hostile requests to SORUS, each made of a genuine message that would be taken: none changes anything, none makes the
server stumble, each gets an answer that is documented, and the genuine message is taken afterwards as before.
"""

import gzip
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from sor.access.dgws.issuing import Holder, header, issue
from sor.access.dgws.names import CVR_FORMAT, WSSE
from tests.access.dgws.messages import STRANGER, envelope
from tests.attacks.conftest import SORUS, Answered, Attacked, answered
from tests.endpoints.sorus.messages import request
from tests.journeys.three_doors import LOGIN, OWNER

Attack: TypeAlias = Callable[[Attacked], Answered]
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EVIL, OWN = LOGIN["private"], LOGIN["region"]

DOCUMENTED = frozenset({400, 403, 404, 405, 408, 411, 413, 415, 421, 431, 500, 503})


def changed(was: str, becomes: str, count: int = 1) -> Attack:
    """A genuine message with something replaced."""

    def attack(server: Attacked) -> Answered:
        message = server.message()
        assert was in message, was
        return server.posted(message.replace(was, becomes, count))

    return attack


def before(text: str) -> Attack:
    """Something before a genuine message."""
    return lambda server: server.posted(text + server.message())


def as_bytes(make: Callable[[str], bytes], kind: str = "text/xml", *headers: str) -> Attack:
    """A genuine message in other bytes."""
    return lambda server: server.posted(make(server.message()), *headers, kind=kind)


def raw(make: Callable[[bytes, int], bytes]) -> Attack:
    """A genuine message in a frame of HTTP of one's own making. make: gets its bytes and the port."""
    return lambda server: answered(server.sent(make(server.message().encode(), server.port)))


def with_card(make: Callable[[Attacked, str], str]) -> Attack:
    """A genuine message with another card. make: gets the genuine one."""
    return lambda server: server.posted(server.message(card=make(server, server.card())))


def with_known_card(make: Callable[[str], str]) -> Attack:
    """The same where the server knows the card already."""

    def attack(server: Attacked) -> Answered:
        card = server.card()
        assert server.posted(server.message(card=card)).status == 200
        message = server.message(card=card)
        return server.posted(message.replace(card, make(card)))

    return attack


def forged(card: str) -> str:
    """What the attacker would have the card say, unsigned."""
    return re.sub(r"<ds:Signature .*</ds:Signature>", "", card, flags=re.DOTALL).replace(OWN, EVIL)


def dtd(inside: str, use: str = "navn") -> Attack:
    """A document type declaration, and an entity in place of a value."""

    def attack(server: Attacked) -> Answered:
        message = server.message()
        name = re.search(r"<EntityName>(.*?)<", message)
        assert name is not None
        return server.posted(f"<!DOCTYPE x [{inside}]>" + message.replace(name[1], use, 1))

    return attack


def framed(*head: str, body: Callable[[bytes], bytes] = bytes) -> Attack:
    """A POST with headers of one's own making, and a body made of the genuine message."""

    def make(message: bytes, port: int) -> bytes:
        first = f"POST {SORUS} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: text/xml\r\nConnection: close\r\n"
        lines = "".join(f"{line.replace('LENGTH', str(len(message)))}\r\n" for line in head)
        return (first + lines + "\r\n").encode("latin-1") + body(message)

    return raw(make)


def hosted(*hosts: str) -> Attack:
    """A POST that names these hosts."""

    def make(message: bytes, _: int) -> bytes:
        lines = [f"POST {SORUS} HTTP/1.1", *(f"Host: {host}" for host in hosts), "Content-Type: text/xml"]
        return "\r\n".join([*lines, "Connection: close", f"Content-Length: {len(message)}", "", ""]).encode() + message

    return raw(make)


def attributes(many: int, *, of_namespaces: bool = False) -> str:
    """So many attributes, or names of namespaces."""
    return " ".join(f'xmlns:a{n}="u:{n}"' if of_namespaces else f'a{n}=""' for n in range(many))


def chunked(message: bytes, size: str = "", ending: bytes = b"0\r\n\r\n") -> bytes:
    return (size or f"{len(message):x}").encode() + b"\r\n" + message + b"\r\n" + ending


BODY = f'<e:Body xmlns:e="{SOAP}">'
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
XI = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
XOP = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:x"/>'
NOW = datetime.now(UTC)

ENTITIES: dict[str, Attack] = {
    "an entity of its own": dtd('<!ENTITY a "navn">', "&a;"),
    "a file as an entity": dtd('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;"),
    "an address as an entity": dtd('<!ENTITY a SYSTEM "http://127.0.0.1:9/">', "&a;"),
    "an entity of parameters from outside": dtd('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;'),
    "a billion laughs": dtd(LAUGHS, "&i;"),
    "one large entity a thousand times": dtd(f'<!ENTITY a "{"x" * 90_000}">', "&a;" * 1_000),
    "an entity that names itself": dtd('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    "a declaration that makes ids of other attributes": dtd("<!ATTLIST Body x ID #FIXED 'IDCard'>"),
    "a declaration outside": before('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "a public declaration": before('<!DOCTYPE x PUBLIC "-//x//y" "file:///etc/hostname">'),
    "an empty declaration": before("<!DOCTYPE Envelope>"),
    "a declaration in UTF-16": as_bytes(lambda text: f'<!DOCTYPE x [<!ENTITY a "b">]>{text}'.encode("utf-16")),
    "an entity that nobody declared": changed("<EntityName>", "<EntityName>&x;"),
    "a file included": changed("<EntityName>", f"<EntityName>{XI}"),
}

ENCODINGS: dict[str, Attack] = {
    "UTF-7 by its declaration": as_bytes(lambda text: b'<?xml version="1.0" encoding="UTF-7"?>' + text.encode("utf-7")),
    "UTF-7 by the transport": as_bytes(lambda text: text.encode("utf-7"), "text/xml; charset=utf-7"),
    "UTF-16 that hides a comment in the number": as_bytes(
        lambda text: text.replace(f">{OWN}<", f">{OWN[:4]}<!-- -->{OWN[4:]}<").encode("utf-16")
    ),
    "UTF-32 that hides a comment in the number": as_bytes(
        lambda text: text.replace(f">{OWN}<", f">{OWN[:4]}<!-- -->{OWN[4:]}<").encode("utf-32"),
    ),
    "EBCDIC that hides another number": as_bytes(
        lambda text: f'<?xml version="1.0" encoding="ibm037"?>{text.replace(OWN, EVIL)}'.encode("cp037")
    ),
    "a character of too many bytes": as_bytes(lambda text: text.encode().replace(b"navn", b"nav\xc0\xae", 1)),
    "half a character": as_bytes(lambda text: text.encode().replace(b"<EntityName>", b"<EntityName>\xed\xa0\x80", 1)),
    "NUL in a value": as_bytes(lambda text: text.encode().replace(b"<EntityName>", b"<EntityName>\0", 1)),
    "NUL written as a number": changed("<EntityName>", "<EntityName>&#0;"),
    "a mark of direction in a name": changed("<EntityName>", "<EntityName>\u202e"),
    "a character set that nobody knows": as_bytes(str.encode, "text/xml; charset=klingon"),
    "a declaration that lies about the bytes": as_bytes(
        lambda text: f'<?xml version="1.0" encoding="us-ascii"?>{text}'.replace("navn", "nævn").encode()
    ),
}

COMPRESSED: dict[str, Attack] = {
    "gzip that nobody unpacks": as_bytes(
        lambda text: gzip.compress(text.encode()), "text/xml", "Content-Encoding: gzip"
    ),
    "a bomb of gzip": as_bytes(lambda _: gzip.compress(b" " * 5_000_000), "text/xml", "Content-Encoding: gzip"),
    "deflate": as_bytes(lambda text: zlib.compress(text.encode()), "text/xml", "Content-Encoding: deflate"),
    "MTOM": as_bytes(
        lambda text: f"--x\r\nContent-Type: application/xop+xml\r\n\r\n{text}\r\n--x--".encode(),
        'multipart/related; boundary=x; type="application/xop+xml"',
    ),
    "SOAP with attachments": as_bytes(
        lambda text: f"--x\r\nContent-Type: text/xml\r\n\r\n{text}\r\n--x--".encode(), "multipart/related; boundary=x"
    ),
    "an attachment in place of a value": changed("<EntityName>", f"<EntityName>{XOP}"),
}

SIZES: dict[str, Attack] = {
    "more than a service takes": changed("<EntityName>", f"<EntityName>{'x' * 250_000}"),
    "deeper than a service takes": changed("<EntityName>", f"<EntityName>{'<x>' * 100}{'</x>' * 100}"),
    "deeper than a parser takes": changed("<EntityName>", f"<EntityName>{'<x>' * 9_000}{'</x>' * 9_000}"),
    "twenty thousand attributes": changed("<EntityName>", f"<EntityName {attributes(15_000)}>"),
    "eight thousand names of namespaces": changed(
        "<EntityName>", f"<EntityName {attributes(8_000, of_namespaces=True)} a1:x=''>"
    ),
    "forty thousand elements": changed("<EntityName>", f"{'<x/>' * 40_000}<EntityName>"),
    "a name as long as a message": changed("<EntityName>", f"<{'x' * 60_000}/><EntityName>"),
    "a card with many attributes": with_card(
        lambda _, card: card.replace("<saml:Issuer>", f"<saml:Advice {attributes(9_000)}/><saml:Issuer>")
    ),
    "a card with many elements": with_card(
        lambda _, card: card.replace("<saml:Issuer>", f"<saml:Advice>{'<x/>' * 30_000}</saml:Advice><saml:Issuer>")
    ),
}

STRUCTURES: dict[str, Attack] = {
    "two bodies": changed("</e:Envelope>", "<e:Body/></e:Envelope>"),
    "a second body with another request": lambda server: server.posted(
        server.message().replace("</e:Envelope>", f"<e:Body>{server.edit('region', 'b')}</e:Body></e:Envelope>")
    ),
    "two headers": changed("<e:Body>", "<e:Header/><e:Body>"),
    "two requests in one body": lambda server: server.posted(
        server.message(body=server.edit("region", "a") + server.edit("region", "b"))
    ),
    "an empty body": lambda server: server.posted(server.message(body=" ")),
    "no envelope": lambda server: server.posted(server.edit("region", "a")),
    "an envelope of SOAP 1.2": changed(SOAP, "http://www.w3.org/2003/05/soap-envelope", 9),
    "an envelope in no namespace": changed(f'xmlns:e="{SOAP}"', 'xmlns:e="urn:x"'),
    "a header that must be understood": changed("</e:Header>", '<x xmlns="urn:x" e:mustUnderstand="1"/></e:Header>'),
    "an operation of nobody": lambda server: server.posted(server.message(body="<DropEverything xmlns='urn:x'/>")),
    "another type by xsi:type": changed(
        "<EntityName>", '<EntityName xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="i:x">'
    ),
    "nothing by xsi:nil": changed(
        "<EntityName>", '<EntityName xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">'
    ),
    "an element in a value": changed("<EntityName>", "<EntityName><b>x</b>"),
    "a value twice": changed("<EntityName>", "<EntityName>x</EntityName><EntityName>"),
    "a second request after the envelope": lambda server: server.posted(server.message() + server.message()),
    "the request in a comment beside another": lambda server: server.posted(
        server.message(body=f"<!--{server.edit('region', 'a')}--><x xmlns='urn:x'/>")
    ),
    "a unit named by a path": changed(OWNER["region"].unit("desk"), "../../etc/passwd"),
    "a unit named in SQL": changed(OWNER["region"].unit("desk"), "1 OR 1=1"),
    "a unit named in digits of another script": changed(OWNER["region"].unit("desk"), "١٢٣"),
    "a day that is none": changed("<FromDate>2027-01-15", "<FromDate>2027-02-30"),
    "a day in an unknown year": changed("<FromDate>2027-01-15", "<FromDate>99999-01-01"),
}

CARDS: dict[str, Attack] = {
    "no card": lambda server: server.posted(envelope("", server.edit("region", "x"))),
    "another's number in one's own card": with_card(lambda _, card: card.replace(OWN, EVIL)),
    "an unsigned card": with_card(lambda _, card: forged(card)),
    "a card of a stranger's STS": with_card(lambda *_: issue(STRANGER, Holder(OWN), NOW, "x").decode()),
    "a stranger's card that names the trusted certificate": with_card(
        lambda _, card: re.sub(
            "(<ds:X509Certificate>)[^<]*",
            lambda found: found[1] + re.search("<ds:X509Certificate>([^<]*)", card)[1],  # type: ignore[index]
            issue(STRANGER, Holder(OWN), NOW, "x").decode(),
        )
    ),
    "yesterday's card": with_card(lambda server, _: of_time(server, -timedelta(hours=25))),
    "tomorrow's card": with_card(lambda server, _: of_time(server, timedelta(hours=2))),
    "a card with its end moved": with_card(
        lambda _, card: re.sub(r'NotOnOrAfter="[^"]*', 'NotOnOrAfter="2099-01-01T00:00:00Z', card)
    ),
    "a comment in the number": with_card(lambda _, card: card.replace(f">{OWN}<", f">{OWN[:4]}<!-- -->{OWN[4:]}<")),
    "an instruction in the number": with_card(lambda _, card: card.replace(f">{OWN}<", f">{OWN[:4]}<?x y?>{OWN[4:]}<")),
    "a number beside the number": with_card(
        lambda _, card: card.replace(
            f'NameFormat="{CVR_FORMAT}"><saml:AttributeValue>',
            f'NameFormat="{CVR_FORMAT}"><saml:AttributeValue>{EVIL}</saml:AttributeValue><saml:AttributeValue>',
        )
    ),
    "an element with the card's xml:id": changed("<e:Body>", '<e:Body xml:id="IDCard">'),
    "the genuine card beside a forged one": with_card(lambda _, card: forged(card) + card),
    "the genuine card inside a forged one": with_card(
        lambda _, card: forged(card).replace("</saml:Assertion>", f"{card}</saml:Assertion>")
    ),
    "a known card in a comment beside a forged one": with_known_card(lambda card: f"<!--{card}-->{forged(card)}"),
    "a known card in CDATA beside a forged one": with_known_card(
        lambda card: f"<x xmlns='urn:x'><![CDATA[{card}]]></x>{forged(card)}"
    ),
    "a known card behind a forged one": with_known_card(lambda card: forged(card) + card),
    "a known card where prefixes mean something else": with_known_card(
        lambda card: f'<x xmlns="urn:x">{card}</x>{forged(card)}'
    ),
    "the card outside wsse:Security": changed(
        f'<wsse:Security xmlns:wsse="{WSSE}">', '<wsse:Security xmlns:wsse="urn:x">'
    ),
    "the card in the body": lambda server: server.posted(
        envelope(header(b"", "m", datetime.now(UTC)), server.card() + server.edit("region", "x"))
    ),
    "no id of the message": changed("<medcom:MessageID>", "<medcom:MessageID></medcom:MessageID><medcom:x>"),
}  # fmt: skip


def of_time(server: Attacked, when: timedelta) -> str:
    """A card that the demo's STS signs at another time."""
    return server.card(at=datetime.now(UTC) + when)


FRAMES: dict[str, Attack] = {
    "a length and chunks": framed("Content-Length: LENGTH", "Transfer-Encoding: chunked", body=chunked),
    "chunks and a length": framed("Transfer-Encoding: chunked", "Content-Length: 4", body=chunked),
    "two lengths": framed("Content-Length: LENGTH", "Content-Length: 0", body=bytes),
    "a length with a sign": framed("Content-Length: +LENGTH"),
    "a length below nothing": framed("Content-Length: -1"),
    "a length in other digits": framed("Content-Length: \xb2"),
    "a length in words": framed("Content-Length: LENGTH, 0"),
    "chunks under another name": framed("Transfer-Encoding: xchunked", body=chunked),
    "chunks named behind a blank": framed("Transfer-Encoding : chunked", body=chunked),
    "chunks that are not the last": framed("Transfer-Encoding: chunked, identity", body=chunked),
    "a size of a chunk in words": framed("Transfer-Encoding: chunked", body=lambda b: chunked(b, "zz")),
    "a size of a chunk beyond all": framed("Transfer-Encoding: chunked", body=lambda b: chunked(b, "f" * 17)),
    "a size of a chunk with a sign": framed("Transfer-Encoding: chunked", body=lambda b: chunked(b, f"-{len(b):x}")),
    "chunks without end": framed("Transfer-Encoding: chunked", body=lambda b: chunked(b[:-9], ending=b"")),
    "half of what was announced": framed("Content-Length: LENGTH", body=lambda b: b[: len(b) // 2]),
    "a line in a header": framed("X: a\rContent-Length: 0", "Content-Length: LENGTH"),
    "NUL in a header": framed("X: a\0b", "Content-Length: LENGTH"),
    "a folded header": framed("X: a", " b: c", "Content-Length: LENGTH"),
    "no host": hosted(),
    "two hosts": hosted("localhost", "localhost"),
    "a user before the host": hosted("x@localhost"),
    "a path behind the host": hosted("localhost/x"),
    "another host": hosted("evil.example"),
    "a page of another site": framed("Origin: https://evil.example", "Content-Length: LENGTH"),
    "plain text": lambda server: server.posted(server.message(), kind="text/plain"),
    "a form": lambda server: server.posted(server.message(), kind="application/x-www-form-urlencoded"),
    "HTTP/2 from the first byte on": raw(lambda *_: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "HTTP/9.9": raw(lambda b, p: f"POST {SORUS} HTTP/9.9\r\nHost: localhost:{p}\r\n\r\n".encode() + b),
    "no HTTP": raw(lambda b, _: b),
}  # fmt: skip

RIGHTS: dict[str, Attack] = {
    "another's unit": changed(OWNER["region"].unit("desk"), OWNER["other"].unit("desk")),
    "a municipality's unit": changed(OWNER["region"].unit("desk"), OWNER["municipality"].unit("open")),
    "a unit moved below another's": lambda server: server.posted(server.message(body=request(
        "MoveSorEntity", f"<FromDate>2027-01-15</FromDate><SorIdentifier>{OWNER['region'].unit('desk')}</SorIdentifier>"
        f"<ParentSorIdentifier>{OWNER['other'].house}</ParentSorIdentifier>",
    ))),
    "another's unit closed": lambda server: server.posted(server.message(body=request(
        "CloseSorEntity", f"<SorIdentifier>{OWNER['other'].unit('open')}</SorIdentifier><ToDate>2027-01-15</ToDate>",
    ))),
    "the unit of a region by MedCom": lambda server: server.posted(
        server.message("medcom", body=server.edit("region", "x"))
    ),
}  # fmt: skip

HOSTILE = ENTITIES | ENCODINGS | COMPRESSED | SIZES | STRUCTURES | CARDS | FRAMES | RIGHTS


def test_the_genuine_message_is_taken(attacked: Attacked, unbroken: None) -> None:
    serial = attacked.register.serial()
    assert attacked.posted(attacked.message()).status == 200
    assert attacked.register.serial() == serial + 1


@pytest.mark.parametrize("name", HOSTILE)
def test_it_changes_nothing_and_is_answered(attacked: Attacked, unbroken: None, name: str) -> None:
    serial = attacked.register.serial()
    if "known card" in name:
        serial += 1  # by the genuine call that makes the card known
    found = HOSTILE[name](attacked)
    assert attacked.register.serial() == serial, found
    if name in RIGHTS:
        assert any(rule.startswith("AUTH") for rule in found.rules), found
        return
    assert found.status in DOCUMENTED or is_refused(found), found
    assert found.code != "processing_problem", found.body
    for secret in (b"Traceback", b"root:", b'File "'):
        assert secret not in found.body


def is_refused(found: Answered) -> bool:
    """Whether SORUS answers that it does not take a request that keeps to its contract."""
    return (
        found.status == 200 and b"<ErrorCode>0<" not in found.body and bool(found.rules or b"ErrorText" in found.body)
    )


def test_a_message_that_is_replayed_is_done_once_and_its_id_is_nobody_elses(attacked: Attacked, unbroken: None) -> None:
    message = attacked.message("region", message_id="replayed")
    serial = attacked.register.serial()
    first, again = attacked.posted(message), attacked.posted(message)
    assert (first.rules, again.rules, attacked.register.serial()) == ([], [], serial + 1)
    assert again.body.partition(b"<soap:Body>")[2] == first.body.partition(b"<soap:Body>")[2]
    assert attacked.posted(attacked.message("region", message_id="replayed")).rules == ["X35"], (
        "another request under it"
    )
    assert attacked.register.serial() == serial + 1
    own = attacked.posted(attacked.message("private", message_id="replayed"))
    assert (own.status, own.rules, attacked.register.serial()) == (200, [], serial + 2), (
        "and of another it is another id"
    )


def test_after_all_of_it_the_genuine_message_is_taken_as_before(attacked: Attacked, unbroken: None) -> None:
    serial = attacked.register.serial()
    assert attacked.posted(attacked.message()).status == 200
    assert attacked.register.serial() == serial + 1
