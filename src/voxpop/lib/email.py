"""An e-mail address as a guest types it: one, of the shape that all mail programs read alike. Asks no server."""

import re
import unicodedata

from voxpop.lib.refused import Refused

LONGEST = 254  # octets, RFC 5321 with its erratum 1690
LOCAL_LONGEST = 64
LABEL_LONGEST = 63
# RFC 5322's dot-atom without "%" and "!", by which mail was once sent on elsewhere, and "?", which encoded words need.
ATOM = r"[\w#$&'*+/=^`{|}~-]+"
LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*")


def check(address: str) -> str:
    """The address, its domain in lower case. Raises Refused(email_invalid).

    Quoted local parts, comments, address literals and bare host names are refused: parsers differ on them.
    """
    address = address.strip(" ")
    if len(address.encode("utf-8", "surrogatepass")) > LONGEST:
        raise invalid()
    local, _, domain = address.partition("@")
    domain = unicodedata.normalize("NFC", domain).lower()
    if not (plain_local(local) and plain_domain(domain)):
        raise invalid()
    return f"{local}@{domain}"


def wire(address: str) -> str:
    """A checked address as it goes over the wire: its domain in ASCII. Its local part may need SMTPUTF8."""
    local, _, domain = address.partition("@")
    return f"{local}@{'.'.join(map(wire_label, domain.split('.')))}"


def canonical(address: str) -> str:
    """The one spelling of a checked address, by which people are told apart: `Ann@Bücher.example` is `ann@xn--bcher-…`.

    Capitals of ASCII are no difference, other letters are: `ß` and `ss` may be two people. What proves an address has
    to be sent to this spelling, so that whose mailbox it is in does not depend on how somebody typed it.
    """
    local, _, domain = wire(address).partition("@")
    return f"{''.join(letter.lower() if letter.isascii() else letter for letter in local)}@{domain}"


def given(address: str) -> str:
    """`canonical` of an address that may be given, '' for none. Raises Refused email_invalid."""
    return canonical(check(address)) if address.strip() else ""


def spelt(given: str) -> str:
    """`canonical` of what was given as an address; of what is none its small letters."""
    try:
        return canonical(check(given))
    except Refused:
        return given.lower()


def plain_local(local: str) -> bool:
    return (
        len(local.encode("utf-8", "surrogatepass")) <= LOCAL_LONGEST
        and not local.startswith("-")  # a mail program's command line would take it for an option
        and unicodedata.is_normalized("NFKC", local)
        and LOCAL.fullmatch(local) is not None
    )


def plain_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(labels) > 1
        and unicodedata.is_normalized("NFKC", domain)  # what would turn into other letters on its way is a disguise
        and all(map(plain_label, labels))
        and not labels[-1].isdecimal()
    )


def plain_label(label: str) -> bool:
    if not label or label[0] == "-" or label[-1] == "-":
        return False
    if not all(unicodedata.category(letter)[0] in "LMN" or letter == "-" for letter in label):
        return False
    return len(wire_label(label)) <= LABEL_LONGEST


def wire_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def invalid() -> Refused:
    return Refused("email_invalid", "This does not look like an e-mail address. It should be like name@example.org.")
