"""Ask a server of Akismet's protocol: the two calls that Voxpop makes as a client, and what is made of the answers.

    check    "true" or "false", exactly; whatever else comes is no answer, and Refused
    submit   what a moderator says of something that was checked

The key travels in the body to the bare host: never in an address, never in a log.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlencode

from voxpop import __version__
from voxpop.lib import fetch
from voxpop.lib.fetch import Answer, Unreached
from voxpop.lib.refused import Refused

SECONDS = 3.0  # for an answer, with a poster waiting for it
PATIENT = 10.0  # when nobody waits
LIMIT = 4096  # bytes of an answer; the longest has 41
AGENT = f"Voxpop/{__version__} | Voxpop/{__version__}"
MINUTE = 60.0
LATEST = 86400  # seconds; a wish to be asked again later than that is not one

WORDS = {
    "fetch_slow": "it did not answer in time",
    "fetch_large": "its answer was none",
    "fetch_failed": "it broke off",
}

log = logging.getLogger("voxpop")


class Line(NamedTuple):
    """Whom to ask, and as whom. `test`: nothing is to be learnt from it."""

    host: str
    key: str
    test: bool = False


class Heard(NamedTuple):
    """An answer. `sure`: blatant, it says. `again`: seconds after which it wants to be asked again, 0 for not."""

    spam: bool
    sure: bool = False
    guid: str = ""
    again: int = 0


class Busy(Refused):
    """The server wants to be left alone for some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("akismet_busy", "it is asked too often")
        self.seconds = seconds


async def check(line: Line, fields: Mapping[str, str], seconds: float = SECONDS) -> Heard:
    """Is it spam? Raises Refused (Busy, akismet_unclear, fetch_…) with a sentence that says why there is no answer."""
    answer = await _call(line, "comment-check", fields, seconds)
    _note_alert(answer, line)
    if answer.status != 200 or answer.body not in (b"true", b"false") or "x-akismet-error" in answer.headers:
        raise _unclear(answer, line)
    spam = answer.body == b"true"
    return Heard(
        spam,
        sure=spam and answer.headers.get("x-akismet-pro-tip", "").strip() == "discard",
        guid=answer.headers.get("x-akismet-guid", "")[:64],
        again=0 if spam else _again(answer.headers.get("x-akismet-recheck-after", "")),
    )


async def submit(line: Line, fields: Mapping[str, str], *, spam: bool) -> None:
    """Tell what it is. Raises Refused like `check`."""
    answer = await _call(line, "submit-spam" if spam else "submit-ham", fields, PATIENT)
    _note_alert(answer, line)
    if answer.status != 200 or not answer.body.startswith(b"Thanks"):
        raise _unclear(answer, line)


async def _call(line: Line, call: str, fields: Mapping[str, str], seconds: float) -> Answer:
    sent = {"api_key": line.key, **fields} | ({"is_test": "1"} if line.test else {})
    body = urlencode(sent, errors="replace").encode()
    try:
        answer = await _reached(line, call, body, seconds)
    except Unreached as refused:
        raise Refused(refused.code, "it cannot be reached") from None
    except Refused as refused:
        raise Refused(refused.code, WORDS.get(refused.code, "it cannot be asked")) from None
    if answer.status == 429:
        raise Busy(_wished(answer.headers))
    return answer


async def _reached(line: Line, call: str, body: bytes, seconds: float) -> Answer:
    now = asyncio.get_running_loop().time
    until = now() + seconds
    try:
        return await _post(line, call, body, seconds)
    except Unreached:  # nothing was sent, so asking again does not ask twice
        return await _post(line, call, body, until - now())


async def _post(line: Line, call: str, body: bytes, seconds: float) -> Answer:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8", "user-agent": AGENT}
    url = f"{line.host}/1.1/{call}"
    return await fetch.post(url, body, headers=headers, timeout=seconds, limit=LIMIT, private=True)


def _unclear(answer: Answer, line: Line) -> Refused:
    """What came is no answer. What it says is wrong stands in a field of the header, in nobody's fixed words."""
    help_ = _clean(answer.headers.get("x-akismet-debug-help", ""), line)
    said = "it calls the request invalid" if answer.body == b"invalid" else f"its answer ({answer.status}) was none"
    return Refused("akismet_unclear", f"{said}: {help_}" if help_ else said)


def _note_alert(answer: Answer, line: Line) -> None:
    code = answer.headers.get("x-akismet-alert-code", "")
    if code:
        message = _clean(answer.headers.get("x-akismet-alert-msg", ""), line)
        log.warning("Akismet says of the account, with code %s: %s", _clean(code, line)[:20], message)


def _clean(words: str, line: Line) -> str:
    """Words of a stranger for a log or a moderator: short, on one line, without the key."""
    return re.sub(r"[^\x20-\x7e]+", " ", words).replace(line.key, "(key)")[:200].strip()


def _again(written: str) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,5}", written) and 0 < int(written) <= LATEST else 0


def _wished(headers: Mapping[str, str]) -> float:
    """Seconds of a Retry-After, which is a number or a date to be held against the answer's own; else a minute."""
    written = headers.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,6}", written):
        return max(1.0, float(written))
    try:
        until, sent = (parsedate_to_datetime(date) for date in (written, headers.get("date", "")))
        return max(1.0, (until - sent).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return MINUTE
