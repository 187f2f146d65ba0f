"""A kill between a moderator's act and the letter about it, or while that is under way: it is sent all the same."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import sound
from tests.faults.launch import broken
from tests.faults.writers import draft, fields
from tests.support import stub, waiting
from tests.support.asked import HONEST, KEY, THANKS
from tests.support.server import COMMAND, Server

Start = Callable[..., Server]


async def apart(act: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """In a thread, so that the stub can answer meanwhile."""
    return await asyncio.to_thread(act, *given, **more)


def command(server: Server, database: str, *words: str) -> None:
    flags = ["--database", database] if database else []
    subprocess.run([COMMAND, *words, "--data", server.data, *flags], check=True, capture_output=True)


def post(server: Server, text: str) -> int:
    with server.client() as client:
        answer = client.post("/api/v1/comments", json=draft(server, text), headers=fields(server))
    assert answer.status_code in (201, 202), answer.text
    return int(answer.json()["id"])


def starting(there: stub.Stub, database: str, steps: Path) -> dict[str, Any]:
    """What a server needs that asks the stub, and whose clock can be moved."""
    options = broken(f"clock={steps}")
    options["env"] |= {"VOXPOP_AKISMET_URL": there.url}
    return {"database": database, **options}


async def test_what_a_moderator_said_is_told_after_a_kill(start_server: Start, chosen: str, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.write_text("0")
    async with stub.serving(HONEST) as there:
        options = starting(there, chosen, steps)
        server = await apart(start_server, **options)
        await apart(command, server, chosen, "site", "set", "default", f"akismet_key={KEY}")
        comment = await apart(asked_about, server, there)
        await apart(server.kill)
        await apart(command, server, chosen, "reject", "--spam", str(comment))
        there.behave, there.asked = stub.hanging, asyncio.Event()
        server = await apart(start_server, **options)
        await asyncio.wait_for(there.asked.wait(), 60)  # it is being told
        await apart(server.kill)
        assert sound.faults(sound.place(chosen, server)) == []
        steps.write_text(str(130 * 1_000_000))
        there.behave, there.asked = THANKS, asyncio.Event()
        server = await apart(start_server, **options)
        await asyncio.wait_for(there.asked.wait(), 60)
        await apart(waiting.until, lambda: sound.letters(sound.place(chosen, server)) == 0, "the letter is done")
    calls = [asked.target for asked in there.heard]
    assert calls[-2:] == ["/1.1/submit-spam"] * 2
    assert there.heard[-1].form == there.heard[-3].form


def asked_about(server: Server, there: stub.Stub) -> int:
    """The id of a comment that Akismet was asked about: the first after the server has seen the key."""
    comments: list[int] = []

    def told() -> bool:
        comments.append(post(server, f"A letter to the editor, number {len(comments)}."))
        return there.connections > 0

    waiting.until(told, "the server asks about a comment")
    return comments[-1]
