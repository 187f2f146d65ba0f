"""What WebAuthn (level 3) wants said and checked between a browser's device and a server, by the library webauthn.

    asks_for_known, asks_for_new   -> the JSON that a page hands to navigator.credentials
    read, signed, made             what the device says, of which nothing is believed before; Refused passkey_refused

Of databases, people and attempts nothing is known here. The library is loaded when it is first needed, which takes time
and memory: call these in a thread.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from voxpop.lib import sentence
from voxpop.lib.refused import Refused

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticationCredential

WAITS = 300_000  # milliseconds that a device waits for its owner
LONGEST = 16 * 1024  # characters of what a device says
CREDENTIAL = 1023  # bytes of a key's name (WebAuthn, 6.5.1)
PUBLIC_KEY = 4096  # bytes; of RSA with 8192 bits 1,050

T = TypeVar("T")

log = logging.getLogger("voxpop")


class Asked(NamedTuple):
    """The origin of the page that asks, and what is to be signed."""

    origin: str
    state: str

    @property
    def host(self) -> str:
        """The relying party's id: the host without scheme and port (WebAuthn, 5.1.2)."""
        return urlsplit(self.origin).hostname or ""


class Owner(NamedTuple):
    """For whom a key is made, and the names of those that they have already."""

    mark: bytes
    name: str
    credentials: list[bytes]


class Known(NamedTuple):
    """A key as it is kept. `mark` is its owner's, which the device has as the name of the account."""

    id: int
    person: int
    public_key: bytes
    counter: int
    mark: bytes


class Made(NamedTuple):
    credential: bytes
    public_key: bytes
    counter: int


def refused(why: str) -> Refused:
    return Refused("passkey_refused", why)


def asks_for_known(asked: Asked) -> str:
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=asked.host,
            challenge=asked.state.encode(),
            timeout=WAITS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def asks_for_new(title: str, asked: Asked, owner: Owner) -> str:
    import webauthn
    from webauthn.helpers import structs

    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=asked.host,
            rp_name=title or asked.host,
            user_id=owner.mark,
            user_name=owner.name,
            challenge=asked.state.encode(),
            timeout=WAITS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in owner.credentials],
        )
    )


def read(credential: str) -> "AuthenticationCredential":
    """What a device says, of which nothing is believed yet. Raises Refused passkey_refused."""
    from webauthn.helpers import parse_authentication_credential_json

    return _checked(lambda: parse_authentication_credential_json(_short(credential)))


def _short(credential: str) -> str:
    if len(credential) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    return credential


def signed(said: "AuthenticationCredential", asked: Asked, known: Known) -> int:
    """The counter of a signature that is good. Raises Refused passkey_refused."""
    import webauthn

    if said.response.user_handle != known.mark:
        raise refused(sentence.said("This passkey belongs to somebody else."))
    verified = _checked(
        lambda: webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=asked.state.encode(),
            expected_rp_id=asked.host,
            expected_origin=asked.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.counter,
            require_user_verification=True,
        )
    )
    return verified.new_sign_count


def made(credential: str, asked: Asked) -> Made:
    """A key that a device has made. Raises Refused passkey_refused."""
    import webauthn

    verified = _checked(
        lambda: webauthn.verify_registration_response(
            credential=_short(credential),
            expected_challenge=asked.state.encode(),
            expected_rp_id=asked.host,
            expected_origin=asked.origin,
            require_user_verification=True,
        )
    )
    new = Made(verified.credential_id, verified.credential_public_key, verified.sign_count)
    if len(new.credential) > CREDENTIAL or len(new.public_key) > PUBLIC_KEY:
        raise refused(sentence.said("This passkey is larger than any that is taken."))
    return new


def _checked(check: Callable[[], T]) -> T:
    """What webauthn makes of what a device says. Raises Refused passkey_refused."""
    try:
        return check()
    except Exception as error:  # malformed CBOR, keys and JSON end in errors of a dozen kinds there
        log.info("a passkey was refused: %s: %.200r", type(error).__name__, str(error))
        raise refused(sentence.said("Your passkey could not be checked. Try again, or sign in another way.")) from error
