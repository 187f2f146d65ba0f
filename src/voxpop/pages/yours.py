"""What is kept of whoever asks: to be seen, taken along, or forgotten. Pages that need no script.

    GET  /privacy/yours?draft=            what is kept, for who is signed in, has proved an address, or is a known guest
    POST /privacy/yours/download          all of it, as a zip
    GET  /privacy/yours/forget?extent=    what that does, and a box to tick; POST does it
    GET  /privacy/yours/forgotten?number= it is under way
    POST /privacy/yours/proof             a mail to an address, that it is theirs; then as pages/mailed

Each takes `site`, `lang`, and `of`, which is "browser" for what has the cookie of this browser alone: that is apart
where others use the browser as well (privacy/subject). To an address that nobody here has the same is answered, and the
same mail sent.
"""

import asyncio
from typing import IO, Annotated, Any, NamedTuple
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream
from sqlalchemy import Connection

from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.notify import mail
from voxpop.pages.email_link import base
from voxpop.pages.forms import fields
from voxpop.pages.frame import Language, Named, page
from voxpop.pages.mailed import Mailed, handlers
from voxpop.people import door, email_link, host_token, person, proofs, tokens, ways
from voxpop.people.asker import COOKIE, guest, new_token
from voxpop.people.attempts import Purpose
from voxpop.people.email_link import PROOF, Errand, Waiting
from voxpop.privacy import erasing, erasure, export, leaving, subject, theirs
from voxpop.privacy.erasure import Extent
from voxpop.privacy.rows import Asked
from voxpop.privacy.subject import Subject
from voxpop.sites import site as sites
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.sites.speech import Speech, speech

Asking = Request[Any, Any, Any]
Number = Annotated[int | None, QueryParameter(ge=1, le=LARGEST)]

HOME = "/privacy/yours"
EXPORTS = 6  # in an hour
FORGETTING = 5  # in an hour
WAIT = 120.0  # seconds for which a download waits until another is made


BROWSER = "browser"
OF_ADDRESS = frozenset({"email_invalid"})  # codes that say that the address is not right
CLEARED = {"clear-site-data": '"storage"'}  # drafts, and what else the script keeps on pages of ours


class Where(NamedTuple):
    """Which site is asked, in which language, and of what: '' or BROWSER."""

    site: Site
    spoken: Speech
    of: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """What goes along from one page to the next."""
        told = {"site": self.site.name, "lang": self.spoken.asked, "of": self.of}
        return {name: value for name, value in told.items() if value}

    def to(self, path: str = "", **more: object) -> str:
        return f"{HOME}{path}?{urlencode(self.kept | more)}"


class Asker(NamedTuple):
    """Who asks; `who` is None for who is not known by anything. `how`: signed, proved, guest.

    `besides`: the cookie of their browser did more, with other addresses.
    """

    where: Where
    who: Subject | None
    how: str = ""
    name: str = ""
    besides: bool = False


async def _asker(request: Asking, house: House, where: Where) -> Asker:
    """Who is signed in; else who has proved an address in this browser; else a guest with a cookie of ours."""
    site = where.site
    seen = await door.seen(request, house, site)
    browser, now = door.browser(request, house.settings), house.clock.now()
    mine = guest(seen.token)

    def find(conn: Connection) -> Asker:
        if where.of == BROWSER:
            return _guest(where, mine)
        if seen.session is not None:
            them = person.numbered(conn, site.id, seen.session.person.id)
            return _known_as(conn, Asker(where, subject.signed_in(conn, site.id, them, mine), "signed", them.name))
        address = proofs.proved(conn, site.id, browser, now)
        if address:
            return _known_as(conn, Asker(where, subject.by_mail(conn, site.id, address, mine), "proved", address))
        return _guest(where, mine)

    found = await house.database.read(find)
    here = tokens.hashed(browser) if browser and where.of != BROWSER else None
    return found._replace(who=found.who._replace(guest=mine, browser=here)) if found.who else found


def _guest(where: Where, mine: bytes | None) -> Asker:
    return Asker(where, subject.by_cookie(where.site.id, mine), "guest") if mine else Asker(where, None)


def _known_as(conn: Connection, asker: Asker) -> Asker:
    who = asker.who
    if who is None or who.guest is None or who.guest in who.marks:
        return asker
    return asker._replace(besides=bool(theirs.counts(conn, subject.by_cookie(who.site, who.guest))))


