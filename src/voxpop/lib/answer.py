"""Answers over HTTP: a ready page, whole or unchanged; a refusal as problem details (RFC 9457)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar import Request, Response
from litestar.enums import MediaType

from voxpop.lib.ready import Made, Page, Ready
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.lib.words import told

PROBLEM = "application/problem+json"
NO_STORE = {"cache-control": "private, no-store"}

Fields = tuple[tuple[str, str], ...]

MANY = 20  # hosts of pictures that are named one by one


def page_headers(pictures: frozenset[str] = frozenset(), *, scripts: bool = False) -> Fields:
    """What a page of ours may do: load nothing of anybody else's but the pictures of its story, from their origins.

    Without `scripts` a sandbox lets nothing run, and nothing that was smuggled in can send the reader elsewhere. With
    them only files of ours run, which the page names; nothing that is written into it. A sandbox that lets scripts of
    the page's own origin run would hold nothing.
    """
    shown = " ".join(sorted(pictures)) if len(pictures) <= MANY else "https: http:"
    box = "sandbox allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox"
    policy = (
        f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' {shown}".rstrip(),
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "script-src 'self'; connect-src 'self'" if scripts else box,
    )
    return (
        ("content-security-policy", "; ".join(policy)),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-content-type-options", "nosniff"),
    )


def with_referrers(fields: Fields, policy: str) -> Fields:
    """The same, but what other requests tell of the page's address is another."""
    return tuple((name, policy if name == "referrer-policy" else value) for name, value in fields)


PAGE_HEADERS = page_headers()
SCRIPT_HEADERS = page_headers(scripts=True)
OPEN_HEADERS = (("access-control-allow-origin", "*"), ("x-content-type-options", "nosniff"))

# Every code that programs may meet, with the status it travels under. docs/errors.md says what each means.
STATUS = {
    "body_invalid": 400,
    "url_invalid": 400,
    "attempt_unknown": 400,
    "attempt_expired": 400,
    "provider_refused": 400,
    "provider_lied": 400,
    "passkey_refused": 400,
    "invitation_over": 400,
    "link_over": 400,
    "not_sure": 400,
    "signed_out": 401,
    "sign_in_first": 401,
    "token_refused": 401,
    "desk_closed": 401,
    "credentials_wrong": 401,
    "prove_anew": 403,
    "right_missing": 403,
    "second_missing": 403,
    "banned": 403,
    "email_unproved": 403,
    "rejected": 403,
    "muted": 403,
    "warned": 403,
    "origin_refused": 403,
    "site_unknown": 404,
    "provider_unknown": 404,
    "no_such_thread": 404,
    "no_such_story": 404,
    "no_such_comment": 404,
    "no_such_rule": 404,
    "reaction_unknown": 404,
    "not_found": 404,
    "method_refused": 405,
    "account_taken": 409,
    "account_last": 409,
    "owner_last": 409,
    "passkeys_full": 409,
    "own_comment": 409,
    "mutes_full": 409,
    "appeal_made": 409,
    "appeal_closed": 409,
    "no_appeal": 409,
    "same_moderator": 409,
    "duplicate": 409,
    "edit_conflict": 409,
    "already_so": 409,
    "changed_since": 409,
    "comment_gone": 409,
    "not_live": 409,
    "still_shown": 409,
    "nothing_to_restore": 409,
    "nothing_to_undo": 409,
    "nobody_known": 409,
    "pins_full": 409,
    "no_such_parent": 409,
    "body_too_large": 413,
    "type_refused": 415,
    "thread_closed": 403,
    "edit_closed": 403,
    "url_not_of_site": 403,
    "name_missing": 422,
    "name_reserved": 422,
    "name_taken": 422,
    "name_too_long": 422,
    "name_invalid": 422,
    "email_missing": 422,
    "email_invalid": 422,
    "consent_missing": 422,
    "code_wrong": 422,
    "reason_unknown": 422,
    "faith_missing": 422,
    "password_weak": 422,
    "rule_invalid": 422,
    "website_invalid": 422,
    "text_empty": 422,
    "text_invalid": 422,
    "text_too_long": 422,
    "too_deep": 422,
    "too_many_links": 422,
    "key_reused": 422,
    "until_invalid": 422,
    "slow_invalid": 422,
    "too_fast": 429,
    "slow_mode": 429,
    "failed": 500,
    "provider_away": 503,
    "storage_away": 503,
    "storage_full": 507,
}
TITLES = {
    400: said("The request is not well formed"),
    401: said("Not signed in"),
    403: said("Not allowed"),
    404: said("Not found"),
    405: said("Not allowed here"),
    409: said("In conflict with what is there"),
    413: said("Too large"),
    415: said("Not a type that is taken here"),
    422: said("Cannot be taken as it is"),
    429: said("Too fast"),
    500: said("Something went wrong here"),
    503: said("Not available at the moment"),
    507: said("No room"),
}
RETRY_AFTER = {429: 30, 503: 5}  # seconds


