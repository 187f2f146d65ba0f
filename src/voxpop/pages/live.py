"""GET /live, for who is not given a stream (streams.py): what the address wants, and that one may look now and then."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from voxpop.discussion.api import Language, SiteName, Url
from voxpop.lib import events
from voxpop.lib.ids import LARGEST
from voxpop.sites.house import House
from voxpop.sites.site import place

PATH = "/live"
LOOK = 30  # seconds between two looks of who has no stream

Since = Annotated[
    int | None,
    QueryParameter(name="since", ge=0, le=LARGEST, description="When the page was made; the last event's id."),
]


@get(PATH, include_in_schema=False)
async def live(
    house: NamedDependency[House], site: SiteName, url: Url, lang: Language = "", since: Since = None
) -> Response[bytes]:
    """Raises Refused site_unknown, url_invalid, url_not_of_site."""
    del lang, since
    place(await house.sites.named(site), url)
    return Response(events.poll(LOOK), media_type=events.KIND.decode(), headers=dict(events.FIELDS))


HANDLERS: list[Any] = [live]
