"""The text's language and script against the site's and the article's. Short texts say nothing.

English, and a neighbour's language, are at home in many places; another script is seldom.
"""

from voxpop.spam import tongue
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

# Not measurable on texts whose places are not known; small enough that honest guests pass.
OTHER_SCRIPT = 1.5
LATIN = 0.4  # where another script is at home: English, or the language itself on a keyboard without its letters
OTHER = 0.9
ENGLISH = 0.4


def look(seen: Seen) -> Reason | None:
    expected = expected_of(seen)
    if not expected:
        return None
    written = tongue.script(seen.folded)
    scripts = {tongue.SCRIPT_OF.get(code, "Latin") for code in expected}
    if written and written not in scripts and not {written, *scripts} <= {"Han", "kana"}:
        weight = LATIN if written == "Latin" else OTHER_SCRIPT
        language = tongue.of(seen.folded, written)
        told = f"in {tongue.NAMES[language]}" if language else f"in {written} letters"
        return Reason("language", weight, f"written {told}, the page in {named(expected)}")
    if not written or any(code not in tongue.SMALL for code in expected):
        return None
    language = tongue.of(seen.folded, written)
    if not language or any(tongue.are_near(language, code) for code in expected):
        return None
    weight = ENGLISH if language == "en" else OTHER
    return Reason("language", weight, f"written in {tongue.NAMES[language]}, the page in {named(expected)}")


def expected_of(seen: Seen) -> list[str]:
    """Codes without their countries, in order: the site's, and the article's if it can be told."""
    given = [code.strip().lower().replace("_", "-").partition("-")[0] for code in seen.given.languages]
    article = tongue.of_article(seen.given.article) if seen.given.article else ""
    return list(dict.fromkeys(code for code in (*given, article) if code))


def named(codes: list[str]) -> str:
    return " and ".join(tongue.NAMES.get(code, code) for code in codes[:3])
