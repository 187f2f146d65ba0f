"""The text's language and script against the site's and the article's. Short texts say nothing.

English, and a neighbour's language, are at home in many places; another script is seldom.
"""

from functools import lru_cache

from voxpop.spam import tongue
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

# Not measurable on texts whose places are not known; small enough that honest guests pass.
OTHER_SCRIPT = 1.5
LATIN = 0.4  # where another script is at home: English, or the language itself on a keyboard without its letters
OTHER = 0.9
ENGLISH = 0.4
LOOKED_AT = 80  # words
ARTICLE = 1_000  # characters


def look(seen: Seen) -> Reason | None:
    expected, scripts = expected_of(seen.given.languages, seen.given.article)
    if not expected:
        return None
    written = tongue.script(seen.folded)
    if not written:
        return None
    language = tongue.ONLY.get(written) or tongue.by_words(set(seen.words[:LOOKED_AT]))
    if written not in scripts:
        weight = LATIN if written == "Latin" else OTHER_SCRIPT
        told = f"in {tongue.NAMES[language]}" if language else f"in {written} letters"
        return Reason("language", weight, f"written {told}, the page in {named(expected)}")
    if not language or any(code not in tongue.NAMES or tongue.are_near(language, code) for code in expected):
        return None
    weight = ENGLISH if language == "en" else OTHER
    return Reason("language", weight, f"written in {tongue.NAMES[language]}, the page in {named(expected)}")


@lru_cache(maxsize=512)
def expected_of(languages: tuple[str, ...], article: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Codes without their countries, in order: the site's, and the article's if it can be told; and their scripts."""
    given = [code.strip().lower().replace("_", "-").partition("-")[0] for code in languages]
    codes = tuple(dict.fromkeys(code for code in (*given, tongue.of(article[:ARTICLE].casefold())) if code))
    scripts = {tongue.SCRIPT_OF.get(code, "Latin") for code in codes}
    return codes, frozenset(scripts | ({"Han", "kana"} if scripts & {"Han", "kana"} else set()))


def named(codes: tuple[str, ...]) -> str:
    return " and ".join(tongue.NAMES.get(code, code) for code in codes[:3])
