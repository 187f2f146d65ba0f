"""The OpenAPI document: what the framework knows of the API's handlers, completed with what it cannot know.

    handlers  ->  paths and parameters (Litestar)  +  bodies (msgspec)  +  refusals, header fields, cookie (here)

A handler says which codes it refuses with (`refuses`, discussion/api); tests ask a server whether all of it is true.
"""

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import License, Server, Tag

from voxpop import __version__
from voxpop.discussion import api, reader_api, shapes, writing_api
from voxpop.discussion.thread import Order
from voxpop.lib import answer
from voxpop.pages import appeals, reports, session_api
from voxpop.people.asker import COOKIE

Part = dict[str, Any]

ABOUT = """\
Read conversations, post, edit, delete and like comments. Bodies are JSON in UTF-8, at most 64 KiB.

**Refusals** are problem details (RFC 9457) with a `code` that stays the same and a sentence for people. Any address
answers 405 to a method it does not know, naming those it does in `Allow`; whatever takes GET takes HEAD.

**From whose page.** PUT, POST, PATCH and DELETE are taken from pages of the site alone: the request says
`Sec-Fetch-Site: same-origin`, as browsers do by themselves, or bears an `Origin` that is registered for the site.

**Guests** are known again by the cookie `voxpop`, which the first thing they post or like brings them: HttpOnly,
SameSite=Lax, kept for a year; on pages of other origins a partitioned one. Without it there is nothing they could edit.

**Who signs in** has a session: a cookie of each site, `voxpop-` and a number (`__Host-` before it where readers come by
https), on pages of other origins a partitioned one; or `Authorization: Bearer` with a token that the page holds in its
memory for a quarter of an hour. What they post bears their name, whatever `author` says.

**Reading** needs no cookie and is allowed to pages of every origin (but for what is about one reader: `/api/v1/mine`,
`/api/v1/session` and `/api/v1/form`).
"""
TAGS = [
    Tag("Reading", "The same for everyone, cacheable; but for what is the asker's own."),
    Tag("Writing", "Comments, by guests and by who is signed in."),
    Tag("Liking", "One like for each reader and comment, and one reaction of each kind that the site offers."),
    Tag("Muting", "Whom a reader does not want to hear, for themselves alone."),
    Tag("Reporting", "What should not be here, for moderators to look at."),
    Tag("Signing in", "Who is signed in on a page, by what a window has come to or by the site's own word."),
]
ALWAYS = ("failed", "storage_away")
WHEN_WRITING = ("storage_full",)
SAFE = "get"
KNOWN = {"#/components/schemas/Order": {"type": "string", "enum": list(Order)}}

ORIGIN = {
    "name": "Origin",
    "in": "header",
    "required": False,
    "description": "Of a page of the site. Needed unless the request says Sec-Fetch-Site: same-origin.",
    "schema": {"type": "string"},
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer one has: 304 when it still holds.",
    "schema": {"type": "string"},
}
GUEST = {
    "name": COOKIE,
    "in": "cookie",
    "required": False,
    "description": "By which a guest is known again. One that cannot be ours is as none.",
    "schema": {"type": "string"},
}
SET_COOKIE = {
    "description": "Makes a guest known again; only for one who came without the cookie, or likes something.",
    "schema": {"type": "string", "pattern": f"^{COOKIE}="},
}
RETRY_AFTER = {"description": "Seconds.", "required": True, "schema": {"type": "integer", "minimum": 1}}
PRIVATE = {
    "Cache-Control": {"required": True, "schema": {"type": "string", "enum": [answer.NO_STORE["cache-control"]]}}
}
SHARED = {
    "ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[0-9a-f]+"$'}},
    "Cache-Control": {"required": True, "schema": {"type": "string", "enum": [api.SHARED]}},
    "Access-Control-Allow-Origin": {"required": True, "schema": {"type": "string", "enum": ["*"]}},
}

HANDLERS = [
    *api.HANDLERS, *reader_api.HANDLERS, *writing_api.HANDLERS, *reports.API, *appeals.API, *session_api.HANDLERS,
]  # fmt: skip


