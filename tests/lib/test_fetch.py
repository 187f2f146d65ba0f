"""The HTTP client reaches what it may, at the address that was looked at, within its limits."""

import asyncio
import json
import ssl
import subprocess
import sys
from typing import Any

import pytest

from tests.docs import repository
from tests.support import ports, stub
from tests.support.server import environment
from voxpop.lib import fetch, reachable
from voxpop.lib.refused import Refused

CORPUS = json.loads((repository.ROOT / "tests/corpora/ssrf/ssrf.json").read_text("utf-8"))
CERTIFICATE = str(repository.ROOT / "tests/support/certificates/hooks.example.pem")
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The names that there are, with their addresses, to be filled in; `asked` keeps what was looked up."""
    book: dict[str, list[str]] = {"asked": []}

    async def resolve(host: str, port: int) -> list[str]:
        book["asked"].append(host)
        if host not in book:
            raise fetch.Unreached("fetch_failed", f"The name {host} has no address.")
        return book[host]

    monkeypatch.setattr(fetch, "resolve", resolve)
    return book


@pytest.fixture
def homely(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine passes for a place in the world: any port of it, and the certificate of the tests."""
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(reachable, "everywhere", lambda _: True)
    monkeypatch.setattr(fetch, "PORTS", range(65536))
    monkeypatch.setattr(fetch, "_certificates", lambda: trusting)


async def ask(url: str, **more: Any) -> fetch.Answer:
    wanted: dict[str, Any] = {"headers": {}, "timeout": 5, "limit": 1000, "private": True} | more
    return await fetch.post(url, b"a=b", **wanted)


async def get(url: str, **more: Any) -> fetch.Answer:
    wanted: dict[str, Any] = {"headers": {}, "timeout": 5, "limit": 1000, "private": True} | more
    return await fetch.get(url, **wanted)


async def refusal(url: str, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await ask(url, **more)
    return refused.value


async def test_what_is_sent_arrives_and_what_is_answered_comes_back() -> None:
    async with stub.serving(stub.saying(418, b"tea", X_Pot="full")) as there:
        answer = await ask(f"{there.url}/1.1/check?x=1#y", headers={"Content-Type": "text/x", "User-Agent": "Me/1"})
    assert (answer.status, answer.body, answer.headers["x-pot"]) == (418, b"tea", "full")
    [asked] = there.heard
    assert (asked.method, asked.target, asked.body) == ("POST", "/1.1/check?x=1", b"a=b")
    assert asked.fields["host"] == f"127.0.0.1:{there.port}"
    assert asked.fields["user-agent"] == "Me/1"
    assert asked.fields["content-type"] == "text/x"


async def test_what_is_got_is_asked_for_without_a_body() -> None:
    async with stub.serving(stub.saying(200, b"keys")) as there:
        answer = await get(f"{there.url}/keys?of=me", headers={"Accept": "application/json"})
    assert (answer.status, answer.body) == (200, b"keys")
    [asked] = there.heard
    assert (asked.method, asked.target, asked.body) == ("GET", "/keys?of=me", b"")
    assert asked.fields["accept"] == "application/json"
    assert not {"content-length", "transfer-encoding", "content-type"} & asked.fields.keys()


async def test_what_is_got_has_the_same_bounds() -> None:
    async with stub.serving(stub.saying(302, b"x" * 1001, Location="http://127.0.0.1/")) as there:
        for more, code in (({}, "fetch_large"), ({"private": False}, "fetch_refused")):
            with pytest.raises(Refused) as refused:
                await get(there.url, **more)
            assert refused.value.code == code
        there.behave = stub.hanging
        with pytest.raises(Refused, match=r"within 0\.2 s"):
            await get(there.url, timeout=0.2)
    assert there.connections == 2


async def test_neither_cookies_nor_connections_are_kept() -> None:
    async with stub.serving(stub.saying(200, b"", Set_Cookie="a=b")) as there:
        await ask(there.url)
        await ask(there.url)
    assert there.connections == 2
    assert [asked.fields.get("cookie") for asked in there.heard] == [None, None]


async def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{ports.free()}")
    async with stub.serving(stub.saying(200, b"true")) as there:
        assert (await ask(there.url)).body == b"true"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_an_answer_and_not_followed(status: int) -> None:
    async with stub.serving(stub.saying(200, b"secret")) as inside, stub.serving(
        stub.saying(status, b"", Location=f"{inside.url}/")
    ) as there:  # fmt: skip
        assert (await ask(there.url)).status == status
    assert inside.connections == 0


# Where it may not go


@pytest.mark.parametrize("url", CORPUS["deny_urls"])
async def test_an_address_of_the_corpus_is_refused_before_anything_is_sent(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_first", None)  # the step at which something would be

    async def resolve(host: str, port: int) -> list[str]:
        return [host if host[0].isdigit() or ":" in host else "127.0.0.1"]

    monkeypatch.setattr(fetch, "resolve", resolve)
    for tried in (url, url.replace("http:", "https:").replace(":8000", ":443").replace(":6379", ":8443")):
        assert (await refusal(tried, private=False)).code == "fetch_refused"


@pytest.mark.parametrize("address", CORPUS["deny_ips"])
async def test_a_name_with_an_address_of_the_corpus_is_refused(address: str, names: dict[str, list[str]]) -> None:
    names["hooks.example"] = [address]
    assert (await refusal("https://hooks.example/", private=False)).code == "fetch_refused"


async def test_a_name_with_one_public_and_one_private_address_is_refused(names: dict[str, list[str]]) -> None:
    names["hooks.example"] = ["8.8.8.8", "127.0.0.1"]
    assert (await refusal("https://hooks.example/", private=False)).code == "fetch_refused"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "[::1]", "localhost"])
