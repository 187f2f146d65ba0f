"""Several processes that serve, and the one that replaces those that end or fall silent."""

import time

from uvicorn.supervisors import multiprocess


class Worker(multiprocess.Process):
    """uvicorn's, but whether it still answers is seen without waiting for the answer.

    Waiting is for one worker at a time: while it lasts, another that has ended is not replaced, and neither is the
    one that was asked when it ends before it answers.
    """

    asked: float | None = None  # since when an answer is outstanding, by the monotonic clock; None: nothing is asked

    def ping(self, timeout: float = 5) -> bool:
        """Ask, unless asked already. False if the answer has been outstanding for `timeout` seconds."""
        now = time.monotonic()
        try:
            if self.asked is None:
                self.parent_conn.send(b"ping")
                self.asked = now
            if self.parent_conn.poll(0):
                self.parent_conn.recv()
                self.asked = None
        except (OSError, EOFError):
            return False
        return self.asked is None or now - self.asked < timeout


class Workers(multiprocess.Multiprocess):
    """uvicorn's, of Workers."""

    def init_processes(self) -> None:
        multiprocess.Process = Worker  # type: ignore[misc]  # this name is all that uvicorn's own code asks for
        super().init_processes()
