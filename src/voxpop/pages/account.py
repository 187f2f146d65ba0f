"""Your account: the page on which somebody who is signed in sees and changes what is theirs.

    GET  /account?site=&older=      name, picture, accounts, sessions, comments
    POST /account/name              /picture  /accounts/remove  /passkeys/remove  /sessions/end  /mutes/end; 303 back

Accounts are added by the same ways as one signs in by, with `to` = account (sign_in.py).
"""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy import Connection

from voxpop.discussion import bylines, muting, reporting, written
from voxpop.discussion.muting import Muted
from voxpop.discussion.reporting import REASONS, Report
from voxpop.discussion.written import Page
from voxpop.lib import answer, ids
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.pages.forms import fields
from voxpop.pages.frame import page
from voxpop.people import accounts, door, passkeys, person, sessions, ways
from voxpop.people.accounts import Account
from voxpop.people.passkeys import Listed as Passkey
from voxpop.people.person import Person
from voxpop.people.sessions import Listed, Session
from voxpop.sites.house import House
from voxpop.sites.rules import reserved_skeletons
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
RENAMINGS = 10  # in an hour: each renews every page that bears the name

Act = Callable[[Connection], None]


class Own(NamedTuple):
    """Everything that the page shows."""

    person: Person
    accounts: list[Account]
    passkeys: list[Passkey]
    sessions: list[Listed]
    written: Page
    muted: tuple[Muted, ...]
    reported: tuple[Report, ...]


class Owner(NamedTuple):
    site: Site
    session: Session


async def owner(request: Asking, house: House, site: Site) -> Owner:
    """Who is signed in. Raises Refused signed_out, banned."""
    asker = await door.enter(request, house, site)
    if asker.session is None:
        raise Refused("signed_out", "You are not signed in. Sign in below an article, and come back.")
    return Owner(site, asker.session)


@get("/account", include_in_schema=False)
async def show(
    request: Asking,
    house: NamedDependency[House],
    site: Annotated[str, QueryParameter(max_length=100)] = "",
    older: Annotated[int | None, QueryParameter(ge=1, le=LARGEST)] = None,
    draft: Annotated[int | None, QueryParameter(ge=1, le=LARGEST)] = None,
) -> Response[bytes]:
    """`draft` is the attempt by which an account was to be added; if it came to nothing, the page says why."""
    where = await door.site(request, house, site)
    who = await owner(request, house, where)
    attempt = await door.attempt(request, house, where, draft) if draft is not None else None
    return await _shown(house, who, older, attempt.why if attempt else "")


async def _shown(
    house: House, who: Owner, older: int | None = None, error: str = "", status: int = 200
) -> Response[bytes]:
    site, number, now = who.site, who.session.person.id, house.clock.now()

    def read(conn: Connection) -> Own:
        them = person.numbered(conn, site.id, number)
        return Own(
            them,
            accounts.listed(conn, site.id, number),
            passkeys.listed(conn, site.id, number),
            sessions.listed(conn, site.id, number, now),
            written.read(conn, site, them.mark, older),
            muting.listed(conn, site, them.mark),
            reporting.listed(conn, site.id, them.mark),
        )

    own = await house.database.read(read)
    offered = [way for way in ways.row(house.settings, site.rules) if way.key != ways.PASSKEY]
    html = page(
        "account.html",
        site,
        own=own,
        here=who.session.id,
        ways=offered,
        passkeys=passkeys.offered(site.rules, own.person.role),
        reasons=REASONS,
        older=older,
        error=error,
    )
    return answer.private(html, status)


async def _act(request: Asking, house: House, choose: Callable[[Owner, dict[str, str]], Act]) -> Response[bytes]:
    """One change by the person who is signed in, and the page again."""
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    who = await owner(request, house, site)
    try:
        act = choose(who, sent)
        await house.database.write(act)
    except Refused as refused:
        return await _shown(house, who, error=refused.sentence, status=answer.status(refused))
    return answer.see(f"/account?site={site.name}")


@post("/account/name", include_in_schema=False)
async def rename(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """The name, also of all that they wrote."""

    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, them = who.site, who.session.person
        key, now = ("renaming", site.id, them.id), house.clock.now() / 1e6
        if not house.pace.take(key, limit=RENAMINGS, seconds=3600, now=now):
            raise Refused(
                "too_fast",
                counted(
                    "A name can be changed %(count)s time in an hour. Try again later.",
                    "A name can be changed %(count)s times in an hour. Try again later.",
                    RENAMINGS,
                ),
            )
        reserved = reserved_skeletons(site.rules)

        def act(conn: Connection) -> None:
            name = person.rename(conn, site.id, them, sent.get("name", ""), reserved)
            bylines.rename(conn, site.id, them._replace(name=name))

        return act

    return await _act(request, house, choose)


@post("/account/picture", include_in_schema=False)
async def show_picture(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, number, shown = who.site.id, who.session.person.id, sent.get("shown") == "on"

        def act(conn: Connection) -> None:
            person.show_picture(conn, site, number, shown=shown)
            bylines.sign(conn, site, person.numbered(conn, site, number))

        return act

    return await _act(request, house, choose)


@post("/account/accounts/remove", include_in_schema=False)
async def remove_account(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, number = who.site.id, who.session.person.id
        return lambda conn: accounts.remove(conn, site, number, sent.get("issuer", ""), sent.get("subject", ""))

    return await _act(request, house, choose)


@post("/account/passkeys/remove", include_in_schema=False)
async def remove_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, number, passkey = who.site.id, who.session.person.id, _number(sent.get("passkey", ""))
        return lambda conn: passkeys.remove(conn, site, number, passkey)

    return await _act(request, house, choose)


@post("/account/sessions/end", include_in_schema=False)
async def end_sessions(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """The one with the number `session`; without one, all but this."""

    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, number, chosen = who.site.id, who.session.person.id, sent.get("session", "")
        if not chosen:
            return lambda conn: _end_others(conn, site, who.session)
        session = _number(chosen)
        return lambda conn: sessions.end(conn, site, number, session)

    return await _act(request, house, choose)


@post("/account/mutes/end", include_in_schema=False)
async def end_mute(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    def choose(who: Owner, sent: dict[str, str]) -> Act:
        site, mark, comment = who.site, who.session.person.mark, _number(sent.get("comment", ""))
        return lambda conn: muting.unmute(conn, site, comment, mark)

    return await _act(request, house, choose)


def _number(chosen: str) -> int:
    number = ids.read(chosen)
    if number is None:
        raise Refused("body_invalid", "Sessions, passkeys and comments have numbers.")
    return number


def _end_others(conn: Connection, site: int, session: Session) -> None:
    sessions.end_others(conn, site, session.person.id, session.id)


HANDLERS: list[Any] = [show, rename, show_picture, remove_account, remove_passkey, end_sessions, end_mute]
