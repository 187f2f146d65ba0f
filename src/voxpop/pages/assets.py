"""Style sheets, scripts, icon, fonts, pictures of stories: files under names made from their bytes, kept for a year."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from voxpop.lib import answer
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.pages import script
from voxpop.sites.house import House

STATIC = Path(__file__).parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
MEDIA_NAME = re.compile(r"[0-9a-f]{20}\.(jpg|jpeg|png|webp|gif|avif)")


ADDRESS = re.compile(rb'url\("([\w.-]+)"\)')  # of a font, in a style sheet


class File(NamedTuple):
    kind: str
    body: bytes


def _read(names: dict[str, str]) -> dict[str, File]:
    """Our files by the names they are served under, which `names` learns. Style sheets come last: they name others."""
    files: dict[str, File] = {}
    for path in sorted(STATIC.iterdir(), key=lambda path: (path.suffix == ".css", path.name)):
        if path.suffix not in KINDS:
            continue
        body = path.read_bytes()
        if path.suffix == ".css":
            body = ADDRESS.sub(lambda found: b'url("%s")' % names[found[1].decode()].encode(), body)
        mark = hashlib.blake2b(body, digest_size=6).hexdigest()
        names[path.name] = f"{path.stem}.{mark}{path.suffix}"
        files[names[path.name]] = File(KINDS[path.suffix], body)
    return files


NAMES: dict[str, str] = script.names(script.BUILT)
FILES = _read(NAMES)


async def _given(
    request: Request[Any, Any, Any], house: House, name: str, read: Callable[[], Awaitable[File]]
) -> Response[bytes]:
    headers = (
        ("x-content-type-options", "nosniff"),
        # A script of ours on a page of the site's, as a module; a picture on one that takes only what offers itself.
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    )

    async def made() -> Made:
        file = await read()
        return Made(file.body, file.kind, FOREVER, "Accept-Encoding", frozenset(), "", headers)

    async def still() -> str:
        return ""

    return answer.ready(request, house.ready, await house.ready.get(("file", name), made, still))


@get("/static/{name:str}", include_in_schema=False)
async def static(
    request: Request[Any, Any, Any], house: NamedDependency[House], name: FromPath[str]
) -> Response[bytes]:
    built = script.file(request, name)
    if built is not None:
        return built
    if name not in FILES:
        raise Refused("not_found", "There is no such file here.")

    async def read() -> File:
        return FILES[name]

    return await _given(request, house, name, read)


@get("/media/{name:str}", include_in_schema=False)
async def media(request: Request[Any, Any, Any], house: NamedDependency[House], name: FromPath[str]) -> Response[bytes]:
    file = house.settings.data / "media" / name
    if not MEDIA_NAME.fullmatch(name) or not file.is_file():
        raise Refused("not_found", "There is no such picture here.")

    async def read() -> File:
        body = await asyncio.get_running_loop().run_in_executor(None, file.read_bytes)
        return File(KINDS[file.suffix], body)

    return await _given(request, house, name, read)


HANDLERS: list[Any] = [static, media]
