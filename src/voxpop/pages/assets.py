"""Style sheet, icon, fonts and the stories' pictures: files under names made from their bytes, kept for a year."""

import asyncio
import hashlib
import re
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from voxpop.lib import answer
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.sites.house import House

STATIC = Path(__file__).parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
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


def _named(file: Path) -> str:
    return f"{file.stem}.{hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()}{file.suffix}"


FILES = {_named(file): file for file in sorted(STATIC.iterdir()) if file.suffix in KINDS}
NAMES = {file.name: name for name, file in FILES.items()}


async def _given(request: Request[Any, Any, Any], house: House, file: Path) -> Response[bytes]:
    headers = (
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    )

    async def made() -> Made:
        body = await asyncio.get_running_loop().run_in_executor(None, file.read_bytes)
        return Made(body, KINDS[file.suffix], FOREVER, "Accept-Encoding", frozenset(), "", headers)

    async def still() -> str:
        return ""

    return answer.ready(request, house.ready, await house.ready.get(("file", file), made, still))


@get("/static/{name:str}", include_in_schema=False)
async def static(
    request: Request[Any, Any, Any], house: NamedDependency[House], name: FromPath[str]
) -> Response[bytes]:
    if name not in FILES:
        raise Refused("not_found", "There is no such file here.")
    return await _given(request, house, FILES[name])


@get("/media/{name:str}", include_in_schema=False)
async def media(request: Request[Any, Any, Any], house: NamedDependency[House], name: FromPath[str]) -> Response[bytes]:
    file = house.settings.data / "media" / name
    if not MEDIA_NAME.fullmatch(name) or not file.is_file():
        raise Refused("not_found", "There is no such picture here.")
    return await _given(request, house, file)


HANDLERS: list[Any] = [static, media]