async def _where(request: Asking, house: House, site: str, lang: str, of: str) -> Where:
    """Raises Refused site_unknown, not_found."""
    if of not in ("", BROWSER):
        raise Refused("not_found", "There is nothing at this address.")
    found = await door.site(request, house, site)
    return Where(found, speech(found.rules, lang), of)


def _page(name: str, where: Where, **values: object) -> str:
    return page(name, where.site, where.spoken, where=where, **values)


@get(HOME, include_in_schema=False)
async def show(
    request: Asking,
    house: NamedDependency[House],
    site: Named = "",
    lang: Language = "",
    of: Named = "",
    draft: Number = None,
) -> Response[bytes]:
    """`draft` is the attempt to sign in that somebody comes back from; if it came to nothing, the page says why."""
    where = await _where(request, house, site, lang, of)
    asker = await _asker(request, house, where)
    attempt = await door.attempt(request, house, where.site, draft) if draft is not None else None
    return answer.private(await _shown(house, asker, attempt.why if attempt else ""))


async def _shown(house: House, asker: Asker, error: str, address: str = "", *, wrong: bool = False) -> str:
    """`wrong`: the error is about the address that was typed."""
    who, site = asker.who, asker.where.site

    def find(conn: Connection) -> tuple[dict[str, int], list[str]]:
        if who is None:
            return {}, []
        guest_with = who.addresses if who.person is None else frozenset()
        return theirs.shown(conn, who), [via for _, via in subject.called(conn, site.id, guest_with)]

    counts, elsewhere = await house.database.read(find)
    return _page(
        "yours.html",
        asker.where,
        asker=asker,
        counts=counts,
        elsewhere=dict.fromkeys(site.title if via == host_token.ISSUER else via for via in elsewhere),
        ways=ways.row(house.settings, site.rules),
        mail=mail.offered(house.settings),
        error=error,
        address=address,
        wrong=wrong,
    )


async def _acting(request: Asking, house: House, sent: dict[str, str]) -> Asker:
    """Raises Refused site_unknown, origin_refused, not_found."""
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    where = await _where(request, house, site.name, sent.get("lang", ""), sent.get("of", ""))
    return await _asker(request, house, where)


def _known(asker: Asker) -> Subject:
    if asker.who is None:
        raise Refused("signed_out", "Nothing is known here of who you are. Sign in, or prove an e-mail address.")
    return asker.who


@post(f"{HOME}/download", include_in_schema=False)
async def download(request: Asking, house: NamedDependency[House]) -> Response[Any]:
    asker = await _acting(request, house, await fields(request))
    who, now = _known(asker), house.clock.now()
    where = asker.where
    key = ("export", where.site.id, door.network(request, house.settings))
    if not house.pace.take(key, limit=EXPORTS, seconds=3600, now=now / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "That can be downloaded %(count)s time in an hour. Try again later.",
                "That can be downloaded %(count)s times in an hour. Try again later.",
                EXPORTS,
            ),
        )
    try:
        made = await _made(house, Asked(who, where.site, now, house.settings.data, where.spoken.asked))
    except Refused:
        house.pace.give_back(key)
        raise
    headers = answer.NO_STORE | {
        "content-disposition": 'attachment; filename="yours.zip"',
        "content-length": str(export.size(made)),
        "x-content-type-options": "nosniff",
    }
    return Stream(export.read(made), media_type="application/zip", headers=headers, status_code=200)


async def _made(house: House, asked: Asked) -> IO[bytes]:
    """The zip. One at a time: each keeps a reader of the database busy. Raises Refused too_fast."""
    try:
        await asyncio.wait_for(house.exporting.acquire(), WAIT)
    except TimeoutError:
        raise _too_fast() from None
    try:
        return await house.database.read(lambda conn: export.write(conn, asked))
    finally:
        house.exporting.release()


def _too_fast() -> Refused:
    return Refused("too_fast", "That was a lot in a short time. Come back a little later.")


@get(f"{HOME}/forget", include_in_schema=False)
async def ask_forget(
    request: Asking,
    house: NamedDependency[House],
    site: Named = "",
    lang: Language = "",
    of: Named = "",
    extent: Named = Extent.ALL.value,
) -> Response[bytes]:
    asker = await _asker(request, house, await _where(request, house, site, lang, of))
    _known(asker)
    return _asking(asker, _extent(extent))


