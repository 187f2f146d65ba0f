"""What a site's own style sheet may reach of a conversation: custom properties, and parts. One table for page and docs.

A part is what has a class of its own: class `vp-like` is `::part(like)`. A test holds the table to the style sheets.
"""

from typing import NamedTuple


class Property(NamedTuple):
    """`default`: what it is where nobody sets it."""

    name: str
    told: str
    default: str


class Part(NamedTuple):
    name: str
    told: str


class Group(NamedTuple):
    title: str
    parts: tuple[Part, ...]


MIXED = "the ink, mixed with what is behind it"
PROPERTIES = (
    Property("--vp-ink", "What is written, on a button that sends and where a theme is chosen.", "as around it"),
    Property("--vp-paper", "What it is written on, in the same places.", "as around it"),
    Property("--vp-soft", "What is said more quietly: times, counts, hints.", f"{MIXED}, 72 %"),
    Property("--vp-line", "Lines between comments and beside answers.", f"{MIXED}, 18 %"),
    Property("--vp-edge", "Borders of fields and buttons.", f"{MIXED}, 58 %"),
    Property("--vp-tint", "Behind code, and behind a comment that a link leads to.", f"{MIXED}, 6 %"),
    Property(
        "--vp-accent",
        "Links under the pointer, the outline of what has the focus, marks, a like that is given.",
        "the ink",
    ),
    Property("--vp-on-accent", "What is written on the accent.", "the ink"),
    Property("--vp-danger", "What could not be taken, and the button that deletes.", "the ink"),
    Property("--vp-text-font", "The letters of what people say.", "those around it"),
    Property("--vp-title-font", "The letters of headings.", "those around it"),
    Property("--vp-padding", "Room around it, where a theme is chosen.", "1rem"),
)

