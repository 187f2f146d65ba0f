"""The words of a text that the renderer refuses."""

import time

import pytest

from voxpop.exchange import literal


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p>\n<p>three</p>"),
        ("*a* **b** # c", "<p>*a* **b** # c</p>"),
        ('see <a href="https://a.example/?b=1&amp;c=2">this</a>', "<p>see [https://a.example/?b=1&amp;c=2] this</p>"),
        ("<b>a</b><br>b<p>c</p>", "<p>a<br>b<br>c</p>"),
        ("<script>alert(1)</script>", "<p>alert(1)</p>"),
        ("&lt;script&gt; 1 < 2", "<p>&lt;script&gt; 1 &lt; 2</p>"),
        ("a" + "\u0301" * 60, "<p>a</p>"),
        ("\u202egnol", "<p>gnol</p>"),
        (" <b></b> ", ""),
    ],
)
def test_words_stay_and_markup_goes(source: str, shown: str) -> None:
    assert literal.html(source) == shown


@pytest.mark.parametrize("unit", ["<", "<a ", "<a href=", "\n", "\n ", "&", "<b>", "a\u0301"])
def test_a_long_text_takes_no_long_time(unit: str) -> None:
    start = time.process_time()
    literal.html(unit * ((128 << 10) // len(unit)))
    assert time.process_time() - start < 2