def status(refused: Refused) -> int:
    return STATUS.get(refused.code, 422)


def door(request: Request[Any, Any, Any]) -> tuple[bytes, bytes, bool]:
    """What makes two requests without a cookie the same: target, host, and whether gzip is taken."""
    scope = request.scope
    query = scope["query_string"]
    raw: bytes = scope["raw_path"]
    target = raw + b"?" + query if query else raw
    return (
        target,
        request.headers.get("host", "").encode("latin-1"),
        "gzip" in request.headers.get("accept-encoding", ""),
    )


def ready(request: Request[Any, Any, Any], pages: Ready, page: Page) -> Response[bytes]:
    """The page, or 304 when the asker has it; the next request like this one is answered without the framework."""
    pages.open_door(door(request), page)
    return _told(request, page)


def passing(request: Request[Any, Any, Any], made: Made) -> Response[bytes]:
    """A page for all that is not kept here, or 304 when the asker has it."""
    return _told(request, Page(made, 0, 0.0))


def _told(request: Request[Any, Any, Any], page: Page) -> Response[bytes]:
    headers = dict(page.headers)
    if unchanged(page, request.headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=headers, media_type=None)
    if "gzip" in request.headers.get("accept-encoding", "") and page.packed:
        return Response(page.packed, headers=headers | {"content-encoding": "gzip"}, media_type=page.made.kind)
    return Response(page.body, headers=headers, media_type=page.made.kind)


def unchanged(page: Page, if_none_match: str) -> bool:
    return same(page.etag, if_none_match)


def same(etag: str, if_none_match: str) -> bool:
    """Does the asker have it? Weak comparison (RFC 9110, 13.1.2)."""
    return bool(if_none_match) and any(
        tag.strip().removeprefix("W/") in (etag, "*") for tag in if_none_match.split(",")
    )


def problem(refused: Refused, language: str) -> Response[dict[str, object]]:
    """A refusal for programs, its sentences in a language."""
    number = status(refused)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": told(TITLES[number], language),
        "status": number,
        "code": refused.code,
        "detail": told(refused.sentence, language),
    }
    headers = {
        "cache-control": "no-store",
        "content-language": language,
        "vary": "Accept-Language",
        "x-content-type-options": "nosniff",
    }
    if number in RETRY_AFTER:
        headers["retry-after"] = str(RETRY_AFTER[number])
    return Response(body, status_code=number, media_type=PROBLEM, headers=headers)


def private(html: str | bytes, status_code: int = 200, fields: Fields = PAGE_HEADERS) -> Response[bytes]:
    """A page for one reader alone."""
    body = html.encode() if isinstance(html, str) else html
    return Response(body, status_code=status_code, media_type=MediaType.HTML, headers=dict(fields) | NO_STORE)


def see(path: str, more: Mapping[str, str] = MappingProxyType({})) -> Response[bytes]:
    """After a form: go and look there (303, so that a reload sends nothing again). `more`: further header fields."""
    return Response(b"", status_code=303, headers={"location": path, **NO_STORE, **more}, media_type=None)
