"""Find in a conversation, as a fragment and as a page of ours, on both databases."""

import re

import pytest
from sqlalchemy import text

from tests.discussion import hostile
from tests.support.house import HTML, ORIGIN, Place, Reader, Statements
from voxpop.discussion import finding
from voxpop.storage import schema

URL = f"{ORIGIN}/ferry"


async def found(reader: Reader, typed: str, url: str = URL, **more: object) -> list[str]:
    """The excerpts that are shown, with what was looked for in brackets."""
    return excerpts(await fragment(reader, typed, url, **more))


async def fragment(reader: Reader, typed: str, url: str = URL, **more: object) -> str:
    answer = await reader.get("/threads/find", params={"site": "default", "url": url, "q": typed} | more)
    assert answer.status_code == 200, answer.text
    return answer.text


def excerpts(html: str) -> list[str]:
    shown = re.findall(r'<p class="vp-text" dir="auto">(.*?)</p>', html, re.DOTALL)
    return [one.replace("<mark>", "[").replace("</mark>", "]") for one in shown]


async def test_comments_with_all_of_the_words_the_newest_first(reader: Reader) -> None:
    await reader.said("The ferry is late.")
    await reader.said("Late again: the Ferry, of course.")
    await reader.said("The bus is late.")
    assert await found(reader, "ferry late") == ["[Late] again: the [Ferry], of course.", "The [ferry] is [late]."]


async def test_only_this_conversation_is_looked_through(reader: Reader) -> None:
    await reader.said("The ferry here")
    await reader.said("The ferry there", url=f"{ORIGIN}/other")
    assert await found(reader, "ferry") == ["The [ferry] here"]


@pytest.mark.parametrize("typed", ["élève", "eleve", "ELEVE", "élèv", "e\u0301le\u0300v"])
async def test_accents_size_and_the_end_of_a_word_do_not_matter(reader: Reader, typed: str) -> None:
    await reader.said("Un élève attend.")
    assert await found(reader, typed) == ["Un [élève] attend."]


async def test_a_short_word_finds_itself_alone(reader: Reader) -> None:
    await reader.said("The theatre and the ferry")
    await reader.said("Theatres are closed")
    assert await found(reader, "the") == ["[The] theatre and [the] ferry"]
    assert len(await found(reader, "thea")) == 2


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Мой йод и ёлка", "йод"),
        ("Мой йод и ёлка", "ёлка"),
        ("Її їжак", "їжак"),
        ("Το πλοίο άργησε", "άργησε"),
        ("تأخرت العبارة", "تأخرت"),
        ("देर से हिन्दी में", "हिन्दी"),
        ("মেঘনা নদীতে", "নদীতে"),
        ("Thuyền đến muộn", "đến"),
        ("Straße am Fluß", "straße"),
        ("Iğdır'da ışık", "ışık"),
        ("vapur İstanbul'da", "İstanbul'da"),
        ("배가 늦었다", "배"),
        ("ship 3rd-rate covid19", "3rd covid19"),
        ("see https://ferry.example/a_b?c=d", "ferry.example"),
        ("well-known", '"well-known"'),
        ("l’élève s'en va", "s'en"),
    ],
)
async def test_a_word_of_any_script_finds_the_comment_that_it_was_taken_from(
    reader: Reader, said: str, typed: str
) -> None:
    await reader.said(said)
    await reader.said("Something else")
    assert len(await found(reader, typed)) == 1


async def test_a_phrase_is_found_as_it_stands(reader: Reader) -> None:
    await reader.said("late is the ferry")
    await reader.said("the ferry is late")
    assert len(await found(reader, '"ferry is late"')) == 1
    assert len(await found(reader, "ferry is late")) == 2


@pytest.mark.parametrize(
    ("said", "typed"), [("フェリーは遅れています。", "遅れ"), ("渡轮又晚点了", "晚点"), ("เรือมาสาย", "มาสาย")]
)
async def test_what_is_written_without_spaces_is_found(reader: Reader, said: str, typed: str) -> None:
    await reader.said(said)
    await reader.said("Something else")
    [one] = await found(reader, typed)
    assert f"[{typed}]" in one


async def test_percent_and_underline_mean_themselves(reader: Reader) -> None:
    await reader.said("百分之 100% 遅れ")
    assert await found(reader, "遅_") == []
    assert await found(reader, "遅%") == []
    assert await found(reader, "遅!") == []
    assert len(await found(reader, "100% 遅れ")) == 1
    assert len(await found(reader, "遅れ 百分")) == 1


@pytest.mark.parametrize("typed", ["", "  ", '"', "***", "-", "()", "!!!"])
async def test_where_there_is_no_word_nothing_is_found(reader: Reader, typed: str) -> None:
    await reader.said("The ferry is late.")
    assert await found(reader, typed) == []


