"""The command `voxpop`: each command is a few lines that call a verb."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from voxpop import cli_privacy
from voxpop.cli_people import people_app
from voxpop.cli_rules import rules_app
from voxpop.cli_staff import staff_app
from voxpop.lib import memory
from voxpop.lib.refused import Refused
from voxpop.settings import Settings, SettingsError
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, err, out, settings_of, site_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voxpop.spam.trying import Judge

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The comment section of a news site or a blog, self-hosted."
)
story_app = typer.Typer(no_args_is_help=True, help="The stories that this server hosts.")
site_app = typer.Typer(no_args_is_help=True, help="The sites of this server.")
app.add_typer(story_app, name="story")
spam_app = typer.Typer(no_args_is_help=True, help="What the judge makes of comments, and what it has learnt.")
akismet_app = typer.Typer(no_args_is_help=True, help="Other software that asks here by Akismet's protocol.")
key_app = typer.Typer(no_args_is_help=True, help="The keys by which it asks.")
app.add_typer(site_app, name="site")
app.add_typer(people_app, name="people")
app.add_typer(staff_app, name="staff")
app.add_typer(rules_app, name="rules")
app.add_typer(spam_app, name="spam")
app.add_typer(akismet_app, name="akismet")
akismet_app.add_typer(key_app, name="key")
for command in (cli_privacy.privacy, cli_privacy.keep, cli_privacy.export, cli_privacy.erase):
    app.command()(command)

Host = Annotated[str | None, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[str | None, typer.Option("--port", help="The port to listen on.")]
Workers = Annotated[str | None, typer.Option("--workers", help="How many processes answer requests.")]
CommentId = Annotated[int, typer.Argument(metavar="ID", help="The comment's id.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the log.")]


def main() -> None:
    """The entry point: what goes wrong is a sentence and exit status 1; a traceback is for faults of ours."""
    try:
        app()
    except Exception as error:
        said = _sentence(error)
        if said is None:
            raise
        err.print(said, style="red", markup=False, highlight=False)
        sys.exit(1)


def _sentence(error: Exception) -> str | None:
    """What an operator can do something about, in words; None for what is a fault of ours."""
    if isinstance(error, Refused | SettingsError):
        return str(error)
    if isinstance(error, OSError):
        return ": ".join(str(part) for part in (error.filename, error.strerror) if part)
    if said := getattr(error, "orig", None):  # the database's own words, inside SQLAlchemy's
        return f"The database cannot be used: {str(said).strip()}"
    return None


@app.command()
def serve(
    data: Data = None, host: Host = None, port: Port = None, workers: Workers = None, database: DatabaseUrl = None
) -> None:
    """Answer readers until stopped."""
    with memory.growing():
        from voxpop import serving

    settings = settings_of(data=data, host=host, port=port, workers=workers, database=database)
    serving.serve(settings, serving.listening(settings))


@app.command()
def demo(
    data: Data = None,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    database: DatabaseUrl = None,
    providers: Annotated[
        bool,
        typer.Option(
            "--providers", help="Stand in for Google, WordPress.com, X and Facebook, so that signing in can be tried."
        ),
    ] = False,
) -> None:
    """Serve the demo newspaper: its stories and conversations are loaded the first time, and kept."""
    with memory.growing():
        from voxpop import serving
        from voxpop.demo import standin
        from voxpop.demo.loading import load as load_demo

    chosen = settings_of(data=data, host=host, port=port, workers=workers, database=database)
    with standin.beside(chosen) if providers else nullcontext(chosen) as settings:
        opened = serving.listening(settings)
        load_demo(settings, out)
        if providers:
            out.print(standin.NOTE)
        serving.serve(settings, opened)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="EXPORT.xml", help="A WordPress export (WXR).")],
    site: SiteName = "default",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Bring in the stories and comments of a WordPress export; a second time adds nothing."""
    from voxpop.exchange.command import run

    settings = settings_of(data=data, database=database)
    sys.exit(run(settings, file, site, out))


@app.command()
def verify(data: Data = None, database: DatabaseUrl = None) -> None:
    """Prove that counters, trees and rendered texts are right; exit status 1 and what is wrong if they are not."""
    from voxpop.verifying import run

    with database_at(data, database) as opened:
        sys.exit(run(opened, out))


