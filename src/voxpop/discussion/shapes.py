"""The JSON that the API takes and gives: allow-lists. A field that is not here does not travel."""

from typing import Annotated

from msgspec import Meta, Struct

from voxpop.discussion import reacting
from voxpop.discussion.appeals import Statement
from voxpop.discussion.mine import Mine, Wrote
from voxpop.discussion.posting import Posted
from voxpop.discussion.state import State
from voxpop.discussion.thread import Comment, Conversation
from voxpop.lib.ids import LARGEST
from voxpop.lib.templates import iso

Id = Annotated[int, Meta(ge=1, le=LARGEST, description="Its time of writing in microseconds since 1970.")]
Url = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2000,
        description="The address of the page; its origin must be registered for the site.",
        examples=["https://news.example/the-ferry-is-late"],
    ),
]
SiteName = Annotated[str, Meta(min_length=1, max_length=100, description="The site's name.", examples=["default"])]
Source = Annotated[
    str,
    Meta(description="Markdown, at most 16 KiB in UTF-8.", examples=["I was on that boat. It was *not* the fog."]),
]
Html = Annotated[str, Meta(description="The text as HTML, cleaned: it may be shown as it is.")]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Address = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0, le=1e8)]


def one_of(*names: str) -> Meta:
    return Meta(extra_json_schema={"enum": list(names)})


class AuthorIn(Struct, forbid_unknown_fields=True, frozen=True):
    """What a guest says of themselves. Which of it must be given is the site's rule; by default name and e-mail."""

    name: Annotated[str, Meta(max_length=1000, description="Shown; at most 80 characters.", examples=["Ann"])] = ""
    email: Annotated[str, Meta(max_length=1000, description="Never made public.", examples=["ann@mail.example"])] = ""
    website: Annotated[str, Meta(max_length=2000, description="Linked from the name.")] = ""


class CommentIn(Struct, forbid_unknown_fields=True):
    """A comment to be posted. `url`: the page it stands under; `title`: that page's, kept the first time."""

    site: SiteName
    url: Url
    text: Source
    author: AuthorIn = AuthorIn()
    title: Annotated[str, Meta(max_length=1000)] = ""
    parent: Annotated[Id | None, Meta(description="The comment that this answers.")] = None
    seconds: Annotated[Seconds | None, Meta(description="From when the form was shown to when it was sent.")] = None
    consent: Annotated[bool, Meta(description="That the writer agrees, where the site asks for that.")] = False


class EditIn(Struct, forbid_unknown_fields=True):
    """The new text of a comment."""

    text: Source


class PostedOut(Struct):
    """`state`: live, or held until a moderator has looked."""

    id: Id
    state: Annotated[str, one_of("live", "held")]
    html: Html
    permalink: Address


class AuthorOut(Struct):
    """`role`: whether they were signed in, and as what; `badges`: what the site calls them."""

    name: str
    website: Annotated[str, Meta(extra_json_schema={"format": "iri"})] | None
    role: Annotated[str, one_of("guest", "reader", "staff")] = "guest"
    badges: list[str] = []
    picture: Address | None = None


class CommentOut(Struct):
    """`state`: live; gone (deleted by its author) or removed keep the place of their answers, without name and text.

    `pinned`: it stands first in its thread; `picked`: the editors recommend it; `reactions`: how many of each kind that
    the site offers, but for those that nobody gave.
    """

    id: Id
    parent: Id | None
    author: AuthorOut
    html: Html
    text: Annotated[str, Meta(description="The text as its author wrote it, Markdown.")]
    created: Moment
    edited: Moment | None
    likes: Count
    state: Annotated[str, one_of("live", "gone", "removed")]
    kind: Annotated[str, one_of("comment", "pingback", "trackback")]
    permalink: Address
    pinned: bool
    picked: bool
    reactions: dict[str, Count]


class ThreadOut(Struct):
    """`responses`: live comments of the whole thread; `after`: what to ask for the next page with, null on the last.

    `pinned`: up to three that stand first, told on the first page; they are in their places, too.
    """

    site: str
    url: Address
    title: str
    responses: Count
    closed: bool
    order: Annotated[str, one_of("newest", "oldest", "best")]
    comments: list[CommentOut]
    after: Id | None
    pinned: list[CommentOut]


class LikeOut(Struct):
    """`liked`: whether the asker now does."""

    id: Id
    likes: Count
    liked: bool


class ReactionOut(Struct):
    """`count`: how many have reacted so; `given`: whether the asker now does."""

    id: Id
    kind: str
    count: Count
    given: bool


