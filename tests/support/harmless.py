"""What a page may hold: the tags and attributes that harmless words give, and those that the cleaners let through.

pages = Harmless();  pages.learn(html of a harmless page);  pages.faults(html of another)  ->  what is in that alone
"""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.discussion.hostile import ALLOWED
from voxpop.pages.assets import NAMES
from voxpop.stories import body

ADDRESSES = frozenset("href src action formaction cite poster data srcset ping background".split())
SCHEMES = frozenset(("", "http", "https", "mailto"))
DROPPED = re.compile(r"[\t\n\r]|^[\x00-\x20]+")  # what a browser leaves out before it looks for a scheme
NUMBER = re.compile(r"\d+")
# The one script that pages have, in their head: readers' one, the desk's another.
OURS = [{"type": "module", "src": f"/static/{NAMES[name]}"} for name in ("page.js", "desk.js")]
DATA = {"type": "application/ld+json"}


class Harmless:
    def __init__(self) -> None:
        stories = {(tag, name) for tag, names in body.ATTRIBUTES.items() for name in names if tag != "*"}
        self.pairs = {(tag, name) for tag, names in ALLOWED.items() for name in names} | stories
        self.pairs |= {(tag, name) for tag in body.TAGS for name in ("dir", "lang")}
        self.pairs |= {("a", "rel"), ("img", "loading"), ("img", "referrerpolicy")}
        self.pairs |= {("form", "role"), ("form", "class")}  # the search, of long conversations alone
        self.tags = set(ALLOWED) | set(body.TAGS)
        self.comments: set[str] = set()

    def learn(self, html: str) -> None:
        page = Page(html)
        self.pairs |= page.pairs
        self.tags |= page.tags
        self.comments |= page.comments

    def faults(self, html: str) -> list[str]:
        page = Page(html)
        return [
            *page.found,
            *(f"<{tag}>" for tag in page.tags - self.tags),
            *(f"<{tag} {name}>" for tag, name in page.pairs - self.pairs),
            *(f"<!--{words}-->" for words in page.comments - self.comments),
        ]


class Page(HTMLParser):
    """What a page holds, and what is wrong with it whatever else it holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self.comments: set[str] = set()
        self.found: list[str] = []
        self._script = False
        self._ours = 0
        self._head = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if len({name for name, _ in attributes}) < len(attributes):
            self.found.append(f"<{tag}> says something twice")
        for name, value in attributes:
            self.pairs.add((tag, name))
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"{tag}[{name}]")
            if name in ADDRESSES and scheme(value or "") not in SCHEMES:
                self.found.append(f"{tag}[{name}={value}]")
        self._head = self._head and tag != "body"
        if tag == "script":
            self._script = dict(attributes) == DATA
            self._ours += dict(attributes) in OURS
            if not self._head or not (self._script or (dict(attributes) in OURS and self._ours == 1)):
                self.found.append("<script>")

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, text: str) -> None:
        if not self._script:
            return
        try:
            json.loads(text)
        except ValueError:
            self.found.append("JSON-LD that is no JSON")
        if "<" in text:
            self.found.append("< in JSON-LD")

    def handle_comment(self, text: str) -> None:
        self.comments.add(NUMBER.sub("", text))

    def handle_pi(self, text: str) -> None:
        self.found.append(f"<?{text}>")

    def unknown_decl(self, text: str) -> None:
        self.found.append(f"<![{text}]>")


def scheme(address: str) -> str:
    """As a browser would read it; an address that no one can read has the scheme `unreadable`."""
    try:
        return urlsplit(DROPPED.sub("", address)).scheme.lower()
    except ValueError:
        return "unreadable"
