"""`voxpop` without its cleaner: what readers write is shown as the HTML they wrote. To test the wall behind it.

Its judge lets everything through that does not ask for doubt (support/obedient).

python -m tests.support.uncleaned serve --data DIR
"""

from tests.support import obedient
from voxpop import cli
from voxpop.discussion import text


class Nothing:
    """A cleaner that finds everything clean."""

    def clean(self, markup: str) -> str:
        return markup


def break_cleaner() -> None:
    text.CLEANER = Nothing()  # type: ignore[assignment]
    text.in_words = lambda markup: markup
    text.refuse_empty = lambda plain: plain


if __name__ == "__main__":
    break_cleaner()
    obedient.tell_judge()
    cli.main()
