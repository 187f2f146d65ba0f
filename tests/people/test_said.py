import pytest

from voxpop.lib.refused import Refused
from voxpop.people import said


@pytest.mark.parametrize("spelling", [5101, "5101"])
def test_a_number_and_its_digits_are_one_account(spelling: object) -> None:
    assert said.number(spelling, "Paper") == "5101"


@pytest.mark.parametrize("value", [
    None, "", 0, "0", "00", "007", -1, "-1", 1.0, 5101.5, "1e3", True, False, " 7", "7\n", "٧", "null", "ann", [], {},
    "9" * 33,
])  # fmt: skip
def test_what_is_no_number_of_anybodys_is_refused(value: object) -> None:
    with pytest.raises(Refused) as refused:
        said.number(value, "Paper")
    assert refused.value.code == "provider_lied"
    assert refused.value.sentence.startswith("Paper ")


@pytest.mark.parametrize("value", [None, "", 0, "0", "null", "None", "undefined", "true", "a b", "a/b", "ä", "x" * 201])
def test_what_is_no_name_of_anybodys_is_refused(value: object) -> None:
    with pytest.raises(Refused) as refused:
        said.name(value, "Paper")
    assert refused.value.code == "provider_lied"


def test_an_id_that_need_not_be_numeric_may_be() -> None:
    assert said.name(109, "Paper") == said.name("109", "Paper") == "109"
    assert said.name("01HX4T9", "Paper") == "01HX4T9"


def test_what_is_only_shown_is_empty_where_it_is_not_what_it_should_be() -> None:
    assert said.words(None, 7, "  ", "x" * 2001, " Ann ") == "Ann"
    assert [said.address(value) for value in ("https://a.example/b", "javascript:1", "//a.example", None)] == [
        "https://a.example/b", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("proved", [False, None, "true", "false", 1, 0])
def test_an_address_that_nobody_says_was_proved_is_none(proved: object) -> None:
    assert said.email("ann@reader.example", proved=proved) == ""
    assert said.email("ann@reader.example", proved=True) == "ann@reader.example"


@pytest.mark.parametrize("replies", [(), (None,), ([],), ("Ann",)])
def test_a_reply_that_is_no_object_is_refused(replies: tuple[object, ...]) -> None:
    with pytest.raises(Refused) as refused:
        said.fields(replies, 0, "Paper")
    assert refused.value.code == "provider_lied"
