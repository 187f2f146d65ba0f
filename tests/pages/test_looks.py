"""What can be said of the looks without a browser: contrast, names, labels, and that nothing comes from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import voxpop
from voxpop.pages.assets import FILES, NAMES

PACKAGE = Path(voxpop.__file__).parent
SHEETS = {file.name: file.read_text() for file in sorted((PACKAGE / "static").glob("*.css"))}
PARTS = {file.name: file.read_text() for file in sorted((PACKAGE.parents[1] / "widget" / "src").glob("*.css"))}
FOLDER = PACKAGE / "templates"
TEMPLATES = {str(file.relative_to(FOLDER)): file.read_text() for file in sorted(FOLDER.rglob("*.html"))}
DESK = (PACKAGE / "static" / "desk.js").read_text()
MARKUP = (PACKAGE / "discussion" / "markup.py").read_text()
DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "looks.md"

COLOUR = re.compile(r"--vp-([a-z-]+): (#[0-9a-f]{3,6})\b")
MIX = re.compile(r"var\(--vp-([a-z]+), color-mix\(in srgb, currentColor (\d+)%, transparent\)\)")
JINJA = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
CLASSES = re.compile(r'class="([^"]+)"')

WORDS, SHAPES = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
PAIRS = [
    ("ink", "paper", WORDS),
    ("soft", "paper", WORDS),
    ("accent", "paper", WORDS),
    ("danger", "paper", WORDS),
    ("ink", "tint", WORDS),
    ("soft", "tint", WORDS),
    ("accent", "tint", WORDS),
    ("on-accent", "accent", WORDS),
    ("edge", "paper", SHAPES),
    ("edge", "tint", SHAPES),
]


def schemes() -> dict[str, dict[str, str]]:
    light, _, dark = SHEETS["style.css"].partition("@media (prefers-color-scheme: dark)")
    dark, _, _ = dark.partition("@media")
    return {"light": dict(COLOUR.findall(light)), "dark": dict(COLOUR.findall(dark))}


def channels(colour: str) -> list[float]:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]


def luminance(rgb: list[float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_read_stands_out_from_what_is_behind_it(scheme: str, front: str, back: str, least: float) -> None:
    colours = schemes()[scheme]
    assert contrast(channels(colours[front]), channels(colours[back])) >= least


@pytest.mark.parametrize(("ink", "paper"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_conversation_on_a_page_that_sets_no_colours_can_be_read(ink: float, paper: float) -> None:
    mixes = {name: int(part) / 100 for name, part in MIX.findall(SHEETS["conversation.css"])}
    ratios = {name: contrast([ink * part + paper * (1 - part)] * 3, [paper] * 3) for name, part in mixes.items()}
    assert ratios["soft"] >= WORDS
    assert ratios["edge"] >= SHAPES


def test_both_schemes_set_the_same_colours() -> None:
    assert schemes()["light"].keys() == schemes()["dark"].keys()


def used() -> set[str]:
    sources = [JINJA.sub("", source) for source in TEMPLATES.values()]
    made = {name for source in (*sources, MARKUP) for names in CLASSES.findall(source) for name in names.split()}
    return made | set(re.findall(r'(?:className *[:=] *|classList\.add\()"([a-z-]+)"', DESK))


def styled(sheets: dict[str, str]) -> set[str]:
    bare = (re.sub(r"/\*.*?\*/|url\(.*?\)|\{[^{}]*\}", " ", sheet, flags=re.DOTALL) for sheet in sheets.values())
    return {name for sheet in bare for name in re.findall(r"\.([a-z][a-z-]*)", sheet)}


def test_every_class_is_drawn_or_documented_as_a_hook() -> None:
    documented = set(re.findall(r"`\.([a-z-]+)`", DECISION.read_text()))
    assert used() - styled(SHEETS | PARTS) <= documented


def test_no_style_is_for_something_that_no_template_makes() -> None:
    assert styled(SHEETS) <= used()


class Elements(HTMLParser):
    """The elements of a template, and the words in each button."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.fields: list[str] = []  # the ids of those that neither stand in their label nor have one of their own
        self._labelled = False
        self.feed(JINJA.sub("0", source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.found.append((tag, attributes))
        self._labelled = self._labelled or (tag == "label" and "for" not in attributes)
        shown = tag in ("input", "textarea", "select") and attributes.get("type") != "hidden"
        if shown and not (self._labelled or attributes.get("aria-label")):
            self.fields.append(attributes.get("id", f"{tag} without id"))

    def handle_endtag(self, tag: str) -> None:
        self._labelled = self._labelled and tag != "label"


PARSED = {name: Elements(source) for name, source in TEMPLATES.items()}
ELEMENTS = {name: parsed.found for name, parsed in PARSED.items()}


APART = {"yours_export_top.html"}  # of a file that stands alone on somebody's disk


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_a_template_styles_or_runs_inline(name: str) -> None:
    for tag, attributes in ELEMENTS[name]:
        assert tag != "style" or name in APART
        assert tag != "script" or attributes in (
            {"type": "application/ld+json"},
            {"type": "module", "src": "/static/0"},
        )
        assert [each for each in attributes if each == "style" or each.startswith("on")] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_field_has_a_label(name: str) -> None:
    labels = {attributes["for"] for tag, attributes in ELEMENTS[name] if tag == "label" and "for" in attributes}
    assert labels == set(PARSED[name].fields)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_picture_has_its_size_and_its_words(name: str) -> None:
    for tag, attributes in ELEMENTS[name]:
        assert tag != "img" or {"width", "height", "alt"} <= attributes.keys()


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_fetches_nothing_but_our_own_files(name: str) -> None:
    sheet = SHEETS[name]
    assert "@import" not in sheet
    assert "//" not in sheet
    assert [each for each in re.findall(r'url\("?([^")]+)', sheet) if not (PACKAGE / "static" / each).is_file()] == []


def test_a_style_sheet_names_fonts_as_they_are_served() -> None:
    served = re.findall(rb'url\("([^"]+)"\)', FILES[NAMES["style.css"]].body)
    assert served
    assert {name.decode() for name in served} <= FILES.keys()


def test_the_first_page_costs_less_than_a_hundred_kilobytes_of_styles_and_fonts() -> None:
    first = ["style.css", "conversation.css", "serif-text.woff2", "serif-display.woff2"]
    assert sum(len(FILES[NAMES[name]].body) for name in first) < 100_000
