"""The JSON that the API takes and gives: allow-lists. A field that is not here does not travel."""

from typing import Annotated

from msgspec import Meta, Struct

from voxpop.discussion.posting import Posted
from voxpop.discussion.state import State
from voxpop.discussion.thread import Comment, Conversation
from voxpop.lib.ids import LARGEST
from voxpop.lib.templates import iso

Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Url = Annotated[str, Meta(min_length=1, max_length=2000)]


class AuthorIn(Struct, forbid_unknown_fields=True, frozen=True):
    name: Annotated[str, Meta(max_length=1000)] = ""
    email: Annotated[str, Meta(max_length=1000)] = ""
    website: Annotated[str, Meta(max_length=2000)] = ""


class CommentIn(Struct, forbid_unknown_fields=True):
    """A comment to be posted. `url`: the page it stands under; `title`: that page's, kept the first time."""

    site: Annotated[str, Meta(min_length=1, max_length=100)]
    url: Url
    text: str
    author: AuthorIn = AuthorIn()
    title: Annotated[str, Meta(max_length=1000)] = ""
    parent: Id | None = None


class EditIn(Struct, forbid_unknown_fields=True):
    text: str


class PostedOut(Struct):
    """`state`: live, or held until a moderator has looked."""

    id: int
    state: str
    html: str
    permalink: str


class AuthorOut(Struct):
    name: str
    website: str | None


class CommentOut(Struct):
    """`state`: live; gone (deleted by its author) or removed keep the place of their answers, without name and text."""

    id: int
    parent: int | None
    author: AuthorOut
    html: str
    text: str
    created: str
    edited: str | None
    likes: int
    state: str
    kind: str
    permalink: str


class ThreadOut(Struct):
    """`responses`: live comments of the whole thread; `after`: what to ask for the next page with, null on the last."""

    site: str
    url: str
    title: str
    responses: int
    closed: bool
    order: str
    comments: list[CommentOut]
    after: int | None


class LikeOut(Struct):
    id: int
    likes: int
    liked: bool


class CountOut(Struct):
    url: str
    responses: int


class CountsOut(Struct):
    counts: list[CountOut]


class WroteOut(Struct):
    id: int
    parent: int | None
    waits: bool
    html: str
    editable: bool
    deletable: bool


class MineOut(Struct):
    """What differs from reader to reader: their own comments and the ids of those they like."""

    comments: list[WroteOut]
    likes: list[int]


class Problem(Struct):
    """RFC 9457. `code` is for programs and stable, `detail` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def public_state(state: State) -> str:
    """What its author is told: nobody learns that the judge called it spam."""
    return "live" if state is State.LIVE else "gone" if state is State.GONE else "held"


def posted(made: Posted, base: str) -> PostedOut:
    return PostedOut(made.id, public_state(made.state), made.html, f"{base}/comments/{made.id}")


def comment(row: Comment, base: str) -> CommentOut:
    live = row.state == "live"
    return CommentOut(
        id=row.id,
        parent=row.parent_id,
        author=AuthorOut(row.name, row.website) if live else AuthorOut("", None),
        html=row.html if live else "",
        text=row.text if live else "",
        created=iso(row.id),
        edited=iso(row.edited) if row.edited and live else None,
        likes=row.likes if live else 0,
        state=row.state if row.state in ("live", "gone") else "removed",
        kind=row.kind,
        permalink=f"{base}/comments/{row.id}",
    )


def thread(c: Conversation, base: str) -> ThreadOut:
    url = f"{base}{c.thread.url}" if c.thread.url.startswith("/") else c.thread.url
    return ThreadOut(
        site=c.site.name,
        url=url,
        title=c.thread.title,
        responses=c.thread.live,
        closed=c.thread.closed,
        order=c.order.value,
        comments=[comment(row, base) for row in c.comments],
        after=c.later,
    )
