"""What is worked out, in words: every signal of the judge in one sentence."""

from collections import Counter

from voxpop.privacy.worked_out import LOOKS
from voxpop.spam.judge import SIGNALS


def test_every_signal_is_told_of_once_and_no_other() -> None:
    told = Counter(signal for look in LOOKS for signal in look.signals)
    assert told == Counter(signal.__module__.rpartition(".")[2] for signal in SIGNALS)
