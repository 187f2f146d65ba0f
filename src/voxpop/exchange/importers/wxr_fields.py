"""From the fields of one WordPress item or comment to a record: what its words mean, and what is left out.

Only what every reader of the blog could see becomes an Entry: published posts and pages without a password.
"""

import html
import ipaddress
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import get_args

from voxpop.exchange.importers import wordpress_html
from voxpop.exchange.record import Blog, Entry, Kind, Remark, Skipped, State

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}Z?")
KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: dict[str, State] = {
    "1": "live",
    "approved": "live",
    "approve": "live",
    "0": "held",
    "hold": "held",
    "spam": "spam",
    "trash": "trash",
    "post-trashed": "trash",
}
UNSEEN = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "a post that waits for review",
    "future": "a post that is scheduled for later",
    "private": "a private post",
    "trash": "a post in the trash",
}
GUESSED = "the date was missing or impossible: the post's was taken"
UNCLEAR = "the state was not known: it waits for a moderator"
LOST = "a gallery or player was left out: its files are not in the export"
LOCAL = "the date in UTC was missing or impossible: the local one was taken"


class Fields(dict[str, str]):
    """The texts of one group by element name, as they stand in the file, and the line where the group begins."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line

    def word(self, name: str) -> str:
        """A value for programs: without the white space around it, empty when missing."""
        return self.get(name, "").strip()

    def line_of_text(self, name: str) -> str:
        """A value for people, that WordPress keeps as HTML: as plain text on one line."""
        return wordpress_html.plain(self.get(name, ""))


def blog(head: Fields) -> Blog:
    """One blog has one source, whether it was exported by http or https, with a slash at the end or without."""
    address = head.word("wp:base_blog_url") or head.word("link") or head.word("wp:base_site_url")
    _, _, rest = address.rpartition("://")
    return Blog(source=rest.rstrip("/").lower()[:500], language=head.word("language"))


def entry(item: Fields, authors: dict[str, str], language: str, now: int) -> Entry | Skipped:
    if reason := _unseen(item):
        return Skipped("item", item.line, reason)
    published, changed = _published(item, now)
    updated = _date(item.word("wp:post_modified_gmt"), now)
    body, lost = wordpress_html.article(item.get("content:encoded", ""))
    login = item.word("dc:creator")
    return Entry(
        line=item.line,
        key=item_key(item),
        url=item.word("link"),
        slug=item.word("wp:post_name"),
        title=item.line_of_text("title"),
        body=body,
        excerpt=item.line_of_text("excerpt:encoded"),
        author=authors.get(login) or login,
        published=published,
        updated=updated if updated and updated > published else None,
        language=language,
        kind="page" if item.word("wp:post_type") == "page" else "post",
        open=item.word("wp:comment_status") != "closed",
        changed=tuple(filter(None, (changed, LOST if lost else ""))),
    )


def remark(comment: Fields, item: Fields, now: int) -> Remark | Skipped:
    """A comment, in the item that it stands in, of which everything before the comment has been read."""
    kind, approved = comment.word("wp:comment_type") or "comment", comment.word("wp:comment_approved")
    key, parent = comment.word("wp:comment_id"), comment.word("wp:comment_parent")
    if not key.isdecimal() or len(key) > 20:
        return Skipped("comment", comment.line, "a comment without a number (wp:comment_id)")
    if kind not in KINDS:
        return Skipped(
            "comment", comment.line, f"of type {kind[:40]!r}: only comments, pingbacks and trackbacks come along"
        )
    at, changed = _said(comment, item, now)
    return Remark(
        line=comment.line,
        key=_number(key),
        entry=item_key(item),
        parent="" if parent in ("", "0") else _number(parent),
        name=comment.line_of_text("wp:comment_author"),
        email=comment.word("wp:comment_author_email"),
        website=html.unescape(comment.word("wp:comment_author_url")),
        address=_address(comment.word("wp:comment_author_IP")),
        text=wordpress_html.comment(comment.get("wp:comment_content", "")),
        at=at,
        state=STATES.get(approved, "held"),
        kind=kind,
        changed=tuple(filter(None, (changed, "" if approved in STATES else UNCLEAR))),
    )


def item_key(item: Fields) -> str:
    """The item's number in the blog; where that is missing its address, so that an import can be repeated."""
    number = item.word("wp:post_id")
    return _number(number) if number else (item.word("guid") or item.word("link") or f"line {item.line}")[:500]


def _number(written: str) -> str:
    """One spelling of a number: 007 is 7. What is no number stays, and will not be found."""
    return str(int(written)) if written.isdecimal() and len(written) <= 20 else written[:40]


def _unseen(item: Fields) -> str:
    """Why no reader of the blog could see this as a post or page; empty when all could."""
    kind, status = item.word("wp:post_type") or "post", item.word("wp:status")
    if kind not in ("post", "page"):
        return f"of type {kind[:40]!r}: only posts and pages come along"
    if not status:
        return "without a status: it may never have been published"
    if status != "publish":
        return f"{UNSEEN.get(status, f'of status {status[:40]!r}')}: only what is published comes along"
    if item.get("wp:post_password"):
        return "protected by a password: it would be open to everyone"
    return ""


def _published(item: Fields, now: int) -> tuple[int, str]:
    """When the item appeared, and what had to be changed to know it."""
    if (at := _date(item.word("wp:post_date_gmt"), now)) is not None:
        return at, ""
    if (at := _mail_date(item.word("pubDate"), now)) is not None:
        return at, ""
    if (at := _date(item.word("wp:post_date"), now)) is not None:
        return at, LOCAL
    return now, "a post without a date: it appears as published today"


def _said(comment: Fields, item: Fields, now: int) -> tuple[int, str]:
    """When the comment was written, and what had to be changed to know it."""
    if (at := _date(comment.word("wp:comment_date_gmt"), now)) is not None:
        return at, ""
    if (at := _date(comment.word("wp:comment_date"), now)) is not None:
        return at, LOCAL
    return _published(item, now)[0], GUESSED


def _date(written: str, now: int) -> int | None:
    """Microseconds since 1970, None for what is no date, before 1970, or still to come."""
    if not DATE.fullmatch(written):
        return None
    try:
        moment = datetime.fromisoformat(written[:19])
    except ValueError:
        return None
    return _past(moment.replace(tzinfo=UTC), now)


def _mail_date(written: str, now: int) -> int | None:
    """The same for `Tue, 14 Jan 2014 17:31:03 +0000`."""
    try:
        moment = parsedate_to_datetime(written[:60])
    except ValueError:
        return None
    return _past(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)


def _past(moment: datetime, now: int) -> int | None:
    at = (moment - EPOCH) // timedelta(microseconds=1)
    return at if 0 < at <= now else None


def _address(written: str) -> str:
    """The first address of a list of proxies, IPv4 in its own form; empty for what is none."""
    for part in written[:500].split(","):
        try:
            found = ipaddress.ip_address(part.strip())
        except ValueError:
            continue
        mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
        return str(mapped or found)
    return ""
