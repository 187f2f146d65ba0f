"""GET /theming: a conversation with all that can stand in one, and what of it a site's style sheet may reach.

The comments are inventions, rendered by the same templates as anybody's; nothing is asked of the database. In English,
as all that owners read.
"""

import dataclasses
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from markupsafe import Markup

from voxpop.discussion import markup, text
from voxpop.discussion.thread import Comment, Conversation, Order, Thread
from voxpop.lib import answer
from voxpop.lib.ids import DAY
from voxpop.pages.frame import page
from voxpop.pages.looks import EXAMPLE, GROUPS, PROPERTIES
from voxpop.people import door, ways
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

BEGAN = 1_774_771_200_000_000  # 29 March 2026, in microseconds

PINNED = "Please keep to the ferry. The *bridge* has a page of its own."
LONG = """\
> Nobody saw the light.

I did. It was **not** the fog:

- the lamp was lit at six,
- the horn went at seven.

The log says `06:00 lamp`, and [the harbour has it](https://harbour.example/log)."""
SPOILER = "I know who was at the wheel.\n\n>! It was the harbour master's dog."
ARABIC = "شكرا لكم. كان أبي يعمل على هذه العبّارة."


def sample() -> list[Comment]:
    """The comments of the page, each showing something else."""
    return [
        _comment(1, PINNED, "Ida Holm", role="staff", badges="Editor", pinned=BEGAN),
        _comment(
            2, LONG, "Ann Mercer", likes=12, reactions='{"thanks": 3}', role="reader", picked=True, edited=BEGAN + DAY
        ),
        _comment(3, "Thank you, that settles it.", "Bo", parent=2, likes=1, answering="Ann Mercer"),
        _comment(4, "", "", state="gone", parent=3),
        _comment(5, SPOILER, "N. Quist", parent=4),
        _comment(6, ARABIC, "سلمى", likes=3, role="reader", badges="Subscriber"),
    ]


def _comment(
    number: int, written: str, name: str, *, parent: int | None = None, answering: str = "", **more: Any
) -> Comment:
    return Comment(
        **{
            "id": BEGAN + number * DAY // 24,
            "parent_id": BEGAN + parent * DAY // 24 if parent else None,
            "depth": 0,
            "state": "live",
            "kind": "comment",
            "name": name,
            "website": None,
            "html": text.render(written).html if written else "",
            "text": written,
            "edited": None,
            "likes": 0,
            "parent_name": answering,
            **more,
        }
    )


def conversation(site: Site) -> Conversation:
    comments = sample()
    at = Thread(0, "", "/theming", "The ferry is late", "", live=len(comments) - 1, closed=False)
    shown = site._replace(rules=dataclasses.replace(site.rules, reactions=("thanks", "funny", "thoughtful")))
    return Conversation(shown, at, Order.OLDEST, None, comments, None, None, tuple(comments[:1]))


@get("/theming", include_in_schema=False)
async def theming(request: Asking, house: NamedDependency[House], site: FromQuery[str] = "") -> Response[bytes]:
    base = door.origin(request, house.settings)
    here = await house.sites.named(site) if site else await house.sites.at(base)
    shown = markup.render(conversation(here), ways=ways.row(house.settings, here.rules))
    html = page(
        "theming.html",
        here,
        conversation=Markup(shown),  # noqa: S704
        properties=PROPERTIES,
        groups=GROUPS,
        example=EXAMPLE,
    )
    return answer.private(html)


HANDLERS: list[Any] = [theming]
