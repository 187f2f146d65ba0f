"""Lay what is a reader's own over a ready page: their waiting comments, their likes, the form they asked for.

The page leaves places for it, which hold nothing a reader wrote; the ready bytes themselves are never changed.
"""

from voxpop.discussion.markup import Form, Links, respond
from voxpop.discussion.mine import Mine, Wrote
from voxpop.discussion.thread import Thread
from voxpop.lib.templates import template
from voxpop.sites.site import Site

FORM = b"<!--form-->"
FORM_END = b"<!--/form-->"
TOP = b"<!--mine-->"


def lay_form(body: bytes, site: Site, thread: Thread, link: Links, form: Form) -> bytes:
    """The page with another form in the place of its own."""
    before, _, rest = body.partition(FORM)
    _, _, after = rest.partition(FORM_END)
    return b"".join((before, respond(site, thread, link, form).encode(), after))


def lay_mine(body: bytes, site: Site, mine: Mine) -> bytes:
    """The page with the reader's own comments marked, their waiting ones in place, and their likes as likes."""
    for wrote in reversed(mine.wrote):
        body = _lay_one(body, site, wrote)
    for liked in mine.likes:
        body = body.replace(
            b'formaction="/comments/%d/like">Like<' % liked,
            b'formaction="/comments/%d/unlike" aria-pressed="true">Liked<' % liked,
        )
    return body


def _lay_one(body: bytes, site: Site, wrote: Wrote) -> bytes:
    marked = template("own.html").render(own=wrote, site=site).encode()
    place = b"<!--c:%d-->" % (wrote.parent_id if wrote.waits and wrote.parent_id else wrote.id)
    if wrote.waits and place not in body:
        place = TOP
    return body.replace(place, marked + place, 1)
