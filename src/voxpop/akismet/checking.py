"""comment-check: is it spam? "true" or "false", and in the header fields what more there is to say.

    fields -> said in advance? -> Submission -> judge -> true (perhaps blatant) | false (perhaps provisional)

Nothing is written here; what was checked is noted in memory, and sketches of it for the next hours.
"""

import secrets

import msgspec

from voxpop.akismet import checked, keys, submitted
from voxpop.akismet.desk import Answer, Asked, Desk, Headers
from voxpop.akismet.fields import Fields
from voxpop.akismet.use import Check
from voxpop.lib import metrics, urls
from voxpop.lib.refused import Refused
from voxpop.spam import limits
from voxpop.spam.judging import judged
from voxpop.spam.known import Known
from voxpop.spam.submission import Submission, Verdict

NEAR = 0.5  # part of the doubt from which an answer is worth a second look
NEAR_UNTAUGHT = 0.3  # and where the site has taught nothing yet
BLATANT = 0.995  # probability from which nobody needs to look at it, if it is not the site's lessons alone that say so
STRONG = 1.5  # log-odds of a reason that counts for that
LEARNT = frozenset(("words", "history", "copies", "opinion"))  # signals that somebody else could have taught

RECHECK = 120  # seconds; the only value that the protocol knows

SPAM = b"true"
HONEST = b"false"

GUARANTEED = frozenset(("akismet-guaranteed-spam", "viagra-test-123"))
GUARANTEED_EMAIL = "akismet-guaranteed-spam@example.com"
ADMINISTRATORS = frozenset(("administrator", "super_admin"))
TRUSTED = ADMINISTRATORS | {"editor", "author", "contributor", "moderator", "staff"}
AGAIN = "recheck"  # the reason of a check that was asked for by RECHECK


async def check(desk: Desk, asked: Asked) -> Answer:
    """comment-check. What could not be judged is answered with neither word: clients then ask a moderator."""
    desk.use.count(asked.key, asked.blog)
    fields = asked.fields
    told = in_advance(fields, asked.key)
    if told is not None:
        _count(desk, asked, "guaranteed" if told else "administrator", spam=told)
        return _answer(SPAM if told else HONEST, guid())
    submission = submitted.submission(fields, asked.key.id, asked.now)
    judgement = await judged(desk.house.knowledge, asked.key.site, submission)
    verdict, known = judgement.verdict, judgement.known
    if verdict.failed or known is None:
        metrics.count("voxpop_akismet_total", "answer", "failed")
        return failed()
    # Where a comment here would wait, theirs is spam: they have a queue for what is called so, and none for the rest.
    spam = verdict.probability >= limits.of(known).doubt
    _count(desk, asked, "spam" if spam else "honest", spam=spam)
    if not fields.true("is_test"):
        desk.use.note(asked.key, checked.of(asked.key.id, submission), spam=spam)
        if not again(fields):
            desk.house.knowledge.taken(asked.key.site, submission, judgement.sketch)
    number = guid()
    if spam:
        more: Headers = ((b"x-akismet-pro-tip", b"discard"),) if blatant(verdict) else ()
        return _answer(SPAM, number, more)
    if not provisional(verdict, known, fields):
        return _answer(HONEST, number)
    _wait(desk, asked, submission, number)
    return _answer(HONEST, number, ((b"x-akismet-recheck-after", b"%d" % RECHECK),))


def again(fields: Fields) -> bool:
    """Is it asked about something that was checked before, for whatever reason?"""
    return bool(fields.get("recheck_reason", 40))


def _count(desk: Desk, asked: Asked, answer: str, *, spam: bool) -> None:
    metrics.count("voxpop_akismet_total", "answer", answer)
    if not again(asked.fields):
        desk.use.count_judged(asked.key, asked.blog, spam=spam)


def guid() -> str:
    return secrets.token_hex(16)


def in_advance(fields: Fields, key: keys.Key) -> bool | None:
    """Spam that is always spam, then administrators who never send any; None when it has to be judged."""
    author, content = fields.get("comment_author", 60).strip(), fields.get("comment_content", 60).strip()
    if author in GUARANTEED or content in GUARANTEED:
        return True
    if fields.get("comment_author_email", 60).strip().lower() == GUARANTEED_EMAIL:
        return True
    if keys.ROLES in key.scopes and roles(fields) & ADMINISTRATORS:
        return False
    return None


def roles(fields: Fields) -> set[str]:
    given = fields.get("user_role", 300)
    return {role.strip().lower() for role in given.split(",")} if given else set()


def blatant(verdict: Verdict) -> bool:
    """May a client drop it unseen? Lessons alone never say so: somebody could have taught them on purpose."""
    plain = [reason for reason in verdict.reasons if reason.weight >= STRONG and reason.signal not in LEARNT]
    return verdict.probability >= BLATANT and len(plain) >= 2


def provisional(verdict: Verdict, known: Known, fields: Fields) -> bool:
    """Could two minutes change the answer, by near-copies on their way or by what moderators say meanwhile?"""
    if fields.get("recheck_reason", 20) == AGAIN or roles(fields) & TRUSTED:
        return False
    near = NEAR if known.model.site else NEAR_UNTAUGHT
    return verdict.probability >= near * limits.of(known).doubt


def _wait(desk: Desk, asked: Asked, submission: Submission, number: str) -> None:
    """Look at it again, if there is an address of the key's own to tell when that changes the answer."""
    callback = asked.fields.get("callback")
    if not callback or not asked.key.callback or not may_call(asked.key, callback):
        return
    written = msgspec.json.encode(submission).decode()
    due = asked.now + RECHECK * 1_000_000
    desk.use.wait(Check(asked.key.site, asked.key.id, number, due, callback, written))


def may_call(key: keys.Key, callback: str) -> bool:
    """Is it at the origin that the operator gave with the key?"""
    try:
        return bool(key.callback) and urls.origin(callback) == key.callback
    except Refused:
        return False


def failed(status: int = 503) -> Answer:
    """Neither true nor false, with the header field at which WordPress asks a moderator whatever the body says."""
    return Answer(b"error", ((b"x-akismet-error", b"not judged"), (b"retry-after", b"5")), status)


def _answer(body: bytes, number: str, more: Headers = ()) -> Answer:
    return Answer(body, ((b"x-akismet-guid", number.encode()), *more))
