"""Sending a published file: whole or a part, compressed for those who take it, and not at all to who has it already.

The file is opened before anything is sent, so that a download goes on with the same bytes when a new edition replaces
it meanwhile: there is no closing window.
"""

from collections.abc import Iterator, Mapping
from email.utils import formatdate, parsedate_to_datetime
from mimetypes import guess_type
from typing import BinaryIO

from litestar import Response
from litestar.response import Stream

from sor.endpoints.files.byte_range import NoSuchPart, part_of
from sor.endpoints.files.folder import FoundFile
from sor.endpoints.http.asking import ONLY_HEAD
from sor.endpoints.http.request import HttpRequest

BLOCK = 1 << 18
TYPES = {
    ".ndjson": "application/x-ndjson", ".parquet": "application/vnd.apache.parquet", ".md": "text/markdown",
    ".sqlite": "application/vnd.sqlite3", ".xsd": "application/xml", ".xml": "application/xml", ".csv": "text/csv",
    ".json": "application/json", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def send(found: FoundFile, request: HttpRequest) -> Response[bytes] | Stream:
    """The response to a request for a file."""
    modified = int(found.path.stat().st_mtime)
    headers = {
        "Last-Modified": formatdate(modified, usegmt=True),
        "ETag": f'"{found.etag}"',
        "Cache-Control": "public, no-cache",
        "Accept-Ranges": "bytes",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    asked = request.headers
    wants_part = "range" in asked
    packed = found.twin if found.twin and not wants_part and _takes_gzip(asked.get("accept-encoding", "")) else None
    if packed is not None:
        headers |= {"ETag": f'"{found.etag}-gzip"', "Content-Encoding": "gzip"}
    if _has_it(asked, found.etag, modified):
        return Response(b"", status_code=304, headers=headers)
    file = (packed or found.path).open("rb")
    size = file.seek(0, 2)
    start, end, status = 0, size, 200
    if wants_part and asked.get("if-range", headers["ETag"]) in (headers["ETag"], headers["Last-Modified"]):
        try:
            part = part_of(asked["range"], size)
        except NoSuchPart:
            file.close()
            return Response(b"", status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
        if part is not None:
            (start, end), status = part, 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers |= {"Content-Length": str(end - start), "Content-Type": _type(found)}
    if request.scope.get(ONLY_HEAD):
        end = start
    return Stream(_blocks(file, start, end), status_code=status, headers=headers, media_type=headers["Content-Type"])


def _blocks(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def _type(found: FoundFile) -> str:
    """The media type of a file with the encoding of its own text, whatever others of its ending have."""
    name = found.path.name
    found_type = TYPES.get(found.path.suffix, guess_type(name)[0] or "application/octet-stream")
    says = found_type.startswith("text/") or found_type == "application/xml"
    return f"{found_type}; charset={found.encoding}" if says else found_type


def _takes_gzip(header: str) -> bool:
    for offered in header.split(","):
        name, _, quality = offered.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has_it(asked: Mapping[str, str], etag: str, modified: int) -> bool:
    """Whether the reader says that it has the file: by its digest, or, when it names none, by the time."""
    header = asked.get("if-none-match")
    if header is None:
        since = _time(asked.get("if-modified-since", ""))
        return since is not None and modified <= since
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return bool(tags & {"*", f'"{etag}"', f'"{etag}-gzip"'})


def _time(header: str) -> float | None:
    """The time that a header names; None for what is no time."""
    try:
        return parsedate_to_datetime(header).timestamp()
    except (ValueError, OverflowError):
        return None
