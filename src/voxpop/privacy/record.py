"""What an owner needs in writing, as Markdown: the record of processing (GDPR, Art. 30), and a text for a policy.

Both are made of the notice that readers see, in English. What only the owner knows stands in [brackets].
"""

from collections.abc import Iterable, Iterator

from voxpop.lib.words import SOURCE
from voxpop.people import cookies
from voxpop.privacy import notice, processors
from voxpop.privacy.held import GROUPS
from voxpop.privacy.notice import Held, Notice, Shared
from voxpop.privacy.running import Running
from voxpop.settings import load
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

PURPOSES = (
    "To publish what readers write, with the name that they choose, and let them answer each other.",
    "To keep spam and abuse away: automatically by a filter on the same server, and by moderators.",
    "To let readers change, delete and download what is theirs, and appeal against decisions.",
    "To let readers sign in, where the site offers that.",
)
SUBJECTS = (
    "Readers who comment, like, mute, report or appeal, as guests or signed in.",
    "People whom readers write about, as far as they do.",
    "Moderators and owners of the site.",
)
MEASURES = (
    "What the public sees and what it never sees are kept in two tables; public answers are made from the first alone.",
    "E-mail addresses and networks are kept as keyed hashes where it is enough to know them again, tokens and the "
    "desk’s passwords as hashes.",
    "What is too old is removed or shortened every day by the program itself (`voxpop keep`).",
    "Logs hold ids and reasons, never names, texts or addresses.",
    "Requests of the server itself go through one client, which reaches no private addresses.",
    "Moderators have roles, second factors and sessions of their own; what they do is in a log that shows when "
    "somebody changed it.",
    "[How the machine is reached, encrypted, backed up and kept up to date, and who may.]",
)


ALONE = "Readers’ browsers are sent to no other server."
PICTURES = "Readers’ browsers are sent to no other server, but for the pictures of stories."


def plain() -> Running:
    """A site on which nothing was chosen."""
    return Running(
        load({"public_url": "https://talk.example"}, {}), Site(1, "default", "Your site", Rules(), "", frozenset(), "")
    )


def record(running: Running) -> str:
    """The record of processing activities, Art. 30(1), point by point."""
    made = notice.made(running, SOURCE)
    parts = [
        ("Controller", f"{made.responsible or '[Name and postal address]'}  \n{made.contact or '[E-mail address]'}"),
        ("Purposes", _list(PURPOSES)),
        ("Categories of data subjects", _list(SUBJECTS)),
        ("Categories of personal data, who sees them, and time limits", _data(made)),
        ("Recipients", _recipients(made.shared)),
        ("Transfers to third countries", _transfers(made.shared)),
        ("Security measures (Art. 32)", _list((ALONE if made.alone else PICTURES, *MEASURES))),
    ]
    return "\n".join(f"### {title}\n\n{body}\n" for title, body in parts)


def policy(running: Running) -> str:
    """A text for the site's own policy."""
    made = notice.made(running, SOURCE)
    address = f"{running.settings.address}/privacy?site={made.site}"
    who = f"{made.responsible or '[name and postal address]'}, {made.contact or '[e-mail address]'}"
    lines = [
        f"Comments on our pages are run with Voxpop, on a server of ours. Responsible is {who}. What exactly is kept, "
        f"why, who sees it and for how long stands, always as it is set at the moment, at <{address}>.",
        *_groups(made),
        "A spam filter on the server works out how likely a comment is to be spam; a comment in doubt waits for a "
        "person. You are told why a comment is not shown, and may appeal.",
        _told(made.shared),
        "If you only read, you are given no cookie. If you take part, you are given these, which are needed for what "
        "you do:",
        _list(f"`{one.name}`: {one.why} {one.kept}." for one in made.browser if one.key != cookies.DESK.name),
        _basis(made),
        "You may see, download, correct and delete what is kept about you, and object to its use: "
        f"<{running.settings.address}/privacy/yours?site={made.site}>. You may complain to the data protection "
        "authority where you live or work.",
    ]
    return "\n\n".join(filter(None, lines)) + "\n"


def ways_out() -> str:
    """Every processor that there can be, and what switches it on."""
    rows = [
        f"| {one.key} | {', '.join(f'`{name}`' for name in one.settings) or one.otherwise} | {one.what} |"
        for one in processors.PROCESSORS
    ]
    return "\n".join(["| who | switched on by | what they receive |", "|---|---|---|", *rows, ""])


def document(running: Running) -> str:
    return f"## Record of processing activities\n\n{record(running)}\n## Text for a policy\n\n{policy(running)}"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _data(made: Notice) -> str:
    rows = [
        f"| {GROUPS[one.group]} | {one.what} | {one.why} | {one.seen_by} | {_times(one)} |"
        for key in GROUPS
        for one in made.held
        if one.group == key
    ]
    return "\n".join(["| when | data | purpose | who sees it | time limit |", "|---|---|---|---|---|", *rows])


def _groups(made: Notice) -> Iterator[str]:
    """What is kept of readers, group by group."""
    for key, title in GROUPS.items():
        lines = [f"{one.what}. {one.why} Kept: {_times(one)}." for one in made.held if one.group == key != "team"]
        if lines:
            yield f"{title} we keep:"
            yield _list(lines)


def _recipients(shared: list[Shared]) -> str:
    return _list(f"{one.whom}: {one.what} {one.why}" for one in shared) or "None outside the controller."


def _transfers(shared: list[Shared]) -> str:
    if not shared:
        return "None by the program. [Where the server stands.]"
    return _list(f"{one.whom}: [country, and the safeguard of Art. 46 if it is a third one]" for one in shared)


def _told(shared: list[Shared]) -> str:
    if not shared:
        return "Nobody else receives any of it."
    return "Others receive something:\n\n" + _list(f"{one.whom}: {one.what} {one.why}" for one in shared)


def _basis(made: Notice) -> str:
    if made.consent:
        return f"The legal basis is your consent (Art. 6(1)(a) GDPR), given in these words: “{made.consent}”"
    return "The legal basis is our interest in a conversation without spam and abuse (Art. 6(1)(f) GDPR). [Or another.]"


def _times(one: Held) -> str:
    return "; ".join(keep.words[:1].lower() + keep.words[1:] for keep in one.kept)
