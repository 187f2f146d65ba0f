"""GET /install: the loader page for who owns a site: choose, see it live, copy the lines.

A form without a script, too: what is chosen is in the page's address. In English, as all that owners read.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlalchemy import Connection, text

from voxpop.lib import answer, words
from voxpop.lib.refused import Refused
from voxpop.pages import snippets
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

NEWEST = text("""
    SELECT url FROM thread WHERE site_id = :site AND live > 0 ORDER BY active DESC LIMIT 1
""")

ORDERS = {"": "The site's own", "newest": "Newest first", "oldest": "Oldest first", "best": "Best first"}
THEMES = {"": "As the page around it", "light": "Light", "dark": "Dark", "auto": "As each reader's device"}
DIRECTIONS = {"": "As the language", "ltr": "From left to right", "rtl": "From right to left"}
SELECTOR = 200  # characters


class Choice(NamedTuple):
    """A list to choose from in the form: an attribute of the element, and its values with what they are called."""

    name: str
    label: str
    options: Mapping[str, str]


@cache
def languages() -> dict[str, str]:
    """The languages to choose from, each by its own name."""
    own = {tag: words.locale(tag).get_display_name() or tag for tag in words.LANGUAGES}
    return {"": "As the page around it"} | dict(sorted(own.items(), key=lambda one: one[1].casefold()))


@cache
def choices() -> tuple[Choice, ...]:
    return (
        Choice("order", "Order", ORDERS),
        Choice("theme", "Colours", THEMES),
        Choice("lang", "Language", languages()),
        Choice("dir", "Direction", DIRECTIONS),
    )


def read(asked: Mapping[str, str]) -> dict[str, str]:
    """The attributes that were chosen, '' for what the element does by itself. Raises Refused body_invalid."""
    found = {}
    for choice in choices():
        found[choice.name] = value = asked.get(choice.name, "")
        if value not in choice.options:
            known = ", ".join(filter(None, choice.options))
            raise Refused("body_invalid", f"{choice.name}={value[:60]!r}: want nothing, or one of {known}.")
    return found | {"count-selector": asked.get("count-selector", "")[:SELECTOR].strip()}


@get("/install", include_in_schema=False)
async def install(request: Asking, house: NamedDependency[House], site: FromQuery[str] = "") -> Response[bytes]:
    base = door.origin(request, house.settings)
    here = await house.sites.named(site) if site else await house.sites.at(base)
    chosen = read(request.query_params)
    url = await house.database.read(lambda conn: shown(conn, here, base))

    def fitted(written: str) -> str:
        return snippets.fitted(written, base, here.name, chosen)

    html = page(
        "install.html",
        here,
        base=base,
        choices=choices(),
        chosen=chosen,
        preview=preview(here, url, chosen),
        begun=bool(url),
        lines=fitted(snippets.LINES),
        counts=fitted(snippets.COUNTS),
        lists=fitted(snippets.LISTS),
        ways=[(way, [step._replace(text=fitted(step.text)) for step in way.steps]) for way in snippets.WAYS],
    )
    return answer.private(html, fields=answer.SCRIPT_HEADERS)


def shown(conn: Connection, site: Site, base: str) -> str:
    """The address of the site's newest conversation; '' when there is none."""
    url = conn.execute(NEWEST, {"site": site.id}).scalar()
    if url is None:
        return ""
    return f"{site.home or base}{url}" if url.startswith("/") else str(url)


def preview(site: Site, url: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The attributes of the element as it stands on this page: with the newest conversation, or with an empty one."""
    told = {"site": site.name} | {name: value for name, value in chosen.items() if value}
    return told | {"url": url or f"{min(site.origins, default='')}/", "eager": ""}


HANDLERS: list[Any] = [install]
