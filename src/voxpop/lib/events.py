"""Server-sent events (HTML Living Standard, 9.2) as the bytes that go out. Knows no domain words."""

import msgspec

KIND = b"text/event-stream"
FIELDS = (
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),  # nginx hands each piece on as it comes
    ("access-control-allow-origin", "*"),
    ("x-content-type-options", "nosniff"),
)
BEAT = b": \n\n"  # says nothing; keeps proxies from taking a quiet stream for a dead one

_encode = msgspec.json.Encoder().encode


def event(kind: str, said: object, number: int | None = None) -> bytes:
    """An event whose data is JSON. Who comes back says by its `number` what they heard last."""
    told = b"" if number is None else b"id: %d\n" % number
    return b"event: %b\n%bdata: %b\n\n" % (kind.encode(), told, _encode(said))  # JSON has no line breaks of its own


def numbered(number: int) -> bytes:
    """What a browser takes for heard, without an event."""
    return b"id: %d\n\n" % number


def retry(seconds: float) -> bytes:
    """After how long a browser comes back when the stream ends."""
    return b"retry: %d\n\n" % (1000 * seconds)


def poll(seconds: int) -> bytes:
    """Nothing is streamed: look again every so many seconds."""
    return retry(seconds) + event("poll", {"seconds": seconds})
