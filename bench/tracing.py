"""What a page's main thread did, from Chromium's own trace. Knows no server.

Times are what the thread worked, not what passed meanwhile: others on the machine do not count.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8", "blink.user_timing"]
COMPILED = {"v8.compile", "v8.compileModule", "V8.CompileModule"}
RAN = {"EvaluateScript", "v8.evaluateModule", "V8.EvaluateModule"}
TASKS = {"RunTask", "ThreadControllerImpl::RunTask"}


class Task(NamedTuple):
    """µs since the browser began, and ms."""

    at: float
    took: float


class Trace:
    def __init__(self, recorded: bytes) -> None:
        self.events: list[dict[str, Any]] = json.loads(recorded)["traceEvents"]
        self.thread = self._main_thread()

    def _main_thread(self) -> tuple[int, int]:
        """Of the renderer in which the page's marks were set. Raises SystemExit when none was."""
        for event in self.events:
            if "blink.user_timing" in event.get("cat", "") and event["name"] == "voxpop-begin":
                return event["pid"], event["tid"]
        raise SystemExit("bench: the trace holds no mark of the page")

    def _here(self, names: set[str]) -> list[dict[str, Any]]:
        found = (event for event in self.events if event["name"] in names and event.get("ph") == "X")
        return [event for event in found if (event["pid"], event["tid"]) == self.thread]

    def mark(self, name: str) -> float:
        """When the page set it, in µs."""
        return next(float(event["ts"]) for event in self.events if event["name"] == name)

    def scripts(self, origin: str) -> float:
        """ms that compiling and running the scripts of a server took, without what they do afterwards."""
        return sum(took(event) for event in self._outermost(origin))

    def _outermost(self, origin: str) -> list[dict[str, Any]]:
        found = [event for event in self._here(COMPILED | RAN) if origin in json.dumps(event.get("args", {}))]
        found.sort(key=lambda event: (event["ts"], -event["dur"]))
        kept: list[dict[str, Any]] = []
        for event in found:
            if not kept or event["ts"] >= kept[-1]["ts"] + kept[-1]["dur"]:
                kept.append(event)
        return kept

    def tasks(self, since: float, until: float) -> list[Task]:
        return [Task(event["ts"], took(event)) for event in self._here(TASKS) if since <= event["ts"] <= until]


def took(event: dict[str, Any]) -> float:
    return float(event.get("tdur", event["dur"])) / 1000
