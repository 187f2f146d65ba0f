"""Hosts, links, mailboxes and telephone numbers that are nobody's.

Hosts end in `.example`, numbers are among those reserved for fiction.
"""

import random
import re
import string
from collections.abc import Mapping, Sequence

SPAM_TOPS = """
    com com com net org info biz ru xyz top online site club shop win bet click icu vip pro live cc co in cn
""".split()
HONEST_TOPS = "com com com org net co.uk edu gov dev blog me io eu info".split()
HOME_TOPS = {
    "pt": "com.br", "zh": "com.cn", "zh-Hant": "com.tw", "ja": "co.jp", "ko": "co.kr", "uk": "com.ua", "vi": "com.vn",
    "he": "co.il", "fa": "ir", "ar": "com", "hi": "in", "sv": "se", "tr": "com.tr", "id": "co.id", "en": "com",
}  # fmt: skip
# of the pieces and of short addresses
PIECES_TOPS = "be app de fr es pt it nl pl ru uk me ly is gg gy sh io tv br kr".split()
TOPS = sorted({*SPAM_TOPS, *HONEST_TOPS, *HOME_TOPS.values(), *PIECES_TOPS})
FREE_MAIL = """
    gmail.com gmail.com yahoo.com outlook.com hotmail.com mail.com protonmail.com web.de gmx.net icloud.com
""".split()
SPAM_MAIL = """
    gmail.com gmail.com mail.ru yandex.ru hotmail.com outlook.com tempmail.top inbox.online o2.pl yahoo.com
""".split()
SHORT = "bt.ly tny.cc cutt.is shrt.gg is.gy lnk.sh t2m.io".split()
FILLERS = "best top online 24 pro my the get now 365 hub shop club guru cheap buy official express".split()
ENDINGS = ("", "", "", "24", "777", "7", "s", "1")
PATHS = ("", "", *"/ /promo /?ref=ID /WORD /WORD-WORD /blog/WORD-N /index.php?id=N /go/ID /r/ID".split())
AREAS = (202, 303, 404, 512, 617, 702, 888, 800)
BARE = re.compile(rf"(\.(?:{'|'.join(map(re.escape, TOPS))}))\.example\b")


class Addresses:
    """`lists` holds name and host (a trade's keywords, the words of its addresses) and homepage, given, family."""

    def __init__(self, chance: random.Random, lists: Mapping[str, Sequence[str]], code: str) -> None:
        self.chance = chance
        self.lists = lists
        self.home = HOME_TOPS.get(code, code)

    def pick(self, name: str) -> str:
        return self.chance.choice(self.lists[name])

    def spam_host(self) -> str:
        word, other = plain(self.pick("host")), plain(self.pick("host"))
        filler = self.chance.choice(FILLERS)
        parts = self.chance.choice(((word, other), (filler, word), (word, filler)))
        host = self.chance.choice(("", "", "-")).join(parts) + self.chance.choice(ENDINGS)
        return self.under_top(host, SPAM_TOPS)

    def honest_host(self) -> str:
        family = plain(self.pick("family"))
        words = [plain(self.pick("given")) + family, family, *self.lists["homepage"]]
        return self.under_top(self.chance.choice(words) or "myblog", HONEST_TOPS)

    def under_top(self, name: str, tops: list[str]) -> str:
        """Most have the shape of a real address, with its top level domain before `.example`."""
        if self.chance.random() < 0.2:
            return f"{name}.example"
        return f"{name}.{self.home if self.chance.random() < 0.25 else self.chance.choice(tops)}.example"

    def spam_url(self) -> str:
        if self.chance.random() < 0.12:
            return f"https://{self.chance.choice(SHORT)}.example/{self.code_word(6)}"
        path = re.sub(r"WORD|ID|N", self.path_part, self.chance.choice(PATHS))
        return self.chance.choice(("https://", "https://", "http://", "https://www.")) + self.spam_host() + path

    def path_part(self, mark: re.Match[str]) -> str:
        if mark[0] == "WORD":
            return plain(self.pick("host"))
        return self.code_word(7) if mark[0] == "ID" else str(self.chance.randint(10, 99999))

    def spam_link(self) -> str:
        """As bots write them: bare, without a scheme, as HTML, in square brackets, as Markdown."""
        url, words = self.spam_url(), self.pick("name")
        naked = url.split("://")[1]
        dressed = (f'<a href="{url}">{words}</a>', f"[url={url}]{words}[/url]", f"[{words}]({url})")
        return self.chance.choice((url, url, url, naked, naked, *dressed))

    def honest_url(self) -> str:
        scheme = self.chance.choice(("https://", "https://", "https://www.", "http://"))
        return scheme + self.honest_host() + self.chance.choice(("", "", "/", "/blog"))

    def telephone(self) -> str:
        area, last = self.chance.choice(AREAS), self.chance.randint(0, 99)
        american = ("+1 {} 555 01{:02}", "+1 ({}) 555-01{:02}", "+1-{}-555-01{:02}", "+1{}55501{:02}", "{}-555-01{:02}")
        british = ("+44 7700 900{:03}", "+447700900{:03}", "+44 7700 900 {:03}")
        if self.chance.random() < 0.6:
            return self.chance.choice(american).format(area, last)
        return self.chance.choice(british).format(self.chance.randint(0, 999))

    def handle(self) -> str:
        end = self.chance.choice((*FILLERS, "support", "expert", "fx"))
        return f"{plain(self.pick('host'))}{self.chance.choice(('_', '', '.'))}{end}{self.chance.randint(1, 99)}"

    def mailbox(self) -> str:
        return f"{self.handle()}@{self.chance.choice(FREE_MAIL)}.example"

    def code_word(self, length: int) -> str:
        return "".join(self.chance.choices(string.ascii_letters + string.digits, k=length))


def host_of(url: str) -> str:
    return url.rsplit("://", maxsplit=1)[-1].removeprefix("www.").split("/")[0]


def plain(name: str) -> str:
    """The Latin letters and digits of it, as names of hosts and mailboxes have them."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
