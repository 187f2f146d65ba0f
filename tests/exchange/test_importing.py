"""Import a WordPress export: what is there afterwards, on both databases, and what is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.exchange.exports import OWN, SHARED, comment, export, item
from voxpop.discussion import restraints, tree
from voxpop.discussion.text import RENDERER
from voxpop.exchange import importing
from voxpop.exchange.importing import import_file
from voxpop.exchange.record import ImportFailed
from voxpop.exchange.report import Report
from voxpop.lib import address, ids
from voxpop.lib.refused import Refused
from voxpop.sites import site as sites
from voxpop.storage.database import Database

TABLES = ("story", "thread", "comment", "sender", "imported")


class Unwatched:
    def read(self, done: int) -> None:
        pass

    def wrote(self, done: int, total: int) -> None:
        pass


class Import:
    """One site, and the door to import into it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        database.write_now(lambda conn: sites.first(conn, "http://127.0.0.1:8080"))

    def __call__(self, *items: str, into: str = "default") -> Report:
        path = self.folder / "export.xml"
        path.write_text(export(*items), encoding="utf-8")
        return self.file(path, into=into)

    def file(self, path: Path, *, into: str = "default") -> Report:
        site = self.database.read_now(lambda conn: sites.find(conn, into))
        return import_file(self.database, site, path, self.folder / "tmp", Unwatched(), ids.now())

    def rows(self, statement: str) -> list[Any]:
        return self.database.read_now(lambda conn: list(conn.execute(text(statement))))

    def counts(self) -> dict[str, int]:
        return {table: self.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES}

    def comments(self, columns: str = "text, state") -> list[Any]:
        found = self.rows(f"SELECT {columns} FROM comment ORDER BY thread_id, path")
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def sound(self) -> None:
        """The invariants that voxpop verify proves, stated once more and in other words."""
        rows = {row.id: row for row in self.rows("SELECT * FROM comment")}
        for row in rows.values():
            parent = rows[row.parent_id] if row.parent_id else None
            above = tree.Spot(parent.root_id, parent.depth, bytes(parent.path)) if parent else None
            spot = tree.below(above, row.id) if above else tree.top(row.id)
            assert (row.root_id, row.depth, bytes(row.path)) == spot
            assert parent is None or parent.thread_id == row.thread_id
            answered = any(other.parent_id == row.id and other.shown for other in rows.values())
            assert bool(row.shown) == (row.state == "live" or answered)
            assert row.renderer == RENDERER
        for thread in self.rows("SELECT id, live, active FROM thread"):
            live = [row.id for row in rows.values() if row.thread_id == thread.id and row.state == "live"]
            assert thread.live == len(live)
            assert thread.active >= max(live, default=0)
        assert not self.rows(
            "SELECT 1 FROM comment c LEFT JOIN sender s ON s.comment_id = c.id WHERE s.comment_id IS NULL"
        )


@pytest.fixture
def bring(database: Database, tmp_path: Path) -> Import:
    return Import(database, tmp_path)


def test_a_post_becomes_a_story_with_its_conversation(bring: Import) -> None:
    report = bring(
        item(
            "5",
            comment("7", "Hello"),
            comment("8", "And *you*", parent="7"),
            title="Tides",
            excerpt="Up <b>and</b> down",
        )
    )
    (story,) = bring.rows("SELECT * FROM story")
    assert (story.slug, story.headline, story.standfirst, story.byline) == (
        "post-5",
        "Tides",
        "Up and down",
        "Mara Quill",
    )
    assert (story.html, story.language, story.direction) == ("<p>Words.</p>", "en", "ltr")
    assert story.published == 1_704_106_800_000_000
    assert bring.comments("text, html, depth") == [
        ("Hello", "<p>Hello</p>", 0),
        ("And *you*", "<p>And <em>you</em></p>", 1),
    ]
    assert bring.rows("SELECT thread_id FROM comment WHERE depth = 1")[0][0] == story.thread_id
    assert bring.rows("SELECT live FROM thread")[0][0] == 2
    assert [row[1:] for row in report.rows()] == [(1, 1, 0, 0), (2, 2, 0, 0)]
    bring.sound()


