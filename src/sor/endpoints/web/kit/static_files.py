"""Style sheets, scripts, fonts and the map's outlines: served from the package, compressed, kept by browsers.

An address carries a digest of the file, so a new version has a new address and the old one may be kept for ever.
"""

import gzip
from functools import lru_cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from sor.endpoints.http.named_files import is_file
from sor.endpoints.http.request import HttpRequest

FOLDER = Path(__file__).parents[1]
PLACES = {"static": FOLDER / "static", "data": FOLDER / "data"}
COMPRESSED = frozenset({".css", ".js", ".svg", ".geojson", ".json"})
TYPES = {".geojson": "application/geo+json", ".woff2": "font/woff2", ".woff": "font/woff", ".js": "text/javascript"}
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3600"


class StaticFile(NamedTuple):
    """A file as it is sent."""

    body: bytes
    compressed: bytes | None
    digest: str
    media_type: str


def address_of(name: str) -> str:
    """The address of a file, such as ``static/css/sor.css``, with its digest."""
    return f"/{name}?{_read(name).digest}"


@get(["/static/{name:path}", "/data/{name:path}"], sync_to_thread=False, include_in_schema=False)
def static_file(request: HttpRequest, name: FromPath[str]) -> Response[bytes]:
    """One file, or 404."""
    found = _read_or_none(request.url.path.lstrip("/"))
    if found is None:
        raise NotFoundException(f"There is no file {name}.")
    kept = FOR_EVER if request.url.query == found.digest else A_WHILE
    headers = {
        "ETag": f'"{found.digest}"',
        "Cache-Control": kept,
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    if f'"{found.digest}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, media_type=found.media_type, headers=headers)
    return Response(found.body, media_type=found.media_type, headers=headers)


def _read_or_none(name: str) -> StaticFile | None:
    try:
        return _read(name)
    except OSError:
        return None


@lru_cache(maxsize=512)
def _read(name: str) -> StaticFile:
    """A file below one of the served folders. Raises OSError when there is none."""
    place, _, rest = name.partition("/")
    folder = PLACES.get(place)
    path = (folder / rest).resolve() if folder else None
    if path is None or folder is None or not path.is_relative_to(folder.resolve()) or not is_file(path):
        raise FileNotFoundError(name)
    body = path.read_bytes()
    compressed = gzip.compress(body, 6, mtime=0) if path.suffix in COMPRESSED else None
    media_type = TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(body, compressed, sha256(body).hexdigest()[:12], media_type)
