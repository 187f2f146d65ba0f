"""From which probability on something is doubted, and from which it is spam: what each site's honest comments say."""

from typing import NamedTuple

from voxpop.spam.known import Known


class Limits(NamedTuple):
    """Probabilities of spam: from the first a moderator looks before others do, from the second nobody has to soon."""

    doubt: float = 0.5
    spam: float = 0.95


USUAL = Limits()
LOWEST, HIGHEST = Limits(0.3, 0.9), Limits(0.7, 0.995)  # whatever a site's honest comments say


def of(known: Known | None) -> Limits:
    """Those that the site's own honest comments have set, within bounds; the usual ones while there are too few."""
    site = known.model.site if known else None
    if site is None:
        return USUAL
    doubt = USUAL.doubt if site.doubt is None else min(max(site.doubt, LOWEST.doubt), HIGHEST.doubt)
    spam = USUAL.spam if site.spam is None else min(max(site.spam, LOWEST.spam), HIGHEST.spam)
    return Limits(doubt, spam)
