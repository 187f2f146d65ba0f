"""Mail reaches the operator's relay, whole and once; what a relay does not take is tried again, or never."""

import contextlib
import logging
import ssl
from collections.abc import Awaitable, Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest

from tests.discussion import hostile
from tests.support import ports, relay
from tests.support.clock import START, MovableClock
from tests.support.house import Place
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.settings import RELAY, SettingsError, load

OpenHouse = Callable[..., Awaitable[Place]]
SITE = 1
SENDER = "voxpop@paper.example"
CASES = hostile.own("email/addresses.json")
LETTER = outbox.Letter(SITE, mail.NAME, "", "", START, START)
HEADER = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
    "MIME-Version",
}  # fmt: skip
ENDING = {"List-Unsubscribe", "List-Unsubscribe-Post"}  # of letters that nobody asked for one by one


def a_mail(**fields: Any) -> Mail:
    return Mail(**({"to": "ann@reader.example", "subject": "Sign in", "text": "Here is the link.\n"} | fields))


def read(written: Mail, title: str = "The Paper") -> EmailMessage:
    """The mail as somebody reads it."""
    body = mail.message(written, title, SENDER, LETTER).body
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(body)  # type: ignore[arg-type]


async def put(place: Place, **fields: Any) -> None:
    letter = mail.letter(SITE, a_mail(**fields), place.house.clock)
    await place.house.database.write(lambda conn: outbox.put(conn, place.house.clock, letter))


