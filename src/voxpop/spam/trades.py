"""What people are paid to put where a name belongs: keywords of trades that advertise in comments, in many languages.

Words that are names of people, too (Judi, Slot), or that honest nicknames are made of (gamer, hacker), are left out.
"""

import re

WORDS = """
    casino kasino cazino slots gacor poker betting jackpot roulette blackjack baccarat sportsbook togel bookmaker
    lottery wager freespin viagra cialis levitra kamagra sildenafil tadalafil xanax tramadol ozempic semaglutide
    phentermine modafinil pharmacy pharmacie apotheke farmacia apteka aptek pills steroid nootropic forskolin
    garcinia keto cbd gummies vape hemp kratom weightloss slimming supplement loan loans payday kredit credit
    prestito préstamo emprunt pinjaman pinjol mortgage lender refinance insurance forex bitcoin btc crypto krypto
    ethereum nft binary invest investing investment investimento traders trading signals mining airdrop seo backlink
    backlinks guestpost webdesign marketing agency hosting vps vpn proxies followers subscribers essay essays
    dissertation thesis assignment homework coursework turnitin tutors escort escorts callgirl massage brides dating
    hookup sexy porn xxx camgirl babes milf replica jersey jerseys handbags sneakers outlet wholesale coupon coupons
    discount promo cheap kaufen günstig acheter comprar купить заказать buy plumber plumbing roofing roofer
    locksmith movers packers remodeling renovation contractor carpet towing attorney lawyer lawyers injury rental
    rentals limousine realtor diploma passport driverslicense ielts gmat visa recovery spellcaster marabout voyance
    astrologer психолог казино ставки займ кредит займы виагра заработок продвижение подписчики накрутка эскорт
    реклама ремонт казіно позика кредити заробіток
    כזינו הלוואה קזינו قرض كازينو قروض شراء وام کازینو خرید شرط‌بندی 博彩 赌场 貸款 贷款
    代写 发票 棋牌 借錢 娛樂城 彩票 外送茶 カジノ 副業 出会い 稼ぐ 카지노 토토 바카라 대출 출장마사지
""".split()
# In the name of a host a keyword is easily a piece of something honest: specialist, blender, Franklin, kaylasloan.
ANYWHERE = """
    casino gacor poker jackpot viagra kamagra xanax tramadol payday forex escort backlink followers porn replica
    jerseys onlinecasino betting essaywriting buyessay cheapest ozempic togel
""".split()
AT_AN_END = "slots loans credit cialis pharm pills cbd vape dating crypto btc bet movers cheap essay essays".split()
WORD = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, WORDS)) + r")(?![^\W_])", re.IGNORECASE)
UNSPACED = re.compile("|".join(word for word in WORDS if "\u3040" <= word[0] <= "\u9fff" or word[0] >= "\uac00"))
_ENDS = "|".join(sorted(AT_AN_END, key=len, reverse=True))
HOST = re.compile(rf"{'|'.join(ANYWHERE)}|(?:^|(?<=[-.]))(?:seo|{_ENDS})|(?:{_ENDS})(?=[0-9]*(?:[-.]|$))")


def word_in(name: str) -> str:
    """The first keyword of a trade in a name, in small letters; "" if there is none."""
    found = WORD.search(name) or UNSPACED.search(name)
    return found[0].casefold() if found else ""


def part_of(host: str) -> str:
    """The first keyword of a trade in a host's name; "" if there is none."""
    found = HOST.search(host)
    return found[0] if found else ""