def test_a_comment_keeps_author_website_date_state_and_kind(bring: Import) -> None:
    bring(
        item(
            "5",
            comment("7", "a", name="Ann", website="https://ann.example/", date="2024-01-02 03:04:05"),
            comment("8", "b", approved="0", date="2024-01-02 03:04:06"),
            comment("9", "c", approved="spam", date="2024-01-02 03:04:07"),
            comment("10", "d", approved="trash", date="2024-01-02 03:04:08"),
            comment("11", "e", kind="pingback", date="2024-01-02 03:04:09"),
        )
    )
    assert bring.comments("id, text, state, kind") == [
        (1_704_164_645_000_000, "a", "live", "comment"),
        (1_704_164_646_000_000, "b", "held", "comment"),
        (1_704_164_647_000_000, "c", "spam", "comment"),
        (1_704_164_648_000_000, "d", "trash", "comment"),
        (1_704_164_649_000_000, "e", "live", "pingback"),
    ]
    assert bring.comments("name, website")[0] == ("Ann", "https://ann.example/")
    held = "SELECT email, address, agent FROM sender WHERE comment_id = 1704164646000000"
    assert tuple(bring.rows(held)[0]) == ("ann@mail.example", "198.51.100.0/24", "")
    bring.sound()


def test_a_second_import_adds_nothing_and_changes_nothing(bring: Import) -> None:
    items = (item("5", comment("7"), comment("8", parent="7")), item("6", comment("9")), item("7", status="draft"))
    bring(*items)
    before = {table: sorted(map(repr, bring.rows(f"SELECT * FROM {table}"))) for table in TABLES}
    report = bring(*items)
    assert {table: sorted(map(repr, bring.rows(f"SELECT * FROM {table}"))) for table in TABLES} == before
    assert [row[1:] for row in report.rows()] == [(3, 0, 2, 1), (3, 0, 3, 0)]
    assert report.changed == {}


def test_a_newer_export_adds_what_is_new_below_what_is_there(bring: Import) -> None:
    bring(item("5", comment("7", "old")))
    report = bring(item("5", comment("7", "old"), comment("8", "new", parent="7")), item("6"))
    assert bring.comments("text, depth") == [("old", 0), ("new", 1)]
    assert [row[1:] for row in report.rows()] == [(2, 1, 1, 0), (2, 1, 1, 0)]
    bring.sound()


def test_the_same_export_may_go_into_two_sites(bring: Import) -> None:
    bring.database.write_now(lambda conn: sites.add(conn, "other", "Other", "https://other.example", ours=True))
    bring(item("5", comment("7")))
    bring(item("5", comment("7")), into="other")
    assert bring.counts() == {"story": 2, "thread": 2, "comment": 2, "sender": 2, "imported": 4}
    bring.sound()


def test_of_comments_in_one_second_each_gets_an_id_of_that_second(bring: Import) -> None:
    bring(item("5", *(comment(str(n), f"number {n}") for n in range(1, 8))))
    bring.file(bring.folder / "export.xml")
    found = bring.comments("id")
    assert found == [1_704_164_645_000_000 + n for n in range(7)]


