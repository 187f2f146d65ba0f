"""Somebody's life on a site, with every kind of row there is, and strings by which each of them is known again.

ann = await life.of(dance, "ann", life.MAIL)       # a person, signed in by mail, who was a guest before
ann.strings                                        # what nothing may hold once they are forgotten
"""

import dataclasses
import json

import msgspec

from tests.support.dance import Dance
from tests.support.house import Place, Reader
from tests.support.mailed import asked, press
from voxpop.people import person
from voxpop.privacy import erasing, subject
from voxpop.privacy.subject import Subject
from voxpop.spam.submission import Submission


@dataclasses.dataclass
class Life:
    """`word` is in whatever they say or are called; `reader` the browser in which they are signed in."""

    word: str
    email: str
    reader: Reader
    person: int
    comments: list[int]
    agent: str
    address: str

    @property
    def strings(self) -> list[str]:
        return [self.word, self.email, self.agent, self.address]


async def of(dance: Dance, word: str, *, address: str) -> Life:
    """`word`: letters that nothing else has in it. Somebody else has begun a conversation before."""
    place, email, agent = dance.place, f"{word}mail@private.example", f"{word.title()}Browser/7"
    await place.choose(reactions="funny")
    other = place.reader()
    theirs = await other.said(f"Somebody else begins, number {place.one('SELECT COUNT(*) FROM comment')}.")
    guest = place.reader(address, user_agent=agent)
    who = {"name": f"{word} Guest", "email": email, "website": f"https://{word}.example/"}
    as_guest = await guest.said(f"As a guest {word}guest wrote this.", **who)

    reader = place.reader(address, user_agent=agent)
    await asked(reader, email, name=f"{word} Person", text=f"typed {word}typed")
    assert (await press(reader, await dance.post.link())).status_code == 303
    first = await reader.said(f"First words {word}first.")
    await reader.edit(first, f"Second words {word}second.")
    answered = await reader.reply(theirs, f"An answer {word}answer.")
    await other.reply(answered, "Somebody else answers.")
    place.clock.forward(seconds=1)
    removed = await reader.said(f"To be removed {word}removed.")
    spam = await reader.said(f"To be spam {word}spam.")
    assert (await reader.like(theirs)).status_code == 200
    assert (await reader.put(f"/api/v1/comments/{theirs}/reactions/funny")).status_code == 200
    assert (await other.like(first)).status_code == 200
    assert (await reader.put(f"/api/v1/comments/{theirs}/mute")).status_code in (200, 204)
    assert (await other.put(f"/api/v1/comments/{first}/mute")).status_code in (200, 204)
    notice = {"reason": "illegal", "words": f"{word}report", "name": word, "email": email, "good_faith": True}
    assert (await reader.post(f"/api/v1/comments/{theirs}/report", json=notice)).status_code == 201
    await place.decide("reject", removed)
    await place.decide("spam", spam)
    await place.decide("approve", spam)
    await place.decide("spam", spam)
    appeal = {"words": f"{word}appeal"}
    assert (await reader.post(f"/api/v1/comments/{removed}/appeal", json=appeal)).status_code in (200, 201)
    number = place.one("SELECT id FROM person WHERE email = :email", email=email)
    await _behind(dance, (word, email, number), first)
    return Life(word, email, reader, number, [as_guest, first, answered, removed, spam], agent, address)


async def _behind(dance: Dance, who: tuple[str, str, int], comment: int) -> None:
    """What only others bring: a note, a picture, letters that wait, what Akismet was asked, a check by its protocol."""
    (word, email, number), place = who, dance.place
    now = place.clock.now
    await place.write(
        "INSERT INTO note (site_id, id, comment_id, author, text) VALUES (1, :id, :comment, 'mo', :text)",
        id=now, comment=comment, text=f"{word}note",
    )  # fmt: skip
    media = place.house.settings.data / "media"
    media.mkdir(exist_ok=True)
    (media / f"{number}.webp").write_bytes(word.encode() * 3)
    await place.write("UPDATE person SET picture = :file WHERE id = :id", file=f"{number}.webp", id=number)
    for channel, target in (("mail", email), ("picture", str(number))):
        await place.write(
            "INSERT INTO outbox (site_id, id, channel, target, body, due, tries) VALUES (1, :id, :c, :t, :b, :due, 0)",
            id=place.house.clock.next(now), c=channel, t=target, due=now + 10**12,
            b=json.dumps({"to": email, "subject": word, "text": word}),
        )  # fmt: skip
    kept = {"sent": {"comment_author_email": email, "comment_author": word}, "answer": "honest"}
    await place.write(
        "UPDATE sender SET asked = :asked, consent = :word WHERE comment_id = :id",
        asked=json.dumps([kept["sent"], "honest", False, "", "", "", False]), word=f"{word}consent", id=comment,
    )  # fmt: skip
    await place.write(
        """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
           VALUES (1, :id, 1, 'g', :due, '', :submission)""",
        id=place.house.clock.next(now), due=now + 10**12,
        submission=msgspec.json.encode(Submission(word, email=email)).decode(),
    )  # fmt: skip
    await place.write("UPDATE account SET label = :label WHERE person_id = :id", label=f"{word} there", id=number)


async def over(place: Place) -> None:
    """All that is being forgotten is; meanwhile a model may be fitted, which is waited for."""
    for _ in range(200):
        await erasing.turn(erasing.means(place.house))
        if not place.one("SELECT COUNT(*) FROM erasure"):
            return
        place.clock.forward(seconds=61)
        await place.quiet()


def subject_of(dance: Dance, one: Life) -> Subject:
    return dance.place.house.database.read_now(
        lambda conn: subject.signed_in(conn, 1, person.numbered(conn, 1, one.person))
    )
