"""What the fields of a WordPress export become."""

from pathlib import Path

import pytest

from tests.exchange.exports import OWN, SHARED, comment, export, item
from voxpop.exchange.importers import wxr
from voxpop.exchange.record import Blog, Entry, ImportFailed, Record, Remark, Skipped

SECOND = 1_000_000
NOW = 1_750_000_000 * SECOND
JANUARY_SECOND = 1_704_164_645 * SECOND  # 2024-01-02 03:04:05


@pytest.fixture
def read(tmp_path: Path):
    def reading(text: str) -> list[Record]:
        path = tmp_path / "export.xml"
        path.write_text(text, encoding="utf-8")
        return list(wxr.read(path, NOW, lambda done: None))

    return reading


def entry(records: list[Record]) -> Entry:
    return next(record for record in records if isinstance(record, Entry))


def remark(records: list[Record]) -> Remark:
    return next(record for record in records if isinstance(record, Remark))


def skipped(records: list[Record]) -> list[str]:
    return [record.reason for record in records if isinstance(record, Skipped)]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_and_its_comment_are_read_whatever_the_version(read, version: str) -> None:
    records = read(export(item("5", comment("7", "Hello"), title="Tides &amp; <em>lamps</em>"), version=version))
    assert records[0] == Blog(source="log.example", language="en")
    assert [type(record) for record in records[1:]] == [Remark, Entry]
    assert (entry(records).key, entry(records).title, entry(records).slug) == ("5", "Tides & lamps", "post-5")
    assert entry(records).author == "Mara Quill"
    assert (remark(records).key, remark(records).entry, remark(records).text) == ("7", "5", "Hello")


def test_namespaces_by_https_are_the_same(read) -> None:
    records = read(export(item("5")).replace("http://wordpress.org", "https://wordpress.org"))
    assert entry(records).key == "5"


@pytest.mark.parametrize("version", ["0.9", "1.3", "2.0"])
def test_another_version_is_refused_and_named(read, version: str) -> None:
    with pytest.raises(ImportFailed, match=version):
        read(export(item("5"), version=version))


def test_the_same_blog_has_one_source_by_http_https_and_slash(read) -> None:
    given = export(item("5"))
    for address in ("http://log.example", "https://log.example/", "HTTPS://Log.example"):
        assert read(given.replace("https://log.example</wp:base", f"{address}</wp:base"))[0].source == "log.example"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<root/>", "opens with <root>"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", "a feed"),
        ("<rss/>", "a feed"),
    ],
)
def test_what_is_no_export_is_refused_with_the_way_to_one(read, content: str, told: str) -> None:
    with pytest.raises(ImportFailed, match="Tools, Export") as caught:
        read(content)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        ("1", "live"),
        ("0", "held"),
        ("hold", "held"),
        ("spam", "spam"),
        ("trash", "trash"),
        ("post-trashed", "trash"),
    ],
)
def test_states_are_kept(read, approved: str, state: str) -> None:
    made = remark(read(export(item("5", comment("7", approved=approved)))))
    assert (made.state, made.changed) == (state, ())


def test_a_state_nobody_knows_waits_for_a_moderator(read) -> None:
    made = remark(read(export(item("5", comment("7", approved="2")))))
    assert made.state == "held"
    assert len(made.changed) == 1


@pytest.mark.parametrize(
    ("kind", "becomes"), [("", "comment"), ("comment", "comment"), ("pingback", "pingback"), ("trackback", "trackback")]
)
def test_pingbacks_and_trackbacks_are_marked_as_such(read, kind: str, becomes: str) -> None:
    assert remark(read(export(item("5", comment("7", kind=kind))))).kind == becomes


def test_a_note_of_a_shop_to_its_staff_is_not_made_public(read) -> None:
    records = read(export(item("5", comment("7", kind="order_note"))))
    assert "order_note" in skipped(records)[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "private"}, "private"),
        ({"status": "future"}, "scheduled"),
        ({"status": "pending"}, "review"),
        ({"status": "trash"}, "trash"),
        ({"status": ""}, "without a status"),
        ({"status": "acf-disabled"}, "acf-disabled"),
        ({"post_type": "attachment", "status": "inherit"}, "attachment"),
        ({"post_type": "nav_menu_item"}, "nav_menu_item"),
        ({"post_type": "revision"}, "revision"),
        ({"post_password": "sesame"}, "password"),
    ],
)
def test_what_readers_could_not_see_stays_behind_and_the_report_says_why(
    read, change: dict[str, str], told: str
) -> None:
    text = export(item("4"), item("5", **change))
    records = read(text)
    assert [record.key for record in records if isinstance(record, Entry)] == ["4"]
    assert told in skipped(records)[0]
    line = next(record.line for record in records if isinstance(record, Skipped))
    assert text.split("<item>")[2].startswith(text.splitlines()[line - 1].removeprefix("<item>"))


