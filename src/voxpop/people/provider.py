"""What a provider of accounts is, what an operator has agreed with one, and what it says of a person.

A provider is one file in providers/: its addresses, its scopes, and how what it answers is read. How one is asked is in
oauth.py and oidc.py; who may come in with what it says, in signing_in.py.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple


class Profile(NamedTuple):
    """Who somebody is by a provider's word.

    `issuer` and `subject` name the account for ever; nothing else identifies anybody. `email` is '' unless the provider
    says that it was proved. `name` and the addresses may be '' and are as the provider wrote them.
    """

    issuer: str
    subject: str
    name: str = ""
    picture: str = ""  # an address
    page: str = ""  # their public page
    email: str = ""


class Keys(NamedTuple):
    """What an operator has agreed with a provider (settings: sign_in).

    `provider` is the name of a file in providers/, or any other for an issuer of OpenID Connect. `server` is an origin
    asked in the place of the provider's own: an installation of GitLab, a stand-in. `more` are fields that only one
    provider needs.
    """

    provider: str
    id: str = ""
    secret: str = ""
    name: str = ""  # as readers know it; '' for the provider's own
    issuer: str = ""
    server: str = ""
    more: Mapping[str, str] = {}


class Provider(NamedTuple):
    """`authorize` is where the reader is sent, `token` where the code is redeemed, `profile` what is read then in turn.

    Of an OpenID Connect provider only `issuer` is known beforehand, the rest it publishes. `read` makes a Profile of
    the replies of `profile`, or for OpenID Connect of the claims alone; it raises Refused(provider_lied) when there is
    no stable id in them.
    """

    key: str
    name: str
    issuer: str
    scopes: tuple[str, ...]
    read: Callable[[Sequence[Any]], Profile]
    authorize: str = ""
    token: str = ""
    profile: tuple[str, ...] = ()
    oidc: bool = False
    form_post: bool = False  # it answers by a form from its own page (Apple)
    basic: bool = False  # the client proves itself by HTTP Basic, not by fields of the form
    asked: Mapping[str, str] = {}  # further parameters of `authorize`
    proof: Callable[[Keys, str], Mapping[str, str]] | None = None  # further parameters of `profile`, from the token
    secret: Callable[[Keys, int], str] | None = None  # makes the client's secret, where that is not what is agreed


class Asked(NamedTuple):
    """What lies between a reader's leaving for a provider and their coming back; all but `redirect` is random."""

    state: str
    nonce: str
    verifier: str  # of PKCE
    redirect: str  # the address to come back to, exactly as it was sent


class Returned(NamedTuple):
    """What a reader comes back with."""

    code: str
    iss: str = ""  # RFC 9207
    user: str = ""  # Apple's JSON with the name, the first time
