"""The corpus is the same each time, even-handed, without near-copies, and names nobody real."""

import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from corpus import addresses, pieces
from corpus.generate import Row, casual, rows, written
from corpus.nearness import ALIKE, Seen, likeness, runs

ROOT = Path(__file__).parents[2]
LANGUAGES = set("ar de en es fa fr he hi id it ja ko nl pl pt ru sv tr uk vi zh zh-Hant".split())
TOPS = "|".join(map(re.escape, addresses.TOPS))
DOMAIN = re.compile(rf"(?<![\w.])(?:[\w-]+\.)+(?:{TOPS})(?![\w-]|\.\w)", re.IGNORECASE)
GAP = r"[\s()-]*"
TELEPHONE = re.compile(  # ten digits after +1 and +44, as many as come after others; then those of one country
    rf"\+(?:1|44)(?:{GAP}\d){{10}}|\+(?!1|44)\d(?:{GAP}\d){{7,12}}"
    r"|(?<![\w+])0\d(?:[ -]?\d){7,11}(?!\w)|\b\d{3}-\d{3}-\d{4}\b"
)
RESERVED = re.compile(
    r"\+?1?\d{3}55501\d\d|(?:\+44|0)7700900\d{3}|0909879\d{4}|08081570\d{3}"  # North America's 555-01xx, Ofcom's
    r"|03023125\d{3}|019900\d{4}|08465004\d\d"  # those of Germany, France and Sweden
)


@pytest.fixture(scope="module")
def corpus() -> list[Row]:
    return list(rows())


def test_it_is_thousands_of_comments_in_all_languages(corpus: list[Row]) -> None:
    assert 8_000 <= len(corpus) <= 30_000
    assert {row.lang for row in corpus} == LANGUAGES == set(pieces.codes())


def test_there_are_thousands_of_casual_texts_spam_and_honest() -> None:
    labels = Counter(row.label for row in casual(pieces.read_all(), ()))
    assert min(labels.values()) > 2_900
    assert max(labels.values()) < 1.25 * min(labels.values())


def test_who_dashes_something_off_is_no_stranger_more_often_in_spam() -> None:
    """A model should not learn from missing names what only the way of collecting could tell."""
    made = list(casual(pieces.read_all(), ("en", "ru")))
    nameless = {
        label: sum(not row.author for row in made if row.label == label) / sum(row.label == label for row in made)
        for label in ("spam", "ham")
    }
    assert nameless["spam"] == pytest.approx(nameless["ham"], abs=0.05)
    assert {row.article for row in made} == {""}


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    made = [generated(tmp_path / seed, seed) for seed in ("1", "2")]
    assert made[0] == made[1]


def generated(out: Path, seed: str) -> bytes:
    command = [sys.executable, "-m", "corpus.generate", "--languages", "ja,nl", "--out", str(out)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    return out.read_bytes()


def test_each_language_has_about_as_many_honest_comments_as_spam(corpus: list[Row]) -> None:
    counts = Counter((row.lang, row.label) for row in corpus)
    shares = {lang: counts[lang, "spam"] / (counts[lang, "spam"] + counts[lang, "ham"]) for lang in LANGUAGES}
    assert {lang: share for lang, share in shares.items() if not 0.4 <= share <= 0.6} == {}


def test_every_kind_that_has_pieces_is_there(corpus: list[Row]) -> None:
    folders = (pieces.HERE, pieces.CASUAL)
    written_kinds = {
        (code, kind) for folder in folders for code, of in pieces.read_all(folder).items() for kind in of.kinds
    }
    assert written_kinds - {(row.lang, row.kind) for row in corpus} == set()


def test_a_kind_has_one_label(corpus: list[Row]) -> None:
    labels = defaultdict(set)
    for row in corpus:
        labels[row.kind].add(row.label)
    assert {kind for kind, found in labels.items() if len(found) > 1} == set()


def test_no_text_comes_twice(corpus: list[Row]) -> None:
    assert [text for text, number in Counter(row.text for row in corpus).items() if number > 1] == []


@pytest.mark.parametrize("lang", ["de", "ja", "ru"])
def test_few_texts_are_nearly_another(corpus: list[Row], lang: str) -> None:
    """They were told apart before they were disguised and worn, and spam from ham was not told apart at all."""
    texts = [runs(row.text) for row in corpus if row.lang == lang]
    near = [at for at, one in enumerate(texts) if any(likeness(one, other) >= ALIKE for other in texts[:at])]
    assert len(near) / len(texts) < 0.02


def test_seen_finds_what_comparing_each_with_each_finds(corpus: list[Row]) -> None:
    texts = [text for row in corpus[::60] for text in (row.text, row.text + " ok", row.text[: -len(row.text) // 6])]
    seen, kept = Seen(), list[frozenset[str]]()
    for text in texts:
        alike = any(likeness(runs(text), other) >= ALIKE for other in kept)
        assert seen.is_new(text) is not alike, text
        if not alike:
            kept.append(runs(text))
    assert len(kept) < len(texts) / 2


def test_a_kind_borrows_the_lists_of_another_but_not_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "xx.txt").write_text(
        "== spam a\n-- s\nbuy\n-- end\nnow\n-- name\nshop\n== spam b\n<< a\n-- end\nlater\n"
    )
    kinds = pieces.read_all(tmp_path)["xx"].kinds
    assert kinds["b"].lists == {"end": ["later"], "name": ["shop"]}
    assert kinds["a"].lists == {"s": ["buy"], "end": ["now"], "name": ["shop"]}


def test_few_english_texts_are_nearly_another(corpus: list[Row]) -> None:
    seen = Seen()
    english = [row.text for row in corpus if row.lang == "en"]
    assert sum(not seen.is_new(text) for text in english) / len(english) < 0.03


def test_no_host_can_be_somebodys(corpus: list[Row]) -> None:
    assert {found for row in corpus for field in row for found in DOMAIN.findall(field)} == set()


def test_no_telephone_number_can_be_somebodys(corpus: list[Row]) -> None:
    plain = [row.text for row in corpus if not row.disguise]
    numbers = {re.sub(GAP, "", found) for text in plain for found in TELEPHONE.findall(text)}
    assert len(numbers) > 100
    assert {number for number in numbers if not RESERVED.fullmatch(number)} == set()


@pytest.mark.parametrize("host", ["casino-24.xyz", "mail me at a@gold.co.uk", "https://www.pills.com/x"])
def test_a_host_that_could_be_is_found(host: str) -> None:
    assert DOMAIN.search(host)


def test_bare_lines_show_the_top_level_domain_only(corpus: list[Row]) -> None:
    row = corpus[0]._replace(text="see https://t.me.example/x and my.example", url="https://www.gold.co.uk.example/")
    line = written(row, bare=True)
    assert "https://t.me/x and my.example" in line
    assert '"https://www.gold.co.uk/"' in line


def test_spam_is_disguised_now_and_then_and_honest_text_never(corpus: list[Row]) -> None:
    spam = [row.disguise for row in corpus if row.label == "spam"]
    assert 0.05 < sum(map(bool, spam)) / len(spam) < 0.2
    assert {row.disguise for row in corpus if row.label == "ham"} == {""}


def test_no_slot_was_left_open(corpus: list[Row]) -> None:
    assert [row.text for row in corpus if re.search(r"\{[\w-]+\}|\[[^\[\]]*\|[^\[\]]*\]", row.text)] == []
