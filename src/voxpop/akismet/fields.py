"""The fields of a request: bytes of a form, whatever they claim to be, as text.

    comment_content=Caf%E9&blog_charset=ISO-8859-1   ->   {"comment_content": "Café", …}, decoded when asked for

An empty field is the same as none; of two with one name the last counts. Knows nothing of what the fields mean.
"""

import binascii
import codecs
import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from voxpop.lib.refused import Refused

MOST = 1000  # fields; WordPress sends about a hundred
LONGEST_NAME = 200  # bytes; a longer name is nobody's
JSON = (b"{", b"[")  # how a body begins that is no form

# Charsets whose bytes mean what a blog may mean by them. Python has codecs that run, unpack or swap bytes as well.
CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        "big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 cp950 euc_jp "
        "euc_kr gb2312 gbk gb18030 iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 "
        "iso8859-9 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman shift_jis tis-620"
    ).split()
)
CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{1,30}")
ODD = re.compile(rb"[\r\n]|%(?![0-9A-Fa-f]{2})")
INDEX = re.compile(r"\[[0-9]{0,6}\]")
NO = frozenset(("0", "false", "no", "off"))


class Fields:
    """`get` answers with text, '' for what is not there; `each` with the values of a list in any of its spellings."""

    def __init__(self, given: dict[str, bytes], lists: dict[str, list[bytes]]) -> None:
        self._given = given
        self._lists = lists
        self._read: dict[str, str] = {}
        self._charset = _charset(_decoded(given["blog_charset"], "")) if "blog_charset" in given else ""

    def get(self, name: str, longest: int = 2000) -> str:
        """The field's text, cut to `longest` characters."""
        text = self._read.get(name)
        if text is None:
            value = self._given.get(name)
            text = self._read[name] = _decoded(value, self._charset) if value else ""
        return text if len(text) <= longest else text[:longest]

    def each(self, name: str) -> list[str]:
        """`name=a`, `name[]=a&name[]=b` and `name[0]=a` alike, without what is empty."""
        values = [self._given.get(name, b""), *self._lists.get(name, ())]
        return [text for value in values if value and (text := _decoded(value, self._charset).strip())]

    def true(self, name: str) -> bool:
        """Is the field there, and does it not say no? Clients write False, false and 0."""
        return bool(value := self.get(name, 20).strip()) and value.lower() not in NO


def read(body: bytes) -> Fields:
    """Raises Refused body_invalid for what is no form, or has too many fields."""
    if body.lstrip()[:1] in JSON:
        raise Refused("body_invalid", "The body is JSON; the protocol wants a form.")
    if body.count(b"&") >= MOST:
        raise Refused("body_invalid", f"There are more than {MOST} fields.")
    given: dict[str, bytes] = {}
    lists: dict[str, list[bytes]] = {}
    for pair in body.split(b"&"):
        raw, _, value = pair.partition(b"=")
        if not value or len(raw) > LONGEST_NAME:
            continue
        name = _name(raw)
        if name.endswith("]"):
            base, _, index = name.partition("[")
            if INDEX.fullmatch(f"[{index}"):
                lists.setdefault(base, []).append(value)
                continue
        given[name] = value
    return Fields(given, lists)


@lru_cache(maxsize=2048)
def _name(raw: bytes) -> str:
    if b"%" in raw or b"+" in raw:
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    return raw.decode("utf-8", "replace")


def _decoded(value: bytes, charset: str) -> str:
    """A value as text: UTF-8 when it is that, else as the blog says it writes, and never a failure."""
    if b"+" in value:
        value = value.replace(b"+", b" ")
    if b"%" in value:
        value = unescaped(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode(charset or "utf-8", "replace")


def unescaped(value: bytes) -> bytes:
    """`unquote_to_bytes`, five times as fast where every % has its two digits, as in every letter of a Russian text."""
    if ODD.search(value):
        return unquote_to_bytes(value)
    return binascii.a2b_qp(value.replace(b"=", b"=3D").replace(b"%", b"="))  # the same escapes with another sign


@lru_cache(maxsize=256)
def _charset(named: str) -> str:
    """Python's name of a charset that may be believed, else ''."""
    if not CHARSET.fullmatch(named):
        return ""
    try:
        found = codecs.lookup(named).name
    except (LookupError, ValueError):
        return ""
    return found if found in CHARSETS else ""
