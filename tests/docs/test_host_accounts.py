"""What docs/host-accounts.md tells a site to do works as it stands there: its samples make tokens that are taken."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from tests.docs import repository
from tests.support import host
from tests.support.house import Place
from voxpop.people import host_token
from voxpop.people.provider import Profile
from voxpop.sites.site import choose

PAGE = (repository.ROOT / "docs/host-accounts.md").read_text("utf-8")
SAMPLES = re.findall(r"^```(php|js|python|html)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TOKENS = [(language, code) for language, code in SAMPLES if language != "html"]
[HANDED_OVER] = [code for language, code in SAMPLES if language == "html"]
PROGRAMS = {"php": ["php"], "js": ["node"], "python": [sys.executable]}
KEY = host.base64url(host.BYTES)  # the seed of host.PUBLIC, and the secret of host.SECRET


def run(language: str, code: str) -> str:
    """What a sample prints. Skips where its language is not installed."""
    program = PROGRAMS[language]
    if not shutil.which(program[0]):
        pytest.skip(f"{program[0]} is not installed")
    environment = {"PATH": os.environ["PATH"], "TALK_KEY": KEY}
    done = subprocess.run(program, input=code, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_there_is_a_sample_in_each_language() -> None:
    assert {language for language, _ in TOKENS} == set(PROGRAMS)


@pytest.mark.parametrize(("language", "code"), TOKENS, ids=[language for language, _ in TOKENS])
def test_the_token_that_a_sample_makes_is_taken(language: str, code: str) -> None:
    rule = host.SECRET if "HS256" in code else host.PUBLIC
    said = host_token.read(host.site(rule, "paper"), run(language, code), int(time.time()) * 1_000_000)
    assert said == (Profile("host", "4711", "Ida Holm"), ("Subscriber",), "reader")


async def test_what_the_page_sends_signs_its_reader_in(place: Place) -> None:
    script = re.sub(r"</?script[^>]*>", "", HANDED_OVER)
    heard = f"const fetch = (...sent) => console.log(JSON.stringify(sent));\n(async () => {{{script}}})();"
    url, request = json.loads(run("js", heard))
    token = host.signed(host.claims(aud="voxpop:paper", exp=place.clock.now // 1_000_000 + 300, name="Ida Holm"))
    await place.add("paper", "https://paper.example")
    paper = place.site("paper")
    await place.house.database.write(lambda conn: choose(conn, paper, {"host_key": host.PUBLIC}))
    reader = place.reader(origin="https://paper.example")
    path, body = url.removeprefix("https://talk.example"), request["body"].replace("TOKEN", token)
    answer = await reader.request(request["method"], path, content=body, headers=request["headers"])
    assert (answer.status_code, answer.json()["person"]["name"]) == (200, "Ida Holm")
    assert request["credentials"] == "include"


def test_the_limits_are_those_of_the_code() -> None:
    assert (host_token.BADGES, "a list of five at most" in PAGE) == (5, True)
    assert f"of {host_token.BADGE_LONGEST} characters each" in PAGE
    assert f"of {host_token.NAME_LONGEST} characters at most" in PAGE
    assert (host_token.LONGEST, "at most an hour ahead" in PAGE) == (3600, True)
