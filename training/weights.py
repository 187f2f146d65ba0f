"""The weights of the base model: logistic regression on all sources, kept only for what many kinds of text share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.sources import Source
from voxpop.spam.features import SPACE
from voxpop.spam.fitting import Rows, table
from voxpop.spam.model import Base

LOOSENESS = 2.0  # the inverse of the penalty
GROUPS = 4  # kinds of text that a feature must occur in: what fewer have is a habit of one hand, not of spam
ROUNDS = 300
STILL = 1e-3


def trained(sources: Sequence[Source], words: NDArray[np.uint32], sense: NDArray[np.int8]) -> Base:
    """A base model of everything in `sources`; `words` and `sense` as training.sense gives them."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    seen = [features for source in sources for features in source.features]
    spam = np.concatenate([source.spam for source in sources])
    weight = np.concatenate([source.weight for source in sources])
    group = [name for source in sources for name in source.group]
    rows = _shared(table(seen, SPACE), np.unique(group, return_inverse=True)[1])
    hashed = sparse.csr_matrix((rows.values, rows.columns, rows.start), shape=(len(seen), SPACE))
    used = np.flatnonzero(hashed.getnnz(axis=0))
    empty = Base(np.zeros(SPACE, np.float32), words, sense, np.zeros(sense.shape[1], np.float32), 0.0)
    meaning = np.array([empty.meaning(features) for features in seen])
    beside = np.concatenate([source.beside for source in sources])
    dense = sparse.csr_matrix(np.column_stack([meaning, beside]))
    everything = sparse.hstack([hashed[:, used], dense]).tocsr()
    found = LogisticRegression(C=LOOSENESS, max_iter=ROUNDS, tol=STILL).fit(everything, spam, sample_weight=weight)
    unit = found.coef_[0][-1]  # of the other signals: in the judge their weight is 1
    per_unit = found.coef_[0][:-1] / unit
    weights = np.zeros(SPACE, dtype=np.float32)
    weights[used] = per_unit[: len(used)]
    return Base(weights, words, sense, per_unit[len(used) :].astype(np.float32), float(found.intercept_[0] / unit))


def _shared(rows: Rows, group: NDArray[np.intp]) -> Rows:
    """The rows without the columns that occur in fewer than GROUPS groups."""
    lengths = np.diff(rows.start)
    pairs = np.unique(np.repeat(group, lengths).astype(np.int64) * SPACE + rows.columns)
    common = np.bincount(pairs % SPACE, minlength=SPACE) >= GROUPS
    kept = common[rows.columns]
    sums = np.concatenate(([0], np.cumsum(kept)))
    return Rows(rows.columns[kept], rows.values[kept], sums[rows.start])