@app.command()
def queue(
    site: SiteName = "default",
    state: Annotated[str, typer.Option("--state", help="held, spam or trash.")] = "held",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Show what waits for a moderator, and why."""
    from voxpop.moderation.showing import show

    with database_at(data, database) as opened:
        opened.read_now(lambda conn: show(conn, site, state, limit, out))


def _decide(act: str, comment: int, why: str, data: str | None, database: str | None) -> None:
    from voxpop.lib import ids
    from voxpop.moderation import deciding
    from voxpop.moderation.moderator import Moderator

    verb = getattr(deciding, act)
    by = Moderator(getpass.getuser(), ids.now(), why)
    with database_at(data, database) as opened:
        decided = opened.write_now(lambda conn: verb(conn, ids.Clock(), comment, by))
    out.print(f"Comment {comment}: {decided.before} → {decided.after}", highlight=False)


@app.command()
def approve(comment: CommentId, why: Why = "", data: Data = None, database: DatabaseUrl = None) -> None:
    """Show a comment to everyone."""
    _decide("approve", comment, why, data, database)


@app.command()
def reject(
    comment: CommentId,
    spam: Annotated[bool, typer.Option("--spam", help="Call it spam: the judge learns from that.")] = False,
    why: Why = "",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Put a comment into the trash, or with --spam where spam is."""
    _decide("spam" if spam else "reject", comment, why, data, database)


@app.command("not-spam")
def not_spam(comment: CommentId, why: Why = "", data: Data = None, database: DatabaseUrl = None) -> None:
    """Say that a comment is not spam: the judge learns from that, and it waits for a moderator."""
    _decide("not_spam", comment, why, data, database)


@app.command()
def restore(comment: CommentId, why: Why = "", data: Data = None, database: DatabaseUrl = None) -> None:
    """Take back the last act on a comment."""
    _decide("restore", comment, why, data, database)


def _mark(act: str, words: str) -> None:
    @app.command(act, help=words)
    def mark(comment: CommentId, why: Why = "", data: Data = None, database: DatabaseUrl = None) -> None:
        _decide(act, comment, why, data, database)


_mark("pin", "Put a comment first in its conversation.")
_mark("unpin", "Put it first no longer.")
_mark("pick", "Recommend a comment: it bears a mark of the editors.")
_mark("unpick", "Recommend it no longer.")


@spam_app.command("check")
def spam_check(
    text: Annotated[str, typer.Argument(help="A comment's text.")],
    author: Annotated[str, typer.Option("--author", help="The name it is signed with.")] = "",
    url: Annotated[str, typer.Option("--url", help="The author's website.")] = "",
    email: Annotated[str, typer.Option("--email", help="The author's e-mail address.")] = "",
    article: Annotated[str, typer.Option("--article", help="Words that it is written under.")] = "",
    site: SiteName = "",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Show what the judge makes of a text: by the base model alone, or with --site by what that site has taught."""
    from voxpop.spam import trying
    from voxpop.spam.submission import Submission

    given = Submission(text, name=author, website=url, email=email, article=article)
    with _judge(site, data, database) as by:
        trying.check(by(given), out)


@spam_app.command("train")
def spam_train(
    files: Annotated[list[Path], typer.Argument(metavar="FILES", help="JSON Lines with text and label (spam, ham).")],
    site: SiteName = "default",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Teach a site labelled comments, each as a moderator's decision would; `rollback` takes it back."""
    from voxpop.lib import ids
    from voxpop.spam import trying

    with site_at(site, data, database) as (opened, number):
        trying.train(files, opened, number, ids.Clock(), out)


@spam_app.command("evaluate")
def spam_evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES", help="JSON Lines with text, author, url, email, article; label for a table."),
    ],
    base: Annotated[bool, typer.Option("--base", help="Use the base model alone, as before any lesson.")] = False,
    site: SiteName = "default",
    form: Annotated[str, typer.Option("--format", help="table, or jsonl: one probability a line, in order.")] = "table",
    pictures: Annotated[
        Path | None, typer.Option("--pictures", help="A folder for the ROC and reliability curves.")
    ] = None,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Measure the judge on labelled comments; it learns nothing from them."""
    from voxpop.spam import trying
    from voxpop.spam.labelled import read

    if form not in ("table", "jsonl"):
        raise Refused("format_unknown", f"--format {form!r}: want table or jsonl.")
    with _judge("" if base else site, data, database) as by:
        if form == "table":
            trying.evaluate(files, by, pictures, out)
            return
        for probability in trying.probabilities((row for file in files for row in read(file, labels=False)), by):
            print(f"{probability:.9g}")


@contextmanager
def _judge(site: str, data: str | None, database: str | None) -> Iterator["Judge"]:
    """A site's judge; without a name the base alone, which needs no database."""
    from voxpop.spam import trying

    if not site:
        yield trying.by_base
        return
    with site_at(site, data, database) as (opened, number):
        yield trying.by_site(opened, number)


@spam_app.command("explain")
def spam_explain(comment: CommentId, data: Data = None, database: DatabaseUrl = None) -> None:
    """Show why a comment was judged as it was, how it would be judged today, and who decided what."""
    from voxpop.moderation.explaining import explain

    with database_at(data, database) as opened:
        opened.read_now(lambda conn: explain(conn, comment, out))


@spam_app.command("status")
def spam_status(site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Show what a site has taught the judge, by whom, and the models made of it."""
    from voxpop.lib import ids
    from voxpop.spam import command

    with site_at(site, data, database) as (opened, number):
        command.status(opened, number, ids.now(), out)


@spam_app.command("rollback")
def spam_rollback(
    to: Annotated[
        int | None, typer.Option("--to", metavar="ID", help="A model that `voxpop spam status` lists; 0: none.")
    ] = None,
    site: SiteName = "default",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Go back to the model before the one in use, and set aside what was taught since."""
    from voxpop.lib import ids
    from voxpop.spam import command

    with site_at(site, data, database) as (opened, number):
        done = command.roll_back(opened, number, to, ids.now(), getpass.getuser())
    out.print(command.rolled_back(done), highlight=False)


@story_app.command("add")
def story_add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.md", help="Markdown with its fields in TOML between +++ lines.")
    ],
    site: SiteName = "default",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Add a story, or what has changed in it."""
    from voxpop.lib import ids
    from voxpop.sites.site import settled
    from voxpop.stories import adding, story

    settings = settings_of(data=data, database=database)
    with database_at(data, database, new=True) as opened:
        place = opened.write_now(lambda conn: settled(conn, site, settings.address))
        read = adding.read(file, place.rules, settings.data / "media")
        opened.write_now(lambda conn: story.put(conn, ids.Clock(), place, read))
    out.print(f"{place.home}/{read.slug}", markup=False, highlight=False)


@site_app.command("list")
def site_list(data: Data = None, database: DatabaseUrl = None) -> None:
    """Show the sites and their origins."""
    from voxpop.sites.site import read_all

    table = Table("name", "title", "origins")
    with database_at(data, database) as opened:
        for site in opened.read_now(read_all):
            table.add_row(*map(escape, (site.name, site.title, "\n".join(sorted(site.origins)))))
    out.print(table)


@site_app.command("add")
def site_add(
    name: Annotated[str, typer.Argument(help="A short name, for addresses and commands.")],
    origin: Annotated[str, typer.Option("--origin", help="Where its pages are, like https://news.example.")],
    title: Annotated[str, typer.Option("--title", help="What readers call it.")] = "",
    hosted: Annotated[bool, typer.Option("--hosted", help="Its pages are served by this server.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make a site."""
    from voxpop.sites.site import add

    with database_at(data, database, new=True) as opened:
        opened.write_now(lambda conn: add(conn, name, title or name, origin, ours=hosted))


@site_app.command("claim")
def site_claim(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    origin: Annotated[str, typer.Argument(help="A further place of its pages, like https://www.news.example.")],
    hosted: Annotated[bool, typer.Option("--hosted", help="Its pages there are served by this server.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Register a further origin for a site."""
    from voxpop.sites.site import claim, find

    with database_at(data, database) as opened:
        opened.write_now(lambda conn: claim(conn, find(conn, name).id, name, origin, ours=hosted))


@site_app.command("set")
def site_set(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    rules: Annotated[
        list[str], typer.Argument(metavar="RULE=VALUE…", help="Like depth=7 order=newest; docs/settings.md lists them.")
    ],
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Choose some of a site's rules, or its title."""
    from voxpop.sites.site import choose, find

    chosen = dict(rule.partition("=")[::2] for rule in rules)
    with database_at(data, database) as opened:
        opened.write_now(lambda conn: choose(conn, find(conn, name), chosen))


@site_app.command("host-key")
def site_host_key(
    name: Annotated[str, typer.Argument(help="The site's name.")],
    hs256: Annotated[
        bool, typer.Option("--hs256", help="A secret that both sides know, for software that can sign in no other way.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="In place of the key that is agreed already.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make the key by which a site signs its own readers in, and say the site's half, this once."""
    from voxpop.sites import host_key
    from voxpop.sites.site import choose, find

    made = host_key.secret() if hs256 else host_key.pair()

    def agree(conn: "Connection") -> None:
        site = find(conn, name)
        if site.rules.host_key and not replace:
            raise Refused("key_agreed", f"The site {name!r} has a key. --replace makes it good for nothing.")
        choose(conn, site, {"host_key": made.rule})

    with database_at(data, database) as opened:
        opened.write_now(agree)
    out.print(f"The site signs with (keep it secret): {made.signs}", markup=False, highlight=False)
    if not hs256:
        out.print(f"This server checks with (host_key, set now): {made.rule}", markup=False, highlight=False)
    out.print(f"aud: voxpop:{name}    docs/host-accounts.md has examples", markup=False, highlight=False)


@key_app.command("add")
def key_add(
    site: SiteName = "default",
    label: Annotated[str, typer.Option("--label", help="What you call it.")] = "",
    scopes: Annotated[
        str, typer.Option("--scopes", help="What it is good for: check, feedback, roles, past.")
    ] = "check,feedback,roles",
    blog: Annotated[str, typer.Option("--blog", metavar="URL", help="The only front page that may use it.")] = "",
    hourly: Annotated[int, typer.Option("--hourly", min=0, help="Calls an hour; 0 for no limit.")] = 0,
    monthly: Annotated[int, typer.Option("--monthly", min=0, help="Calls a month; 0 for no limit.")] = 0,
    callback: Annotated[str, typer.Option("--callback", metavar="ORIGIN", help="Where web hooks may go to.")] = "",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make a key and say it, this once."""
    from voxpop.akismet import keys
    from voxpop.lib import ids
    from voxpop.sites.site import settled

    wanted = keys.Wanted(label, tuple(scopes.replace(",", " ").split()), blog, hourly, monthly, callback)
    address = settings_of(data=data, database=database).address
    with database_at(data, database, new=True) as opened:
        key = opened.write_now(lambda conn: keys.add(conn, ids.Clock(), settled(conn, site, address).id, wanted))
    out.print(key, markup=False, highlight=False)


@key_app.command("list")
def key_list(data: Data = None, database: DatabaseUrl = None) -> None:
    """Show the keys, what they may do, and how much they were used this month."""
    from voxpop.akismet.command import show
    from voxpop.lib import ids

    with database_at(data, database) as opened:
        opened.read_now(lambda conn: show(conn, ids.Clock(), out))


@key_app.command("revoke")
def key_revoke(
    number: Annotated[int, typer.Argument(metavar="ID", help="The key's id, as `voxpop akismet key list` shows it.")],
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make a key good for nothing, for ever."""
    from voxpop.akismet import keys
    from voxpop.lib import ids

    with database_at(data, database) as opened:
        opened.write_now(lambda conn: keys.revoke(conn, ids.Clock(), number))


@app.command()
def settings() -> None:
    """Show every setting and every rule of a site, with its default and meaning."""
    from voxpop.settings import table
    from voxpop.sites.rules import Rules

    for title, kind in (
        ("Settings (flag, VOXPOP_ and name, or voxpop.toml)", Settings),
        ("Rules (voxpop site set)", Rules),
    ):
        shown = Table("name", "default", "meaning", title=title)
        for row in table(kind):
            shown.add_row(*row)
        out.print(shown)
