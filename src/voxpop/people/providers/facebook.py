"""Facebook, by OAuth 2 and its Graph API.

Sources: developers.facebook.com, "Manually Build a Login Flow", "Graph API: User", "Secure Graph API Calls". An id is
the app's own: with other keys the same person has another. An error is `{"error": {"message", "type", "code"}}`. A
call with the proof of the app's secret is good for nobody who has only found the token. Its e-mail addresses are not
said to be proved, so none is asked for.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from voxpop.people import said
from voxpop.people.provider import Keys, Profile, Provider

NAME = "Facebook"
ISSUER = "https://www.facebook.com"
VERSION = "v24.0"  # of the Graph API; each is served for at least two years
SIDE = 200  # pixels of the picture


def read(replies: Sequence[Any]) -> Profile:
    me = said.fields(replies, 0, NAME)
    return Profile(
        issuer=ISSUER,
        subject=said.number(me.get("id"), NAME),
        name=said.words(me.get("name")),
        picture=_picture(me.get("picture")),
    )


def _picture(picture: Any) -> str:
    """The address of the picture; '' for the outline of a head that stands for none."""
    about = picture.get("data") if isinstance(picture, Mapping) else None
    if not isinstance(about, Mapping) or about.get("is_silhouette") is not False:
        return ""
    return said.address(about.get("url"))


def proof(keys: Keys, token: str) -> Mapping[str, str]:
    return {"appsecret_proof": hmac.new(keys.secret.encode(), token.encode(), hashlib.sha256).hexdigest()}


PROVIDER = Provider(
    key="facebook",
    name=NAME,
    issuer=ISSUER,
    scopes=("public_profile",),
    read=read,
    authorize=f"https://www.facebook.com/{VERSION}/dialog/oauth",
    token=f"https://graph.facebook.com/{VERSION}/oauth/access_token",
    profile=(f"https://graph.facebook.com/{VERSION}/me?fields=id,name,picture.width({SIDE}).height({SIDE})",),
    proof=proof,
)
