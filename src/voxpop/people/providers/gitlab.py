"""GitLab, on gitlab.com or an installation of its own (`server`): OpenID Connect.

"GitLab as an OpenID Connect identity provider" in its documentation: the id token holds `sub` and the e-mail address,
name, picture and page come from its userinfo.
"""

from voxpop.people import claims
from voxpop.people.provider import Provider

PROVIDER = Provider(
    key="gitlab",
    name="GitLab",
    issuer="https://gitlab.com",
    scopes=("openid", "profile", "email"),
    read=claims.standard,
    oidc=True,
)
