"""The script that pages of others embed: what widget/ was built into, and the addresses by which a page loads it.

    /embed.js  (minutes)  ->  /static/embed.HASH.js  (a year)  ->  /static/PART.HASH.js, when it is needed  (a year)
    /count.js  (minutes)      the numbers beside links, whole

A browser keeps a file under the name of its bytes and asks for its parts long after this server was renewed; and while
several servers are renewed, one is asked for a file that only another has. A part has the same exports whenever it was
built and works with an older script (docs/embedding.md), so the one that is here now stands in, for a while.

These answers do not go through the hot door: its key knows only whether gzip is taken, and would give what is packed
with brotli to whoever takes no more than gzip, or the larger bytes to all after one who does not take brotli.
"""

import hashlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency

from voxpop.lib import answer
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.sites.house import House

WIDGET = Path(__file__).parent.parent / "static" / "widget"
NAME = re.compile(r"([a-z][a-z-]*)\.[A-Z0-9]+\.js")
KIND = "text/javascript; charset=utf-8"
FOREVER = "public, max-age=31536000, immutable"
STANDING_IN = "public, max-age=60"
LOADED = "public, max-age=300"  # what a page names: so long may it take until all have a new script
MISSING = (
    "The script has not been built here. Install Voxpop again; in a checkout: npm ci --prefix widget, "
    "then node widget/build.mjs."
)

Asking = Request[Any, Any, Any]


class Built(NamedTuple):
    """A file of the script under the name that it is served by: as it is, with gzip, with brotli ('' for not)."""

    file: str
    body: bytes
    gzip: bytes
    brotli: bytes
    etag: str


def read(folder: Path) -> dict[str, Built]:
    """name, like embed -> its file. Empty when nothing was built."""
    found = ((NAME.fullmatch(path.name), path) for path in sorted(folder.glob("*.js")))
    return {name[1]: _built(path) for name, path in found if name}


def _built(path: Path) -> Built:
    body = path.read_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = path.with_name(f"{path.name}.br")
    return Built(
        file=path.name,
        body=body,
        gzip=packer.compress(body) + packer.flush(),
        brotli=packed.read_bytes() if packed.is_file() else b"",
        etag='"' + hashlib.blake2b(body, digest_size=12).hexdigest() + '"',
    )


BUILT = read(WIDGET)


def names(built: Mapping[str, Built]) -> dict[str, str]:
    """What a template calls a file -> what it is served as: embed.js -> embed.HASH.js."""
    return {f"{name}.js": one.file for name, one in built.items()}


def file(request: Asking, name: str) -> Response[bytes] | None:
    """A file of the script, or the one that stands in for it; None when no part of it has that name."""
    named = NAME.fullmatch(name)
    one = BUILT.get(named[1]) if named else None
    if one is None:
        return None
    headers = dict(answer.OPEN_HEADERS) | {
        "content-type": KIND,
        "cache-control": FOREVER if one.file == name else STANDING_IN,
        "cross-origin-resource-policy": "cross-origin",
        "etag": one.etag,
        "vary": "Accept-Encoding",
    }
    if answer.same(one.etag, request.headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=headers, media_type=None)
    encoding, body = _packed(one, request.headers.get("accept-encoding", ""))
    return Response(body, headers=headers | encoding, media_type=KIND)


def _packed(one: Built, taken: str) -> tuple[dict[str, str], bytes]:
    """The smallest bytes that an asker takes, and the field that says how they are packed."""
    wishes = [wish.replace(" ", "").lower() for wish in taken.split(",")]
    names = {wish.partition(";")[0] for wish in wishes if not re.search(r";q=0(\.0*)?$", wish)}
    if "br" in names and one.brotli:
        return {"content-encoding": "br"}, one.brotli
    if "gzip" in names:
        return {"content-encoding": "gzip"}, one.gzip
    return {}, one.body


async def _loaded(request: Asking, house: House, name: str, body: bytes) -> Response[bytes]:
    async def made() -> Made:
        headers = (*answer.OPEN_HEADERS, ("cross-origin-resource-policy", "cross-origin"))
        return Made(body, KIND, LOADED, "Accept-Encoding", frozenset(), "", headers)

    async def still() -> str:
        return ""

    return answer.ready(request, house.ready, await house.ready.get(("script", name, body), made, still))


def _here(name: str) -> Built:
    """Raises Refused not_found."""
    if name not in BUILT:
        raise Refused("not_found", MISSING)
    return BUILT[name]


@get("/embed.js", include_in_schema=False)
async def embed(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """A script of the old kind, so that two plain lines are enough. What it imports stands beside it on this server.

    Browsers do not tell a script of another origin its own address in import(), but as the page's current script.
    """
    line = f'import(new URL("./static/{_here("embed").file}", document.currentScript.src));\n'
    return await _loaded(request, house, "embed", line.encode())


@get("/count.js", include_in_schema=False)
async def count(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    return await _loaded(request, house, "count", _here("count").body)


HANDLERS: list[Any] = [embed, count]
