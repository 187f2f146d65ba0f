"""A site under attack: every payload of the own corpus in every field that takes a stranger's words.

attack = prepared(folder)          # stories, an import, a server; then every comment that would be taken
attack.taken["name"]               # how many payloads a field took

Fields that refuse a payload say so and have nothing to show; the others are shown on the pages of `attack.pages`.
The judge of this site takes no payload for spam: what it held back would be shown to nobody, and prove nothing.
"""

import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from tests.discussion.hostile import payloads
from tests.exchange.exports import comment, export, item
from tests.support import newspaper, obedient, ports
from tests.support.server import Server
from voxpop.lib import ids
from voxpop.lib.refused import Refused
from voxpop.settings import load
from voxpop.sites import site as sites
from voxpop.stories import adding, story

PAYLOADS = payloads("own")
ELSEWHERE = "https://news.example"
BY_COMMENT = ("name", "email", "website", "text", "agent", "referer", "key")
FRONT_MATTER = ("headline", "standfirst", "byline", "language", "direction", "rights", "original", "image_alt", "slug")
HARMLESS = {"name": "Ann", "email": "ann@mail.example", "website": "https://ann.example"}


@dataclasses.dataclass
class Attack:
    server: Server
    taken: Counter[str]
    pages: list[str]
    own: list[int]  # comments of the guest whose cookie the client has
    client: httpx.Client
    reported: str  # what the import said


def prepared(folder: Path) -> Attack:
    port = ports.free()
    taken: Counter[str] = Counter()
    settings = load({"data": str(folder), "port": str(port)}, {})
    pages = _publish(settings, taken)
    reported = _import(folder, port)
    server = Server.start(folder, port=port, env={"VOXPOP_RATE_LIMITS": "off"}, command=obedient.COMMAND)
    attack = Attack(server, taken, pages, [], server.client(), reported)
    for field in BY_COMMENT:
        for payload in PAYLOADS:
            _say(attack, field, payload)
    for n, payload in enumerate(PAYLOADS):
        attack.taken["title"] += _elsewhere(attack, f"{ELSEWHERE}/title-{n}", payload)
        for url in (f"{ELSEWHERE}/{payload}", f"{ELSEWHERE}/?q={payload}", f"{ELSEWHERE}/#{payload}", payload):
            attack.taken["url"] += _elsewhere(attack, url, "")
    return attack


def _publish(settings: Any, taken: Counter[str]) -> list[str]:
    """A story for each field of a comment, and one for each payload in all fields of a story that take it."""
    from voxpop.storage.database import open_database

    folder = settings.data
    folder.mkdir(parents=True)
    database = open_database(settings.database_address)
    database.write_now(lambda conn: sites.first(conn, settings.address))
    site = database.read_now(lambda conn: sites.find(conn, "default"))
    database.write_now(lambda conn: sites.choose(conn, site, {"page_size": "500", "title": "Under attack"}))
    database.write_now(lambda conn: sites.claim(conn, site.id, "default", ELSEWHERE, ours=False))
    pages = []
    for name in ("harmless", *BY_COMMENT):
        pages += _put(
            database, site, folder, {"slug": name, "headline": name}, "Words, **all** of [them](https://a.example)."
        )
    for n, payload in enumerate(PAYLOADS):
        fields: dict[str, Any] = {"slug": f"story-{n}", "headline": "A story"}
        for field in FRONT_MATTER:
            with_it = fields | {field: payload}
            if _put(
                database, site, folder, with_it | {"slug": with_it["slug"] if field == "slug" else "try"}, "Words."
            ):
                taken[f"story {field}"] += 1
                fields = with_it if field != "slug" else fields
        body = f"{payload}\n\n{payload} in words\n\n> {payload}\n\n[x]({payload})"
        pages += _put(database, site, folder, fields | {"credits": [payload]}, body)
    database.close()
    return pages


def _put(database: Any, site: Any, folder: Path, fields: dict[str, Any], body: str) -> list[str]:
    """The path of the story that was put; none when it was refused."""
    head = "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())
    file = folder / "attack.md"
    file.write_text(f"+++\n{head}published = 2026-01-02T03:04:05Z\n+++\n{body}\n", "utf-8")
    try:
        made = adding.read(file, site.rules, folder / "media")
        database.write_now(lambda conn: story.put(conn, ids.Clock(), site, made))
    except Refused:
        return []
    return [f"/{made.slug}"]


def _import(folder: Path, port: int) -> str:
    """Every payload in every field of a WordPress export, as far as XML can hold it."""
    items = []
    for n, payload in enumerate(PAYLOADS):
        lawful = "".join(letter for letter in payload if letter in "\t\n\r" or letter >= " ")
        said = comment(f"{n + 1}", lawful, name=lawful, email=lawful, website=lawful, address=lawful, kind="comment")
        items.append(item(f"{n + 1}", said, title=lawful, body=lawful, excerpt=lawful, link="https://log.example/x"))
    file = folder / "attack.xml"
    file.write_text(export(*items), "utf-8")
    return newspaper.run(folder, "import", str(file), "--site", "default", VOXPOP_PORT=str(port))


def _say(attack: Attack, field: str, payload: str) -> None:
    words = payload if field == "text" else f"Said with {field} {len(attack.own)} {attack.taken[field]}"
    author = HARMLESS | ({field: payload} if field in HARMLESS else {})
    header = {"agent": "user-agent", "referer": "referer", "key": "idempotency-key"}.get(field)
    sendable = "".join(letter for letter in payload if " " <= letter <= "~")
    answer = attack.client.post(
        "/api/v1/comments",
        json={"site": "default", "url": f"{attack.server.url}/{field}", "text": words, "author": author},
        headers={header: f"{sendable} {attack.taken[field]}".strip()} if header else {},
    )
    if answer.status_code in (201, 202):
        attack.taken[field] += 1
        attack.own.append(answer.json()["id"])


def _elsewhere(attack: Attack, url: str, title: str) -> bool:
    sent = {
        "site": "default",
        "url": url,
        "title": title,
        "text": f"At {len(attack.own)} {title} {url}",
        "author": HARMLESS,
    }
    answer = attack.client.post("/api/v1/comments", json=sent)
    if answer.status_code not in (201, 202):
        return False
    attack.own.append(answer.json()["id"])
    where = attack.client.get(f"/comments/{answer.json()['id']}")
    attack.pages.append(where.headers["location"].partition("#")[0])
    return True
