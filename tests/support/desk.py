"""Colleagues at the desk of a house: rows as a link would make them, and browsers in which they are signed in.

ida = await desk.colleague(place, "Ida", Role.EDITOR)       # a Reader with the desk's cookie, who has just come in
code = desk.code(place)                                     # of SECRET, for the time on the house's wall
"""

from typing import Any

import httpx

from tests.support.house import HTML, Place, Reader
from voxpop.staff import members, passwords, sessions, totp
from voxpop.staff.members import Secrets
from voxpop.staff.roles import Role

PASSWORD = "four words in a row"
SECRET = b"12345678901234567890"  # of RFC 6238, appendix B
SHOWN = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_KEPT: dict[str, str] = {}


async def kept(password: str = PASSWORD) -> str:
    """Made once for all tests of a process: it takes a while on purpose."""
    if password not in _KEPT:
        _KEPT[password] = await passwords.made(password)
    return _KEPT[password]


async def member(place: Place, name: str = "Ida", role: Role = Role.EDITOR, *, code: bool | None = None) -> int:
    """Somebody with PASSWORD on the house's first site; an owner, or with `code`, has SECRET as well."""
    with_code = role is Role.OWNER if code is None else code
    secrets = Secrets(await kept(), SECRET if with_code else None)
    sites = () if role is Role.OWNER else (place.site().id,)
    clock = place.house.clock
    return await place.house.database.write(lambda conn: members.add(conn, clock, (name, role, sites), secrets))


async def signed_in(place: Place, number: int) -> Reader:
    """A browser in which somebody of the team is signed in."""
    clock = place.house.clock

    def begin(conn: Any) -> str:
        return sessions.begin(conn, clock, number, members.numbered(conn, number).role, AGENT)

    reader = place.reader(user_agent=AGENT)
    reader.headers.update(HTML)
    reader.cookies.set("voxpop-desk", await place.house.database.write(begin), domain="paper.example")
    return reader


async def colleague(place: Place, name: str = "Ida", role: Role = Role.EDITOR) -> Reader:
    return await signed_in(place, await member(place, name, role))


def stranger(place: Place) -> Reader:
    reader = place.reader(user_agent=AGENT)
    reader.headers.update(HTML)
    return reader


def code(place: Place, *, steps: int = 0) -> str:
    return totp.code(SECRET, place.clock.now // totp.STEP + steps)


async def enter(reader: Reader, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    """Send the form of the first page."""
    return await reader.post("/desk/sign-in", data={"name": name, "password": password} | fields)


def has_cookie(reader: Reader) -> bool:
    return any(cookie.name == "voxpop-desk" for cookie in reader.cookies.jar)


async def inside(reader: Reader) -> bool:
    """Does the desk let this browser in?"""
    return (await reader.get("/desk/team")).status_code == 200