def left(place: Place) -> int:
    return int(place.one("SELECT COUNT(*) FROM outbox"))


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of the tests passes for one that is well signed."""
    context = ssl.create_default_context(cafile=relay.CERTIFICATE)
    monkeypatch.setattr(mail, "_certificates", lambda: context)


def test_a_mail_says_who_wrote_it_and_that_a_machine_did() -> None:
    found = read(a_mail())
    assert {name: found[name] for name in ("From", "To", "Subject", "Auto-Submitted")} == {
        "From": f"The Paper <{SENDER}>", "To": "ann@reader.example", "Subject": "Sign in",
        "Auto-Submitted": "auto-generated",
    }  # fmt: skip
    assert found["Message-ID"] == f"<1.{START}@paper.example>"
    assert found["Date"] == "Thu, 09 Oct 2025 08:53:20 +0000"
    assert found.get_content().splitlines() == ["Here is the link."]


def test_a_link_travels_in_one_piece() -> None:
    link = f"https://talk.paper.example/sign-in/email/{'a' * 43}"
    body = mail.message(
        a_mail(text=f"{'Some words to begin with. ' * 4}\n\n{link}\n"), "The Paper", SENDER, LETTER
    ).body
    assert link.encode() in body


def test_a_link_that_ends_letters_is_whole_however_long_it_is() -> None:
    link = f"https://talk.paper.example/desk/letters/end/{'a' * 300}"
    body = mail.message(a_mail(end=link), "The Paper", SENDER, LETTER).body
    assert f"\r\n{body.decode()}".count(f"\r\nList-Unsubscribe: <{link}>\r\n") == 1
    assert read(a_mail(end=link))["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = read(a_mail(end="http://talk.paper.example/x\r\nBcc: y"))
    assert (plain["List-Unsubscribe-Post"], plain["Bcc"]) == (None, None)


def test_sent_twice_it_is_the_same_to_the_last_letter() -> None:
    assert len({mail.message(a_mail(), "The Paper", SENDER, LETTER).body for _ in range(2)}) == 1


def test_the_relay_is_told_what_the_page_of_settings_says() -> None:
    told = {name.strip() for names, _ in RELAY.fields for name in names.split(",")}
    assert told == HEADER | ENDING | {"RCPT TO", "text"}
    assert set(read(a_mail(end="https://paper.example/end/x")).keys()) == HEADER | ENDING
    assert set(read(a_mail(text="Dört"), title="Gazete Ğ").keys()) == HEADER


@pytest.mark.parametrize("address", [*CASES["header_injection"], *CASES["parser_tricks"]])
def test_an_address_writes_one_recipient_or_is_refused(address: str) -> None:
    made = None
    with contextlib.suppress(Refused):
        made = mail.message(a_mail(to=address), "The Paper", SENDER, LETTER)
    if made is None:
        return
    found = BytesParser(EmailMessage, policy=policy.default).parsebytes(made.body)  # type: ignore[arg-type]
    assert set(found.keys()) == HEADER
    [recipient] = found["To"].addresses
    assert recipient.addr_spec.encode("utf-8", "surrogateescape").decode() == made.to
    assert (made.to.count("@"), made.to.partition("@")[2].isascii()) == (1, True)


@pytest.mark.parametrize(
    "words", [*CASES["subject_and_body"], *CASES["header_injection"], "a\x00b\x1b[2J\u202ec", "Gazete Ğ" * 40]
)
def test_a_subject_and_a_title_stay_one_line_each(words: str) -> None:
    body = mail.message(a_mail(subject=words), words, SENDER, LETTER).body
    found = BytesParser(EmailMessage, policy=policy.default).parsebytes(body)  # type: ignore[arg-type]
    assert set(found.keys()) == HEADER
    assert [one.addr_spec for one in found["From"].addresses] == [SENDER]
    assert max(map(len, body.partition(b"\r\n\r\n")[0].split(b"\r\n"))) < 999


@pytest.mark.parametrize(
    "words", [*CASES["subject_and_body"], "x" * 200_000], ids=range(len(CASES["subject_and_body"]) + 1)
)
async def test_a_text_arrives_as_it_was_written_whatever_is_in_it(words: str, open_house: OpenHouse) -> None:
    async with relay.serving() as there:
        place = await open_house(**there.settings)
        await put(place, text=words)
        await place.deliver(mail.CHANNEL)
    [taken] = there.taken
    assert taken.text.splitlines() == words.splitlines()
    assert taken.recipients == ["ann@reader.example"]


async def test_a_mail_is_handed_over_once(open_house: OpenHouse) -> None:
    async with relay.serving() as there:
        place = await open_house(**there.settings, public_url="https://talk.paper.example")
        await put(place)
        assert [await place.deliver(mail.CHANNEL) for _ in range(2)] == [1, 0]
    [taken] = there.taken
    assert (taken.sender, taken.recipients, taken.secure) == (SENDER, ["ann@reader.example"], False)
    assert there.greeted == ["talk.paper.example"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_by_tls_the_password_is_told_and_the_mail_taken(
    security: str, open_house: OpenHouse, trusting: None
) -> None:
    async with relay.serving(security=security, passwords={"paper": "s3cret"}) as there:
        known = {"smtp_user": "paper", "smtp_password": "s3cret", "smtp_security": security}
        place = await open_house(**there.settings | known)
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert [(taken.secure, taken.user) for taken in there.taken] == [(True, "paper")]
    assert left(place) == 0


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_relay_with_a_certificate_of_its_own_making_is_told_nothing(
    security: str, open_house: OpenHouse
) -> None:
    async with relay.serving(security=security) as there:
        place = await open_house(**there.settings | {"smtp_security": security})
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert (there.taken, left(place)) == ([], 1)


async def test_a_relay_with_a_certificate_for_another_name_is_told_nothing(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ssl.create_default_context(cafile=str(relay.CERTIFICATES / "hooks.example.pem"))
    monkeypatch.setattr(mail, "_certificates", lambda: other)
    monkeypatch.setattr(relay, "CERTIFICATE", str(relay.CERTIFICATES / "hooks.example.pem"))
    async with relay.serving(security="tls") as there:
        place = await open_house(**there.settings | {"smtp_security": "tls"})
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert (there.taken, left(place)) == ([], 1)


async def test_a_relay_that_has_lost_its_starttls_is_told_nothing(open_house: OpenHouse) -> None:
    async with relay.serving() as there:
        place = await open_house(**there.settings | {"smtp_security": "starttls"})
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert (there.taken, left(place)) == ([], 1)


async def test_a_wrong_password_is_the_operators_to_mend_so_it_is_tried_again(
    open_house: OpenHouse, trusting: None
) -> None:
    async with relay.serving(security="tls", passwords={"paper": "s3cret"}) as there:
        known = {"smtp_user": "paper", "smtp_password": "wrong", "smtp_security": "tls"}
        place = await open_house(**there.settings | known)
        await put(place)
        await place.deliver(mail.CHANNEL)
        assert (there.taken, left(place)) == ([], 1)


@pytest.mark.parametrize(
    "behaviour",
    [
        {"rcpt": ["450 4.2.0 busy"]},
        {"rcpt": [relay.DROP]},
        {"mail": ["451 4.3.0 later"]},
        {"mail": ["550 5.7.1 not from there"]},
        {"data": ["452 4.3.1 full"]},
        {"data": [relay.DROP]},
    ],
    ids=str,
)
async def test_what_a_relay_does_not_take_now_is_tried_again_until_it_is_given_up(
    behaviour: dict[str, list[str]], open_house: OpenHouse
) -> None:
    lasting = {command: answers * 6 for command, answers in behaviour.items()}
    async with relay.serving(**lasting) as there:
        place = await open_house(**there.settings)
        await put(place)
        waits = []
        while left(place):
            assert await place.deliver(mail.CHANNEL) == 1
            if left(place):
                waits.append((place.one("SELECT due FROM outbox") - place.clock.now) / 1e6)
                place.clock.forward(seconds=waits[-1])
    assert waits == [60, 300, 1800, 7200, 43200]


async def test_after_a_drop_behind_data_the_second_mail_can_be_told_for_the_first(open_house: OpenHouse) -> None:
    async with relay.serving(data=[relay.DROP]) as there:
        place = await open_house(**there.settings)
        await put(place)
        await place.deliver(mail.CHANNEL)
        place.clock.forward(minutes=1)
        await place.deliver(mail.CHANNEL)
    assert left(place) == 0
    assert len({taken.mail["message-id"] for taken in there.taken}) == 1


async def test_a_relay_that_is_down_is_asked_again(open_house: OpenHouse) -> None:
    place = await open_house(**relay.Relay(port=ports.free()).settings)
    await put(place)
    await place.deliver(mail.CHANNEL)
    assert place.one("SELECT due FROM outbox") == place.clock.now + 60_000_000


async def test_a_relay_that_says_nothing_is_left_and_asked_again(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "STEP", 0.05)
    async with relay.serving(silent=True) as there:
        place = await open_house(**there.settings)
        await put(place)
        await place.deliver(mail.CHANNEL)
        assert there.connections == 1
    assert place.one("SELECT due FROM outbox") == place.clock.now + 60_000_000


async def test_what_takes_too_long_in_all_is_left_too(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIME", 0.05)
    async with relay.serving(silent=True) as there:
        place = await open_house(**there.settings)
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert left(place) == 1


def test_all_of_a_sending_is_over_before_the_outbox_breaks_it_off() -> None:
    assert mail.STEP < mail.TIME < outbox.SENDING


@pytest.mark.parametrize("behaviour", [{"rcpt": ["550 5.1.1 no such user"]}, {"data": ["554 5.7.1 not wanted"]}])
async def test_what_a_relay_will_never_take_is_given_up_at_once_and_logged_without_the_address(
    behaviour: dict[str, list[str]], open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "voxpop")
    answers = {command: [f"{answer} <ann@reader.example>" for answer in said] for command, said in behaviour.items()}
    async with relay.serving(**answers) as there:
        place = await open_house(**there.settings)
        await put(place)
        await place.deliver(mail.CHANNEL)
    assert left(place) == 0
    said = [record.getMessage() for record in caplog.records if record.name == "voxpop"]
    assert any("the relay said 55" in line for line in said)
    assert any("given up" in line for line in said)
    assert "reader.example" not in " ".join(said)


async def test_what_is_of_no_use_any_more_is_not_sent(open_house: OpenHouse) -> None:
    async with relay.serving(rcpt=["450 4.2.0 busy"]) as there:
        place = await open_house(**there.settings)
        await put(place, until=place.clock.now + 60_000_000)
        await place.deliver(mail.CHANNEL)
        place.clock.forward(minutes=1)
        await place.deliver(mail.CHANNEL)
    assert (there.taken, there.connections, left(place)) == ([], 1, 0)


async def test_letters_beyond_ascii_before_the_at_sign_go_to_a_relay_that_knows_them(open_house: OpenHouse) -> None:
    async with relay.serving() as there:
        place = await open_house(**there.settings)
        await put(place, to="用户@例子.example")
        await place.deliver(mail.CHANNEL)
    assert [taken.recipients for taken in there.taken] == [["用户@xn--fsqu00a.example"]]


async def test_and_are_given_up_at_one_that_does_not(open_house: OpenHouse) -> None:
    async with relay.serving(utf8=False) as there:
        place = await open_house(**there.settings)
        await put(place, to="用户@例子.example")
        await place.deliver(mail.CHANNEL)
    assert (there.taken, left(place)) == ([], 0)


async def test_any_relay_is_told_a_domain_beyond_ascii(open_house: OpenHouse) -> None:
    async with relay.serving(utf8=False) as there:
        place = await open_house(**there.settings)
        await put(place, to="ann@bücher.example")
        await place.deliver(mail.CHANNEL)
    assert [taken.recipients for taken in there.taken] == [["ann@xn--bcher-kva.example"]]


async def test_without_a_relay_nothing_is_offered_and_what_waits_keeps_waiting(open_house: OpenHouse) -> None:
    place = await open_house()
    assert not mail.offered(place.house.settings)
    await put(place)
    await place.deliver(mail.CHANNEL)
    assert left(place) == 1


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://talk.paper.example:8443", "talk.paper.example"),
        ("http://127.0.0.1:8080", "[127.0.0.1]"),
        ("http://[::1]:8080", "[IPv6:::1]"),
    ],
)
def test_this_server_names_itself_as_it_is_known(url: str, named: str) -> None:
    assert mail.greeting(load({"public_url": url}, {})) == named


@pytest.mark.parametrize(
    "address",
    ["ann", "a@b.example\nBcc: c@d.example", "Paper <a@b.example>", "用户@b.example", "a@b.example, c@d.example"],
)
def test_mail_comes_from_an_address_that_every_relay_can_be_told(address: str) -> None:
    with pytest.raises(SettingsError, match="--mail-from"):
        load({"mail_from": address}, {})


def test_a_relay_without_an_address_that_mail_comes_from_is_an_error() -> None:
    with pytest.raises(SettingsError, match="set mail_from"):
        load({"smtp_host": "mail.paper.example"}, {})


@pytest.mark.parametrize("name", ["mail example", "mail.example\nRSET", "smtp://mail.example"])
def test_a_relay_is_a_name_or_an_address(name: str) -> None:
    with pytest.raises(SettingsError, match="--smtp-host"):
        load({"smtp_host": name, "mail_from": SENDER}, {})


def test_the_password_is_not_in_the_message_about_it() -> None:
    with pytest.raises(SettingsError) as wrong:
        load({"smtp_password": "s3cret", "smtp_port": "0"}, {})
    assert "s3cret" not in str(wrong.value)


def test_a_letter_names_its_receiver_and_is_due_now() -> None:
    clock = MovableClock()
    letter = mail.letter(SITE, a_mail(), Clock(clock.wall, clock.steady))
    assert (letter.channel, letter.target, letter.due) == ("mail", "ann@reader.example", START)
