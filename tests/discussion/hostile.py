"""Hostile texts, the places of a comment where they are tried, and a strict check of what came out.

The own corpora lie in tests/corpora (CC0-1.0). Those of others are read from ../shared/corpora beside the repository;
where that folder is absent their tests are skipped.
"""

import functools
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "corpora"
SHARED = ROOT.parent / "shared" / "corpora"

CORPORA = ("own", "html5lib", "bleach", "blns")
PLACES = (
    "%s",
    "before %s after",
    "[words](%s)",
    "[words](<%s>)",
    '[words](https://a.example "%s")',
    "[%s](https://a.example)",
    "![%s](https://a.example/x.png)",
    "![words](%s)",
    "[words]\n\n[words]: %s",
    "`%s`",
    "```%s\nx\n```",
    "```\n%s\n```",
    "    %s",
    "# %s",
    "<%s>",
    "https://a.example/%s",
    "> %s",
    ">! %s",
    "- %s",
    "**%s**",
    "<b>%s",
    "<details><summary>%s</summary>%s</details>",
    "<pre>%s</pre>",
    "<div>%s</div>",
    "<h1>%s</h1>",
    '<a href="%s">words</a>',
    "<a href='%s'>words</a>",
    "<a href=%s>words</a>",
    '<img src="%s" alt="%s">',
    "<img src=%s alt=%s>",
    "&%s;",
)

PLAIN = "b blockquote br code del details em hr i li p pre s strong summary ul"
ALLOWED = {
    **{tag: frozenset[str]() for tag in PLAIN.split()},
    "a": frozenset(("href", "rel")),
    "ol": frozenset(("start",)),
}


def payloads(corpus: str) -> list[str]:
    if corpus == "own":
        return [case["payload"] for case in own("xss/own_payloads.json")["payloads"]]
    if corpus == "html5lib":
        return [case["input"] for case in shared("xss/html5lib_sanitizer_tests1.json")]
    if corpus == "bleach":
        return [case["input"] for case in shared("xss/bleach_tests_data.json")]
    return list(shared("strings/blns.json"))


def commonmark() -> list[str]:
    return [example["markdown"] for example in shared("markdown/commonmark_spec_0.31.2.json")]


def strings() -> dict[str, Any]:
    return dict(own("strings/unicode_hostile.json"))


def pathological() -> list[dict[str, Any]]:
    return list(own("markdown/pathological.json")["cases"])


def expand(case: dict[str, Any], size: int) -> str:
    """The case at about `size` bytes, half of them its suffix at most."""
    suffix = case["suffix"][: size // 2]
    room = size - len((case["prefix"] + suffix).encode())
    return str(case["prefix"] + case["unit"] * (room // len(case["unit"].encode())) + suffix)


@functools.cache
def own(path: str) -> Any:
    return json.loads((OWN / path).read_text(encoding="utf-8"))


@functools.cache
def shared(path: str) -> Any:
    if not (SHARED / path).exists():
        pytest.skip(f"../shared/corpora/{path} is not beside the repository")
    return json.loads((SHARED / path).read_text(encoding="utf-8"))


def faults(markup: str) -> list[str]:
    """What in the markup is outside the allow-list or not well-formed; empty when all is well."""
    strict = Strict()
    strict.feed(markup)
    strict.close()
    return strict.found + [f"<{tag}> stays open" for tag in strict.waiting]


class Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.waiting: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
            return
        if tag not in ("br", "hr"):
            self.waiting.append(tag)
        for name, value in attributes:
            self.judge(tag, name, value or "")

    def judge(self, tag: str, name: str, value: str) -> None:
        if name not in ALLOWED[tag]:
            self.found.append(f"{tag}[{name}]")
        if name == "rel" and value != "nofollow ugc noopener":
            self.found.append(f"rel={value}")
        if name == "href" and (urlsplit(value).scheme not in ("http", "https", "mailto") or value[:1] <= " "):
            self.found.append(f"href={value}")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.waiting or self.waiting.pop() != tag:
            self.found.append(f"</{tag}> closes nothing")

    def handle_data(self, text: str) -> None:
        if "<" in text:
            self.found.append(f"bare < in {text!r}")

    def handle_comment(self, text: str) -> None:
        self.found.append("<!--")

    def handle_decl(self, text: str) -> None:
        self.found.append("<!")

    def handle_pi(self, text: str) -> None:
        self.found.append("<?")

    def unknown_decl(self, text: str) -> None:
        self.found.append("<![")