def test_ids_that_another_blog_has_taken_are_passed_by(bring: Import) -> None:
    bring(item("5", *(comment(str(n)) for n in range(1, 40))))
    path = bring.folder / "other.xml"
    path.write_text(export(item("5", *(comment(str(n)) for n in range(1, 40)))).replace("log.example", "other.example"))
    bring.file(path)
    found = bring.comments("id")
    assert len(set(found)) == 78
    assert {number // 1_000_000 for number in found} == {1_704_164_645}
    assert bring.counts()["story"] == 2
    bring.sound()


def test_answers_before_their_parents_orphans_and_circles_all_arrive(bring: Import) -> None:
    report = bring(
        item(
            "5",
            comment("1", "answers 2", parent="2"),
            comment("2", "top"),
            comment("3", "orphan", parent="99"),
            comment("4", "circle a", parent="5"),
            comment("5", "circle b", parent="4"),
            comment("6", "itself", parent="6"),
        )
    )
    depths = dict(bring.comments("text, depth"))
    assert depths == {"answers 2": 1, "top": 0, "orphan": 0, "circle a": 1, "circle b": 0, "itself": 0}
    assert {what: lines.count for what, lines in report.changed.items()} == {importing.ORPHAN: 1, importing.CYCLE: 2}
    bring.sound()


def test_the_answer_to_a_comment_of_another_post_stands_by_itself(bring: Import) -> None:
    bring(item("5", comment("7", "a")), item("6", comment("8", "b", parent="7")))
    assert dict(bring.comments("text, depth")) == {"a": 0, "b": 0}
    bring.sound()


def test_spam_with_a_live_answer_keeps_its_place(bring: Import) -> None:
    bring(
        item(
            "5",
            comment("7", "x", approved="spam"),
            comment("8", "y", approved="0", parent="7"),
            comment("9", "z", parent="8"),
        )
    )
    assert [(said, bool(shown)) for said, shown in bring.comments("text, shown")] == [
        ("x", True),
        ("y", True),
        ("z", True),
    ]
    assert bring.rows("SELECT live FROM thread")[0][0] == 1
    bring.sound()


def test_a_live_answer_that_comes_later_gives_spam_its_place(bring: Import) -> None:
    bring(item("5", comment("7", "x", approved="spam")))
    bring(item("5", comment("7", "x", approved="spam"), comment("8", "y", parent="7")))
    assert all(bring.comments("shown"))
    bring.sound()


def test_a_branch_of_any_depth_arrives_whole(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 7)  # so that parents lie in earlier batches
    bring(item("5", *(comment(str(n), parent=str(n - 1)) for n in range(1, 100))))
    assert bring.rows("SELECT MAX(depth) FROM comment")[0][0] == 98
    bring.sound()


def test_a_closed_conversation_stays_closed(bring: Import) -> None:
    bring(item("5", comment_status="closed"), item("6"))
    assert [bool(row.closed) for row in bring.rows("SELECT closed FROM thread ORDER BY key")] == [True, False]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ("x" * 20_000, "text_too_long"),
        ("see https://a.example/1 " * 25, "too_many_links"),
        ("<b>" * 100 + "deep", "too_deep"),
    ],
)
def test_a_text_against_the_rules_comes_without_its_markup_but_with_its_words(
    bring: Import, texts: str, told: str
) -> None:
    report = bring(item("5", comment("7", texts)))
    (html,) = bring.comments("html")
    assert "<a" not in html
    assert html.removeprefix("<p>")[:12] in (texts[:12], "deep</p>")
    assert any(told in what for what in report.changed)


def test_a_comment_without_words_is_skipped_and_its_answers_stand_by_themselves(bring: Import) -> None:
    report = bring(item("5", comment("7", " "), comment("8", "words", parent="7")))
    assert bring.comments("text, depth") == [("words", 0)]
    assert [row[1:] for row in report.rows()][1] == (2, 1, 0, 1)
    bring.sound()


def test_nothing_harmful_in_a_file_is_shown(bring: Import) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>a</a>"
    bring(item("5", comment("7", evil, name=evil, website="javascript:alert(1)"), title=evil, body=evil, excerpt=evil))
    shown = bring.rows("SELECT html FROM story")[0][0] + bring.comments("html")[0]
    for harm in ("script", "onerror"):
        assert harm not in shown
    assert "<" not in bring.comments("name")[0] + bring.rows("SELECT headline || standfirst FROM story")[0][0]
    assert bring.comments("website") == [None]


