"""What each provider answers in OAuth 2, by its public documentation, with its oddities. All values are invented.

WordPress.com   errors of the rest have `message`; the id is a number
X               everything is in `data`; the client proves itself by HTTP Basic
Facebook        an error is an object; calls bear the proof of the app's secret
GitHub          the token comes as a form unless JSON is accepted; its errors have status 200; no client is nameless
Discord         the picture is a hash
Mastodon        clients register themselves
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import flask

if TYPE_CHECKING:
    from tests.support.accounts_server import Client, There

AUTHORIZE = ("/oauth2/authorize", "/i/oauth2/authorize", "/v24.0/dialog/oauth", "/login/oauth/authorize",
             "/oauth/authorize")  # fmt: skip
TOKEN = {
    "wordpress": "/oauth2/token",
    "x": "/2/oauth2/token",
    "facebook": "/v24.0/oauth/access_token",
    "github": "/login/oauth/access_token",
    "discord": "/api/oauth2/token",
    "mastodon": "/oauth/token",
}
PROFILE = {
    "wordpress": ("/rest/v1.1/me",),
    "x": ("/2/users/me",),
    "facebook": ("/v24.0/me",),
    "github": ("/user", "/user/emails"),
    "discord": ("/api/users/@me",),
    "mastodon": ("/api/v1/accounts/verify_credentials",),
}
DENIED = {
    "facebook": {"error_reason": "user_denied", "error_description": "Permissions error"},
    "wordpress": {"error_description": "You need to log in to WordPress.com"},
    "github": {"error_uri": "/apps/troubleshooting-authorization-request-errors/#access-denied"},
}
SCOPES = {
    "wordpress": {"auth"},
    "x": {"users.read", "tweet.read"},
    "facebook": {"public_profile"},
    "github": {"user:email"},
    "discord": {"identify", "email"},
    "mastodon": {"read:accounts"},
}


class Somebody(NamedTuple):
    """Who has an account at the provider. `id` is of whatever type a reply is to have."""

    id: Any
    login: str = "ann"
    name: str = ""
    email: str = "ann@reader.example"
    verified: bool = True


def token(provider: str, status: int, said: dict[str, Any]) -> Any:
    """The answer of the token endpoint, made of the one that RFC 6749 wants."""
    if provider == "github":
        fields = said if status == 200 else {"error": "bad_verification_code", "error_description": said["error"]}
        if flask.request.accept_mimetypes.best != "application/json":
            return flask.Response(urlencode(fields), content_type="application/x-www-form-urlencoded")
        return fields, 200
    if provider == "facebook" and status != 200:
        return _facebook_error(said["error"], 100), 400
    if provider == "wordpress" and status == 200:
        more = {"blog_id": "0", "blog_url": None, "token_type": "bearer"}
        return said | more, 200
    return said, status


def _facebook_error(message: str, code: int) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdEf"}}


def profile(there: "There", provider: str, place: int) -> Callable[[], Any]:
    """The view of the profile address at a place of PROFILE."""

    def view() -> Any:
        scheme, _, bearer = flask.request.headers.get("authorization", "").partition(" ")
        found = there.tokens.get(bearer) if scheme.lower() == "bearer" else None
        if found is None or found[0].provider != provider:
            there.faults.append(f"{provider}: no token")
            return _refusing(provider), 401
        client, who, scope = found
        if set(scope.split()) != SCOPES[provider]:
            there.faults.append(f"{provider}: scopes {scope}")
        if provider == "facebook" and not _proved(client, bearer):
            there.faults.append("facebook: no proof")
            return _facebook_error("Invalid appsecret_proof provided in the API argument", 100), 400
        if not flask.request.headers.get("user-agent"):
            there.faults.append("no user agent")
            return {"message": "Request forbidden by administrative rules."}, 403
        return flask.jsonify(PERSONS[provider][place](who))

    return view


def _proved(client: "Client", bearer: str) -> bool:
    proof = hmac.new(client.secret.encode(), bearer.encode(), hashlib.sha256).hexdigest()
    return flask.request.args.get("appsecret_proof") == proof


def _refusing(provider: str) -> dict[str, Any]:
    return {
        "wordpress": {"error": "invalid_token", "message": "The OAuth2 token is invalid."},
        "x": {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
        "facebook": _facebook_error("Invalid OAuth access token.", 190),
        "github": {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"},
        "discord": {"message": "401: Unauthorized", "code": 0},
        "mastodon": {"error": "The access token is invalid"},
    }[provider]


def _wordpress(who: Somebody) -> dict[str, Any]:
    return {
        "ID": who.id,
        "display_name": who.name or who.login,
        "username": who.login,
        "email": who.email,
        "email_verified": who.verified,
        "avatar_URL": "https://0.gravatar.com/avatar/5f1c?s=96",
        "profile_URL": f"https://gravatar.com/{who.login}",
    }


def _x(who: Somebody) -> dict[str, Any]:
    picture = "https://pbs.twimg.com/profile_images/1/a_normal.jpg"
    return {"data": {"id": who.id, "name": who.name, "username": who.login, "profile_image_url": picture}}


def _facebook(who: Somebody) -> dict[str, Any]:
    about = {"height": 200, "width": 200, "is_silhouette": False, "url": "https://lookaside.example/p"}
    return {"id": who.id, "name": who.name, "picture": {"data": about}}


def _github(who: Somebody) -> dict[str, Any]:
    return {
        "id": who.id,
        "login": who.login,
        "name": who.name or None,
        "avatar_url": "https://avatars.githubusercontent.com/u/1?v=4",
        "html_url": f"https://github.com/{who.login}",
        "email": None,
    }


def _github_emails(who: Somebody) -> list[dict[str, Any]]:
    return [{"email": who.email, "primary": True, "verified": who.verified, "visibility": None}]


def _discord(who: Somebody) -> dict[str, Any]:
    return {
        "id": who.id,
        "username": who.login,
        "global_name": who.name or None,
        "avatar": "8342729096ea3675442027381ff50dfe",
        "email": who.email,
        "verified": who.verified,
    }


def _mastodon(who: Somebody) -> dict[str, Any]:
    return {
        "id": who.id,
        "username": who.login,
        "acct": who.login,
        "display_name": who.name,
        "url": f"https://toot.example/@{who.login}",
        "avatar": "https://files.toot.example/a.gif",
        "avatar_static": "https://files.toot.example/a.png",
    }


PERSONS: dict[str, tuple[Callable[[Somebody], Any], ...]] = {
    "wordpress": (_wordpress,),
    "x": (_x,),
    "facebook": (_facebook,),
    "github": (_github, _github_emails),
    "discord": (_discord,),
    "mastodon": (_mastodon,),
}


def apps(there: "There") -> Callable[[], Any]:
    """The view at which Mastodon's clients register themselves."""

    def view() -> Any:
        asked = flask.request.form
        if not asked.get("client_name") or "://" not in asked.get("redirect_uris", ""):
            return {"error": "Validation failed: Redirect URI must be an absolute URI."}, 422
        client = there.register("mastodon", asked["redirect_uris"])
        about = {"id": "1", "name": asked["client_name"], "website": None, "redirect_uri": client.redirect}
        return about | {"client_id": client.id, "client_secret": client.secret, "vapid_key": "BCk"}

    return view
