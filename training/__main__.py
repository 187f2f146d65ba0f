"""Train the base model:  python -m training --set NAME=FILE[,spam|ham] …

Without --set it learns from our own corpus alone (build/corpus/comments.jsonl, of `python -m corpus.generate --bare`).
"""

import argparse
from pathlib import Path

from rich.console import Console

from training import sense, sources, weights, writing

HERE = Path(__file__).parent.parent
PLACE = HERE / "src" / "voxpop" / "spam"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    asked.add_argument("--own", type=Path, default=HERE / "build" / "corpus" / "comments.jsonl")
    asked.add_argument("--set", action="append", default=[], metavar="NAME=FILE[,LABEL]")
    asked.add_argument("--distil", action="store_true", help="make the sense of words anew from the sentence model")
    asked.add_argument("--into", type=Path, default=PLACE)
    given = asked.parse_args()
    out = Console()
    own = sources.own(given.own)
    parts = [_part(text) for text in given.set]
    shares = {name: sources.SET_WEIGHT / sum(other == name for other, _, _ in parts) for name, _, _ in parts}
    with out.status("reading texts"):
        all_sources = [
            sources.made("own", own.train, sources.OWN_WEIGHT),
            *(sources.read(name, path, shares[name], label=label) for name, path, label in parts),
        ]
    place = sense.package() if given.distil else None
    words, meaning = sense.distilled(sense.vocabulary(place), place) if place else sense.kept(PLACE / "base.npz")
    with out.status(f"fitting {sum(len(source.spam) for source in all_sources):,} texts"):
        base = weights.trained(all_sources, words, meaning)
    size = writing.write(base, given.into / "base.npz")
    frozen = writing.plain(own.frozen, base)
    writing.write_texts(frozen, given.into / "frozen.jsonl")
    writing.write_texts(own.rehearsal, given.into / "rehearsal.jsonl")
    out.print(
        f"{size:,} bytes, {int((base.weights != 0).sum()):,} weights;",
        f"{len(frozen):,} texts are frozen, {len(own.rehearsal):,} rehearsed",
    )


def _part(text: str) -> tuple[str, Path, str]:
    name, _, rest = text.partition("=")
    path, _, label = rest.partition(",")
    return name, Path(path), label


if __name__ == "__main__":
    main()
