"""Cut the serif of the pages from Source Serif 4 (OFL): pinned optical sizes, the letters of Europe, an own name.

pip install fonttools brotli fontpkg-source-serif-4==4.4; python scripts/fonts.py FOLDER_OF_TTF src/voxpop/static
"""

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

NAME = "Voxpop Serif"  # "Source" is reserved by the licence for the unmodified font
UPRIGHT, ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
CUTS: dict[str, tuple[str, dict[str, Any]]] = {
    "text": (UPRIGHT, {"opsz": 16, "wght": (400, 700)}),
    "italic": (ITALIC, {"opsz": 16, "wght": 400}),
    "display": (UPRIGHT, {"opsz": 44, "wght": 640}),
}
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E]
MARKS = [0x2010, 0x2011, *range(0x2012, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x202F, 0x2032, 0x2033]
MORE = [0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
CYRILLIC = [*range(0x400, 0x460), 0x490, 0x491, 0x20BD]
SCRIPTS = {"": LATIN + MARKS + MORE, "-cyrillic": CYRILLIC}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "onum", "pnum", "lnum", "tnum"]


def cut(source: Path, axes: dict[str, Any], letters: list[int]) -> TTFont:
    font = TTFont(source)
    cutter = subset.Subsetter(subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True))
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, axes)
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6, 16, 25):
            record.string = NAME.replace(" ", "") if record.nameID in (6, 25) else NAME
    font.flavor = "woff2"
    return font


def main(source: Path, target: Path) -> None:
    for name, (file, axes) in CUTS.items():
        for script, letters in SCRIPTS.items():
            cut(source / file, axes, letters).save(target / f"serif-{name}{script}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
