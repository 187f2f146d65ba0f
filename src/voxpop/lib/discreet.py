"""What a log holds of an error: its kind and the way that led to it, never its words.

The words may be a reader's: a database repeats the row that it refuses, a parser the line that it cannot read.
"""

import copy
import logging
import traceback

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REPEATS = "asyncio"  # who writes an error's words into its own sentence, from the second line on


class Discreet(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.exc_info = plain.exc_text = plain.stack_info = None
        said = record.getMessage()
        plain.msg, plain.args = said.partition("\n")[0] if record.name == REPEATS else said, None
        error = record.exc_info[1] if record.exc_info else None
        return super().format(plain) + (f"\n{way(error)}" if error else "")


def way(error: BaseException) -> str:
    """Of an error, and of those that it came from, the kind and the calls, the last one first."""
    told: list[str] = []
    seen: set[int] = set()  # an error may be its own cause
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        calls = reversed(traceback.extract_tb(one.__traceback__))
        told.append("\n".join([type(one).__name__, *(f"  at {at.filename}:{at.lineno} in {at.name}" for at in calls)]))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\nfrom ".join(told)


def set_up() -> None:
    """For a process that serves: what is worth a warning goes to its standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
