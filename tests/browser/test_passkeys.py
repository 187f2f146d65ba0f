"""A passkey in a browser with a device: made on the account page, and a way in for who has nothing but a keyboard."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import ports
from tests.support.house import story_of
from tests.support.reader import Reader
from tests.support.server import Server
from voxpop.lib.ids import Clock
from voxpop.people import sessions
from voxpop.people.accounts import Arrival, enter
from voxpop.people.person import Known
from voxpop.people.provider import Profile
from voxpop.people.sessions import Way
from voxpop.sites import site as sites
from voxpop.storage.database import Database, open_database
from voxpop.stories import story

STORY = "/ferry"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at a name, with a story: a passkey belongs to one, and not to an address of numbers."""
    port = ports.free()
    env = {"VOXPOP_RATE_LIMITS": "off", "VOXPOP_PUBLIC_URL": f"http://localhost:{port}"}
    opened = Server.start(tmp_path_factory.mktemp("passkeys") / "data", port=port, env=env)
    clock = Clock()
    with database(opened) as there:
        there.write_now(lambda conn: sites.choose(conn, sites.find(conn, "default"), {"passkeys": "all"}))
        there.write_now(
            lambda conn: story.put(conn, clock, sites.find(conn, "default"), story_of("ferry"), closed=False)
        )
    yield opened
    opened.kill()


@contextlib.contextmanager
def database(paper: Server) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{paper.data / 'voxpop.db'}")
    yield opened
    opened.close()


def origin(paper: Server) -> str:
    return f"http://localhost:{paper.port}"


def of_staff(paper: Server, name: str) -> dict[str, str]:
    """The cookie of somebody of the staff, who has signed in by an account."""
    clock = Clock()

    def begin(conn: Any) -> tuple[int, str]:
        site = sites.find(conn, "default")
        arrives = Arrival(Profile("https://a.example", name), "paper", "The Paper", Known(name, role="staff"))
        who = enter(conn, clock, site, arrives)
        return site.id, sessions.begin(conn, clock, site.id, who.id, Way("The Paper", "")).token

    with database(paper) as there:
        number, token = there.write_now(begin)
    return {"name": f"voxpop-{number}", "value": token, "url": origin(paper)}


def plugged_in(page: Page, **differs: Any) -> tuple[Any, str]:
    """A device that keeps passkeys, at this page of the browser: its session and its id (Chrome DevTools, WebAuthn)."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    return device, device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | differs})["authenticatorId"]


@pytest.fixture
def ann(browser: Browser, paper: Server, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Somebody of the staff."""
    reader = Reader(browser, origin(paper))
    reader.page.context.add_cookies([of_staff(paper, request.node.name)])  # type: ignore[list-item]
    yield reader
    reader.leave()


def tab_to(reader: Reader, words: str) -> None:
    met = []
    for _ in range(30):
        reader.page.keyboard.press("Tab")
        met.append(reader.focus())
        if met[-1] == words:
            return
    raise AssertionError(f"{words} is not within 30 steps: {met}")


def press(reader: Reader, words: str) -> None:
    tab_to(reader, words)
    reader.page.keyboard.press("Enter")


def test_the_keyboard_alone_makes_a_passkey_and_comes_in_by_it(ann: Reader) -> None:
    plugged_in(ann.page)
    ann.open("/account")
    press(ann, "Add a passkey")
    expect(ann.page.get_by_role("heading", name="A new passkey")).to_be_visible()
    tab_to(ann, "vp-label")
    ann.page.keyboard.press("ControlOrMeta+A")
    ann.page.keyboard.type("My own finger")
    press(ann, "Make the passkey")
    expect(ann.page.get_by_text("My own finger")).to_be_visible()
    with ann.page.expect_navigation():
        press(ann, "Log Out")
    assert ann.open("/account").status == 401
    ann.noticed.clear()  # of which the console has told
    ann.open("/sign-in/passkey")
    press(ann, "Sign in with a passkey")
    expect(ann.page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(ann.page.locator("li", has_text="Here").get_by_text("Passkey")).to_be_visible()


def test_what_went_wrong_is_said_in_words(ann: Reader) -> None:
    plugged_in(ann.page, isUserVerified=False)
    ann.open("/sign-in/passkey")
    press(ann, "Sign in with a passkey")
    expect(ann.page.get_by_role("alert")).to_contain_text("Nothing was chosen")
    assert ann.focus() == "Sign in with a passkey"


def test_a_device_makes_only_one_for_the_same_person(ann: Reader) -> None:
    plugged_in(ann.page)
    make(ann)
    expect(ann.page.get_by_role("button", name=re.compile("^Remove "))).to_be_visible()
    make(ann)
    expect(ann.page.get_by_role("alert")).to_contain_text("has a passkey of yours")


def make(reader: Reader) -> None:
    reader.open("/account")
    reader.page.get_by_role("button", name="Add a passkey").click()
    reader.page.get_by_role("button", name="Make the passkey").click()


def test_a_window_beside_a_half_written_comment_signs_in_by_a_passkey(ann: Reader, paper: Server) -> None:
    device, number = plugged_in(ann.page)
    make(ann)
    expect(ann.page.get_by_role("button", name=re.compile("^Remove "))).to_be_visible()
    keys = device.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"]
    ann.page.context.clear_cookies()
    ann.open(STORY)
    ann.page.get_by_label("Comment", exact=True).fill("Half of a")
    with ann.page.expect_popup() as opening:
        ann.page.get_by_role("button", name="Passkey", exact=True).click()
    window = opening.value
    expect(window.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    device, number = plugged_in(window)
    for key in keys:
        device.send("WebAuthn.addCredential", {"authenticatorId": number, "credential": key})
    with window.expect_event("close"):
        window.get_by_role("button", name="Sign in with a passkey").click()
    expect(ann.page.get_by_text("You are commenting using your passkey.")).to_be_visible()
    expect(ann.page.get_by_label("Comment", exact=True)).to_have_value("Half of a")


def test_at_an_address_of_numbers_there_are_none(browser: Browser, paper: Server) -> None:
    reader = Reader(browser, paper.url)
    reader.open("/sign-in/passkey")
    reader.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(reader.page.get_by_role("alert")).to_contain_text("do not work at this address")
    reader.leave()
