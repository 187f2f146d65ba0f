"""Who has gone is told nothing more; any other failure is one."""

from typing import Any

import pytest

from voxpop.lib.gone import Gone

MESSAGES = [{"type": "http.response.start"}, {"type": "http.response.body"}, {"type": "http.response.body"}]


async def answered(failing: dict[int, Exception]) -> list[int]:
    """The numbers of the messages that were sent on; at some it fails."""
    sent: list[int] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        for nth, message in enumerate(MESSAGES):
            await send(message | {"nth": nth})

    async def send(message: Any) -> None:
        sent.append(message["nth"])
        if message["nth"] in failing:
            raise failing[message["nth"]]

    await Gone(app)({"type": "http"}, None, send)  # type: ignore[arg-type]
    return sent


async def test_whoever_is_there_is_told_all() -> None:
    assert await answered({}) == [0, 1, 2]


async def test_whoever_has_gone_is_told_nothing_more() -> None:
    error = RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")
    assert await answered({1: error}) == [0, 1]


@pytest.mark.parametrize("error", [RuntimeError("something else"), OSError("the handler is closed")])
async def test_another_failure_is_not_kept_quiet(error: Exception) -> None:
    with pytest.raises(type(error)):
        await answered({1: error})
