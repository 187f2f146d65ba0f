"""Replies as "OpenID Connect on the Microsoft identity platform" has them; the values are invented."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.house import Place
from tests.support.replay import Replay, replaying
from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile

HOST = "https://login.microsoftonline.com"
TENANT = "9122040d-6c67-4c5b-b112-36a304b66dad"
OTHER = "11111111-2222-4333-8444-555555555555"


def document(tenant: str, issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{HOST}/{tenant}/oauth2/v2.0/authorize",
        "token_endpoint": f"{HOST}/{tenant}/oauth2/v2.0/token",
        "jwks_uri": f"{HOST}/{tenant}/discovery/v2.0/keys",
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["pairwise"],
    }


CLAIMS: dict[str, Any] = {
    "ver": "2.0",
    "iss": f"{HOST}/{TENANT}/v2.0",
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "name": "Ines Okafor",
    "preferred_username": "ines@paper.example",
    "oid": "00000000-0000-0000-66f3-3332eca7ea81",
    "tid": TENANT,
    "email": "ines@paper.example",
    "email_verified": True,  # not documented, and not believed
}
Open = Callable[..., Awaitable[Replay]]


@pytest.fixture
def open_(open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch) -> Open:
    async def opened(tenant: str, issuer: str) -> Replay:
        agreed = {} if tenant == "common" else {"tenant": tenant}
        keys = {"microsoft": {"id": "6731de76", "secret": "s", **agreed}}
        return await replaying(open_house, monkeypatch, keys, document(tenant, issuer), at=f"{HOST}/{tenant}/v2.0")

    return opened


@pytest.fixture
async def microsoft(open_: Open) -> Replay:
    return await open_("common", f"{HOST}/{{tenantid}}/v2.0")


async def test_a_recorded_reply_is_read_and_its_address_proves_nothing(microsoft: Replay) -> None:
    profile = await microsoft.around(CLAIMS)
    assert profile == Profile(f"{HOST}/{TENANT}/v2.0", CLAIMS["sub"], "Ines Okafor")
    where, asked = await microsoft.leave()
    assert (where, asked["scope"]) == (f"{HOST}/common/oauth2/v2.0/authorize", "openid profile")


@pytest.mark.parametrize(
    "said",
    [
        {"tid": OTHER},
        {"tid": None},
        {"tid": "{tenantid}", "iss": f"{HOST}/{{tenantid}}/v2.0"},
        {"tid": ".*"},
        {"iss": f"{HOST}/{{tenantid}}/v2.0"},
        {"iss": f"https://evil.example/{TENANT}/v2.0"},
        {"tid": "common", "iss": f"{HOST}/common/v2.0"},
    ],
)
async def test_a_token_is_of_the_tenant_that_it_names(microsoft: Replay, said: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="another issuer's"):
        await microsoft.around({**CLAIMS, **said})


async def test_a_key_of_one_tenant_signs_for_no_other(microsoft: Replay) -> None:
    microsoft.key["issuer"] = f"{HOST}/{OTHER}/v2.0"
    with pytest.raises(Refused, match="another issuer's"):
        await microsoft.around(CLAIMS)


async def test_a_key_of_all_tenants_signs_for_each(microsoft: Replay) -> None:
    microsoft.key["issuer"] = f"{HOST}/{{tenantid}}/v2.0"
    assert (await microsoft.around(CLAIMS)).name == "Ines Okafor"


async def test_two_tenants_are_two_issuers(microsoft: Replay) -> None:
    other = {**CLAIMS, "tid": OTHER, "iss": f"{HOST}/{OTHER}/v2.0"}
    assert (await microsoft.around(CLAIMS)).issuer != (await microsoft.around(other)).issuer


async def test_one_tenant_alone_may_be_agreed_on(open_: Open) -> None:
    microsoft = await open_(TENANT, f"{HOST}/{TENANT}/v2.0")
    assert (await microsoft.around(CLAIMS)).subject == CLAIMS["sub"]
    with pytest.raises(Refused, match="another issuer's"):
        await microsoft.around({**CLAIMS, "tid": OTHER, "iss": f"{HOST}/{OTHER}/v2.0"})


@pytest.mark.parametrize(
    ("tenant", "issuer", "taken"),
    [
        ("consumers", f"{HOST}/{TENANT}/v2.0", True),
        ("paper.example", f"{HOST}/{TENANT}/v2.0", True),
        (TENANT, f"{HOST}/{OTHER}/v2.0", False),
        (TENANT, f"{HOST}/{{tenantid}}/v2.0", False),
        ("common", "https://evil.example/{tenantid}/v2.0", False),
        ("common", f"{HOST}/.*/v2.0", False),
    ],
)
async def test_what_is_published_is_for_the_tenant_that_was_agreed_on(
    open_: Open, tenant: str, issuer: str, taken: bool
) -> None:
    microsoft = await open_(tenant, issuer)
    if taken:
        assert (await microsoft.leave())[0].startswith(f"{HOST}/{tenant}/")
    else:
        with pytest.raises(Refused) as refused:
            await microsoft.leave()
        assert refused.value.code == "provider_away"
