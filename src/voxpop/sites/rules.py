"""What a site chooses for its conversations: one table, kept as JSON in the site's row (only what differs)."""

import dataclasses
import functools
import re
import zoneinfo
from collections.abc import Mapping
from datetime import timedelta

from voxpop.lib import names
from voxpop.lib.sentence import said
from voxpop.lib.words import direction, told
from voxpop.settings import Shares, choice, duration, mailbox, parsed, setting, switch, whole, words
from voxpop.sites import host_key, reactions

HASHED = "hashed"  # of addresses nothing else is kept
FORMER = said("a former reader")  # in the place of a name that is forgotten
DEEPEST = 64  # levels a site may show nested; below, answers are shown flat


def language(value: str) -> str:
    if not value.replace("-", "").isalnum() or not value.isascii() or len(value) > 35:
        raise ValueError("want a language tag like en or pt-BR")
    return value


@functools.cache
def known_timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def timezone(value: str) -> str:
    if value not in known_timezones():
        raise ValueError("want a time zone like Europe/Berlin")
    return value


AKISMET = Shares(
    whom="Akismet, a service of Automattic Inc., or the server that akismet_url names in its place",
    why="to have it say whether a comment is spam, and to tell it when it was wrong",
    fields=(
        ("blog", "the address of the site"),
        ("blog_lang", "the language of the site"),
        ("blog_charset", "how the letters are encoded"),
        ("permalink", "the address of the page that is commented on"),
        ("user_ip", "the network address that the comment came from"),
        ("user_agent", "the name of the browser"),
        ("comment_type", "that it is a comment"),
        ("comment_author", "the name"),
        ("comment_author_email", "the e-mail address"),
        ("comment_author_url", "the website"),
        ("comment_content", "the comment as it was written"),
        ("honeypot_field_name", "which field of the form people do not see"),
        ("subject", "what was put into that field"),
        ("recheck_reason", "why it is asked about the same comment again"),
        ("is_test", "that it is only a test"),
    ),
)


def akismet_key(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{6,64}", value):
        raise ValueError("want the key as Akismet shows it, 6 to 64 letters and digits, or nothing")
    return value


def sentences(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split(";") if one.strip())


@dataclasses.dataclass(frozen=True)
class Rules:
    language: str = setting("en", "The language of the site's own words.", language)
    direction: str = setting(
        "ltr", "The direction of the site's own words; until it is chosen, that of the language.", choice("ltr", "rtl")
    )
    timezone: str = setting("UTC", "The time zone that dates are shown in.", timezone)
    order: str = setting(
        "oldest", "The order of a conversation until the reader chooses one.", choice("newest", "oldest", "best")
    )
    depth: int = setting(
        "5",
        "How many levels of answers are shown nested; deeper ones stay attached and are shown flat.",
        whole(1, DEEPEST),
    )
    page_size: int = setting("100", "How many comments a page of a conversation holds.", whole(5, 500))
    name_required: bool = setting("on", "Whether a guest must give a name.", switch)
    email_required: bool = setting("on", "Whether a guest must give an e-mail address.", switch)
    website_asked: bool = setting("on", "Whether a guest may give a website.", switch)
    approval: str = setting(
        "judged",
        "What waits for a moderator: everything, a guest's first comments, or only what the judge doubts.",
        choice("all", "first", "judged"),
    )
    edit_window: timedelta = setting("15m", "How long authors may edit and delete what they wrote.", duration)
    close_after: int = setting(
        "0", "After how many days without a comment a conversation closes; 0 means never.", whole(0, 36500)
    )
    heat_replies: int = setting(
        "0",
        "From how many comments within ten minutes on a conversation is hot and slows down by itself; 0 means never.",
        whole(0, 500),
    )
    heat_slow: int = setting(
        "60", "How many seconds there are between two comments of one person while it is hot.", whole(1, 86400)
    )
    heat_lasts: int = setting(
        "30", "For how many minutes it stays slow after the last comment that found it hot.", whole(1, 1440)
    )
    max_links: int = setting("20", "How many links a comment may hold.", whole(0, 20))
    reactions: tuple[str, ...] = setting(
        "",
        "The reactions that readers may give beside Like, with commas between them: some of "
        f"{', '.join(reactions.KINDS)}.",
        reactions.check,
    )
    reserved_names: str = setting(
        "admin, administrator, moderator, editor, staff",
        "Names that guests may not use, with commas between them.",
        words,
    )
    reject_reasons: tuple[str, ...] = setting(
        "Off topic; Insults somebody; Advertising; Private details of somebody",
        "The reasons for which moderators reject a comment, with semicolons between them.",
        sentences,
    )
    report_hides: int = setting(
        "3",
        "From which weight of readers' reports on a live comment is hidden until a moderator has looked; a report "
        "weighs 0.25 to 2, one of a new reader 1; 0 means never.",
        whole(0, 1000),
    )
    public_log: bool = setting(
        "off", "Whether readers are shown what moderators did, and why, under /moderation-log.", switch
    )
    passkeys: str = setting(
        "staff", "Who may sign in with a passkey: nobody, staff, or everybody.", choice("off", "staff", "all")
    )
    responsible: str = setting(
        "",
        "Who is responsible for what is kept of readers: a name and a postal address, with commas between the lines.",
        words,
    )
    privacy_contact: str = setting("", "The e-mail address to which readers write about what is kept of them.", mailbox)
    consent: str = setting(
        "",
        "What writers must agree to before they can post, word for word, where the law wants that; empty asks nothing.",
        words,
    )
    addresses: str = setting(
        "cut",
        "Network addresses: in full at first and cut after keep_addresses, or from the start only a keyed hash.",
        choice("cut", HASHED),
    )
    keep_addresses: timedelta = setting(
        "30d",
        "After how long a network address is cut to its network (/24, /48), and a browser's name to what it is called.",
        duration,
    )
    keep_emails: timedelta = setting(
        "30d", "After how long only a keyed hash is left of a guest's e-mail address, if nothing needs it.", duration
    )
    keep_spam: timedelta = setting("15d", "After how long spam is removed.", duration)
    keep_trash: timedelta = setting("30d", "After how long rejected comments are removed.", duration)
    keep_held: timedelta = setting("90d", "After how long comments are removed that nobody decided about.", duration)
    keep_sessions: timedelta = setting("90d", "After how long without being used a reader's session ends.", duration)
    host_key: str = setting(
        "",
        "The key by which the site signs its own readers in (docs/host-accounts.md); empty means that it does not.",
        host_key.check,
        secret=True,
    )

    akismet_key: str = setting(
        "",
        "The site's key of Akismet, which is then asked about each comment; empty means that it is not.",
        akismet_key,
        secret=True,
        shares=AKISMET,
    )


def read(kept: Mapping[str, str]) -> Rules:
    """Rules from what a site's row keeps. Raises SettingsError."""
    chosen = Rules(**parsed(Rules, kept))
    if "direction" in kept:
        return chosen
    return dataclasses.replace(chosen, direction=direction(chosen.language))


def reserved_skeletons(rules: Rules) -> frozenset[str]:
    """What the names that a site keeps for its people, and FORMER, have in common with all that look like them."""
    return _skeletons(rules.reserved_names, rules.language)


@functools.lru_cache(maxsize=256)
def _skeletons(listed: str, language: str) -> frozenset[str]:
    kept = [name for name in listed.split(",") if name.strip()]
    return frozenset(map(names.skeleton, (*kept, told(FORMER, language))))