def test_nobody_gains_a_right(bring: Import) -> None:
    bring(item("5", comment("7", name="Mara Quill", email="mara@log.example", comment_user_id="1")))
    assert tuple(bring.rows("SELECT guest, draft_key, fingerprint FROM sender")[0]) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ("post-5", "post-5"),
        ("%d1%82%d0%b8%d1%85%d0%be", "тихо"),
        ("api", "api-story"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "a-post"),
    ],
)
def test_a_slug_is_one_part_of_a_path_and_none_of_ours(bring: Import, given: str, slug: str) -> None:
    bring(item("5", post_name=given))
    assert bring.rows("SELECT slug FROM story")[0][0] == slug


def test_two_posts_with_one_slug_are_two_stories(bring: Import) -> None:
    bring(item("5", post_name="tide"), item("6", post_name="tide", post_type="page"))
    assert sorted(row.slug for row in bring.rows("SELECT slug FROM story")) == ["tide", "tide-6"]


def test_a_story_that_is_here_already_is_not_touched(bring: Import) -> None:
    bring(item("5", post_name="tide", title="Ours"))
    path = bring.folder / "other.xml"
    path.write_text(export(item("9", post_name="tide", title="Theirs")).replace("log.example", "other.example"))
    bring.file(path)
    assert {row.slug: row.headline for row in bring.rows("SELECT slug, headline FROM story")} == {
        "tide": "Ours",
        "tide-9": "Theirs",
    }


def test_comments_of_drafts_stay_behind_and_are_counted(bring: Import) -> None:
    report = bring(item("5", comment("7"), status="draft"))
    assert bring.counts() == dict.fromkeys(TABLES, 0)
    assert {reason: lines.count for reason, lines in report.comments.skipped.items()} == {importing.STRAY: 1}


def test_of_two_comments_with_one_number_the_first_stays(bring: Import) -> None:
    report = bring(item("5", comment("7", "first"), comment("7", "second")))
    assert bring.comments("text") == ["first"]
    assert report.comments.skipped[importing.TWICE].count == 1


def test_a_story_removed_here_does_not_come_back_nor_do_its_comments(bring: Import) -> None:
    bring(item("5", comment("7")))

    def remove(conn: Connection) -> None:
        for table in ("story", "comment", "sender", "thread"):
            conn.execute(text(f"DELETE FROM {table}"))

    bring.database.write_now(remove)
    report = bring(item("5", comment("7"), comment("8")))
    assert bring.counts()["comment"] == 0
    assert report.comments.skipped[importing.REMOVED].count == 1


