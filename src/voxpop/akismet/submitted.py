"""A submission as the fields of a request describe it. What is not sent says nothing; nothing that is sent is fetched.

The host site vouches for what it says of the person: who they are to it, when its form was shown, what lay in its trap.
"""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from voxpop.akismet.fields import Fields
from voxpop.lib import urls
from voxpop.lib.refused import Refused
from voxpop.spam import markup
from voxpop.spam.submission import Submission

SECOND = 1_000_000  # microseconds
LONG_AGO = 7 * 86_400  # seconds; a form that was open for longer was not waited at
CONTENT_LIMIT = 600_000  # characters; a request has no more
CONTEXT = 30  # words about the place that are heard
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
WORDS = re.compile(r"[^\W\d_]{2,}")

# Fields that hold what was put where people see no field, beside the one that honeypot_field_name names.
TRAPS = ("POST_ak_hp_textarea", "ak_hp_textarea")
SHOWN = ("POST_ak_js", "ak_js")  # when the page's script began, in ms since 1970


def submission(fields: Fields, key: int, now: int) -> Submission:
    """`key` is whose the submission is: what one site calls a person is nobody on another."""
    text, links = markup.read(fields.get("comment_content", CONTENT_LIMIT))
    permalink = fields.get("permalink")
    return Submission(
        text=text,
        links=links,
        name=fields.get("comment_author", 200).strip(),
        email=fields.get("comment_author_email", 320).strip(),
        website=fields.get("comment_author_url").strip(),
        trap=_trap(fields),
        seconds=_seconds(fields, now),
        address=fields.get("user_ip", 64).strip(),
        agent=fields.get("user_agent", 300).strip(),
        kind=fields.get("comment_type", 40).strip() or "comment",
        languages=tuple(LANGUAGE.findall(fields.get("blog_lang", 200).replace("_", "-"))[:8]),
        article=_article(fields, permalink),
        thread=_thread(permalink),
        person=_person(fields, key),
        now=now,
    )


def _trap(fields: Fields) -> str:
    named = fields.get("honeypot_field_name", 200)
    return next((value for name in (named, *TRAPS) if name and (value := fields.get(name, 200).strip())), "")


def _seconds(fields: Fields, now: int) -> float | None:
    if fields.get("comment_date_gmt", 40):  # written at another time than now
        return None
    began = next((value for name in SHOWN if (value := fields.get(name, 20).strip())), "")
    if not began.isascii() or not began.isdecimal():
        return None
    seconds = now / SECOND - int(began) / 1000
    return seconds if 0 <= seconds < LONG_AGO else None


def _article(fields: Fields, permalink: str) -> str:
    """What is known of the article: the words that its blog gave it, and those of its address."""
    return "\n".join((*fields.each("comment_context")[:CONTEXT], _words_of(permalink))).strip()


@lru_cache(maxsize=1024)
def _words_of(permalink: str) -> str:
    try:
        return " ".join(WORDS.findall(unquote(urlsplit(permalink).path)))
    except ValueError:
        return ""


def _thread(permalink: str) -> str:
    if not permalink:
        return ""
    try:
        return urls.address(permalink).key
    except Refused:
        return permalink[:200]


def _person(fields: Fields, key: int) -> str:
    """An account of the host site, or the name and address that it was given; '' for who gave none."""
    account = fields.get("user_ID", 40).strip() or fields.get("user_id", 40).strip()
    if account.strip("0"):
        return f"key {key} account {account}"
    email = fields.get("comment_author_email", 320).strip().casefold()
    return f"key {key} guest {email} {fields.get('comment_author', 200).strip().casefold()}" if email else ""
