"""Is it alive, and how busy: for whoever runs it."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from sqlalchemy import text

from voxpop import __version__
from voxpop.lib.metrics import exposition
from voxpop.sites.house import House

ONE = text("SELECT 1")


@get("/healthz", include_in_schema=False)
async def health(house: NamedDependency[House]) -> Response[dict[str, str]]:
    """200 when the database answers. Raises Refused storage_away."""
    await house.database.read(lambda conn: conn.execute(ONE).scalar())
    return Response({"status": "ok", "version": __version__}, headers={"cache-control": "no-store"})


@get("/metrics", include_in_schema=False)
async def metrics(house: NamedDependency[House]) -> Response[str]:
    body = exposition(house.ready.made, len(house.ready.doors))
    return Response(body, media_type="text/plain; version=0.0.4", headers={"cache-control": "no-store"})


HANDLERS: list[Any] = [health, metrics]
