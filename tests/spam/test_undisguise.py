"""Disguises are undone, honest spellings are not."""

import pytest

from voxpop.spam.undisguise import Undone, undo


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("𝐛𝐞𝐬𝐭 𝒄𝒂𝒔𝒊𝒏𝒐 𝟓𝟎", "best casino 50"),
        ("ⓑⓔⓢⓣ ⒞⒜⒮⒤⒩⒪", "best casino"),
        ("🅱🅴🆂🆃 🄲🄰🅂🄸🄽🄾", "BEST CASINO"),
        ("ʙᴇsᴛ ᴄᴀsɪɴᴏ", "best casino"),
        ("ｂｅｓｔ ｃａｓｉｎｏ", "best casino"),
        ("b\u200best c\u00ada\u2060s\ufeffin\u200co", "best casino"),
        ("\u202ebest\u202c ca\U000e0073\U000e007fsino", "best casino"),
        ("bеst саsinо", "best casino"),
        ("bεsτ cαsιηο, dο ιτ nοw", "best casino, do it now"),
        ("ᗷEST ᑕᗩᔕIᑎO", "BEST CASINO"),
        ("Лучшee кaзинo BCEM", "Лучшее казино ВСЕМ"),
        ("Haйκрaще кaзинσ", "Найкраще казино"),
        ("лучшее каз3ино", "лучшее каззино"),
        ("b3st c4s1n0 and fr33 m0ney", "best casino and free money"),
        ("V1AGR4, $ex, ca$h", "VIAGRA, sex, cash"),
        ("b e s t  c a s i n o", "best  casino"),
        ("b.e.s.t c-a-s-i-n-o c_h_e_a_p", "best casino cheap"),
        ("л у ч ш и е", "лучшие"),
        ("b̶e̶s̶t̶ c\u0353\u033da\u0301\u0302s\u0304\u0302i\u0304\u0307n\u0304\u0308o\u0304\u0306", "best casino"),
        ("Thé bëst çàsíñö ön thé pläñèt ís öpéñ tödày", "The best casino on the planet is open today"),
        ("这个.视频里.是你.吗？恭喜您.被抽中", "这个视频里是你吗？恭喜您被抽中"),
    ],
)
def test_disguises_are_undone(disguised: str, plain: str) -> None:
    undone = undo(disguised)
    assert undone.plain == plain
    assert sum(undone[1:]) > 0, "and counted"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "honest",
    [
        "I use k8s, i18n, mp3, h264, CO2, covid19, log4j, 2nd, 4x4, PS5, B12, win32, sha256 and x86_64.",
        "Get $var and $expression from $PATH; mail root@localhost or ann@mail.example, see c4s1no.example/a1b0c4.",
        "Tune it E A D G B E, or A B C D; U.S.A., U.S.S.R., e.g., i.e., z.B., d.h., J.R.R. and S.O.S.",
        "a-b-b-b-but x x x x, o.k., 1 2 3 4 5 6, I a m",
        "Das Gerät wäre zu groß, sagt François aus Łódź, und Åse aus Tromsø lacht mit señor Muñoz darüber.",
        "Cieszę się, że się udało! Mąż zjadł małosolne, zdążyły się ukisić.",
        "Cả nhà tôi đều thích, cảm ơn bạn rất nhiều, cuối tuần sẽ quay lại.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy.",
        "Árvíztűrő tükörfúrógép.",
        "Çalhanoğlu, Šeško, Gündoğan, Mbappé, Ødegaard, Vinícius and João have all scored at the weekend.",
        "Поставил SSD от Samsung в USBшный корпус, BTCшник доволен, 3й раз, 5950х3д, 2тыс.",
        "Καλημέρα σε όλους, το Δt είναι 5 μm και το αx.",
        "می‌خواهم نمی‌شود، کتاب‌های خوبی‌ست.",
        "क्‍ष और ज्ञ, धन्यवाद। ขอบคุณมากครับ\u200bวันนี้",
        "مُحَمَّدٌ رَسُول, שָׁלוֹם לְכֻלָּם",
        "列奥纳多·达·芬奇和让·雅克·卢梭。２０２４年、ジョン・スミスさん。我 们 好",
        "할 수 있 는 게 그 것 뿐",
        "🤷‍♀️ 👨‍👩‍👧‍👦 1️⃣ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇫🇷 5 m² n.º 1ª",
        "за́мок и замо́к",
    ],
)
def test_honest_spellings_stay(honest: str) -> None:
    assert undo(honest) == Undone(honest)


def test_each_disguise_is_counted_by_its_kind() -> None:
    assert undo("𝐚𝐛𝐜").fancy == 3
    assert undo("ca\u200bsi\u200bno").invisible == 2
    assert undo("Donau\u00addampf\u00adschiff").soft == 2
    assert undo("сasino and bоnus").mixed == 2
    assert undo("c a s i n o or b.o.n.u.s").spaced == 2
    assert undo("c4s1n0, v1agra").leet == 2
    assert undo("a\u0301\u0302\u0303b").piled == 1


def test_letters_of_a_ukrainian_typed_on_a_latin_keyboard_are_no_disguise() -> None:
    undone = undo("Дiзнався i зрадiв")
    assert (undone.plain, undone.mixed) == ("Дізнався i зрадів", 0)


def test_what_is_wide_in_japanese_is_a_habit() -> None:
    undone = undo("ＴＶで見ました")
    assert (undone.plain, undone.fancy) == ("TVで見ました", 0)


REPEATED = "a |a.b.|e\u0301\u0316|aаb |αа|0a|a0a0 |$ab |a\u200b|ا\u200c|𝐚|áöñ|中.|a@|a_b-".split("|")


@pytest.mark.parametrize("pattern", REPEATED)
def test_hostile_texts_take_time_in_proportion(pattern: str) -> None:
    short, long = (steps(pattern * (size // len(pattern))) for size in (1024, 8192))
    assert long <= 10 * max(short, 50)


def steps(text: str) -> int:
    """Python's own steps while it is undone: calls and lines, which do not depend on the machine."""
    import sys

    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        undo(text)
    finally:
        sys.settrace(None)
    return count