async def test_this_machine_is_refused_in_any_spelling(host: str) -> None:
    assert (await refusal(f"https://{host}/", private=False)).code == "fetch_refused"


@pytest.mark.parametrize("url", ["http://hooks.example/", "https://hooks.example:22/", "https://hooks.example:80/"])
async def test_a_stranger_is_asked_by_https_alone_and_at_its_ports(url: str, names: dict[str, list[str]]) -> None:
    names["hooks.example"] = ["8.8.8.8"]
    assert (await refusal(url, private=False)).code == "fetch_refused"
    assert names["asked"] == []


async def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    names: dict[str, list[str]], homely: None
) -> None:
    names["hooks.example"] = ["127.0.0.1"]
    async with stub.serving(stub.saying(200, b"true"), certificate=CERTIFICATE) as there:
        answer = await ask(f"https://hooks.example:{there.port}/", private=False)
    assert answer.body == b"true"
    assert names["asked"] == ["hooks.example"]
    assert there.heard[0].fields["host"] == f"hooks.example:{there.port}"


async def test_a_certificate_of_another_name_is_not_believed(names: dict[str, list[str]], homely: None) -> None:
    names["others.example"] = ["127.0.0.1"]
    async with stub.serving(stub.saying(200, b"true"), certificate=CERTIFICATE) as there:
        refused = await refusal(f"https://others.example:{there.port}/", private=False)
    assert (refused.code, type(refused)) == ("fetch_failed", fetch.Unreached)
    assert there.heard == []


