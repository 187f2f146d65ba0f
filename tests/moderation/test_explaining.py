"""Why a comment was judged as it was: every reason, what it weighs, and who decided what since."""

import io

import pytest
from rich.console import Console

from tests.support.house import Place, Reader
from tests.support.verdicts import DOUBTFUL
from voxpop.lib.refused import Refused
from voxpop.moderation.explaining import explain


def told(place: Place, comment: int, width: int = 120) -> str:
    said = io.StringIO()
    place.house.database.read_now(lambda conn: explain(conn, comment, Console(file=said, width=width)))
    return said.getvalue()


@pytest.mark.usefixtures("obedient")
async def test_every_reason_is_there_with_its_weight_and_the_sum(place: Place, reader: Reader) -> None:
    comment = await reader.said(DOUBTFUL, name="Eve")
    lines = [line.rstrip() for line in told(place, comment).splitlines()]
    assert lines[0] == f"Comment {comment} by Eve, under The ferry is late: held"
    [reason] = [line for line in lines[: lines.index("Today, without the last hours")] if "+4.30" in line]
    assert DOUBTFUL in reason
    assert "█" in reason.partition("│")[2].partition("+4.30")[0]
    assert "69.0% spam (+0.80 log-odds)" in lines


async def test_what_it_would_be_judged_today_knows_what_was_taught_since(place: Place, reader: Reader) -> None:
    first = await reader.said("Pills and a casino at https://shop.example for you")
    second = await place.reader().said("Look at my bread, https://shop.example bakes it every day")
    before = told(place, second)
    assert "1 spam here before" not in before
    await place.decide("spam", first)
    assert "shop.example: 1 spam here before" in " ".join(told(place, second, 300).split())


async def test_a_comment_s_own_part_in_a_record_does_not_count(place: Place, reader: Reader) -> None:
    comment = await reader.said("Pills and a casino at https://shop.example for you")
    await place.decide("spam", comment)
    assert "spam here before" not in told(place, comment)


async def test_the_acts_are_there_with_what_they_taught(place: Place, reader: Reader) -> None:
    comment = await reader.said("Good morning")
    await place.decide("spam", comment)
    await place.decide("restore", comment)
    await place.decide("reject", comment)
    acts = [line.partition("UTC  ")[2] for line in told(place, comment).splitlines() if "UTC  " in line]
    assert acts == [
        "mo: spam, live → spam; taught: spam, no longer in force",
        "mo: restore, spam → live",
        "mo: reject, live → trash",
    ]


async def test_a_stranger_s_words_do_nothing_to_the_terminal(place: Place, reader: Reader) -> None:
    comment = await reader.said(
        "[red]words[/red] \\[bold] :smile: and [link=https://a.example]more[/link]", name="[b]Eve"
    )
    said = told(place, comment)
    assert "[red]words[/red]" in said
    assert "by [b]Eve" in said
    assert "\x1b" not in said


async def test_an_imported_comment_was_never_judged_and_is_today(place: Place, reader: Reader) -> None:
    comment = await reader.said("Good morning")
    await place.write("UPDATE sender SET verdict = ''")
    said = told(place, comment)
    assert "When it came" not in said
    assert "Today" in said


async def test_of_a_deleted_comment_nothing_is_left_to_explain(place: Place, reader: Reader) -> None:
    comment = await reader.said("Good morning")
    await reader.erase(comment)
    assert told(place, comment).splitlines()[0] == f"Comment {comment} by nobody, under The ferry is late: gone"
    assert "%" not in told(place, comment)


async def test_a_comment_that_is_not_there_is_refused(place: Place) -> None:
    with pytest.raises(Refused) as refused:
        told(place, 7)
    assert refused.value.code == "no_such_comment"
