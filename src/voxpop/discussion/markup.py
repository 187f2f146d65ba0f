"""The markup of a conversation, one for the article page, the embedded section and a browser without scripts.

It is the same for every reader. What is a reader's own is laid over it later (discussion/overlay), at places that are
known by markup which the cleaner lets nobody write.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from voxpop.discussion import heating, reacting, words
from voxpop.discussion.thread import Comment, Conversation, Order, Thread
from voxpop.lib.templates import macro, template
from voxpop.people.asker import Asker
from voxpop.people.ways import Way
from voxpop.sites import reactions
from voxpop.sites.reactions import Kind
from voxpop.sites.site import Site
from voxpop.sites.speech import Speech, speech

SEARCHED = 20  # live comments, from which on one may want to search among them
CONTRACT = 1  # of the markup with the scripts that move it: docs/embedding.md
PIECES = 1024  # comments whose markup is kept, some 3 KB each


class Links(NamedTuple):
    """Addresses of a thread's own page. `base` is '' on that page itself, else the origin of this server; `order` and
    `after` are how it is seen now, `default` the order that goes without saying.
    """

    base: str
    home: str
    order: str
    default: str
    after: int | None = None

    def page(
        self, *, order: str | None = None, after: int | None = None, reply_to: int | None = None, at: str = ""
    ) -> str:
        """The page in another order, or after a comment, or with the form that answers one."""
        chosen = order or self.order
        asked: dict[str, object] = {}
        if chosen != self.default:
            asked["order"] = chosen
        if after:
            asked["after"] = after
        if reply_to:
            asked["reply_to"] = reply_to
        query = f"?{urlencode(asked)}" if asked else ""
        return f"{self.base}{self.home}{query}{at}"


class Item(NamedTuple):
    """A comment where it stands on the page: `opening` is the markup that closes and opens lists up to it."""

    comment: Comment
    opening: Markup
    answering: bool  # its parent is not right above it, so it says whom it answers


class At(NamedTuple):
    """What the markup of a comment depends on besides the comment. `reply`: where to answer it, '' when closed.

    `reactions`: the kinds that its site offers.
    """

    answering: bool
    base: str
    reply: str
    zone: str
    speech: Speech
    reactions: tuple[Kind, ...] = ()


class Signed(NamedTuple):
    """Who fills in the form, when they are signed in. `via`: what they call their account; `picture` a file or ''."""

    name: str
    via: str
    role: str
    badges: str
    picture: str


class Form(NamedTuple):
    """The form for a reply, with what was typed so far. `answered` is whose comment it answers.

    `slow`: seconds between two comments of one person; `hot`: until when because of the heat, 0 otherwise.
    `consent`: they have ticked that they agree.
    """

    parent: int | None = None
    answered: str = ""
    name: str = ""
    email: str = ""
    website: str = ""
    text: str = ""
    error: str = ""
    signed: Signed | None = None
    slow: int = 0
    hot: int = 0
    consent: bool = False


def paced(form: Form, site: Site, thread: Thread, now: int) -> Form:
    """The form with what writers are to know of slow mode."""
    slow = heating.slow(site.rules, thread.slow, thread.heated, now)
    return form._replace(slow=slow, hot=thread.heated or 0 if heating.hot(thread.heated, now) else 0)


def signed(asker: Asker) -> Signed | None:
    if asker.session is None or asker.session.person.banned:
        return None
    who = asker.session.person
    return Signed(who.name, asker.session.via, who.role, "\n".join(who.badges), who.shown)


def home(thread: Thread) -> str:
    """The path of the page on which a thread is shown here: its story's, or its own."""
    return thread.url if thread.url.rfind("/") == 0 else f"/threads/{thread.id}"


def links(conversation: Conversation, base: str = "") -> Links:
    return Links(
        base, home(conversation.thread), conversation.order.value, conversation.site.rules.order, conversation.after
    )


