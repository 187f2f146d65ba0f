"""Read a story from a Markdown file with TOML between two lines of +++ on top.

+++
headline = "The clock stays fast"
published = 2026-03-18T17:05:00+01:00
+++
The Harbour Board voted …
"""

import hashlib
import shutil
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from voxpop.lib import characters, urls
from voxpop.lib.ids import written
from voxpop.lib.refused import Refused
from voxpop.sites.rules import Rules, language
from voxpop.stories import body
from voxpop.stories.story import Story

FENCE = "+++"
IMAGES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
FIELDS = frozenset(
    "slug headline standfirst byline language direction published updated "
    "credits rights original image image_alt".split()
)


def read(file: Path, rules: Rules, media: Path) -> Story:
    """The story in `file`; its picture is copied to the folder `media`. Raises Refused story_invalid."""
    head, source = _halves(file)
    if unknown := sorted(set(head) - FIELDS):
        raise _invalid(file, f"{unknown[0]!r} is no field of a story; there are {', '.join(sorted(FIELDS))}")
    return Story(
        slug=_words(file, head, "slug") or file.stem,
        headline=_words(file, head, "headline", required=True),
        standfirst=_words(file, head, "standfirst"),
        byline=_words(file, head, "byline"),
        language=_language(file, head, rules),
        direction=_direction(file, head, rules),
        html=body.from_markdown(source),
        credits=_credits(file, head),
        rights=_words(file, head, "rights"),
        original=_original(file, head),
        image=_image(file, head, media),
        image_alt=_words(file, head, "image_alt", required="image" in head),
        published=_moment(file, head, "published", required=True) or 0,
        updated=_moment(file, head, "updated"),
    )


def _halves(file: Path) -> tuple[dict[str, Any], str]:
    try:
        written_ = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(file, f"it is not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise _invalid(file, str(error.strerror)) from None
    parts = written_.split(f"{FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise _invalid(file, f"it must begin with a line {FENCE}, its fields in TOML, and another line {FENCE}")
    try:
        return tomllib.loads(parts[1]), parts[2]
    except tomllib.TOMLDecodeError as error:
        raise _invalid(file, f"its fields are not TOML: {error}") from None


def _words(file: Path, head: dict[str, Any], name: str, *, required: bool = False) -> str:
    value = head.get(name, "")
    if not isinstance(value, str):
        raise _invalid(file, f"{name} = {value!r} must be a text in quotation marks")
    if required and not value.strip():
        raise _invalid(file, f"{name} is missing")
    return _line(value)


def _line(value: str) -> str:
    """On one line, without control characters: feeds could not carry them."""
    return " ".join(characters.drop(value).split())


def _language(file: Path, head: dict[str, Any], rules: Rules) -> str:
    value = _words(file, head, "language") or rules.language
    try:
        return language(value)
    except ValueError as error:
        raise _invalid(file, f"language = {value!r}: {error}") from None


def _direction(file: Path, head: dict[str, Any], rules: Rules) -> str:
    value = head.get("direction", rules.direction)
    if value not in ("ltr", "rtl"):
        raise _invalid(file, f"direction = {value!r} must be ltr or rtl")
    return str(value)


def _credits(file: Path, head: dict[str, Any]) -> tuple[str, ...]:
    value = head.get("credits", [])
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise _invalid(file, "credits must be a list of texts")
    return tuple(map(_line, value))


def _original(file: Path, head: dict[str, Any]) -> str | None:
    value = _words(file, head, "original")
    try:
        return urls.address(value).url if value else None
    except Refused as refused:
        raise _invalid(file, f"original: {refused.sentence}") from None


def _moment(file: Path, head: dict[str, Any], name: str, *, required: bool = False) -> int | None:
    value = head.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, datetime) or not isinstance(value, date) or value.tzinfo is None:
        raise _invalid(file, f"{name} must be a time with its zone, like 2026-03-18T17:05:00+01:00")
    return written(value)


def _image(file: Path, head: dict[str, Any], media: Path) -> str | None:
    name = _words(file, head, "image")
    if not name:
        return None
    for folder in (file.parent, file.parent.parent):
        picture = folder / name
        if picture.suffix.lower() in IMAGES and picture.is_file():
            return f"/media/{keep(picture, media)}"
    raise _invalid(file, f"image = {name!r}: there is no such picture ({', '.join(sorted(IMAGES))}) beside it")


def keep(picture: Path, media: Path) -> str:
    """Copy a picture into the media folder under a name made from its bytes; that name."""
    name = hashlib.blake2b(picture.read_bytes(), digest_size=10).hexdigest() + picture.suffix.lower()
    media.mkdir(parents=True, exist_ok=True)
    if not (media / name).exists():
        shutil.copyfile(picture, media / f"{name}.new")
        (media / f"{name}.new").replace(media / name)
    return name


def _invalid(file: Path, why: str) -> Refused:
    return Refused("story_invalid", f"{file}: {why}.")
