"""What an owner files and publishes: made of what readers are told, and nothing of it left out."""

from pathlib import Path

import pytest

from tests.privacy.test_held import running
from voxpop import cli, terminal
from voxpop.privacy import held, processors, record


def test_the_record_has_every_point_of_the_article_and_everything_that_is_kept() -> None:
    runs = running(passkeys="all", responsible="The Paper", privacy_contact="data@paper.example")
    made = record.record(runs)
    for title in ("Controller", "Purposes", "data subjects", "personal data", "Recipients", "Transfers", "Security"):
        assert title in made
    assert "The Paper  \ndata@paper.example" in made
    for item in held.applying(runs):
        assert f"| {item.what} | {item.why} |" in made


def test_recipients_are_those_that_are_on() -> None:
    assert "None outside the controller." in record.record(running())
    made = record.record(running(akismet_key="abcdef123456"))
    assert "Akismet, a service of Automattic Inc. (rest.akismet.com)" in made
    assert "[country, and the safeguard of Art. 46 if it is a third one]" in made


def test_the_policy_names_the_basis_and_leads_to_the_page() -> None:
    assert "Art. 6(1)(f)" in record.policy(running())
    assert "given in these words: “I agree.”" in record.policy(running(consent="I agree."))
    assert "/privacy?site=default>" in record.policy(running())


def test_the_policy_tells_of_all_that_is_kept_of_readers_and_of_nothing_of_moderators() -> None:
    runs = running(passkeys="all", consent="I agree.")
    made = record.policy(runs)
    for item in held.applying(runs):
        assert (f"- {item.what}. {item.why}" in made) == (item.group != "team"), item.key
    for title in (
        "When you comment",
        "When you like, mute, report or appeal",
        "When you sign in",
        "When moderators act",
    ):
        assert f"{title} we keep:" in made
    assert "`__Host-voxpop-1`" in made or "`voxpop-1`" in made
    assert "voxpop-desk" not in made


def test_that_pictures_come_from_elsewhere_is_said_where_they_do() -> None:
    made = record.record(running()._replace(pictures=frozenset(("pics.example",))))
    assert "sent to no other server, but for the pictures of stories" in made
    assert "pics.example: [country" in made
    assert "Readers’ browsers are sent to no other server." in record.record(running())


def test_every_way_out_is_listed_with_what_opens_it() -> None:
    made = record.ways_out()
    assert [one.key for one in processors.PROCESSORS if f"| {one.key} |" not in made] == []


def test_the_command_prints_both_of_a_site_as_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    from voxpop.sites.site import choose, settled

    with terminal.database_at(str(tmp_path), None, new=True) as opened:
        opened.write_now(lambda conn: choose(conn, settled(conn, "default", "http://a.example"), {"keep_spam": "2d"}))
    monkeypatch.setattr(terminal, "out", Console(soft_wrap=True))
    with pytest.raises(SystemExit) as done:
        cli.app(["privacy", "--data", str(tmp_path)])
    assert done.value.code == 0
    printed = capsys.readouterr().out
    assert "2 days if it is spam" in printed
    assert "## Text for a policy" in printed
