"""Who may do what at the desk: one table, read by the pages, by the acts and by docs/moderation.md.

owner      everything, on every site; comes in by two steps
editor     decides, edits, marks, closes and bans, on the sites they are given, and makes their rules
moderator  decides, and stands up to who misbehaves, on the sites they are given
trusted    a reader of long standing: takes out of sight what is live, until a moderator has looked
"""

import enum

from voxpop.lib.refused import Refused


class Role(enum.StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    TRUSTED = "trusted"


class Right(enum.StrEnum):
    LOOK = "look"  # at the queues, at comments and who wrote them
    HIDE = "hide"  # take a live comment out of sight until somebody has decided
    DECIDE = "decide"  # approve, reject, spam, not spam; take an act back
    NOTE = "note"  # leave words for colleagues
    RESTRAIN = "restrain"  # warn, hold, mute somebody
    EDIT = "edit"  # change the words of a comment
    MARK = "mark"  # pin, pick
    THREAD = "thread"  # close, slow down, open a conversation
    BAN = "ban"  # keep somebody out; undo all of a day
    RULES = "rules"  # what the site holds, rejects and lets through
    NUMBERS = "numbers"  # the log and the figures
    STAFF = "staff"  # who has which role
    ERASE = "erase"  # for good


RIGHTS: dict[Right, frozenset[Role]] = {
    Right.LOOK: frozenset(Role),
    Right.HIDE: frozenset(Role),
    Right.DECIDE: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.NOTE: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.RESTRAIN: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.EDIT: frozenset({Role.OWNER, Role.EDITOR}),
    Right.MARK: frozenset({Role.OWNER, Role.EDITOR}),
    Right.THREAD: frozenset({Role.OWNER, Role.EDITOR}),
    Right.BAN: frozenset({Role.OWNER, Role.EDITOR}),
    Right.RULES: frozenset({Role.OWNER, Role.EDITOR}),
    Right.NUMBERS: frozenset({Role.OWNER, Role.EDITOR, Role.MODERATOR}),
    Right.STAFF: frozenset({Role.OWNER}),
    Right.ERASE: frozenset({Role.OWNER}),
}
# For these, who comes with an old session shows once more who they are.
PROVED_ANEW = frozenset({Right.BAN, Right.ERASE, Right.STAFF})


def may(role: Role, right: Right) -> bool:
    return role in RIGHTS[right]


def need(role: Role, right: Right) -> None:
    """Raises Refused right_missing."""
    if not may(role, right):
        who = ", ".join(sorted(RIGHTS[right]))
        raise Refused("right_missing", f"As {role} you may not do that: it takes {who}.")
