"""What is kept of who asks, by a session, a proved address or a guest's cookie: seen, taken along, forgotten."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from tests.support import mailed
from tests.support.dance import Dance
from tests.support.house import HTML, Place, Reader
from tests.support.mailed import ANN, CODE, Post
from voxpop.pages import yours
from voxpop.people.asker import new_token
from voxpop.privacy import erasing
from voxpop.spam.submission import Submission

YOURS = "/privacy/yours"
LINK = re.compile(r"http://\S+(/privacy/yours/proof/\S+)")


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


async def form(reader: Reader, path: str, **fields: str) -> httpx.Response:
    return await reader.post(f"{YOURS}/{path}", data={"site": "default"} | fields, headers=HTML)


def unzipped(answer: httpx.Response) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        return zipped.read("comments.json").decode()


async def forgotten(place: Place) -> None:
    for _ in range(2):
        await erasing.turn(erasing.means(place.house))
        place.clock.forward(seconds=61)


async def proves(post: Post, reader: Reader, address: str = ANN) -> httpx.Response:
    """By the link of the mail."""
    answer = await form(reader, "proof", address=address)
    assert answer.status_code == 303, answer.text
    found = LINK.search((await post.arrived())[-1].text)
    assert found
    assert (await reader.get(found[1], headers=HTML)).status_code == 200
    return await reader.post(found[1], data={}, headers=HTML)


async def test_who_is_known_by_nothing_sees_nothing_and_can_take_nothing(place: Place) -> None:
    stranger = place.reader()
    assert "Nothing is known of who you are" in await stranger.page(YOURS)
    assert (await form(stranger, "download")).status_code == 401
    assert (await form(stranger, "forget", extent="all", sure="on")).status_code == 401
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_a_guest_takes_along_what_their_cookie_wrote(place: Place) -> None:
    ann, bob = place.reader(), place.reader()
    await ann.said("Words of Ann.")
    await bob.said("Words of Bob.")
    assert "You are known by a cookie" in await ann.page(YOURS)
    answer = await form(ann, "download")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="yours.zip"'
    assert ("Words of Ann." in unzipped(answer), "Words of Bob." in unzipped(answer)) == (True, False)


async def test_nothing_is_forgotten_before_the_box_is_ticked(place: Place) -> None:
    ann = place.reader()
    await ann.said("Words of Ann.")
    shown = await ann.get(f"{YOURS}/forget?extent=all", headers=HTML)
    assert "Nobody can take that back." in shown.text
    assert "What others wrote stays" in shown.text
    refused = await form(ann, "forget", extent="all")
    assert (refused.status_code, "Tick the box" in refused.text) == (400, True)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert (await form(ann, "forget", extent="more", sure="on")).status_code == 404


@pytest.mark.parametrize(("extent", "left"), [("all", 0), ("name", 1)])
async def test_a_guest_is_forgotten_and_the_cookie_ends(place: Place, extent: str, left: int) -> None:
    ann = place.reader()
    await ann.said("Words of Ann.")
    answer = await form(ann, "forget", extent=extent, sure="on")
    assert answer.status_code == 303
    ended = answer.headers.get_list("set-cookie")
    assert any(one.startswith("voxpop=") and "Max-Age=0" in one for one in ended), ended
    assert answer.headers["clear-site-data"] == '"storage"'
    assert "You are being forgotten" in await ann.page(answer.headers["location"])
    await forgotten(place)
    done = await ann.get(answer.headers["location"], headers=HTML)
    assert (done.status_code, done.headers["location"]) == (303, f"{YOURS}?site=default")
    assert place.one("SELECT COUNT(*) FROM comment WHERE text <> ''") == left
    assert place.one("SELECT COUNT(*) FROM comment WHERE name = 'Ann'") == 0


async def test_who_is_signed_in_is_forgotten_with_what_they_wrote_as_a_guest(post: Post) -> None:
    place = post.place
    await place.reader().said("As a guest.", email=ANN)
    ann = await post.signed_in(name="Ann")
    await ann.said("Signed in.")
    assert "You are signed in as" in await ann.page(YOURS)
    assert f"{YOURS}?site=default" in await ann.page("/account")
    assert (await form(ann, "forget", extent="all", sure="on")).status_code == 303
    await forgotten(place)
    assert place.one("SELECT COUNT(*) FROM comment WHERE text <> ''") == 0
    assert place.one("SELECT COUNT(*) FROM person") == 0


async def test_who_signs_in_there_comes_back_there(dance: Dance) -> None:
    ann = dance.place.reader()
    assert 'formaction="/sign-in/github"' in await ann.page(YOURS)
    back = await dance.around(ann, to="yours", thread="")
    assert back.status_code == 303
    shown = await ann.page(back.headers["location"].partition("#")[0])
    assert "You are signed in as <bdi>Ann" in shown
    assert 'formaction="/sign-in/' not in shown


async def test_who_refuses_to_sign_in_there_reads_why(dance: Dance) -> None:
    ann = dance.place.reader()
    back = await dance.around(ann, None, to="yours", thread="")
    shown = await ann.page(back.headers["location"].partition("#")[0])
    assert ("Nothing is known of who you are" in shown, 'role="alert"' in shown) == (True, True)


async def test_a_way_in_that_is_not_offered_there_is_refused(dance: Dance) -> None:
    answer = await dance.leaves(dance.place.reader(), "nowhere", to="yours", thread="")
    assert (answer.status_code, "nowhere" in answer.text) == (404, True)


async def test_a_proved_address_finds_what_guests_wrote_with_it(post: Post) -> None:
    place = post.place
    await place.reader().said("From another browser.", email=ANN)
    await place.reader().said("Somebody else.", email="bob@reader.example")
    here = place.reader()
    assert (await proves(post, here)).status_code == 303
    assert ANN in await here.page(YOURS)
    answer = await form(here, "download")
    assert ("From another" in unzipped(answer), "Somebody" in unzipped(answer)) == (True, False)
    assert place.one("SELECT COUNT(*) FROM person") == 0
    place.clock.forward(minutes=61)
    assert ANN not in await here.page(YOURS)


async def test_who_proves_an_address_reads_what_is_not_found_by_it(post: Post) -> None:
    """Another browser liked; neither the page nor the zip claims to have that."""
    ann, bob = post.place.reader(), post.place.reader()
    top = await bob.said("Words of Bob.")
    await ann.like(top)
    here = post.place.reader()
    await here.said("A guest.", email=ANN)
    assert "known by their browser alone" not in await here.page(YOURS)
    await proves(post, here)
    for path in (YOURS, f"{YOURS}/forget?extent=all"):
        assert "known by their browser alone" in await here.page(path)
    with zipfile.ZipFile(io.BytesIO((await form(here, "download")).content)) as zipped:
        assert "known by their browser alone" in zipped.read("index.html").decode()


async def test_the_code_of_the_mail_proves_it_too(post: Post) -> None:
    here = post.place.reader()
    waiting = (await form(here, "proof", address=ANN)).headers["location"]
    assert "Go on" in await here.page(waiting)
    path, _, _ = waiting.partition("?")
    wrong = await here.post(path, data={"site": "default", "code": "0000 0000"}, headers=HTML)
    assert "one more try" in wrong.text or "more tries" in wrong.text
    found = CODE.search((await post.arrived())[-1].text)
    assert found
    answer = await here.post(path, data={"site": "default", "code": found[1]}, headers=HTML)
    assert answer.status_code == 303
    assert ANN in await here.page(YOURS)


async def test_a_proof_is_good_in_its_own_browser_alone_and_signs_nobody_in(post: Post) -> None:
    here, elsewhere = post.place.reader(), post.place.reader()
    await form(here, "proof", address=ANN)
    found = LINK.search((await post.arrived())[-1].text)
    assert found
    opened = await elsewhere.get(found[1], headers=HTML)
    assert (opened.status_code, f'href="{YOURS}?site=default"' in opened.text) == (400, True)
    refused = await elsewhere.post(found[1], data={}, headers=HTML)
    assert (refused.status_code, "This mail was not asked for in this browser" in refused.text) == (400, True)
    token = found[1].rpartition("/")[2]
    assert (await here.post(f"/sign-in/email/{token}", data={}, headers=HTML)).status_code == 400
    assert (await here.post(found[1], data={}, headers=HTML)).status_code == 303
    assert post.place.one("SELECT COUNT(*) FROM session") == 0


async def test_an_address_that_nobody_has_is_answered_alike(post: Post) -> None:
    await post.place.reader().said("A guest.", email=ANN)
    answers = [await form(post.place.reader(), "proof", address=one) for one in (ANN, "nobody@reader.example")]
    assert len({re.sub(r"\d+", "#", answer.headers["location"]) for answer in answers}) == 1
    assert len(await post.arrived()) == 2


async def test_where_no_mail_is_sent_the_page_says_how_else(place: Place) -> None:
    await place.choose(privacy_contact="privacy@paper.example")
    assert "privacy@paper.example" in await place.reader().page(YOURS)
    refused = await form(place.reader(), "proof", address=ANN)
    assert (refused.status_code, "This server sends no mail" in refused.text) == (404, True)


async def test_pages_of_others_can_do_none_of_it(place: Place) -> None:
    ann = place.reader()
    await ann.said("Words of Ann.")
    ann.headers["origin"] = "https://evil.example"
    for path in ("download", "forget", "proof"):
        assert (await form(ann, path, extent="all", sure="on", address=ANN)).status_code == 403
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_what_one_place_can_download_in_an_hour_is_limited(strict: Place) -> None:
    ann = strict.reader()
    await ann.said("Words of Ann.")
    answers = [(await form(ann, "download")).status_code for _ in range(7)]
    assert answers == [200] * 6 + [429]


async def test_what_one_place_can_have_forgotten_in_an_hour_is_limited(strict: Place) -> None:
    answers = []
    for number in range(6):
        ann = strict.reader("192.0.2.77")
        await ann.like(await strict.reader().said(f"Words, number {number}."))
        answers.append((await form(ann, "forget", extent="all", sure="on")).status_code)
    assert answers == [303] * 5 + [429]
    assert strict.one("SELECT COUNT(*) FROM erasure") == 5


async def test_of_whom_nothing_is_held_nothing_is_written(place: Place) -> None:
    stranger = place.reader()
    stranger.cookies.set("voxpop", new_token())
    answer = await form(stranger, "forget", extent="all", sure="on")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{YOURS}?site=default")
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert not (place.house.settings.data / "erased.jsonl").exists()


def ends_guest(answer: httpx.Response) -> bool:
    return any(one.startswith("voxpop=") for one in answer.headers.get_list("set-cookie"))


async def test_a_guests_cookie_outlives_the_person_who_signed_in_beside_it(post: Post) -> None:
    here = post.place.reader()
    await here.said("As a guest.", email="guest@reader.example")
    await mailed.asked(here, ANN)
    assert (await mailed.press(here, await post.link())).status_code == 303
    answer = await form(here, "forget", extent="all", sure="on")
    assert (answer.status_code, ends_guest(answer)) == (303, False)
    await forgotten(post.place)
    assert "As a guest." in unzipped(await form(here, "download"))


async def test_a_guests_cookie_outlives_one_site_where_another_knows_it(place: Place) -> None:
    ann = place.reader()
    await ann.said("Here.")
    await place.write(
        "INSERT INTO site (id, name, title, stamp, rules) SELECT 2, 'other', title, stamp, rules FROM site"
    )
    await place.write("INSERT INTO liking (site_id, comment_id, guest) SELECT 2, 7, guest FROM sender")
    answer = await form(ann, "forget", extent="all", sure="on")
    assert (answer.status_code, ends_guest(answer)) == (303, False)


async def test_who_shares_a_browser_loses_nothing_by_anothers_proof(post: Post) -> None:
    here = post.place.reader("192.0.2.77")
    await here.said("Words of Bob.", email="bob@reader.example")
    await here.said("Words of Ann.", email=ANN)
    await proves(post, here)
    assert "Words of Bob." not in unzipped(await form(here, "download"))
    answer = await form(here, "forget", extent="all", sure="on")
    assert (answer.status_code, ends_guest(answer)) == (303, False)
    await forgotten(post.place)
    assert [row.text for row in post.place.rows("SELECT text FROM comment WHERE text <> ''")] == ["Words of Bob."]


async def test_what_was_typed_to_sign_in_is_taken_along_and_forgotten(post: Post) -> None:
    """It began in this browser, or an address of theirs was typed; others' are left alone."""
    place, here, other = post.place, post.place.reader(), post.place.reader()
    await here.said("A guest.", email=ANN)
    await mailed.asked(here, "new@reader.example", name="Ann", text="typed words")
    await mailed.asked(other, "jo" + ANN, name="Jo", text=f"write to {ANN}")
    await mailed.asked(place.reader(), ANN.upper())
    await post.arrived()
    answer = await form(here, "download")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        account = zipped.read("account.json").decode()
    assert ("typed words" in account, "new@" in account, "write to" in account) == (True, False, False)
    await proves(post, here)
    await form(here, "forget", extent="all", sure="on")
    [left] = place.rows("SELECT asked, draft FROM attempt")
    assert ("jo" + ANN) in left.asked


