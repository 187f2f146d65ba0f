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
    wire = label if label.isascii() else "xn--" + label.encode("punycode").decode()
    return len(wire) <= LABEL_LONGEST


def invalid() -> Refused:
    return Refused("email_invalid", "This does not look like an e-mail address. It should be like name@example.org.")
