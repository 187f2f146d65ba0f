"""Languages are told apart by script and small words; short texts are none."""

import pytest

from voxpop.spam import tongue

SAID = {
    "en": "I have no idea what this is about, but the boat was not on time and we are all so tired of it.",
    "de": "Ich weiß nicht, was das soll, aber die Fähre war nicht pünktlich und wir sind auch noch da.",
    "fr": "Je ne sais pas pour vous, mais nous avons attendu une heure dans le froid, et c'est très long.",
    "es": "No sé qué decir, pero el barco de la mañana no llega y la gente ya está muy cansada de esto.",
    "pt": "Não sei o que dizer, mas o barco da manhã não chega e eu também já estou muito cansado disso.",
    "it": "Non so che cosa dire, ma il traghetto della mattina non è arrivato e anche questo mi dispiace molto.",
    "nl": "Ik weet het ook niet, maar de boot was er niet en wij hebben een uur op het strand gewacht.",
    "sv": "Jag vet inte vad det är, men båten var inte här och vi har väntat på den en timme nu.",
    "pl": "Nie wiem, co się stało, ale statek nie przypłynął i już tylko czekam na to, bo co mam zrobić.",
    "tr": "Bu gemi neden gelmedi bilmiyorum ama çok bekledik ve sonra bir şey demediler, ne kadar daha sürer.",
    "id": "Saya tidak tahu apa yang terjadi, tetapi kapal itu tidak datang dan kami sudah menunggu di sini.",
    "vi": "Tôi không biết có chuyện gì, nhưng tàu không đến và chúng tôi đã chờ ở đây rất lâu như một trò đùa.",
    "ru": "Я не знаю, что это такое, но паром опять не пришёл, и мы все ждали его на причале.",
    "uk": "Я не знаю, що це таке, але пором знову не прийшов, і ми всі чекали на нього ще й у дощ.",
    "ar": "لا أعرف ما هو السبب لكن العبارة لم تصل إلى هذا المكان وكنت هنا من الصباح على الرصيف",
    "fa": "من نمی دانم این چه بود اما کشتی نیامد و ما را از صبح در این جا نگه داشت که هیچ",
    "he": "אני לא יודע מה קרה אבל המעבורת לא הגיעה",
    "hi": "मुझे नहीं पता कि क्या हुआ लेकिन नाव नहीं आई",
    "ja": "船がまた来ませんでした。とても困っています。",
    "ko": "배가 또 오지 않았어요. 정말 힘들어요.",
    "zh": "渡轮又没有来，我们都在码头等着。",
    "el": "Δεν ξέρω τι έγινε, αλλά το πλοίο δεν ήρθε.",
}


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_says_its_language(code: str) -> None:
    assert tongue.of(SAID[code].casefold()) == code


@pytest.mark.parametrize("text", ["", "ok", "nice!", "haha 😂😂😂", "123 456", "merci", "Да!", "https://a.example/b"])
def test_a_short_text_says_nothing(text: str) -> None:
    assert tongue.of(text) == ""


def test_a_few_names_do_not_change_the_script() -> None:
    assert tongue.script("мы были в london и видели the who на сцене, было очень здорово") == "Cyrillic"
    assert tongue.script("we were in москва and saw the band there, it was so good") == "Latin"


def test_every_language_and_script_has_a_name() -> None:
    assert set(tongue.SMALL) | set(tongue.ONLY.values()) <= set(tongue.NAMES)
    assert set(tongue.SCRIPT_OF.values()) <= set(tongue.SCRIPTS)
