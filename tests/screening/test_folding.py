"""Looking up words takes as many steps as the text has words, whatever the list has."""

import pytest

from voxpop.screening import folding
from voxpop.screening.addresses import Patterns
from voxpop.screening.folding import Lexicon, tokens


class Counted(dict[str, str]):
    looked = 0

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.looked += 1
        return super().get(key, default)


def counted(lexicon: Lexicon) -> Lexicon:
    lexicon.read, lexicon.drawn = Counted(lexicon.read), Counted(lexicon.drawn)
    return lexicon


def steps(lexicon: Lexicon) -> tuple[int, int]:
    assert isinstance(lexicon.read, Counted)
    assert isinstance(lexicon.drawn, Counted)
    return lexicon.read.looked, lexicon.drawn.looked


TEXT = " ".join(f"word{'s' * (n % 5)}" for n in range(1_500))  # 10 kB


@pytest.mark.parametrize("entries", [1, 50_000])
def test_one_look_for_each_word_however_long_the_list(entries: int) -> None:
    lexicon = counted(Lexicon(f"entry{'x' * (n % 7)}{n}" for n in range(entries)))
    assert lexicon.find(tokens(TEXT, "en")) is None
    assert steps(lexicon) == (1_500, 0)


def test_one_look_for_each_row_of_words_of_a_length_that_the_list_has() -> None:
    lexicon = counted(Lexicon([*(f"entry{n}" for n in range(50_000)), "two words", *("four words of it",) * 9]))
    assert lexicon.find(tokens(TEXT, "en")) is None
    assert steps(lexicon) == (1_500 + 1_499 + 1_497, 0)


def test_one_look_more_where_something_is_disguised() -> None:
    lexicon = counted(Lexicon(["entry"]))
    given = tokens("plain c\u0430t plain", "en")
    lexicon.find(given)
    assert steps(lexicon) == (3 * len(given), 1)


def test_the_worst_list_and_the_worst_text_stay_within_the_bound() -> None:
    listed = [" ".join(["w"] * size) + " end" for size in range(folding.PHRASE)]
    text = "w " * 8_000
    lexicon = counted(Lexicon(listed))
    assert lexicon.find(tokens(text, "en")) is None
    assert sum(steps(lexicon)) <= 8_000 * folding.PHRASE


def test_whole_addresses_and_domains_are_looked_up_and_only_globs_are_tried() -> None:
    patterns = Patterns([*(f"*@host{n}.example" for n in range(50_000)), "a*b@c.example"])
    assert len(patterns._globs) == 1
    assert patterns.find("ann@host49999.example") == "*@host49999.example"
    assert patterns.find("axxb@c.example") == "a*b@c.example"
    assert patterns.find("ann@other.example") is None


def test_a_pattern_of_many_stars_looks_at_no_letter_twice() -> None:
    class Address(str):
        __slots__ = ("seen",)
        seen: int

        def find(self, part: str, start: int = 0, end: int = 0) -> int:  # type: ignore[override]
            found = super().find(part, start, end)
            self.seen += (found if found >= 0 else end) - start
            return found

    address = Address("a" * 200 + "@x.example")
    address.seen = 0
    from voxpop.screening.addresses import fits

    assert not fits(["", *["a"] * 100, "b", "@x.example"], address)
    assert address.seen <= len(address)
