"""What the script of a conversation says by itself, in the language of the section that it stands in.

The words come with the section, as JSON in its `data-words`: key -> text, or for what is counted key -> {category of
CLDR: text}, which is what Intl.PluralRules answers with. %(count)s and the like are filled in by the script.
"""

from functools import lru_cache

import msgspec

from voxpop.lib.words import locale, words

SAID = {
    "sending": "Sending…",
    "posted": "Your comment is there.",
    "waiting": "Your comment is awaiting moderation.",
    "failed": "That did not work just now. Nothing of what you wrote is lost; please try again.",
    "offline": "You seem to be offline. Nothing of what you wrote is lost.",
    "more": "Show more of this comment",
    "less": "Show less",
    "fold": "Fold the answers",
    "copy": "Copy link",
    "copied": "The link is copied.",
    "restored": "What you wrote last time is still here.",
    "loading": "Loading the conversation…",
    "sinceVisit": "New since your last visit",
    "mute": "Mute this person",
    "muted": "You have muted this person.",
    "unmute": "Show again",
    "liked": "You like this.",
    "unliked": "You no longer like this.",
    "answer": "Leave a Reply to %(name)s",
    "cancel": "Cancel reply",
    "save": "Save",
    "saved": "Your comment is changed.",
    "delete": "Delete",
    "deleted": "Your comment is deleted.",
    "keep": "Leave it as it is",
    "tools": "Formatting",
    "bold": "Bold",
    "italic": "Italic",
    "link": "Link",
    "quote": "Quotation",
    "code": "Code",
    "list": "List",
    "spoiler": "Spoiler",
    "preview": "Preview",
    "write": "Go on writing",
    "people": "People in this conversation",
}
COUNTED = {
    "responses": ("%(count)s response", "%(count)s responses"),
    "likes": ("Liked by %(count)s person", "Liked by %(count)s people"),
    "new": ("%(count)s new comment", "%(count)s new comments"),
    "unfold": ("Show %(count)s answer", "Show %(count)s answers"),
    "left": ("%(count)s character left", "%(count)s characters left"),
    "found": ("%(count)s comment found", "%(count)s comments found"),
    "over": ("%(count)s character too long. Shorten it.", "%(count)s characters too long. Shorten it."),
    "names": ("%(count)s name to choose from", "%(count)s names to choose from"),
}
SAMPLES = (*range(201), 1_000_000)  # among which each category has a whole number, if it has one at all


@lru_cache(maxsize=64)
def data(language: str) -> str:
    """The JSON of `data-words`."""
    spoken = words(language)
    said: dict[str, str | dict[str, str]] = {key: spoken.gettext(message) for key, message in SAID.items()}
    numbers = _numbers(language)
    for key, (one, many) in COUNTED.items():
        said[key] = {category: spoken.ngettext(one, many, number) for category, number in numbers.items()}
    return msgspec.json.encode(said).decode()


def _numbers(language: str) -> dict[str, int]:
    """A number of each category for plurals; where only fractions have it, the last, which is said as most are."""
    category = locale(language).plural_form
    found = {category(number): number for number in reversed(SAMPLES)}
    return {name: found.get(name, SAMPLES[100]) for name in sorted({*category.tags, "other"})}
