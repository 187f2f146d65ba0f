"""The states of a comment."""

import enum


class State(enum.StrEnum):
    LIVE = "live"  # shown to everyone
    HELD = "held"  # waits for a moderator
    SPAM = "spam"  # put away by the judge or a moderator
    TRASH = "trash"  # rejected by a moderator
    GONE = "gone"  # deleted by its author; its text is no longer kept
