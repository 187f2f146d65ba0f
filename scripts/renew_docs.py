"""Renew what the documentation takes from the code:   .venv/bin/python scripts/renew_docs.py

docs/settings.md is made whole from the two tables. In docs/path-of-a-comment.md only the line numbers are put right:
a link to `src/…#L12` whose words are the name of a function, a class or a constant follows that name. In README.md the
rows of the speed table come from docs/performance.md. docs/theming.md is made from the table of pages/looks, and what
stands between marks in docs/privacy.md from the tables of privacy/.
"""

import ast
import dataclasses
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voxpop.pages import looks
from voxpop.privacy import record
from voxpop.settings import Settings, table
from voxpop.sites.rules import Rules

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "docs/settings.md"
PATH = ROOT / "docs/path-of-a-comment.md"
README = ROOT / "README.md"
THEMING = ROOT / "docs/theming.md"
PRIVACY = ROOT / "docs/privacy.md"
PERFORMANCE = ROOT / "docs/performance.md"

FLAGS = ("data", "host", "port", "workers", "database")
LINK = re.compile(r"\[`([\w.]+)`\]\((\.\./)(src/[\w/.]+)#L(\d+)\)")
FIGURE = re.compile(r"^\| (?P<name>[^|]+?) \| \*\*(?P<figure>[^|*]+)\*\* \| (?P<target>[^|]*?) \|", re.MULTILINE)
FIGURES = re.compile(r"(<!-- figures: of docs/performance.md -->\n).*?(<!-- end of figures -->)", re.DOTALL)
MADE = re.compile(r"(<!-- made: (?P<name>[\w ]+) -->\n).*?(<!-- end of (?P=name) -->)", re.DOTALL)

HEAD = """# Settings

Made from the code by `scripts/renew_docs.py`; a test fails when it is out of step. `voxpop settings` prints the same.

## Of an installation

A setting is looked for in four places; the first that has it wins:

1. a flag of the command: {flags};
2. the environment: `VOXPOP_` and the name in capitals, like `VOXPOP_PAGE_CACHE=64MiB`;
3. the file `voxpop.toml` in the data folder, like `page_cache = "64MiB"`;
4. the default.

An unknown name is an error, and so is a value that cannot be used; all of them are told at once. Durations are a whole
number and one of s, m, h, d; sizes a whole number and one of KiB, MiB, GiB; switches are on or off. A running server
keeps what it started with.

{settings}
## Of a site

Each site has rules of its own. `voxpop site set NAME rule=value …` changes some of them; `title=` changes what readers
call the site. A running server follows within a second.

{rules}
## What others are told

While one of these is chosen, somebody else is told something of readers. Nobody is by default.

{shared}"""


def settings_page() -> str:
    flags = ", ".join(f"`--{name}`" for name in FLAGS)
    return HEAD.format(flags=flags, settings=_table(Settings), rules=_table(Rules), shared=_shared(Settings, Rules))


def _shared(*kinds: type[Any]) -> str:
    told = [(f.name, f.metadata["shares"]) for kind in kinds for f in dataclasses.fields(kind) if f.metadata["shares"]]
    parts = []
    for name, shares in told:
        rows = [f"| `{field}` | {meaning} |" for field, meaning in shares.fields]
        parts.append(
            "\n".join([f"`{name}`: {shares.whom}, {shares.why}.", "", "| field | what it is |", "|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def _table(kind: type[Any]) -> str:
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |" for name, default, meaning in table(kind)]
    return "\n".join(["| name | default | meaning |", "|---|---|---|", *rows, ""])


def line_of(source: str, name: str) -> int | None:
    """The line on which the last part of a dotted name is defined; None when it is not."""
    defined = {".".join(parts): line for parts, line in _defined(ast.parse(source).body, ())}
    parts = name.split(".")
    return next((defined[tail] for n in range(len(parts)) if (tail := ".".join(parts[n:])) in defined), None)


def _defined(body: Iterable[ast.stmt], within: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], int]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield (*within, node.name), node.lineno
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, (*within, node.name))
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name):
                yield (*within, target.id), node.lineno


def wrong_lines(page: str) -> list[tuple[str, str, int, int | None]]:
    """Name, file, the line a link says and the true one, for each link that leads to another line than its name."""
    found = []
    for name, _, file, said in LINK.findall(page):
        source = ROOT / file
        true = line_of(source.read_text("utf-8"), name) if source.exists() else None
        if true != int(said):
            found.append((name, file, int(said), true))
    return found


def with_true_lines(page: str) -> str:
    """The page with each link's line put right; links to what is gone stay as they are."""

    def put_right(link: re.Match[str]) -> str:
        true = line_of((ROOT / link[3]).read_text("utf-8"), link[1])
        return f"[`{link[1]}`]({link[2]}{link[3]}#L{true or link[4]})"

    return LINK.sub(put_right, page)


def with_figures(readme: str, performance: str) -> str:
    """The README with the rows of the measured table; as it is while nothing was published."""
    rows = [f"| {row['name']} | {row['figure']} | {row['target']} |" for row in FIGURE.finditer(performance)]
    if not rows:
        return readme
    shown = "\n".join(["", "| | measured | target |", "|---|--:|--:|", *rows, "", ""])
    return FIGURES.sub(lambda found: found[1] + shown + found[2], readme)


def with_what_is_kept(page: str) -> str:
    """The page on privacy with what is made from the tables between its marks."""
    made = {"ways out": record.ways_out(), "record": record.document(record.plain())}
    return MADE.sub(lambda found: f"{found[1]}\n{made[found['name']]}\n{found[3]}", page)


def main() -> int:
    SETTINGS.write_text(settings_page(), "utf-8")
    THEMING.write_text(looks.document(), "utf-8")
    PRIVACY.write_text(with_what_is_kept(PRIVACY.read_text("utf-8")), "utf-8")
    PATH.write_text(with_true_lines(PATH.read_text("utf-8")), "utf-8")
    README.write_text(with_figures(README.read_text("utf-8"), PERFORMANCE.read_text("utf-8")), "utf-8")
    gone = [f"{name} is not in {file} any more" for name, file, _, _ in wrong_lines(PATH.read_text("utf-8"))]
    for line in gone:
        sys.stderr.write(f"{PATH.name}: {line}\n")
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
