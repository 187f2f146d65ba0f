"""What the judge is given and what it answers. Knows nothing of comments, HTTP or the database."""

from typing import NamedTuple


class Link(NamedTuple):
    """`target` is an absolute address; `words` are those it stands behind, the address itself when it stands bare."""

    target: str
    words: str = ""


class Submission(NamedTuple):
    """A text somebody sent, and what came with it. Everything but the text may be missing, and then says nothing.

    text       as a reader would read it, without markup
    trap       what was put into the field that people do not see
    seconds    from when the form was shown to when it was sent; None when that is not known
    address    an IP address
    kind       comment, reply, contact-form, signup, ...: Akismet's names
    languages  that the site and the article are written in, like en or pt-BR; empty when not known
    article    the words it was written under: headline, text, and what stands above it in the conversation
    thread     which conversation, by a name that stays the same
    person     who, by a name that stays the same: an account or a cookie, nothing that can be typed in; or empty
    now        microseconds since 1970
    """

    text: str
    links: tuple[Link, ...] = ()
    name: str = ""
    email: str = ""
    website: str = ""
    trap: str = ""
    seconds: float | None = None
    address: str = ""
    agent: str = ""
    kind: str = "comment"
    languages: tuple[str, ...] = ()
    article: str = ""
    thread: str = ""
    person: str = ""
    now: int = 0


class Reason(NamedTuple):
    """`weight` is in log-odds: +2.2 makes spam nine times likelier, -2.2 nine times less."""

    signal: str
    weight: float
    sentence: str


class Verdict(NamedTuple):
    """`probability` of spam, 0 to 1, and why, the weightiest first. `failed`: it could not be judged, and waits."""

    probability: float
    reasons: tuple[Reason, ...]
    failed: bool = False
