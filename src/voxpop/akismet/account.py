"""What the owner of a key may ask about it: is it good, how much was it used, by which sites, and with what result.

Answers have the form that Akismet's clients read, numbers as texts where it writes them so.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text

from voxpop.akismet.desk import CSV, JSON, Answer, Asked, Desk, invalid
from voxpop.akismet.use import month_calls, month_of
from voxpop.lib.ids import moment

SITES = text("""
    SELECT blog AS site, SUM(calls) AS total, SUM(spam) AS spam, SUM(ham) AS ham, SUM(missed) AS missed_spam,
           SUM(mistaken) AS false_positives
    FROM akismet_use WHERE site_id = :site AND key_id = :key AND day >= :first AND day <= :last
    GROUP BY blog
""")
DAYS = text("""
    SELECT day, SUM(spam) AS spam, SUM(ham) AS ham, SUM(missed) AS missed_spam, SUM(mistaken) AS false_positives
    FROM akismet_use WHERE site_id = :site AND key_id = :key AND day >= :first
    GROUP BY day ORDER BY day
""")

ORDERS = ("total", "spam", "ham", "missed_spam", "false_positives")
HEADINGS = ("Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked")
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
LIMIT = 500
SECONDS_SAVED = 7  # that a moderator takes to see that something is spam; a guess of ours
PERIODS = {"60-days": 60, "6-months": 183, "year": 365}


async def verify(_desk: Desk, _asked: Asked) -> Answer:
    return Answer(b"valid")


async def deactivate(_desk: Desk, _asked: Asked) -> Answer:
    """The plugin was switched off. Nothing follows: the key belongs to the operator, who may revoke it."""
    return Answer(b"deactivated")


async def usage_limit(desk: Desk, asked: Asked) -> Answer:
    used, limit = await _used(desk, asked), asked.key.monthly
    share = f"{100 * used / limit:.2f}" if limit else "0.00"
    told: dict[str, Any] = {
        "limit": limit or "none",
        "usage": used,
        "percentage": share,
        "throttled": bool(limit) and used >= limit,
    }
    if asked.fields.true("extended"):
        told |= {"notice_level": "NOTICE_NONE", "upgrade": False}
    return _json(told)


async def subscription(desk: Desk, asked: Asked) -> Answer:
    """There is nothing to buy; the plugin wants to see that the key's account is in order."""
    limit = asked.key.monthly
    return _json(
        {
            "account_id": asked.key.id,
            "account_type": "voxpop",
            "account_name": asked.key.label or "Voxpop",
            "status": "active",
            "next_billing_date": False,
            "limit_reached": bool(limit) and await _used(desk, asked) >= limit,
        }
    )


async def _used(desk: Desk, asked: Asked) -> int:
    await desk.use.flush()
    month = month_of(asked.now)
    return await desk.house.database.read(lambda conn: month_calls(conn, asked.key, month))


class Listing(NamedTuple):
    """Which part of the sites of a key is asked for."""

    month: str
    order: str
    filter: str
    limit: int
    offset: int


async def key_sites(desk: Desk, asked: Asked) -> Answer:
    fields = asked.fields
    listing = Listing(
        fields.get("month", 10) or month_of(asked.now),
        fields.get("order", 20) or "total",
        fields.get("filter", 200).strip().lower(),
        _number(fields.get("limit", 10), LIMIT),
        _number(fields.get("offset", 10), 0),
    )
    if not MONTH.fullmatch(listing.month) or listing.order not in ORDERS:
        return invalid(f"month is YYYY-MM, order one of {', '.join(ORDERS)}.")
    rows = [row for row in await _sites(desk, asked, listing.month) if listing.filter in row["site"]]
    rows.sort(key=lambda row: (-row[listing.order], row["site"]))
    shown = rows[listing.offset : listing.offset + listing.limit]
    if fields.get("format", 10) == "csv":
        return Answer(_csv(asked.said, listing, shown, len(rows)).encode(), kind=CSV)
    told = [
        {
            "site": row["site"],
            "api_calls": str(row["total"]),
            **{name: str(row[name]) for name in ORDERS[1:]},
            "is_revoked": False,
        }
        for row in shown
    ]
    return _json({listing.month: told, "limit": listing.limit, "offset": listing.offset, "total": len(rows)})


async def _sites(desk: Desk, asked: Asked, month: str) -> list[dict[str, Any]]:
    await desk.use.flush()
    values = {"site": asked.key.site, "key": asked.key.id, "first": f"{month}-01", "last": f"{month}-31"}
    rows = await desk.house.database.read(lambda conn: list(conn.execute(SITES, values).mappings()))
    return [{name: value if name == "site" else int(value) for name, value in row.items()} for row in rows]


def _csv(key: str, listing: Listing, rows: Iterable[dict[str, Any]], total: int) -> str:
    out = io.StringIO()
    out.write(
        f"Active sites for {key} during {listing.month} "
        f"(limit:{listing.limit}, offset: {listing.offset}, total: {total})\n"
    )
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for row in rows:
        site = f"'{row['site']}" if row["site"].startswith("-") else row["site"]  # no formula in anybody's table
        writer.writerow([site, *(row[name] for name in ORDERS), "false"])
    return out.getvalue().removesuffix("\n")


async def stats(desk: Desk, asked: Asked) -> Answer:
    await desk.use.flush()
    today = moment(asked.now)
    period = asked.fields.get("from", 20)
    first = (today - timedelta(days=PERIODS[period])).strftime("%Y-%m-%d") if period in PERIODS else ""
    values = {"site": asked.key.site, "key": asked.key.id, "first": first}
    rows = await desk.house.database.read(lambda conn: list(conn.execute(DAYS, values).mappings()))
    days: list[dict[str, Any]] = [
        {name: value if name == "day" else int(value) for name, value in row.items()} for row in rows
    ]
    by: Callable[[str], str] = (lambda day: day) if period == "60-days" else (lambda day: day[:7])
    breakdown: dict[str, dict[str, Any]] = {}
    for day in days:
        part = breakdown.setdefault(by(day["day"]), {"da": by(day["day"]), **dict.fromkeys(ORDERS[1:], 0)})
        for name in ORDERS[1:]:
            part[name] += day[name]
    sums = {name: sum(day[name] for day in days) for name in ORDERS[1:]}
    told = {name: str(number) for name, number in sums.items()}
    return _json(
        {
            **told,
            "accuracy": _accuracy(sums),
            "time_saved": sums["spam"] * SECONDS_SAVED,
            "breakdown": {
                period: {name: str(value) for name, value in part.items()} for period, part in breakdown.items()
            },
        }
    )


def _accuracy(sums: dict[str, int]) -> str:
    """Of what was judged, the part that nobody has corrected, in per cent."""
    judged = sums["spam"] + sums["ham"]
    wrong = min(judged, sums["missed_spam"] + sums["false_positives"])
    return f"{100 * (judged - wrong) / judged:.2f}" if judged else "100.00"


def _number(written: str, default: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() else default


def _json(told: dict[str, Any]) -> Answer:
    return Answer(msgspec.json.encode(told), kind=JSON)