async def test_a_certificate_that_nobody_known_has_signed_is_not_believed(
    names: dict[str, list[str]], homely: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    async with stub.serving(stub.saying(200, b"true"), certificate=CERTIFICATE) as there:
        refused = await refusal(f"https://127.0.0.1:{there.port}/")
    assert refused.code == "fetch_failed"
    assert there.heard == []


async def test_the_next_address_is_asked_when_one_takes_no_connection(names: dict[str, list[str]]) -> None:
    async with stub.serving(stub.saying(200, b"true")) as there:
        names["hooks.example"] = ["127.0.0.2", "127.0.0.1"]
        assert (await ask(f"http://hooks.example:{there.port}/")).body == b"true"


# What it puts up with


@pytest.mark.parametrize(
    "behave",
    [
        stub.hanging,
        stub.endless(OK, b""),
        stub.endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b""),
        stub.endless(b"HTTP/1.1 100 Continue\r\n\r\n", b""),
    ],
    ids=["silent", "no end of the head", "no body", "only a provisional answer"],
)
async def test_who_does_not_answer_in_time_is_left(behave: stub.Behave) -> None:
    async with stub.serving(behave) as there:
        assert (await refusal(there.url, timeout=0.2)).code == "fetch_slow"


async def test_a_name_that_is_looked_up_for_ever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return await asyncio.Event().wait()  # type: ignore[return-value]

    monkeypatch.setattr(fetch, "resolve", resolve)
    assert (await refusal("https://hooks.example/", timeout=0.05)).code == "fetch_slow"


async def test_a_handshake_that_never_ends_is_left() -> None:
    async with stub.serving(stub.hanging) as there:  # it waits for a plain request, which never comes
        assert (await refusal(there.url.replace("http:", "https:"), timeout=0.3)).code == "fetch_slow"


@pytest.mark.parametrize(
    "behave",
    [
        stub.saying(200, b"x" * 1001),
        stub.raw(OK + b"Content-Length: 10000000000\r\n\r\n" + b"x" * 2000),
        stub.endless(OK + b"\r\n", b"x" * 1000),
        stub.endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10\r\n" + b"x" * 16 + b"\r\n"),
    ],
    ids=["one too many", "10 GB promised", "endless", "endless in chunks"],
)
async def test_an_answer_larger_than_the_limit_is_not_read_on(behave: stub.Behave) -> None:
    async with stub.serving(behave) as there:
        assert (await refusal(there.url)).code == "fetch_large"


async def test_an_answer_as_large_as_the_limit_is_read() -> None:
    async with stub.serving(stub.saying(200, b"x" * 1000)) as there:
        assert (await ask(there.url)).body == b"x" * 1000


@pytest.mark.parametrize(
    "behave",
    [
        stub.raw(b""),
        stub.raw(b"hello\n"),
        stub.raw(OK + b"Content-Length: 10\r\n\r\nhalf"),
        stub.raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        stub.raw(OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"),
        stub.raw(b"HTTP/1.1 999999 No\r\n\r\n"),
        stub.endless(OK, b"X-Many: " + b"x" * 500 + b"\r\n"),
        stub.endless(OK + b"X-Long: ", b"x" * 5000),
    ],
    ids=["nothing", "no HTTP", "cut off", "no chunk", "compressed", "no status", "many fields", "a long field"],
)
async def test_an_answer_that_is_none_is_a_failure(behave: stub.Behave) -> None:
    async with stub.serving(behave) as there:
        refused = await refusal(there.url)
    assert (refused.code, isinstance(refused, fetch.Unreached)) == ("fetch_failed", False)
    assert len(refused.sentence) < 400


async def test_nobody_there_is_a_failure_before_anything_was_sent() -> None:
    assert isinstance(await refusal(f"http://127.0.0.1:{ports.free()}/"), fetch.Unreached)


async def test_a_name_without_an_address_is_a_failure_before_anything_was_sent(names: dict[str, list[str]]) -> None:
    assert isinstance(await refusal("https://nowhere.example/", private=False), fetch.Unreached)


@pytest.mark.parametrize("url", ["http://h.example/\u00e9", "ftp://h.example/", "http://u:p@h.example/", "http://h\n/"])
async def test_an_address_that_is_none_is_refused_to_operators_too(url: str) -> None:
    assert (await refusal(url)).code == "fetch_refused"


def test_a_server_that_asks_nobody_does_not_carry_the_client() -> None:
    told = "import sys, voxpop.app; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], env=environment({}), capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
