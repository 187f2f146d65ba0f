"""The demo's newspaper is whole: its stories parse, its conversations hold together, and nobody real is in them."""

import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from voxpop import demo
from voxpop.demo.conversations import CROWDED, conversation, slugs
from voxpop.demo.remark import Remark

FOLDER = Path(demo.__file__).parent
STORIES = sorted((FOLDER / "stories").glob("*.md"))
REQUIRED = {"slug", "headline", "standfirst", "byline", "language", "direction", "published", "credits", "rights"}
OPTIONAL = {"updated", "original", "image", "image_alt"}
HOST = re.compile(r"https?://([^/\s)\"'>]+)")


def front(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8").split("+++\n")[1])


def body(path: Path) -> str:
    return path.read_text("utf-8").split("+++\n", 2)[2]


def depths(remarks: list[Remark]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for remark in remarks:
        depth[remark.key] = 1 if remark.parent is None else depth[remark.parent] + 1
    return depth


def sentences(remark: Remark) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?])\s+", remark.text) if one]


@pytest.mark.parametrize(
    ("slug", "seen"),
    [
        ("gull-bakery-ninth-time", 3),
        ("custom-house-clock-stays-fast", 40),
        ("eleven-minutes-to-varra", 1000),
        ("the-village-that-put-out-a-lamp", 12),
        ("floating-library", 5),
    ],
)
def test_a_conversation_has_as_many_live_remarks_as_promised(slug, seen):
    assert sum(remark.state == "live" for remark in conversation(slug)) == seen


def test_a_story_without_a_conversation_is_a_key_error():
    with pytest.raises(KeyError):
        conversation("no-such-story")


def test_every_story_has_a_conversation_and_every_conversation_a_story():
    assert slugs() == [path.stem for path in STORIES]


@pytest.mark.parametrize("slug", slugs())
def test_what_is_answered_was_said_before(slug):
    minutes: dict[str, int] = {}
    for remark in conversation(slug):
        assert remark.key not in minutes
        assert remark.parent is None or minutes[remark.parent] < remark.minutes
        minutes[remark.key] = remark.minutes


@pytest.mark.parametrize("slug", slugs())
def test_no_text_is_said_twice_or_is_too_long(slug):
    texts = [remark.text for remark in conversation(slug) if remark.state != "gone"]
    assert len(set(texts)) == len(texts)
    assert all(0 < len(text.encode()) <= 16 * 1024 for text in texts)
    assert not any(re.search(r"\{|\}|\|", text) for text in texts)


@pytest.mark.parametrize("slug", slugs())
def test_what_is_gone_has_no_text_left_and_has_answers(slug):
    remarks = conversation(slug)
    gone = [remark for remark in remarks if remark.state == "gone"]
    assert all(remark.text == "" for remark in gone)
    assert {remark.key for remark in gone} <= {remark.parent for remark in remarks}


@pytest.mark.parametrize("slug", slugs())
def test_nobody_answers_what_readers_cannot_see(slug):
    remarks = conversation(slug)
    hidden = {remark.key for remark in remarks if remark.state == "held"}
    assert not hidden & {remark.parent for remark in remarks}


def test_the_handwritten_thread_goes_seven_deep_and_the_crowded_one_nine():
    assert max(depths(conversation("custom-house-clock-stays-fast")).values()) == 7
    assert max(depths(conversation(CROWDED)).values()) == 9


def test_the_crowd_says_the_same_at_every_call():
    assert conversation(CROWDED) == conversation(CROWDED)


def test_the_crowd_is_many_people_who_seldom_repeat_each_other():
    remarks = conversation(CROWDED)
    said = Counter(sentence for remark in remarks for sentence in sentences(remark))
    assert len({remark.name for remark in remarks}) >= 400
    assert said.most_common(1)[0][1] <= 3


def test_nobody_repeats_a_sentence_within_a_remark():
    assert all(len(set(said)) == len(said) for said in map(sentences, conversation(CROWDED)))


def test_few_remarks_are_liked_much_and_most_of_them_a_little():
    likes = sorted(remark.likes for remark in conversation(CROWDED))
    assert likes[len(likes) // 2] <= 3
    assert 150 <= likes[-1] <= 500


def test_most_of_the_crowd_speaks_on_the_first_day_and_nobody_after_a_fortnight():
    days = Counter(remark.minutes // (24 * 60) for remark in conversation(CROWDED))
    assert days[0] > 500
    assert max(days) <= 13


def test_the_crowd_quotes_only_what_the_story_says():
    typed = str.maketrans("“”‘’", "\"\"''")  # readers type what the keyboard has
    story = body(FOLDER / "stories" / f"{CROWDED}.md").translate(typed)
    quoted = (FOLDER / "voices" / "replies" / "quoted.txt").read_text("utf-8").splitlines()
    assert [line for line in quoted if not line.startswith("= ") and line not in story] == []


@pytest.mark.parametrize("path", [path for path in FOLDER.rglob("*") if path.suffix in {".md", ".toml", ".txt", ".py"}])
def test_there_are_no_addresses_of_real_people_or_places(path):
    text = path.read_text("utf-8")
    decorated = re.sub(r"^ *@[a-z]", "", text, flags=re.MULTILINE)
    assert "@" not in decorated.replace("@reader.example", "")
    assert [
        host for host in HOST.findall(text) if not host.split("{")[0].endswith(".example") and "{" not in host
    ] == []


@pytest.mark.parametrize("slug", slugs())
def test_websites_are_examples(slug):
    websites = [remark.website for remark in conversation(slug) if remark.website]
    assert all(re.fullmatch(r"https://[a-z-]+\.example(/\S*)?", website) for website in websites)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_has_its_fields(path):
    fields = front(path)
    assert fields.keys() >= REQUIRED
    assert fields.keys() <= REQUIRED | OPTIONAL
    assert fields["slug"] == path.stem
    assert fields["direction"] in {"ltr", "rtl"}
    for name in ("published", "updated"):
        when = fields.get(name, fields["published"])
        assert isinstance(when, datetime)
        assert when.tzinfo is not None
        assert when >= fields["published"]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_picture_exists_is_small_and_is_described(path):
    fields = front(path)
    assert ("image" in fields) == ("image_alt" in fields)
    if "image" in fields:
        assert 0 < (FOLDER / str(fields["image"])).stat().st_size <= 60 * 1024


def test_one_story_is_syndicated_and_one_runs_from_right_to_left():
    fields = [front(path) for path in STORIES]
    assert [one["slug"] for one in fields if "original" in one] == ["the-village-that-put-out-a-lamp"]
    assert [one["slug"] for one in fields if one["direction"] == "rtl"] == ["floating-library"]
