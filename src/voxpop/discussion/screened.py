"""What the house rules of a site say of a draft or an edit: the facts they ask for, and the first that finds something.

    (who, what, when) -> facts -> refused, or: Match -> standing.of

Nothing is asked of the database that no rule of the site wants to know.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people.asker import Asker, owner
from voxpop.screening.facts import Facts, Writer
from voxpop.screening.kinds import Outcome, Writers
from voxpop.screening.screens import Match, Screens
from voxpop.sites.site import Site
from voxpop.spam.judging import Judged
from voxpop.spam.submission import Submission
from voxpop.storage.quick import Quick

LIVE = Quick("""
    SELECT 1 FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.guest = :guest AND c.state = 'live' LIMIT :most
""")
PERSON = Quick("SELECT id, email FROM person WHERE site_id = :site AND mark = :guest")


class Rejected(Refused):
    """A rule of the site has rejected it; the sentence is the site's own where it has one."""

    def __init__(self, told: str) -> None:
        super().__init__("rejected", told or said("This comment does not fit the rules of this site."))


class Asked(NamedTuple):
    """What of a writer is looked for in the database: how many live comments at most, 0 for none."""

    guest: bytes | None
    live: int


def wants(screens: Screens, asker: Asker) -> Asked:
    """Who has no cookie of ours, or one that was made just now, has written nothing yet."""
    mine = owner(asker)
    return Asked(mine, 0 if mine is None or asker.fresh else screens.live)


def live(conn: Connection, site: int, asked: Asked) -> int:
    """How many comments of a writer are live, as far as that matters."""
    if not asked.live:
        return 0
    return len(LIVE.rows(conn, {"site": site, "guest": asked.guest, "most": asked.live}))


def writer(asker: Asker, email: str, live_ones: int) -> Writer:
    who = asker.session.person if asker.session else None
    return Writer(email, who.email if who else "", who.id if who else None, live_ones)


def kept_writer(conn: Connection, site: Site, guest: bytes | None, email: str) -> Writer:
    """The writer of a comment that is there, known by what is kept of them."""
    person = None
    if guest is not None and site.screens.personal:
        person = PERSON.row(conn, {"site": site.id, "guest": guest})
    since, proved = person or (None, "")
    return Writer(email, proved, since, live(conn, site.id, Asked(guest, site.screens.live if guest else 0)))


def facts(site: Site, given: Submission, who: Writer) -> Facts:
    """Of a submission as the judge is given it."""
    return Facts(
        writer=who,
        text=given.text,
        name=given.name,
        website=given.website,
        links=given.links,
        page=given.languages[0] if given.languages else site.rules.language,
        zone=site.rules.timezone,
        now=given.now,
    )


def may_post(screens: Screens, about: Facts) -> None:
    """Before anybody judges it: what only the judge can say holds up no rule that refuses.

    Raises Refused sign_in_first, email_unproved, or what the rule says.
    """
    if not screens.refuses:
        return
    match = screens.first(about)
    if match is not None and match.rule.outcome is Outcome.REFUSE:
        raise refusal(match)


def refusal(match: Match) -> Refused:
    rule = match.rule
    if isinstance(rule, Writers) and rule.who == "proved":
        usual = said("To comment here, sign in with an account whose e-mail address is proved.")
        return Refused("email_unproved", rule.told or usual)
    return Refused("sign_in_first", rule.told or said("Sign in to comment here."))


def found(screens: Screens, about: Facts, judged: Judged) -> Match | None:
    """The first rule that finds something; of what could not be judged no rule knows a probability."""
    if not screens.running:
        return None
    verdict = judged.verdict
    return screens.first(about.judged(None if verdict.failed else verdict.probability))
