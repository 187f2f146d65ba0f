"""How a text is made: telephone numbers, prices, messengers, mailboxes, wallets; shouting, rows of emoji and marks.

Each is honest somewhere: a helpline, a complaint about a price, joy. So each weighs little, and the sum is bounded.
"""

import re

from voxpop.spam import features, several
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

MOST = 2.6
PHONE = 0.9
PRICE = 0.4  # a blog about money has one in eleven honest comments
MESSENGER = 1.2
HANDLE = 0.7  # beside a messenger's name
MAIL = 0.9
WALLET = 1.6
MONEY = 0.8
SHOUTING = 0.5
EMOJI = 0.4
MARKS = 0.4

DIGITS = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){7,12}(?![0-9/@\w])")  # with a country's code they have 13 at most
BEFORE = re.compile(r"[\w.,/:@-]$")  # then it is part of something else: an address, a longer number
# Books, years, dates.
OTHERWISE = re.compile(r"97[89][ -]?\d|(?:19|20)\d\d ?[-./] ?(?:\d\d|(?:19|20)\d\d)\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
CURRENCY = re.compile("[$€£₽¥₹₺₩]")
CURRENCIES = frozenset("usd eur gbp usdt btc руб грн zł tl dollars euros pounds рублей".split())
AMOUNT = re.compile(
    r"[$€£₽¥₹₺₩] ?[0-9]|[0-9] ?(?:[$€£₽¥₹₺₩]|(?:usd|eur|gbp|usdt|btc|руб|грн|zł|tl|dollars|euros|pounds)\b)"
)
MESSENGERS = frozenset(
    """
    whatsapp whats watsap telegram viber wechat skype snapchat hangouts zalo телеграм телеграмм телегу телеге вотсап
    ватсап вайбер лс личку личные واتساب واتس تلگرام تيليجرام تليجرام טלגרם וואטסאפ
    """.split()
)
MESSENGERS_UNSPACED = re.compile("微信|加v|カカオ|카톡|텔레그램|ライン追加|line id")
MESSENGER_HOSTS = frozenset("t.me wa.me wa.link chat.whatsapp.com api.whatsapp.com telegram.me line.me".split())
AT = re.compile(r"@[a-z_](?<![\w.]@.)[\w.]{3,}")
WALLETS = re.compile(r"\b(?:bc1[a-z0-9]{20,60}|0x[0-9a-f]{40}|t[a-z0-9]{33}|[13][a-z0-9]{25,33})\b")
LONG_WORD = re.compile(r"[a-z0-9]{26}")
RICHES = re.compile("[\U0001f4b0\U0001f4b5\U0001f4b8\U0001f911\U0001f4b2]")
MANY_EMOJI = 8
MARK_ROW = re.compile(r"[!?！？]{3,}")
MANY_MARKS = 3
LETTERS = 30  # from which on capitals shout; a short shout is only a shout
LOOKED_AT = 4_000  # characters
DIGIT = re.compile("[0-9]")


def look(seen: Seen) -> Reason | None:
    folded = seen.folded[:LOOKED_AT]
    parts: list[Part] = []
    if seen.mails:
        parts.append((MAIL, "an e-mail address in the text"))
    if DIGIT.search(folded):
        parts += numbers(folded)
        if (CURRENCY.search(folded) or not CURRENCIES.isdisjoint(seen.words)) and AMOUNT.search(folded):
            parts.append((PRICE, "a sum of money"))
    if not MESSENGERS.isdisjoint(seen.words) or by_host(seen) or unspaced(seen):
        handle = "@" in folded and AT.search(folded) is not None
        parts.append((MESSENGER + HANDLE * handle, "somebody to write to on a messenger" if handle else "a messenger"))
    parts += loud(seen.plain[:LOOKED_AT])
    return several.reason("shape", parts, MOST, seen.share)


def numbers(folded: str) -> list[Part]:
    parts: list[Part] = []
    if any(is_phone(folded, found) for found in DIGITS.finditer(folded)):
        parts.append((PHONE, "a telephone number"))
    if LONG_WORD.search(folded) and WALLETS.search(folded):
        parts.append((WALLET, "the address of a wallet"))
    return parts


def is_phone(folded: str, found: re.Match[str]) -> bool:
    start = found.start() - (folded[found.start() - 1 : found.start()] in ("+", "("))
    return BEFORE.search(folded, max(0, start - 1), max(0, start)) is None and not OTHERWISE.match(found[0])


def by_host(seen: Seen) -> bool:
    return any(link.host in MESSENGER_HOSTS for link in seen.links)


def unspaced(seen: Seen) -> bool:
    return not seen.plain.isascii() and MESSENGERS_UNSPACED.search(seen.folded[:LOOKED_AT]) is not None


def loud(plain: str) -> list[Part]:
    parts = []
    if plain.isupper() and sum(map(str.isalpha, plain)) >= LETTERS:
        parts.append((SHOUTING, "all of it is in capitals"))
    if "$$" in plain or (not plain.isascii() and RICHES.search(plain)):
        parts.append((MONEY, "signs of money"))
    if not plain.isascii() and len(features.EMOJI.findall(plain)) >= MANY_EMOJI:
        parts.append((EMOJI, "many emoji"))
    if ("!!" in plain or "??" in plain) and len(MARK_ROW.findall(plain)) >= MANY_MARKS:
        parts.append((MARKS, "rows of exclamation marks"))
    return parts
