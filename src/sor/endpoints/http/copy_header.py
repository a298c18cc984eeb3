"""The header by which every answer of a copy says that it is one, and how old it may be."""

from litestar.types import Message, Send

from sor.following.watch import Watch

NAME = b"sor-follows"


def with_copy_header(watch: Watch, send: Send) -> Send:
    """The same way to send, with the header ``SOR-Follows`` in a register that follows another: how many entries it is
    behind, and since when it has been that way: when it last had all that its source has; and ``away``, since when
    nothing is heard of that. Of a copy register (KRS) the first is not known.
    """
    seen = watch.seen
    if seen.follows is None:
        return send
    source = seen.follows
    behind = max(0, source.serial - seen.serial)
    told = b"behind=%b; since=%b" % (
        b"%d" % behind if source.is_proven else b"unknown",
        source.level.encode() or b"never",
    ) + (b"; away=%b" % seen.silent.encode() if seen.silent else b"")

    async def send_message(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (NAME, told)]}
        await send(message)

    return send_message
