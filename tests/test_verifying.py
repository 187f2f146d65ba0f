"""`voxpop verify`: a database that grew by the verbs is sound; each kind of damage done to it by hand is named.

Damage is done inside a transaction that is rolled back, so that one sound database serves all tests of a kind.
"""

import asyncio
import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import pytest
from rich.console import Console
from sqlalchemy import Connection, text

from tests.support import databases
from tests.support.house import Place, opened
from voxpop import verifying
from voxpop.discussion.text import LIMIT
from voxpop.exchange import fitting, storing
from voxpop.exchange.record import Remark
from voxpop.moderation import deciding
from voxpop.moderation.moderator import Moderator
from voxpop.storage.database import Database, open_database

T = TypeVar("T")

DEEP = 70  # answers in a row: more than a path has room for


class Sound(NamedTuple):
    """A database that is as it should be, and the ids of what is in it."""

    kind: str
    url: str
    database: Database
    ids: dict[str, int]


async def written(url: str, folder: Path) -> dict[str, int]:
    """One of everything: the ids by name."""
    async with opened(url, folder) as place:
        ann, bob = place.reader(), place.reader()
        made = {"thread": await place.publish("ferry"), "other_thread": await place.publish("lighthouse")}
        made["top"] = await ann.said("It *is* late.")
        made["answer"] = await bob.reply(made["top"], "Again?")
        made["second"] = await ann.reply(made["answer"], "Again.")
        made["elsewhere"] = await ann.said("A light.", url="http://paper.example/lighthouse")
        for reader in (ann, bob, place.reader()):
            assert (await reader.like(made["answer"])).status_code == 200
        assert (await ann.like(made["top"])).status_code == 200
        made["gone"] = await bob.said("I take this back.")
        made["kept"] = await ann.reply(made["gone"], "Why?")
        assert (await bob.erase(made["gone"])).status_code == 204
        made["edited"] = await bob.said("Twise.")
        assert (await bob.edit(made["edited"], "Twice.")).status_code == 200
        made["removed"] = await bob.said("Rubbish.")
        made["called_spam"] = await bob.said("Buy my rubbish.")
        await place.choose(reactions="funny, sad")
        for reader, kind in ((ann, "funny"), (bob, "funny"), (ann, "sad")):
            assert (await reader.put(f"/api/v1/comments/{made['answer']}/reactions/{kind}")).status_code == 200
        _moderated(place, made)
        made["deep"] = made["top"]
        for step in range(DEEP):
            made["deep"] = await ann.reply(made["deep"], f"And down {step}.")
        made["imported"], made["broken"] = _imported(place, made["thread"])
        [[made["mark"], made["times"]]] = place.rows("SELECT mark, live FROM record ORDER BY live DESC LIMIT 1")
        [[made["other_mark"]]] = place.rows("SELECT mark FROM record WHERE spam > 0")
        made["often"] = made["times"] + 1
        return made


def _moderated(place: Place, made: dict[str, int]) -> None:
    by = Moderator("editor", place.clock.wall(), "")
    place.house.database.write_now(lambda conn: deciding.reject(conn, place.house.clock, made["removed"], by))
    place.house.database.write_now(lambda conn: deciding.spam(conn, place.house.clock, made["called_spam"], by))
    place.house.database.write_now(lambda conn: deciding.pin(conn, place.house.clock, made["second"], by))
    place.house.database.write_now(lambda conn: deciding.pick(conn, place.house.clock, made["second"], by))