@pytest.mark.parametrize(
    "broken", ["</channel>", "&nbsp;", "\x01", '<wp:wxr_version xmlns:wp="http://wordpress.org/export/3.0/"/>']
)
def test_of_a_broken_file_nothing_is_written(bring: Import, broken: str) -> None:
    path = bring.folder / "broken.xml"
    path.write_text(
        export(item("5", comment("7")), item("6", comment("8"))).replace(
            "</channel></rss>", f"{broken}</channel></rss>"
        )
    )
    with pytest.raises(ImportFailed) as caught:
        bring.file(path)
    assert caught.value.line > 0
    assert bring.counts() == dict.fromkeys(TABLES, 0)
    assert list((bring.folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", ["wxr_lol.xml", "wxr_xxe_file.xml", "wxr_xxe_param.xml", "wxr_xinclude.xml"])
def test_of_an_attack_on_the_parser_nothing_is_written(bring: Import, name: str) -> None:
    with pytest.raises(ImportFailed):
        bring.file(OWN / name)
    assert bring.counts() == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize(
    "name", ["bad_dates", "cdata_split", "dup_ids", "forward_parent", "orphans", "private_ips", "spam_trash"]
)
def test_each_hostile_export_arrives_sound_and_only_once(bring: Import, name: str) -> None:
    first = bring.file(OWN / f"wxr_{name}.xml")
    before = bring.counts()
    assert before["comment"] == first.comments.imported > 0
    second = bring.file(OWN / f"wxr_{name}.xml")
    assert (second.comments.imported, bring.counts()) == (0, before)
    bring.sound()


@pytest.mark.parametrize(
    ("name", "stories", "comments"),
    [("isso_wordpress.xml", 1, 7), ("wptt_themeunittestdata.wordpress.xml", 69, 31)],
)
def test_each_real_export_arrives_sound_and_only_once(bring: Import, name: str, stories: int, comments: int) -> None:
    path = SHARED / "exports" / "wxr" / name
    if not path.exists():
        pytest.skip(f"{path} is absent: it keeps its licence and is not in this repository")
    report = bring.file(path)
    assert (report.items.imported, report.comments.imported) == (stories, comments)
    assert (bring.file(path).comments.imported, bring.counts()["comment"]) == (0, comments)
    bring.sound()


class Interrupted(Database):
    """A database that fails at the n-th write, before it is on disk or just after."""

    def __init__(self, database: Database, writes: int, *, after: bool) -> None:
        self._database, self._left, self._after = database, writes, after
        self.read_now = database.read_now

    def write_now(self, job: Callable[[Connection], Any]) -> Any:
        self._left -= 1
        if self._left < 0 and not self._after:
            raise Refused("storage_full", "There is no room on the disk.")
        value = self._database.write_now(job)
        if self._left < 0:
            raise Refused("storage_away", "The answer was lost.")
        return value


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("writes", range(5))
def test_an_import_cut_off_at_any_write_goes_on_where_it_was(
    bring: Import, monkeypatch: pytest.MonkeyPatch, writes: int, after: bool
) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    monkeypatch.setattr(importing, "STORIES", 1)
    whole, items = (
        bring.database,
        (
            item("5", *(comment(str(n), str(n), parent=str(n // 2)) for n in range(1, 10))),
            item("6", comment("20", "last")),
        ),
    )
    bring.database = Interrupted(whole, writes, after=after)
    with pytest.raises(Refused):
        bring(*items)
    bring.database = whole
    bring.sound()
    report = bring(*items)
    assert report.comments.imported + report.comments.already == 10
    assert bring.counts() == {"story": 2, "thread": 2, "comment": 10, "sender": 10, "imported": 12}
    bring.sound()


def aged() -> str:
    """A comment of years ago, one that waits since, and one of yesterday."""
    yesterday = f"{ids.moment(ids.now() - ids.DAY):%Y-%m-%d %H:%M:%S}"
    return item("5", comment("7", "old"), comment("8", "waits", approved="0"), comment("9", "new", date=yesterday))


def senders(bring: Import) -> dict[str, tuple[str, str]]:
    rows = bring.rows("SELECT c.text, s.email, s.address FROM sender s JOIN comment c ON c.id = s.comment_id")
    return {row.text: (row.email, row.address) for row in rows}


def test_what_is_too_old_already_is_cut_as_it_comes(bring: Import) -> None:
    bring(aged())
    assert senders(bring) == {
        "old": ("", "198.51.100.0/24"),
        "waits": ("ann@mail.example", "198.51.100.0/24"),
        "new": ("ann@mail.example", "198.51.100.7"),
    }
    secret = bring.rows("SELECT secret FROM judge")[0][0]
    known = {bytes(row.mail) for row in bring.rows("SELECT mail FROM sender")}
    assert known == {restraints.by_mail(bytes(secret), "ann@mail.example")}


def test_where_addresses_are_hashed_none_comes_in(bring: Import) -> None:
    place = bring.database.read_now(lambda conn: sites.find(conn, "default"))
    bring.database.write_now(lambda conn: sites.choose(conn, place, {"addresses": "hashed"}))
    bring(aged())
    [kept] = {kept for _, kept in senders(bring).values()}
    assert address.is_hashed(kept)


def test_what_comes_in_is_looked_at_again_when_the_rules_are_others(bring: Import) -> None:
    bring.database.write_now(
        lambda conn: conn.execute(text("INSERT INTO keeping VALUES (1, 0, 0, 1900000000000000, 'cut')"))
    )
    bring(aged())
    assert bring.rows("SELECT upto FROM keeping")[0][0] < min(row.id for row in bring.rows("SELECT id FROM comment"))
