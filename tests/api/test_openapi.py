"""The API is as its description says: schemathesis asks a real server, and the description leaves nothing out."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import newspaper
from tests.support.server import Server
from tests.support.server import environment as surroundings
from voxpop.lib import answer
from voxpop.pages import openapi

SCHEMATHESIS = Path(sys.executable).parent / "st"
HERE = Path(__file__).parent
PAGES_ALONE = {"no_such_story", "no_such_thread", "method_refused", "provider_unknown", "account_last", "code_wrong"}
PAGES_ALONE |= {"passkey_refused", "passkeys_full", "not_sure"}
# Of the desk, whose pages are for people alone.
PAGES_ALONE |= {"desk_closed", "credentials_wrong", "prove_anew", "right_missing", "second_missing", "owner_last"}
PAGES_ALONE |= {"invitation_over", "password_weak", "already_so", "changed_since", "comment_gone", "not_live"}
PAGES_ALONE |= {"nothing_to_restore", "pins_full", "no_such_rule", "rule_invalid"}
PAGES_ALONE |= {"no_appeal", "same_moderator", "still_shown"}
PAGES_ALONE |= {"link_over", "slow_invalid", "nothing_to_undo", "until_invalid", "nobody_known"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    opened = newspaper.opened(tmp_path_factory.mktemp("newspaper") / "data")
    yield opened
    opened.kill()


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    return dict(client.get("/api/docs").json())


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def test_schemathesis_finds_nothing_that_is_not_as_described(server: Server, tmp_path: Path) -> None:
    command = [
        *(SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", f"{server.url}/api/docs"),
        *("--checks", "all", "--max-examples", "25", "--generation-deterministic", "--continue-on-failure"),
        "--no-color",
    ]
    env = surroundings({"PAPER": server.url, "PYTHONDONTWRITEBYTECODE": "1"})
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "22 selected / 22 total" in done.stdout


def test_every_operation_says_what_it_is_for(document: dict[str, Any]) -> None:
    told = [(one["operationId"], one["summary"], one["description"], one["tags"]) for one in operations(document)]
    assert all(all(words) for words in told)
    assert len({identity for identity, *_ in told}) == len(told) == 22


def test_every_code_of_the_table_is_told_where_it_can_happen(document: dict[str, Any]) -> None:
    told = {
        code
        for one in operations(document)
        for number, given in one["responses"].items()
        if number >= "400"
        for code in given["content"][answer.PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }
    assert told == set(answer.STATUS) - PAGES_ALONE


def test_whatever_needs_the_guests_cookie_or_brings_it_says_so(document: dict[str, Any]) -> None:
    brings = {one["operationId"] for one in operations(document) if "Set-Cookie" in str(one["responses"])}
    reads = {one["operationId"] for one in operations(document) if any(p["in"] == "cookie" for p in one["parameters"])}
    acts = {"likeComment", "unlikeComment", "react", "takeReactionBack", "mute", "unmute", "reportComment"}
    assert brings == acts | {"postComment"}
    assert reads == brings | {"readMine", "editComment", "deleteComment", "appeal"}


def test_each_reference_leads_to_a_body(document: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (part["$ref"],) if "$ref" in part else ()
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                yield from references(one)

    bodies = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    led_to = set(references(document))
    assert led_to <= bodies
    assert bodies - led_to == set()


def test_a_fields_type_is_that_which_is_read_and_written(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["CommentIn"]["additionalProperties"] is False
    assert document["components"]["schemas"]["CommentOut"]["properties"]["created"]["format"] == "date-time"


def test_people_read_the_same_description_as_a_page(client: httpx.Client, document: dict[str, Any]) -> None:
    page = client.get("/api/docs", headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    for one in operations(document):
        assert f'id="{one["operationId"]}"' in page.text
    for code in answer.STATUS:
        assert f"<code>{code}</code>" in page.text


def test_no_page_of_the_framework_is_served(client: httpx.Client) -> None:
    for path in ("/schema", "/api/openapi", "/api/openapi/openapi.json", "/api/docs/swagger"):
        assert client.get(path, headers={"accept": "text/html"}).status_code == 404


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_comment_that_is_not_sent_as_json_is_refused(client: httpx.Client, kind: str) -> None:
    body = b'{"site":"default","url":"%s/gull-bakery-ninth-time","text":"Plain words","author":{"name":"Ann",'
    body = body % str(client.base_url).rstrip("/").encode() + b'"email":"ann@mail.example"}}'
    refused = client.post("/api/v1/comments", content=body, headers={"content-type": kind} if kind else {})
    assert (refused.status_code, refused.json()["code"]) == (415, "type_refused")
    taken = client.post("/api/v1/comments", content=body, headers={"content-type": "application/json; charset=utf-8"})
    assert taken.status_code in (201, 409)


def test_to_make_it_leaves_the_log_as_it_was() -> None:
    """The framework has words of its own on what is logged, and would tell all that goes wrong."""
    loggers = [logging.getLogger(name) for name in (None, "litestar", "voxpop", "httpx")]
    before = [(logger.level, logger.propagate, [*logger.handlers]) for logger in loggers]
    openapi._of_the_framework()
    assert [(logger.level, logger.propagate, [*logger.handlers]) for logger in loggers] == before
