"""Which language a text is in, by its script and its smallest words. Of a short text it says nothing.

Told apart are those of whose small words there is a list here, and those that have a script of their own. Chinese is
one language, whatever its signs. The lists are what anybody who reads the language would name first.
"""

import re
from itertools import permutations

ENOUGH = 4  # different small words of one language
LEAD = 1.5  # times as many as of any other
LETTERS = 12  # of a script that says something; of signs for words half as many
LOOKED_AT = 400  # characters

_LISTS = """
    en: the and of to is in that it you for with this was are not have but they be on your what my so just from at
    de: der die und das ist nicht ich ein eine zu den mit es auf auch so dass für von dem sich wir sie wie war aber
    fr: le la les et des est une que pas je vous pour dans qui sur ce avec nous mais du cette très tout c'est j'ai
    es: el la los que de y en un una es por con para no las del se lo muy pero como más mi está su me ya todo este
    pt: o os que de e em um uma é por com para não as do da se muito mas como mais eu você isso está meu foi no na
    it: il lo gli che di e è un una per con non sono del della ma come più anche questo mi ho si nel molto hanno
    nl: de het een en van ik is dat niet je op te zijn voor met die maar er ook als wat we naar heb aan bij nog dit
    sv: och att det är jag som en på inte för med den har av till men om så ett var du vi kan från mycket när detta
    da: og at det er jeg som en på ikke for med den har af til men om så et var du vi kan fra meget når også dette
    no: og at det er jeg som en på ikke for med den har av til men om så et var du vi kan fra mye når også dette
    fi: ja on ei se että en oli mutta niin kun myös tai jos mitä olen ovat tämä kuin vain sitten hän minä nyt hyvin
    pl: i w nie na się jest to że z do jak ale po za od tak już co czy dla przez tylko był mi te bardzo może jestem
    cs: a se na je to že v si do s ale jak by pro tak co jsem už od jako jen když nebo ještě není jsou mi být bylo
    ro: și în de la cu nu este o un pe că din mai pentru ce am sunt se care dar fost foarte nici acest după când eu
    hu: a az és nem hogy is egy van meg csak ez de volt már mint még ha ki nagyon mert lehet azt vagy majd kell jó
    tr: bir ve bu çok için ne de da ben ama var mi daha gibi kadar en sonra olarak her şey değil ile benim nasıl yok
    id: yang dan di ini itu untuk dengan tidak saya dari ada juga bisa ke akan sudah kami anda pada atau lebih kita
    ms: yang dan di ini itu untuk dengan tidak saya dari ada juga boleh ke akan sudah kami anda pada atau lebih kita
    vi: và là của có không cho tôi được này một các với người đã để rất bạn thì mà nhưng cũng khi như ở ra đi nhiều
    ru: и в не на что я с как это по но у за все так из же от бы мы вы для он она они меня мне только уже было есть
    uk: і в не на що я з як це та але у за все так із від ми ви для він вона вони мене мені тільки вже було є дуже й
    bg: и в не на че да се за от като това но със са много как към ще съм е аз ние вие само още при има може
    ar: في من على و هذا أن لا ما هو إلى كان عن مع هذه كل التي الذي لم أنا جدا قد يا بعد شكرا لكن ذلك كنت
    fa: و در به از که این را با است من هم برای یک تا می آن ما شما بود خیلی هر نیست کرد باید شد اما چه همه
    ur: کے میں کی ہے اور سے کو کا یہ نہیں پر ہیں نے کہ بہت تو وہ اس ہو تھا ایک بھی آپ
"""
SMALL = {line.split()[0][:-1]: line.split()[1:] for line in _LISTS.strip().splitlines()}
# Letters of scripts, and the one language here that is written in each; Latin, Cyrillic and Arabic have many.
SCRIPTS = {
    "Cyrillic": "\u0400-\u052f",
    "Arabic": "\u0620-\u06d3\u0750-\u077f",
    "Hebrew": "\u05d0-\u05ea",
    "Greek": "\u0370-\u03ff",
    "Devanagari": "\u0904-\u0939",
    "Thai": "\u0e01-\u0e2e",
    "Korean": "\uac00-\ud7af",
    "kana": "\u3040-\u30ff",
    "Han": "\u4e00-\u9fff",
    "Armenian": "\u0531-\u0587",
    "Georgian": "\u10a0-\u10ff",
    "Bengali": "\u0985-\u09b9",
    "Tamil": "\u0b85-\u0bb9",
}
ONLY = dict(
    zip(
        "Hebrew Greek Thai Korean kana Han Armenian Georgian Bengali Tamil Devanagari".split(),
        "he el th ko ja zh hy ka bn ta hi".split(),
        strict=True,
    )
)
SCRIPT_OF = {code: script for script, code in ONLY.items()} | {
    **dict.fromkeys("ru uk bg be sr mk kk ky mn tg".split(), "Cyrillic"),
    **dict.fromkeys("ar fa ur ps ku ug sd".split(), "Arabic"),
    **dict.fromkeys("hi mr ne sa".split(), "Devanagari"),
}
# So near to each other that a short text may be either, or spoken in the same places.
NEAR = [frozenset(codes.split()) for codes in ("da no sv", "ru uk bg", "id ms", "es pt", "ur ar fa", "zh ja")]
NAMES = dict(
    word.split("=")
    for word in (
        "en=English de=German fr=French es=Spanish pt=Portuguese it=Italian nl=Dutch sv=Swedish da=Danish no=Norwegian "
        "fi=Finnish pl=Polish cs=Czech ro=Romanian hu=Hungarian tr=Turkish id=Indonesian ms=Malay vi=Vietnamese "
        "ru=Russian uk=Ukrainian bg=Bulgarian ar=Arabic fa=Persian ur=Urdu hi=Hindi ja=Japanese ko=Korean he=Hebrew "
        "el=Greek th=Thai hy=Armenian ka=Georgian bn=Bengali ta=Tamil zh=Chinese"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ANY = re.compile(f"[{''.join(SCRIPTS.values())}]+")
_EACH = {script: re.compile(f"[{letters}]+") for script, letters in SCRIPTS.items()}
_ASCII = re.compile("[a-z]+")
_OF: dict[str, tuple[str, ...]] = {}
for _code, _words in SMALL.items():
    for _word in _words:
        _OF[_word] = (*_OF.get(_word, ()), _code)
_EVERY = frozenset(_OF)
_NEAR_PAIRS = frozenset(pair for languages in NEAR for pair in permutations(languages, 2))


def script(folded: str) -> str:
    """The script that a text in small letters is mostly in; "" for one with too few letters. Japanese is "kana"."""
    folded = folded[:LOOKED_AT]
    if folded.isascii():
        return "Latin" if len(folded) >= 2 * LETTERS else ""
    letters = "".join(_ANY.findall(folded))
    latin = len("".join(_ASCII.findall(folded)))
    if len(letters) <= latin:
        return "Latin" if latin >= LETTERS else ""
    kana = len("".join(_EACH["kana"].findall(letters)))
    if kana * 10 >= len(letters):  # Chinese signs stand in Japanese, not the reverse
        return "kana" if len(letters) >= LETTERS // 2 else ""
    middle = letters[len(letters) // 2]
    most = next(name for name, each in _EACH.items() if each.match(middle))
    count = len("".join(_EACH[most].findall(letters)))
    enough = max(len(letters) // 2, LETTERS // 2 if most in ("Han", "Korean") else LETTERS)
    return most if count >= enough else ""


def of(folded: str) -> str:
    """The code of its language, like en, of a text in small letters; "" when it cannot be told."""
    folded = folded[:LOOKED_AT]
    return ONLY.get(script(folded)) or by_words(set(_WORD.findall(folded)))


def by_words(words: set[str]) -> str:
    counts: dict[str, int] = {}
    for word in words & _EVERY:
        for code in _OF[word]:
            counts[code] = counts.get(code, 0) + 1
    most = max(counts.values(), default=0)
    if most < ENOUGH:
        return ""
    first = next(code for code, count in counts.items() if count == most)
    rest = max((count for code, count in counts.items() if not are_near(code, first)), default=0)
    return first if most >= LEAD * rest else ""


def are_near(one: str, other: str) -> bool:
    return one == other or (one, other) in _NEAR_PAIRS


def every_small_word() -> frozenset[str]:
    return _EVERY
