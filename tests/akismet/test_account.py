"""What the owner of a key may ask about it, in the form that clients read."""

from typing import Any

import pytest

from tests.akismet.blog import COMMENT, Blog, Judge, added
from tests.support.house import Place


async def asked(blog: Blog, judge: Judge) -> None:
    """Two honest comments and a spam on one blog, one spam on another."""
    for blog_, probability in ((1, 0.1), (1, 0.1), (1, 0.9), (2, 0.9)):
        judge.says(probability)
        await blog.check(blog=f"https://b{blog_}.example/")


async def told(blog: Blog, name: str, **fields: Any) -> Any:
    posted = await blog.call(f"/1.2/{name}", **fields)
    got = await blog.call(f"/1.2/{name}", method="GET", **fields)
    assert posted.status_code == got.status_code == 200
    assert posted.text == got.text
    assert posted.headers["content-type"] == "application/json"
    return posted.json()


async def test_usage_without_a_limit(blog: Blog, judge: Judge) -> None:
    await asked(blog, judge)
    assert await told(blog, "usage-limit") == {"limit": "none", "usage": 4, "percentage": "0.00", "throttled": False}


async def test_usage_with_a_limit(place: Place, judge: Judge) -> None:
    blog = Blog(place, await added(place, monthly=8, label="The blog"))
    await asked(blog, judge)
    assert await told(blog, "usage-limit") == {"limit": 8, "usage": 4, "percentage": "50.00", "throttled": False}
    more = await told(blog, "usage-limit", extended="true")
    assert (more["notice_level"], more["upgrade"]) == ("NOTICE_NONE", False)
    await asked(blog, judge)
    assert (await told(blog, "usage-limit"))["throttled"] is True
    account = (await blog.call("get-subscription")).json()
    assert (account["status"], account["account_name"], account["limit_reached"]) == ("active", "The blog", True)


async def test_a_subscription_is_in_order(blog: Blog) -> None:
    account = (await blog.call("get-subscription")).json()
    assert set(account) == {
        "account_id", "account_type", "account_name", "status", "next_billing_date", "limit_reached",
    }  # fmt: skip
    assert (account["status"], account["next_billing_date"], account["limit_reached"]) == ("active", False, False)


async def test_the_sites_of_a_key(blog: Blog, judge: Judge) -> None:
    await asked(blog, judge)
    first = {"site": "b1.example", "api_calls": "3", "spam": "1", "ham": "2", "missed_spam": "0",
             "false_positives": "0", "is_revoked": False}  # fmt: skip
    sites = await told(blog, "key-sites")
    assert sites["2025-10"][0] == first
    assert [row["site"] for row in sites["2025-10"]] == ["b1.example", "b2.example"]
    assert (sites["limit"], sites["offset"], sites["total"]) == (500, 0, 2)


@pytest.mark.parametrize(
    ("fields", "sites"),
    [
        ({"limit": "1"}, ["b1.example"]),
        ({"offset": "1"}, ["b2.example"]),
        ({"limit": "x", "offset": "-1"}, ["b1.example", "b2.example"]),
        ({"filter": "B2"}, ["b2.example"]),
        ({"filter": "%"}, []),
        ({"order": "ham"}, ["b1.example", "b2.example"]),
        ({"month": "2025-09"}, []),
    ],
)
async def test_a_part_of_them(blog: Blog, judge: Judge, fields: dict[str, str], sites: list[str]) -> None:
    await asked(blog, judge)
    found = await told(blog, "key-sites", **fields)
    assert [row["site"] for row in found[fields.get("month", "2025-10")]] == sites


async def test_the_sites_as_a_table(blog: Blog, judge: Judge) -> None:
    await asked(blog, judge)
    answer = await blog.call("/1.2/key-sites", format="csv", limit="10")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.split("\n") == [
        f"Active sites for {blog.key} during 2025-10 (limit:10, offset: 0, total: 2)",
        "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked",
        "b1.example,3,1,2,0,0,false",
        "b2.example,1,1,0,0,0,false",
    ]


@pytest.mark.parametrize(
    "fields", [{"order": "site"}, {"order": "ham; DROP TABLE site"}, {"month": "2025-13"}, {"month": "x"}]
)
async def test_another_order_or_month_is_invalid(blog: Blog, fields: dict[str, str]) -> None:
    answer = await blog.call("/1.2/key-sites", **fields)
    assert (answer.status_code, answer.text) == (200, "invalid")


@pytest.mark.parametrize("name", ["/1.1/get-stats", "/1.2/get-key-stats"])
async def test_numbers_by_day_and_by_month(blog: Blog, judge: Judge, name: str) -> None:
    await asked(blog, judge)
    blog.place.clock.forward(days=40)
    await asked(blog, judge)
    days = (await blog.call(name, **{"from": "60-days"})).json()
    assert [days[field] for field in ("spam", "ham", "missed_spam", "false_positives", "accuracy")] == [
        "4", "4", "0", "0", "100.00",
    ]  # fmt: skip
    assert list(days["breakdown"]) == ["2025-10-09", "2025-11-18"]
    blog.place.clock.forward(days=40)
    assert (await blog.call(name, **{"from": "60-days"})).json()["spam"] == "2"
    for period in ("6-months", "year", "all"):
        months = (await blog.call(name, **{"from": period})).json()
        assert {month: part["spam"] for month, part in months["breakdown"].items()} == {"2025-10": "2", "2025-11": "2"}


async def test_a_plugin_that_is_switched_off_leaves_the_key_good(blog: Blog) -> None:
    assert (await blog.call("deactivate")).text == "deactivated"
    assert (await blog.call("verify-key")).text == "valid"


async def test_one_key_sees_nothing_of_another(blog: Blog, judge: Judge) -> None:
    await asked(blog, judge)
    other = Blog(blog.place, await added(blog.place))
    assert (await told(other, "usage-limit"))["usage"] == 0
    assert (await told(other, "key-sites"))["total"] == 0
    assert (await other.call("get-stats", **COMMENT)).json()["spam"] == "0"