def _imported(place: Place, thread: int) -> tuple[int, int]:
    """Two comments of another system: a plain one, and one that the renderer refuses."""
    remarks = [
        Remark(
            line=n, key=str(n), entry="1", parent="", name="Old", email="", website="", address="", text=said, at=n,
            state="live", kind="comment",
        )
        for n, said in ((1_089, "From *long* ago."), (2_000, "long ago " * (LIMIT // 8)))
    ]  # fmt: skip
    arrivals = [storing.Arrival(remark, fitting.comment(remark), thread, remark.at) for remark in remarks]
    blog = storing.Blog(place.site(), "blog.example")
    place.house.database.write_now(lambda conn: storing.add_comments(conn, blog, arrivals))
    return arrivals[0].id, arrivals[1].id


@pytest.fixture(scope="module", params=databases.KINDS)
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sound]:
    folder = tmp_path_factory.mktemp("sound")
    with databases.fresh(request.param, folder) as url:
        made = asyncio.run(written(url, folder))
        database = open_database(url)
        yield Sound(request.param, url, database, made)
        database.close()


class Within:
    """A database whose reads all see one open transaction."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def read_now(self, job: Callable[[Connection], T]) -> T:
        return job(self._conn)


class Undone(Exception):  # noqa: N818 - not an error: it rolls the damage back
    pass


def verified(database: Any) -> tuple[int, list[str]]:
    """Exit status and lines."""
    said = io.StringIO()
    status = verifying.run(cast(Database, database), Console(file=said, width=80))
    return status, said.getvalue().splitlines()


def damaged(sound: Sound, *damage: str) -> tuple[int, list[str]]:
    """What is found after some SQL, which is then undone."""
    heard: list[tuple[int, list[str]]] = []

    def job(conn: Connection) -> None:
        for statement in damage:
            assert conn.execute(text(statement.format(**sound.ids))).rowcount != 0, statement
        heard.append(verified(Within(conn)))
        raise Undone

    with pytest.raises(Undone):
        sound.database.write_now(job)
    return heard[0]


def test_a_sound_database_is_found_sound(sound: Sound) -> None:
    status, lines = verified(sound.database)
    assert lines[-1] == f"{11 + DEEP} comments looked at: all is well."
    assert status == 0


# What is broken, by which SQL, and the line that says so.
DAMAGES = {
    "a thread's comments": (
        "UPDATE thread SET live = 7 WHERE id = {other_thread}",
        "thread {other_thread}: live is 7, should be 1",
    ),
    "a thread's likes": (
        "UPDATE thread SET likes = 40, ranked = 40 WHERE id = {thread}",
        "thread {thread}: likes is 40, should be 4",
    ),
    "a thread's ranking": (
        "UPDATE thread SET ranked = 1 WHERE id = {thread}",
        "thread {thread}: its scores are of 1 likes, should be of 4",
    ),
    "a thread's site": (
        "UPDATE thread SET site_id = 9 WHERE id = {thread}",
        "thread {thread}: its site 9 is not there",
    ),
    "a comment's likes": (
        "UPDATE comment SET likes = 8 WHERE id = {answer}",
        "comment {answer}: likes is 8, should be 3",
    ),
    "a like that went": ("DELETE FROM liking WHERE comment_id = {top}", "comment {top}: likes is 1, should be 0"),
    "a thread's pinned comments": (
        "UPDATE thread SET pinned = 0 WHERE id = {thread}",
        "thread {thread}: pinned is 0, should be 1",
    ),
    "a removed comment pinned": (
        "UPDATE comment SET pinned = 1 WHERE id = {removed}",
        "comment {removed}: it is trash and should not stand first in its thread",
    ),
    "a deleted comment picked": (
        "UPDATE comment SET picked = (1 = 1) WHERE id = {gone}",
        "comment {gone}: deleted by its author, yet it still holds picked",
    ),
    "a comment's reactions": (
        """UPDATE comment SET reactions = '{{"funny": 3, "sad": 1}}' WHERE id = {answer}""",
        "comment {answer}: reactions is {{'funny': 3, 'sad': 1}}, should be {{'funny': 2, 'sad': 1}}",
    ),
    "a reaction that went": (
        "DELETE FROM reaction WHERE kind = 'sad'",
        "comment {answer}: reactions is {{'funny': 2, 'sad': 1}}, should be {{'funny': 2}}",
    ),
    "reactions that nobody gave": (
        """UPDATE comment SET reactions = '{{"sad": 1}}' WHERE id = {top}""",
        "comment {top}: reactions is {{'sad': 1}}, should be {{}}",
    ),
    "reactions that cannot be read": (
        "UPDATE comment SET reactions = '[' WHERE id = {top}",
        "comment {top}: its reactions cannot be read: '['",
    ),
    "a reaction to nothing": (
        "UPDATE reaction SET comment_id = 5",
        "reaction of comment 5 in site 1: that comment is not there",
    ),
    "a live comment hidden": (
        "UPDATE comment SET shown = (1 = 0) WHERE id = {second}",
        "comment {second}: shown is False, should be True",
    ),
    "a removed comment shown": (
        "UPDATE comment SET shown = (1 = 1) WHERE id = {removed}",
        "comment {removed}: shown is True, should be False",
    ),
    "the place above an answer lost": (
        "UPDATE comment SET shown = (1 = 0) WHERE id = {gone}",
        "comment {gone}: shown is False, should be True",
    ),
    "a circle": (
        "UPDATE comment SET parent_id = {second} WHERE id = {top}",
        "comment {top}: it answers itself in a circle, and should answer an older one",
    ),
    "a comment that answers itself": (
        "UPDATE comment SET parent_id = {second} WHERE id = {second}",
        "comment {second}: it answers itself in a circle, and should answer an older one",
    ),
    "a parent that is not there": (
        "UPDATE comment SET parent_id = 5 WHERE id = {answer}",
        "comment {answer}: its parent 5 is not there",
    ),
    "a parent elsewhere": (
        "UPDATE comment SET parent_id = {elsewhere} WHERE id = {answer}",
        "comment {answer}: its parent is in thread {other_thread}, itself in {thread}",
    ),
    "a thread that is not there": (
        "UPDATE comment SET thread_id = 5 WHERE id = {elsewhere}",
        "comment {elsewhere}: its thread 5 is not there",
    ),
    "a root": (
        "UPDATE comment SET root_id = {second} WHERE id = {answer}",
        "comment {answer}: root_id is {second}, should be {top}",
    ),
    "a depth": ("UPDATE comment SET depth = 2 WHERE id = {answer}", "comment {answer}: depth is 2, should be 1"),
    "a top's depth": ("UPDATE comment SET depth = 1 WHERE id = {top}", "comment {top}: depth is 1, should be 0"),
    "a path": (
        "UPDATE comment SET path = (SELECT path FROM comment WHERE id = {removed}) WHERE id = {answer}",
        "comment {answer}: path is {removed}, should be {top}/{answer}",
    ),
    "half a path": (
        "UPDATE comment SET path = substr(path, 1, 4) WHERE id = {top}",
        "comment {top}: path is 4 bytes, should be {top}",
    ),
    "a depth below all paths": (
        "UPDATE comment SET depth = 64 WHERE id = {deep}",
        f"comment {{deep}}: depth is 64, should be {DEEP}",
    ),
    "a sender": (
        "DELETE FROM sender WHERE comment_id = {top}",
        "comment {top}: it has no row in the table sender, and should have one",
    ),
    "a sender of nothing": (
        "UPDATE sender SET comment_id = 5 WHERE comment_id = {top}",
        "sender of comment 5 in site 1: that comment is not there",
    ),
    "a like of nothing": (
        "UPDATE liking SET comment_id = 5 WHERE comment_id = {top}",
        "liking of comment 5 in site 1: that comment is not there",
    ),
    "a version of nothing": (
        "UPDATE version SET comment_id = 5",
        "version of comment 5 in site 1: that comment is not there",
    ),
    "an account of nobody": (
        "INSERT INTO account (site_id, issuer, subject, person_id, method, via, label, made, used)"
        " VALUES (1, 'i', 's', 5, 'google', 'Google', '', 1, 1)",
        "account of person 5 in site 1: that person is not there",
    ),
    "a session of nobody": (
        "INSERT INTO session (site_id, id, hash, person_id, via, agent, place, seen, until)"
        " VALUES (1, 1, 'h', 5, 'Google', '', '', 1, 1)",
        "session of person 5 in site 1: that person is not there",
    ),
    "a lesson about nothing": (
        "UPDATE lesson SET comment_id = 5",
        "lesson of comment 5 in site 1: that comment is not there",
    ),
    "a lesson too few": ("DELETE FROM lesson", "judge of site 1: spam is 1, should be 0"),
    "a record": (
        "UPDATE record SET live = {often} WHERE mark = {mark}",
        "record {mark} of site 1: live is {often}, should be {times}",
    ),
    "a record that is not there": (
        "DELETE FROM record WHERE mark = {mark}",
        "record {mark} of site 1: live is 0, should be {times}",
    ),
    "a record of nobody": (
        "INSERT INTO record (site_id, mark, live, spam, reports, first) VALUES (1, -77, 0, 3, 0, 1)",
        "record -77 of site 1: spam is 3, should be 0",
    ),
    "marks that went": (
        "UPDATE sender SET marks = NULL WHERE comment_id = {called_spam}",
        "record {other_mark} of site 1: spam is 1, should be 0",
    ),
    "an act on nothing": ("UPDATE act SET comment_id = 5", "act of comment 5 in site 1: that comment is not there"),
    "a story's thread": (
        "UPDATE story SET thread_id = 5 WHERE slug = 'ferry'",
        "story /ferry: its thread 5 is not there",
    ),
    "a story's thread at another address": (
        "UPDATE story SET thread_id = {other_thread} WHERE slug = 'ferry'",
        "story /ferry, its thread {other_thread}: key is '/lighthouse', should be '/ferry'",
    ),
    "a story's site": ("UPDATE story SET site_id = 9 WHERE slug = 'ferry'", "story /ferry: its site 9 is not there"),
    "HTML of an older renderer that would be other today": (
        "UPDATE comment SET renderer = 1, text = '>! Late.' WHERE id = {top}",
        "comment {top}: renderer 1 made its html; renderer 2 makes other html of its text",
    ),
    "a newer renderer": (
        "UPDATE comment SET renderer = 3 WHERE id = {top}",
        "comment {top}: renderer is 3, should be 2",
    ),
    "HTML that somebody touched": (
        "UPDATE comment SET html = '<p>It <script>' WHERE id = {top}",
        "comment {top}: html is 'script>' from character 8, should be 'em>is</em> late.</p>'",
    ),
    "HTML cut short": (
        "UPDATE comment SET html = '<p>Agai' WHERE id = {answer}",
        "comment {answer}: html is '' from character 8, should be 'n?</p>'",
    ),
    "a text without its HTML": (
        "UPDATE comment SET text = 'Other words.' WHERE id = {answer}",
        "comment {answer}: html is 'Again?</p>' from character 4, should be 'Other words.</p>'",
    ),
    "an imported text without its HTML": (
        "UPDATE comment SET text = 'Other words.' WHERE id = {imported}",
        "comment {imported}: html is 'From <em>long</em> a' from character 4, should be 'Other words.</p>'",
    ),
    "HTML of a text that came without markup": (
        "UPDATE comment SET html = '' WHERE id = {broken}",
        "comment {broken}: html is '' from character 1, should be '<p>long ago long ago'",
    ),
    "a text that is refused": (
        "UPDATE comment SET text = '' WHERE id = {top}",
        "comment {top}: its text would be refused today: text_empty",
    ),
    "a score": (
        "UPDATE comment SET score = 2 WHERE id = {answer}",
        "comment {answer}: score is 2, should be 0.35614",
    ),
    "a score of nothing": (
        "UPDATE comment SET score = 0.5 WHERE id = {second}",
        "comment {second}: score is 0.5, should be 0",
    ),
    "a deleted comment's text": (
        "UPDATE comment SET text = 'I take this back.', name = 'Bob' WHERE id = {gone}",
        "comment {gone}: deleted by its author, yet it still holds name, text",
    ),
    "a deleted comment's sender": (
        "UPDATE sender SET email = 'bob@reader.example', address = '192.0.2.1' WHERE comment_id = {gone}",
        "comment {gone}: deleted by its author, yet it still holds email, address",
    ),
    "a deleted comment's earlier text": (
        "UPDATE version SET comment_id = {gone}",
        "comment {gone}: deleted by its author, yet it still holds earlier texts",
    ),
    "a deleted comment's marks": (
        """UPDATE sender SET marks = (SELECT o.marks FROM sender o WHERE o.comment_id = {called_spam})
           WHERE comment_id = {gone}""",
        "comment {gone}: deleted by its author, yet it still holds marks",
    ),
    "a deleted comment's lesson": (
        "UPDATE lesson SET comment_id = {gone}",
        "comment {gone}: deleted by its author, yet it still holds lessons",
    ),
    "a state": (
        "UPDATE comment SET state = 'limbo' WHERE id = {second}",
        "comment {second}: state is 'limbo', should be one of gone, held, live, spam, trash",
    ),
    "a kind": (
        "UPDATE comment SET kind = 'poem' WHERE id = {second}",
        "comment {second}: kind is 'poem', should be one of comment, pingback, trackback",
    ),
    "an id that is no time": (
        "UPDATE comment SET id = -5 WHERE id = {second}",
        "comment -5: its id should be a time, from 1 to 9007199254740991",
    ),
    "a rule": (
        """UPDATE site SET rules = '{{"depth"\\:"99"}}'""",
        "site 'default': its rules cannot be read: depth='99': want a whole number from 1 to 64",
    ),
    "no rules at all": (
        "UPDATE site SET rules = '[]'",
        "site 'default': its rules cannot be read: Expected `object`, got `array`",
    ),
    "a house rule": (
        """UPDATE site SET screens = '{{"changed"\\:1,"rules"\\:[{{"kind"\\:"mood"}}]}}'""",
        "site 'default': its house rules cannot be read: Invalid value 'mood' - at `$.rules[0].kind`",
    ),
    "an index": ("DROP INDEX comment_waiting", "index comment_waiting of table comment is not there"),
    "a unique index": ("DROP INDEX sender_draft", "unique index sender_draft of table sender is not there"),
    "a column": ("ALTER TABLE story DROP COLUMN rights", "column rights of table story is not there"),
    "a table": ("DROP TABLE version", "table version is not there"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_found_and_named(sound: Sound, what: str) -> None:
    damage, line = DAMAGES[what]
    status, lines = damaged(sound, damage)
    assert line.format(**sound.ids) in lines
    assert status == 1


def test_a_path_is_looked_at_below_the_depth_where_paths_end(sound: Sound) -> None:
    _, lines = damaged(sound, "UPDATE comment SET path = substr(path, 1, 500) WHERE id = {deep}")
    assert lines[0].startswith(f"comment {sound.ids['deep']}: path is 500 bytes, should be {sound.ids['top']}/")


def test_a_wrong_number_alone_makes_one_line_and_the_sum(sound: Sound) -> None:
    _, lines = damaged(sound, "UPDATE thread SET live = 7 WHERE id = {other_thread}")
    assert lines[1:] == [f"{11 + DEEP} comments looked at: 1 finding."]


def test_a_flood_of_one_kind_is_cut_and_hides_no_other(sound: Sound) -> None:
    more = """
        INSERT INTO liking (site_id, comment_id, guest)
        WITH RECURSIVE n (n) AS (SELECT 1000000 UNION ALL SELECT n + 1 FROM n WHERE n < 1000149)
        SELECT 1, n, (SELECT guest FROM liking WHERE comment_id = {top}) FROM n
    """
    _, lines = damaged(sound, more, "UPDATE comment SET score = 1 WHERE id = {second}")
    assert len([line for line in lines if line.endswith("that comment is not there")]) == verifying.SHOWN
    assert "… and 50 more of this kind: liking" in lines
    assert f"comment {sound.ids['second']}: score is 1, should be 0" in lines
    assert lines[-1].endswith("151 findings.")


def test_comments_come_in_batches_and_none_is_left_out(sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voxpop.verifying.comments.BATCH", 7)
    status, lines = verified(sound.database)
    assert (status, lines) == (0, [f"{11 + DEEP} comments looked at: all is well."])


def test_what_cannot_be_read_is_a_finding(sound: Sound) -> None:
    status, lines = damaged(sound, "ALTER TABLE liking RENAME TO likes_of_old")
    assert status == 1
    assert any(line.startswith("comments: not to be read to the end: ") for line in lines)


def test_an_invalid_index_is_found(sound: Sound) -> None:
    if sound.kind != "postgresql":
        pytest.skip("a matter of PostgreSQL's catalogue")
    mark = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'comment_waiting'\\:\\:regclass"
    assert "index comment_waiting is not valid; REINDEX or VALIDATE it" in damaged(sound, mark)[1]


def copied(sound: Sound, folder: Path, *damage: str) -> tuple[int, list[str]]:
    """What is found in a copy of the file after some SQL by SQLite itself, without its safety catches."""
    file = folder / "copy.db"
    shutil.copyfile(sound.url.removeprefix("sqlite:///"), file)
    with sqlite3.connect(file, isolation_level=None) as raw:
        for statement in ("PRAGMA writable_schema = ON", "PRAGMA foreign_keys = OFF", *damage):
            raw.execute(statement)
    raw.close()
    database = open_database(f"sqlite:///{file}")
    try:
        return verified(database)
    finally:
        database.close()


@pytest.fixture
def file(sound: Sound) -> Sound:
    if sound.kind != "sqlite":
        pytest.skip("a matter of SQLite's file")
    sound.database.write_now(lambda conn: None)
    with sqlite3.connect(sound.url.removeprefix("sqlite:///")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return sound


def test_a_path_kept_as_text_is_found(file: Sound) -> None:
    short = "UPDATE comment SET path = CAST(path AS TEXT) WHERE id = {imported}"
    assert f"comment {file.ids['imported']}: path is text, should be bytes" in damaged(file, short)[1]


# What is done to the index of words, and the line that says so.
UNINDEXED = {
    "a comment too few": (
        "INSERT INTO comment_words (comment_words, rowid, thread_id, text)"
        " SELECT 'delete', id, thread_id, text FROM comment WHERE id = {second}",
        "comment {second}: it is live, and not in the index of words",
    ),
    "a removed comment": (
        "INSERT INTO comment_words (rowid, thread_id, text)"
        " SELECT id, thread_id, text FROM comment WHERE id = {removed}",
        "comment {removed}: the index of words holds it, and it is trash",
    ),
    "a comment that is not there": (
        "INSERT INTO comment_words (rowid, thread_id, text) VALUES (5, 6, 'old words')",
        "comment 5: the index of words holds it, and it is not there",
    ),
}


@pytest.mark.parametrize("what", UNINDEXED)
def test_what_the_index_of_words_should_not_hold_or_does_not_is_found(file: Sound, what: str) -> None:
    statement, line = UNINDEXED[what]
    assert line.format(**file.ids) in damaged(file, statement)[1]


def test_a_comment_indexed_in_another_thread_or_by_other_words_is_found(file: Sound, tmp_path: Path) -> None:
    moved, changed = file.ids["elsewhere"], file.ids["second"]
    _, lines = copied(
        file,
        tmp_path,
        "DROP TRIGGER comment_words_changed",
        f"UPDATE comment SET text = 'Other words.' WHERE id = {changed}",
        f"UPDATE comment SET thread_id = {file.ids['thread']} WHERE id = {moved}",
    )
    assert "comment_words_changed, a part of the index of words, is not there" in lines
    assert not [line for line in lines if line.endswith("other words than it does")]  # not asked without its parts
    trigger = "CREATE TRIGGER comment_words_changed AFTER UPDATE OF id ON comment BEGIN SELECT 1; END"
    _, lines = copied(
        file,
        tmp_path,
        "DROP TRIGGER comment_words_changed",
        f"UPDATE comment SET text = 'Other words.' WHERE id = {changed}",
        f"UPDATE comment SET thread_id = {file.ids['thread']} WHERE id = {moved}",
        trigger,
    )
    assert f"comment {changed}: the index holds other words than it does" in lines
    thread, other = file.ids["thread"], file.ids["other_thread"]
    held = f"the index of words holds it, and it is live and in thread {thread}, not {other}"
    assert f"comment {moved}: {held}" in lines


def test_an_index_of_words_that_is_missing_is_found(sound: Sound) -> None:
    if sound.kind == "postgresql":
        told = "comment_words, a part of the index of words, is not there"
        assert told in unindexed(sound)


def unindexed(sound: Sound) -> list[str]:
    heard: list[list[str]] = []

    def job(conn: Connection) -> None:
        conn.execute(text("DROP INDEX comment_words"))
        heard.append(verified(Within(conn))[1])
        raise Undone

    with pytest.raises(Undone):
        sound.database.write_now(job)
    return heard[0]


def test_a_file_that_breaks_its_own_rules_is_found(file: Sound, tmp_path: Path) -> None:
    stricter = """
        UPDATE sqlite_schema SET sql = replace(sql, 'website TEXT', 'website TEXT NOT NULL') WHERE name = 'comment'
    """
    status, lines = copied(file, tmp_path, stricter)
    assert status == 1
    assert "the database file is damaged: NULL value in comment.website" in lines


def test_a_reference_to_nothing_is_found(file: Sound, tmp_path: Path) -> None:
    stray = "INSERT INTO origin (origin, site_id, ours) VALUES ('http://stray.example', 9, 0)"
    status, lines = copied(file, tmp_path, stray)
    assert status == 1
    assert any("what it refers to in table site is not there" in line for line in lines)
