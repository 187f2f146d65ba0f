"""Signing in by a passkey, and making one: pages whose script asks the browser for it.

    GET  /sign-in/passkey?site=   a button; for staff, where the row of methods does not show the way
    POST /sign-in/passkey         the form of a page, or of the window that a page opened: the same button
    POST /sign-in/passkey/key     what the device said: signed in, or the new key is kept

A new key is made from the account page, with `to` = account.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from voxpop.lib import agents, answer
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.pages.email_link import base
from voxpop.pages.forms import FORM_BYTES, fields
from voxpop.pages.frame import Named, page
from voxpop.pages.sign_in import Setting, arrived, setting_out
from voxpop.people import door, passkeys
from voxpop.people.asker import new_token
from voxpop.people.attempts import Purpose
from voxpop.people.passkeys import Answer
from voxpop.sites.house import House

Asking = Request[Any, Any, Any]

CHALLENGES = 30  # that one household may ask for in a minute


@get("/sign-in/passkey", include_in_schema=False)
async def passkey_page(request: Asking, house: NamedDependency[House], site: Named = "") -> Response[bytes]:
    """The button, without anything typed before, and on to the account page."""
    where = await door.site(request, house, site)
    browser = door.browser(request, house.settings) or new_token()
    return await _asking(request, house, Setting(where, browser, Purpose(back=f"/account?site={where.name}")))


@post("/sign-in/passkey", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def set_out(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    return await _asking(request, house, await setting_out(request, house, await fields(request)))


@post("/sign-in/passkey/key", include_in_schema=False)
async def take_key(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    asker = await door.seen(request, house, site)
    said = Answer(
        browser=door.browser(request, house.settings),
        agent=asker.agent,
        state=sent.get("state", ""),
        credential=sent.get("credential", ""),
        label=sent.get("label", ""),
        signed_in=asker.session.person.id if asker.session else None,
    )
    came = await passkeys.come_back(house, said)
    if came.refused is None or came.refused.code != "passkey_refused":
        return await arrived(house, came)
    was = came.attempt
    purpose = Purpose(was.opener, was.challenge, was.back, was.draft, was.person)
    again = Setting(await house.sites.numbered(was.site), said.browser, purpose)
    return await _asking(request, house, again, came.refused)


async def _asking(request: Asking, house: House, setting: Setting, refused: Refused | None = None) -> Response[bytes]:
    """The button, with a challenge of its own. Raises Refused too_fast, and what `passkeys.begin` is refused with."""
    asker = await door.seen(request, house, setting.site)
    now = house.clock.now() / 1e6
    if not house.pace.take(("passkey", asker.group), limit=CHALLENGES, seconds=60, now=now):
        raise Refused(
            "too_fast",
            counted(
                "%(count)s attempt in a minute is enough. Wait a moment.",
                "%(count)s attempts in a minute are enough. Wait a moment.",
                CHALLENGES,
            ),
        )
    origin = base(request, house, setting.site)
    challenge = await passkeys.begin(house, setting.site, setting.browser, origin, setting.purpose)
    adding, back = setting.purpose.adding is not None, setting.purpose.back
    html = page(
        "passkey.html",
        setting.site,
        challenge=challenge,
        adding=adding,
        label=agents.called(asker.agent),
        back=back if adding or not back.startswith("/account") else "/",
        error=refused.sentence if refused else "",
    )
    found = answer.private(html, answer.status(refused) if refused else 200, answer.SCRIPT_HEADERS)
    found.headers.update(door.browser_field(house.settings, setting.browser))
    return found


HANDLERS: list[Any] = [passkey_page, set_out, take_key]
