"""Ask Akismet about a comment before it is judged, at a site that has a key of it.

    Submission -> fields -> client.check -> Asked(what to keep, what the judge hears)

Its word is one signal among the others, as heavy as it was right on this site (spam/signals/opinion). No answer is
none: the judge hears why, and nothing else of it. What is sent, sites/rules tells everybody (AKISMET).
"""

import asyncio
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.akismet import advice, client
from voxpop.akismet.client import Busy, Heard, Line
from voxpop.akismet.kept import HONEST, SPAM, Kept
from voxpop.lib import metrics
from voxpop.lib.refused import Refused
from voxpop.sites.house import House
from voxpop.sites.site import Place, Site
from voxpop.spam.known import Opinion
from voxpop.spam.submission import Submission

TRAP = "subject"  # the field of the form that people do not see


class Asked(NamedTuple):
    """`kept` goes with the comment; `again` is in how many seconds Akismet wants to be asked again, 0 for not."""

    kept: Kept
    opinion: Opinion
    again: int = 0

    @property
    def silent(self) -> bool:
        return bool(self.opinion.silent)


def line(house: House, site: Site) -> Line | None:
    """None when the site has no key."""
    key = site.rules.akismet_key
    return Line(house.settings.akismet_url, key, house.settings.akismet_test) if key else None


def fields(site: Site, place: Place, submission: Submission, source: str) -> dict[str, str]:
    """What is sent, by Akismet's names, without the key. `source` is the comment as it was written."""
    home = site.home or min(site.origins, default="")
    sent = {
        "blog": f"{home}/",
        "blog_lang": site.rules.language,
        "blog_charset": "UTF-8",
        "permalink": f"{home}{place.url}" if place.url.startswith("/") else place.url,
        "user_ip": submission.address,
        "user_agent": submission.agent,
        "comment_type": "comment",  # by its "reply" it means one in a forum
        "comment_author": submission.name,
        "comment_author_email": submission.email,
        "comment_author_url": submission.website,
        "comment_content": source,
    }
    if submission.trap:
        sent |= {"honeypot_field_name": TRAP, TRAP: submission.trap}
    return {name: value for name, value in sent.items() if value}


def edited(kept: Kept, source: str) -> dict[str, str]:
    """The fields of a comment whose words are others now."""
    return kept.sent | {"comment_content": source, "recheck_reason": "edit"}


async def about(house: House, site: Site, place: Place, submission: Submission, source: str) -> Asked | None:
    """`ask` about a new comment, written as `source`."""
    return await ask(house, site, fields(site, place, submission, source)) if line(house, site) else None


async def ask(house: House, site: Site, sent: dict[str, str]) -> Asked | None:
    """What Akismet says, or why it does not; None at a site without a key."""
    to = line(house, site)
    if to is None:
        return None
    try:
        heard = await _heard(house, site, to, sent)
    except Refused as refused:
        return silent(sent, refused.sentence)
    metrics.count("voxpop_advice_total", "answer", "spam" if heard.spam else "honest")
    kept = Kept(sent, SPAM if heard.spam else HONEST, heard.sure, heard.guid)
    return Asked(kept, await house.database.read(lambda conn: opinion(conn, site.id, heard)), heard.again)


def silent(sent: dict[str, str], why: str) -> Asked:
    """There is no answer for now."""
    metrics.count("voxpop_advice_total", "answer", "silent")
    return Asked(Kept(sent), Opinion(advice.NAME, spam=False, sure=False, agreed=0, differed=0, silent=why))


async def _heard(house: House, site: Site, to: Line, sent: dict[str, str]) -> Heard:
    """The answer, within client.SECONDS in all. Who failed again and again is not asked. Raises Refused."""
    patience, whom, now = house.patience, f"akismet {site.id}", asyncio.get_running_loop().time
    until = now() + client.SECONDS
    _awake(house, whom)
    async with patience.turn(client.SECONDS):
        _awake(house, whom)  # others have asked meanwhile
        try:
            heard = await client.check(to, sent, until - now())
        except Refused as refused:
            patience.failed(whom, refused.seconds if isinstance(refused, Busy) else 0)
            raise
    patience.answered(whom)
    return heard


def _awake(house: House, whom: str) -> None:
    if house.patience.resting(whom):
        raise Refused("akismet_resting", "it has not answered lately")


def opinion(conn: Connection, site: int, heard: Heard) -> Opinion:
    """The answer, with how often such a one was right here."""
    agreed, differed = advice.read(conn, site, spam=heard.spam)
    return Opinion(advice.NAME, heard.spam, heard.sure, agreed, differed)
