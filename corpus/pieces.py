"""Read the handwritten pieces: kinds of comments with their sentences, and articles with the comments under them.

A file is lines. `== spam casino *2` opens a kind (label, name, weight), `== common` what all kinds of the language
may use, `-- open` a list of pieces, `<< casino` lends the lists of a kind above but what it says, `@@ site | title |
topics | text` an article, under which each line is `kind: comment`.
Knows nothing of how pieces become texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent / "pieces"
SAID = ("text", "s")  # the lists that no other kind can borrow
CASUAL = Path(__file__).parent / "casual"


@dataclass(frozen=True)
class Article:
    """`topics` are the words a comment on it would use."""

    site: str
    title: str
    topics: tuple[str, ...]
    text: str


@dataclass
class Kind:
    """`lists` has the frames, "text", and what they name; `bound` are whole comments and the article of each."""

    label: str
    name: str
    weight: float = 1.0
    lists: dict[str, list[str]] = field(default_factory=dict)
    bound: list[tuple[str, Article]] = field(default_factory=list)


@dataclass
class Language:
    code: str
    kinds: dict[str, Kind] = field(default_factory=dict)
    common: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)

    def kind(self, label: str, name: str, weight: float | None = None) -> Kind:
        found = self.kinds.setdefault(name, Kind(label, name))
        if found.label != label:
            raise ValueError(f"{self.code}: the kind {name} is both {found.label} and {label}")
        found.weight = weight or found.weight
        return found


def read_all(folder: Path = HERE) -> dict[str, Language]:
    """Every language, by its code. Raises ValueError, naming file and line, if a file is not in the form above."""
    return {code: read(code, folder) for code in codes(folder)}


def codes(folder: Path = HERE) -> list[str]:
    return sorted({path.stem if path.is_file() else path.name for path in folder.iterdir()})


def read(code: str, folder: Path = HERE) -> Language:
    language = Language(code)
    alone = folder / f"{code}.txt"
    for path in [alone] if alone.exists() else sorted((folder / code).glob("*.txt")):
        read_file(language, path)
    return language


def read_file(language: Language, path: Path) -> None:
    lists = language.common
    borrowed: dict[str, list[str]] = {}
    pieces: list[str] | None = None
    article: Article | None = None
    for where, line in lines_of(path):
        mark, _, rest = line.partition(" ")
        if mark == "==":
            lists, pieces, article = opened(language, rest.split()), None, None
            borrowed = {}
        elif mark == "--":
            if borrowed.pop(rest, None):
                del lists[rest]
            pieces, article = lists.setdefault(rest, []), None
        elif mark == "<<":
            borrowed = {name: list(lent) for name, lent in language.kinds[rest].lists.items() if name not in SAID}
            lists.update(borrowed)
        elif mark == "@@":
            article, pieces = article_of(rest, where), None
            language.articles.append(article)
        elif article:
            name, colon, text = line.partition(": ")
            if not colon or " " in name:
                raise ValueError(f"{where}: want 'kind: comment', found {line!r}")
            language.kind("ham", name).bound.append((text, article))
        elif pieces is not None:
            pieces.append(line)
        else:
            raise ValueError(f"{where}: {line!r} stands in no list")


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip() and not line.startswith("#!"):
            yield f"{path.name}:{number}", line.strip(" ")


def opened(language: Language, words: list[str]) -> dict[str, list[str]]:
    if words[0] == "common":
        return language.common
    weight = float(words[2].lstrip("*")) if len(words) > 2 else None
    return language.kind(words[0], words[1], weight).lists


def article_of(rest: str, where: str) -> Article:
    parts = [part.strip() for part in rest.split("|")]
    if len(parts) != 4:
        raise ValueError(f"{where}: want 'site | title | topics | text'")
    site, title, topics, text = parts
    return Article(site, title, tuple(topic.strip() for topic in topics.split(",")), text)
