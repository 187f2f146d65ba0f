"""The log of all acts, by moderation's name for it: discussion/ledger, where a conversation can write in it itself."""

from voxpop.discussion.ledger import Act, hold, linked, write

__all__ = ["Act", "hold", "linked", "write"]
