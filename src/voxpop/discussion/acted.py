"""What readers are told of acts of moderation and of who acted, by what the log calls them."""

from voxpop.lib.sentence import said

ACTS = {
    "approve": said("Comment approved"),
    "reject": said("Comment rejected"),
    "spam": said("Comment put away as spam"),
    "not_spam": said("Comment taken out of spam"),
    "keep": said("Reported comment left as it is"),
    "grant": said("Appeal granted, comment shown again"),
    "refuse": said("Appeal refused"),
    "hide": said("Comment hidden until somebody has decided"),
    "erase": said("Comment deleted for good"),
    "edit": said("Comment edited"),
    "pin": said("Comment pinned"),
    "unpin": said("Comment no longer pinned"),
    "pick": said("Comment recommended by the editors"),
    "unpick": said("Comment no longer recommended"),
    "restore": said("An earlier act taken back"),
    "close": said("Conversation closed"),
    "open": said("Conversation opened"),
    "slow": said("Pause between two comments in a conversation changed"),
    "heat": said("Heated conversation slowed down"),
    "cool": said("Conversation no longer slowed down"),
    "warn": said("Somebody warned"),
    "read": said("A warning read"),
    "hold": said("Somebody’s comments wait for approval from now on"),
    "mute": said("Somebody may not write for a while"),
    "ban": said("Somebody excluded"),
    "lift": said("A measure against somebody lifted"),
    "undo_day": said("All of somebody’s comments of a day put away"),
}
RULES = said("House rules changed")
ACTS |= {f"rule_{act}": RULES for act in ("add", "change", "on", "off", "move", "remove", "undo")}
OTHER = said("Another act of moderation")
BY = {
    "owner": said("by an owner"),
    "editor": said("by an editor"),
    "moderator": said("by a moderator"),
    "trusted": said("by a trusted reader"),
    "heat": said("by itself, as the site has set"),
    "rules": said("by a rule of the site"),
    "readers": said("because readers reported it"),
    "its reader": said("by the person concerned"),
}
