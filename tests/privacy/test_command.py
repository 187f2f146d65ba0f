"""What the command line tells while somebody is forgotten."""

from voxpop.privacy import command, erasing


def test_each_step_has_a_name_for_who_watches() -> None:
    assert set(command.WORDS) == {step for step, _ in erasing.STEPS}
