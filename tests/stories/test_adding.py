"""A story from a file: what is read, and what is wrong with what cannot be."""

from pathlib import Path

import pytest

from voxpop.lib.refused import Refused
from voxpop.sites.rules import Rules
from voxpop.stories import adding

GOOD = """+++
headline = "The clock"
published = 2026-03-18T17:05:00+01:00
+++
It is *fast*.
"""


def written(folder: Path, words: str) -> Path:
    file = folder / "the-clock.md"
    file.write_text(words, "utf-8")
    return file


def test_a_file_with_the_two_fields_that_must_be_there_is_a_story(tmp_path: Path) -> None:
    story = adding.read(written(tmp_path, GOOD), Rules(), tmp_path / "media")
    assert (story.slug, story.headline, story.html) == ("the-clock", "The clock", "<p>It is <em>fast</em>.</p>")
    assert (story.language, story.direction, story.credits, story.published) == ("en", "ltr", (), 1773849900000000)


def test_its_picture_is_kept_under_the_name_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "clock.png").write_bytes(b"picture")
    words = GOOD.replace("+++\nIt", 'image = "clock.png"\nimage_alt = "A clock"\n+++\nIt')
    story = adding.read(written(tmp_path, words), Rules(), tmp_path / "media")
    assert story.image
    assert (tmp_path / story.image.removeprefix("/")).read_bytes() == b"picture"


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("+++\nheadline", "headline", "+++"),
        ('headline = "The clock"\n', "", "headline"),
        ('"The clock"', "7", "headline"),
        ("2026-03-18T17:05:00+01:00", "2026-03-18", "published"),
        ("2026-03-18T17:05:00+01:00", "2026-03-18T17:05:00", "published"),
        ('"The clock"', '"The clock', "TOML"),
        ("published", "publishd", "publishd"),
        ("+++\nIt", 'direction = "up"\n+++\nIt', "direction"),
        ("+++\nIt", 'credits = "one"\n+++\nIt', "credits"),
        ("+++\nIt", 'original = "ftp://x"\n+++\nIt', "original"),
        ("+++\nIt", 'image = "none.png"\n+++\nIt', "none.png"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_what_is_wrong(tmp_path: Path, good: str, bad: str, named: str) -> None:
    file = written(tmp_path, GOOD.replace(good, bad, 1))
    with pytest.raises(Refused) as refused:
        adding.read(file, Rules(), tmp_path / "media")
    assert refused.value.code == "story_invalid"
    assert str(file) in refused.value.sentence
    assert named in refused.value.sentence