GROUPS = (
    Group(
        "Around the comments",
        (
            Part("head", "A heading and what stands beside it: of the conversation, of the form."),
            Part("jump", "The link that leads to the form."),
            Part("order", "Newest, oldest, best."),
            Part("pager", "The links to what comes before and after."),
            Part("find", "The field that searches the conversation."),
            Part("results", "What a search has found, in the place of the comments."),
            Part("hits", "The list of it."),
            Part("arrivals", "The button that says how many comments have come meanwhile, and shows them."),
            Part("closed", "The line that says a conversation is closed."),
        ),
    ),
    Group(
        "A comment",
        (
            Part("comments", "The list of them."),
            Part("pinned", "The list of those that stand first."),
            Part("answers", "The list of answers beneath a comment."),
            Part("comment", "A comment with its answers."),
            Part("new", "Beside comment: it came since the reader was here last."),
            Part("gone", "A comment that was taken away while the page was open."),
            Part("author", "Whose it is."),
            Part("picture", "Their picture."),
            Part("mark", "The mark of who is signed in."),
            Part("staff", "Beside mark: they belong to the site."),
            Part("badge", "What the site calls them; that a comment is pinned or picked."),
            Part("pin", "Beside badge: pinned."),
            Part("pick", "Beside badge: picked by the editors."),
            Part("kind", "That it is a mention from elsewhere."),
            Part("answering", "Whom it answers, where it does not stand right beneath."),
            Part("when", "When it was said: its permanent link."),
            Part("edited", "That it was changed."),
            Part("fresh", "The word for what is new."),
            Part("text", "What was said."),
            Part("more-text", "The button that shows the rest of a long one."),
            Part("like", "The button; [aria-pressed] when it is given."),
            Part("likes", "How many like it."),
            Part("reactions", "The row of reactions."),
            Part("react", "A reaction; [aria-pressed] when it is given."),
            Part("number", "How often it was given."),
            Part("reply", "The link that answers it."),
            Part("fold", "The button that puts its answers away."),
            Part("more", "What else can be done with it, folded up."),
            Part("mute", "The button that hides somebody's comments from this reader."),
            Part("muted", "The line that stands where they are hidden."),
            Part("silenced", "The comment of somebody whom this reader has muted, folded up."),
            Part("unmute", "The button that mutes them no longer."),
            Part("copy", "The button that copies its link."),
            Part("edit", "The link for its own author."),
            Part("tombstone", "What stands in the place of one that is not there any more."),
        ),
    ),
    Group(
        "What is the reader's own",
        (
            Part("own", "Their comment that waits for a moderator."),
            Part("note", "The line that says so."),
            Part("delete", "The button that deletes."),
        ),
    ),
    Group(
        "The form",
        (
            Part("respond", "All of it."),
            Part("cancel", "What takes an answer back."),
            Part("field", "A field with its label."),
            Part("fields", "Those of a guest beside each other."),
            Part("hint", "What is said below a field."),
            Part("error", "Why it could not be taken."),
            Part("send", "The row with the button that sends."),
            Part("in", "The ways to sign in."),
            Part("ways", "The row of them."),
            Part("way", "One of them."),
            Part("connecting", "What is said while a window is open."),
            Part("cancel-sign-in", "What gives that up."),
            Part("guest", "The fields of who does not sign in."),
            Part("signed", "Who is signed in."),
            Part("session", "The row with what they may do."),
            Part("logout", "The button that signs out."),
            Part("change", "Other ways to sign in."),
        ),
    ),
    Group(
        "While somebody writes",
        (
            Part("desk", "The field with what stands around it."),
            Part("bar", "The row above it."),
            Part("tools", "The tools in it."),
            Part("tool", "One of them."),
            Part("show", "The button that shows how it will look."),
            Part("preview", "How it will look."),
            Part("told", "What is said about the text, like how much room is left."),
            Part("names", "Names to mention."),
            Part("name", "One of them."),
        ),
    ),
    Group(
        "Lists (voxpop-latest, voxpop-discussed)",
        (
            Part("list", "All of it."),
            Part("latest", "The latest comments."),
            Part("discussed", "What is most discussed."),
            Part("entry", "An entry."),
            Part("said-by", "Who said it, and when."),
            Part("excerpt", "The beginning of what was said."),
            Part("about", "The page that it is about."),
            Part("fresh-count", "How much was said."),
            Part("nothing", "That there is nothing."),
        ),
    ),
)

# Classes that are no parts: for those who hear a page, against machines, on pages of ours alone, or the script's own.
APART = frozenset("cut default far long said seen subject target title trap plain editing".split())


EXAMPLE = """\
voxpop-thread {
  --vp-accent: #a3122a;
  --vp-on-accent: #fff;
  --vp-text-font: Georgia, serif;
}
voxpop-thread::part(like) { border-radius: 999px }
voxpop-thread::part(badge) { text-transform: uppercase }
"""

HEAD = """# How it may look

Made from the code by `scripts/renew_docs.py`; a test fails when it is out of step. `/theming` on your Voxpop shows
the same beside a conversation.

A conversation takes font and colours from the page around it. Whatever a page says more, it says in its own style
sheet: by custom properties on the element or anything around it, and by parts, which are the classes of its markup
without `vp-`. `theme="light"`, `"dark"` or `"auto"` gives it a paper and an ink of its own; what else was set stays, so
set what goes with it.

```css
{example}```

## Custom properties

| property | what it is for | where nobody sets it |
|---|---|---|
{properties}

## Parts
{groups}"""


def document() -> str:
    """docs/theming.md."""
    properties = "\n".join(f"| `{one.name}` | {one.told} | {one.default} |" for one in PROPERTIES)
    groups = "".join(
        f"\n### {group.title}\n\n| `::part()` | what it is |\n|---|---|\n"
        + "".join(f"| `{part.name}` | {part.told} |\n" for part in group.parts)
        for group in GROUPS
    )
    return HEAD.format(example=EXAMPLE, properties=properties, groups=groups)
