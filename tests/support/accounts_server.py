"""Providers of accounts on loopback, as far as OAuth 2 goes: Authlib's server side, with each one's own manners.

with accounts_server.running() as there:
    keys = there.keys("github")            # all of GitHub's addresses point here
    there.who = Somebody(5101, "ann")      # who sits at the provider's page; None refuses
    there.token = "slow"                   # how the token endpoint behaves: well, slow, huge, dead, redirect, away
    there.faults                           # what a client did that it must not do

A GET of `authorize` is consent at once. Exact redirects, codes that are good once, PKCE by S256 from everybody. What
each provider answers is in accounts_answers.py.
"""

import contextlib
import dataclasses
import secrets
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from werkzeug.serving import make_server

from tests.support import accounts_answers as answers
from tests.support.accounts_answers import Somebody
from voxpop.people.provider import Keys

TALK = "https://talk.example"
ANN = Somebody(5101, "ann", "Ann Okafor")
MEGABYTE = b"x" * (1 << 20)
HUGE = 1024  # megabytes


@dataclasses.dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]
    id: str
    secret: str
    provider: str
    redirect: str

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("client_secret_basic" if self.provider == "x" else "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclasses.dataclass(frozen=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    client: str
    redirect: str
    scope: str
    who: Somebody
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect

    def get_scope(self) -> str:
        return self.scope


@dataclasses.dataclass
class There:
    """`clients` and `codes` by their names, `tokens` with whom they are for; `visits` are paths that were asked for."""

    talk: str = TALK
    url: str = ""
    who: Somebody | None = dataclasses.field(default_factory=lambda: ANN)
    token: str = "well"
    faults: list[str] = dataclasses.field(default_factory=list)
    visits: list[str] = dataclasses.field(default_factory=list)
    clients: dict[str, Client] = dataclasses.field(default_factory=dict)
    codes: dict[str, Code] = dataclasses.field(default_factory=dict)
    tokens: dict[str, tuple[Client, Somebody, str]] = dataclasses.field(default_factory=dict)
    sent: int = 0  # megabytes of a huge answer that were taken
    over: threading.Event = dataclasses.field(default_factory=threading.Event)
    slowed: threading.Event = dataclasses.field(default_factory=threading.Event)  # somebody waits for a slow answer

    def keys(self, provider: str) -> Keys:
        """What an operator has agreed with a provider that is played here."""
        client = self.register(provider, self.redirect(provider))
        return Keys(provider, client.id, client.secret, server=self.url)

    def redirect(self, provider: str) -> str:
        return f"{self.talk}/sign-in/{provider}/back"

    def register(self, provider: str, redirect: str) -> Client:
        client = Client(f"client-{secrets.token_hex(4)}", secrets.token_urlsafe(16), provider, redirect)
        self.clients[client.id] = client
        return client


class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> Code:
        asked = request.payload.data
        kept = Code(
            code, request.client.id, request.payload.redirect_uri, request.payload.scope, request.user,
            asked.get("code_challenge", ""), asked.get("code_challenge_method", ""),
        )  # fmt: skip
        _there().codes[code] = kept
        return kept

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        kept = _there().codes.get(code)
        return kept if kept and kept.client == client.id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del _there().codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> Somebody:
        return authorization_code.who


def _there() -> There:
    there: There = flask.current_app.config["THERE"]
    return there


def application(there: There) -> flask.Flask:
    app = flask.Flask(__name__)
    app.config["THERE"] = there

    def keep(token: dict[str, Any], request: Any) -> None:
        there.tokens[token["access_token"]] = request.client, request.user, token.get("scope", "")

    server = AuthorizationServer(app, query_client=there.clients.get, save_token=keep)
    server.register_grant(Grant, [CodeChallenge(required=True)])

    @app.before_request
    def visit() -> None:
        there.visits.append(flask.request.path)

    def authorize() -> Any:
        return _authorize(there, server)

    def token(**_: str) -> Any:
        return _misbehave(there) or _token(there, server)

    for place, path in enumerate(answers.AUTHORIZE):
        app.add_url_rule(path, f"authorize{place}", authorize)
    for provider, path in answers.TOKEN.items():
        app.add_url_rule(path, f"token-{provider}", token, methods=["POST"])
    for provider, paths in answers.PROFILE.items():
        for place, path in enumerate(paths):
            view = answers.profile(there, provider, place)
            app.add_url_rule(path, f"profile-{provider}-{place}", view)
    app.add_url_rule("/api/v1/apps", "apps", answers.apps(there), methods=["POST"])
    app.add_url_rule("/inside", "inside", lambda: "secret", methods=["GET", "POST"])
    return app


def _authorize(there: There, server: AuthorizationServer) -> Any:
    asked = flask.request.args
    client = there.clients.get(asked.get("client_id", ""))
    if not asked.get("state"):
        there.faults.append("authorize: no state")
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        there.faults.append("authorize: no PKCE by S256")
    request = FlaskOAuth2Request(flask.request)
    try:
        grant = server.get_consent_grant(end_user=there.who)
        redirect = grant.validate_authorization_request()
    except OAuth2Error as error:  # never sent on: it is the client or its address that is not known
        there.faults.append(f"authorize: {error.error}: {error.description}")
        return server.handle_error_response(request, error)
    if there.who is None:
        denied = server.handle_response(*AccessDeniedError(redirect_uri=redirect)())
        more = answers.DENIED.get(client.provider if client else "", {}) | {"state": asked.get("state", "")}
        denied.location += "&" + urlencode(more)
        return denied
    found = server.handle_response(*grant.create_authorization_response(redirect, there.who))
    if client and client.provider == "facebook":
        found.location += "#_=_"
    return found


def _token(there: There, server: AuthorizationServer) -> Any:
    provider = next(name for name, path in answers.TOKEN.items() if path == flask.request.path)
    if not flask.request.form.get("code_verifier"):
        there.faults.append("token: no verifier")
    answer = server.create_token_response()
    said = answer.get_json(force=True)
    if answer.status_code != 200:
        there.faults.append(f"token: {said['error']}")
    return answers.token(provider, answer.status_code, said)


def _misbehave(there: There) -> Any:
    """The token endpoint of a provider that is not well; None where it is."""
    if there.token == "slow":
        there.slowed.set()
        there.over.wait()
        return "", 500
    if there.token == "huge":
        return flask.Response(_huge(there), content_type="application/json")
    if there.token == "dead":
        flask.request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return "", 500
    if there.token == "redirect":
        return flask.redirect(f"{there.url}/inside", 302)
    if there.token == "away":
        return "<html>Bad gateway</html>", 502
    return None


def _huge(there: There) -> Iterator[bytes]:
    for _ in range(HUGE):
        yield MEGABYTE
        there.sent += 1


@contextlib.contextmanager
def running(talk: str = TALK) -> Iterator[There]:
    """The providers until the block ends; `talk` is the origin whose readers come back to it."""
    there = There(talk)
    app = application(there)

    def over_tls(environ: dict[str, Any], start: Any) -> Any:
        """Authlib's server speaks over TLS only, and here believes that it does."""
        return app.wsgi_app(environ | {"wsgi.url_scheme": "https"}, start)

    server = make_server("127.0.0.1", 0, over_tls, threaded=True)
    server.daemon_threads = True
    there.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
