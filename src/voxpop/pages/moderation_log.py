"""What moderators did, for readers, where the site wants to show it (the rule `public_log`).

GET /moderation-log?site=&before=
"""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.moderation import public_log
from voxpop.pages.frame import page
from voxpop.pages.front import lasting, never_still
from voxpop.people import door
from voxpop.sites.house import House

Asking = Request[Any, Any, Any]

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


@get("/moderation-log", include_in_schema=False)
async def log(
    request: Asking,
    house: NamedDependency[House],
    site: Annotated[str, QueryParameter(max_length=100)] = "",
    before: Annotated[int, QueryParameter(ge=1, le=LARGEST)] = LARGEST,
) -> Response[bytes]:
    where = await house.sites.named(site) if site else await house.sites.at(door.origin(request, house.settings))
    if not where.rules.public_log:
        raise Refused("not_found", "This site does not show what its moderators do.")

    async def made() -> Made:
        found = await house.database.read(partial(public_log.read, site=where, before=before))
        html = page("moderation_log.html", where, found=found, acts=ACTS, other=OTHER, by=BY, first=before == LARGEST)
        return lasting(where, html, "text/html; charset=utf-8")

    key = ("moderation log", where.id, before)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


HANDLERS: list[Any] = [log]