async def test_what_is_typed_is_never_a_language_of_the_database(reader: Reader) -> None:
    await reader.said("The ferry is late.")
    for typed in (
        "ferry OR bus",
        "NOT ferry",
        "ferry*",
        "thread_id:1",
        "text : x",
        "NEAR(a b)",
        "a & b",
        "ferry:*",
        "it's",
        "a <-> b",
        "^a",
    ):
        await found(reader, typed)
    assert await found(reader, "ferry OR bus") == []


async def test_no_naughty_string_makes_it_fail(reader: Reader) -> None:
    await reader.said("The ferry is late.")
    for typed in hostile.payloads("blns"):
        answer = await reader.get("/threads/find", params={"site": "default", "url": URL, "q": typed[:200]})
        assert answer.status_code in (200, 400), (typed, answer.text)


async def test_what_is_not_live_is_not_found(place: Place, reader: Reader) -> None:
    gone = await reader.said("ferry gone")
    rejected = await reader.said("ferry rejected")
    edited = await reader.said("ferry edited")
    await reader.said("ferry stays")
    await reader.erase(gone)
    await place.decide("reject", rejected)
    await reader.edit(edited, "changed words")
    await place.choose(approval="all")
    await reader.said("ferry held")
    assert await found(reader, "ferry") == ["[ferry] stays"]
    assert await found(reader, "changed") == ["[changed] words"]
    await place.decide("approve", rejected)
    assert await found(reader, "rejected") == ["ferry [rejected]"]


async def test_markup_in_a_comment_stays_words(reader: Reader) -> None:
    await reader.said("`<script>alert(1)</script>` ferry & *more*")
    [one] = await found(reader, "ferry")
    assert one == "&lt;script&gt;alert(1)&lt;/script&gt; [ferry] &amp; more"
    html = await fragment(reader, '<img src=x onerror="a()">')
    assert "<img" not in html


async def test_more_are_on_the_next_page(place: Place, reader: Reader) -> None:
    for number in range(finding.SIZE + 2):
        await reader.said(f"ferry number {number}")
    first = await fragment(reader, "ferry")
    assert len(excerpts(first)) == finding.SIZE
    more = re.search(r'rel="next" href="([^"]*)"', first)
    assert more
    page = await reader.get(more[1].replace("&amp;", "&").removeprefix(ORIGIN), headers=HTML)
    assert excerpts(page.text) == ["[ferry] number 1", "[ferry] number 0"]
    assert 'rel="next"' not in page.text


async def test_the_page_of_ours_has_the_field_again(place: Place, reader: Reader) -> None:
    number = await reader.said("The ferry is late.")
    thread = place.one("SELECT id FROM thread")
    html = await reader.page(f"/threads/{thread}/find", q="ferry")
    assert 'value="ferry"' in html
    assert f'href="/comments/{number}"' in html
    assert 'content="noindex"' in html
    assert (await reader.get(f"/threads/{thread + 1}/find", params={"q": "a"}, headers=HTML)).status_code == 404


async def test_the_field_is_there_where_there_is_much_to_search(place: Place, reader: Reader) -> None:
    await reader.said("The ferry is late.")
    assert "vp-find" not in await reader.page()
    await place.write("UPDATE thread SET live = 20, stamp = 'x'")
    await place.quiet()
    assert "vp-find" in (await reader.get("/threads", params={"site": "default", "url": URL, "order": "best"})).text


async def test_a_search_costs_a_few_statements(reader: Reader) -> None:
    await reader.said("The ferry is late.")
    await found(reader, "ferry")
    with Statements() as asked:
        await found(reader, "late")
    assert len(asked) == 2, asked


async def test_it_goes_by_the_index(place: Place, reader: Reader) -> None:
    await reader.said("The ferry is late.")
    dialect = place.house.database.read_now(lambda conn: conn.dialect.name)
    values = {"site": 1, "thread": 1, "before": 2**60, "limit": 31}
    values |= {"match": 'text : "word7"'} if dialect == "sqlite" else {"said": ["word7"], "endings": [":*"]}
    if dialect == "postgresql":
        names = [column.name for column in schema.comment.columns]
        other = {"id": "c.id + n", "root_id": "c.id + n", "text": "'word' || n"}
        columns = ", ".join(other.get(name, f"c.{name}") for name in names)
        await place.write(
            f"INSERT INTO comment ({', '.join(names)}) SELECT {columns} FROM comment c, generate_series(1, 5000) n"
        )
        await place.write("ANALYZE comment")
    explain = f"EXPLAIN {'QUERY PLAN ' if dialect == 'sqlite' else ''}{finding.BY_WORDS[dialect]}"
    plan = place.house.database.read_now(lambda conn: [str(row) for row in conn.execute(text(explain), values)])
    assert "comment_words" in "".join(plan)
