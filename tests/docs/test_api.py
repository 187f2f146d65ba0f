"""docs/api.md is true: each of its commands is sent to a real server, and each answer has the shape that is shown."""

import json
import re
import shlex
from typing import Any

import httpx

from tests.docs import repository
from tests.support.server import Server

PAGE = (repository.ROOT / "docs/api.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = "http://127.0.0.1:8080"
COMMENT = "1795529629683647"  # the id that stands for the first comment's

FIXED = ("state", "html", "title", "responses", "likes", "liked", "status", "code", "detail")


def test_each_command_is_answered_as_shown(server: Server) -> None:
    blocks: list[tuple[str, str]] = BLOCK.findall(PAGE)
    number = COMMENT
    with server.client() as client:
        client.headers.pop("origin")
        answer: httpx.Response | None = None
        for kind, written in blocks:
            true = written.replace(SHOWN, server.url).replace(COMMENT, number)
            if kind == "sh":
                answer = sent(client, true)
                number = str(answer.json()["id"]) if number == COMMENT else number
                continue
            assert answer is not None
            wanted = json.loads(true)
            assert shape(answer.json()) == shape(wanted), f"{answer.status_code}: {answer.text}"
            assert {name: answer.json()[name] for name in fixed(wanted)} == {
                name: wanted[name] for name in fixed(wanted)
            }
    assert [kind for kind, _ in blocks].count("sh") == PAGE.count("curl ")


def sent(browser: httpx.Client, written: str) -> httpx.Response:
    """What `curl` would send: with -b or -c by a browser that keeps cookies. Only what the page uses is understood."""
    words = iter(shlex.split(written.replace("\\\n", " ")))
    assert next(words) == "curl"
    asked: dict[str, Any] = {"headers": {}}
    keeps_cookies = False
    for word in words:
        match word:
            case "-X":
                asked["method"] = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                asked["headers"][name] = value
            case "-d":
                asked["content"] = next(words)
            case "-b" | "-c":
                next(words)
                keeps_cookies = True
            case _:
                asked["url"] = word
    asked.setdefault("method", "POST" if "content" in asked else "GET")
    if keeps_cookies:
        return browser.request(**asked)
    return httpx.request(**asked, trust_env=False, timeout=30)


def shape(value: Any) -> Any:
    """Names and kinds; of a list, those of its first element, for the page shows no more."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def fixed(value: dict[str, Any]) -> dict[str, Any]:
    """What is the same each time."""
    return {name: value[name] for name in FIXED if name in value}
