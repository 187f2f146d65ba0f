"""The command `voxpop`: every command, by what it prints and its exit status. Nothing prints a traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import pytest
from rich.console import Console
from sqlalchemy import text

from tests.exchange.exports import comment, export, item
from tests.support import ports, waiting
from tests.support.house import Place, Reader
from tests.support.server import COMMAND, environment
from tests.support.verdicts import DOUBTFUL
from voxpop import cli, terminal
from voxpop.settings import Settings, table
from voxpop.sites.rules import Rules
from voxpop.spam.submission import Reason, Verdict

COMMANDS = (
    "serve", "demo", "import", "verify", "queue", "approve", "reject", "not-spam", "restore", "pin", "unpin",
    "pick", "unpick", "settings", "privacy", "keep", "export", "erase",
    "spam explain", "spam status", "spam rollback",
    "story add", "site list", "site add", "site claim", "site set", "site host-key",
    "people list", "people ban", "people unban", "people staff", "people reader", "people sign-out",
    "staff add", "staff list", "staff invite", "staff remove",
    "rules list", "rules test",
    "akismet key add", "akismet key list", "akismet key revoke",
)  # fmt: skip

ALL = [name for name, _, _ in table(Settings)]


class Said(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def voxpop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`voxpop("site", "list", …)` in this process, as the shell would start it."""
    for module in (cli, terminal):
        monkeypatch.setattr(module, "out", Console(width=200, soft_wrap=True))

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["voxpop", *map(str, words)])
        status = 0
        try:
            cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Said(status, said.out, said.err)

    return run


@pytest.fixture
def where(database_url: str, tmp_path: Path) -> tuple[str, ...]:
    """The flags that lead to the test's database."""
    return ("--data", str(tmp_path)) if database_url.startswith("sqlite:") else ("--database", database_url)


