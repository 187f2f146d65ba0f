"""What of the log the public may read."""

import pytest

from voxpop.moderation.public_log import public

REASONS = ("Off topic", "Off topic: again", "Insults somebody")


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        ("", ""),
        ("Off topic", "Off topic"),
        ("Off topic: it says “Zoe is a fool”", "Off topic"),
        ("Off topic: again: words", "Off topic: again"),
        ("Off topical", ""),
        ("Zoe again", ""),
    ],
)
def test_of_a_reason_only_what_is_one_of_the_site_s_is_shown(why: str, shown: str) -> None:
    assert public(why, REASONS) == shown
