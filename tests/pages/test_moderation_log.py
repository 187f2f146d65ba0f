"""The moderation log that readers see: only where the site wants it, without anybody's name or words."""

import json
import re

import pytest

from tests.support import desk
from tests.support.house import HTML, Place, Reader
from voxpop.discussion import acted, ledger
from voxpop.discussion.ledger import Act
from voxpop.lib import words
from voxpop.moderation import public_log
from voxpop.staff.roles import Role

LOG = "/moderation-log"


async def act(place: Place, name: str, actor: str, **more: object) -> None:
    """A line of the log, as whatever does such a thing writes it."""
    fields = {"why": "", "before": "a", "after": "b"} | more
    line = Act(id=place.house.clock.next(place.clock.now), act=name, actor=actor, **fields)  # type: ignore[arg-type]
    await place.house.database.write(lambda conn: ledger.write(conn, 1, line))


async def test_where_the_site_does_not_want_it_there_is_none(place: Place, reader: Reader) -> None:
    answer = await reader.get(LOG, headers=HTML)
    assert answer.status_code == 404
    assert "This site does not show what its moderators do." in answer.text
    assert LOG not in await reader.page("/")
    await place.choose(public_log="on")
    await place.quiet()
    assert (await reader.get(LOG)).status_code == 200
    for path in ("/", "/ferry"):
        assert f'href="{LOG}?site=default"' in await reader.page(path)
    await place.choose(public_log="off")
    await place.quiet()
    assert (await reader.get(LOG)).status_code == 404


async def test_acts_and_reasons_are_told_and_neither_names_nor_words(place: Place, reader: Reader) -> None:
    await place.choose(public_log="on", reject_reasons="Off topic; Too loud")
    ida = await desk.colleague(place, "Ida Canary", Role.EDITOR)
    live = await reader.said("words to be seen", name="Zoe Canary")
    away = await reader.said("words to be hidden", name="Zoe Canary")
    await ida.post(f"/desk/comments/{live}/pin", data={"seen": "live.0"})
    sent = {"seen": "live.0", "reason": "Too loud", "why": "Zoe Canary says words to be hidden"}
    await ida.post(f"/desk/comments/{away}/reject", data=sent)
    await act(place, "ban", "Ida Canary", whom=b"somebody", why="Zoe Canary again")
    html = await reader.page(LOG)
    for told in ("Comment pinned</b>, by an editor", "Comment rejected</b>, by an editor", "Too loud", "excluded"):
        assert told in html, told
    for kept in ("Ida", "Zoe", "Canary", "words", b"somebody".hex()):
        assert kept not in html.replace("Names of readers and words of comments", ""), kept
    assert f"/comments/{live}" in html
    assert str(away) not in html


async def test_who_was_no_moderator_is_called_what_it_is(place: Place, reader: Reader) -> None:
    await place.choose(public_log="on")
    comment = await reader.said("words")
    thread = place.one("SELECT thread_id FROM comment")
    await act(place, "heat", "heat", thread=thread)
    await act(place, "hide", "readers", comment=comment)
    await act(place, "spam", "rules", comment=comment)
    await act(place, "read", "its reader", whom=b"w")
    await act(place, "something new", "somebody who has left", comment=comment)
    html = await reader.page(LOG)
    found = re.findall(r"<p><b>([^<]+)</b>, ([^<]+)<", html)
    assert found == [
        ("Another act of moderation", "by a moderator"),
        ("A warning read", "by the person concerned"),
        ("Comment put away as spam", "by a rule of the site"),
        ("Comment hidden until somebody has decided", "because readers reported it"),
        ("Heated conversation slowed down", "by itself, as the site has set"),
    ]
    assert re.search(rf'<a href="/threads/{thread}"><bdi>The ferry is late</bdi></a>', html)


async def test_a_page_leads_to_the_one_before_it(place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.choose(public_log="on")
    monkeypatch.setattr(public_log.read, "__defaults__", (2,))
    comment = await reader.said("words")
    for name in ("pin", "unpin", "pick", "unpick", "pin"):
        await place.decide(name, comment)
    path, seen = LOG, []
    while path:
        html = await reader.page(path)
        seen += re.findall(r'id="act-(\d+)"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == ["5", "4", "3", "2", "1"]


async def test_it_shows_by_what_the_chain_is_checked(place: Place, reader: Reader) -> None:
    await place.choose(public_log="on")
    assert "How to check it" not in await reader.page(LOG)
    place.clock.forward(seconds=2)
    comment = await reader.said("words")
    await place.decide("pin", comment)
    await place.decide("unpin", comment)
    html = await reader.page(LOG)
    chains = [bytes(row.chain).hex() for row in place.rows("SELECT chain FROM act ORDER BY seq")]
    assert f'The newest is number 2: <code dir="ltr">{chains[1]}</code>' in html
    assert [f"{n} <code>{chain[:16]}</code>" in html for n, chain in enumerate(chains, 1)] == [True, True]


async def test_another_site_s_log_is_another(place: Place, reader: Reader) -> None:
    await place.choose(public_log="on")
    await place.decide("pin", await reader.said("words"))
    await place.add("other", "http://other.example")
    await place.write("UPDATE site SET rules = :rules WHERE name = 'other'", rules=json.dumps({"public_log": "on"}))
    place.house.sites.forget()
    assert "Comment pinned" in await reader.page(f"{LOG}?site=default")
    assert "Nothing has been done yet." in await reader.page(f"{LOG}?site=other")
    assert (await reader.get(f"{LOG}?site=none")).status_code == 404
    for query in ("before=0", "before=x", "site=%00"):
        assert (await reader.get(f"{LOG}?{query}")).status_code in (400, 404)


async def test_what_a_page_of_strangers_is_called_is_only_words(place: Place, reader: Reader) -> None:
    await place.choose(public_log="on", reject_reasons="<b>Loud</b>")
    await place.decide("pin", await reader.said("words"))
    thread = place.one("SELECT thread_id FROM comment")
    await place.write("UPDATE thread SET title = :t", t="<script>x</script>")
    await act(place, "close", "Ida", thread=thread)
    await act(place, "reject", "Ida", why="<b>Loud</b>")
    html = await reader.page(LOG)
    assert "<script>x" not in html
    assert "<b>Loud" not in html
    assert "&lt;b&gt;Loud&lt;/b&gt;" in html


@pytest.mark.parametrize("language", [one for one in words.LANGUAGES if one != "en"])
def test_acts_have_names_in_all_languages(language: str) -> None:
    said = [*acted.ACTS.values(), *acted.BY.values(), acted.OTHER]
    assert [one for one in said if words.told(one, language) == str(one)] == []


def test_whoever_acts_by_itself_has_a_name() -> None:
    assert public_log.BY_ITSELF | set(Role) == acted.BY.keys()