async def test_one_download_is_made_at_a_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yours, "WAIT", 0.01)
    ann = place.reader()
    await ann.said("Words of Ann.")
    async with place.house.exporting:
        assert (await form(ann, "download")).status_code == 429
    assert (await form(ann, "download")).status_code == 200
    assert (await form(ann, "download")).status_code == 200


async def signs_in(post: Post, reader: Reader, address: str = ANN) -> None:
    await mailed.asked(reader, address)
    assert (await mailed.press(reader, await post.link())).status_code == 303


async def test_what_a_browser_did_before_signing_in_is_theirs_too(post: Post) -> None:
    here = post.place.reader()
    await here.like(await post.place.reader().said("Words of Bob.", email="bob@reader.example"))
    await here.said("As a guest.", email=ANN)
    await signs_in(post, here)
    shown = await here.page(YOURS)
    assert ("You are signed in as" in shown, "<span>Likes</span> <b>1</b>" in shown) == (True, True)
    assert "As a guest." in unzipped(await form(here, "download"))
    assert ends_guest(await form(here, "forget", extent="all", sure="on"))
    await forgotten(post.place)
    assert post.place.one("SELECT COUNT(*) FROM liking") == 0
    assert [row.text for row in post.place.rows("SELECT text FROM comment WHERE text <> ''")] == ["Words of Bob."]


