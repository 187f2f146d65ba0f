"""What every page of the desk has around it, and how it is answered: for one colleague alone, never in a frame."""

from urllib.parse import quote, urlsplit

from litestar import Response

from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.lib.templates import template
from voxpop.pages.assets import NAMES
from voxpop.staff.door import Asking, Colleague
from voxpop.staff.roles import Right, may

HOME = "/desk"
LONGEST = 8000  # characters of a way back: it may hold what was typed into a form
# What is looked at here is told to nobody elsewhere; forms of the desk's own still say where they come from.
HEADERS = answer.with_referrers(answer.PAGE_HEADERS, "same-origin")
SCRIPT_HEADERS = answer.with_referrers(answer.SCRIPT_HEADERS, "same-origin")


def page(called: str, colleague: Colleague | None, /, **values: object) -> str:
    """A page from a template that extends desk/base.html. `may(right)` asks for what `colleague` may do anywhere."""

    def allowed(right: str) -> bool:
        return colleague is not None and may(colleague.role, Right(right))

    return template(f"desk/{called}").render(static=NAMES, colleague=colleague, may=allowed, **values)


def shown(html: str, status: int = 200, *, scripts: bool = False) -> Response[bytes]:
    return answer.private(html, status, SCRIPT_HEADERS if scripts else HEADERS)


def form(
    called: str,
    colleague: Colleague | None,
    refused: Refused | None = None,
    /,
    *,
    scripts: bool = False,
    **values: object,
) -> Response[bytes]:
    """A page with a form; when what was sent was refused, it says why (`error`) and has the status of that."""
    error, status = (refused.sentence, answer.status(refused)) if refused else ("", 200)
    return shown(page(called, colleague, error=error, **values), status, scripts=scripts)


def refusing(refused: Refused, colleague: Colleague | None = None) -> Response[bytes]:
    """A refusal as a page of the desk."""
    number = answer.status(refused)
    return shown(page("error.html", colleague, heading=answer.TITLES[number], sentence=refused.sentence), number)


def local(back: str) -> str:
    """A way back that stays at the desk; its front for any other."""
    plain = back.isascii() and back.isprintable() and " " not in back and "\\" not in back and len(back) < LONGEST
    path = back.partition("?")[0].partition("#")[0]
    inside = path == HOME or path.startswith(f"{HOME}/")
    return back if plain and inside and ".." not in path and not path.startswith(_DOORS) else HOME


_DOORS = ("/desk/sign-in", "/desk/sign-out", "/desk/join", "/desk/prove")


def sent_back(request: Asking) -> str:
    """Where somebody stands who asks: the page itself, or the one whose form they sent."""
    if request.method == "GET":
        query = request.url.query
        return local(request.url.path + (f"?{query}" if query else ""))
    came = urlsplit(request.headers.get("referer", ""))
    return local(came.path + (f"?{came.query}" if came.query else ""))


def answer_refused(request: Asking, refused: Refused) -> Response[bytes]:
    """Who is not signed in is asked to, and who has to show once more who they are likewise; the rest is told."""
    door = {"desk_closed": "sign-in", "prove_anew": "prove"}.get(refused.code)
    if door is None:
        return refusing(refused)
    if refused.code == "desk_closed" and request.method != "GET":
        return refusing(refused)
    return answer.see(f"/desk/{door}?back={quote(sent_back(request), safe='')}")
