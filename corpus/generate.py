"""Make the corpus: `python -m corpus.generate` writes build/corpus/comments.jsonl, the same bytes each time.

Each kind of each language draws from its own chance, so that a new piece changes its own kind and no other.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from corpus.addresses import BARE, plain
from corpus.disguise import disguised
from corpus.grammar import Filler
from corpus.nearness import Seen
from corpus.noise import dashed_off, worn
from corpus.pieces import CASUAL, Article, Kind, Language, read_all
from corpus.senders import Sender, Senders

OUT = Path("build/corpus/comments.jsonl")
ROWS = {"en": 9600, "de": 300, "fr": 300, "es": 300, "pt": 260, "ru": 320}
OTHER_ROWS = 200
DISGUISED = 0.13  # of the spam
NO_ARTICLE = 0.2
FOREIGN = 0.06  # of the comments stand under an article of another language
EAST_ASIAN = ("zh", "zh-Hant", "ja")
WIDE = {",": "，", "!": "！", "?": "？", ":": "："}
TRADE = ("name", "host")  # what other languages take from the English kind of the same name, if they have none
PER_PIECE = 3  # comments of a casual kind for each of its frames and sentences
TRIES = 60  # in a row without a new text: then the kind has said all it can
SPOKEN = {  # how the sentences `s` of a kind without frames become a text
    "spam": ("{s} {end}", "{s} {s} {end}", "{s} {s}", "{s}", "{s} {s} {s} {end}", "{s}\\n{end}"),
    "ham": ("{s}", "{s}", "{s} {s}", "{s} {s}", "{s}\\n\\n{s}"),
}


class Row(NamedTuple):
    """A comment. `article` is what it stands under, `kind` its archetype, `disguise` how its letters were changed."""

    text: str
    label: str
    author: str
    url: str
    email: str
    article: str
    kind: str
    lang: str
    site: str
    disguise: str


class Mill:
    """Makes the rows of one kind in one language until it has nothing new to say."""

    def __init__(self, language: Language, english: Language, kind: Kind, seen: Seen) -> None:
        self.kind = kind
        self.code = language.code
        self.seen = seen
        self.chance = random.Random(f"{language.code}/{kind.name}")  # noqa: S311 - a corpus, not a secret
        cousin = english.kinds.get(kind.name, kind)
        trade: dict[str, list[str]] = {name: cousin.lists[name] for name in TRADE if name in cousin.lists}
        self.lists: dict[str, list[str]] = {**english.common, **trade, **language.common, **kind.lists}
        self.articles = language.articles
        self.strangers = [a for a in english.articles if a not in self.articles]
        self.senders = Senders(self.chance, self.lists, language.code)
        self.bound = kind.bound * 2
        self.chance.shuffle(self.bound)
        self.frames = kind.lists.get("text") or list(SPOKEN[kind.label] if "s" in kind.lists else ())

    def next(self) -> Row | None:
        """Nothing when it is exhausted."""
        for _ in range(TRIES):
            frame, article = self.draw()
            if not frame:
                return None
            text = Filler(self.chance, self.lists, self.makers(article)).fill(frame)
            if text and self.seen.is_new(text):
                return self.row(text, article, tied=article is not None and frame not in self.frames)
        return None

    def draw(self) -> tuple[str, Article | None]:
        if self.bound and (not self.frames or self.chance.random() < 0.6):
            return self.bound.pop()
        return (self.chance.choice(self.frames) if self.frames else ""), self.chance.choice(self.articles)

    def makers(self, article: Article | None) -> dict[str, Callable[[], str]]:
        addresses, chance = self.senders.addresses, self.chance
        topics = article.topics if article else ("it",)
        return {
            "link": addresses.spam_link,
            "blog": addresses.honest_host,
            "tel": addresses.telephone,
            "handle": addresses.handle,
            "mail": addresses.mailbox,
            "id": lambda: addresses.code_word(8),
            "word": lambda: plain(chance.choice(topics)) or "article",
            "topic": lambda: chance.choice(topics),
            "title": lambda: article.title if article else "",
        }

    def row(self, text: str, article: Article | None, *, tied: bool) -> Row:
        spam = self.kind.label == "spam"
        clothes = ""
        if spam and self.chance.random() < DISGUISED:
            text, clothes = disguised(text, self.chance)
        else:
            text = worn(self.set_in_type(text), self.chance, bot=spam)
        name = self.kind.name
        if not tied and self.chance.random() < FOREIGN and self.strangers:
            article = self.chance.choice(self.strangers)
            name = name if spam else "foreign"
        if self.chance.random() < NO_ARTICLE:
            article = None
        sender = self.senders.spammer() if spam else self.senders.honest()
        about = f"{article.title}. {article.text}" if article else ""
        return Row(text, self.kind.label, *sender, about, name, self.code, article.site if article else "", clothes)

    def set_in_type(self, text: str) -> str:
        """Chinese and Japanese mostly have marks as wide as their letters, and no space after them."""
        return widened(text) if self.code in EAST_ASIAN and self.chance.random() < 0.8 else text


class CasualMill(Mill):
    """Chats, messages and mails stand under no article, and often nobody knows more of who wrote them than a name."""

    def makers(self, article: Article | None) -> dict[str, Callable[[], str]]:
        """Addresses are bare: nobody writes HTML here. Who sells is mostly called as anybody is."""
        handle = self.senders.addresses.handle if self.chance.random() < 0.3 else self.called
        return {**super().makers(article), "link": self.bare_link, "handle": handle, "at": lambda: "@" + self.called()}

    def called(self) -> str:
        name = self.senders.mail_name(self.senders.addresses.pick("given"))
        other = plain(self.senders.addresses.pick("family"))[: self.chance.randint(1, 7)]
        return self.chance.choice((name, f"{name}_{other}", f"{other}.{name}", f"{name}{other}")).strip("._")

    def bare_link(self) -> str:
        url = self.senders.addresses.spam_url()
        return url if self.chance.random() < 0.6 else url.split("://")[1]

    def row(self, text: str, article: Article | None, *, tied: bool) -> Row:
        del article, tied
        spam = self.kind.label == "spam"
        clothes = ""
        if spam and self.chance.random() < DISGUISED / 2:
            text, clothes = disguised(text, self.chance)
        else:
            text = dashed_off(self.set_in_type(text), self.chance)
        return Row(text, self.kind.label, *self.sender(), "", self.kind.name, self.code, "", clothes)

    def sender(self) -> Sender:
        """Spam and honest alike, since here it is the words that tell."""
        draw = self.chance.random()
        if draw < 0.45:
            return Sender("", "", "")
        if draw < 0.85:
            return Sender(self.senders.person(), "", "")
        return self.senders.spammer() if self.kind.label == "spam" else self.senders.honest()

    def many(self) -> Iterator[Row]:
        """As many as it has pieces for."""
        pieces = len(self.kind.lists.get("text", ())) + len(self.kind.lists.get("s", ()))
        for _ in range(round(PER_PIECE * pieces * self.kind.weight)):
            if row := self.next():
                yield row


def widened(text: str) -> str:
    text = re.sub(r"(?<=[^\x00-\x7f])[,!?:](?=[^\x00-\x7f]|\s|$)", lambda mark: WIDE[mark[0]], text)
    return re.sub(r"(?<=[。，！？：]) (?=[^\x00-\x7f])", "", text)


def rows(codes: Collection[str] = ()) -> Iterator[Row]:
    """Of these languages, or of all; about as many spam as honest ones in each. No text comes twice."""
    texts: set[str] = set()
    for row in repeating(codes):
        if row.text not in texts:
            texts.add(row.text)
            yield row


def repeating(codes: Collection[str]) -> Iterator[Row]:
    languages = read_all()
    english = languages["en"]
    for language in languages.values():
        if codes and language.code not in codes:
            continue
        for label in ("spam", "ham"):
            yield from of_label(language, english, label, ROWS.get(language.code, OTHER_ROWS) // 2)
    yield from casual(languages, codes)


def casual(languages: dict[str, Language], codes: Collection[str]) -> Iterator[Row]:
    """Of each kind as much as was written for it."""
    found = read_all(CASUAL)
    for code, language in found.items():
        language.common = {**languages[code].common, **language.common}
        language.articles = languages[code].articles
    for code, language in found.items():
        if codes and code not in codes:
            continue
        for kind in language.kinds.values():
            yield from CasualMill(language, found["en"], kind, Seen()).many()


def of_label(language: Language, english: Language, label: str, wanted: int) -> Iterator[Row]:
    """In turn from its kinds, by their weights, until there are enough or nothing is left to say."""
    seen = Seen()
    kinds = [kind for kind in language.kinds.values() if kind.label == label]
    alive = {kind.name: Mill(language, english, kind, seen) for kind in kinds}
    due = dict.fromkeys(alive, 0.0)
    made = 0
    for name in cycle(list(alive)):
        if made >= wanted or not alive:
            return
        if name not in alive:
            continue
        due[name] += alive[name].kind.weight
        while due[name] >= 1 and made < wanted and name in alive:
            due[name] -= 1
            if row := alive[name].next():
                made += 1
                yield row
            else:
                del alive[name]


def written(row: Row, *, bare: bool) -> str:
    """One line. `bare` gives addresses the shape of the wild: without the `.example` that keeps them nobody's."""
    line = json.dumps(row._asdict(), ensure_ascii=False)
    return BARE.sub(r"\1", line) if bare else line


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=OUT)
    asked.add_argument(
        "--bare", action="store_true", help="leave .example away after a top level domain; for training only"
    )
    asked.add_argument("--count", action="store_true", help="say how many there are of each kind and language")
    asked.add_argument("--languages", default="", metavar="de,ja", help="only these")
    options = asked.parse_args()
    made = list(rows(options.languages.split(",") if options.languages else ()))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        "".join(written(row, bare=options.bare) + "\n" for row in made), encoding="utf-8", newline="\n"
    )
    if options.count:
        count(made)


def count(made: list[Row]) -> None:
    for what in ("label", "lang", "kind", "disguise"):
        counts = Counter((getattr(row, what), row.label) for row in made)
        lines = [f"  {name or '-'} ({label}) {number}\n" for (name, label), number in sorted(counts.items())]
        sys.stdout.write(f"{what}\n{''.join(lines)}")


if __name__ == "__main__":
    main()
