"""Show a writer what a text would look like: rendered and refused as if it were posted, and kept nowhere."""

from voxpop.discussion import gate
from voxpop.discussion.text import Text, render
from voxpop.lib.pace import Pace
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.people.asker import Asker
from voxpop.sites.rules import Rules

LOOKS = 60  # that one address may take in a minute


def preview(pace: Pace, asker: Asker, rules: Rules, source: str, now: int) -> Text:
    """Raises Refused: too_fast, and what text and the site's rules refuse."""
    if not pace.take(("preview", asker.group), limit=LOOKS, seconds=60, now=now / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "%(count)s look at a text in a minute is enough. Wait a moment.",
                "%(count)s looks at a text in a minute are enough. Wait a moment.",
                LOOKS,
            ),
        )
    body = render(source)
    gate.few_links(body, rules)
    return body