async def test_what_others_may_have_done_in_a_browser_stands_apart(post: Post) -> None:
    here = post.place.reader()
    await here.said("As a guest.", email="guest@reader.example")
    await signs_in(post, here)
    await here.said("Signed in.")
    apart = f"{YOURS}?site=default&amp;of=browser"
    assert apart in await here.page(YOURS)
    assert apart in await here.page(f"{YOURS}/forget?extent=all")
    assert "You are known by a cookie" in await here.page(f"{YOURS}?site=default&of=browser")
    taken = unzipped(await form(here, "download", of="browser"))
    assert ("As a guest." in taken, "Signed in." in taken) == (True, False)
    answer = await form(here, "forget", of="browser", extent="all", sure="on")
    assert (ends_guest(answer), "What was done in this browser" in await here.page(answer.headers["location"])) == (
        True,
        True,
    )
    await forgotten(post.place)
    shown = await here.page(YOURS)
    assert ("You are signed in as" in shown, apart in shown) == (True, False)
    assert [row.text for row in post.place.rows("SELECT text FROM comment WHERE text <> ''")] == ["Signed in."]


async def test_there_is_nothing_of_anything_else(place: Place) -> None:
    assert (await place.reader().get(f"{YOURS}?of=everybody", headers=HTML)).status_code == 404