@pytest.mark.parametrize(
    "date",
    [
        "0000-00-00 00:00:00",
        "9999-12-31 23:59:59",
        "2038-01-19 03:14:08",
        "1969-12-31 00:00:00",
        "2024-02-30 00:00:00",
        "",
        "x",
        "10000-01-01 00:00:00",
        "-1",
        "٢٠٢٤-٠١-٠٢ ٠٣:٠٤:٠٥",
    ],
)
def test_a_date_that_cannot_be_is_the_posts(read, date: str) -> None:
    made = remark(read(export(item("5", comment("7", date=date)))))
    assert made.at == 1_704_106_800 * SECOND  # the post's, in UTC
    assert len(made.changed) == 1


def test_without_a_date_in_utc_the_local_one_is_taken(read) -> None:
    made = remark(read(export(item("5", comment("7", comment_date_gmt="0000-00-00 00:00:00")))))
    assert made.at == JANUARY_SECOND
    assert len(made.changed) == 1


def test_a_date_as_other_programs_write_it_is_read(read) -> None:
    made = remark(read(export(item("5", comment("7", date="2024-01-02T03:04:05Z")))))
    assert (made.at, made.changed) == (JANUARY_SECOND, ())


def test_a_post_takes_its_feeds_date_before_its_local_one(read) -> None:
    given = export(item("5", post_date_gmt="0000-00-00 00:00:00"))
    assert entry(read(given)).published == 1_704_110_400 * SECOND
    dated = given.replace("<dc:creator>", "<pubDate>Mon, 01 Jan 2024 11:00:00 +0000</pubDate><dc:creator>")
    assert entry(read(dated)).published == 1_704_106_800 * SECOND


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("10.0.0.1, 192.0.2.1", "10.0.0.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("unknown, 192.0.2.1", "192.0.2.1"),
        ("x" * 300, ""),
        ("", ""),
    ],
)
def test_an_address_is_one_or_none(read, written: str, kept: str) -> None:
    assert remark(read(export(item("5", comment("7", address=written))))).address == kept


def test_roles_and_passwords_are_never_read(read) -> None:
    records = read(export(item("5", comment("7", comment_user_id="1"))))
    assert "administrator" not in repr(records)
    assert "mara@log.example" not in repr(records)


def test_names_and_websites_come_without_wordpress_escapes(read) -> None:
    made = remark(
        read(export(item("5", comment("7", name="Tom &amp; Ann", website="https://a.example/?a=1&#038;b=2"))))
    )
    assert (made.name, made.website) == ("Tom & Ann", "https://a.example/?a=1&b=2")


def test_a_text_in_many_pieces_is_one(read) -> None:
    assert remark(read(export(item("5", comment("7", "a ]]> b"))))).text == "a ]]> b"


def test_a_number_has_one_spelling(read) -> None:
    made = remark(read(export(item("05", comment("007", parent="03")))))
    assert (made.key, made.parent, made.entry) == ("7", "3", "5")


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40])
def test_a_comment_without_a_number_is_skipped(read, key: str) -> None:
    records = read(export(item("5", comment(key))))
    assert "number" in skipped(records)[0]


def test_other_plugins_elements_do_not_disturb(read) -> None:
    meta = (
        "<wp:commentmeta><wp:comment_id>9</wp:comment_id><wp:comment_content>no</wp:comment_content></wp:commentmeta>"
    )
    given = export(item("5", comment("7", "yes").replace("</wp:comment>", f"{meta}</wp:comment>")))
    assert (remark(read(given)).key, remark(read(given)).text) == ("7", "yes")


def test_the_first_of_two_fields_counts(read) -> None:
    given = export(
        item(
            "5",
            comment("7", "first", extra="").replace(
                "<wp:extra>", "<wp:comment_content>second</wp:comment_content><wp:extra>"
            ),
        )
    )
    assert remark(read(given)).text == "first"


def test_the_line_is_the_one_where_the_comment_begins(read) -> None:
    text = export(item("5", comment("7")))
    assert text.splitlines()[remark(read(text)).line - 1] == "<wp:comment>"


@pytest.mark.parametrize(
    ("name", "comments", "skips"),
    [
        ("wxr_bad_dates.xml", 10, 0),
        ("wxr_cdata_split.xml", 1, 0),
        ("wxr_dup_ids.xml", 2, 0),
        ("wxr_forward_parent.xml", 2, 0),
        ("wxr_orphans.xml", 4, 0),
        ("wxr_private_ips.xml", 4, 0),
        ("wxr_spam_trash.xml", 7, 1),
    ],
)
def test_each_attack_on_the_importer_is_read_whole(name: str, comments: int, skips: int) -> None:
    records = list(wxr.read(OWN / name, NOW, lambda done: None))
    assert sum(isinstance(record, Remark) for record in records) == comments
    assert sum(isinstance(record, Skipped) for record in records) == skips


def test_the_export_of_the_theme_unit_test_is_read_whole() -> None:
    path = SHARED / "exports" / "wxr" / "wptt_themeunittestdata.wordpress.xml"
    if not path.exists():
        pytest.skip(f"{path} is absent: it states no licence and is not in this repository")
    records = list(wxr.read(path, NOW, lambda done: None))
    counts = [sum(isinstance(record, kind) for record in records) for kind in (Entry, Remark, Skipped)]
    assert counts == [69, 32, 111]
