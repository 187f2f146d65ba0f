"""One request for a whole front page of addresses: GET /api/v1/counts."""

from tests.support.house import ORIGIN, Place, Reader, Statements


async def counted(reader: Reader, urls: list[str]) -> list[int | None]:
    answer = await reader.get("/api/v1/counts", params={"site": "default", "url": urls})
    assert answer.status_code == 200, answer.text
    assert [count["url"] for count in answer.json()["counts"]] == urls
    return [count["responses"] for count in answer.json()["counts"]]


async def test_a_hundred_addresses_are_counted_by_one_statement(place: Place, reader: Reader) -> None:
    for word in ("one", "two"):
        await reader.said(word)
    await reader.said("elsewhere", url=f"{ORIGIN}/lighthouse")
    urls = [f"{ORIGIN}/ferry", f"{ORIGIN}/lighthouse", *(f"{ORIGIN}/none-{n}" for n in range(98))]
    await place.house.sites.named("default")
    with Statements() as asked:
        assert await counted(reader, urls) == [2, 1] + [0] * 98
    assert [statement.split()[0] for statement in asked] == ["SELECT"]


async def test_an_address_is_counted_in_every_spelling(reader: Reader) -> None:
    await reader.said("one")
    spellings = [f"{ORIGIN}/ferry/", f"{ORIGIN.upper()}:80/ferry", f"{ORIGIN}/ferry?utm_source=x#top"]
    assert await counted(reader, spellings) == [1, 1, 1]


async def test_more_than_a_hundred_addresses_are_refused(reader: Reader) -> None:
    urls = [f"{ORIGIN}/{n}" for n in range(101)]
    answer = await reader.get("/api/v1/counts", params={"site": "default", "url": urls})
    assert (answer.status_code, answer.json()["code"]) == (400, "body_invalid")


async def test_what_is_no_page_of_the_site_has_no_number_and_the_others_have_theirs(reader: Reader) -> None:
    await reader.said("one")
    urls = ["https://other.example/", f"{ORIGIN}/ferry", "mailto:ann@mail.example", "", "https://[", f"{ORIGIN}/fog"]
    assert await counted(reader, urls) == [None, 1, None, None, None, 0]
    assert await counted(reader, urls[:1]) == [None]


async def test_a_count_is_behind_for_a_second_at_most(place: Place, reader: Reader) -> None:
    assert await counted(reader, [f"{ORIGIN}/ferry"]) == [0]
    await reader.said("one")
    place.clock.forward(seconds=1)
    assert await counted(reader, [f"{ORIGIN}/ferry"]) == [1]


async def test_only_live_comments_count(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    await reader.said("waits")
    assert await counted(reader, [f"{ORIGIN}/ferry"]) == [0]
