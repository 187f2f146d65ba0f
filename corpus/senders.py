"""Who sends a comment: the name, the web site and the mailbox that go together, honest or not."""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.addresses import FREE_MAIL, SPAM_MAIL, Addresses, host_of, plain

SYLLABLES = "kno ge tri vax Hal lum bem Qui zar ton jes pum Fli gro nik wes".split()
LATIN = """
    amir noor tariq yuki hana ming xiaolin jun kim sora olya dima sveta anya raju meera dani noa shira parisa kaveh
    linh sunny moonlight star zed mk a.n teacher coffee
""".split()  # what people whose name has other letters call their mailbox
FAMILY_FIRST = ("zh", "zh-Hant", "ja", "ko")


class Sender(NamedTuple):
    author: str
    url: str
    email: str


class Senders:
    """`lists` holds given, family and nick, names of people, and name, the keywords of a trade."""

    def __init__(self, chance: random.Random, lists: Mapping[str, Sequence[str]], code: str) -> None:
        self.chance = chance
        self.lists = lists
        self.code = code
        self.addresses = Addresses(chance, lists, code)

    def person(self) -> str:
        given, family, nick = (self.addresses.pick(name) for name in ("given", "family", "nick"))
        if self.code in FAMILY_FIRST:
            return self.chance.choice((family + given, family + given, nick, nick, given))
        full, initial = f"{given} {family}", f"{given} {family[0]}."
        numbered = f"{given.lower()}{self.chance.randint(1, 99)}"
        return self.chance.choice((given, given, full, full, initial, nick, nick, numbered))

    def honest(self) -> Sender:
        author = self.person()
        url = self.addresses.honest_url() if self.chance.random() < 0.2 else ""
        email = ""
        if url and self.chance.random() < 0.4:
            email = f"{self.mail_name(author)}@{host_of(url)}"
        elif self.chance.random() < 0.75:
            email = f"{self.mail_name(author)}@{self.chance.choice(FREE_MAIL)}.example"
        return Sender(author, url, email)

    def mail_name(self, author: str) -> str:
        """Made of the name, as people do; sometimes they have another."""
        name = plain(author)
        if len(name) < 2 or self.chance.random() < 0.12:
            name = self.chance.choice(LATIN)
        year = self.chance.randint(1950, 2008)
        return name + self.chance.choice(("", "", str(self.chance.randint(1, 99)), str(year)))

    def spammer(self) -> Sender:
        url = self.addresses.spam_url() if self.chance.random() < 0.6 else ""
        return Sender(self.spam_name(url), url, self.spam_mail(url))

    def spam_name(self, url: str) -> str:
        draw = self.chance.random()
        if draw < 0.4:
            return self.addresses.pick("name")
        if draw < 0.52:
            syllables = "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((1, 2))))
            return plain(self.addresses.pick("given")).title() + syllables
        if draw < 0.56 and url:
            return host_of(url)
        return self.person()

    def spam_mail(self, url: str) -> str:
        if url and self.chance.random() < 0.2:
            return f"{self.chance.choice(('info', 'sales', 'admin', 'contact'))}@{host_of(url)}"
        if self.chance.random() < 0.2:
            return ""
        person = (plain(self.person()) or self.chance.choice(LATIN)) + str(self.chance.randint(100, 99999))
        name = self.chance.choice((self.addresses.code_word(9).lower(), self.addresses.handle(), person))
        return f"{name}@{self.chance.choice(SPAM_MAIL)}.example"