async def test_nobody_is_told_that_they_are_forgotten_who_did_not_ask(place: Place) -> None:
    answer = await place.reader().get(f"{YOURS}/forgotten", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{YOURS}?site=default")


async def test_the_language_that_was_asked_for_goes_along(post: Post) -> None:
    here = post.place.reader()
    asked = {"site": "default", "lang": "de"}
    assert f"{YOURS}?site=default&amp;lang=de" in await here.page("/privacy?lang=de")
    assert '<html lang="de"' in await here.page(f"{YOURS}?lang=de")
    answer = await form(here, "proof", address=ANN, lang="de")
    waiting = await here.page(answer.headers["location"])
    assert ('<html lang="de"' in waiting, '<input type="hidden" name="lang" value="de">' in waiting) == (True, True)
    mail = (await post.arrived())[-1].text
    found = LINK.search(mail)
    assert found
    assert "Öffnen Sie" in mail
    for reader in (here, post.place.reader()):
        assert '<html lang="de"' in (await reader.get(found[1], headers=HTML)).text
    back = (await here.post(found[1].partition("?")[0], data={}, headers=HTML)).headers["location"]
    assert back == f"{YOURS}?{urlencode(asked)}"
    await here.said("A guest.", email=ANN)
    shown = await here.page(back)
    assert f"{YOURS}/forget?site=default&amp;lang=de&amp;extent=all" in shown
    assert '<input type="hidden" name="lang" value="de">' in await here.page(f"{YOURS}/forget?lang=de")
    with zipfile.ZipFile(io.BytesIO((await form(here, "download", lang="de")).content)) as zipped:
        assert '<html lang="de"' in zipped.read("index.html").decode()
    answer = await form(here, "forget", lang="de", extent="all", sure="on")
    assert '<html lang="de"' in await here.page(answer.headers["location"])


async def test_the_language_comes_back_with_who_signed_in(dance: Dance) -> None:
    ann = dance.place.reader()
    assert '<input type="hidden" name="lang" value="de">' in await ann.page(f"{YOURS}?lang=de")
    back = await dance.around(ann, to="yours", thread="", lang="de")
    assert f"{YOURS}?site=default&lang=de" in back.headers["location"]


async def test_an_account_that_is_called_by_a_proved_address_is_named_and_not_shown(dance: Dance) -> None:
    await (await dance.signed_in()).said("Words of Ann.")
    await dance.place.write("UPDATE account SET label = :label", label=ANN.upper())
    here = dance.place.reader()
    await proves(dance.post, here)
    shown = await here.page(YOURS)
    assert ("<bdi>GitHub</bdi> that has this address" in shown, "Nothing." in shown) == (True, False)
    assert "Words of Ann." not in unzipped(await form(here, "download"))


async def test_what_only_others_had_checked_is_something(post: Post) -> None:
    await post.place.write(
        """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
           VALUES (1, 1, 1, 'g', 1, '', :sent)""",
        sent=msgspec.json.encode(Submission("Words.", email=ANN)).decode(),
    )  # fmt: skip
    here = post.place.reader()
    await proves(post, here)
    shown = await here.page(YOURS)
    assert ("Nothing." in shown, "Comments from other sites" in shown, "Sign-ins" in shown) == (False, True, False)


async def test_who_only_set_out_to_sign_in_sees_that(post: Post) -> None:
    here = post.place.reader()
    await proves(post, here)
    assert "Nothing." in await here.page(YOURS)
    await mailed.asked(here, "new@reader.example", name="Ann", text="typed words")
    assert "Sign-ins that were begun" in await here.page(YOURS)


async def test_a_field_is_at_fault_for_its_own_errors_alone(post: Post) -> None:
    def at_fault(answer: httpx.Response) -> tuple[int, bool, bool]:
        return answer.status_code, 'aria-invalid="true"' in answer.text, 'aria-describedby="vp-error' in answer.text

    here = post.place.reader()
    assert at_fault(await form(here, "proof", address="nobody")) == (422, True, True)
    post.place.house.pace.take = lambda *_, **__: False  # type: ignore[method-assign]
    assert at_fault(await form(here, "proof", address=ANN)) == (429, False, False)
