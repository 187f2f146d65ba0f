"""The order "best": how sure it is that readers like a comment, given how often they could have liked it.

A comment's score is Wilson's lower bound for the share of likes it got, of all likes given in its thread since it was
written; so an early comment does not stay on top just for having been there longer, and one like of one is not 100 %.
(E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.)
"""

import math

from sqlalchemy import Connection, text

Z = 1.645  # one-sided 95 %
GROWTH = 1.1  # all scores of a thread are worked out again when its likes have grown so much
START = 10  # likes below which that is done at every like

LIKED = text("SELECT id, likes, likes_before FROM comment WHERE site_id = :site AND thread_id = :thread AND likes > 0")
SET_SCORE = text("UPDATE comment SET score = :score WHERE site_id = :site AND id = :id")
SET_RANKED = text("UPDATE thread SET ranked = :likes WHERE site_id = :site AND id = :thread")


def wilson(likes: int, given: int) -> float:
    """Lower bound of the share likes/given, 0 to 1; 0 when nothing was given."""
    if likes <= 0 or given <= 0:
        return 0.0
    n = max(given, likes)
    share = likes / n
    z2 = Z * Z
    spread = Z * math.sqrt((share * (1 - share) + z2 / (4 * n)) / n)
    return max(0.0, (share + z2 / (2 * n) - spread) / (1 + z2 / n))


def due(likes: int, ranked: int) -> bool:
    """Is it time to work out all scores of a thread again? Each like then costs a few rows on average, not all."""
    return likes <= START or likes >= ranked * GROWTH or likes < ranked / GROWTH


def rank(conn: Connection, site: int, thread: int, likes: int) -> None:
    """Work out the scores of all liked comments of a thread in which `likes` were given."""
    scores = [
        {"score": wilson(row.likes, likes - row.likes_before), "site": site, "id": row.id}
        for row in conn.execute(LIKED, {"site": site, "thread": thread})
    ]
    if scores:
        conn.execute(SET_SCORE, scores)
    conn.execute(SET_RANKED, {"likes": likes, "site": site, "thread": thread})
