"""Read a WordPress export (WXR 1.0 to 1.2) as records, one at a time.

    rss > channel > wp:base_blog_url, language, wp:author   ->  Blog
                    item > title, link, content:encoded …   ->  Entry, or Skipped
                           wp:comment > wp:comment_id …     ->  Remark, or Skipped

A comment comes before its item's Entry, since the file closes it first. Users' roles, passwords and e-mail addresses
are not looked at: a login is read only to show the name that belongs to it.
"""

from collections.abc import Iterator
from pathlib import Path

from voxpop.exchange.importers import strictxml, wxr_fields
from voxpop.exchange.importers.wxr_fields import Fields
from voxpop.exchange.record import Blog, ImportFailed, Progress, Record

WXR = ("http://wordpress.org/export/", "https://wordpress.org/export/")
NAMESPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
VERSIONS = ("1.0", "1.1", "1.2")
AUTHORS = 10_000  # users whose display names are kept in memory

CHANNEL = frozenset({"link", "language", "wp:wxr_version", "wp:base_site_url", "wp:base_blog_url"})
AUTHOR = frozenset({"wp:author_login", "wp:author_display_name"})
ITEM = frozenset(
    "title link guid pubDate dc:creator content:encoded excerpt:encoded wp:post_id wp:post_date wp:post_date_gmt "
    "wp:post_modified_gmt wp:comment_status wp:post_name wp:status wp:post_type wp:post_password".split()
)
COMMENT = frozenset(
    "wp:comment_id wp:comment_author wp:comment_author_email wp:comment_author_url wp:comment_author_IP "
    "wp:comment_date wp:comment_date_gmt wp:comment_content wp:comment_approved wp:comment_type "
    "wp:comment_parent".split()
)
NO_EXPORT = "In WordPress choose Tools, Export, All content, and import the file that it gives you."


def read(path: Path, now: int, progress: Progress) -> Iterator[Record]:
    """The records of one export; dates later than `now` (microseconds) are not believed. Raises ImportFailed."""
    export = _Export(now)
    for _ in strictxml.parse(path, export, progress):
        yield from export.taken()
    export.finish()
    yield from export.taken()


class _Export:
    """The listener: the groups that are open (channel, item, comment), and the records that are ready."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._names: dict[str, str] = {}  # from the parser's names to short ones
        self._groups: list[tuple[int, frozenset[str], Fields]] = []
        self._depth = 0
        self._field: tuple[int, str] | None = None
        self._pieces: list[str] = []
        self._authors: dict[str, str] = {}
        self._ready: list[Record] = []
        self._wordpress = False
        self._blog: Blog | None = None

    def taken(self) -> list[Record]:
        """What has become ready since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, _attributes: dict[str, str], line: int) -> None:
        self._depth += 1
        short = self._names.get(name) or self._learn(name, line)
        if self._field:
            return
        if self._depth == 1 and short != "rss":
            raise ImportFailed(
                f"This is no WordPress export: it opens with <{short[:40]}>, not <rss>", NO_EXPORT, line, 1
            )
        if opened := self._opened(short):
            self._groups.append((self._depth, opened, Fields(line)))
            if short == "item" and self._blog is None:
                self._begin()
        elif self._groups and self._groups[-1][0] == self._depth - 1 and short in self._groups[-1][1]:
            self._field = (self._depth, short)

    def text(self, text: str) -> None:
        if self._field:
            self._pieces.append(text)

    def end(self, _name: str) -> None:
        if self._field and self._field[0] == self._depth:
            self._groups[-1][2].setdefault(self._field[1], "".join(self._pieces))
            self._field = None
            self._pieces = []
        elif self._groups and self._groups[-1][0] == self._depth:
            self._close()
        self._depth -= 1

    def finish(self) -> None:
        """Refuse a feed that is well formed and no export."""
        if not self._wordpress:
            raise ImportFailed("This is a feed, not a WordPress export: it holds no wp: elements", NO_EXPORT)

    def _learn(self, name: str, line: int) -> str:
        namespace, _, local = name.rpartition(" ")
        prefix = NAMESPACES.get(namespace, f"{namespace} " if namespace else "")
        if namespace.startswith(WXR):
            version, _, rest = namespace.split("/export/", 1)[1].partition("/")
            _known(version, line)
            prefix = "excerpt:" if rest.startswith("excerpt") else "wp:"
            self._wordpress = self._wordpress or prefix == "wp:"
        return self._names.setdefault(name, prefix + local)

    def _opened(self, short: str) -> frozenset[str] | None:
        """The fields of the group that this element opens here, None if it opens none."""
        above = self._groups[-1][1] if self._groups else None
        match short:
            case "channel" if self._depth == 2:
                return CHANNEL
            case "item" if above is CHANNEL:
                return ITEM
            case "wp:author" if above is CHANNEL:
                return AUTHOR
            case "wp:comment" if above is ITEM:
                return COMMENT
        return None

    def _close(self) -> None:
        _, kind, fields = self._groups.pop()
        if kind is COMMENT:
            self._ready.append(wxr_fields.remark(fields, self._groups[-1][2], self._now))
        elif kind is ITEM:
            self._ready.append(wxr_fields.entry(fields, self._authors, self._language, self._now))
        elif kind is AUTHOR and len(self._authors) < AUTHORS:
            self._authors[fields.word("wp:author_login")] = fields.line_of_text("wp:author_display_name")

    @property
    def _language(self) -> str:
        return self._blog.language if self._blog else ""

    def _begin(self) -> None:
        """Say which blog this is, when its head has been read and its first item opens."""
        head = self._groups[0][2]
        if version := head.word("wp:wxr_version"):
            _known(version, head.line)
        self._blog = wxr_fields.blog(head)
        self._ready.append(self._blog)


def _known(version: str, line: int) -> None:
    if version not in VERSIONS:
        raise ImportFailed(
            f"This is WXR version {version[:20]!r}; known are {', '.join(VERSIONS)}",
            "Look for a newer Voxpop.",
            line,
            1,
        )
