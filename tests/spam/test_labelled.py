"""Labelled files: what a line may hold, and what is said of one that cannot be used."""

import json
from pathlib import Path

import pytest

from voxpop.lib.refused import Refused
from voxpop.spam.labelled import read

ROW = {"text": "The ferry was late.", "label": "ham", "author": "Ann", "url": "https://ann.example", "id": 7}


def written(folder: Path, *lines: str) -> Path:
    file = folder / "rows.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def test_a_line_s_fields_become_a_submission_and_others_are_passed_over(tmp_path: Path) -> None:
    (row,) = read(written(tmp_path, json.dumps(ROW)), labels=True)
    assert (row.submission.text, row.submission.name, row.submission.website) == (
        "The ferry was late.",
        "Ann",
        "https://ann.example",
    )
    assert row.spam is False


def test_all_but_the_text_may_be_missing_or_null_where_no_label_is_asked_for(tmp_path: Path) -> None:
    rows = read(written(tmp_path, '{"text": "a"}', '{"text": "b", "author": null}'), labels=False)
    assert [(row.submission.text, row.spam) for row in rows] == [("a", None), ("b", None)]


def test_markup_is_read_as_a_reader_would_see_it(tmp_path: Path) -> None:
    row = {"text": '<p>See <a href="https://shop.example/x">this</a> &amp; that</p>', "label": "spam"}
    (seen,) = read(written(tmp_path, json.dumps(row)), labels=True)
    assert seen.submission.text == "See this & that"
    assert [link.target for link in seen.submission.links] == ["https://shop.example/x"]


def test_other_ends_of_lines_inside_a_text_do_not_end_the_line(tmp_path: Path) -> None:
    text = "one\u2028two\x85three"
    rows = read(written(tmp_path, json.dumps({"text": text}, ensure_ascii=False)), labels=False)
    assert [row.submission.text for row in rows] == [text]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is not JSON"),
        ("", "line 2 is not JSON"),
        ("[1]", "line 2 is not an object"),
        ('{"label": "ham"}', "line 2 has no field text"),
        ('{"text": 3, "label": "ham"}', "line 2: text is not a string"),
        ('{"text": "a", "label": "junk"}', "line 2: label 'junk': want spam or ham"),
        ('{"text": "a"}', "line 2: label '': want spam or ham"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(Refused, match="line 2") as refused:
        read(written(tmp_path, json.dumps(ROW), line), labels=True)
    assert said in refused.value.sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"There is no file .*none\.jsonl"):
        read(tmp_path / "none.jsonl", labels=False)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"text": "café"}'.encode("latin-1"))
    with pytest.raises(Refused, match=r"latin\.jsonl cannot be read as UTF-8"):
        read(tmp_path / "latin.jsonl", labels=False)