def told(*words: object, env: dict[str, str] | None = None) -> Said:
    """`voxpop …` in a process of its own, as bytes go to a terminal."""
    done = subprocess.run(
        [COMMAND, *map(str, words)],
        capture_output=True,
        env=environment(env or {}),
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_says_what_it_does(self, voxpop: Command, command: str) -> None:
        said = voxpop(*command.split(), "--help")
        assert said.status == 0
        assert f"voxpop {command}" in said.out

    def test_the_command_alone_lists_the_commands(self, voxpop: Command) -> None:
        said = voxpop("--help")
        assert [name for name in {command.split()[0] for command in COMMANDS} if name not in said.out] == []

    def test_a_command_that_there_is_not_is_refused(self, voxpop: Command) -> None:
        said = voxpop("frobnicate")
        assert said.status == 2
        assert "frobnicate" in said.err


class TestSettings:
    def test_every_setting_and_rule_is_shown_with_its_meaning(self, voxpop: Command) -> None:
        shown = " ".join(voxpop("settings").out.split())
        for name, _, meaning in (*table(Settings), *table(Rules)):
            assert name in shown
            assert meaning.split(";")[0][:40] in shown

    def test_an_unknown_setting_is_refused_by_name(self, voxpop: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VOXPOP_COLOUR", "red")
        said = voxpop("verify")
        assert said.status == 1
        assert said.err.startswith("VOXPOP_COLOUR='red': there is no such setting; there are akismet_hosts, ")

    def test_all_bad_values_are_told_at_once_each_by_its_place(
        self, voxpop: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "voxpop.toml"
        file.write_text('page_cache = "lots"\nworkers = 2\nspeed = 9\n')
        monkeypatch.setenv("VOXPOP_RATE_LIMITS", "maybe")
        said = voxpop("serve", "--data", tmp_path, "--port", "http", "--workers", "65")
        assert said.status == 1
        assert sorted(said.err.splitlines()) == [
            "--port='http': want a whole number from 1 to 65535",
            "--workers='65': want a whole number from 1 to 64",
            f"{file}: page_cache='lots': want a whole number and one of KiB, MiB, GiB, like 32MiB",
            f"{file}: speed='9': there is no such setting; there are {', '.join(sorted(ALL))}",
            "VOXPOP_RATE_LIMITS='maybe': want on or off",
        ]

    def test_a_file_that_is_no_toml_is_refused(self, voxpop: Command, tmp_path: Path) -> None:
        (tmp_path / "voxpop.toml").write_text("port 8080")
        said = voxpop("queue", "--data", tmp_path)
        assert said.status == 1
        assert said.err.startswith(f"{tmp_path}/voxpop.toml: not readable as TOML: ")


class TestServe:
    @pytest.mark.parametrize("command", ["serve", "demo"])
    def test_a_taken_port_is_a_sentence(self, voxpop: Command, tmp_path: Path, command: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            said = voxpop(command, "--data", tmp_path / "data", "--port", port)
        assert (said.status, said.out) == (1, "")
        assert said.err == (
            f"Cannot listen on 127.0.0.1:{port}: Address already in use. Choose another --host or --port.\n"
        )

    def test_a_database_that_is_none_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "voxpop.db").write_bytes(b"no database at all, " * 100)
        said = told("serve", "--data", tmp_path, "--port", ports.free())
        assert (said.status, said.err) == (1, "The database cannot be used: file is not a database\n")

    def test_a_folder_that_cannot_be_made_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        said = told("serve", "--data", tmp_path / "file" / "data", "--port", ports.free())
        assert (said.status, said.err) == (1, f"{tmp_path}/file/data: Not a directory\n")

    def test_the_demo_tells_its_addresses_and_a_second_start_keeps_what_was_posted(self, tmp_path: Path) -> None:
        port = ports.free()
        url = f"http://127.0.0.1:{port}"
        first = self.demo(tmp_path, port, lambda: self.post(url))
        assert f"{url}/eleven-minutes-to-varra" in first
        self.demo(tmp_path, port, lambda: self.find(url))

    def test_the_demo_stands_in_for_providers_if_it_is_told_to(self, tmp_path: Path) -> None:
        port = ports.free()
        printed = self.demo(tmp_path, port, lambda: self.press_google(f"http://127.0.0.1:{port}"), "--providers")
        assert "nobody's real account is asked" in printed
        assert "INFO" not in printed

    def test_nobody_stands_in_where_others_can_reach_the_demo(self, voxpop: Command, tmp_path: Path) -> None:
        said = voxpop("demo", "--providers", "--data", tmp_path / "data", "--port", ports.free(), "--host", "0.0.0.0")
        assert (said.status, said.out) == (1, "")
        assert said.err.startswith("With --providers anybody can be anybody")

    def press_google(self, url: str) -> None:
        sent = {"site": "default", "thread": "/gull-bakery-ninth-time", "text": "Half a"}
        answer = httpx.post(f"{url}/sign-in/google", data=sent, headers={"Origin": url}, trust_env=False)
        assert answer.status_code == 200, answer.text
        there = httpx.get(answer.headers["refresh"].partition("url=")[2], trust_env=False)
        assert "This is a stand-in for Google." in there.text

    def demo(self, folder: Path, port: int, then: Callable[[], None], *flags: str) -> str:
        """What it prints while it serves and `then` is done."""
        log = folder / "demo.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [COMMAND, "demo", "--data", folder / "data", "--port", str(port), *flags],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment({}),
            )  # fmt: skip
        try:
            waiting.until(lambda: self.healthy(port), "the demo answers")
            then()
        finally:
            process.terminate()
            process.wait(15)
        return log.read_text()

    def healthy(self, port: int) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def post(self, url: str) -> None:
        said = {
            "site": "default", "url": f"{url}/gull-bakery-ninth-time", "text": "Kept, please.",
            "author": {"name": "Ann", "email": "ann@reader.example"},
        }  # fmt: skip
        answer = httpx.post(f"{url}/api/v1/comments", json=said, headers={"Origin": url}, trust_env=False)
        assert answer.status_code == 201, answer.text

    def find(self, url: str) -> None:
        assert "Kept, please." in httpx.get(f"{url}/gull-bakery-ninth-time", trust_env=False).text


STORY = """+++
headline = "The ferry is late"
published = 2026-03-18T17:05:00+01:00
{more}
+++
It *is* late.
"""


class TestStory:
    def add(self, voxpop: Command, folder: Path, written: str) -> Said:
        file = folder / "late.md"
        file.write_text(written)
        return voxpop("story", "add", file, "--data", folder / "data")

    def test_a_story_is_added_to_an_empty_folder_and_its_address_printed(self, voxpop: Command, tmp_path: Path) -> None:
        said = self.add(voxpop, tmp_path, STORY.format(more=""))
        assert said == (0, "http://127.0.0.1:8080/late\n", "")

    def test_it_is_added_again_when_it_has_changed(self, voxpop: Command, tmp_path: Path) -> None:
        self.add(voxpop, tmp_path, STORY.format(more=""))
        assert self.add(voxpop, tmp_path, STORY.format(more='byline = "Ida"')).status == 0
        assert voxpop("verify", "--data", tmp_path / "data").status == 0

    @pytest.mark.parametrize(
        ("written", "why"),
        [
            ("It is late.", "it must begin with a line +++, its fields in TOML, and another line +++"),
            ("+++\nheadline: late\n+++\n", "its fields are not TOML: Expected '=' after a key"),
            (STORY.format(more='title = "x"'), "'title' is no field of a story; there are byline, credits, direction"),
            ('+++\npublished = 2026-03-18T17:05:00Z\n+++\nx', "headline is missing"),
            ('+++\nheadline = "x"\n+++\nx', "published must be a time with its zone, like 2026-03-18T17:05:00+01:00"),
            (STORY.format(more='updated = 2026-03-18T17:05:00'), "updated must be a time with its zone"),
            (STORY.format(more='image = "none.jpg"\nimage_alt = "x"'), "image = 'none.jpg': there is no such picture"),
            (STORY.format(more='credits = "AFP"'), "credits must be a list of texts"),
            (STORY.format(more='direction = "up"'), "direction = 'up' must be ltr or rtl"),
            (STORY.format(more='original = "x"'), "original: The address 'x' cannot be used"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_a_file_is_said(self, voxpop: Command, tmp_path: Path, written: str, why: str) -> None:
        said = self.add(voxpop, tmp_path, written)
        assert said.status == 1
        assert said.err.startswith(f"{tmp_path}/late.md: {why}")

    def test_a_file_that_is_not_there_is_said(self, voxpop: Command, tmp_path: Path) -> None:
        said = voxpop("story", "add", tmp_path / "none.md", "--data", tmp_path)
        assert (said.status, said.err) == (1, f"{tmp_path}/none.md: No such file or directory.\n")

    def test_a_site_that_is_not_there_is_said(self, voxpop: Command, tmp_path: Path) -> None:
        (tmp_path / "late.md").write_text(STORY.format(more=""))
        said = voxpop("story", "add", tmp_path / "late.md", "--data", tmp_path, "--site", "nowhere")
        assert (said.status, said.err) == (1, "There is no site named 'nowhere' here.\n")


class TestSite:
    def test_a_site_is_made_claims_an_address_and_is_listed(self, voxpop: Command, tmp_path: Path) -> None:
        data = ("--data", tmp_path)
        assert voxpop("site", "add", "paper", "--origin", "https://PAPER.example:443/x", *data).status == 0
        assert voxpop("site", "claim", "paper", "https://www.paper.example", *data).status == 0
        assert voxpop("site", "set", "paper", "title=The [b]Paper[/b]", "depth=7", *data).status == 0
        listed = voxpop("site", "list", *data).out
        assert [word in listed for word in ("paper", "The [b]Paper[/b]", "https://paper.example", "https://www.")] == [
            True
        ] * 4

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("add", "paper", "--origin", "https://b.example"), "There is a site named 'paper' already."),
            (("add", "other", "--origin", "https://paper.example/"), "belongs to the site 'paper' already."),
            (("add", "other", "--origin", "paper.example"), "it is not an absolute http or https address."),
            (("claim", "none", "https://b.example"), "There is no site named 'none' here."),
            (("set", "none", "depth=7"), "There is no site named 'none' here."),
            (("set", "paper", "order"), "order='': want one of newest, oldest, best"),
        ],
    )
    def test_what_cannot_be_done_is_said(
        self, voxpop: Command, tmp_path: Path, words: tuple[str, ...], why: str
    ) -> None:
        voxpop("site", "add", "paper", "--origin", "https://paper.example", "--data", tmp_path)
        said = voxpop("site", *words, "--data", tmp_path)
        assert said.status == 1
        assert why in said.err

    def test_all_bad_rules_are_told_at_once_and_none_is_kept(self, voxpop: Command, tmp_path: Path) -> None:
        voxpop("site", "add", "paper", "--origin", "https://paper.example", "--data", tmp_path)
        said = voxpop("site", "set", "paper", "depth=65", "colour=red", "order=best", "--data", tmp_path)
        assert said.status == 1
        assert said.err.splitlines()[0] == "depth='65': want a whole number from 1 to 64"
        assert said.err.splitlines()[1].startswith("colour='red': there is no such setting; there are addresses, ")
        assert voxpop("verify", "--data", tmp_path).status == 0


class TestModeration:
    @pytest.mark.usefixtures("obedient")
    async def test_what_waits_is_shown_with_what_is_needed_to_decide(
        self, place: Place, reader: Reader, voxpop: Command, where: tuple[str, ...]
    ) -> None:
        await place.choose(approval="all")
        number = await reader.said(f"Is it *late*?\n\n{DOUBTFUL}", name="Eve")
        said = voxpop("queue", *where)
        assert said.status == 0
        assert said.out.splitlines() == [
            "1 held",
            "",
            f"{number}  2025-10-09T08:53:20Z  Eve, under The ferry is late",
            f"    Is it *late*? {DOUBTFUL}",
            f"    69% spam: {DOUBTFUL}",
        ]

    async def test_each_act_moves_the_comment_and_restore_takes_it_back(
        self, place: Place, reader: Reader, voxpop: Command, where: tuple[str, ...]
    ) -> None:
        await place.choose(approval="all")
        number = await reader.said("Is it late?")
        moves = []
        for act in ("approve", "reject", "restore", "reject --spam", "not-spam", "restore", "restore"):
            said = voxpop(*act.split(), number, *where)
            assert said.status == 0
            moves.append(said.out.removeprefix(f"Comment {number}: ").strip())
        there, back = ["held → live", "live → trash", "trash → live", "live → spam"], ["held → spam", "spam → held"]
        assert moves == [*there, "spam → held", *back]
        voxpop("approve", number, *where)
        assert (await reader.thread())["responses"] == 1
        marks = [
            voxpop(act, number, *where).out.partition(": ")[2].strip() for act in ("pin", "unpin", "pick", "unpick")
        ]
        assert marks == ["unpinned → pinned", "pinned → unpinned", "unpicked → picked", "picked → unpicked"]

    async def test_an_act_is_logged_with_who_and_why(
        self, place: Place, reader: Reader, voxpop: Command, where: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LOGNAME", "ida")
        number = await reader.said("Is it late?")
        voxpop("reject", number, "--why", "off topic", *where)
        assert place.rows("SELECT act, actor, why, before, after FROM act") == [
            ("reject", "ida", "off topic", "live", "trash")
        ]

    async def test_what_cannot_be_decided_is_a_sentence(
        self, reader: Reader, voxpop: Command, where: tuple[str, ...]
    ) -> None:
        number = await reader.said("Is it late?")
        for words, why in (
            (("approve", number), f"Comment {number} is live already."),
            (("restore", number), f"No act on comment {number} is in the log."),
            (("reject", 5, "--spam"), "There is no comment 5."),
            (("not-spam", number), f"Comment {number} is live: nobody calls it spam."),
            (("spam", "explain", 5), "There is no comment 5."),
            (("queue", "--state", "live"), "--state 'live': want one of held, spam, trash."),
            (("queue", "--site", "none"), "There is no site named 'none' here."),
        ):
            said = voxpop(*words, *where)
            assert (said.status, said.err) == (1, f"{why}\n")

    @pytest.mark.parametrize("words", [("approve", "first"), ("approve",), ("queue", "--limit", "0")])
    def test_a_word_in_the_place_of_a_number_is_refused(self, voxpop: Command, words: tuple[str, ...]) -> None:
        assert voxpop(*words).status == 2

    async def test_a_long_queue_says_that_it_is_cut(
        self, place: Place, reader: Reader, voxpop: Command, where: tuple[str, ...]
    ) -> None:
        await place.choose(approval="all")
        for word in ("one", "two", "three"):
            await reader.said(word)
        lines = voxpop("queue", "--limit", 2, *where).out.splitlines()
        assert lines[0] == "3 held, of which the oldest 2:"
        assert [line.strip() for line in lines if line.startswith("    ")][::2] == ["one", "two"]

    async def test_a_strangers_text_does_nothing_to_the_terminal(
        self, place: Place, reader: Reader, where: tuple[str, ...]
    ) -> None:
        await place.choose(approval="all")
        number = await reader.said("x")
        bad = "\x1b]0;owned\x07\x1b[2J\x9b31m [red]red[/red] :skull: \u202egnp.exe\r\n\x08\x7f\u2028end"
        statement = text("UPDATE comment SET name = :bad, text = :bad WHERE id = :id")
        place.house.database.write_now(lambda conn: conn.execute(statement, {"bad": bad, "id": number}))
        verdict = msgspec.json.encode(Verdict(0.5, (Reason("test", 1.0, bad),))).decode()
        await place.write("UPDATE sender SET verdict = :verdict WHERE comment_id = :id", verdict=verdict, id=number)
        said = told("queue", *where, env={"FORCE_COLOR": "1", "COLUMNS": "60"})
        assert said.status == 0
        assert [letter for letter in said.out if not letter.isprintable() and letter != "\n"] == []
        shown = "]0;owned [2J 31m [red]red[/red] :skull: gnp.exe end"
        assert said.out.splitlines()[2:5] == [
            f"{number}  2025-10-09T08:53:20Z  {shown}, under The ferry is late",
            f"    {shown}",
            f"    50% spam: {shown}",
        ]


class TestVerify:
    async def test_its_exit_status_says_whether_all_is_well(
        self, place: Place, reader: Reader, voxpop: Command, where: tuple[str, ...]
    ) -> None:
        number = await reader.said("Is it late?")
        assert voxpop("verify", *where)[:2] == (0, "1 comment looked at: all is well.\n")
        place.house.database.write_now(lambda conn: conn.execute(text("UPDATE comment SET likes = 2")))
        said = voxpop("verify", *where)
        assert said.status == 1
        assert f"comment {number}: likes is 2, should be 0" in said.out.splitlines()

    def test_a_file_that_is_no_database_is_a_sentence(self, voxpop: Command, tmp_path: Path) -> None:
        (tmp_path / "voxpop.db").write_bytes(os.urandom(8192))
        said = voxpop("verify", "--data", tmp_path)
        assert (said.status, said.err) == (1, "The database cannot be used: file is not a database\n")

    def test_a_database_that_does_not_answer_is_a_sentence(self, voxpop: Command) -> None:
        said = voxpop("verify", "--database", f"postgresql://nobody@127.0.0.1:{ports.free()}/none")
        assert said.status == 1
        assert said.err.startswith("The database cannot be used: connection failed: ")


class TestImport:
    def test_an_export_comes_in_once(self, voxpop: Command, tmp_path: Path) -> None:
        file = tmp_path / "export.xml"
        file.write_text(export(item("1", comment("1"), comment("2", parent="1"))))
        first = voxpop("import", file, "--data", tmp_path / "data")
        again = voxpop("import", file, "--data", tmp_path / "data")
        assert (first.status, again.status) == (0, 0)
        assert "Comments imported: 2 live" in first.out
        assert "Comments imported" not in again.out
        assert voxpop("verify", "--data", tmp_path / "data").status == 0

    def test_a_broken_export_is_a_sentence(self, voxpop: Command, tmp_path: Path) -> None:
        file = tmp_path / "export.xml"
        file.write_text(export(item("1", comment("1")))[:-20])
        said = voxpop("import", file, "--data", tmp_path / "data")
        assert said.status == 1
        assert said.out.splitlines()[-1] == "Nothing of the file was imported."

    def test_a_site_that_is_not_there_is_a_sentence(self, voxpop: Command, tmp_path: Path) -> None:
        said = voxpop("import", tmp_path / "none.xml", "--data", tmp_path, "--site", "none")
        assert (said.status, said.err) == (1, "There is no site named 'none' here.\n")


@pytest.mark.parametrize(
    "words",
    [("verify",), ("queue",), ("approve", "1"), ("reject", "1"), ("not-spam", "1"), ("spam", "status"),
     ("restore", "1"), ("site", "list"), ("site", "claim", "x", "https://x.example"), ("site", "set", "x", "depth=1")],
)  # fmt: skip
def test_a_mistyped_folder_is_a_sentence_and_stays_as_it_is(
    voxpop: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = voxpop(*words, "--data", tmp_path)
    assert said.status == 1
    assert said.err == f"There is no database in the folder {tmp_path}. Name another with --data.\n"
    assert list(tmp_path.iterdir()) == []
