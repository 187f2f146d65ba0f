"""Clients that others have written, unmodified, against a real server: PyPI's akismet, npm's akismet-api and akismet.

Only the way to the server is ours: the first is given a transport that leads here, the others a name server that does.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import akismet
import httpx
import pytest
from akismet import CheckResponse, Config

from tests.support import ports
from tests.support.server import COMMAND, Server, environment

CLIENTS = Path(__file__).parent / "clients"
NAME = "akismet.paper.example"
BLOG = "https://blog.example/"
HONEST = {"user_ip": "192.0.2.7", "comment_author": "Ann", "comment_content": "The ferry was late again today."}
THANKS = "Thanks for making the web a better place."


class Served(NamedTuple):
    server: Server
    key: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server with a key, reached by a name of its own."""
    data, port = tmp_path_factory.mktemp("clients") / "data", ports.free()
    env = {"VOXPOP_PUBLIC_URL": f"http://127.0.0.1:{port}", "VOXPOP_AKISMET_HOSTS": NAME}
    server = Server.start(data, port=port, env=env)
    made = subprocess.run(
        [COMMAND, "akismet", "key", "add", "--monthly", "1000", "--data", data],
        capture_output=True, check=True, text=True, env=environment(env),
    )  # fmt: skip
    yield Served(server, made.stdout.strip())
    server.kill()


class Here(httpx.HTTPTransport):
    """Leads every request to the server, with the Host that was asked for, or with `host`."""

    def __init__(self, port: int, host: str = "") -> None:
        super().__init__(verify=False, trust_env=False)
        self._port = port
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._host:
            request.headers["host"] = self._host
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return super().handle_request(request)


class HereToo(httpx.AsyncHTTPTransport):
    def __init__(self, port: int) -> None:
        super().__init__(verify=False, trust_env=False)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


def test_pypi_akismet_works_as_its_pages_say(served: Served) -> None:
    http = httpx.Client(transport=Here(served.server.port))
    with akismet.SyncClient(config=Config(key=served.key, url=BLOG), http_client=http) as client:
        assert client.comment_check(**HONEST) == CheckResponse.HAM
        assert client.comment_check("192.0.2.7", comment_author="akismet-guaranteed-spam") == CheckResponse.SPAM
        spam = client.comment_check(
            "192.0.2.7", comment_author_email="akismet-guaranteed-spam@example.com", user_role="administrator",
            is_test=True,
        )  # fmt: skip
        assert spam == CheckResponse.SPAM
        assert client.comment_check("192.0.2.7", user_role="administrator", is_test=False) == CheckResponse.HAM
        assert client.submit_spam(**HONEST)
        assert client.submit_ham(**HONEST)
        assert client.usage_limit()["limit"] == 1000
        assert client.verify_key()
        assert not client.verify_key("0" * 12, BLOG)


def test_pypi_akismet_asks_for_sites_without_a_key_so_the_host_has_to_bring_it(served: Served) -> None:
    config, port = Config(key=served.key, url=BLOG), served.server.port
    with httpx.Client(transport=Here(port)) as http, pytest.raises(akismet.APIKeyError):
        akismet.SyncClient(config=config, http_client=http).key_sites()
    with httpx.Client(transport=Here(port, f"{served.key}.{NAME}")) as http:
        client = akismet.SyncClient(config=config, http_client=http)
        sites: Any = client.key_sites(order="spam", limit=1)
        assert set(sites) > {"limit", "offset", "total"}
        assert str(client.key_sites(result_format="csv")).startswith(f"Active sites for {served.key}")


def test_pypi_akismet_sees_that_a_key_is_wrong(served: Served) -> None:
    config = Config(key="0" * 12, url=BLOG)
    with httpx.Client(transport=Here(served.server.port)) as http:
        with pytest.raises(akismet.APIKeyError):
            akismet.SyncClient.validated_client(config=config, http_client=http)
        with pytest.raises(akismet.APIKeyError):
            akismet.SyncClient(config=config, http_client=http).comment_check(**HONEST)


async def test_pypi_akismet_works_asynchronously(served: Served) -> None:
    http = httpx.AsyncClient(transport=HereToo(served.server.port))
    async with akismet.AsyncClient(config=Config(key=served.key, url=BLOG), http_client=http) as client:
        assert await client.comment_check(**HONEST) == CheckResponse.HAM
        assert await client.comment_check("192.0.2.7", comment_author="viagra-test-123") == CheckResponse.SPAM
        assert await client.submit_spam(**HONEST)
        assert await client.submit_ham(**HONEST)
        assert (await client.usage_limit())["throttled"] is False


def asked_by_node(served: Served, before: str | Path, *place: object) -> dict[str, Any]:
    """What npm's clients say; `before` is what Node.js loads first."""
    node = shutil.which("node")
    installed = (CLIENTS / "node_modules" / "akismet-api").is_dir()
    assert node, "Node.js is missing: run scripts/test-needs"
    assert installed, "the clients are missing: run scripts/test-needs"
    done = subprocess.run(
        [node, "--no-deprecation", "-r", before, "ask.js", served.key, BLOG, *map(str, place)],
        cwd=CLIENTS, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    heard: dict[str, Any] = json.loads(done.stdout)
    return heard


@pytest.fixture(scope="module")
def said(served: Served) -> dict[str, Any]:
    return asked_by_node(served, "./here.js", NAME, served.server.port)


def test_npm_akismet_api_works_with_the_key_in_the_name(said: dict[str, Any]) -> None:
    assert said["akismet-api"] == {
        "verify": True, "honest": False, "spam": True, "trap": True, "administrator": False,
        "submitSpam": THANKS, "submitHam": THANKS,
    }  # fmt: skip


def test_npm_akismet_works_with_the_key_in_the_name_and_an_odd_type(said: dict[str, Any]) -> None:
    assert said["akismet"] == {
        "verify": True, "honest": False, "spam": True, "submitSpam": None, "submitHam": None,
    }  # fmt: skip


def test_npms_clients_are_led_here_by_the_lines_in_the_documentation(
    served: Served, said: dict[str, Any], tmp_path: Path
) -> None:
    page = (Path(__file__).parents[2] / "docs/akismet.md").read_text("utf-8")
    [lines] = re.findall(r"^```js\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    leading = tmp_path / "to-voxpop.js"
    leading.write_text(lines.replace("https://talk.paper.example", served.server.url))
    assert asked_by_node(served, leading) == said


def test_npms_clients_see_that_a_key_is_wrong(said: dict[str, Any]) -> None:
    api = said["wrong"]["akismet-api"]
    assert (api["verify"], api["honest"], api["spam"]) == (False, "Invalid API key", "Invalid API key")
    assert said["wrong"]["akismet"]["verify"] is False
    assert said["wrong"]["akismet"]["spam"] is False