class MuteOut(Struct):
    """`muted`: whether the asker mutes who wrote it."""

    id: Id
    muted: bool


class CountOut(Struct):
    """`url` as it was asked; `responses` is null where no page of the site is."""

    url: str
    responses: Count | None


class CountsOut(Struct):
    counts: list[CountOut]


class StatementOut(Struct):
    """What was done with a comment that its author alone still sees, and why, as moderators gave it.

    `automatic`: no person has decided. `appeal`: what became of the author's, null where they made none; `answer`: to
    it, in words. `appealable`: they can make one now.
    """

    what: Annotated[str, one_of("waiting", "rejected", "spam", "hidden", "reported")]
    why: str
    automatic: bool
    appeal: Annotated[str, one_of("open", "granted", "refused")] | None
    answer: str
    appealable: bool


class WroteOut(Struct):
    """`waits`: shown to nobody but its author, for a reason that `statement` gives.

    `markup`: what stands on the page for them alone: a waiting comment whole, the tools beside one that is live.
    """

    id: Id
    parent: Id | None
    waits: bool
    html: Html
    editable: bool
    deletable: bool
    text: Annotated[str, Meta(description="As they wrote it, while it may be edited.")]
    markup: Html
    statement: StatementOut | None


class MineOut(Struct):
    """What differs from reader to reader: their own comments, the ids of those they like, and their reactions by id.

    `muted`: the ids of comments by those whom they mute; `reported`: what became of their reports, by id. `warning`:
    what a moderator wants them to read before they go on, '' for nothing.
    """

    comments: list[WroteOut]
    likes: list[Id]
    reactions: dict[str, list[str]]
    muted: list[Id]
    reported: dict[str, Annotated[str, one_of("open", "upheld", "dismissed", "gone")]]
    warning: str = ""


class Problem(Struct):
    """RFC 9457. `code` is for programs and stable, `detail` for people."""

    type: Annotated[str, one_of("about:blank")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    code: str
    detail: str


def public_state(state: State) -> str:
    """What its author is told: nobody learns that the judge called it spam."""
    return "live" if state is State.LIVE else "gone" if state is State.GONE else "held"


def posted(made: Posted, base: str) -> PostedOut:
    return PostedOut(made.id, public_state(made.state), made.html, f"{base}/comments/{made.id}")


def wrote(own: Wrote, markup: str) -> WroteOut:
    text = own.text if own.editable else ""
    told = statement(own.statement) if own.statement else None
    return WroteOut(own.id, own.parent_id, own.waits, own.html, own.editable, own.deletable, text, markup, told)


def statement(made: Statement) -> StatementOut:
    appeal = made.appeal
    answer = appeal.answer if appeal else ""
    return StatementOut(made.what, made.why, made.automatic, appeal.outcome if appeal else None, answer, made.open)


def mine(found: Mine, markups: list[str]) -> MineOut:
    """`markups`: what stands on the page for each of their comments."""
    reactions: dict[str, list[str]] = {}
    for comment, kind in found.reactions:
        reactions.setdefault(str(comment), []).append(kind)
    reports = {str(comment): outcome for comment, outcome in found.reported}
    own = [wrote(one, markup) for one, markup in zip(found.wrote, markups, strict=True)]
    return MineOut(own, list(found.likes), reactions, list(found.muted), reports, found.warning)


def author(row: Comment, base: str) -> AuthorOut:
    return AuthorOut(
        name=row.name,
        website=row.website,
        role=row.role or "guest",
        badges=(row.badges or "").splitlines(),
        picture=f"{base}/media/{row.picture}" if row.picture else None,
    )


def comment(row: Comment, base: str, reactions: tuple[str, ...] = ()) -> CommentOut:
    """`reactions`: the kinds that the site offers."""
    live = row.state == "live"
    return CommentOut(
        id=row.id,
        parent=row.parent_id,
        author=author(row, base) if live else AuthorOut("", None),
        html=row.html if live else "",
        text=row.text if live else "",
        created=iso(row.id),
        edited=iso(row.edited) if row.edited and live else None,
        likes=row.likes if live else 0,
        state=row.state if row.state in ("live", "gone") else "removed",
        kind=row.kind,
        permalink=f"{base}/comments/{row.id}",
        pinned=row.pinned is not None,
        picked=bool(row.picked),
        reactions=reacting.shown(row.reactions, reactions) if live else {},
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
        comments=[comment(row, base, c.site.rules.reactions) for row in c.comments],
        after=c.later,
        pinned=[comment(row, base, c.site.rules.reactions) for row in c.pinned],
    )