@cache
def document() -> Part:
    """The document, made when it is first asked for."""
    schema: Part = _of_the_framework().openapi_schema.to_schema()
    about = {handler.operation_id: handler.opt for handler in HANDLERS}
    for path in schema["paths"].values():
        for method, operation in path.items():
            _complete(method, operation, about[operation["operationId"]])
    schema["components"] = {"schemas": _schemas()}
    return schema


def _of_the_framework() -> Litestar:
    """An application that is never served: the one that is shall have no pages of the framework's."""
    config = OpenAPIConfig(
        title="Voxpop",
        version=__version__,
        description=ABOUT,
        license=License("MIT", identifier="MIT"),
        servers=[Server("/")],
        tags=TAGS,
        use_handler_docstrings=True,
    )
    nothing = Provide(lambda: None, sync_to_thread=False)
    # Without a word of its own on logging: that would be the whole process's.
    return Litestar(HANDLERS, openapi_config=config, dependencies={"house": nothing}, logging_config=None)


def _schemas() -> Part:
    """The bodies as they are really read and written."""
    kinds = [
        kind
        for module in (shapes, writing_api, session_api, reports, appeals)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
    ]
    _, made = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    return made


def _complete(method: str, operation: Part, about: Mapping[str, Any]) -> None:
    """Its parameters, header fields and refusals, by what the handler says of itself."""
    reading, refuses = method == SAFE, about["refuses"]
    private = not reading or "private" in about
    guests = private and operation["tags"] != ["Signing in"] and about.get("private") != "session"
    operation["parameters"] = [
        *map(_plain, operation.get("parameters", [])),
        *([GUEST] if guests else []),
        *([] if private else [IF_NONE_MATCH]),
        *([] if reading else [ORIGIN]),
    ]
    responses = {number: given for number, given in operation["responses"].items() if number.startswith("2")}
    for number, given in responses.items():
        given["headers"] = PRIVATE if private else SHARED
        if number == "204":
            del given["content"]
    if operation["operationId"] == "postComment":
        responses["202"] = responses["201"] | {"description": "It is kept, and waits for a moderator"}
    if operation["operationId"] == "reportComment":
        responses["200"] = responses["201"] | {
            "description": "It is there already, or the comment is not shown any more"
        }
    if "too_fast" in refuses and guests and about.get("private") != "guest":
        for given in responses.values():
            given["headers"] = given["headers"] | {"Set-Cookie": SET_COOKIE}
    if not private:
        unchanged = {name: SHARED[name] for name in ("ETag", "Cache-Control")}
        responses["304"] = {"description": "What the asker has still holds", "headers": unchanged}
    operation["responses"] = responses | _refusals((*refuses, *ALWAYS, *(() if reading else WHEN_WRITING)))
    del operation["deprecated"]


def _plain(parameter: Part) -> Part:
    """A parameter that may be left out is left out; there is no null in an address."""
    schema = dict(parameter["schema"])
    for kind in schema.pop("oneOf", ()):
        if kind != {"type": "null"}:
            schema |= KNOWN.get(kind.get("$ref"), kind)
    schema.pop("description", None)
    return {name: parameter[name] for name in ("name", "in", "required", "description")} | {"schema": schema}


def _refusals(codes: tuple[str, ...]) -> Part:
    """A response for each status, with the codes that come under it."""
    return {
        str(number): _refusal(number, [code for code in codes if answer.STATUS[code] == number])
        for number in sorted({answer.STATUS[code] for code in codes})
    }


def _refusal(number: int, codes: list[str]) -> Part:
    narrow = {"properties": {"status": {"const": number}, "code": {"enum": codes}}}
    example = {"type": "about:blank", "title": str(answer.TITLES[number]), "status": number, "code": codes[0]}
    return {
        "description": f"{answer.TITLES[number]}: {', '.join(codes)}",
        "headers": {"Retry-After": RETRY_AFTER} if number in answer.RETRY_AFTER else {},
        "content": {
            answer.PROBLEM: {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrow]},
                "example": example | {"detail": "A sentence for people."},
            }
        },
    }
