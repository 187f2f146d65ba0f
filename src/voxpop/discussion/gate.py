"""May this be posted here and now? Answers with the author as they will be shown, or refuses.

Knows what can be said before the database is asked; what depends on the thread and the parent is checked in the
transaction that writes (posting).
"""

from voxpop.discussion.draft import Author, Draft
from voxpop.discussion.text import Text
from voxpop.lib import email, names, web_address
from voxpop.lib.ids import LARGEST
from voxpop.lib.pace import Pace
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted, said
from voxpop.people.person import Person
from voxpop.sites.rules import Rules, reserved_skeletons

POSTS = 5  # comments that one address may post in a minute
HOURLY = 60  # and in an hour
NAMELESS = "Anonymous"  # a guest who gives no name, and may even where somebody who signs in is called that
# Ticks and rosettes, of which one stands beside the name of who signed in: guests have none in their names.
MARKS = dict.fromkeys(
    map(
        ord,
        "\u2705\u2611\u2713\u2714\u221a\u237b\u2baf\U0001f5f8\U0001f5f9\U0001f3f5\U0001f396\U0001f530\U0001fbb1\U00010102",
    )
)


def check(pace: Pace, draft: Draft) -> Author:
    """Raises Refused: name_…, email_…, website_invalid, consent_missing, no_such_parent, too_fast."""
    session = draft.asker.session
    author = _signed(session.person) if session else _author(draft.author, draft.site.rules)
    if draft.site.rules.consent and not draft.consent:
        raise Refused("consent_missing", "Please say that you agree: without that this site may not keep your comment.")
    if draft.parent is not None and not 0 < draft.parent <= LARGEST:
        raise Refused("no_such_parent", "The comment that this answers is not here.")
    _in_time(pace, draft)
    return author


def few_links(body: Text, rules: Rules) -> None:
    """Raises Refused too_many_links."""
    if len(body.links) > rules.max_links:
        raise Refused(
            "too_many_links",
            counted(
                "This comment holds %(count)s link; at most %(most)s are taken here. Leave some out.",
                "This comment holds %(count)s links; at most %(most)s are taken here. Leave some out.",
                len(body.links),
                most=rules.max_links,
            ),
        )


def give_back(pace: Pace, draft: Draft) -> None:
    """The draft was refused after all: it does not count against its address."""
    pace.give_back(("post", draft.asker.group))
    pace.give_back(("posts", draft.asker.group))


def _signed(person: Person) -> Author:
    """Who signed in is who they are; what the form says of a guest is not looked at."""
    return Author(person.name, person.email, person.page)


def _author(author: Author, rules: Rules) -> Author:
    name = names.clean(author.name.translate(MARKS))
    if not name and rules.name_required:
        raise Refused("name_missing", "Please give a name: it is shown with your comment.")
    if name and names.skeleton(name) in reserved_skeletons(rules):
        raise Refused(
            "name_reserved",
            said("The name “%(name)s” is kept for people of this site. Please choose another.", name=name),
        )
    if not author.email.strip() and rules.email_required:
        raise Refused("email_missing", "Please give an e-mail address: it is never made public.")
    return Author(
        name=name or NAMELESS,
        email=email.given(author.email),
        website=web_address.website(author.website) if author.website.strip() and rules.website_asked else "",
    )


def _in_time(pace: Pace, draft: Draft) -> None:
    seconds = draft.now / 1e6
    if not pace.take(("post", draft.asker.group), limit=POSTS, seconds=60, now=seconds):
        raise Refused(
            "too_fast",
            counted(
                "You have posted %(count)s comment in a minute. Wait a moment.",
                "You have posted %(count)s comments in a minute. Wait a moment.",
                POSTS,
            ),
        )
    if not pace.take(("posts", draft.asker.group), limit=HOURLY, seconds=3600, now=seconds):
        pace.give_back(("post", draft.asker.group))
        raise Refused(
            "too_fast",
            counted(
                "You have posted %(count)s comment in an hour. Come back a little later.",
                "You have posted %(count)s comments in an hour. Come back a little later.",
                HOURLY,
            ),
        )
