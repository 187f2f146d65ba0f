"""Write a base model into the files that ship: weights in 8 bits, and only those that are not nothing; its texts."""

import json
from pathlib import Path

import numpy as np

from training.sources import NOTHING
from voxpop.spam.model import Base
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Submission

PLAIN = 1.0  # log-odds on the right side of even, from which on a case is plain


def write(base: Base, path: Path) -> int:
    """The file's size in bytes."""
    step = np.float32(np.abs(base.weights).max() / 127)
    whole = np.round(base.weights / step).astype(np.int8)
    at = np.flatnonzero(whole)
    np.savez_compressed(
        path,
        gaps=np.diff(at, prepend=0).astype(np.uint16 if np.diff(at, prepend=0).max() < 1 << 16 else np.uint32),
        weights=whole[at],
        step=step,
        word_gaps=np.diff(base.vocabulary, prepend=0).astype(np.uint32),
        sense=base.sense,
        sense_weights=base.sense_weights,
        bias=np.float32(base.bias),
    )
    return path.stat().st_size


def plain(rows: list[dict[str, str]], base: Base) -> list[dict[str, str]]:
    """The rows that the base itself is sure of, and right about."""
    odds = [base.odds(Seen(Submission(row["text"]), NOTHING).features) for row in rows]
    return [row for row, one in zip(rows, odds, strict=True) if (one if row["label"] == "spam" else -one) > PLAIN]


def write_texts(rows: list[dict[str, str]], path: Path) -> None:
    lines = (json.dumps({"label": row["label"], "text": row["text"]}, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
