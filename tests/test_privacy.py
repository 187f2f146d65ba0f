"""Nothing private leaves by any public way: planted canaries, and every address walked, by everybody there is.

Ann has an account at a provider and one by mail, was called otherwise, and wrote as a guest, too. She is looked for by
a stranger, a guest who has written, somebody who is signed in, and who listens meanwhile.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import dance, databases, mailed
from tests.support.accounts_answers import Somebody
from tests.support.accounts_server import There
from tests.support.dance import BEN, Dance
from tests.support.house import HTML, ORIGIN, Place, Reader
from tests.support.listening import listening
from tests.support.walk import Made, addresses, forms_of, forms_of_address, found, walk
from voxpop.people import cookies
from voxpop.routes import HANDLERS

EMAIL = "canary.mail@private.example"
PROVED = "canary.proved@private.example"
CLAIMED = "canary.claimed@provider.example"
ADDRESS = "192.0.2.77"
AGENT = "CanaryBrowser/7"
KEY = "canary-key-1"
REPORTED = "canary of a report"
CALLED = "Canary Formerly"
SUBJECT = 770_042_117
WHO = {"name": "Ann", "email": EMAIL}
ANN = Somebody(SUBJECT, "ann-aster", CALLED, CLAIMED)  # whose page there is linked from her name
WALKERS = ("stranger", "guest", "other")


class Walked(NamedTuple):
    """(address, head and body) of everything that somebody was answered, by who asked; and what came by streams.

    `kept` is what the database has of Ann as numbers and keys, which are nobody's business either.
    """

    by: dict[str, list[tuple[str, str]]]
    heard: list[tuple[str, str]]
    kept: set[bytes]

    def all(self) -> list[tuple[str, str]]:
        return [*(one for told in self.by.values() for one in told), *self.heard]


_walked: dict[str, Walked] = {}  # by kind of database: one walk takes seconds


@pytest.fixture(params=databases.KINDS)
async def walked(request: pytest.FixtureRequest, tmp_path: Path, providers: There) -> Walked:
    """After a conversation with every turn that there is."""
    if request.param not in _walked:
        providers.token = "well"
        providers.faults.clear()
        with databases.fresh(request.param, tmp_path) as url:
            async with dance.opened(url, tmp_path, providers) as there:
                _walked[request.param] = await _all_walked(there)
    return _walked[request.param]


async def _all_walked(there: Dance) -> Walked:
    place = there.place
    await place.publish("quiet")
    await place.choose(public_log="on", reactions="love")
    heard = []
    async with listening(place) as ear:
        made = await _lived(there)
        await ear.hears("comment")
    heard.append(("/live", f"{ear.headers} {ear.body.decode()}"))
    async with listening(place, since=0) as ear:
        await ear.hears("comment")
    heard.append(("/live since 0", f"{ear.headers} {ear.body.decode()}"))
    everybody = {"stranger": place.reader(), "guest": place.reader(), "other": await there.signed_in(BEN)}
    await everybody["guest"].said("Cy was here", name="Cy", email="cy@reader.example")
    await everybody["other"].said("Ben was here", name="")
    by = {who: await walk(reader, addresses(made)) for who, reader in everybody.items()}
    for who, reader in everybody.items():
        by[who] += await _tried(reader, made)
    return Walked(by, heard, _kept(place))


async def _lived(there: Dance) -> Made:
    place = there.place
    author = place.reader(ADDRESS, user_agent=AGENT)
    top = await author.said("top words", key=KEY, **WHO)
    place.clock.forward(seconds=1)
    await author.edit(top, "top words again")
    answer = await author.reply(top, "answer words", **WHO)
    await author.like(answer)
    await author.put(f"/api/v1/comments/{answer}/reactions/love")
    await author.erase(await author.said("gone words", **WHO))
    rejected = await author.said("rejected words", **WHO)
    await author.reply(rejected, "below the rejected", **WHO)
    await place.decide("reject", rejected)
    await author.post(f"/api/v1/comments/{rejected}/appeal", json={"words": "canary of an appeal"})
    await place.decide("spam", await author.said("spam words, https://canary.example", **WHO))
    notice = {"reason": "illegal", "words": REPORTED, "name": REPORTED, "email": EMAIL, "good_faith": True}
    assert (await place.reader().post(f"/api/v1/comments/{answer}/report", json=notice)).status_code == 201
    await _signed(there)
    await place.house.knowledge.settle()
    await place.choose(approval="all")
    await author.said("held words", **WHO)
    await place.choose(approval="judged")
    return Made(top, answer, rejected, place.one("SELECT id FROM thread WHERE key = '/ferry'"))


async def _signed(there: Dance) -> None:
    """Ann by her account, renamed; and by her mail, as another person."""
    ann = await there.signed_in(ANN, user_agent=AGENT)
    fields = {"site": "default", "name": "Ann Aster"}
    assert (await ann.post("/account/name", data=fields, headers=HTML)).status_code == 303
    await ann.said("words by account", name="")
    proved = await there.post.signed_in(PROVED, name="Ann by Mail")
    await proved.said("words by mail", name="")
    await mailed.asked(there.place.reader(), PROVED)  # a letter that waits


async def _tried(reader: Reader, made: Made) -> list[tuple[str, str]]:
    """What is answered to who tries to change what is hers, and to who posts."""
    told = []
    tries = (
        ("PATCH", made.top, {"text": "x"}), ("DELETE", made.top, None),
        ("PUT", f"{made.answer}/like", None), ("DELETE", f"{made.answer}/like", None),
        ("PUT", f"{made.top}/mute", None),
    )  # fmt: skip
    for method, address, body in tries:
        answered = await reader.request(method, f"/api/v1/comments/{address}", json=body)
        told.append((f"{method} {address}", f"{answered.headers} {answered.text}"))
    for said in ("top words again", "answer words", "Ann said"):
        answered = await reader.say(said, parent=None if said == "Ann said" else made.top, name="Ann", email=EMAIL)
        told.append((f"POST {said}", f"{answered.headers} {answered.text}"))
    return told


def _kept(place: Place) -> set[bytes]:
    kept = [
        *place.rows("SELECT guest, mail, draft_key, fingerprint, marks FROM sender"),
        *place.rows("SELECT features, source FROM lesson"),
        *place.rows("SELECT guest FROM report"),
        *place.rows("SELECT mark FROM person"),
        *place.rows("SELECT hash FROM session"),
        *place.rows("SELECT state, browser FROM attempt"),
        *place.rows("SELECT secret FROM judge"),
        *place.rows("SELECT state FROM model"),
    ]
    secrets = {value.encode() if isinstance(value, str) else bytes(value) for row in kept for value in row if value}
    return secrets | {str(row.mark).encode() for row in place.rows("SELECT mark FROM record")}


async def test_no_mail_address_agent_key_name_or_cookie_is_in_any_answer_to_others(walked: Walked) -> None:
    planted = (EMAIL, PROVED, CLAIMED, AGENT, KEY, REPORTED, CALLED, str(SUBJECT))
    said = {form for one in planted for form in (one, one.partition("@")[0]) if form}
    canaries = {form for one in said for form in forms_of(one.encode())} | forms_of_address(ADDRESS)
    assert len(walked.kept) > 18
    canaries |= {form for secret in walked.kept for form in forms_of(secret)}
    assert len(canaries) > 5000
    assert found(canaries, walked.all()) == set()


async def test_the_canaries_would_be_found(walked: Walked) -> None:
    """What is public of her is met by the same search, and what is hers alone by herself."""
    assert found(forms_of(b"Ann Aster"), walked.all())
    assert {address for address, _ in found({"words by account"}, walked.heard)} >= {"/live"}


async def test_what_is_not_shown_is_in_no_answer_to_others(walked: Walked) -> None:
    """Who listens is told what is live, as long as it is: so only what was asked for afterwards is looked at."""
    after = [(address, text) for address, text in walked.all() if address != "/live" and "/find" not in address]
    for words in ("held words", "rejected words", "gone words", "spam words", "canary.example", "canary of an appeal"):
        assert [address for address, text in after if words in text] == []
    assert [address for address, text in after if "top words" in text and "again" not in text] == []


async def test_the_walk_meets_what_is_shown(walked: Walked) -> None:
    for who in WALKERS:
        assert len([address for address, text in walked.by[who] if "below the rejected" in text]) > 10
        assert len([address for address, text in walked.by[who] if "words by mail" in text]) > 10


async def test_each_walker_is_who_they_are(walked: Walked) -> None:
    account = {who: next(text for address, text in walked.by[who] if address == "/account") for who in WALKERS}
    assert "Ben Aster" in account["other"]
    assert "Ben Aster" not in account["stranger"] + account["guest"]
    mine = {who: next(text for at, text in walked.by[who] if at.startswith("/api/v1/mine")) for who in WALKERS}
    assert [who for who in WALKERS if "Cy was here" in mine[who]] == ["guest"]
    assert [who for who in WALKERS if "Ben was here" in mine[who]] == ["other"]


async def test_the_words_of_private_columns_are_in_no_body(walked: Walked) -> None:
    bodies = [text for address, text in walked.all() if address.startswith("/api/v1/")]
    names = {name for text in bodies for name in re.findall(r'"(\w+)":', text)}
    assert names & {
        "email", "mail", "address", "ip", "agent", "guest", "verdict", "draft_key", "fingerprint", "site_id", "marks",
        "asked", "consent", "risk", "mark", "person_id", "subject", "issuer",
    } == set()  # fmt: skip


async def test_every_address_that_can_be_got_is_walked(walked: Walked) -> None:
    ways = {path for handler in HANDLERS if "GET" in handler.http_methods for path in handler.paths}
    for who in WALKERS:
        seen = {address.partition("?")[0] for address, _ in walked.by[who]}
        unseen = {
            way
            for way in ways
            if not any(re.fullmatch(re.sub(r"\{\w+:\w+\}", "[^/]+", way), address) for address in seen)
        }
        assert unseen == set()


async def test_every_cookie_that_is_set_is_told_of(walked: Walked) -> None:
    told = tuple(f"{one.name}=" for one in cookies.COOKIES)
    fields = [field for _, text in walked.all() for field in re.findall(r"'set-cookie'[,:] '([^']*)'", text)]
    assert fields
    assert [field for field in fields if not field.removeprefix(cookies.HOST).startswith(told)] == []


async def test_nobody_can_ask_in_the_order_of_a_private_column(reader: Reader) -> None:
    for name in ("email", "address", "verdict", "sender.email"):
        answer = await reader.get(f"/api/v1/threads?site=default&url={ORIGIN}/ferry&order={name}")
        assert answer.status_code == 400


async def test_refusals_and_private_answers_are_never_kept(place: Place) -> None:
    stranger = place.reader()
    for address in ("/none", "/api/v1/threads", "/comments/1", "/ferry?after=1", f"/threads?site=x&url={ORIGIN}/"):
        answer = await stranger.get(address)
        assert answer.status_code >= 400
        assert "no-store" in answer.headers["cache-control"]
