"""Lay what is a reader's own over a ready page: what they wrote, gave and do not want to see, the form they asked for.

The ready bytes themselves are never changed. Places on them are found by markup that nothing a reader wrote can hold:
the cleaner leaves no id, class, button, article or HTML comment in a text, and writes ">" in words and quotes in
attributes as entities.
"""

from voxpop.discussion.mine import Mine, Wrote
from voxpop.lib.templates import macro, template
from voxpop.sites.site import Site
from voxpop.sites.speech import speech

FORM = b"<!--form-->"
FORM_END = b"<!--/form-->"
MINE = b"<!--mine-->"
REPORT = b'<a class="vp-report" rel="nofollow" href="/comments/%d/report">'
ARTICLE = b' id="comment-%d"><article>'  # how a comment's own part begins


def lay_form(body: bytes, asked: str, parent: int | None) -> bytes:
    """The page with another form in the place of its own: below the comment that it answers, when that is shown."""
    before, _, rest = body.partition(FORM)
    _, _, after = rest.partition(FORM_END)
    form = asked.encode()
    place = _after_comment(before, parent) if parent else None
    if place is None:
        return b"".join((before, form, after))
    return b"".join((before[:place], form, before[place:], after))


def lay_mine(body: bytes, site: Site, mine: Mine) -> bytes:
    """The page with the reader's own comments marked, their waiting ones in place, what they like and gave pressed."""
    for wrote in mine.wrote:  # the newest first, each before what is there already
        body = _lay_one(body, site, wrote)
    for liked in mine.likes:
        body = body.replace(
            b'formaction="/comments/%d/like">' % liked,
            b'formaction="/comments/%d/unlike" aria-pressed="true">' % liked,
            1,
        )
    for comment, kind in mine.reactions:
        given = comment, kind.encode()
        body = body.replace(
            b'formaction="/comments/%d/react/%s">' % given,
            b'formaction="/comments/%d/unreact/%s" aria-pressed="true">' % given,
            1,
        )
    for comment, outcome in mine.reported:
        body = _reported(body, site, comment, outcome)
    for muted in mine.muted:
        body = _fold(body, site, muted)
    return _warned(body, site, mine.warning) if mine.warning else body


def _warned(body: bytes, site: Site, words: str) -> bytes:
    """The page with what a moderator wants its reader to read, and the way to say that they have."""
    spoken = speech(site.rules, "")
    told = template("warned.html", spoken.language).render(site=site, words=words).encode()
    return body.replace(FORM, told + FORM, 1)


def _reported(body: bytes, site: Site, comment: int, outcome: str) -> bytes:
    """The page with what became of a report in the place of the way to make it, which leads there all the same."""
    link = REPORT % comment
    place = body.find(link)
    if place < 0:
        return body
    place += len(link)
    said = macro("statement.html", "reported", speech(site.rules, "").language)(outcome)
    return body[:place] + said.encode() + body[body.index(b"</a>", place) :]


def _fold(body: bytes, site: Site, comment: int) -> bytes:
    """A comment that the reader does not want to see, folded up, with the way to open it and to take that back."""
    end = _end_of(body, comment, b"</article>")
    if end is None:
        return body
    body = _unmutable(body, comment)
    start = body.find(ARTICLE % comment) + len(ARTICLE % comment)
    end = body.find(b"</article>", start)
    spoken = speech(site.rules, "")
    cover = template("silenced.html", spoken.language).render(comment=comment).encode()
    return b"".join((body[:start], cover, body[start:end], b"</details>", body[end:]))


def _unmutable(body: bytes, comment: int) -> bytes:
    """The page without the button that mutes who wrote the comment."""
    return _without(body, b'<li><button class="vp-mute" form="vp-act" formaction="/comments/%d/mute">' % comment)


def _without(body: bytes, entry: bytes) -> bytes:
    """The page without the entry of a menu that begins so."""
    place = body.find(entry)
    if place < 0:
        return body
    return body[:place] + body[body.index(b"</li>", place) + len(b"</li>") :]


def _lay_one(body: bytes, site: Site, wrote: Wrote) -> bytes:
    if not wrote.waits:
        body = _without(_unmutable(body, wrote.id), b"<li>" + REPORT % wrote.id)
        return _insert(body, _end_of(body, wrote.id, b"</footer>"), "own_tools.html", site, wrote)
    kept = _end_of(body, wrote.id, b"</article>")
    if kept is not None and wrote.statement:  # its place is kept for the answers to it
        return _insert(body, kept, "own_inside.html", site, wrote)
    place = _after_comment(body, wrote.parent_id) if wrote.parent_id else None
    return _insert(body, body.find(MINE) + len(MINE) if place is None else place, "own.html", site, wrote)


def _insert(body: bytes, place: int | None, name: str, site: Site, wrote: Wrote) -> bytes:
    if place is None:
        return body
    return b"".join((body[:place], _own(name, site, wrote).encode(), body[place:]))


def own(site: Site, wrote: Wrote, base: str, wished: str) -> str:
    """What the reader sees of a comment of theirs: a waiting one whole, the tools beside one that is live."""
    return _own("own.html" if wrote.waits else "own_tools.html", site, wrote, base, wished)


def _own(name: str, site: Site, wrote: Wrote, base: str = "", wished: str = "") -> str:
    spoken = speech(site.rules, wished)
    return template(name, spoken.language).render(own=wrote, zone=site.rules.timezone, speech=spoken, base=base)


def _after_comment(body: bytes, comment: int) -> int | None:
    """Where a comment's own part ends and the answers to it begin; None when it is not on the page."""
    tag = b"</article>"
    place = _end_of(body, comment, tag)
    return None if place is None else place + len(tag)


def _end_of(body: bytes, comment: int, tag: bytes) -> int | None:
    """Where `tag` first stands in a comment; None when the comment is not on the page."""
    start = body.find(ARTICLE % comment)
    place = body.find(tag, start)
    return None if start < 0 or place < 0 else place