def render(
    conversation: Conversation, base: str = "", ways: tuple[Way, ...] = (), wished: str = "", *, now: int = 0
) -> str:
    """The conversation as an HTML fragment, a `section` with everything in it.

    `ways`: how a reader may sign in; `wished`: a tag of the language that it is to speak, '' for the site's own. `now`,
    in microseconds since 1970, tells whether it is still hot.
    """
    link = links(conversation, base)
    spoken = speech(conversation.site.rules, wished)
    return template("conversation.html", spoken.language).render(
        c=conversation,
        contract=CONTRACT,
        searched=SEARCHED,
        words=words.data(spoken.language),
        site=conversation.site,
        rules=conversation.site.rules,
        thread=conversation.thread,
        listed=_listed(conversation, link, spoken),
        pinned=_pinned(conversation, link, spoken),
        links=link,
        base=base,
        orders=list(Order),
        form=paced(Form(), conversation.site, conversation.thread, now),
        ways=ways,
        speech=spoken,
    )


def _listed(conversation: Conversation, link: Links, spoken: Speech) -> Markup:
    """The comments of a page in their nested lists; '' when there are none."""
    rules = conversation.site.rules
    items, closing = arranged(conversation.comments, rules.depth)
    offered = reactions.of(rules.reactions)
    parts: list[str] = []
    for item in items:
        reply = ""
        if not conversation.thread.closed:
            reply = link.page(after=conversation.after, reply_to=item.comment.id, at="#vp-text")
        parts += (
            item.opening,
            _piece(item.comment, At(item.answering, link.base, reply, rules.timezone, spoken, offered)),
        )
    return Markup("".join(parts)) + closing  # noqa: S704


def _pinned(conversation: Conversation, link: Links, spoken: Speech) -> Markup:
    """The comments that stand first, each with a link to its place; '' when there are none."""
    at = At(False, link.base, "", conversation.site.rules.timezone, spoken)
    made = macro("comment.html", "pinned", spoken.language)
    return Markup("").join(made(comment, at) for comment in conversation.pinned)


@lru_cache(maxsize=PIECES)
def _piece(comment: Comment, at: At) -> Markup:
    """The markup of one comment: made once for all the pages that a thread has while others are added to it."""
    return macro("comment.html", "piece", at.speech.language)(comment, at, reacting.counts(comment.reactions))


def arrival(site: Site, thread: Thread, comment: Comment, base: str, wished: str) -> str:
    """The markup of a comment that comes by itself to a page that is open, as its own page would show it."""
    rules = site.rules
    link = Links(base, home(thread), rules.order, rules.order)
    answering = comment.depth >= rules.depth and bool(comment.parent_name)
    reply = "" if thread.closed else link.page(reply_to=comment.id, at="#vp-text")
    at = At(answering, base, reply, rules.timezone, speech(rules, wished), reactions.of(rules.reactions))
    return f"{_piece(comment, at)}</li>"


def respond(site: Site, thread: Thread, link: Links, form: Form, ways: tuple[Way, ...], wished: str = "") -> str:
    """The form alone: for an answer, for who is signed in, or with what could not be taken the first time."""
    spoken = speech(site.rules, wished)
    return template("respond.html", spoken.language).render(
        site=site, rules=site.rules, thread=thread, links=link, form=form, ways=ways, base=link.base, speech=spoken
    )


def arranged(comments: list[Comment], depth: int) -> tuple[list[Item], Markup]:
    """Comments in nested lists `depth` levels deep, deeper ones flat; and the markup that closes the last of them."""
    levels: dict[int, int] = {}
    items: list[Item] = []
    last = -1
    for comment in comments:
        above = levels.get(comment.parent_id) if comment.parent_id is not None else None
        level = 0 if above is None else min(above + 1, depth - 1)
        flat = comment.parent_id is not None and (above is None or level == above)
        items.append(Item(comment, _between(last, level), flat and bool(comment.parent_name)))
        levels[comment.id] = last = level
    return items, Markup("</li></ol>" * (last + 1))  # noqa: S704


def _between(last: int, level: int) -> Markup:
    if level > last:
        return Markup('<ol class="vp-answers">') if level else Markup('<ol class="vp-comments">')
    return Markup("</li>" + "</ol></li>" * (last - level))  # noqa: S704
