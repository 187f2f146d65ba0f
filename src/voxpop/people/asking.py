"""Talk to a provider of accounts: within a time, about so much, and for a while not at all with one that fails.

async with asking.line(house, keys, provider) as to:
    about = await asking.get(to, "https://…", token="…")

A reader waits meanwhile, so all of it together has SECONDS. Whoever is slow or broken is `provider_away`; what is asked
and answered is in no log.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from voxpop.lib import fetch, sentence, urls
from voxpop.lib.fetch import Answer
from voxpop.lib.refused import Refused
from voxpop.people.claims import Lied
from voxpop.people.provider import Keys, Provider
from voxpop.sites.house import House

SECONDS = 10.0
LIMIT = 1 << 20  # bytes of an answer

log = logging.getLogger("voxpop")


class Away(Refused):
    """A provider does not answer, or not as it should; `why` is for the operator's log.

    `rest` is how many seconds it is to be left alone, beside what its failures come to.
    """

    def __init__(self, why: str, rest: float = 0.0) -> None:
        super().__init__("provider_away", why)
        self.rest = rest


class Line(NamedTuple):
    """Whom to ask, until a time of the loop. `home` is the origin that the operator named, which may be anywhere."""

    whom: str
    home: str
    until: float


@contextlib.asynccontextmanager
async def line(house: House, keys: Keys, provider: Provider) -> AsyncIterator[Line]:
    """The time and the place to ask. Raises Refused provider_away, provider_lied and what else the block refuses."""
    whom, name = _whom(keys, provider), keys.name or provider.name
    awake(house, keys, provider)
    named = keys.server or keys.issuer
    try:
        async with asyncio.timeout(SECONDS) as whole, house.patience.turn(SECONDS, f"sign-in {keys.provider}"):
            yield Line(whom, urls.origin(named) if named else "", whole.when() or 0.0)
    except Lied as error:
        log.warning("%s: nobody was let in by its word: %s", whom, error.sentence)
        house.patience.answered(whom)
        raise Refused(
            error.code,
            sentence.said(
                "%(name)s gave an answer that cannot be right (%(why)s).", name=name, why=str(error.sentence)
            ),
        ) from None
    except Away as error:
        log.warning("%s: %s", whom, error.sentence)
        house.patience.failed(whom, error.rest)
        raise _away(name) from None
    except TimeoutError:
        log.warning("%s: it did not answer within %g s", whom, SECONDS)
        house.patience.failed(whom)
        raise _away(name) from None
    except Refused as error:
        if error.code.startswith("fetch_"):
            raise _away(name) from None
        house.patience.answered(whom)
        raise
    else:
        house.patience.answered(whom)


def awake(house: House, keys: Keys, provider: Provider) -> None:
    """Raises Refused provider_away while it is left alone."""
    if house.patience.resting(_whom(keys, provider)):
        raise _away(keys.name or provider.name)


def _whom(keys: Keys, provider: Provider) -> str:
    return f"sign-in {keys.provider} {keys.server or provider.issuer}".rstrip()


def _away(name: str) -> Refused:
    return Refused(
        "provider_away",
        sentence.said("%(name)s does not answer at the moment. Try again later, or sign in another way.", name=name),
    )


async def get(to: Line, url: str, token: str = "") -> Any:
    """What the JSON at an address says. Raises Away; Refused provider_refused."""
    headers = {"accept": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    answer = await _asked(to, url, None, headers)
    if answer.status in (401, 403) and token:
        raise Refused("provider_refused", "The provider does not show this account. Try again, or another way.")
    if answer.status != 200:
        raise Away(f"it answers {answer.status} at {_place(url)}")
    return said(answer, url)


async def post(to: Line, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    """What a form is answered with, whatever that is. Raises Away."""
    kind = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    return await _asked(to, url, urlencode(form).encode(), {**kind, **headers})


async def _asked(to: Line, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    seconds = to.until - asyncio.get_running_loop().time()
    try:
        private = bool(to.home) and urls.origin(url) == to.home
        if body is None:
            return await fetch.get(url, headers=headers, timeout=seconds, limit=LIMIT, private=private)
        return await fetch.post(url, body, headers=headers, timeout=seconds, limit=LIMIT, private=private)
    except Refused as refused:
        raise Away(refused.sentence) from None


def said(answer: Answer, url: str) -> Any:
    """The JSON of an answer. Raises Away."""
    try:
        return read(answer.body)
    except ValueError:
        raise Away(f"it answers with no JSON at {_place(url)}") from None


def read(written: bytes) -> Any:
    """JSON in which nothing is said twice, for two readers of that might hear two things. Raises ValueError."""
    try:
        return json.loads(written.decode(), object_pairs_hook=_once, parse_constant=_never)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _never(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _place(url: str) -> str:
    """An address as a log may have it."""
    return url.partition("?")[0][:200]