def _asking(asker: Asker, extent: Extent, refused: Refused | None = None) -> Response[bytes]:
    error = refused.sentence if refused else ""
    html = _page("yours_forget.html", asker.where, asker=asker, extent=extent.value, error=error)
    return answer.private(html, answer.status(refused) if refused else 200)


def _extent(told: str) -> Extent:
    if told not in set(Extent):
        raise Refused("not_found", "There is nothing at this address.")
    return Extent(told)


@post(f"{HOME}/forget", include_in_schema=False)
async def forget(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    asker = await _acting(request, house, sent)
    who, extent = _known(asker), _extent(sent.get("extent", ""))
    if sent.get("sure") != "on":
        return _asking(asker, extent, Refused("not_sure", "Tick the box if that is what you want."))
    where = asker.where
    key = ("forget", where.site.id, door.network(request, house.settings))
    if not house.pace.take(key, limit=FORGETTING, seconds=3600, now=house.clock.now() / 1e6):
        return _asking(asker, extent, _too_fast())
    ended = await house.database.read(lambda conn: _to_end(conn, who))
    begun = await erasing.ask(erasing.means(house), who, extent)
    if begun is None:
        await house.database.write(lambda conn: leaving.typed(conn, who))
    gone = answer.see(where.to("/forgotten", number=begun.id) if begun else where.to(), CLEARED)
    gone.cookies = _ended(house, where, guests=ended)
    return gone


def _to_end(conn: Connection, who: Subject) -> bool:
    """Is the guest's cookie of this browser among what is forgotten, and of no use on another site of this server?"""
    if who.guest is None or who.guest not in who.marks:
        return False
    others = [subject.by_cookie(one.id, who.guest) for one in sites.read_all(conn) if one.id != who.site]
    return not any(theirs.counts(conn, one) for one in others)


def _ended(house: House, where: Where, *, guests: bool) -> list[Cookie]:
    """The cookies by which they were known, at their end. Of a browser's own doings who is signed in stays so."""
    secure = door.safe(house.settings)
    known = [door.session_cookie(house.settings, where.site), door.browser_cookie(house.settings)]
    return [
        Cookie(key=name, value="", path="/", max_age=0, httponly=True, secure=secure, samesite="lax")
        for name in known * (where.of != BROWSER) + [COOKIE] * guests
    ]


@get(f"{HOME}/forgotten", include_in_schema=False)
async def forgotten(
    request: Asking,
    house: NamedDependency[House],
    site: Named = "",
    lang: Language = "",
    of: Named = "",
    number: Number = None,
) -> Response[bytes]:
    """For who has just asked for it. When it is done, or was never asked for, there is what is kept instead."""
    where = await _where(request, house, site, lang, of)
    begun = await house.database.read(lambda conn: erasure.find(conn, where.site.id, number or 0))
    return answer.private(_page("yours_forgotten.html", where)) if begun else answer.see(where.to())


@post(f"{HOME}/proof", include_in_schema=False)
async def prove(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """Have a mail sent to an address, and wait for its code."""
    sent = await fields(request)
    asker = await _acting(request, house, sent)
    email_link.offered(house.settings, PROOF)
    where = asker.where
    browser = door.browser(request, house.settings) or new_token()
    seen = await door.seen(request, house, where.site)
    errand = Errand(
        address=sent.get("address", ""),
        group=seen.group,
        base=base(request, house, where.site),
        purpose=Purpose(back=where.to()),
        kind=PROOF,
        query=f"?{urlencode(where.kept)}",
        language=where.spoken.language,
    )
    try:
        number = await email_link.ask(house, where.site, browser, errand)
    except Refused as refused:
        body = await _shown(house, asker, refused.sentence, sent.get("address", ""), wrong=refused.code in OF_ADDRESS)
        return answer.private(body, answer.status(refused))
    cookie = door.browser_field(house.settings, browser)
    return answer.see(where.to(f"/proof/sent/{number}"), cookie)


async def _proved(request: Asking, house: House, _site: Site, found: Waiting) -> Response[bytes]:
    """The address is theirs in this browser, whose cookie lasts as long as that from now on."""
    await house.database.write(lambda conn: proofs.keep(conn, found, house.clock.now()))
    cookie = door.browser_field(house.settings, door.browser(request, house.settings))
    return answer.see(found.attempt.back, cookie)


HANDLERS: list[Any] = [
    *(show, download, ask_forget, forget, forgotten),
    prove,
    *handlers(Mailed(PROOF, "yours_link.html", _proved)),
]
