"""What the page of the zip calls what is in it, and how it shows that."""

from voxpop.lib.words import told
from voxpop.privacy import fields
from voxpop.privacy.fields import Place


def test_what_is_in_english_alone_is_marked_as_that() -> None:
    verdict = {"probability": 0.1234, "reasons": [{"signal": "x", "weight": 1.0, "sentence": "<why>"}], "failed": False}
    row = {"judged": verdict, "state": "live", "left_out": ["agent", "judged"], "html": "<p>", "pinned": None}
    state, left_out, browser = (told(one, "de") for one in ("State", "Left out", "Browser"))
    assert fields.shown(row, Place("comments", "de")) == (
        "<dl><dt>Wie wahrscheinlich es Spam ist und warum</dt>"
        '<dd dir=auto><p>12,3\xa0%</p><p lang="en">&lt;why&gt;</p></dd>'
        f'<dt>{state}</dt><dd dir=auto><span lang="en">live</span></dd>'
        f"<dt>{left_out}</dt><dd dir=auto>{browser}, Wie wahrscheinlich es Spam ist und warum</dd></dl>"
    )


def test_nothing_is_both_called_something_and_for_programs() -> None:
    assert [file for file, names in fields.FOR_PROGRAMS.items() if names & fields.FIELDS[file].keys()] == []
