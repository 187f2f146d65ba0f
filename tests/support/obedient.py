"""`voxpop` whose judge doubts what says so (support/verdicts) and nothing else, for tests that are not about judging.

Server.start(folder, command=obedient.COMMAND)
python -m tests.support.obedient serve --data DIR
"""

import sys

from tests.support import verdicts
from voxpop import cli
from voxpop.spam import judging

COMMAND = (sys.executable, "-m", "tests.support.obedient")


def tell_judge() -> None:
    judging.judge = verdicts.judge


if __name__ == "__main__":
    tell_judge()
    cli.main()
